"""The exercise of the desk: right answers are right, and each planted mistake gets its message."""

import re

import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.agents.exercises.made_up_numbers import exercise


def by_dictionary(reply, sources):
    """Another right answer."""
    pattern = re.compile(r"[0-9]+(?:[.][0-9]+)?")
    known = {float(number) for number in pattern.findall(" ; ".join(sources))}
    return [number for number in dict.fromkeys(map(float, pattern.findall(reply))) if number not in known]


def blank(reply, sources):
    raise NotImplementedError


@pytest.mark.parametrize(("answer", "status"), [(by_dictionary, "right"), (exercise.reference, "right"), (blank, "blank")])
def test_right_answers_are_right(answer, status):
    judged = judge(exercise, answer)
    assert judged.status == status, judged


@pytest.mark.parametrize("mistake", exercise.mistakes, ids=lambda mistake: mistake.message[:50])
def test_a_planted_mistake_gets_its_own_message(mistake):
    judged = judge(exercise, mistake.function)
    assert judged.status == "wrong" and judged.mistake == mistake.message
