"""Whether one way of asking is better than another, when both have answered the same questions.

Items that both get right, or both wrong, say nothing about which is better. Those where they differ do.

Sources: McNemar 1947, Note on the Sampling Error of the Difference Between Correlated Proportions or Percentages;
Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13.
"""

from dataclasses import dataclass

import numpy as np

MOST_NUMBERS = 2_000_000    # drawn at once: 16 MB


@dataclass(frozen=True)
class Comparison:
    """Two ways on the same items.

    first, second: the share that each gets right   difference: first − second   low, high: its 95 % interval
    only_first, only_second: items that one of them alone gets right   p: of `mcnemar`
    """

    count: int
    first: float
    second: float
    difference: float
    low: float
    high: float
    only_first: int
    only_second: int
    p: float


def compare(first, second, seed=0):
    """How two ways differ that have answered the same items: a `Comparison`.

    first, second: for each item whether it was answered right, (items,)

    >>> found = compare([1] * 80 + [0] * 20, [1] * 70 + [0] * 10 + [1] * 4 + [0] * 16)
    >>> found.only_first, found.only_second, round(found.difference, 2), round(found.p, 3)
    (10, 4, 0.06, 0.18)
    """
    first, second = right_answers(first, second)
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    low, high = bootstrap_difference(first, second, seed=seed)
    shares = float(first.mean()), float(second.mean())
    return Comparison(len(first), *shares, shares[0] - shares[1], low, high, only_first, only_second,
                      mcnemar(only_first, only_second))


def mcnemar(only_first, only_second):
    """How probable it is that two equally good ways differ so unevenly, or more so: the exact p-value, of both sides.

    only_first, only_second: items that one of two ways alone gets right. For equally good ways each such item is a
    coin's throw, and their number follows the binomial distribution.

    >>> mcnemar(1, 5), mcnemar(3, 3), mcnemar(0, 0)
    (0.21875, 1.0, 1.0)
    """
    for count in (only_first, only_second):
        if count != int(count) or count < 0:
            raise ValueError(f"these are counts of items, at least 0, not {count!r}")
    fewer, total = int(min(only_first, only_second)), int(only_first + only_second)
    at_most, ways = 0, 1    # whole numbers, however large: nothing is rounded
    for heads in range(fewer + 1):
        at_most += ways
        ways = ways * (total - heads) // (heads + 1)    # to throw heads + 1 heads, out of those to throw heads
    return min(1.0, 2 * at_most / 2**total)


def bootstrap_difference(first, second, resamples=10_000, level=0.95, seed=0):
    """The interval in which the difference of two means lies, by drawing the items anew: (low, high).

    first, second: a number for each item, (items,), right or not, nats, …; an item that is drawn brings both of its own
    resamples: times that as many items are drawn, with replacement   level: the share of them inside the interval

    >>> low, high = bootstrap_difference([1] * 90 + [0] * 10, [1] * 80 + [0] * 20)
    >>> round(low, 2), round(high, 2)
    (0.05, 0.16)
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    check_paired(first, second)
    if resamples < 1 or not 0 < level < 1:
        raise ValueError(f"resamples is at least 1 and level between 0 and 1, not {resamples!r} and {level!r}")
    apart, random = first - second, np.random.default_rng(seed)
    at_once = max(1, MOST_NUMBERS // len(apart))
    means = np.concatenate([random.choice(apart, (min(at_once, resamples - start), len(apart))).mean(1)
                            for start in range(0, resamples, at_once)])    # (resamples,)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def right_answers(first, second):
    """Both as arrays of True and False, (items,); ValueError for anything else."""
    first, second = np.asarray(first), np.asarray(second)
    check_paired(first, second)
    for answers in (first, second):
        if not np.isin(answers, (0, 1)).all():
            raise ValueError("for each item it is True or False (1 or 0) whether it was answered right")
    return first.astype(bool), second.astype(bool)


def check_paired(first, second):
    if first.ndim != 1 or first.shape != second.shape or not len(first):
        raise ValueError("both have answered the same items, at least one: shapes "
                         f"{first.shape} and {second.shape} do not fit")
