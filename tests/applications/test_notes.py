"""Notes held against conversations: terms, shares, and what is turned round."""

import pytest

from llm_edu.applications.notes import (
    coverage,
    findings_of_dialogue,
    findings_of_note,
    first_sentences,
    invention,
    longest_answer,
    terms,
    turned_round,
    words_in,
)
from llm_edu.assets import load_dialogue_notes


def asked(question, answer):
    return [("Doctor", question), ("Patient", answer)]


def test_terms():
    assert terms("") == set() and terms("The patient is and was not.") == set()
    assert terms("Sixty M G of Norflex, 4 mg Zofran") == terms("Norflex 60 MG; Zofran 4 mg") == {
        "60", "4", "mg", "norflex", "zofran"}
    assert terms("thirty two weeks") == terms("32 weeks") == {"32", "week"}
    assert words_in("His biopsies, a virus and stress; it’s his") == ["his", "biopsy", "a", "virus", "and", "stress",
                                                                       "it", "his"]


def test_shares():
    dialogue = "Doctor: Pain?\nPatient: Yes, in my left hip, for 3 days."
    assert coverage("Left hip pain, 3 days.", "Pain of the left hip for three days.", dialogue) == 1.0
    assert coverage("Nothing.", "Left hip.", dialogue) == 0.0 and coverage("Left.", "Left hip.", dialogue) == 0.5
    assert coverage("x", "Unrelated words.", dialogue) is None and coverage("x", "", dialogue) is None
    assert invention("Left hip.", dialogue) == 0.0 and invention("Fracture.", dialogue) == 1.0
    assert invention("Hip pain for 5 days.", dialogue) == 0.25 and invention("", dialogue) is None


@pytest.mark.parametrize(("text", "found"), [
    ("No fever.", {"fever": False}), ("Fever, no cough", {"fever": True, "cough": False}),
    ("He doesn't smoke but drinks", {"smoke": False, "drink": True}), ("Denies any pain. Has a rash.", {"pain": False, "rash": True}),
    ("Pain. No pain.", {}), ("Pain?", {}), ("Any fever? No cough.", {"cough": False}), ("", {}),
    ("without nausea, vomiting or chills", {"nausea": False, "vomiting": False, "chill": False}),
])  # fmt: skip
def test_findings_of_a_note(text, found):
    assert findings_of_note(text) == found


@pytest.mark.parametrize(("turns", "found"), [
    (asked("Any fever or cough?", "No."), {"fever": False, "cough": False}),
    (asked("Any fever or cough?", "Yes."), {}), (asked("Any fever?", "Oh, yes."), {"fever": True}),
    (asked("You look well. Any fever?", "Um no."), {"fever": False}), (asked("Any fever? I see.", "No."), {}),
    (asked("Any fever?", "No idea."), {}), (asked("Any fever?", "Since Monday."), {}), ([], {}),
    (asked("Any fever?", "No. I had a fever."), {}), (asked("Any fever?", "I have a cough."), {"cough": True}),
    ([*asked("Any fever?", "Yes."), ("Guest_family", "No.")], {"fever": True}),    # an answer answers once
])  # fmt: skip
def test_findings_of_a_conversation(turns, found):
    assert findings_of_dialogue(turns) == found


def test_turned_round():
    turns = asked("Do you smoke?", "No.")
    assert turned_round("He smokes.", turns) == turned_round("I smoke.", turns) == {"smoke": True}
    assert turned_round("Does not smoke.", turns) == {} and turned_round("Has a cough.", turns) == {}
    assert turned_round("No fever.", asked("Fever?", "Yes.")) == {"fever": False}


def test_rules():
    turns = [("Doctor", "A very long question, is it not?"), ("Patient", "No. A rash. It itches!"), ("Guest", "Yes.")]
    assert longest_answer(turns) == "No. A rash. It itches!" and longest_answer([]) == ""
    assert first_sentences(turns, 3) == "No. A rash. It itches!" and first_sentences([], 2) == ""


@pytest.mark.asset("dialogue-notes")
def test_what_a_person_wrote_is_hardly_ever_called_turned_round():
    notes = load_dialogue_notes()
    settled = sum(len(set(findings_of_note(each.note)) & set(findings_of_dialogue(each.turns))) for each in notes)
    wrong = sum(len(turned_round(each.note, each.turns)) for each in notes)
    assert settled >= 60 and wrong <= 3    # 2 of 70, and neither is one
