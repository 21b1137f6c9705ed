"""The exercise `majority_answer`: other right answers are accepted, each mistake gets its own message."""

import re
import statistics
import string

import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.grounding import majority_answer, simplified
from llm_edu.lessons.grounding.exercises.majority_answer import exercise


def with_a_loop(answers):
    if len(answers) == 0:
        raise ValueError
    forms, most = [simplified(answer) for answer in answers], 0
    for form in forms:
        if forms.count(form) > most:
            best, most = form, forms.count(form)
    return best, most / len(forms)


def with_mode(answers):
    if not answers:
        raise ValueError("nothing to count")
    forms = []
    for answer in answers:
        text = "".join(letter for letter in answer if letter not in string.punctuation).lower()
        forms.append(" ".join(re.sub(r"(?<!\S)(?:an?|the)(?!\S)", " ", text).split()))
    best = statistics.mode(forms)    # the first one of the most frequent
    return best, sum(form == best for form in forms) / len(answers)


def blank(answers):
    raise NotImplementedError


@pytest.mark.parametrize("attempt, status", [(majority_answer, "right"), (with_a_loop, "right"), (with_mode, "right"),
                                             (blank, "blank")])
def test_attempts(attempt, status):
    assert judge(exercise, attempt).status == status


@pytest.mark.parametrize("mistake", exercise.mistakes, ids=lambda mistake: mistake.message[:30])
def test_each_mistake_gets_its_message(mistake):
    verdict = judge(exercise, mistake.function)
    assert verdict.status == "wrong" and verdict.mistake == mistake.message
