"""The exercises about the village: right answers in other styles are accepted."""

import math

import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.bias.exercises.group_rates import exercise as group_rates
from llm_edu.lessons.bias.exercises.log_odds_interval import exercise as log_odds_interval


def by_hand(decisions, outcomes, groups):
    """Another right answer: with sums instead of counts in a dictionary."""
    def share(part, whole):
        return part / whole if whole else None
    rates = {}
    for group in set(groups):
        rows = [(d, o) for d, o, g in zip(decisions, outcomes, groups) if g == group]
        picked, good = sum(d for d, _ in rows), sum(o for _, o in rows)
        both = sum(d and o for d, o in rows)
        rates[group] = {"selection": share(picked, len(rows)), "true_positive": share(both, good),
                        "false_positive": share(picked - both, len(rows) - good), "precision": share(both, picked)}
    return rates


def with_a_tuple(she, he):
    counts = [she + 0.5, he + 0.5]
    half = 1.96 * sum(1 / count for count in counts) ** 0.5
    return tuple(math.log(counts[0]) - math.log(counts[1]) + sign * half for sign in (-1, 1))


@pytest.mark.parametrize(("exercise", "answer"), [(group_rates, by_hand), (log_odds_interval, with_a_tuple)])
def test_right_answers_are_right(exercise, answer):
    assert judge(exercise, answer).status == "right"
