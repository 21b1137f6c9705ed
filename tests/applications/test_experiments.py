"""A/B tests: p, sizes and levels against what others computed, and against simulation where the truth is known."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from llm_edu.applications.experiments import (
    Customers,
    bonferroni_level,
    false_alarms,
    gain_interval,
    p_values,
    peeking,
    pocock_level,
    sample_size,
    two_proportion_test,
    two_sided,
    z_scores,
)


def test_the_test_is_the_chi_square_test_without_correction():
    stats = pytest.importorskip("scipy.stats")
    draw = np.random.default_rng(0)
    for _ in range(200):
        shown_a, shown_b = draw.integers(1, 500, 2).tolist()
        a, b = int(draw.integers(0, shown_a + 1)), int(draw.integers(0, shown_b + 1))
        if not 0 < a + b < shown_a + shown_b:
            continue
        found = two_proportion_test(a, shown_a, b, shown_b)
        table = [[a, shown_a - a], [b, shown_b - b]]
        expected = stats.chi2_contingency(table, correction=False)
        assert found.z**2 == pytest.approx(expected.statistic, abs=1e-9)
        assert found.p == pytest.approx(expected.pvalue, abs=1e-9)
        assert math.copysign(1, found.z) == math.copysign(1, b / shown_b - a / shown_a) or found.z == 0


def test_the_test_by_hand_and_at_the_edges():
    # 10 of 100 against 20 of 100: pooled 0.15, error sqrt(0.15 * 0.85 * 0.02) = 0.0505
    found = two_proportion_test(10, 100, 20, 100)
    assert found.z == pytest.approx(0.1 / math.sqrt(0.15 * 0.85 * 0.02)) and found.p == pytest.approx(0.0477, abs=1e-4)
    assert two_proportion_test(20, 100, 10, 100) == (-found.z, found.p)
    assert two_proportion_test(0, 5, 0, 9) == (0, 1) and two_proportion_test(5, 5, 9, 9) == (0, 1)
    assert two_proportion_test(0, 1, 1, 1).z == pytest.approx(math.sqrt(2))
    for wrong in ((1, 0, 0, 1), (2, 1, 0, 1), (-1, 5, 0, 1), (0, 0, 1, 1), (0, 1, 5, 4)):
        for asked in (two_proportion_test, gain_interval):
            with pytest.raises(ValueError, match="at least one visitor"):
                asked(*wrong)
    many = z_scores(np.array([10, 20, 0]), 100, np.array([20, 10, 0]), 100)
    assert many == pytest.approx([found.z, -found.z, 0])
    assert two_sided(NormalDist().inv_cdf(0.995)) == pytest.approx(0.01)


@pytest.mark.parametrize(("base", "lift", "power", "level"), [
    (0.05, 0.01, 0.8, 0.05), (0.5, -0.1, 0.9, 0.05), (0.02, 0.02, 0.8, 0.01)])
def test_with_this_many_visitors_so_many_gains_are_found(base, lift, power, level):
    needed = sample_size(base, lift, power, level)
    found = peeking(1, needed, (base, base + lift), level, experiments=40_000, seed=1)
    assert found == pytest.approx(power, abs=0.012)    # five standard errors, and the formula's own approximation
    assert peeking(1, needed, (base, base), level, experiments=40_000, seed=2) == pytest.approx(level, abs=0.007)
    assert peeking(1, needed // 2, (base, base + lift), level, experiments=40_000) < power - 0.15


def test_sample_sizes_from_elsewhere_and_refusals():
    assert sample_size(0.5, 0.1) == sample_size(0.5, -0.1) == 388    # 387.3 by hand
    assert sample_size(0.05, 0.01) > 3.5 * sample_size(0.05, 0.02)    # half the gain: about four times the visitors
    assert sample_size(0.05, 0.01, power=0.9) > sample_size(0.05, 0.01)
    with pytest.raises(ValueError, match="lift of 0"):
        sample_size(0.05, 0)
    for wrong in ((0, 0.1), (0.95, 0.05), (0.05, -0.05), (0.5, 0.1, 1.0), (0.5, 0.1, 0.01)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            sample_size(*wrong)


def test_the_interval_holds_the_true_gain_in_95_of_100():
    draw = np.random.default_rng(3)
    rates, shown, held = (0.05, 0.08), (300, 500), 0
    for a, b in zip(*(draw.binomial(count, rate, 4_000) for rate, count in zip(rates, shown))):
        low, high = gain_interval(int(a), shown[0], int(b), shown[1])
        held += low <= rates[1] - rates[0] <= high
    assert 0.94 < held / 4_000 < 0.965
    low, high = gain_interval(56, 70, 48, 80)    # Newcombe's own example
    assert (-high, -low) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_customers_click_at_their_rates_and_come_again():
    customers, again = (Customers({"A": 0.05, "B": 0.2}, seed=4) for _ in range(2))
    a, b = customers.visit("A", 20_000), customers.visit("B", 20_000)
    assert a.mean() == pytest.approx(0.05, abs=0.008) and b.mean() == pytest.approx(0.2, abs=0.015)
    first = again.visit("B", 5_000)    # another order of showing, and in two parts: the same people
    assert (np.concatenate([first, again.visit("B", 15_000)]) == b).all() and (again.visit("A", 20_000) == a).all()
    assert Customers({"A": 0, "B": 1}, 0).visit("B", 9).all() and not Customers({"A": 0}, 0).visit("A", 9).any()
    with pytest.raises(ValueError, match="shares from 0 to 1"):
        Customers({"A": 5}, 0)


@pytest.mark.parametrize("asked", [pocock_level, bonferroni_level, false_alarms, lambda looks, level: peeking(looks, 100, level=level)])
@pytest.mark.parametrize("wrong", [(0, 0.05), (-1, 0.05), (1.5, 0.05), (math.inf, 0.05), (2, 0), (2, 1), (2, math.nan)])
def test_looks_and_levels_that_are_none(asked, wrong):
    with pytest.raises(ValueError, match="looks should be a whole number of at least 1|level should be between 0 and 1"):
        asked(*wrong)


def test_p_is_looked_at_after_every_so_many():
    a, b = np.array([True, False, False, True, False]), np.array([True, True, True, False, False])
    found = p_values(a, b, 2)
    assert found == pytest.approx([two_proportion_test(1, 2, 2, 2).p, two_proportion_test(2, 4, 3, 4).p])
    with pytest.raises(ValueError, match="as many visitors, not 5 and 3"):
        p_values(a, b[:3], 2)


def test_repeated_looks_raise_the_alarms_that_were_published():
    published = {1: 0.05, 2: 0.083, 3: 0.107, 4: 0.126, 5: 0.142, 10: 0.193, 20: 0.248}    # Armitage and others
    for looks, share in published.items():
        assert false_alarms(looks) == pytest.approx(share, abs=6e-4)
    assert false_alarms(1, 0.01) == pytest.approx(0.01)
    simulated = peeking(10, 8_200, seed=5)
    assert simulated == pytest.approx(false_alarms(10), abs=0.012) and peeking(10, 8_200, seed=5) == simulated


def test_with_a_stricter_level_the_alarms_are_right_again():
    published = {2: 0.0294, 3: 0.0221, 4: 0.0182, 5: 0.0158, 10: 0.0106}    # Pocock 1977
    for looks, level in published.items():
        assert pocock_level(looks) == pytest.approx(level, abs=1e-4)
    assert peeking(5, 8_200, level=pocock_level(5), experiments=40_000, seed=6) == pytest.approx(0.05, abs=0.006)
    strict = peeking(5, 8_200, level=bonferroni_level(5), experiments=40_000, seed=6)
    assert 0.025 < strict < 0.045    # more than is needed: the looks share their visitors
    assert peeking(3, 10, (0, 1), experiments=50) == 1    # ten visitors in three parts; nobody against everybody
