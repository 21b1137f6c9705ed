"""The worked example specialist: its notes and a short run through its own code."""

import re
from collections import Counter

import pytest
from worked_examples import load_project, run_short

from llm_edu.errors import CourseError

PROJECT = "capstones/specialist/project.py"


def test_the_notes_are_apart_and_of_every_kind():
    project = load_project(PROJECT)
    learned, measured = project.read_notes()
    assert Counter(kind for _, kind in learned + measured) == dict.fromkeys(range(6), 40)
    assert len(learned) == 144 and min(Counter(kind for _, kind in measured).values()) >= 10
    with pytest.raises(CourseError, match="in both parts: flat again"):
        project.check_apart([("FLAT again!", 2)], [("It rained. Flat, again.", 2)])


@pytest.mark.asset("smollm2")
@pytest.mark.full
def test_a_short_run_learns_shrinks_measures_and_sorts(tmp_path, monkeypatch, capsys):
    project = load_project(PROJECT)
    monkeypatch.setattr(project, "WORK", tmp_path / "work")
    with pytest.raises(CourseError, match="has not learned anything yet"):
        project.demo(["Flat again"])
    content = run_short(project, tmp_path, limit=3)
    names = ("majority", "baseline", "prompt", "examples", "head", "model", "int8", "file")
    assert {f"{name}_right" for name in names} <= content["results"].keys()
    assert len(content["outputs"]) == 3
    assert re.search(r"\d+ MB in 8 bits", capsys.readouterr().out)
    project.demo(["Flat", "again"])
    assert re.match(r"(?:brakes|drivetrain|wheels|steering|electrics|frame) \d+ %", capsys.readouterr().out)
