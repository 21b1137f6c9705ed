"""``expected_calibration_error``: how far a model's confidence and its accuracy are apart."""

import math
from itertools import accumulate
from statistics import fmean

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.grounding import calibration


def _reference(confidences, correct, bins=10):
    return calibration.expected_calibration_error(confidences, correct, bins)


def _bin_of(value, bins):
    return max(0, math.ceil(round(value * bins, 9)) - 1)


def _error(bin_of=_bin_of, sure=lambda values, number, bins: fmean(values), right=fmean,
           gap=lambda sure, right: abs(sure - right), empty=lambda: None,
           total=lambda gaps, bins, answers: sum(count * gap for count, gap in gaps) / answers):
    """An expected_calibration_error with one thing wrong."""
    def expected_calibration_error(confidences, correct, bins=10):
        members = [[] for _ in range(bins)]
        for value, verdict in zip(confidences, correct):
            number = bin_of(value, bins)
            if number is not None:
                members[number].append((value, verdict))
        gaps = []
        for number, pairs in enumerate(members):
            if pairs:
                values, verdicts = zip(*pairs)
                gaps.append((len(pairs), gap(sure(values, number, bins), right(verdicts))))
            else:
                empty()
        return total(gaps, bins, len(confidences))
    return expected_calibration_error


def _no_bins(confidences, correct, bins=10):
    return abs(fmean(confidences) - fmean(correct))


def _always_ten(confidences, correct, bins=10):
    return _error()(confidences, correct, 10)


def _answer_by_answer(confidences, correct, bins=10):
    return fmean(abs(value - verdict) for value, verdict in zip(confidences, correct))


def _random_answers(rng):
    bins, count = rng.choice([1, 2, 4, 5, 10]), rng.randrange(1, 25)
    steps = rng.choice([bins, 20, 100])    # with as many steps as bins, each confidence is on a border
    sure = [rng.randrange(steps + 1) / steps for _ in range(count)]
    return sure, [rng.random() < 0.2 + value / 2 for value in sure], bins


exercise = Exercise(
    reference=_reference,
    names=("confidences", "correct", "bins"),
    cases=[
        case([1.0], [True]), case([1.0], [False]), case([0.0], [False]), case([0.0], [True]), case([0.75], [True]),
        case([0.9, 0.9, 0.3, 0.3], [True, False, False, False]), case([0.5, 0.5], [True, False]),
        case([0.85, 0.25], [True, False]), case([0.85, 0.25], [False, True]), case([0.0, 1.0], [True, False]),
        case([0.25, 0.3], [True, False]), case([0.3, 0.35], [True, False]), case([0.0, 0.1], [True, False]),
        case([0.1, 0.11], [True, False]), case([0.25, 0.30001], [True, False]),
        case([0.0, 0.05, 1.0, 0.95], [False, True, True, False]), case([0.62, 0.68], [True, True], 1),
        case([0.5, 0.51], [True, False], 2), case([0.25, 0.75, 0.5, 1.0], [True, False, False, True], 4),
        case([0.1, 0.55, 0.55, 0.55, 0.95], [True, True, False, False, False], 2),
        case([0.2, 0.4, 0.6, 0.8, 1.0], [False, True, False, True, True], 5),
        case([0.07, 0.065], [True, False], 100), case([1.0, 0.99], [False, True], 49),
    ],
    random_case=_random_answers,
    random_cases=40,
    valid=lambda confidences, correct, bins=10: len(confidences) == len(correct) > 0 and bins >= 1,
    tensor_numbers=False,
    hints=(
        "Which answers are in one bin? Compare their mean confidence with the share of them that is right. Only then "
        "think of the mean over bins.",
        "for number in 0 … bins − 1:\n    low, high = number / bins, (number + 1) / bins\n    inside = the answers "
        "with low < confidence <= high (in the first bin: or confidence == 0)\n    if there are any:\n        gap = "
        "|mean confidence − share right|\n        add gap · answers inside / all answers",
    ),
    compare="close",
)

exercise.mistake("A confidence on a border falls into the bin above it. A bin holds its upper border: 0.3 belongs with "
                 "0.25, not with 0.35.", _error(lambda value, bins: min(bins - 1, int(round(value * bins, 9)))))
exercise.mistake("You find the bin from confidence · bins, which may miss a border: 0.07 * 100 is above 7 in Python. "
                 "Compare with number / bins.", _error(lambda value, bins: max(0, math.ceil(value * bins) - 1)))
exercise.mistake("Your borders are multiples of 1 / bins, which are not exact: 49 * (1 / 49) is below 1 in Python. "
                 "Divide: number / bins.",
                 _error(lambda value, bins: next((number for number in range(bins)
                                                  if value <= (number + 1) * (1 / bins)), None)))
exercise.mistake("You add 1 / bins again and again, and the sums are not exact: ten times 0.1 is below 1 in Python. "
                 "Divide: number / bins.",
                 _error(lambda value, bins: next((number for number, border in enumerate(accumulate([1 / bins] * bins))
                                                  if value <= border), None)))
exercise.mistake("A confidence of 1 has no bin in your code. A bin holds its upper border: 1 is in the last bin.",
                 _error(lambda value, bins: int(round(value * bins, 9))), error="index out of range")
exercise.mistake("A confidence of 0 gets the index −1 in your code, which is the last bin. It belongs to the first.",
                 _error(lambda value, bins: math.ceil(round(value * bins, 9)) - 1))
exercise.mistake("A confidence of 0 is in none of your bins. The first bin holds 0, too.",
                 _error(lambda value, bins: _bin_of(value, bins) if value else None))
exercise.mistake("In your mean, all bins count the same. Weight each bin by its number of answers.",
                 _error(total=lambda gaps, bins, answers: fmean(gap for _, gap in gaps)))
exercise.mistake("You divide the sum of the gaps by the number of bins. Weight each bin by its number of answers: an "
                 "empty bin does not count.",
                 _error(total=lambda gaps, bins, answers: sum(gap for _, gap in gaps) / bins))
exercise.mistake("You add up answers · gap, but do not divide by the number of all answers.",
                 _error(total=lambda gaps, bins, answers: sum(count * gap for count, gap in gaps)))
exercise.mistake("Your gaps have signs, so a bin that is too sure cancels one that is not sure enough. Take each gap's "
                 "absolute value.", _error(gap=lambda sure, right: sure - right))
exercise.mistake("Your gaps have signs, so a bin that is not sure enough cancels one that is too sure. Take each gap's "
                 "absolute value.", _error(gap=lambda sure, right: right - sure))
exercise.mistake("That is the gap of all answers together. Take the gap of each bin, then their weighted mean.",
                 _no_bins)
exercise.mistake("That is the largest gap (the *maximum* calibration error). Return the weighted mean of the gaps.",
                 _error(total=lambda gaps, bins, answers: max(gap for _, gap in gaps)))
exercise.mistake("You square the gaps. Take their absolute values.",
                 _error(gap=lambda sure, right: (sure - right) ** 2))
exercise.mistake("You compare accuracy with the middle of the bin. Take the mean confidence of the answers in it.",
                 _error(sure=lambda values, number, bins: (number + 0.5) / bins))
exercise.mistake("You compare confidence with the share of errors. Take the share that is right.",
                 _error(right=lambda verdicts: 1 - fmean(verdicts)))
exercise.mistake("You always make ten bins. Their number is the argument `bins`.", _always_ten)
exercise.mistake("You compare each answer's confidence with 0 or 1. First put the answers into bins: the share that is "
                 "right needs several.", _answer_by_answer)
exercise.mistake("An empty bin has no mean, so you divide by 0. Leave such a bin out.", _error(empty=lambda: 1 / 0),
                 error="division by zero")
