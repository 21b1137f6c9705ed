"""Is a model as sure as it is right? Calibration, and what it gains by staying silent when it is unsure.

    error = expected_calibration_error([0.9, 0.8, 0.6], [True, True, False])
    curve = risk_coverage([0.9, 0.8, 0.6], [True, True, False])
    risk_at(curve, 0.5)        # the share of errors when at least the surer half is answered

A confidence is the probability that a model gives its own answer; `correct` says for each answer whether it is right.
Sources: Guo et al. 2017, On Calibration of Modern Neural Networks, arXiv:1706.04599 (calibration error); Geifman and
El-Yaniv 2017, Selective Classification for Deep Neural Networks, arXiv:1705.08500 (risk and coverage); Geifman, Uziel
and El-Yaniv 2018, arXiv:1805.08206 (the area under their curve).
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from llm_edu.intervals import wilson


class Bin(NamedTuple):
    """Answers of similar confidence: how many, their mean confidence, the share that is right, its 95 % interval."""

    answers: int
    confidence: float
    accuracy: float
    low: float
    high: float


def check_answers(confidences: Sequence[float], correct: Sequence[bool]) -> None:
    """Raise ValueError for no answers, for lists of different lengths, and for confidences that are no probability."""
    if not len(confidences) or len(confidences) != len(correct):
        raise ValueError(f"there are {len(confidences)} confidences and {len(correct)} verdicts; give one of each for "
                         "each answer, and at least one answer")
    wrong = [value for value in confidences if not 0 <= value <= 1]
    if wrong:
        raise ValueError(f"a confidence is {wrong[0]}; it is a probability, from 0 to 1")


def binned(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> list[list[int]]:
    """The numbers of the answers in each of `bins` equally wide bins, low confidences first.

    A bin holds its upper border, not its lower one; the first holds 0 as well.

    >>> binned([0.0, 0.5, 0.51, 1.0], [True] * 4, bins=2)
    [[0, 1], [2, 3]]
    """
    check_answers(confidences, correct)
    if bins < 1:
        raise ValueError(f"bins is {bins}; there is at least 1")
    members: list[list[int]] = [[] for _ in range(bins)]
    borders = [border / bins for border in range(bins + 1)]    # compared, not multiplied: 0.07 · 100 > 7 in floats
    for number, value in enumerate(confidences):
        members[max(0, bisect_left(borders, value) - 1)].append(number)
    return members


def expected_calibration_error(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> float:
    """By how much confidence and accuracy differ: a mean over bins, each weighted with its number of answers.

    >>> round(expected_calibration_error([0.9, 0.9, 0.3, 0.3], [True, False, False, False], bins=10), 2)
    0.35
    """
    return sum(part.answers * abs(part.accuracy - part.confidence)
               for part in calibration_curve(confidences, correct, bins)) / len(confidences)


def calibration_curve(confidences: Sequence[float], correct: Sequence[bool], bins: int = 10) -> list[Bin]:
    """A `Bin` for each of the equally wide bins that has an answer; its interval is Wilson's."""
    curve = []
    for members in binned(confidences, correct, bins):
        if members:
            accuracy = fmean(bool(correct[number]) for number in members)
            mean = fmean(confidences[number] for number in members)
            curve.append(Bin(len(members), mean, accuracy, *wilson(accuracy, len(members))))
    return curve


def risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> list[tuple[float, float]]:
    """What answering from a confidence on gains: a pair (coverage, risk) for each different confidence, largest first.

    Coverage: the share of all answers that are at least so confident. Risk: the share of errors among these answers.

    >>> risk_coverage([0.9, 0.5, 0.7, 0.5], [True, False, True, True])
    [(0.25, 0.0), (0.5, 0.0), (1.0, 0.25)]
    """
    check_answers(confidences, correct)
    ranked = sorted(zip(confidences, correct), key=lambda pair: -pair[0])
    pairs = []
    given = errors = 0
    for _, same in groupby(ranked, key=lambda pair: pair[0]):
        for _, right in same:
            given, errors = given + 1, errors + (not right)
        pairs.append((given / len(ranked), errors / given))
    return pairs


def risk_at(curve: Sequence[tuple[float, float]], coverage: float) -> float:
    """The risk if this share of the questions is answered, the most confident answers first.

    Between two pairs of the curve, a random part of the answers of equal confidence is given.

    >>> curve = risk_coverage([0.9, 0.5, 0.5, 0.5], [True, False, True, True])
    >>> curve, round(risk_at(curve, 0.5), 3)    # the surest answer, and one of three others: a third of an error
    ([(0.25, 0.0), (1.0, 0.25)], 0.167)
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"coverage is {coverage}; it is above 0 and at most 1")
    before = errors_before = 0.0
    for answered, risk in curve:
        if answered >= coverage - 1e-9:
            part = (coverage - before) / (answered - before)
            return (errors_before + part * (answered * risk - errors_before)) / coverage
        before, errors_before = answered, answered * risk
    raise ValueError("the curve ends before this coverage")


def area_under(curve: Sequence[tuple[float, float]]) -> float:
    """The mean risk over all coverages: the smaller, the better the confidences sort right answers from wrong ones.

    >>> area_under(risk_coverage([0.9, 0.8], [True, False])), area_under(risk_coverage([0.8, 0.9], [True, False]))
    (0.25, 0.75)
    """
    before = [0.0, *(answered for answered, _ in curve)]
    return sum((answered - last) * risk for (answered, risk), last in zip(curve, before))
