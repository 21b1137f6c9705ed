"""Bradley and Terry, reward models, best of n: against formulas written separately, and every draw counted."""

import math
from itertools import combinations
from statistics import fmean

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from training_runs import tiny_model

from llm_edu.alignment import (
    Pair,
    RewardModel,
    best_of,
    best_of_n_divergence,
    expected_best_of_n,
    fit_reward_model,
    preference_accuracy,
    preference_loss,
)
from llm_edu.training import TrainingConfig


def test_the_loss_is_bradley_and_terrys():
    generator = np.random.default_rng(0)
    chosen, rejected = generator.normal(size=(2, 50)) * 3
    strength_chosen, strength_rejected = np.exp(chosen), np.exp(rejected)    # as in 1952: πᵢ / (πᵢ + πⱼ)
    expected = -np.log(strength_chosen / (strength_chosen + strength_rejected)).mean()
    assert preference_loss(*map(torch.from_numpy, (chosen, rejected))).item() == pytest.approx(expected, abs=1e-12)


def test_a_choice_that_is_clear_teaches_little_and_one_that_is_wrong_teaches_much():
    chosen = torch.tensor([0.0, 1000.0, -1000.0], requires_grad=True)
    loss = preference_loss(chosen, torch.zeros(3))
    loss.backward()
    assert loss.item() == pytest.approx((math.log(2) + 0 + 1000) / 3)
    assert (3 * chosen.grad).tolist() == pytest.approx([-0.5, 0, -1])


@pytest.mark.parametrize("shapes", [((3,), (2,)), ((0,), (0,))])
def test_what_is_no_pair(shapes):
    with pytest.raises(ValueError, match="not pairs"):
        preference_loss(*map(torch.zeros, shapes))
    with pytest.raises(ValueError, match="no pair"):
        preference_accuracy([], [])


def test_a_reward_is_read_at_the_last_token_whoever_stands_beside():
    model = RewardModel(tiny_model())
    texts = [[0, 4, 5], [0, 1, 2, 3, 4, 5, 6, 7], [9]]
    assert model(texts).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="at least one id"):
        model([[], [0]])
    torch.nn.init.normal_(model.reward.weight, generator=torch.Generator().manual_seed(0))
    alone = [model([text]).item() for text in texts]
    assert model.score(texts).tolist() == pytest.approx(alone, abs=1e-5)
    stream = []
    model.transformer.norm.register_forward_hook(lambda module, inputs, output: stream.append(output))
    model.transformer(torch.tensor([texts[0]]))
    assert (stream[0][0, -1] @ model.reward.weight[0]).item() == pytest.approx(alone[0], abs=1e-5)


def pairs_by_taste(count, seed):
    """Answers of 5 tokens; the one with more even tokens is better."""
    generator, pairs = np.random.default_rng(seed), []
    while len(pairs) < count:
        first, second = generator.integers(1, 23, size=(2, 5))
        evens = [int((answer % 2 == 0).sum()) for answer in (first, second)]
        if evens[0] != evens[1]:
            chosen, rejected = (first, second) if evens[0] > evens[1] else (second, first)
            pairs.append(Pair([0], [*chosen.tolist(), 0], [*rejected.tolist(), 0]))
    return pairs


def test_a_reward_model_learns_a_taste_from_pairs_and_knows_new_ones():
    model, held_out = RewardModel(tiny_model()), pairs_by_taste(200, seed=2)

    def accuracy():
        return preference_accuracy(*(model.score([pair.prompt + getattr(pair, side) for pair in held_out]).tolist()
                                     for side in ("chosen", "rejected")))

    assert accuracy().share == 0.5    # all are worth 0 to it
    losses = fit_reward_model(model, pairs_by_taste(400, seed=1), TrainingConfig(80, batch_size=32, learning_rate=0.01))
    assert losses[0] == pytest.approx(math.log(2)) and fmean(losses[-10:]) < 0.3
    found = accuracy()
    assert 0.8 < found.interval[0] < found.share <= found.interval[1]


def test_best_of():
    assert best_of(["a", "ccc", "bbb"], lambda candidates: map(len, candidates)) == "ccc"


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_best_of_n_on_average_is_the_mean_over_every_draw(n):
    generator = np.random.default_rng(n)
    proxy, truth = generator.normal(size=(2, 7))
    draws = [truth[max(draw, key=lambda place: proxy[place])] for draw in combinations(range(7), n)]
    assert expected_best_of_n(proxy.tolist(), truth.tolist(), n) == pytest.approx(fmean(draws))


@given(st.lists(st.tuples(st.sampled_from([-1.5, 0.0, 2.0]), st.integers(-9, 9)), min_size=1, max_size=6), st.data())
def test_among_equal_proxies_each_is_as_likely_whatever_the_order(samples, data):
    """In each draw the mean truth of those that share its highest proxy."""
    n = data.draw(st.integers(1, len(samples)))
    draws = []
    for draw in combinations(samples, n):
        highest = max(proxy for proxy, _ in draw)
        draws.append(fmean(truth for proxy, truth in draw if proxy == highest))
    for order in (samples, samples[::-1], data.draw(st.permutations(samples))):
        assert expected_best_of_n(*zip(*order), n) == pytest.approx(fmean(draws), abs=1e-12)


def test_a_truth_for_each_proxy():
    with pytest.raises(ValueError, match="2 of the proxy and 3 of the truth"):
        expected_best_of_n([1, 2], [1, 2, 3], 1)


def test_more_than_all_of_them():
    with pytest.raises(ValueError, match="number of samples, 2, not 3"):
        expected_best_of_n([1, 2], [1, 2], 3)


@pytest.mark.parametrize("n", [1, 4, 64])
def test_the_divergence_of_best_of_n_is_the_integral_that_it_stands_for(n):
    """A sample's rank is uniform on 0 … 1; that of the best of n has the density n · rankⁿ⁻¹."""
    rank = (np.arange(200_000) + 0.5) / 200_000
    density = n * rank ** (n - 1)
    kept = density > 0
    integral = (density[kept] * np.log(density[kept])).sum() / len(rank)
    assert best_of_n_divergence(n) == pytest.approx(integral, abs=1e-3)
