"""From scores to verdicts: a threshold, and how good the scores are with one and without.

A claim is kept if its score is at least the threshold. Precision is the share of true claims among those that are kept,
recall the share of all true claims that is kept.
"""

from collections.abc import Hashable, Sequence
from statistics import fmean
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike


class Verdicts(NamedTuple):
    """Claims by what they are and what becomes of them."""

    true_kept: int
    true_stopped: int
    false_kept: int
    false_stopped: int

    @property
    def precision(self) -> float | None:
        """The share of true ones among the kept; None if nothing is kept."""
        kept = self.true_kept + self.false_kept
        return self.true_kept / kept if kept else None

    @property
    def recall(self) -> float | None:
        """The share of the true ones that is kept; None if nothing is true."""
        true = self.true_kept + self.true_stopped
        return self.true_kept / true if true else None


def count_verdicts(scores: Sequence[float], true: Sequence[bool], threshold: float | None) -> Verdicts:
    """What a threshold keeps and stops; None keeps nothing.

    >>> count_verdicts([0.9, 0.8, 0.4, 0.1], [True, False, True, False], 0.5)
    Verdicts(true_kept=1, true_stopped=1, false_kept=1, false_stopped=1)
    """
    cells = [(bool(each), threshold is not None and score >= threshold)
             for score, each in zip(scores, true, strict=True)]
    return Verdicts(*(cells.count(cell) for cell in ((True, True), (True, False), (False, True), (False, False))))


def choose_threshold(scores: Sequence[float], true: Sequence[bool], precision: float) -> float | None:
    """The lowest of the scores that is a good enough threshold: it keeps claims with at least this precision.

    A threshold keeps every claim whose score is at least as large, so claims with equal scores are kept together.
    None if no score reaches the precision.

    >>> choose_threshold([0.9, 0.8, 0.6, 0.4], [True, False, True, False], 0.6)
    0.6
    """
    ranked = sorted(zip(scores, true, strict=True), key=lambda pair: -pair[0])
    lowest, kept_true = None, 0
    for place, (score, each) in enumerate(ranked):
        kept_true += bool(each)
        complete = place + 1 == len(ranked) or ranked[place + 1][0] != score    # no equal score comes after it
        if complete and kept_true / (place + 1) >= precision:
            lowest = score
    return lowest


def pair_wins(right: ArrayLike, wrong: ArrayLike) -> np.ndarray:
    """1 for each pair in which the right claim has the higher score, 0.5 for a tie, 0 otherwise: (pairs,)

    >>> pair_wins([0.9, 0.5, 0.1], [0.1, 0.5, 0.9]).tolist()
    [1.0, 0.5, 0.0]
    """
    higher, lower = np.asarray(right, dtype=float), np.asarray(wrong, dtype=float)
    return (higher > lower) + 0.5 * (higher == lower)


def area_under_roc(scores: Sequence[float], true: Sequence[bool]) -> float:
    """How often a true claim has a higher score than a false one, over all such pairs; a tie counts half.

    0.5 is guessing, 1.0 sorts them perfectly. Raises ValueError unless there is a claim of each kind.

    >>> area_under_roc([0.9, 0.8, 0.4, 0.1], [True, False, True, False])
    0.75
    """
    column, is_true = np.asarray(scores, dtype=float), np.asarray(true, dtype=bool)
    if is_true.all() or not is_true.any():
        raise ValueError("a claim of each kind is needed, a true and a false one")
    return float(pair_wins(column[is_true][:, None], column[~is_true][None]).mean())


def grouped_interval(values: Sequence[float], groups: Sequence[Hashable], resamples: int = 2000, seed: int = 0
                     ) -> tuple[float, float, float]:
    """The mean of values and its 95 % interval: (mean, low, high), by drawing whole groups with replacement.

    groups: what each value is about; values about the same article are not independent
    """
    places: dict[Hashable, list[float]] = {group: [] for group in groups}
    for value, group in zip(values, groups, strict=True):
        places[group].append(value)
    sums, counts = (np.array([part(some) for some in places.values()]) for part in (sum, len))
    drawn = np.random.default_rng(seed).integers(0, len(sums), (resamples, len(sums)))
    means = sums[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, [0.025, 0.975])
    return fmean(values), float(low), float(high)
