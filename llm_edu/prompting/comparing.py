"""Whether one prompt is better than another, when both have answered the same items.

Items that both get right, or both get wrong, do not tell which is better. Those where they differ do.

Sources: McNemar 1947, Note on the Sampling Error of the Difference Between Correlated Proportions or Percentages;
Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

MOST_NUMBERS = 2_000_000    # drawn at once: 16 MB


@dataclass(frozen=True)
class Comparison:
    """Two prompts on the same items.

    count: items   first, second: the accuracy of each   difference: first − second   low, high: its 95 % interval
    only_first, only_second: items that only this one gets right   p: of `mcnemar`
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


def compare(first: Any, second: Any, seed: int = 0) -> Comparison:
    """How two prompts differ that have answered the same items.

    first, second: for each item whether the answer was right, (items,)   seed: of the bootstrap
    Raises ValueError for answers that are not True or False (1 or 0), and for shapes that do not fit.

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


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value: how probable it is that two equally good prompts differ at least so unevenly.

    only_first, only_second: items that only one of the two gets right, else ValueError. For equally good prompts each
    such item is a coin toss, so the counts follow the binomial distribution.

    >>> mcnemar(1, 5), mcnemar(3, 3), mcnemar(0, 0)
    (0.21875, 1.0, 1.0)
    """
    for count in (only_first, only_second):
        if count != int(count) or count < 0:
            raise ValueError(f"only_first and only_second should be counts of items, at least 0, not {count!r}")
    fewer, total = int(min(only_first, only_second)), int(only_first + only_second)
    at_most, ways = 0, 1    # whole numbers, however large: nothing is rounded
    for heads in range(fewer + 1):
        at_most += ways
        ways = ways * (total - heads) // (heads + 1)    # to throw heads + 1 heads, out of those to throw heads
    return min(1.0, 2 * at_most / 2**total)


def bootstrap_difference(first: Any, second: Any, resamples: int = 10_000, level: float = 0.95, seed: int = 0
                         ) -> tuple[float, float]:
    """A confidence interval of the difference of two means, by resampling the items: (low, high).

    first, second: a number for each item, (items,): right or not, nats, …; both numbers of an item stay together
    resamples: times that as many items are drawn, with replacement   level: the share of them inside the interval
    Raises ValueError for shapes, resamples or a level that cannot be.

    >>> low, high = bootstrap_difference([1] * 90 + [0] * 10, [1] * 80 + [0] * 20)
    >>> round(low, 2), round(high, 2)
    (0.05, 0.16)
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    check_paired(first, second)
    if resamples < 1 or not 0 < level < 1:
        raise ValueError(f"resamples should be at least 1 and level between 0 and 1, not {resamples!r} and {level!r}")
    apart, random = first - second, np.random.default_rng(seed)
    at_once = max(1, MOST_NUMBERS // len(apart))
    means = np.concatenate([random.choice(apart, (min(at_once, resamples - start), len(apart))).mean(1)
                            for start in range(0, resamples, at_once)])    # (resamples,)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def right_answers(first: Any, second: Any) -> tuple[np.ndarray, np.ndarray]:
    """Both as arrays of True and False, (items,); ValueError for anything else."""
    first, second = np.asarray(first), np.asarray(second)
    check_paired(first, second)
    for answers in (first, second):
        if not np.isin(answers, (0, 1)).all():
            raise ValueError("say of each item whether it was answered right: True or False (1 or 0)")
    return first.astype(bool), second.astype(bool)


def check_paired(first: np.ndarray, second: np.ndarray) -> None:
    if first.ndim != 1 or first.shape != second.shape or not len(first):
        raise ValueError("both should have answered the same items, at least one: shapes "
                         f"{first.shape} and {second.shape} do not fit")
