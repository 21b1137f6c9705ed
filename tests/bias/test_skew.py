"""Log odds with intervals, skews at other temperatures, and slopes."""

import math
from random import Random

import pytest

from llm_edu.bias.skew import log_odds_interval, shares_of, sharpened, skew_of, slope_interval


def test_the_interval_of_log_odds_holds_the_truth_as_often_as_it_says():
    random, share, hits = Random(0), 0.7, 0
    for _ in range(2_000):
        she = sum(random.random() < share for _ in range(60))
        low, high = log_odds_interval(she, 60 - she)
        hits += low < math.log(share / (1 - share)) < high
    assert 0.93 < hits / 2_000 < 0.975
    low, high = log_odds_interval(12, 3)
    assert (-high, -low) == pytest.approx(log_odds_interval(3, 12))
    with pytest.raises(ValueError, match="at least 0"):
        log_odds_interval(-1, 3)


@pytest.mark.parametrize("temperature", [2.0, 1.0, 0.7, 0.1])
def test_sharpening_is_what_a_softmax_at_that_temperature_does(temperature):
    for skewed in (-0.9, 0.0, 0.3, 0.8):
        she, he = (((1 + sign * skewed) / 2) ** (1 / temperature) for sign in (1, -1))
        assert sharpened(skewed, temperature) == pytest.approx((she - he) / (she + he))
    assert sharpened(1.0, temperature) == 1.0
    assert [sharpened(value, 0) for value in (-0.2, 0.0, 0.2)] == [-1, 0, 1]


def test_skews_slopes_and_their_interval():
    counts = {"nurse": (8, 2), "baker": (0, 0), "smith": (1, 4)}
    assert shares_of(counts) == {"nurse": 0.8, "smith": 0.2}
    assert skew_of(shares_of(counts), ["nurse"], ["smith"]) == pytest.approx(0.6)
    read = {seed: [0.0, 0.5, 1.0] for seed in range(3)}
    said = {seed: [0.0, factor * 0.5, factor] for seed, factor in enumerate((0.9, 1.0, 1.1))}
    assert slope_interval(read, said) == pytest.approx((1 - 4.303 * 0.1 / 3**0.5, 1.0, 1 + 4.303 * 0.1 / 3**0.5), abs=1e-3)
    with pytest.raises(ValueError, match="at least 2"):
        slope_interval({0: [1.0]}, {0: [1.0]})
