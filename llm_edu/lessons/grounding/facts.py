"""Facts that SmolLM2 is asked for: capitals and years, each in five wordings; and how an answer is judged."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from llm_edu.grounding import simplified
from llm_edu.lessons.common.capitals import CAPITALS
from llm_edu.lessons.grounding.questions import YEAR, questions

OF_CAPITALS = ("What is the capital of {}?", "Which city is the capital of {}?", "Name the capital of {}.",
               "what is the capital of {lower}", "{} has which city as its capital?")
OF_YEARS = ("In which year {}?", "When {}?", "What year {}?", "Name the year: when {}?", "when {lower}")
YEARS = 40
BEGINNING = re.compile(r"In which year (was [^?]{1,30} (?:founded|established|published|opened|discovered|invented|"
                       r"formed|created|completed|built)|did the (?:film|novel|novella) [^?]{1,30} come out)\?")
FRAMES = set("the a an it it's its in on at is was there this that these they he she his her as i i'm yes no you "
             "according unfortunately to here one some if by and".split())    # may begin a sentence, and are no names
NAME = r"[^\W\d_a-zß-ÿ][\w’'-]*(?: [^\W\d_a-zß-ÿ][\w’'-]*)*"
CAPITAL = tuple(re.compile(form) for form in (
    rf"capital(?: city)?(?: of [\w -]+?)? is (?:known as |called |the city of )*({NAME})",
    rf"has the (?:capital )?city of ({NAME})", rf"^({NAME})(?:,[^.]*)?,? (?:is )?the capital",
    rf"capital of [\w -]+, ({NAME}),"))
FEW_WORDS = 4    # a reply without the word capital may be no longer
WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")


@dataclass(frozen=True)
class Fact:
    """A fact: the same question in five wordings, and its answer. kind: "capital" or "year" """

    kind: str
    wordings: tuple[str, ...]
    answer: str


@cache
def facts() -> tuple[Fact, ...]:
    """60 capitals, and 40 years that Wikipedia's leads tell, each asked for in five wordings.

    >>> facts()[2].wordings[3], facts()[2].answer
    ('what is the capital of italy', 'Rome')
    """
    asked = [(each, match[1]) for each in questions() if (match := BEGINNING.fullmatch(each.text))][:YEARS]
    return (*(Fact("capital", worded(OF_CAPITALS, country), capital) for country, capital in CAPITALS.items()),
            *(Fact("year", worded(OF_YEARS, rest), each.year) for each, rest in asked))


def worded(forms: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The forms with a name put in.

    >>> worded(("Name the capital of {}.", "capital of {lower}"), "Peru")
    ('Name the capital of Peru.', 'capital of peru')
    """
    return tuple(form.format(name, lower=name.lower()) for form in forms)


def answer_in(kind: str, question: str, reply: str) -> tuple[int, int]:
    """Where in a reply its answer is; (0, 0) where a reply gives no capital, or no year, of which it was asked.

    kind: "capital": the name in "The capital of Peru is Lima", "Lima, the capital …", "Peru has the city of Lima …", or
    in a reply of few words; "year": the first year; "natural": the first name or number that is not in the question, or
    else the whole reply. A name is a run of words that begin with a capital letter (for "natural" also with a digit).

    >>> for kind, reply in (("capital", "Its capital is Riga."), ("year", "In May 1922."), ("natural", "It is Ada.")):
    ...     reply[slice(*answer_in(kind, "Who?", reply))]
    'Riga'
    '1922'
    'Ada'
    """
    if kind == "natural":
        return name_in(question, reply) or (0, len(reply))
    if kind == "year":
        match = YEAR.search(reply)
        return match.span() if match else (0, 0)
    matches = [match for form in CAPITAL if (match := form.search(reply))]
    if matches:
        return matches[0].span(1)
    return (len(reply.split()) <= FEW_WORDS and name_in(question, reply)) or (0, 0)


def name_in(question: str, reply: str) -> tuple[int, int] | None:
    """Where the first name or number is that is not in the question; None if there is none."""
    known = {plain(word) for word in WORD.findall(question)} | FRAMES
    start = end = None
    for match in WORD.finditer(reply):
        answers = (match[0][0].isupper() or match[0][0].isdigit()) and plain(match[0]) not in known
        if start is None:
            start, end = match.span() if answers else (None, None)
        elif answers and reply[end:match.start()] == " ":
            end = match.end()
        else:
            break
    return None if start is None or end is None else (start, end)


def plain(word: str) -> str:
    """A word in lower case, without the 's of a possessive."""
    return re.sub(r"['’]s$", "", word.lower())


def holds(reply: str, accepted: tuple[str, ...] | list[str]) -> bool:
    """Whether an accepted answer is in a reply, as whole words; letter case, articles, accents, punctuation aside.

    >>> holds("It is in São Paulo.", ["Sao Paulo"]), holds("Romeo", ["Rome"])
    (True, False)
    """
    return any(f" {bare(answer)} " in f" {bare(reply)} " for answer in accepted)


def bare(text: str) -> str:
    """`simplified`, and without accents."""
    return simplified("".join(letter for letter in unicodedata.normalize("NFKD", text)
                              if not unicodedata.combining(letter)))
