"""The hours and dates that customers name in their own words."""

import time
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
    (["Next Friday at 3, with my lamp"], 3, 15), (["How about 4 pm?"], 9, 16), (["Book it for 3 pm, not tue"], 9, 9),
])
def test_a_call_gets_the_hour_that_was_named_alone(texts, called, hour):
    assert hour_meant(texts, called) == hour


@pytest.mark.parametrize("text, hour", [
    ("10-ish tomorrow", 11), ("around 10 am", 11), ("10 am or so", 11), ("almost 3 pm", 14),
    ("any time from nine to three", 11), ("9—11 am", 10), ("9:00-11:00", 10), ("9 to 11 am", 10),
    ("between 9 and 11 am", 10), ("2 or 3 pm", 14), ("noon or one", 13), ("at 4 or 5", 17),
    ("I can’t at two, make it one", 13), ("at 3 I can´t, 4 would do", 16),
    ("my 11 o'clock must move, is two free?", 14), ("instead of 11 am the one you offered", 14),
    ("2 pm... no, three", 15), ("10 am is gone? The next one", 11), ("before 11 am", 10),
    ("after 3 pm please, the earliest", 16), ("3 pm onwards", 16), ("not before 10 am", 11),
    ("no later than 11 am", 10), ("My shift starts at 2 pm. First slot on Thursday", 9), ("quarter to 3 pm", 14),
    ("twenty to three", 14), ("at ten past two", 14), ("five minutes to 3 pm", 14),
    ("an hour after my repair at 10", 11), ("one hour earlier than 3 pm", 14), ("push the 3 pm back an hour", 16),
    ("book me one in the afternoon", 14), ("I'd like one in the morning", 10), ("which one am i getting", 11),
    ("it has two sharp edges", 10), ("I live at 12 Lamp Street", 10), ("at one of your slots", 10),
    ("it burned for 12 h", 10), ("it dies every 2 h", 9), ("at 2 euros each", 11), ("I looked at two lamps", 10),
    ("at 7 this evening", 19), ("seven o'clock in the evening", 19), ("yesterday at 5 pm it broke", 10),
    ("you close at 5 pm? So the last", 16), ("my train gets in at 9, so as you said", 10),
    ("repair at 9, then advice", 10),
])
def test_a_limit_a_choice_or_a_length_of_time_changes_no_hour(text, hour):
    assert hour_meant([text], hour) == hour


@pytest.mark.parametrize("earlier, text, hour", [
    ("at 10", "half an hour later", 10), ("at 10", "rather an hour before closing", 16),
    ("at 10", "an hour after lunch", 14), ("at 10", "one hour later than 2", 15),
    ("at 10", "one hour later or two hours later", 12),
    ("at 0:00", "two hours earlier", 22), ("at 23:00", "2 hours later", 1), ("at 12:30", "one hour later", 13),
    ("at 10", "the same time as my repair", 14), ("at 10", "not the same time", 11),
    ("before 11 am", "same time, friday", 10), ("at 10", "move it to 13. march, same hour", 10),
    ("on 10 march at 14", "move it to 12, same time", 14),
    ("at 10", "yes, but call me an hour before", 10), ("at 2 pm. no wait, 3", "one hour later", 16),
    ("10 or 11 am", "same time, friday", 10),
])
def test_what_may_be_beside_another_hour_changes_none(earlier, text, hour):
    assert hour_meant([earlier, text], hour) == hour


@pytest.mark.parametrize("between", ["then the second one", "take the earliest then", "11", "half past ten"])
def test_an_hour_counts_until_something_else_was_chosen(between):
    assert hour_meant(["tomorrow at 10", between, "same time, but thursday"], 11) == 11


@pytest.mark.parametrize("pattern", ["1", " ", "at ", "at 1 ", "at 1   ", "1 to ", "1-", "an hour after ", "friday "])
def test_hostile_texts_take_no_time(pattern):
    text, start = (1000 * pattern)[:1000], time.process_time()
    hour_meant(["at 10", text, "an hour later"], 11), hour_meant(["at 10", text], 11)
    date_meant([f"friday 13 march {text}", text], "friday", date(2026, 3, 6))
    assert time.process_time() - start < 1


@pytest.mark.parametrize("texts, day, called, meant", [
    (["What is free on friday 13 march?"], "friday", (3, 6), (3, 13)),
    (["friday 13 march?", "at 14"], "friday", (3, 6), (3, 13)),
    (["friday 13 march?", "no, this friday"], "friday", (3, 6), (3, 6)),
    (["friday 12 march"], "friday", (3, 6), (3, 6)),
    (["friday, 6 or 13 march"], "friday", (3, 6), (3, 6)), (["13 march"], "tomorrow", (3, 3), (3, 3)),
    ([], "friday", (3, 6), (3, 6)),
    (["friday 29 february"], "friday", (3, 6), (3, 6)),
    (["Friday, the 13th of March"], "friday", (3, 6), (3, 13)),
    (["a party on friday 13 march, can I bring it this friday?"], "friday", (3, 6), (3, 6)),
    (["I need it by friday 13 march. Is fri free?"], "friday", (3, 6), (3, 6)),
    (["my order arrives 13 march. Friday please"], "friday", (3, 6), (3, 6)),
    (["13 march or friday"], "friday", (3, 6), (3, 6)), (["friday or 13 march"], "friday", (3, 6), (3, 6)),
    (["before 13 march, on a friday"], "friday", (3, 6), (3, 6)), (["friday until 13 march"], "friday", (3, 6), (3, 6)),
    (["may 1 person come along on friday?"], "friday", (3, 6), (3, 6)),
    (["friday 13 march?", "no, fri 6 march"], "friday", (3, 6), (3, 6)),
    (["friday 13 march?", "no, the 6th"], "friday", (3, 6), (3, 6)),
    (["friday 13 march?", "too late, this week please"], "friday", (3, 6), (3, 6)),
    (["does it arrive friday 13 march?", "and the repair on fri"], "friday", (3, 6), (3, 6)),
])
def test_a_weekday_gets_the_date_that_was_named_with_it(texts, day, called, meant):
    assert date_meant(texts, day, date(2026, *called)) == date(2026, *meant)
