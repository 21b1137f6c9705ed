"""The hours and dates that customers name in their own words."""

from datetime import date

import pytest

from llm_edu.agents.own_words import date_meant, hour_meant, hours_named


@pytest.mark.parametrize("text, hours", [
    ("this Thursday at 10.", {10}), ("10 o’clock is good for me", {10}), ("ten sharp", {10}), ("5th, 10am, so", {10}),
    ("12 h please", {12}), ("midday then", {12}), ("noon", {12}), ("12 am", {0}), ("12 p.m.", {12}), ("at 14:00", {14}),
    ("at 3", {15}), ("three in the afternoon", {15}), ("at 8 in the morning", {8}), ("at 7", {7}),
    ("at two, or at 4 pm", {14, 16}),
    ("on 10.03.2026", set()), ("from 9 to 12", set()), ("9-10 o'clock", set()), ("quarter to five", set()),
    ("2:30 pm", set()),
    ("at 10.30", set()), ("at 19.90 coins", set()), ("order 1026 at once", set()), ("at 25:00", set()),
])
def test_hours(text, hours):
    assert hours_named(text) == hours


@pytest.mark.parametrize("texts, called, hour", [
    ([], 11, 11), (["tomorrow"], 11, 11), (["midday then"], 13, 12), (["at 3"], 3, 15),
    (["16 is too late. I take 15"], 15, 15), (["9 or 10 o'clock"], 9, 9), (["at 10 or at 11"], 9, 9),
    (["repair, 12 h", "one hour later?"], 11, 13),
    (["would 2 pm do?", "an hour before that"], 9, 13), (["3pm", "no, same time but wednesday"], 13, 15),
    (["at 10 or at 11", "same time, friday"], 9, 9), (["an hour later"], 9, 9),
    (["at 10", "hello", "two hours after"], 9, 12),
])
def test_a_call_gets_the_hour_that_was_named_alone(texts, called, hour):
    assert hour_meant(texts, called) == hour


@pytest.mark.parametrize("texts, day, called, meant", [
    (["What is free on friday 13 march?"], "friday", (3, 6), (3, 13)),
    (["friday 13 march?", "at 14"], "friday", (3, 6), (3, 13)),
    (["friday 13 march?", "no, this friday"], "friday", (3, 6), (3, 6)),
    (["friday 12 march"], "friday", (3, 6), (3, 6)),
    (["friday, 6 or 13 march"], "friday", (3, 6), (3, 6)), (["13 march"], "tomorrow", (3, 3), (3, 3)),
    ([], "friday", (3, 6), (3, 6)),
    (["friday 29 february"], "friday", (3, 6), (3, 6)),
])
def test_a_weekday_gets_the_date_that_was_named_with_it(texts, day, called, meant):
    assert date_meant(texts, day, date(2026, *called)) == date(2026, *meant)
