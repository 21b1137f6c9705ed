"""The worked example with the notes, on a few questions: the same code, another file for the results."""

import importlib.util
import json

import pytest

from llm_edu.course import paths
from llm_edu.course.capstone import run_project

NOTES = paths.home() / "capstones" / "notes"


@pytest.fixture(scope="module")
def project():
    specification = importlib.util.spec_from_file_location("notes_project", NOTES / "project.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_an_answer_is_judged_word_by_word_and_silence_where_there_is_none(project):
    said = [("Hendrik is it.", ["Hendrik"]), ("At 2,318 crowns.", ["2318"]), ("In 1900.", ["19"]), ("It is Lubo.", []),
            (f"{project.NOTHING}: the model wrote 'Lubo'", ["Lubo"]), (f"{project.NOTHING}: it is too far", [])]
    assert [project.is_right(*each) for each in said] == [True, True, False, False, False, True]


def test_questions_are_apart_and_their_answers_are_in_the_notes(project):
    tried, asked = project.read_questions(project.TRIED), project.read_questions(project.QUESTIONS)
    assert not {item["question"] for item in tried} & {item["question"] for item in asked}
    notes = " ".join(project.simplified(path.read_text(encoding="utf-8")) for path in project.NOTES.glob("*.md"))
    lost = [item for item in [*tried, *asked] if item["answers"]
            and not any(project.simplified(answer) in notes for answer in item["answers"])]
    assert not lost and sum(bool(item["answers"]) for item in asked) >= 30 and len(asked) >= 40
    assert [len(project.read_questions(project.QUESTIONS, limit)) for limit in (1, 4, 1000)] == [1, 4, len(asked)]


@pytest.mark.full
@pytest.mark.asset("smollm2", "minilm")
def test_it_runs_from_end_to_end(project, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "indexes_folder", lambda: tmp_path / "indexes")
    before = (NOTES / "results.json").read_bytes()
    run_project(project.measure, project.demo, tmp_path, ["--limit", "4"])
    trial, kept = (json.loads(path.read_text(encoding="utf-8"))
                   for path in (tmp_path / "results_short.json", NOTES / "results.json"))
    assert set(trial["results"]) <= set(kept["results"]) and {"model_right", "baseline_right"} <= set(trial["results"])
    same = {each["input"]: each for each in kept["outputs"]}
    assert len(trial["outputs"]) == 4 and all(each["expected"] == same[each["input"]]["expected"] for each in trial["outputs"])
    run_project(project.measure, project.demo, tmp_path, ["demo", "Who", "is", "the", "treasurer", "of", "the", "choir?"])
    assert "Hendrik" in capsys.readouterr().out and (NOTES / "results.json").read_bytes() == before
