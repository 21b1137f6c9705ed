"""The conversations of lesson 13 when they are here: how many, what they look like, nothing damaged."""

import re
from collections import Counter
from statistics import mean

import pytest

from llm_edu.assets import load_dialogue_notes
from llm_edu.assets.conversations import SECTIONS
from llm_edu.errors import CourseError

DAMAGE = re.compile("Ã.|â€|&\\w+;|&#|</?\\w+>|[\u00a0\u2000-\u200f\ufb00-\ufb06\ufeff\ufffd\x00-\x09\x0b-\x1f\x7f-\x9f]")


def is_damaged(text):
    return DAMAGE.search(text) or text != text.strip() or not text


def test_absent_says_how_to_fetch_it(cache):
    with pytest.raises(CourseError, match="llm-edu fetch dialogue-notes"):
        load_dialogue_notes()


@pytest.mark.asset("dialogue-notes")
def test_dialogue_notes():
    notes = load_dialogue_notes()
    assert len(notes) == 100 == len({each.dialogue for each in notes})
    assert {each.section for each in notes} == set(SECTIONS.values())
    speakers = Counter(speaker for each in notes for speaker, _ in each.turns)
    assert speakers == {"Doctor": 414, "Patient": 357, "Guest_family": 33, "Guest_clinician": 10}
    texts = [text for each in notes for text in (each.note, *(words for _, words in each.turns))]
    assert [text for text in texts if is_damaged(text)] == []
    assert notes[1].turns[-2] == ("Doctor", "Have you applied anything to the rash?")
    assert notes[1].dialogue.splitlines()[1] == "Patient: A rash on my upper arms and torso."
    assert 80 < mean(sum(len(words.split()) for _, words in each.turns) for each in notes) < 84
    assert 35 < mean(len(each.note.split()) for each in notes) < 37
