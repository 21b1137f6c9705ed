"""GRPO as a training, on a model of a few thousand parameters and judges whose wishes are plain."""

import copy
import math

import pytest
import torch
from training_runs import tiny_model

from llm_edu.alignment import answer_batch, draw_answers, train_grpo
from llm_edu.alignment.grpo import aligned, compare, pieces_of
from llm_edu.decoding import next_token_probabilities
from llm_edu.training import TrainingConfig

CONFIG = TrainingConfig(steps=25, batch_size=32, learning_rate=0.02)
LIKES_FIVE = {"max_new_tokens": 4, "kl_weight": 0.0}


def fives(prompt, answer):
    return answer.count(5) / 4


def test_what_is_rewarded_becomes_more_probable():
    model, seen = tiny_model(), []
    rounds = train_grpo(model, [[0], [3, 1]], fives, CONFIG, **LIKES_FIVE,
                        callback=lambda step, one, answers: seen.append((step, len(answers))))
    assert rounds[0].reward < 0.2 and rounds[-1].reward > 0.8
    assert rounds[-1].entropy < rounds[0].entropy / 2 and rounds[0].divergence < 1e-6 < rounds[-1].divergence
    assert seen == [(step, 32) for step in range(25)] and not model.training
    assert all(one.clipped == 0 for one in rounds)    # one update with each answer: it has not moved yet
    assert sum(map(fives, [None] * 50, draw_answers(model, [[0]] * 50, 4, seed=99))) > 40


def test_a_judge_may_ask_each_prompt_for_something_else():
    model = tiny_model()
    wishes = {(0, 1): 7, (0, 2): 8}
    rounds = train_grpo(model, [list(prompt) for prompt in wishes],
                        lambda prompt, answer: answer.count(wishes[tuple(prompt)]), CONFIG, max_new_tokens=2, kl_weight=0)
    assert rounds[-1].reward > rounds[0].reward + 0.8
    for prompt, wish in wishes.items():
        answers = draw_answers(model, [list(prompt)] * 40, 2)
        assert sum(answer.count(wish) for answer in answers) > 3 * sum(answer.count(15 - wish) for answer in answers)


def test_where_each_token_is_judged_only_the_one_to_blame_is_blamed():
    """The first token must be below 12, the second above: the judge says which of the two was wrong."""
    def judge(prompt, answer):
        return [float(answer[0] < 12)] + [float(token > 12) for token in answer[1:]]

    model = tiny_model()
    rounds = train_grpo(model, [[0], [3, 1]], judge, CONFIG, max_new_tokens=2, kl_weight=0.0)
    assert rounds[0].reward < 0.6 and rounds[-1].reward > 0.9
    prompts, answers = [[0], [3, 1, 4]], [[5, 6, 0], [7]]
    rewards, advantages = compare([[1.0, 0.0, math.nan], [1.0]], group_size=2)
    assert rewards.tolist() == [0, 1]
    inputs, targets = answer_batch(prompts, answers)
    placed = aligned(advantages, prompts, targets)
    assert placed[0].tolist() == advantages[0].tolist() and placed[0, 1] < 0 < placed[0, 0]
    assert placed[1].tolist() == [0, 0, advantages[1, 0]]


def test_probabilities_are_those_of_the_temperature_at_which_answers_are_drawn():
    """With answers of one token their mean surprise is the entropy of what they are drawn from."""
    model, found = tiny_model(), {}
    for temperature in (1.0, 3.0):
        chances = next_token_probabilities(model, [3, 1], temperature)
        entropy = -(chances * chances.log()).sum().item()
        (only,) = train_grpo(model, [[3, 1]], lambda *row: 1.0, TrainingConfig(1, batch_size=2000, accumulate=4),
                             group_size=8, max_new_tokens=1, kl_weight=0.0, temperature=temperature)
        assert only.entropy == pytest.approx(entropy, abs=0.05) and only.divergence == 0 and only.length == 1
        found[temperature] = entropy
    assert found[3.0] > found[1.0] + 0.2
    rounds = train_grpo(model, [[0], [3, 1]], fives, CONFIG, temperature=1.5, **LIKES_FIVE)
    assert rounds[-1].reward > rounds[0].reward + 0.5


def test_the_same_seed_learns_the_same_and_another_another():
    found = []
    for seed in (1, 1, 2):
        config = TrainingConfig(steps=3, batch_size=16, learning_rate=0.01, seed=seed)
        found.append([one.reward for one in train_grpo(tiny_model(), [[0]], fives, config, **LIKES_FIVE)])
    assert found[0] == found[1] != found[2]


def test_a_round_in_pieces_is_the_same_round():
    models = []
    for pieces in (1, 4):
        config = TrainingConfig(steps=2, batch_size=16, accumulate=pieces, learning_rate=0.01)
        models.append(tiny_model())
        train_grpo(models[-1], [[0], [1, 2, 3]], fives, config, updates=2, max_new_tokens=6)
    for one, other in zip(models[0].parameters(), models[1].parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-3)


def test_more_updates_are_clipped():
    config = TrainingConfig(steps=2, batch_size=32, learning_rate=0.05)
    rounds = train_grpo(tiny_model(), [[0]], fives, config, updates=6, **LIKES_FIVE)
    assert rounds[0].clipped > 0.05


def test_distance_that_costs_is_less_distance():
    divergences = []
    for kl_weight in (0.0, 1.0):
        rounds = train_grpo(tiny_model(), [[0]], fives, CONFIG, max_new_tokens=4, kl_weight=kl_weight)
        divergences.append(rounds[-1].divergence)
    assert divergences[1] < divergences[0] / 4


def test_where_all_are_rewarded_alike_nothing_changes():
    model = tiny_model()
    before = copy.deepcopy(model)
    rounds = train_grpo(model, [[0]], lambda *row: 1.0, TrainingConfig(2, batch_size=8), max_new_tokens=3, kl_weight=0.0)
    assert [one.mixed for one in rounds] == [0, 0]
    assert all(torch.equal(*pair) for pair in zip(model.parameters(), before.parameters(), strict=True))


def test_answers_close_with_the_end_unless_cut_off():
    answers = draw_answers(tiny_model(), [[0]] * 200, 30, seed=1)
    ended = [answer for answer in answers if answer[-1] == 0]
    assert 20 < len(ended) < 200 and all(0 not in answer[:-1] for answer in answers)
    assert all(len(answer) == 30 for answer in answers if answer[-1] != 0)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_groups_are_of_at_least_two_and_equally_large(size):
    with pytest.raises(ValueError, match="equal groups of at least 2"):
        train_grpo(tiny_model(), [[0]], fives, CONFIG, group_size=size)


def test_rewards_of_tokens_may_be_whole_numbers():
    rewards, advantages = compare([[1, 0], [1], [], []], 2)
    expected = compare([[1.0, 0.0], [1.0], [], []], 2)
    assert torch.equal(rewards, expected[0]) and torch.equal(advantages, expected[1])
    assert advantages[2:].tolist() == [[0, 0], [0, 0]]    # a group without any reward


def test_a_loss_is_of_what_is_handed_in_and_keeps_nothing():
    """Old log-probabilities come in as an argument: the same call twice is the same, and others give another loss."""
    model, answers = tiny_model(), [[5, 5, 0], [4, 0]]
    (piece,) = pieces_of(model, [[3, 1]] * 2, answers, torch.tensor([1.0, -1.0]), 1, 1.0)
    policy, before = piece.log_probabilities(model), dict(vars(piece))
    one, same, other = (piece.loss(policy, old, 0.2, 0.0).item()
                        for old in (policy.detach(), policy.detach(), policy.detach() - 1))
    assert vars(piece) == before and one == same == pytest.approx(0, abs=1e-6) and abs(other) > 0.1
