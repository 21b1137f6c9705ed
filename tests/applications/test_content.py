"""What a program can say about a text: limits, facts, form."""

import pytest

from llm_edu.applications.content import (
    Brief,
    broken_limits,
    kind_of,
    missing_facts,
    points,
    says,
    speeches,
    takes_turns,
    words_of,
)
from llm_edu.applications.numbers import Quantity


def test_words_hold_together_what_belongs_together():
    assert words_of("It’s a well-made light – see 24/7!") == ["It’s", "a", "well-made", "light", "see", "24", "7"]
    assert words_of("") == words_of("... !") == [] and words_of("Zoë's café") == ["Zoë's", "café"]


@pytest.mark.parametrize(("text", "phrase", "found"), [
    ("The LIGHT.", "light", True), ("lighter", "light", False), ("light-weight", "light", False),
    ("Ride with the Lumo, Nox!", "lumo nox", True), ("Nox Lumo", "Lumo Nox", False), ("Wow!", "!", True),
    ("", "light", False), ("24/7", "24/7", True)])
def test_a_word_stands_there_or_not(text, phrase, found):
    assert says(text, phrase) is found


def test_limits_hold_at_their_ends():
    brief = Brief(least_words=2, most_words=3, most_characters=12, required=("ride", "on"), forbidden=("best", "!"))
    assert broken_limits("Ride on", brief) == broken_limits("on, ride far", brief) == []
    assert broken_limits("Ride", brief) == ["1 words, at least 2", "lacks 'on'"]
    assert broken_limits("Ride on, best!", brief) == ["14 characters, at most 12", "says 'best'", "says '!'"]
    assert broken_limits("a b on ride", brief) == ["4 words, at most 3"]
    assert broken_limits("", Brief()) == []
    with pytest.raises(TypeError, match="with its comma"):
        Brief(required=("ride"))
    broken = broken_limits("a b on", brief) + broken_limits("four long words: best", brief)
    assert [kind_of(each) for each in broken] == ["lacks 'ride'", "too long", "too many characters", "lacks 'ride'",
                                                  "lacks 'on'", "says 'best'"]
    assert [kind_of(each) for each in broken_limits("on", Brief(least_words=2))] == ["too short"]


def test_missing_facts_are_named():
    quantities = [Quantity(1.2, "litres"), Quantity(9), Quantity(39, "€")]
    text = "The red Lumo Nox holds 1,200 ml, has nine pockets and costs €39."
    assert missing_facts(text, ["Lumo Nox", "red"], quantities) == []
    assert missing_facts("The Nox costs 39 g.", ["Lumo Nox"], quantities) == ["Lumo Nox", *quantities]


def test_points_and_speeches_are_found_by_their_form():
    assert points("My plan:\n 1. One\n2) Two \n- Three\n• Four\n* Five\nII. Six\n7 Seven\n8.Eight") == [
        "One", "Two", "Three", "Four", "Five", "Six"]
    spoken = speeches("Title\nAnna: Hi: you?\n**Ben:** No.\n**Anna**: So?\nben: low\nBen:\n")
    assert spoken == [("Anna", "Hi: you?"), ("Ben", "No."), ("Anna", "So?")]
    assert takes_turns(spoken, ("Anna", "Ben"), 3) and not takes_turns(spoken, ("Anna", "Ben"), 4)
    assert not takes_turns([("Anna", "a"), ("Anna", "b")], ("Anna", "Ben"), 2)
    assert not takes_turns([("Anna", "a"), ("Eve", "b")], ("Anna", "Ben"), 2)
