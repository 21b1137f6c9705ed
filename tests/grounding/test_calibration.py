"""Calibration error, curve, and risk against coverage, each against a reference that is computed otherwise."""

from random import Random

import numpy as np
import pytest
from sklearn.calibration import calibration_curve as sklearn_curve
from sklearn.metrics import precision_recall_curve

from llm_edu.grounding.calibration import (
    area_under,
    calibration_curve,
    expected_calibration_error,
    risk_at,
    risk_coverage,
)
from llm_edu.intervals import wilson


def drawn(seed, count=200, steps=None):
    """Made-up answers; with `steps`, confidences are multiples of 1 / steps, so that many lie on borders and tie."""
    random = Random(seed)
    sure = [random.randint(0, steps) / steps if steps else random.random() for _ in range(count)]
    return sure, [random.random() < 0.3 + value / 2 for value in sure]


def reference_error(sure, right, bins):
    """Guo et al. 2017, equation 3 with the bins ((m − 1) / M, m / M] of their section 2, by masks."""
    sure, right = np.array(sure), np.array(right, dtype=float)
    borders = [border / bins for border in range(bins + 1)]
    total = 0.0
    for low, high in zip(borders, borders[1:]):
        inside = (sure > low) & (sure <= high) | (sure == 0) & (low == 0)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    return total


@pytest.mark.parametrize("bins", [1, 4, 10, 15])
@pytest.mark.parametrize("steps", [None, 8, 10])
def test_the_calibration_error_is_that_of_the_paper(bins, steps):
    for seed in range(5):
        sure, right = drawn(seed, steps=steps)
        assert expected_calibration_error(sure, right, bins) == pytest.approx(reference_error(sure, right, bins))


@pytest.mark.parametrize("bins", [1, 4, 10])
@pytest.mark.parametrize("steps", [None, 8, 10])
def test_the_curve_is_that_of_scikit_learn(bins, steps):
    for seed in range(3):
        sure, right = drawn(seed, steps=steps)
        accuracy, confidence = sklearn_curve(right, sure, n_bins=bins)
        curve = calibration_curve(sure, right, bins)
        assert [part.accuracy for part in curve] == pytest.approx(list(accuracy))
        assert [part.confidence for part in curve] == pytest.approx(list(confidence))


def test_the_curve_holds_every_answer_once_with_wilson_intervals():
    sure, right = drawn(1)
    curve = calibration_curve(sure, right, 10)
    assert sum(part.answers for part in curve) == len(sure)
    assert sum(part.answers * part.accuracy for part in curve) == pytest.approx(sum(right))
    assert all((part.low, part.high) == wilson(part.accuracy, part.answers) for part in curve)
    assert [part.confidence for part in curve] == sorted(part.confidence for part in curve)


def test_risk_without_ties_is_the_share_of_errors_among_the_surest():
    sure, right = drawn(2)
    order = np.argsort(-np.array(sure))
    wrong = 1 - np.array(right, dtype=float)[order]
    risks = wrong.cumsum() / np.arange(1, len(wrong) + 1)
    curve = risk_coverage(sure, right)
    assert [risk for _, risk in curve] == pytest.approx(list(risks))
    assert area_under(curve) == pytest.approx(risks.mean())
    assert risk_at(curve, 0.5) == pytest.approx(risks[99])


def test_risk_with_ties_is_that_of_scikit_learn_whatever_order_the_answers_come_in():
    """At a threshold, coverage is the share that is selected, and risk 1 − the precision of "right" among them."""
    sure, right = drawn(3, count=40, steps=4)
    curve = risk_coverage(sure, right)
    assert risk_coverage(sure[::-1], right[::-1]) == curve
    precision, _, thresholds = precision_recall_curve(right, sure)
    assert [risk for _, risk in curve] == pytest.approx(list(1 - precision[-2::-1]))    # the last one is a mark
    assert [answered for answered, _ in curve] == pytest.approx([np.mean(np.array(sure) >= t) for t in thresholds[::-1]])
    assert [risk_at(curve, answered) for answered, _ in curve] == pytest.approx([risk for _, risk in curve])
    Random(0).shuffle(tied := list(zip(sure, right)) * 500)    # of equal confidences, a random half
    assert risk_at(curve, 0.5) == pytest.approx(np.mean([not correct for _, correct in sorted(
        tied, key=lambda pair: -pair[0])[:len(tied) // 2]]), abs=0.01)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: risk_coverage([], []), "at least one answer"),
    (lambda: calibration_curve([0.5], []), "1 confidences and 0 verdicts"),
    (lambda: expected_calibration_error([1.5], [True]), "a confidence is 1.5"),
    (lambda: expected_calibration_error([float("nan")], [True]), "a confidence is nan"),
    (lambda: calibration_curve([0.5], [True], bins=0), "bins is 0"),
    (lambda: risk_at(risk_coverage([0.5], [True]), 0), "coverage is 0"),
])
def test_what_is_no_answer_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
