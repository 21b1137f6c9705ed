"""What the checks of lesson 02 say beyond their planted mistakes, and that they hand out nothing to be spoilt."""

import numpy as np
import pytest

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import report_on
from llm_edu.course.checks.judging import judge, trials
from llm_edu.embeddings import average_embedding, nearest, pair_gradient
from llm_edu.lessons.embeddings.exercises.average_embedding import ANIMALS, PANTRY


def said(name, attempt):
    exercise = catalogue.find(name)
    return str(report_on(exercise, judge(exercise, attempt)))


def test_order_of_equally_similar_words_is_told_apart_from_wrong_cosines():
    def in_some_order(vectors, words, query, count, leave_out=()):
        found = nearest(vectors, words, query, len(words), leave_out)
        return sorted(found, key=lambda pair: (-round(pair[1], 9), len(pair[0]), pair[0]))[:count]

    def with_other_cosines(vectors, words, query, count, leave_out=()):
        return [(word, cosine / 2) for word, cosine in nearest(vectors, words, query, count, leave_out)]

    assert 'only with kind="stable"' in said("nearest", in_some_order)
    assert "stable" not in said("nearest", with_other_cosines)


def test_mean_of_nothing_is_named_whatever_else_is_wrong():
    def mean_of_halves(words, vectors, weights):
        return np.mean([vectors[word] / 2 for word in words if word in vectors], axis=0)

    assert "the mean of an empty list is nan" in said("average_embedding", mean_of_halves)


@pytest.mark.parametrize("table", [PANTRY, ANIMALS])
def test_table_of_vectors_cannot_be_written_over(table):
    def halves(words, vectors, weights):
        for word in words:
            if word in vectors:
                vectors[word][:] = 0
        return average_embedding(words, vectors, weights)

    before = table.vectors.copy()
    assert "it stops with ValueError" in said("average_embedding", halves)
    assert (table.vectors == before).all()


def test_a_row_has_another_length_than_the_list_of_words():
    tables = [trial.case.arguments[1] for trial in trials(catalogue.find("average_embedding"))]
    assert any(len(table) != table.width for table in tables)


def test_smallest_gradient_case_can_be_done_by_hand():
    text = said("pair_gradient", lambda center, context, label: (0.0, *pair_gradient(center, context, label)[1:]))
    assert "pair_gradient(array([1, 2]), array([2, -1]), 1)" in text


def test_tables_are_shown_where_the_losses_agree():
    def contexts_halved(centers, contexts, center, context, negatives, rate):
        return catalogue.find("skip_gram_step").reference(centers, contexts, center, context, negatives, rate / 2)

    text = said("skip_gram_step", contexts_halved)
    assert "arguments become array(" in text and "not to the right values" in text


@pytest.mark.parametrize("name", ["nearest", "analogy", "average_embedding"])
def test_counterexamples_hold_whole_words(name):
    exercise, place = catalogue.find(name), 0 if name == "average_embedding" else 1
    drawn = [trial.case.arguments for trial in trials(exercise) if trial.drawn and trial.case.arguments[place]]
    assert all(exercise.valid(*arguments) for arguments in drawn)
    arguments = list(drawn[0])
    arguments[place] = [arguments[place][0][:1], *arguments[place][1:]]
    assert not exercise.valid(*arguments)
