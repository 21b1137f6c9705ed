"""Lesson 13's notes, reports and hints: the tables and rules, what is judged, and the measurements with answers given."""

import pytest
from exercise_cells import sources

from llm_edu.applications.numbers import numbers_in
from llm_edu.lessons.applications import finance_demos, medicine_demos, tutor_demos
from llm_edu.lessons.applications.measurements import notes, reports, tutor


@pytest.fixture
def report():
    rows = {"sales": (100_000, 120_000, 90_000, 110_000), "costs": (80_000, 90_000, 85_000, 70_000),
            "profit": (20_000, 30_000, 5_000, 40_000)}
    return finance_demos.Report("Alder Bakery", rows)


def test_tables():
    tables = finance_demos.made_up_reports(20, seed=3)
    for each in tables:
        assert all(sale - cost == gain > 0 for sale, cost, gain in zip(*each.values.values(), strict=True))
    assert tables == finance_demos.made_up_reports(20, seed=3) != finance_demos.made_up_reports(20, seed=4)
    rows = [finance_demos.judged_report(each, finance_demos.by_template(each)) for each in tables]
    assert finance_demos.report_summary(rows) == {"reports": 20, "unknown": 0, "misplaced": 0, "turned": 0, "any": 0,
                                                  "no number": 0, "numbers": 9.0}


@pytest.mark.parametrize(("text", "unknown", "misplaced", "turned"), [
    ("Sales were $100,000 in Q1.", [], [], []), ("Sales were $100,000 in Q2.", [], ["$100,000"], []),
    ("Costs were $100,000.", [], ["$100,000"], []), ("It was $100,000.", [], [], []),
    ("Sales were $101,000.", ["$101,000"], [], []), ("Revenue rose 20% from Q1 to Q2.", [], [], []),
    ("Revenue fell 20% from Q1 to Q2.", [], [], ["20%"]), ("Sales fell by 25 % from Q2 to Q3.", [], [], []),
    ("Profit doubled to $40 thousand in the fourth quarter.", [], [], []), ("A margin of 20%: profit over sales in Q1.", [], [], []),
    ("Sales of $100,000, a profit of $100,000.", [], ["$100,000"], []), ("Sales and costs: $90,000, $85,000", [], [], []),
    ("Costs added up to $325,000 in four quarters.", [], [], []), ("A good year.", [], [], []),
])  # fmt: skip
def test_what_is_wrong_in_a_report(report, text, unknown, misplaced, turned):
    found = finance_demos.judged_report(report, text)
    assert found == {"numbers": len(numbers_in(text)), "unknown": unknown, "misplaced": misplaced, "turned": turned}


def test_some_wrong_numbers_pass_by_chance():
    tables = finance_demos.made_up_reports(30)
    share, count = finance_demos.passing_by_chance(tables, list(map(finance_demos.by_template, tables)))
    assert count == 270 and 0.02 < share < 0.15


def test_reports_are_measured(monkeypatch):
    monkeypatch.setattr(reports, "REPORTS", 4)
    found = reports.reports(lambda requests, tokens: ["Sales were $7 in all."] * len(requests))
    assert found["summary"]["SmolLM2"]["unknown"] == 4 and found["summary"]["template"]["any"] == 0


@pytest.mark.asset("dialogue-notes")
def test_notes_are_measured(capsys):
    dialogues = medicine_demos.short_dialogues(5)
    found = notes.by_model(True, lambda requests, tokens: [medicine_demos.longest_answer(each.turns) for each in
                                                           medicine_demos.short_dialogues(len(requests))])
    assert found["summary"] == notes.by_rules()["longest answer"] and found["summary"]["invention"] == 0
    assert medicine_demos.note_request(dialogues[0].dialogue).count("Note:") == 2
    medicine_demos.print_notes(found["rows"], 1)
    assert "->" in capsys.readouterr().out


def test_attempts_at_exercises():
    attempts = tutor_demos.planted_attempts(24)
    assert len({each.name for each in attempts}) == 24    # one of each first
    for each in attempts:
        assert each.attempt.startswith(f"def {each.name}(") and "SOLUTION" not in each.statement and each.message
        assert not tutor_demos.judged_hint(each, each.message)["line"]
        given_away = tutor_demos.judged_hint(each, each.solution)
        assert given_away["line"] or len(each.solution) < 80


def test_code_in_a_hint_is_tried():
    right = "def count_pairs(ids):\n    return {p: list(zip(ids, ids[1:])).count(p) for p in zip(ids, ids[1:])}"
    attempts = {each.name: each for each in tutor_demos.planted_attempts(40)}
    assert tutor_demos.passes(attempts["count_pairs"], right) is True
    assert tutor_demos.passes(attempts["count_pairs"], "def count_pairs(ids):\n    return {}") is False
    assert tutor_demos.passes(attempts["causal_mask"], "def causal_mask(time):\n    return None") is None    # tensors


def test_statements_and_solutions_are_the_lessons():
    for each in tutor_demos.planted_attempts(40):
        source = sources()[each.name]
        assert each.statement in source.blank and each.solution.strip() == source.answer.strip()


def test_hints_are_measured(monkeypatch, capsys):
    monkeypatch.setattr(tutor, "COUNT", 6)
    found = tutor.by_model(lambda requests, tokens: ["Look at its end."] * len(requests))
    assert found["summary"] == {"hints": 6, "line": 0, "long run": 0, "code": 0, "copied": 0, "right": 0,
                                "repeats": 0, "to the point": 0, "mentioned": pytest.approx(0, abs=0.2), "words": 4.0}
    assert set(tutor.by_course()) == {"nudge", "pseudocode", "message"}
    names = [tutor_demos.planted_attempts(6)[0].name]
    tutor_demos.print_hints(found, names)
    assert "leak:  none" in capsys.readouterr().out
    tutor_demos.print_hints(found, names, lambda hint, solution, given: hint == "Look at its end." and given != solution)
    assert "leak:  a line" in capsys.readouterr().out
