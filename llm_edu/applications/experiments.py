"""A/B tests: which of two texts do customers click more often, and how sure is that?

    needed = sample_size(base=0.05, lift=0.01)                   # 8158 visitors for each text, fixed beforehand
    customers = Customers({"A": 0.05, "B": 0.06}, seed=0)        # made up, so their true rates are known
    clicks = {name: int(customers.visit(name, needed).sum()) for name in "AB"}
    two_proportion_test(clicks["A"], needed, clicks["B"], needed)    # z and p, from a single look
    false_alarms(looks=10)                   # 0.19: how often ten looks find a gain that is not there

Sources: Fleiss 1981, Statistical Methods for Rates and Proportions (test and sample size); Armitage, McPherson and Rowe
1969, Repeated Significance Tests on Accumulating Data; Pocock 1977, Group Sequential Methods in the Design and Analysis
of Clinical Trials; Newcombe 1998, Interval Estimation for the Difference Between Independent Proportions.
"""

import math
from collections.abc import Mapping
from numbers import Integral
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from llm_edu.intervals import wilson

NORMAL = NormalDist()
NODES = 160    # points at which a density is known; the sums below are right to six digits up to 200 looks


class Comparison(NamedTuple):
    """What a test says: by how many standard errors B is above A (z), and how often chance alone gives as much (p)."""

    z: float
    p: float


def sample_size(base: float, lift: float, power: float = 0.8, level: float = 0.05) -> int:
    """How many visitors each of two texts needs: the smallest whole number.

    base: the share that clicks now   lift: the smallest gain worth finding, a difference of shares, perhaps negative
    power: how often the test should find a gain of this size   level: how often it may find a gain that is not there
    Raises ValueError if one of these, or base + lift, is not between 0 and 1, and for a lift of 0.

    >>> sample_size(0.05, 0.01), sample_size(0.05, 0.02)
    (8158, 2213)
    """
    other = base + lift
    if not (0 < base < 1 and 0 < other < 1 and 0 < level < power < 1):
        raise ValueError(f"base, base + lift, level and power should be between 0 and 1, and power above level; got "
                         f"{base=}, {lift=}, {power=}, {level=}")
    if lift == 0:
        raise ValueError("a lift of 0 cannot be found, however many visitors come: say which gain is worth finding")
    mean = (base + other) / 2
    if_none = NORMAL.inv_cdf(1 - level / 2) * math.sqrt(2 * mean * (1 - mean))
    if_there = NORMAL.inv_cdf(power) * math.sqrt(base * (1 - base) + other * (1 - other))
    return math.ceil(((if_none + if_there) / lift) ** 2)


def two_proportion_test(clicks_a: int, shown_a: int, clicks_b: int, shown_b: int) -> Comparison:
    """Do A and B differ? p is two-sided: B may be better or worse.

    clicks_a, clicks_b: visitors who clicked   shown_a, shown_b: visitors who saw the text
    If nobody has clicked, or everybody, nothing tells the two apart: z is 0, p is 1. Raises ValueError for impossible
    counts.

    >>> found = two_proportion_test(500, 10_000, 580, 10_000)
    >>> round(found.z, 2), round(found.p, 3)
    (2.5, 0.012)
    """
    check_counts(clicks_a, shown_a, clicks_b, shown_b)
    z = float(z_scores(clicks_a, shown_a, clicks_b, shown_b))
    return Comparison(z, two_sided(z))


def check_counts(clicks_a: int, shown_a: int, clicks_b: int, shown_b: int) -> None:
    """Raise ValueError for impossible counts."""
    if not (0 <= clicks_a <= shown_a and 0 <= clicks_b <= shown_b and shown_a > 0 and shown_b > 0):
        raise ValueError(f"a text needs at least one visitor, and has at most as many clicks as visitors: got "
                         f"{clicks_a} of {shown_a} and {clicks_b} of {shown_b}")


def two_sided(z: float) -> float:
    """The two-sided p-value of z: how often chance alone goes at least as far, to either side.

    >>> round(two_sided(1.96), 3)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))


def z_scores(clicks_a: ArrayLike, shown_a: ArrayLike, clicks_b: ArrayLike, shown_b: ArrayLike) -> np.ndarray:
    """By how many pooled standard errors the share of B is above that of A; arrays of any shape."""
    clicks_a, shown_a, clicks_b, shown_b = map(np.asarray, (clicks_a, shown_a, clicks_b, shown_b))
    pooled = (clicks_a + clicks_b) / (shown_a + shown_b)
    error = np.sqrt(pooled * (1 - pooled) * (1 / shown_a + 1 / shown_b))
    gain = clicks_b / shown_b - clicks_a / shown_a
    return np.divide(gain, error, out=np.zeros(np.shape(error)), where=error > 0)


def gain_interval(clicks_a: int, shown_a: int, clicks_b: int, shown_b: int) -> tuple[float, float]:
    """The 95 % interval of the gain, the share of B less that of A, from both shares' intervals (Newcombe 1998).

    Arguments and errors are those of `two_proportion_test`.

    >>> [round(bound, 4) for bound in gain_interval(500, 10_000, 580, 10_000)]
    [0.0017, 0.0143]
    """
    check_counts(clicks_a, shown_a, clicks_b, shown_b)
    a, b = clicks_a / shown_a, clicks_b / shown_b
    (low_a, high_a), (low_b, high_b) = wilson(a, shown_a), wilson(b, shown_b)
    return (b - a - math.hypot(b - low_b, high_a - a), b - a + math.hypot(high_b - b, a - low_a))


class Customers:
    """Made-up visitors: each clicks by chance, at a known rate.

    rates: {name of a text: the share that clicks}, else ValueError   seed: the same seed brings the same visitors

    >>> Customers({"A": 0.5}, seed=0).visit("A", 6).astype(int)
    array([0, 1, 1, 1, 0, 0])
    """

    def __init__(self, rates: Mapping[str, float], seed: int) -> None:
        if any(not 0 <= rate <= 1 for rate in rates.values()):
            raise ValueError(f"rates should be shares from 0 to 1, not {rates}")
        self.rates = dict(rates)
        self.draws = {name: np.random.default_rng([seed, number]) for number, name in enumerate(self.rates)}

    def visit(self, name: str, count: int) -> np.ndarray:
        """Show a text to the next `count` visitors: whether each of them clicked, (count,), bool."""
        return self.draws[name].random(count) < self.rates[name]


def p_values(clicks_a: np.ndarray, clicks_b: np.ndarray, every: int) -> list[float]:
    """The p of a test at each look: [p, …]

    clicks_a, clicks_b: whether each visitor clicked, (visitors,), bool   every: visitors to each text between two looks
    Raises ValueError unless both have as many visitors.
    """
    if len(clicks_a) != len(clicks_b):
        raise ValueError(f"both texts need as many visitors, not {len(clicks_a)} and {len(clicks_b)}")
    looks = np.arange(every, len(clicks_a) + 1, every)
    return [two_proportion_test(int(clicks_a[:seen].sum()), int(seen), int(clicks_b[:seen].sum()), int(seen)).p
            for seen in looks]


# --- looking more than once


def peeking(looks: int, visitors: int, rates: tuple[float, float] = (0.05, 0.05), level: float = 0.05,
            experiments: int = 20_000, seed: int = 0) -> float:
    """The share of simulated experiments in which some look finds p < level.

    looks: how many, at equal distances, the last one after all visitors   visitors: to each text
    rates: the true ones; if they are equal, each finding is a false alarm   level: of each single look
    Raises ValueError for less than one look, and for a level that is not between 0 and 1.
    """
    check_looks(looks, level)
    draw = np.random.default_rng(seed)
    size = np.diff(np.linspace(0, visitors, looks + 1).round().astype(int))
    clicks = draw.binomial(size[:, None], rates, (experiments, looks, 2)).cumsum(1)    # (experiments, looks, 2)
    seen = size.cumsum()
    z = z_scores(clicks[..., 0], seen, clicks[..., 1], seen)
    return float((np.abs(z) > NORMAL.inv_cdf(1 - level / 2)).any(1).mean())


def false_alarms(looks: int, level: float = 0.05) -> float:
    """How often at least one of several looks finds p < level although nothing is there: computed, not simulated.

    looks: how many, at equal distances   level: of each single look
    For many visitors, z times the root of the look's number is a sum of normal steps. The density of those sums that no
    look has ended is updated from look to look (Armitage, McPherson and Rowe 1969). Raises ValueError for less than one
    look, and for a level that is not between 0 and 1; so do the two functions below.

    >>> [round(false_alarms(looks), 3) for looks in (1, 2, 5, 10)]
    [0.05, 0.083, 0.142, 0.193]
    """
    check_looks(looks, level)
    bound = NORMAL.inv_cdf(1 - level / 2)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    places, mass = np.zeros(1), np.ones(1)
    for look in range(1, looks + 1):
        wide = bound * math.sqrt(look)
        here = wide * nodes
        density = np.exp(-((here[:, None] - places) ** 2) / 2) @ mass / math.sqrt(2 * math.pi)
        places, mass = here, wide * weights * density
    return float(1 - mass.sum())


def check_looks(looks: int, level: float) -> None:
    """Raise ValueError unless there is at least one look, and a level between 0 and 1."""
    if not isinstance(looks, Integral) or looks < 1:
        raise ValueError(f"looks should be a whole number of at least 1, not {looks!r}")
    if not 0 < level < 1:
        raise ValueError(f"level should be between 0 and 1, not {level!r}")


def bonferroni_level(looks: int, level: float = 0.05) -> float:
    """The level for each single look that keeps the false alarms of all looks at or below `level`: it is too strict.

    >>> bonferroni_level(10)
    0.005
    """
    check_looks(looks, level)
    return level / looks


def pocock_level(looks: int, level: float = 0.05) -> float:
    """The level for each single look that keeps the false alarms of all looks exactly at `level` (Pocock 1977).

    >>> [round(pocock_level(looks), 4) for looks in (1, 2, 5, 10)]
    [0.05, 0.0294, 0.0158, 0.0106]
    """
    check_looks(looks, level)
    low, high = level / looks, level
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if false_alarms(looks, middle) < level else (low, middle)
    return (low + high) / 2
