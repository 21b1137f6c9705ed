"""Lesson 05's last exercise is right only if every part that it is built of is right."""

from functools import cache

import pytest

from llm_edu.course import paths
from llm_edu.course.build.lesson_source import read_lesson
from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import report_on
from llm_edu.course.checks.judging import judge

PARTS = ("rms_norm", "swiglu", "llama_attention", "llama_block")
MISTAKES = [(name, mistake) for name in PARTS for mistake in catalogue.find(name).mistakes]


@cache
def source_of(name):
    return read_lesson(paths.lessons_folder() / "05_transformer.md").exercise(name)


def status(replaced: dict) -> str:
    """What the check says of the lesson's own `llama_logits` when some of its parts are others."""
    source = source_of("llama_logits")
    namespace = {"__name__": "notebook"}
    exec(compile(source.setup, "<setup>", "exec"), namespace)
    definition = source.solution.rpartition("\n\n")[0]  # without the check
    exec(compile(definition, "<cell>", "exec"), namespace)
    assert set(PARTS) <= set(namespace), "the whole is built of the lesson's own parts"
    namespace.update(replaced)
    exercise = catalogue.find("llama_logits")
    return report_on(exercise, judge(exercise, namespace["llama_logits"])).status


def test_right_when_every_part_is():
    assert status({}) == "right"


@pytest.mark.parametrize(("name", "mistake"), MISTAKES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(MISTAKES)])
def test_wrong_when_one_part_is_wrong(name, mistake):
    assert status({name: mistake.function}) == "wrong", mistake.message
