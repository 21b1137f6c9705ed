"""A note of a conversation, held against it: what of it the note has, what it adds, what it turns round.

    coverage(note, reference, dialogue)     # how much of what a person noted down, and somebody said, is there?
    invention(note, dialogue)               # how much of the note has nobody said?
    turned_round(note, dialogue)            # denied there, affirmed here, or the other way: {"fever": …}

All three go by words. Who says the same in other words counts as one who invents: a person's note is the measure of
what the figures can be at best. What is denied is found as NegEx does it, by words such as *no* or *denies* before a
finding (Chapman and others 2001, "A Simple Algorithm for Identifying Negated Findings and Diseases in Discharge
Summaries"), and by the answer to a question. No such program may decide whether a note is good enough for a patient.
"""

import re

from llm_edu.applications.numbers import NUMBER, numbers_in

FUNCTION_WORDS = frozenset(
    "a about after all also although am an and any are as at be because been before being both but by can could did do "
    "does done down during each for from further had has have having he her here hers him his how i if in into is it "
    "its just me more most my no nor not now of off on once one only or other our out over own same she should so some "
    "such than that the their them then there these they this those through to too under until up very was we were "
    "what when where which while who whom why will with would you your yes okay ok oh well um yeah".split())
FORM_WORDS = frozenset(    # what makes a sentence a note: who speaks, and that it was said
    "patient doctor history note report state deny present currently man woman male female year old significant "
    "remarkable negative positive".split())
FINDINGS = frozenset(
    "ache alcohol allergy anxiety asthma bleeding chill cold complication congestion constipation cough depression "
    "diabete diarrhea discharge dizziness drink drug dysuria fatigue fever headache hypertension itching malaise "
    "migraine nausea numbness pain palpitation rash seizure smoke stroke surgery swelling tobacco tremor trouble "
    "vomiting weakness wheezing".split())
SAME = {"smoker": "smoke", "smoking": "smoke", "smoked": "smoke", "drinking": "drink", "coughed": "cough",
        "coughing": "cough", "itchy": "itching", "swollen": "swelling", "dizzy": "dizziness", "vomited": "vomiting"}
NEGATOR = re.compile(r"\b(?:no|non|not|never|none|without|deny|denie[sd]|denying|negative for|nor|neither)\b|n't\b")
CLAUSE = re.compile(r"[.;:!?]|\b(?:but|except|although|however|because)\b")    # where a denial ends
ANSWER = re.compile(r"(?:(?:oh|well|um|okay|ok),? )*(?:(?P<yes>yes|yeah|yep|correct|right)|"
                    r"(?P<no>no|nope|none|never|nothing|not really))\b(?! idea)")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case, one letter of a plural or a verb cut off; spelled letters are one word.

    >>> words_in("No headaches, allergies; she's had Parkinson's and an E K G.")
    ['no', 'headache', 'allergy', 'she', 'had', 'parkinson', 'and', 'an', 'ekg']
    """
    text = re.sub(r"\b[A-Z](?: [A-Z])+\b", lambda match: match[0].replace(" ", ""), text.replace("\u2019", "'"))
    return [_without_s(word.removesuffix("'s")) for word in re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())]


def _without_s(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


LEFT_OUT = FORM_WORDS | FUNCTION_WORDS | {_without_s(word) for word in FUNCTION_WORDS}


def terms(text: str) -> set[str]:
    """What a text is about: its words but for those that carry no content or are the form of a note, and its numbers.

    Numbers go by their value: *sixty two* and 62 are one.

    >>> sorted(terms("The patient is 62 years old and has had headaches for three days."))
    ['3', '62', 'day', 'headache']
    """
    words = words_in(NUMBER.sub(lambda match: f" {match['unit'] or ''} ", text))
    return {f"{number.amount:g}" for number in numbers_in(text)} | {word for word in words if word not in LEFT_OUT}


def coverage(note: str, reference: str, dialogue: str) -> float | None:
    """The share of the terms of a person's note that a note has, too, 0 to 1, of those that stand in the dialogue.

    What nobody said it cannot know; where all of the reference is of that kind: None.

    >>> coverage("Headaches.", "A 62-year-old with headaches, smokes.", "I'm sixty two and have headaches.")
    0.5
    """
    known = terms(reference) & terms(dialogue)
    return len(known & terms(note)) / len(known) if known else None


def invention(note: str, dialogue: str) -> float | None:
    """The share of a note's terms that do not stand in the dialogue, 0 to 1; None for a note without terms.

    >>> round(invention("He has headaches and fever.", "I have headaches."), 2)
    0.5
    """
    said = terms(note)
    return len(said - terms(dialogue)) / len(said) if said else None


def findings_in(text: str) -> list[str]:
    """The findings that a text names, in order.

    >>> findings_in("A smoker with headaches; smoking makes them worse.")
    ['smoke', 'headache', 'smoke']
    """
    return [word for word in (SAME.get(word, word) for word in words_in(text)) if word in FINDINGS]


def findings_of_note(text: str) -> dict[str, bool]:
    """The findings (of `FINDINGS`) that a note names: True where it affirms them, False where it denies them.

    A denial reaches from its word to the end of the sentence or to a *but*; a question says nothing. A finding that is
    both is left out.

    >>> findings_of_note("Denies fever, chills or cough, but has a rash. No pain.")
    {'fever': False, 'chill': False, 'cough': False, 'rash': True, 'pain': False}
    """
    said: dict[str, set[bool]] = {}
    for clause in CLAUSE.split(re.sub(r"[^.!?\n]*\?", " ", text.lower())):
        denial = NEGATOR.search(clause)
        for part, affirmed in ((clause[: denial.start()], True), (clause[denial.start() :], False)) if denial else (
                (clause, True),):
            for finding in findings_in(part):
                said.setdefault(finding, set()).add(affirmed)
    return {finding: values.pop() for finding, values in said.items() if len(values) == 1}


def findings_of_dialogue(turns) -> dict[str, bool]:
    """The findings that a conversation settles; turns: (speaker, words), as in `llm_edu.assets.DialogueNote`.

    A doctor's last question is settled by an answer that begins with no, or, if it names one finding only, with yes.
    Other answers are read like a note. A finding that is settled both ways is left out.

    >>> findings_of_dialogue([("Doctor", "Any fever or cough?"), ("Patient", "No. I have a rash.")])
    {'fever': False, 'cough': False, 'rash': True}
    """
    said: dict[str, set[bool]] = {}
    question: list[str] = []
    for speaker, words in turns:
        if speaker == "Doctor":
            asked = re.split(r"(?<=[.!?])\s", words.strip())[-1]
            question = findings_in(asked) if asked.endswith("?") else []
            continue
        answer = ANSWER.match(words.lower().strip())
        if answer and (answer["no"] or len(question) == 1):
            for finding in question:
                said.setdefault(finding, set()).add(bool(answer["yes"]))
        for finding, affirmed in findings_of_note(words).items():
            said.setdefault(finding, set()).add(affirmed)
        question = []
    return {finding: values.pop() for finding, values in said.items() if len(values) == 1}


def turned_round(note: str, turns) -> dict[str, bool]:
    """The findings that a note turns round, each with what the note says: True where the conversation denies it.

    >>> turned_round("I smoke or drink.", [("Doctor", "Do you smoke or drink?"), ("Patient", "No, I don't!")])
    {'smoke': True, 'drink': True}
    """
    settled = findings_of_dialogue(turns)
    return {finding: affirmed for finding, affirmed in findings_of_note(note).items()
            if settled.get(finding, affirmed) != affirmed}


def longest_answer(turns) -> str:
    """What anybody but the doctor says at a time, where that is longest: a baseline."""
    return max((words for speaker, words in turns if speaker != "Doctor"), key=len, default="")


def first_sentences(turns, count: int) -> str:
    """The first sentences that anybody but the doctor says: another baseline.

    >>> first_sentences([("Doctor", "Hi. Pain?"), ("Patient", "No. A rash. It itches.")], 2)
    'No. A rash.'
    """
    said = " ".join(words for speaker, words in turns if speaker != "Doctor")
    return " ".join(re.split(r"(?<=[.!?])\s+", said)[:count])
