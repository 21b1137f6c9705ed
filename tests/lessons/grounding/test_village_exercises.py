"""The exercises about the village: right answers in other styles are accepted, each planted mistake gets its message."""

from collections import defaultdict

import numpy as np
import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.grounding.exercises.expected_calibration_error import exercise as calibration
from llm_edu.lessons.grounding.exercises.risk_coverage import exercise as risk


def by_masks(confidences, correct, bins=10):
    sure, right, error = np.array(confidences), np.array(correct), 0.0
    for low, high in zip(np.linspace(0, 1, bins + 1), np.linspace(0, 1, bins + 1)[1:]):
        inside = (sure > low) & (sure <= high) if low else sure <= high
        if inside.any():
            error += inside.mean() * abs(sure[inside].mean() - right[inside].mean())
    return float(error)


def by_sums(confidences, correct, bins=10):
    """A gap times its answers is the difference of two sums."""
    sums = defaultdict(float)
    for value, verdict in zip(confidences, correct):
        sums[next(number for number in range(bins) if value <= (number + 1) / bins)] += value - verdict
    return sum(map(abs, sums.values())) / len(confidences)


def in_one_pass(confidences, correct):
    pairs, given, wrong = {}, 0, 0
    for value, verdict in sorted(zip(confidences, correct), reverse=True):
        given, wrong = given + 1, wrong + (not verdict)
        pairs[value] = (given / len(correct), wrong / given)
    return list(pairs.values())


def in_numpy(confidences, correct):
    sure, right = np.array(confidences), np.array(correct)
    return [(float((sure >= t).mean()), float(1 - right[sure >= t].mean())) for t in np.unique(sure)[::-1]]


@pytest.mark.parametrize(("exercise", "answer"), [(calibration, by_masks), (calibration, by_sums), (risk, in_one_pass),
                                                  (risk, in_numpy)])
def test_right_answers_are_right(exercise, answer):
    assert judge(exercise, answer).status == "right"
