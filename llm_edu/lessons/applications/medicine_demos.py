"""Notes of conversations between doctors and patients: by SmolLM2, and by rules that nobody has to be afraid of."""

from statistics import fmean

from llm_edu.applications.notes import coverage, first_sentences, invention, longest_answer, terms, turned_round
from llm_edu.assets import load_dialogue_notes
from llm_edu.wrapping import wrapped

EXAMPLE = """Doctor: How old are you?
Patient: I'm sixty two.
Doctor: Do you have a fever?
Patient: No. But I cough a lot, for three days now."""
EXAMPLE_NOTE = "The patient is 62 years old and has coughed for three days. No fever."
WORDS = (25, 110)    # of a conversation that is short
NOTED = 8    # words of a person's note at least: "None." leaves nothing to find


def short_dialogues(count=32):
    """The first short conversations of MTS-Dialog whose notes say something: a list of `DialogueNote`."""
    low, high = WORDS
    return [each for each in load_dialogue_notes()
            if low <= sum(len(words.split()) for _, words in each.turns) <= high
            and len(each.note.split()) >= NOTED][:count]


def note_request(dialogue, example=True):
    """What SmolLM2 is asked: with one example, or without."""
    shown = f"Conversation:\n{EXAMPLE}\nNote: {EXAMPLE_NOTE}\n\n" if example else ""
    return f"Write a doctor's note of the conversation.\n\n{shown}Conversation:\n{dialogue}\nNote:"


RULES = {    # name: a note out of a conversation, without a model
    "all that is said": lambda each: each.dialogue,
    "longest answer": lambda each: longest_answer(each.turns),
    "first two sentences": lambda each: first_sentences(each.turns, 2),
    "a person": lambda each: each.note,
}


def judged(each, note):
    """A note held against its conversation: a dict of plain values; "another's": the terms of the example's note (62,
    cough, …) that it has and nobody said"""
    share, added = coverage(note, each.note, each.dialogue), invention(note, each.dialogue)
    share, added = (None if value is None else round(value, 3) for value in (share, added))
    return {"coverage": share, "invention": added,
            "words": len(note.split()), "turned round": turned_round(note, each.turns),
            "another's": sorted(terms(EXAMPLE_NOTE) & terms(note) - terms(each.dialogue))}


def summary(dialogues, notes):
    """Of notes of the same kind, one a conversation: {"coverage", "invention", "words": means; "turned round": notes
    with any, "another's": notes with two terms of the example's or more, "notes"}"""
    rows = [judged(each, note) for each, note in zip(dialogues, notes, strict=True)]
    means = {name: round(fmean(row[name] for row in rows if row[name] is not None), 3)
             for name in ("coverage", "invention", "words")}
    return means | {"turned round": sum(bool(row["turned round"]) for row in rows),
                    "another's": sum(len(row["another's"]) >= 2 for row in rows), "notes": len(rows)}


def print_notes(rows, count=4):
    """Kept notes with their conversations: first those that turn something round, then those that invent most."""
    known = list(zip(short_dialogues(len(rows)), rows, strict=True))
    known.sort(key=lambda pair: (not pair[1]["turned round"], -(pair[1]["invention"] or 0)))
    for each, row in known[:count]:
        print(wrapped(f"{each.dialogue}\n  -> {row['note']}"))
        for finding, affirmed in row["turned round"].items():
            print(f"     TURNED ROUND: {finding} is {'affirmed' if affirmed else 'denied'}")
        print()
