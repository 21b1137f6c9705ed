"""Questions with a known answer, made by rules from Wikipedia's leads: "In which year was the BBC established?"

A question comes from one sentence of a lead, and the year in that sentence is the answer. The rules:

``kind``      the first sentence says "is a 1972 American … film": In which year did the film … come out?
``first``     the first sentence says "is a novel …, published in 1847": In which year was … published?
``passive``   "It was founded in 1922", "It was planned by … and was opened in 1931"
``active``    "He won the Nobel Prize in Physics in 1921": In which year did Albert Einstein win …?
``dated``     "In 1921, he won the Nobel Prize in Physics": the same
``opening``   "Founded in 1636, it is the oldest …": In which year was … founded?
``death``     "from 1715 until his death in 1774": In which year did Louis XV die?

The lead must hold at least two different years, so that copying just any year does not help. A lead gives at most one
question. The subject of the sentence is the title, its last word, a pronoun, or "the city" where the first sentence
says that the title is a city.
"""

import random
import re
from dataclasses import dataclass
from functools import cache

from llm_edu.assets import load_wikipedia_leads
from llm_edu.retrieval import sentence_spans

YEAR = re.compile(r"\b(1[0-9]{3}|20[0-2][0-9])\b")
SEED, TRIED = 0, 40    # of the order of questions; the first 40 are for trying prompts, the others are held out
PASSIVE = ("abolished adopted annexed appointed arrested assassinated awarded beatified beheaded built canonized "
           "captured commissioned completed composed conquered constructed created crowned defeated demolished "
           "deposed designated destroyed discovered dissolved elected established executed exiled exhibited formed "
           "founded imprisoned inaugurated incorporated inducted introduced invented knighted launched listed "
           "murdered named opened overthrown painted patented performed premiered published ratified rebuilt "
           "recognized recorded reelected released renamed restored sentenced signed unveiled written").split()
ACTIVE = {past: base for base, past in (pair.split(":") for pair in (
    "achieve:achieved acquire:acquired adopt:adopted announce:announced appear:appeared arrive:arrived become:became "
    "begin:began build:built buy:bought complete:completed conquer:conquered convert:converted create:created "
    "debut:debuted declare:declared defeat:defeated design:designed develop:developed die:died direct:directed "
    "discover:discovered earn:earned emigrate:emigrated end:ended enter:entered establish:established fall:fell "
    "finish:finished form:formed found:founded gain:gained graduate:graduated host:hosted introduce:introduced "
    "invade:invaded invent:invented join:joined launch:launched lead:led leave:left lose:lost make:made marry:married "
    "merge:merged move:moved open:opened patent:patented premiere:premiered produce:produced propose:proposed "
    "publish:published receive:received record:recorded release:released resign:resigned retire:retired "
    "return:returned sell:sold settle:settled share:shared sign:signed start:started succeed:succeeded take:took "
    "visit:visited win:won write:wrote").split())}
WORKS = ("film|novel|album|song|painting|play|opera|ballet|symphony|book|video game|poem|novella|short story|treatise|"
         "television series|single")
FIRST = "published released founded established built completed opened formed discovered invented painted composed"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DATE = rf"(?:[Ii]n (?:{MONTH} )?|[Oo]n \d\d? {MONTH} |[Oo]n {MONTH} \d\d?, )(\d{{4}})\b(?! ?[–-] ?\d)"
REST = r"((?: [^\s,;:()]+){0,12}?)"    # what else the question says, without a comma or a bracket
VERB = rf"(?:(was|were) )?(?:\w+ly |first )?({'|'.join(sorted({*PASSIVE, *ACTIVE}, key=len, reverse=True))})\b"
KIND = re.compile(rf"\b(?:is|was) an? (\d{{4}})(?: [^\s,;:()]+){{0,7}}? ({WORKS})\b")
IN_FIRST = re.compile(rf"\b(?:is|was) an? [^;]*?\b({'|'.join(FIRST.split())}){REST} {DATE}")
CLAUSE = re.compile(rf"^(.{{1,50}}?)(?: [^;]*?,? and)? {VERB}{REST} {DATE}")
DATED = re.compile(rf"^{DATE}, (.{{1,50}}?) {VERB}{REST}(?:[.,;]| and )")
OPENING = re.compile(rf"^(?:\w+ly )?({'|'.join(verb.title() for verb in FIRST.split())}){REST} {DATE},? [^;]*?"
                     r"\b(it|the \w+|[A-Z]\w+) (?:is|was|has|evolved|won|became|had|remains|serves|grew)\b")
DEATH = re.compile(rf"\b(?:until|till|to|before) (his|her) (?:death|assassination|execution|suicide) {DATE}")
HE, SHE = (re.compile(pattern, re.IGNORECASE) for pattern in (r"\b(?:he|his|him)\b", r"\b(?:she|her)\b"))
UNCLEAR = re.compile(r"\b(?:him|them|it|they|he|she|this|that|these|which|who|when|where|again|former|latter|same|"
                     r"until|also)\b", re.IGNORECASE)    # needs a sentence before it


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer, and the lead that it is from.

    number: of the lead in `load_wikipedia_leads("en")`   subject: the title without brackets
    year: the answer   sentence: which says so   rule: by which the question was made
    """

    text: str
    year: str
    number: int
    subject: str
    sentence: str
    rule: str


@cache
def questions() -> tuple[Question, ...]:
    """All questions, in an order drawn with seed 0. The first 40 are for trying prompts."""
    found = [question for number, lead in enumerate(load_wikipedia_leads("en"))
             if (question := question_about(number, lead.title, lead.extract)) is not None]
    return tuple(random.Random(SEED).sample(found, len(found)))


def held_out(count: int | None = None) -> tuple[Question, ...]:
    """Questions with which no prompt was tried: the first so many, by default all."""
    return questions()[TRIED:][:count]


def question_about(number: int, title: str, extract: str) -> Question | None:
    """The question that the first fitting sentence gives; None if there is none.

    >>> question_about(0, "BBC", "The BBC is old, older than 1950. It was established in 1922.").text
    'In which year was the BBC established?'
    """
    if len(set(YEAR.findall(extract))) < 2:
        return None
    subject = re.sub(r" \(.*\)$", "", title)
    spans = sentence_spans(extract)
    name = "the " + subject if extract.startswith(f"The {subject}") else subject
    for place, (start, end) in enumerate(spans):
        sentence = extract[start:end]
        if not YEAR.search(sentence):
            continue
        made = from_first(name, sentence) if place == 0 else None
        made = made or from_clause(name, sentence, extract[slice(*spans[0])], extract)
        if made is not None and not YEAR.search(made[0]):
            text, year, rule = made
            return Question(text, year, number, subject, sentence, rule)
    return None


def from_first(name: str, sentence: str) -> tuple[str, str, str] | None:
    """By the rules ``kind`` and ``first``: (question, year, rule)"""
    if match := KIND.search(sentence):
        return f"In which year did the {match[2]} {name} come out?", match[1], "kind"
    match = IN_FIRST.search(sentence)
    if match is None or UNCLEAR.search(match[2]):
        return None
    return f"In which year was {name} {match[1]}{match[2]}?", match[3], "first"


def from_clause(name: str, sentence: str, first: str, extract: str) -> tuple[str, str, str] | None:
    """By one of the other rules: (question, year, rule)"""
    if (match := DEATH.search(sentence)) and is_meant({"his": "he", "her": "she"}[match[1]], name, first, extract):
        return f"In which year did {name} die?", match[2], "death"
    if (match := OPENING.match(sentence)) and is_meant(match[4], name, first, extract):
        return f"In which year was {name} {match[1].lower()}{match[2]}?", match[3], "opening"
    if match := CLAUSE.match(sentence):
        named, helper, verb, rest, year, rule = *match.groups(), ""
    elif match := DATED.match(sentence):
        year, named, helper, verb, rest, rule = *match.groups(), "dated"
    else:
        return None
    if UNCLEAR.search(rest) or not is_meant(named, name, first, extract):
        return None
    if helper and verb in PASSIVE:
        return f"In which year {helper} {name} {verb}{rest}?", year, rule or "passive"
    if not helper and verb in ACTIVE:
        return f"In which year did {name} {ACTIVE[verb]}{rest}?", year, rule or "active"
    return None


def is_meant(named: str, name: str, first: str, extract: str) -> bool:
    """Whether the subject of a sentence, such as "It" or "The city", is the lead's. first: the lead's first sentence

    "He" is, if the lead says he more often than she.
    """
    named, bare = named.removesuffix(",").lower(), name.removeprefix("the ").lower()
    if named in ("he", "she"):
        he, she = (len(pattern.findall(extract)) for pattern in (HE, SHE))
        return he > she if named == "he" else she > he
    if named.startswith("the ") and re.search(rf"\b(?:is|was) an? [^,;]*\b{re.escape(named[4:])}\b", first.lower()):
        return True
    return named == "it" or named.removeprefix("the ") in (bare, bare.split()[-1])
