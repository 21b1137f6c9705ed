"""The table of progress: the exercises of the built notebooks, whatever has happened to these."""

import json
import subprocess
import sys

import pytest
from exercise_cells import lessons, sources

from llm_edu.course import check_answer, paths, progress
from llm_edu.course.checks.overview import overview as course_overview
from llm_edu.course.work import copies


def test_the_exercises_are_those_of_the_lessons():
    found = [(row.lesson, row.number, row.name, row.difficulty) for row in course_overview().rows]
    written = [(exercise.lesson, exercise.number, exercise.name, exercise.difficulty)
               for exercise in sources().values()]
    assert found[:len(written)] == written and len(written) > 60
    assert course_overview().titles == {lesson.name: lesson.title for lesson in lessons().values()}


def test_a_notebook_lists_its_own_exercises_and_the_other_lessons_in_a_line_each(capsys):
    check_answer("tokenization_quiz", {1: "a"})
    check_answer("meet_an_llm_quiz", {1: "a"})
    capsys.readouterr()
    progress()
    lines = capsys.readouterr().out.splitlines()
    own = [exercise for exercise in sources().values() if exercise.lesson == "00_meet_an_llm"]
    assert [line.split()[1] for line in lines[1 : 1 + len(own)]] == [exercise.number for exercise in own]
    assert [line.partition(":")[0] for line in lines[1 + len(own):]] == ["Lesson 01 · Tokenization", "Whole course"]
    page = course_overview("00_meet_an_llm")._repr_html_()
    assert page.count("<tr>") == 1 + len(own) and "count_pairs" not in page and "Lesson 01 · Tokenization: 0 of" in page


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
    (tmp_path / "notebooks" / "01_x.ipynb").write_text(lesson("01_x", "Whole"), encoding="utf-8")
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    table = course_overview()
    assert "00_meet_an_llm.ipynb cannot be read" in table.message and "clone the course again" in table.message
    assert "meet_an_llm_quiz" in str(table) and "1.1   a" in str(table)


def test_what_somebody_has_put_beside_the_notebooks_is_no_lesson(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    for name in ("01_x", "01_x-Copy1", "Untitled", "01_x (1)"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(lesson("01_x"), encoding="utf-8")
    monkeypatch.setattr(paths, "home", lambda: tmp_path)
    table = course_overview()
    assert table.message is None and [row.name for row in table.rows if row.lesson == "01_x"] == ["a"]
    assert copies.find_lesson("01") == "01_x"


def test_it_does_not_wait_for_the_library_that_reads_lessons():
    """Every notebook shows it, and importing jupytext takes three seconds."""
    code = "import sys; from llm_edu.course import progress; progress(); print('jupytext' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert run.returncode == 0 and run.stdout.splitlines()[-1] == "False", run.stderr
    assert "Whole course: 0 of" in run.stdout
