"""SmolLM2 writes doctors' notes: how much of what matters they have, what they invent, what they turn round."""

from functools import partial

from llm_edu.lessons.applications.asking import ask_all
from llm_edu.lessons.applications.medicine_demos import RULES, judged, note_request, short_dialogues, summary

COUNT, TOKENS = 36, 56
ABOUT = (f"Notes of {COUNT} short conversations of MTS-Dialog (25 to 110 words): by SmolLM2 (135M, 4 bits, greedy, at "
         f"most {TOKENS} tokens; nothing is drawn or trained: no seed, no steps), asked with one example and without, "
         "and by rules. Coverage: the share of the terms of a person's note, of those said, that a note has. "
         "Invention: the share of its terms that nobody said. Turned round: notes that affirm a finding that was "
         "denied, or the other way. Another's: notes with two terms or more of the example's note that "
         "nobody said here.")


def by_rules():
    """Rule -> summary"""
    dialogues = short_dialogues(COUNT)
    return {name: summary(dialogues, list(map(rule, dialogues))) for name, rule in RULES.items()}


def by_model(example, ask=ask_all):
    """Summary, and for each of `short_dialogues`, in order: the note, and what is judged of it"""
    dialogues = short_dialogues(COUNT)
    notes = ask([note_request(each.dialogue, example) for each in dialogues], TOKENS)
    rows = [{"note": note} | judged(each, note) for each, note in zip(dialogues, notes, strict=True)]
    return {"summary": summary(dialogues, notes), "rows": rows}


RUNS = {"rules": by_rules, "one example": partial(by_model, True), "no example": partial(by_model, False)}
