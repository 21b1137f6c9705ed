"""The exercise `exposure`: other right answers are accepted, each planted mistake gets its own message."""

import math

import numpy as np
import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.grounding.exercises.exposure import exercise


def from_a_sorted_list(losses, planted):
    """The last place of its loss in the sorted list."""
    ordered = sorted(losses)
    return math.log2(len(losses) / (len(losses) - ordered[::-1].index(losses[planted])))


def in_numpy(losses, planted):
    losses = np.asarray(losses)
    return float(-np.log2((losses <= losses[planted]).mean()))


def with_a_loop(losses, planted):
    rank = 1
    for place, loss in enumerate(losses):
        if place != planted and not loss > losses[planted]:
            rank += 1
    return math.log2(len(losses)) - math.log2(rank)


def blank(losses, planted):
    raise NotImplementedError


@pytest.mark.parametrize(("answer", "status"), [
    (from_a_sorted_list, "right"), (in_numpy, "right"), (with_a_loop, "right"), (exercise.reference, "right"),
    (blank, "blank"),
])
def test_right_answers_are_right(answer, status):
    assert judge(exercise, answer).status == status


@pytest.mark.parametrize("mistake", exercise.mistakes, ids=lambda mistake: mistake.message[:40])
def test_each_mistake_gets_its_message(mistake):
    judged = judge(exercise, mistake.function)
    assert judged.status == "wrong" and judged.mistake == mistake.message, judged
