"""Tries of the next token at each place, on a model of a few thousand parameters and a judge whose wishes are plain."""

import copy

import pytest
import torch
from training_runs import VOCABULARY, tiny_model

from llm_edu.alignment import draw_answers, train_by_tries
from llm_edu.alignment.next_word_groups import Positions, draw_tries
from llm_edu.decoding import next_token_probabilities
from llm_edu.training import TrainingConfig

CONFIG = TrainingConfig(steps=24, batch_size=16, learning_rate=0.02)
SIZE = VOCABULARY


def no_token_twice(answer):
    """What may stand at each place, up to the first mistake; the end may always come."""
    found = []
    for place, token in enumerate(answer):
        found.append(torch.tensor([other for other in range(SIZE) if other not in answer[:place]]))
        if token in answer[:place]:
            break
    return found


def test_what_may_not_come_becomes_rare():
    model, seen = tiny_model(), []
    rounds = train_by_tries(model, [3, 1], no_token_twice, CONFIG, stories=64, updates=8, max_new_tokens=6,
                            callback=lambda number, one: seen.append((number, one)))
    assert [number for number, _ in seen] == [0, 1, 2] and [one for _, one in seen] == rounds and not model.training
    assert rounds[-1].wrong < rounds[0].wrong / 2 and rounds[-1].mixed < rounds[0].mixed
    assert 0 <= rounds[0].divergence < rounds[-1].divergence and rounds[0].seconds < rounds[-1].seconds
    later = draw_answers(model, [[3, 1]] * 200, 6, seed=9)
    assert sum(len(set(answer)) < len(answer) for answer in later) < 60


def test_a_round_is_told_as_it_was():
    """With all allowed no try fails; with nothing allowed no story goes on."""
    everything = TrainingConfig(steps=1, batch_size=32)
    (only,) = train_by_tries(tiny_model(), [3], lambda answer: [torch.arange(SIZE)] * len(answer), everything,
                             stories=32, updates=4, max_new_tokens=30)
    assert only.wrong == only.mixed == only.divergence == 0 and 0.5 < only.whole <= 1
    (only,) = train_by_tries(tiny_model(), [3], lambda answer: [torch.tensor([], dtype=torch.long)], everything,
                             stories=32, updates=4, max_new_tokens=30)
    assert only.wrong == only.length == 1 and only.mixed == only.whole == 0


def test_many_tries_have_the_gradient_of_what_goes_wrong():
    """The slow reference: each place of each story alone, all tokens weighed by their probability."""
    model, reference, stories = tiny_model(), tiny_model(seed=5), [[4, 7, 4], [2, 0]]
    judged = [(answer, no_token_twice(answer)) for answer in stories]
    batch = Positions([3, 1], judged, reference)
    by_tries, facts = batch.loss(model, 20_000, 0.5, torch.Generator().manual_seed(0))
    by_tries.backward()
    found = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
    model.zero_grad()
    loss, places, failed = 0.0, 0, 0.0
    for answer, possible in judged:
        for place, ids in enumerate(possible):
            before = torch.tensor([[3, 1, *answer[:place]]])
            now, first = (net(before)[0, -1].softmax(-1) for net in (model, reference))
            wrong = 1 - now[ids].sum()
            loss = loss + wrong + 0.5 * (first * (first / now).log()).sum()
            places, failed = places + 1, failed + wrong.item()
    (loss / places).backward()
    exact = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
    assert torch.cosine_similarity(found, exact, dim=0) > 0.99 and 0.95 < found.norm() / exact.norm() < 1.05
    assert facts[0] == pytest.approx(failed / 2, abs=0.01)


def test_tries_are_drawn_as_the_model_would_draw():
    chances = next_token_probabilities(tiny_model(), [3, 1])
    tries = draw_tries(chances[None], 20_000, torch.Generator().manual_seed(1))[0]
    assert (tries.bincount(minlength=SIZE) / 20_000 - chances).abs().max() < 0.015


def test_the_same_seed_learns_the_same_and_another_another():
    found = []
    for seed in (1, 1, 2):
        config = TrainingConfig(steps=3, batch_size=8, learning_rate=0.01, seed=seed)
        rounds = train_by_tries(tiny_model(), [3], no_token_twice, config, stories=8, updates=2, max_new_tokens=5)
        found.append([one.wrong for one in rounds])
    assert found[0] == found[1] != found[2]


def test_where_nothing_can_be_learned_nothing_changes():
    model = tiny_model()
    before = copy.deepcopy(model)
    train_by_tries(model, [3], lambda answer: [torch.arange(SIZE)] * len(answer), TrainingConfig(2, batch_size=8),
                   stories=8, updates=1, max_new_tokens=4, kl_weight=0.0)
    assert all(torch.equal(*pair) for pair in zip(model.parameters(), before.parameters(), strict=True))


@pytest.mark.parametrize("wrong", [{"tries": 1}, {"stories": 15}])
def test_tries_can_be_compared_and_a_batch_filled(wrong):
    with pytest.raises(ValueError, match="take at least 2 tries"):
        train_by_tries(tiny_model(), [3], no_token_twice, CONFIG, max_new_tokens=5, **wrong)
