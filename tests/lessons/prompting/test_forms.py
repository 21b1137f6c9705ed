"""Replies in JSON: what is wrong with them is seen, what is kept of them says what the lesson says."""

import pytest

from llm_edu.course.measuring import load_measurement
from llm_edu.lessons.prompting import forms_demos as demos
from llm_edu.lessons.prompting.measurements import forms

GOOD = '{"sentiment": "negative"}'


@pytest.mark.parametrize("reply, kind", [
    (GOOD, "v"), (f"\n{GOOD} ", "v"), (f"```json\n{GOOD}\n```", "f"), (f"{GOOD} I hope this helps.", "w"), ("", "w"),
    ("This film review is positive.", "w"), ('"positive"', "w"), ('{"mood": "negative"}', "k"), ("{}", "k"),
    ('{"sentiment": "Negative"}', "l"), ('{"sentiment": ["negative"]}', "l"), ('{"sentiment": "negative", "keywo', "c"),
])
def test_what_is_wrong_with_a_reply_is_seen(reply, kind):
    assert demos.kind_of(reply) == kind and (demos.labels_of([reply]) == "-") == (kind != "v")


def test_only_replies_that_are_no_json_are_written_again(monkeypatch):
    free = [GOOD, "It is bad.", '{"sentiment": "neg']
    monkeypatch.setattr(demos, "only_objects", lambda tokenizer: None)
    monkeypatch.setattr(demos, "replies", lambda model, tokenizer, rows, strategy: [f"written behind {rows}"])
    assert demos.as_constrained(None, None, [[1], [2], [3]], free) == [GOOD, "written behind [[2]]", free[2]]
    assert free[1] == "It is bad."


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.asset("smollm2", "film-reviews")
def test_a_constraint_makes_objects_of_what_was_prose():
    found = forms.way("shown", count=4)
    assert found["kinds"] == "wwww" and found["asked"] == "----" and list(found["examples"]) == ["words"]
    assert "w" not in found["constrained kinds"] and len(found["two answers"]) == 4


@pytest.fixture(scope="module")
def kept():
    return load_measurement("prompting_forms").results()


def test_what_is_kept_agrees_with_itself(kept):
    assert list(kept) == list(forms.RUNS) == ["classes", *demos.forms()]
    for name in demos.forms():
        run = kept[name]
        assert {len(run[each]) for each in ("asked", "constrained", "two answers", "kinds")} == {len(kept["classes"])}
        for labels, kinds in ((run["asked"], run["kinds"]), (run["constrained"], run["constrained kinds"])):
            assert [label == "-" for label in labels] == [kind != "v" for kind in kinds]
        assert not set(run["constrained kinds"]) & set("fw") and "-" not in run["two answers"]


def test_a_form_can_be_made_sure_and_what_it_says_not(kept):
    def shares(name, how):
        return demos.shares(kept[name][how], kept["classes"])

    assert shares("shown", "asked")[0] < 0.1 < 0.9 < shares("shown", "constrained")[0]
    assert shares("shown", "constrained")[1] < 0.7    # valid, and hardly better than a coin
    assert shares("told", "asked")[0] < 0.8 and shares("told", "two answers")[1] > 0.85


def test_what_is_printed(kept, capsys):
    demos.print_forms(kept)
    demos.print_kinds(kept)
    printed = capsys.readouterr().out
    assert all(name in printed for name in demos.forms()) and max(map(len, printed.splitlines())) <= 112
