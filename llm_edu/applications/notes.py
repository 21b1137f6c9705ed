"""Compare a note with the conversation that it is about: what it covers, what it invents, what it reverses.

    coverage(note, reference, dialogue)     # how much of a person's note, as far as somebody said it, is there?
    invention(note, dialogue)               # how much of the note did nobody say?
    turned_round(note, turns)               # denied there, affirmed here, or the other way: {"fever": …}

All three compare words. A note that says the same in other words counts as inventing, so compare with a person's note:
it shows the best figures you can expect. A denial is found as in NegEx, by words such as *no* or *denies* before a
finding (Chapman and others 2001, "A Simple Algorithm for Identifying Negated Findings and Diseases in Discharge
Summaries"), and by the answer to a question. No such program may decide whether a note is good enough for a patient.
"""

import re
from collections.abc import Iterable

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
    """The words of a text in lower case, without the s of a plural or a verb; spelled letters are one word.

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
    """What a text is about: its numbers, and its words except function words and words of a note's form.

    Numbers are compared by value: *sixty two* and 62 are the same.

    >>> sorted(terms("The patient is 62 years old and has had headaches for three days."))
    ['3', '62', 'day', 'headache']
    """
    words = words_in(NUMBER.sub(lambda match: f" {match['unit'] or ''} ", text))
    return {f"{number.amount:g}" for number in numbers_in(text)} | {word for word in words if word not in LEFT_OUT}


def coverage(note: str, reference: str, dialogue: str) -> float | None:
    """The share of a person's note that a note covers, 0 to 1: of the reference's terms that the dialogue has.

    A note cannot know what nobody said. None if the dialogue has none of the reference's terms.

    >>> coverage("Headaches.", "A 62-year-old with headaches, smokes.", "I'm sixty two and have headaches.")
    0.5
    """
    known = terms(reference) & terms(dialogue)
    return len(known & terms(note)) / len(known) if known else None


def invention(note: str, dialogue: str) -> float | None:
    """The share of a note's terms that the dialogue does not have, 0 to 1; None for a note without terms.

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
    """The findings (of `FINDINGS`) that a note names: True if it affirms them, False if it denies them.

    A denial reaches from its word to the end of the sentence or to a *but*. Questions are skipped, and so is a finding
    that the note both affirms and denies.

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


def findings_of_dialogue(turns: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """The findings that a conversation settles. turns: (speaker, words), as in `llm_edu.assets.DialogueNote`

    An answer that begins with *no* settles the doctor's last question; one that begins with *yes* does so if the
    question names only one finding. Other answers are read like a note. A finding settled both ways is skipped.

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


def turned_round(note: str, turns: Iterable[tuple[str, str]]) -> dict[str, bool]:
    """The findings that a note reverses, each with what the note says: True if the conversation denies it.

    turns: as for `findings_of_dialogue`

    >>> turned_round("I smoke or drink.", [("Doctor", "Do you smoke or drink?"), ("Patient", "No, I don't!")])
    {'smoke': True, 'drink': True}
    """
    settled = findings_of_dialogue(turns)
    return {finding: affirmed for finding, affirmed in findings_of_note(note).items()
            if settled.get(finding, affirmed) != affirmed}


def longest_answer(turns: Iterable[tuple[str, str]]) -> str:
    """A baseline: the longest turn of anybody but the doctor."""
    return max((words for speaker, words in turns if speaker != "Doctor"), key=len, default="")


def first_sentences(turns: Iterable[tuple[str, str]], count: int) -> str:
    """A baseline: the first sentences that anybody but the doctor says.

    >>> first_sentences([("Doctor", "Hi. Pain?"), ("Patient", "No. A rash. It itches.")], 2)
    'No. A rash.'
    """
    said = " ".join(words for speaker, words in turns if speaker != "Doctor")
    return " ".join(re.split(r"(?<=[.!?])\s+", said)[:count])
