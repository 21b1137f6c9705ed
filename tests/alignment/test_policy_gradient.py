"""Policy gradients: by hand on two words, and against GRPO's equation 3 written out token by token in NumPy."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.alignment import (
    clipped_tokens,
    divergence_estimate,
    group_advantages,
    grpo_loss,
    reinforce_loss,
    token_advantages,
)


@pytest.mark.parametrize("baseline", [0.0, 0.6, 5.0])
def test_reinforce_is_the_gradient_of_the_mean_reward_whatever_the_baseline(baseline):
    """Two words with all their chances counted, instead of drawn: P(first) = p, rewards 3 and 1.

    The mean reward 3p + (1 − p) has the gradient 2 · p(1 − p) by the first score, and minus that by the second.
    """
    scores, rewards = torch.tensor([0.4, -0.3], dtype=torch.float64, requires_grad=True), torch.tensor([3.0, 1.0]).double()
    logs = scores.log_softmax(-1)
    chances = logs.exp().detach()
    for word in (0, 1):
        (reinforce_loss(logs[word:word + 1], rewards[word:word + 1], baseline) * chances[word]).backward(
            retain_graph=True)
    slope = 2 * (chances[0] * chances[1]).item()
    assert scores.grad.tolist() == pytest.approx([-slope, slope], rel=1e-12)


def test_a_baseline_makes_the_gradient_less_of_a_gamble():
    generator = torch.Generator().manual_seed(0)
    words = torch.multinomial(torch.tensor([0.6, 0.4]), 2000, replacement=True, generator=generator)
    rewards = torch.tensor([11.0, 10.0])[words]
    spreads = []
    for baseline in (0.0, rewards.mean()):
        gradients = []
        for word, reward in zip(words, rewards, strict=True):
            scores = torch.tensor([0.6, 0.4]).log().requires_grad_()
            reinforce_loss(scores.log_softmax(-1)[word, None], reward[None], baseline).backward()
            gradients.append(scores.grad[0].item())
        spreads.append(np.std(gradients))
    assert spreads[1] < spreads[0] / 10


def test_advantages_are_in_the_groups_standard_deviations():
    rewards = np.random.default_rng(0).normal(size=(5, 8))
    expected = (rewards - rewards.mean(1, keepdims=True)) / rewards.std(1, keepdims=True)
    assert group_advantages(rewards).numpy() == pytest.approx(expected, abs=1e-5)


NUMBERS = st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=6)
REWARDS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from([2.0**-70, 1.0, 2.0**70])).map(lambda pair: [each * pair[1] for each in pair[0]]),
    st.lists(st.sampled_from([10_000.001, 10_000.002, 10_000.004, 1e20, 1e-23]), min_size=2, max_size=6))


@given(REWARDS)
def test_advantages_of_rewards_of_any_size(rewards):
    """Against the formula in fractions; the root alone is a float's."""
    exact = [Fraction(reward) for reward in rewards]
    centred = [reward - Fraction(sum(exact), len(exact)) for reward in exact]
    largest = max(map(abs, centred))
    shares = [each / largest if largest else Fraction(0) for each in centred]    # of any size a float can hold
    spread = math.sqrt(Fraction(sum(each * each for each in shares), len(shares)))
    expected = [float(each) / spread if spread else 0.0 for each in shares]
    found = group_advantages([rewards])
    assert found.dtype == torch.float32 and found[0].tolist() == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_advantages_are_those_of_trl_but_for_its_epsilon_and_its_standard_deviation():
    """TRL's grpo_trainer.py: (rewards − mean) / (the standard deviation with size − 1 + 1e-4)."""
    rewards = torch.randn(5, 8, generator=torch.Generator().manual_seed(0))
    spread = rewards.std(1, keepdim=True)
    theirs = (rewards - rewards.mean(1, keepdim=True)) / (spread + 1e-4)
    assert torch.allclose(group_advantages(rewards), theirs * (spread + 1e-4) / spread * (8 / 7) ** 0.5, atol=1e-5)


@pytest.mark.parametrize("rows", [[0], [1, 2]])
def test_an_answer_without_tokens_is_named(rows):
    logs, advantages, lengths = random_case(0)
    counts = counts_of(lengths)
    counts[rows] = False
    with pytest.raises(ValueError, match=f"answer number {rows[0]} "):
        grpo_loss(*torch.from_numpy(logs), torch.from_numpy(advantages), counts)


def test_rewards_may_be_true_and_false():
    logs = torch.tensor([-1.0, -3.0])
    assert reinforce_loss(logs, logs > -2, 0.5) == reinforce_loss(logs, [True, False], 0.5) == reinforce_loss(logs, [1, 0], 0.5)


def test_tokens_are_compared_with_all_judged_tokens_of_their_group():
    generator = np.random.default_rng(0)
    rewards = generator.normal(size=(3, 4, 6))
    rewards[generator.random(rewards.shape) < 0.3] = np.nan
    found = token_advantages(rewards).numpy()
    for group, its in zip(rewards, found, strict=True):
        judged = ~np.isnan(group)
        expected = (group[judged] - group[judged].mean()) / group[judged].std()
        assert its[judged] == pytest.approx(expected, abs=1e-5) and not its[~judged].any()
    alike = token_advantages([[[0.1, 0.1], [0.1, math.nan]], [[1.0, 0.0], [1.0, math.nan]]])
    assert not alike[0].any() and alike[1].any()


def test_advantages_of_tokens_that_are_alike_are_those_of_answers():
    logs, advantages, lengths = random_case(3)
    logs, advantages, counts = torch.from_numpy(logs), torch.from_numpy(advantages), counts_of(lengths)
    spread = advantages[:, None].expand(6, 5)
    assert torch.equal(grpo_loss(*logs, advantages, counts), grpo_loss(*logs, spread, counts))
    assert clipped_tokens(*logs[:2], advantages, counts) == clipped_tokens(*logs[:2], spread, counts) > 0


@pytest.mark.parametrize("reward", [0.0, 0.1, 1e8, -3.3])
def test_a_group_without_differences_has_nothing_to_teach(reward):
    found = group_advantages([[reward] * 7, [reward] * 6 + [reward + 1e9]])
    assert not found[0].any() and found[1].any() and found.isfinite().all()


def test_the_estimate_of_the_divergence_is_right_on_average_and_never_below_0():
    generator = torch.Generator().manual_seed(0)
    scores, change = torch.randn(2, 1000, generator=generator, dtype=torch.float64)
    policy, reference = scores.log_softmax(-1), (scores + 0.3 * change).log_softmax(-1)
    estimates = divergence_estimate(policy, reference)
    exact = (policy.exp() * (policy - reference)).sum()
    assert (policy.exp() * estimates).sum().item() == pytest.approx(exact.item(), rel=1e-9)
    assert estimates.min() >= 0 and (policy - reference).min() < 0    # unlike the plainer estimate
    plain = policy - reference
    spread, plain_spread = ((policy.exp() * (found - exact).square()).sum() for found in (estimates, plain))
    assert spread < plain_spread / 10    # as the two are close


def equation_3(new, old, reference, advantages, lengths, clip, kl_weight):
    """The objective of Shao et al. 2024, one token after the other, with its sign changed."""
    total = 0.0
    for answer, length in enumerate(lengths):
        inner = 0.0
        for time in range(length):
            ratio = math.exp(new[answer][time]) / math.exp(old[answer][time])
            limited = min(max(ratio, 1 - clip), 1 + clip)
            gain = min(ratio * advantages[answer], limited * advantages[answer])
            share = math.exp(reference[answer][time]) / math.exp(new[answer][time])
            inner += gain - kl_weight * (share - math.log(share) - 1)
        total += inner / length
    return -total / len(lengths)


def random_case(seed):
    """Log P of 6 answers of 1 to 5 tokens, three ways, (3, 6, 5); their advantages and lengths."""
    generator = np.random.default_rng(seed)
    old = -generator.uniform(0.1, 4, size=(6, 5))
    logs = np.stack([old + generator.normal(size=(6, 5)) * 0.3, old, old + generator.normal(size=(6, 5)) * 0.5])
    return logs, generator.normal(size=6), generator.integers(1, 6, size=6)


def counts_of(lengths):
    return torch.arange(5) < torch.from_numpy(lengths)[:, None]


@pytest.mark.parametrize("seed", range(10))
def test_the_loss_is_equation_3(seed):
    logs, advantages, lengths = random_case(seed)
    expected = equation_3(*logs, advantages, lengths, 0.2, 0.1)
    for kind, bound in ((torch.float64, 1e-12), (torch.float32, 1e-6)):
        found = grpo_loss(*torch.from_numpy(logs).to(kind), torch.from_numpy(advantages).to(kind), counts_of(lengths),
                          0.2, 0.1)
        assert found.item() == pytest.approx(expected, abs=bound)


@pytest.mark.parametrize("seed", range(5))
def test_gradients_are_those_of_equation_3(seed):
    logs, advantages, lengths = random_case(seed)
    new = torch.from_numpy(logs[0]).requires_grad_()
    grpo_loss(new, *torch.from_numpy(logs[1:]), torch.from_numpy(advantages), counts_of(lengths), 0.2, 0.1).backward()
    for answer in range(6):
        for time in range(5):
            moved = [logs[0].copy(), logs[0].copy()]
            moved[0][answer, time] += 1e-6
            moved[1][answer, time] -= 1e-6
            slope = (equation_3(moved[0], *logs[1:], advantages, lengths, 0.2, 0.1)
                     - equation_3(moved[1], *logs[1:], advantages, lengths, 0.2, 0.1)) / 2e-6
            assert new.grad[answer, time].item() == pytest.approx(slope, abs=1e-7)


def test_two_words_by_hand():
    """One answer of one word, P = 0.5 when it was drawn and 0.55 now: below the limit, a gain of 1.1 · 2."""
    old, counts = torch.tensor([[0.5]]).log(), torch.tensor([[True]])
    new = torch.tensor([[0.55]]).log().requires_grad_()
    loss = grpo_loss(new, old, old, torch.tensor([2.0]), counts, kl_weight=0.0)
    loss.backward()
    assert loss.item() == pytest.approx(-2.2) and new.grad.item() == pytest.approx(-2.2)    # d ratio / d log = ratio
    with_distance = grpo_loss(new, old, old, torch.tensor([2.0]), counts, kl_weight=0.5).item()
    assert with_distance == pytest.approx(-2.2 + 0.5 * (0.5 / 0.55 - math.log(0.5 / 0.55) - 1))


@pytest.mark.parametrize("ratio, advantage, moves", [
    (1.5, 1.0, False), (0.5, -1.0, False),    # as far as it may go: no further
    (0.5, 1.0, True), (1.5, -1.0, True),      # it has gone the wrong way: back without limit
    (1.1, 1.0, True), (0.9, -1.0, True), (1.5, 0.0, False),
])  # fmt: skip
def test_clipping(ratio, advantage, moves):
    old, counts = torch.tensor([[0.3]]).log(), torch.tensor([[True]])
    new = (old + math.log(ratio)).requires_grad_()
    advantages = torch.tensor([advantage])
    grpo_loss(new, old, old, advantages, counts, kl_weight=0.0).backward()
    assert bool(new.grad.abs().item() > 1e-6) == moves
    assert clipped_tokens(new.detach(), old, advantages, counts) == int(not moves and advantage != 0)


def test_without_differences_only_the_distance_counts():
    logs, _, lengths = random_case(0)
    new, old, reference = torch.from_numpy(logs)
    new.requires_grad_()
    advantages, counts = group_advantages(torch.ones(2, 3)).flatten().double(), counts_of(lengths)
    grpo_loss(new, old, reference, advantages, counts, kl_weight=0.0).backward()
    assert not new.grad.any()
    grpo_loss(new, old, reference, advantages, counts, kl_weight=0.1).backward()
    towards = torch.sign(reference - new.detach()).where(counts, 0.0)
    assert torch.equal(torch.sign(-new.grad), towards)    # each token back to what it was


def test_the_first_update_is_reinforce_with_the_groups_mean_as_baseline():
    logs, _, lengths = random_case(1)
    counts, rewards = counts_of(lengths), torch.tensor([[1.0, 0, 0, 1, 1, 0]], dtype=torch.float64)
    gradients = []
    for loss in ("grpo", "reinforce"):
        new = torch.from_numpy(logs[0]).requires_grad_()
        if loss == "grpo":
            grpo_loss(new, new.detach(), new.detach(), group_advantages(rewards)[0].double(), counts, 0.2, 0.0).backward()
        else:
            per_token = new.where(counts, 0.0).sum(-1) / counts.sum(-1)
            reinforce_loss(per_token, rewards[0] / rewards.std(correction=0), (rewards / rewards.std(correction=0)).mean()
                           ).backward()
        gradients.append(new.grad)
    assert torch.allclose(*gradients, atol=1e-9)
