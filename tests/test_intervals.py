"""Wilson's interval: equal to scipy's, and it holds the truth as often as it says."""

import math

import numpy as np
import pytest

from llm_edu.intervals import wilson

stats = pytest.importorskip("scipy.stats", reason="scikit-learn brings it")


@pytest.mark.parametrize("right, count", [(0, 1), (1, 1), (0, 20), (20, 20), (13, 40), (331, 400)])
def test_it_is_that_of_scipy(right, count):
    theirs = stats.binomtest(right, count).proportion_ci(method="wilson")
    assert wilson(right / count, count) == pytest.approx((theirs.low, theirs.high), abs=1e-4)    # 1.96 for 1.95996


@pytest.mark.parametrize("wrong", [
    (0, 0), (0.5, 0), (0.5, -3), (0.5, math.nan), (3, 10), (-0.1, 10), (1.1, 10), (math.nan, 10), (1, 10), (np.int64(1), 10),
    (True, 10), (0.5, 10, 0)])
def test_what_is_no_share(wrong):
    with pytest.raises(ValueError, match="share|above 0"):
        wilson(*wrong)


@pytest.mark.parametrize("count", [10, 40, 400])
def test_it_covers_the_truth_in_95_of_100_cases(count):
    bounds = np.array([wilson(right / count, count) for right in range(count + 1)])    # (count + 1, low and high)
    truths = np.linspace(0.02, 0.98, 193)
    held = (bounds[:, :1] <= truths) & (truths <= bounds[:, 1:])    # (count + 1, truths)
    chances = stats.binom.pmf(np.arange(count + 1)[:, None], count, truths)
    covered = (held * chances).sum(0)    # exactly, by all that can be counted
    assert covered.mean() == pytest.approx(0.95, abs=0.01)
    assert covered[(truths > 0.1) & (truths < 0.9)].min() > 0.90
