"""The exercises about checking claims: right answers in other styles are accepted, planted mistakes are named."""

import numpy as np
import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.grounding.exercises.choose_threshold import exercise as choose_threshold
from llm_edu.lessons.grounding.exercises.content_overlap import exercise as content_overlap
from llm_edu.retrieval import split_into_words

BOTH = [choose_threshold, content_overlap]


def with_a_loop(claim, evidence, ignored):
    there, words, found = split_into_words(evidence), [], 0
    for word in split_into_words(claim):
        if word not in ignored and word not in words:
            words.append(word)
            found += word in there
    return found / len(words) if words else 0.0


def in_numpy(scores, true, precision):
    scores, true = np.array(scores, dtype=float), np.array(true, dtype=bool)
    good = [float(each) for each in np.unique(scores) if true[scores >= each].mean() >= precision]
    return good[0] if good else None


def blank(*arguments, **keywords):
    raise NotImplementedError


@pytest.mark.parametrize(("exercise", "answer"), [(content_overlap, with_a_loop), (choose_threshold, in_numpy)])
def test_right_answers_are_right(exercise, answer):
    assert judge(exercise, answer).status == "right" and judge(exercise, exercise.reference).status == "right"


@pytest.mark.parametrize("exercise", BOTH)
def test_a_blank_is_not_attempted_and_each_mistake_gets_its_own_message(exercise):
    assert judge(exercise, blank).status == "blank"
    for mistake in exercise.mistakes:
        verdict = judge(exercise, mistake.function)
        assert (verdict.status, verdict.mistake) == ("wrong", mistake.message)
