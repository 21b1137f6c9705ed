"""The helpers of lesson 00."""

import pytest
from tiny_chat import tiny_chat

from llm_edu.course.build.outputs import plain_text
from llm_edu.decoding import BeamSearch, Sampling
from llm_edu.lessons.common import models
from llm_edu.lessons.meet_an_llm.demos import measure_machine, scorecard, try_code
from llm_edu.transformer import Transformer, TransformerConfig

REPLY = "Here you are:\n```python\ndef double(n):\n    return 2 * n\n```\nIt doubles."


def test_the_code_in_a_reply_runs_call_by_call():
    results = try_code(REPLY, ["double(4)", "double('a')", "triple(1)"])
    assert results["double(4)"] == "8" and results["double('a')"] == "aa"
    assert results["triple(1)"].startswith("NameError: name 'triple' is not defined")


def test_code_that_does_not_end_is_stopped():
    assert try_code("```python\nwhile True: pass\n```", ["1"], seconds=0.5) == {"1": "did not finish"}


def test_code_runs_outside_this_process_and_this_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    try_code("```\nopen('mark', 'w').close()\n```", ["1"])
    assert not (tmp_path / "mark").exists()


def test_the_scorecard_counts_only_what_is_filled_in(capsys):
    scorecard({"a": True, "b": False, "c": None}, {"a": True, "b": True, "c": True})
    printed = capsys.readouterr().out
    assert "You predicted 1 out of 2 correctly." in printed and "≠" in printed
    for predicted, judged, words in ((None, None, "the cell of predictions and into this cell, and run both again"),
                                     (True, None, "Now put True or False into this cell, and"),
                                     (None, False, "Now put True or False into the cell of predictions, and")):
        scorecard({"a": predicted}, {"a": judged})
        assert words in capsys.readouterr().out


@pytest.mark.parametrize(("strategy", "counted"), [(None, True), (Sampling(0.5), True), (BeamSearch(2), False)])
def test_a_notebook_shows_how_far_the_answers_are(strategy, counted, monkeypatch, capsys):
    def ask():
        return models.ask_many(*tiny_chat(), ["low", "lower"], strategy=strategy, max_new_tokens=4, seed=1)

    quiet = ask()
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(models, "in_notebook", lambda: True)
    assert ask() == quiet
    printed = capsys.readouterr().out
    assert ("2 answers at the same time: token 1 of at most 4" in printed) == counted
    assert plain_text(printed + "next").strip() == "next"    # nothing of it stays


def test_the_machine_is_measured():
    model = Transformer(TransformerConfig.llama(vocab_size=50, context_length=64, layers=1, width=16, heads=2))
    speed = measure_machine(model, [1, 2, 3], tokens=8)
    assert set(speed) == {"tokens per second", "operations per second", "bytes read per second"}
    assert all(value > 0 for value in speed.values())
