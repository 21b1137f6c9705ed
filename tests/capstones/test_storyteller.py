"""The worked example storyteller: a short run through its own code, and its judge."""

import pytest
from worked_examples import load_project, run_short

from llm_edu.errors import CourseError

PROJECT = "capstones/storyteller/project.py"


def test_a_short_run_trains_aligns_audits_and_tells(tmp_path, monkeypatch, capsys):
    project = load_project(PROJECT)
    monkeypatch.setattr(project, "WORK", tmp_path / "work")
    with pytest.raises(CourseError, match="not trained yet"):
        project.demo(["Monday"])
    figures = run_short(project, tmp_path, limit=2)["results"]
    for model in ("baseline", "trained", "model"):
        assert {f"{model}_right", f"{model}_new", f"{model}_excess", f"{model}_ferry"} <= figures.keys()
    assert {"skew_trained", "skew_aligned"} <= figures.keys()
    capsys.readouterr()
    project.demo(["The", "last ferry"])
    assert capsys.readouterr().out.startswith("The last ferry")
    with pytest.raises(CourseError, match="does not know this opening: 'rocket'"):
        project.demo(["The", "rocket"])


def test_the_judge_knows_the_island():
    project = load_project(PROJECT)
    story = project.ISLAND.stories(1, seed=5)[0]
    words = story.text.split()
    assert project.plot_of(story.text) in project.PLOTS
    assert project.plot_of(" ".join(words[:-1])) is None
    # the ids that may come at each position hold the story itself; after a planted mistake nothing is judged
    ids = [*project.ISLAND.encode(story.words), 0]
    assert all(token in allowed for token, allowed in zip(ids, project.possible_ids(ids), strict=True))
    wrong = ids[:3] + ids[:1] + ids[4:]
    assert len(project.possible_ids(wrong)) == 4
