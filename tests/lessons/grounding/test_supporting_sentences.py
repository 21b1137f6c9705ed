"""The exercise about supporting sentences: blank, right answers in other styles, and each planted mistake."""

import pytest

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.grounding.citing import PRONOUNS, sentences_of, words_of
from llm_edu.lessons.grounding.exercises.supporting_sentences import exercise


def blank(answer, subject, passages):
    raise NotImplementedError


def looking_back(answer, subject, passages):
    """Another right answer: for each sentence it looks through those before it."""
    found = []
    for passage in passages:
        split = [(sentence, words_of(sentence)) for sentence in sentences_of(passage)]
        for place, (sentence, words) in enumerate(split):
            names = [not words_of(subject).isdisjoint(earlier) for _, earlier in split[:place + 1]]
            if words_of(answer) and not words_of(answer) - words and (
                    names[-1] or any(names) and any(word in PRONOUNS for word in words)):
                found.append(sentence)
    return found


def in_one_expression(answer, subject, passages):
    wanted, name = words_of(answer), words_of(subject)
    return [text for passage in passages for split in [sentences_of(passage)] for place, text in enumerate(split)
            if wanted and wanted.issubset(words_of(text))
            and (words_of(text) & name or words_of(text) & PRONOUNS and words_of(". ".join(split[:place])) & name)]


@pytest.mark.parametrize(("answer", "status"), [
    (blank, "blank"), (looking_back, "right"), (in_one_expression, "right"), (exercise.reference, "right")])
def test_blank_and_right_answers(answer, status):
    assert judge(exercise, answer).status == status


@pytest.mark.parametrize("mistake", exercise.mistakes, ids=lambda mistake: mistake.message[:30])
def test_each_mistake_is_told_by_its_own_message(mistake):
    judged = judge(exercise, mistake.function)
    assert judged.status == "wrong" and judged.mistake == mistake.message
