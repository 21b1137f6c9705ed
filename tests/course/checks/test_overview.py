"""The table of progress: the exercises of the built notebooks, whatever has happened to these."""

import json
import subprocess
import sys

import pytest
from exercise_cells import lessons, sources

from llm_edu.course import check_answer, paths
from llm_edu.course.checks import overview
from llm_edu.course.checks.overview import overview as course_overview


def test_the_exercises_are_those_of_the_lessons():
    found = [(row.lesson, row.number, row.name, row.difficulty) for row in course_overview().rows]
    written = [(exercise.lesson, exercise.number, exercise.name, exercise.difficulty)
               for exercise in sources().values()]
    assert found[:len(written)] == written and len(written) > 60
    assert course_overview().titles == {lesson.name: lesson.title for lesson in lessons().values()}


def lesson(name="00_x", title="T", **exercise):
    return json.dumps({"cells": [{"metadata": {"exercise": {"name": "a", "difficulty": 1, **exercise}}}],
                       "metadata": {"llm_edu": {"lesson": name}, "title": title}})


@pytest.mark.parametrize("text", ["{", "[]", "{}", json.dumps({"cells": [], "metadata": {}}), "[" * 100_000,
                                  lesson(3), lesson("x"), lesson(title=None), lesson([]), lesson(difficulty=1e9)])
def test_a_damaged_notebook_does_not_hide_what_was_done(tmp_path, monkeypatch, text):
    check_answer("meet_an_llm_quiz", [])
    (tmp_path / "lessons").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_meet_an_llm.ipynb").write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    table = course_overview()
    assert table.message.startswith("The notebooks cannot all be read") and "meet_an_llm_quiz" in str(table)


def test_it_does_not_wait_for_the_library_that_reads_lessons():
    """Every notebook shows it, and importing jupytext takes three seconds."""
    code = "import sys; from llm_edu.course import progress; progress(); print('jupytext' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0 and run.stdout.splitlines()[-1] == "False", run.stderr
    assert overview.SIGNS["blank"] in run.stdout
