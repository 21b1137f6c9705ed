"""Tests and intervals of paired answers: equal to scipy and to counting by hand; size and coverage as they should be."""

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.prompting import bootstrap_difference, compare, mcnemar, winners_curse

stats = pytest.importorskip("scipy.stats", reason="scikit-learn brings it")


def test_mcnemar_equals_the_binomial_test():
    for first, second in product(range(25), repeat=2):
        if first + second:
            expected = stats.binomtest(first, first + second, 0.5).pvalue
            assert mcnemar(first, second) == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 3_000), st.integers(1, 3_000))
def test_mcnemar_equals_the_binomial_test_for_many_items(first, second):
    theirs = stats.binomtest(first, first + second, 0.5).pvalue    # 0 for some of the very smallest
    assert mcnemar(first, second) == pytest.approx(theirs, rel=1e-9, abs=1e-200)


def test_mcnemar_does_not_keep_anybody_waiting():
    started = time.process_time()
    assert mcnemar(8_000, 7_970) == pytest.approx(stats.binomtest(8_000, 15_970, 0.5).pvalue, rel=1e-9)
    assert time.process_time() - started < 2    # 0.02 s; each coefficient from scratch took 12 s


def test_mcnemar_by_counting_all_coins():
    coins = [sum(throws) for throws in product((0, 1), repeat=9)]
    for first in range(10):
        far = abs(first - 4.5)
        assert mcnemar(first, 9 - first) == sum(abs(heads - 4.5) >= far for heads in coins) / len(coins)


def test_mcnemar_cries_wolf_at_most_so_often():
    """Two equally good prompts: p below 0.05 in at most 5 % of trials, below 0.2 in at most 20 %."""
    random = np.random.default_rng(0)
    both = random.random((4_000, 80, 2)) < 0.75
    alone = [((first & ~second).sum(), (second & ~first).sum()) for first, second in both.transpose(0, 2, 1)]
    found = np.array([mcnemar(*counts) for counts in alone])
    for level in (0.05, 0.2):
        assert 0.4 * level < (found <= level).mean() <= level
    better = random.random((300, 80)) < 0.95    # and one that is better is found out
    worse = random.random((300, 80)) < 0.7
    assert np.mean([mcnemar((a & ~b).sum(), (b & ~a).sum()) < 0.05 for a, b in zip(better, worse)]) > 0.9


def test_the_bootstrap_by_drawing_all_samples():
    """Of five items there are 5⁵ samples, all equally likely."""
    first, second = np.array([1.0, 0, 1, 1, 0]), np.array([0.0, 0, 1, 0, 1])
    means = [(first - second)[list(drawn)].mean() for drawn in product(range(5), repeat=5)]
    for level in (0.5, 0.9):
        expected = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
        assert bootstrap_difference(first, second, 100_000, level) == pytest.approx(tuple(expected), abs=1e-9)


def test_the_bootstrap_equals_that_of_scipy():
    random = np.random.default_rng(1)
    first, second = random.normal(size=60), random.normal(0.3, size=60)
    theirs = stats.bootstrap((first, second), lambda one, two, axis=-1: one.mean(axis) - two.mean(axis), paired=True,
                             vectorized=True, method="percentile", n_resamples=30_000, rng=0).confidence_interval
    assert bootstrap_difference(first, second, 30_000) == pytest.approx(tuple(theirs), abs=0.01)


def test_the_interval_covers_the_truth():
    """A true difference of 10 points between answers that go together: inside about 95 % of the intervals."""
    random, inside = np.random.default_rng(2), 0
    for trial in range(400):
        luck = random.random(150)    # of the item: hard ones are hard for both
        first, second = luck < 0.8, np.where(random.random(150) < 0.7, luck, random.random(150)) < 0.7
        low, high = bootstrap_difference(first, second, 1_000, seed=trial)
        inside += low <= 0.1 <= high
    assert 0.92 < inside / 400 < 0.98


def test_compare_holds_it_all():
    first, second = [True] * 6 + [False] * 4, [True] * 3 + [False] * 6 + [True]
    found = compare(first, second)
    assert (found.count, found.first, found.second, found.only_first, found.only_second) == (10, 0.6, 0.4, 3, 1)
    assert found.p == mcnemar(3, 1) and found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == bootstrap_difference(first, second) and found.low < 0.2 < found.high
    same = compare(first, first)
    assert (same.difference, same.low, same.high, same.p) == (0, 0, 0, 1)
    import torch

    assert compare(torch.tensor(first), torch.tensor(second)) == found    # what label_scores(…).argmax(-1) == … gives


@pytest.mark.parametrize("wrong", [([], []), ([1], [1, 0]), ([[1]], [[1]]), ([2], [1]), ([0.5], [1]), (["a"], ["a"])])
def test_what_cannot_be_compared(wrong):
    with pytest.raises(ValueError, match="answered"):
        compare(*wrong)


def test_numbers_that_are_none():
    for wrong in ((-1, 2), (1.5, 2)):
        with pytest.raises(ValueError, match="counts of items"):
            mcnemar(*wrong)
    for wrong in ({"resamples": 0}, {"level": 1}):
        with pytest.raises(ValueError, match="resamples should be at least 1"):
            bootstrap_difference([1, 0], [0, 1], **wrong)


def test_the_winner_of_equals_has_won_by_luck():
    """Ten prompts that are right in 75 %: the best on 50 items leads by what the best of ten normal numbers leads by."""
    random = np.random.default_rng(3)
    falls = [winners_curse(random.random((10, 100)) < 0.75, 20, seed=seed) for seed in range(60)]
    lead = 1.539 * (0.75 * 0.25 / 50) ** 0.5
    chosen, measured = (np.mean([getattr(fall, name).mean() for fall in falls]) for name in ("chosen", "measured"))
    assert chosen == pytest.approx(0.75 + lead, abs=0.02) and measured == pytest.approx(0.75, abs=0.02)
    assert np.mean([fall.shrinkage for fall in falls]) == pytest.approx(lead, abs=0.02)
    alone = [winners_curse(random.random((10, 100)) < 0.75, 20, best_of=1, seed=seed).shrinkage for seed in range(60)]
    assert abs(np.mean(alone)) < 0.02


def test_one_that_is_better_keeps_its_lead():
    right = np.zeros((3, 41))
    right[1] = 1
    found = winners_curse(right, 30)
    assert set(found.winners) == {1} and found.shrinkage == 0 and len(found.chosen) == 30
    same = winners_curse(np.ones((4, 10)), 200)
    assert set(same.winners) == {0, 1, 2, 3}    # by lot
    for wrong in ({"right": np.zeros(5)}, {"right": np.zeros((2, 1))}, {"right": right, "best_of": 4}, {"right": right, "rounds": 0}):
        with pytest.raises(ValueError, match="right should be|best_of should be"):
            winners_curse(**wrong)
