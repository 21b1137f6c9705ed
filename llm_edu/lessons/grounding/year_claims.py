"""Answers made into claims, "The BBC was established in 1922.", and the same with one thing changed."""

import random
import re
from typing import NamedTuple

from llm_edu.lessons.grounding.measurements.rag import lead, poisoned
from llm_edu.lessons.grounding.questions import ACTIVE, YEAR, Question, questions

PAST = {base: past for past, base in ACTIVE.items()} | {"come": "came"}
ASKED = re.compile(r"In which year (did|was|were) (.*)\?")
# Verbs that can be said in other words. A claim with another verb gets no paraphrase.
OTHER_WORDS = {"died": "passed away", "won": "was awarded", "was founded": "was set up", "came out": "was released",
               "was established": "was set up", "was formed": "was set up", "was published": "appeared in print",
               "was appointed": "was made", "became": "turned into", "was released": "came out", "began": "started",
               "was created": "was made", "was invented": "was thought up", "was completed": "was finished",
               "joined": "entered", "married": "wed", "received": "was given", "was discovered": "was first seen",
               "was elected": "was voted in", "wrote": "penned", "was named": "was called"}
TRUE, PARAPHRASE = "true", "true, in other words"
OTHER_YEAR, NEW_YEAR = "another year of the lead", "a year not in the lead"
OTHER_NAME, NEGATED = "another name", "negated"
CHANGES = OTHER_YEAR, NEW_YEAR, OTHER_NAME, NEGATED    # false ones


class Said(NamedTuple):
    """A question's words in the order of a claim: "the BBC", "was established", "was not established", "" """

    name: str
    verb: str
    denied: str
    rest: str

    def claim(self, year: str, verb: str | None = None, name: str | None = None) -> str:
        """The claim with a year; verb, name: in the place of its own"""
        text = " ".join(part for part in (name or self.name, verb or self.verb, self.rest, f"in {year}.") if part)
        return text[0].upper() + text[1:]


def said(question: Question) -> Said:
    """What a question would say with its answer."""
    match = ASKED.fullmatch(question.text)
    helper, text = match.groups()
    end = text.index(question.subject) + len(question.subject)
    verb, _, rest = text[end:].strip().partition(" ")
    if helper == "did" and text[end:].strip() == "come out":
        return Said(text[:end], "came out", "did not come out", "")
    if helper == "did":
        return Said(text[:end], PAST[verb], f"did not {verb}", rest)
    return Said(text[:end], f"{helper} {verb}", f"{helper} not {verb}", rest)


def year_claim(question: Question, year: str) -> str:
    """The claim that a year is the answer.

    >>> from llm_edu.lessons.grounding.questions import question_about
    >>> bbc = question_about(0, "BBC", "The BBC is older than 1950. It was established in 1922.")
    >>> year_claim(bbc, "1922")
    'The BBC was established in 1922.'
    """
    return said(question).claim(year)


def claims_of(question: Question) -> dict[str, str]:
    """{TRUE: the claim, PARAPHRASE: in other words (where there are some), and those of `CHANGES`, which are false}

    What is new is drawn: the same for each call.
    """
    parts, text = said(question), lead(question.number)
    years = sorted(set(YEAR.findall(text)) - {question.year})
    found = {TRUE: parts.claim(question.year)}
    if parts.verb in OTHER_WORDS:
        found[PARAPHRASE] = parts.claim(question.year, verb=OTHER_WORDS[parts.verb])
    found[OTHER_YEAR] = parts.claim(random.Random(question.number).choice(years))
    found[NEW_YEAR] = parts.claim(poisoned(question.number, question.year)[1])
    found[OTHER_NAME] = parts.claim(question.year, name=said(another(question)).name)
    found[NEGATED] = parts.claim(question.year, verb=parts.denied)
    return found


def another(question: Question) -> Question:
    """The next question that the same rule made, whose subject the lead does not name."""
    asked = questions()
    place, text = asked.index(question), lead(question.number)
    return next(other for other in (*asked[place + 1:], *asked)
                if other.rule == question.rule and other.subject not in text)
