"""Counterexamples of lesson 03: what a learner is shown could stand in a text."""

import pytest

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.judging import trials
from llm_edu.course.checks.shrinking import smaller
from llm_edu.storyland import END

WORDS = {"text_surprise": {"meow", "purr"}, "count_followers": {"a", "b"}, "smoothed": {"a", "b", "c", END},
         "interpolated": {"a", "b", "c", END}, "perplexity": {"meow", "purr"}}


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from strings(item)


def shown(exercise, steps=400):
    """Cases that shrinking may come to, from the random ones on."""
    waiting = [trial.case for trial in trials(exercise) if trial.drawn]
    for _ in range(steps):
        if not waiting:
            return
        case = waiting.pop()
        yield case
        waiting += [less for less in smaller(case) if exercise.valid(*less.arguments, **less.keywords)]


@pytest.mark.parametrize("name", WORDS)
def test_no_counterexample_holds_half_a_word(name):
    cases = list(shown(catalogue.find(name)))
    assert len(cases) > 50
    for case in cases:
        assert set(strings(case.arguments)) <= WORDS[name], case


def test_a_vocabulary_holds_each_word_once():
    for case in shown(catalogue.find("smoothed")):
        followers, vocabulary, _ = case.arguments
        assert len(set(vocabulary)) == len(vocabulary) and set(followers) <= set(vocabulary)


def test_each_table_holds_contexts_of_its_length_that_the_shorter_tables_know():
    for case in shown(catalogue.find("interpolated")):
        _, context, tables, _ = case.arguments
        assert len(context) >= len(tables) - 1
        for length, table in enumerate(tables):
            assert {len(key) for key in table} == {length}
            for key, followers in table.items():
                assert followers and (length == 0 or followers.keys() <= tables[length - 1][key[1:]].keys())
