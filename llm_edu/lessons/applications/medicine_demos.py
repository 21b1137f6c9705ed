"""Notes of conversations between doctors and patients: by SmolLM2, and by rules that nobody has to be afraid of."""

from statistics import fmean

from llm_edu.applications.notes import coverage, first_sentences, invention, longest_answer, turned_round
from llm_edu.assets import load_dialogue_notes

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
    """coverage, invention, words, what is turned round; the first two may be None"""
    return (coverage(note, each.note, each.dialogue), invention(note, each.dialogue), len(note.split()),
            turned_round(note, each.turns))


def summary(dialogues, notes):
    """Of notes of the same kind, one a conversation: {"coverage", "invention", "words", "turned round": notes with any,
    "notes"}"""
    found = [judged(each, note) for each, note in zip(dialogues, notes, strict=True)]
    covered, invented, words, turned = zip(*found, strict=True)
    return {"coverage": mean_of(covered), "invention": mean_of(invented), "words": round(fmean(words), 1),
            "turned round": sum(map(bool, turned)), "notes": len(found)}


def mean_of(values):
    """The mean of what is no None, to three digits."""
    return round(fmean(value for value in values if value is not None), 3)


def print_notes(rows, count=4):
    """Kept notes with their conversations: first those that turn something round, then those that invent most."""
    known = list(zip(short_dialogues(len(rows)), rows, strict=True))
    known.sort(key=lambda pair: (not pair[1]["turned round"], -(pair[1]["invention"] or 0)))
    for each, row in known[:count]:
        print(f"{each.dialogue}\n  -> {row['note']}")
        for finding, affirmed in row["turned round"].items():
            print(f"     TURNED ROUND: {finding} is {'affirmed' if affirmed else 'denied'}")
        print()
