"""SmolLM2 as a tutor for this course: what its hints give away, and whether they have to do with the mistake."""

from llm_edu.lessons.applications.asking import ask_all
from llm_edu.lessons.applications.tutor_demos import hint_summary, judged_hint, planted_attempts, tutor_request

COUNT, TOKENS = 40, 56
ASKED = ("name", "statement", "solution", "attempt", "message")
ABOUT = (f"Hints for {COUNT} planted mistakes of lessons 01 to 05, of which SmolLM2 (135M, 4 bits, greedy, at most "
         f"{TOKENS} tokens; nothing is drawn or trained: no seed, no steps) has read statement, wrong answer and the "
         "check's message; against the course's own hints (a nudge, then pseudocode) and against the message itself. "
         "line: a line of the solution stands in it; run: pieces of code in a row as in the solution and not in what "
         "the learner has; right: code in it that passes; mentioned: the share of the message's words that it has; "
         "to the point: half of them, without repeating its first sentence.")


def by_course():
    """Kind of hint -> summary"""
    attempts = planted_attempts(COUNT)
    kinds = {"nudge": lambda each: each.hints[0], "pseudocode": lambda each: each.hints[1],
             "message": lambda each: each.message}
    return {kind: hint_summary([judged_hint(each, hint(each)) for each in attempts]) for kind, hint in kinds.items()}


def by_model(ask=ask_all):
    """Summary, and for each of `planted_attempts`, in order, the hint, what is judged of it, and what was asked: the
    lessons' messages may change after the run, what SmolLM2 has read may not"""
    attempts = planted_attempts(COUNT)
    hints = ask([tutor_request(each) for each in attempts], TOKENS)
    rows = [judged_hint(each, hint) for each, hint in zip(attempts, hints, strict=True)]
    asked = [{name: getattr(each, name) for name in ASKED} for each in attempts]
    return {"summary": hint_summary(rows), "asked": asked, "hints": hints, "rows": rows}


RUNS = {"course": by_course, "SmolLM2": by_model}
