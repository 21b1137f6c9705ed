"""A/B tests: which of two texts do customers click more often, and how sure is that?

    needed = sample_size(base=0.05, lift=0.01)                   # 8158 visitors for each text, fixed beforehand
    customers = Customers({"A": 0.05, "B": 0.06}, seed=0)        # made up, so their true rates are known
    clicks = {name: int(customers.visit(name, needed).sum()) for name in "AB"}
    two_proportion_test(clicks["A"], needed, clicks["B"], needed)    # z and p, looked at once
    false_alarms(looks=10)                   # 0.19: how often ten looks find a gain where none is

Sources: Fleiss 1981, Statistical Methods for Rates and Proportions (test and sample size); Armitage, McPherson and Rowe
1969, Repeated Significance Tests on Accumulating Data; Pocock 1977, Group Sequential Methods in the Design and Analysis
of Clinical Trials; Newcombe 1998, Interval Estimation for the Difference Between Independent Proportions.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from llm_edu.intervals import wilson

NORMAL = NormalDist()
NODES = 160    # places at which a density is known; the sums below are right to six digits up to 200 looks


class Comparison(NamedTuple):
    """What a test says: z, by how many standard errors B is above A, and p, how often chance alone gives so much."""

    z: float
    p: float


def sample_size(base, lift, power=0.8, level=0.05):
    """How many visitors each of two texts needs: the smallest whole number.

    base: the share that clicks now   lift: the smallest gain worth finding, as a difference of shares, may be negative
    power: how often a gain of this size is to be found   level: how often a gain that is none may be
    Raises ValueError for what is no share, and for a lift of 0, which no number of visitors finds.

    >>> sample_size(0.05, 0.01), sample_size(0.05, 0.02)
    (8158, 2213)
    """
    other = base + lift
    if not (0 < base < 1 and 0 < other < 1 and 0 < level < power < 1):
        raise ValueError(f"base, base + lift, level and power lie between 0 and 1, and power is above level; got "
                         f"{base=}, {lift=}, {power=}, {level=}")
    if lift == 0:
        raise ValueError("a lift of 0 cannot be found, however many visitors come: say what gain is worth finding")
    mean = (base + other) / 2
    if_none = NORMAL.inv_cdf(1 - level / 2) * math.sqrt(2 * mean * (1 - mean))
    if_there = NORMAL.inv_cdf(power) * math.sqrt(base * (1 - base) + other * (1 - other))
    return math.ceil(((if_none + if_there) / lift) ** 2)


def two_proportion_test(clicks_a, shown_a, clicks_b, shown_b):
    """Do A and B differ? A `Comparison` (z, p); p is two-sided: B may be better or worse.

    clicks: how many clicked, of how many to whom the text was shown; whole numbers
    Where nobody has clicked, or everybody, nothing tells the two apart: z 0, p 1. Raises ValueError for impossible
    counts.

    >>> found = two_proportion_test(500, 10_000, 580, 10_000)
    >>> round(found.z, 2), round(found.p, 3)
    (2.5, 0.012)
    """
    check_counts(clicks_a, shown_a, clicks_b, shown_b)
    z = float(z_scores(clicks_a, shown_a, clicks_b, shown_b))
    return Comparison(z, two_sided(z))


def check_counts(clicks_a, shown_a, clicks_b, shown_b):
    """Raise ValueError for counts that cannot be."""
    if not (0 <= clicks_a <= shown_a and 0 <= clicks_b <= shown_b and shown_a > 0 and shown_b > 0):
        raise ValueError(f"clicks are at most as many as were shown, and at least one was: got {clicks_a} of {shown_a} "
                         f"and {clicks_b} of {shown_b}")


def two_sided(z):
    """How often chance alone goes at least so far, to either side.

    >>> round(two_sided(1.96), 3)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))


def z_scores(clicks_a, shown_a, clicks_b, shown_b):
    """By how many standard errors, of both together, the share of B lies above that of A; arrays of any shape."""
    pooled = (clicks_a + clicks_b) / (np.asarray(shown_a) + shown_b)
    error = np.sqrt(pooled * (1 - pooled) * (1 / np.asarray(shown_a) + 1 / np.asarray(shown_b)))
    gain = clicks_b / np.asarray(shown_b) - clicks_a / np.asarray(shown_a)
    return np.divide(gain, error, out=np.zeros(np.shape(error)), where=error > 0)


def gain_interval(clicks_a, shown_a, clicks_b, shown_b):
    """The 95 % interval of the gain, the share of B less that of A, out of both shares' intervals (Newcombe's).

    Raises ValueError for impossible counts, as `two_proportion_test`.

    >>> [round(bound, 4) for bound in gain_interval(500, 10_000, 580, 10_000)]
    [0.0017, 0.0143]
    """
    check_counts(clicks_a, shown_a, clicks_b, shown_b)
    a, b = clicks_a / shown_a, clicks_b / shown_b
    (low_a, high_a), (low_b, high_b) = wilson(a, shown_a), wilson(b, shown_b)
    return (b - a - math.hypot(b - low_b, high_a - a), b - a + math.hypot(high_b - b, a - low_a))


class Customers:
    """Made-up visitors: each clicks by chance, at a rate that is known.

    rates: {name of a text: the share that clicks}   seed: makes them come again in the same order

    >>> Customers({"A": 0.5}, seed=0).visit("A", 6).astype(int)
    array([0, 1, 1, 1, 0, 0])
    """

    def __init__(self, rates, seed):
        if any(not 0 <= rate <= 1 for rate in rates.values()):
            raise ValueError(f"rates are shares from 0 to 1, not {rates}")
        self.rates = dict(rates)
        self.draws = {name: np.random.default_rng([seed, number]) for number, name in enumerate(self.rates)}

    def visit(self, name, count):
        """Show a text to the next visitors: whether each of them clicked, (count,) of bool."""
        return self.draws[name].random(count) < self.rates[name]


def p_values(clicks_a, clicks_b, every):
    """What a test says after each so many visitors to each text: [p, …]

    clicks: whether each visitor clicked, (visitors,) of bool   every: after how many visitors one looks
    """
    looks = np.arange(every, len(clicks_a) + 1, every)
    return [two_proportion_test(int(clicks_a[:seen].sum()), int(seen), int(clicks_b[:seen].sum()), int(seen)).p
            for seen in looks]


# --- looking more than once


def peeking(looks, visitors, rates=(0.05, 0.05), level=0.05, experiments=20_000, seed=0):
    """The share of experiments in which some look says p < level, and the experiment ends there.

    looks: how many, after equal numbers of visitors, the last when all have come   visitors: to each text
    rates: the true ones. Where they are equal, what is found is a false alarm.   level: of each single look
    """
    check_looks(looks, level)
    draw = np.random.default_rng(seed)
    size = np.diff(np.linspace(0, visitors, looks + 1).round().astype(int))
    clicks = draw.binomial(size[:, None], rates, (experiments, looks, 2)).cumsum(1)    # (experiments, looks, 2)
    seen = size.cumsum()
    z = z_scores(clicks[..., 0], seen, clicks[..., 1], seen)
    return float((np.abs(z) > NORMAL.inv_cdf(1 - level / 2)).any(1).mean())


def false_alarms(looks, level=0.05):
    """How often some of several looks at equal distances says p < level, though nothing is there: computed, not drawn.

    For many visitors z times the root of the look's number is a sum of normal steps. The density of the sums that no
    look has ended is carried on from look to look. Raises ValueError for less than one look, and for a level that is
    none; so do the two functions below.

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


def check_looks(looks, level):
    """Raise ValueError unless there is at least one look, and a level between 0 and 1."""
    if looks < 1 or looks != int(looks):
        raise ValueError(f"looks is a whole number, at least 1, not {looks!r}")
    if not 0 < level < 1:
        raise ValueError(f"level lies between 0 and 1, not {level!r}")


def bonferroni_level(looks, level=0.05):
    """The level of a single look with which all looks together raise a false alarm at most so often: too strict.

    >>> bonferroni_level(10)
    0.005
    """
    check_looks(looks, level)
    return level / looks


def pocock_level(looks, level=0.05):
    """The level of a single look with which all looks together raise a false alarm exactly so often (Pocock 1977).

    >>> [round(pocock_level(looks), 4) for looks in (1, 2, 5, 10)]
    [0.05, 0.0294, 0.0158, 0.0106]
    """
    check_looks(looks, level)
    low, high = level / looks, level
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if false_alarms(looks, middle) < level else (low, middle)
    return (low + high) / 2
