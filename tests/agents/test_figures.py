"""Figures of a text, however they are written: what the judge of the transcripts counts as said, and as invented."""

from datetime import date

import pytest

from llm_edu.agents.figures import figures, figures_of_value, known_figures


@pytest.mark.parametrize("text", ["2026-03-05", "5 March", "5th of March 2026", "March 5", "Mar. 5th, 2026", "05.03.2026",
                                  "5/3/2026", "the 5 mar"])
def test_a_day_is_the_same_however_it_is_written(text):
    assert figures(text) == {("day", 3, 5)}


@pytest.mark.parametrize("text, number", [
    ("at 2 pm", 14), ("14:00", 14), ("2:00 p.m.", 14), ("12 am", 0), ("9 o'clock", 9), ("€49.50", 49.5), ("49,50 coins", 49.5),
    ("49.5", 49.5), ("2x", 2), ("order #1004.", 1004), ("Two of them", 2), ("(3)", 3)])
def test_a_number_is_the_same_however_it_is_written(text, number):
    assert figures(text) == {("number", float(number))}


@pytest.mark.parametrize("text", ["", "one lamp", "1. Unplug it.\n2) Wait.", "1. Unplug it. 2. Wait.", "First: 1) Wait", "Step 3: wait", "maybe someone", "often"])
def test_what_is_not_a_figure(text):
    assert figures(text) == set()


def test_a_hostile_date_in_a_result_is_no_error():
    assert figures_of_value(["2026-02-30", "2026-99-99", None, True, {"a": {}}]) == {("day", 2, 30), ("day", 99, 99)}


def test_days_that_a_customer_names_are_known():
    known = known_figures((text for text in ["Two lamps", "by tomorrow"]), [], date(2026, 3, 2))
    assert {("number", 2.0), ("day", 3, 3), ("weekday", 1)} <= known
