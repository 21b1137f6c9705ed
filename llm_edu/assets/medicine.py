"""Medicine: abstracts of research with a question each (PubMedQA), and questions of medical exams (MedMCQA).

For learning how models learn, and for nothing else: no model of this course may give advice about health.
"""

import json
import re
from dataclasses import dataclass

from llm_edu.assets.fetching import path
from llm_edu.assets.registry import find_asset

ASSET = "medicine"
PARTS = ("expert", "automatic")
# Typographic spaces and ligatures, which come from PDF files: plain ones in their place.
_PLAIN = str.maketrans({**dict.fromkeys("\u00a0\u2002\u2003\u2005\u2009\u200a", " "), "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi"})


@dataclass(frozen=True, slots=True)
class Abstract:
    """An abstract without its conclusion, the question that it is about, and whether the conclusion was yes.

    question: in lower case   paragraphs: mostly aim, methods, results   answer: "yes", "no" or "maybe"
    """

    question: str
    paragraphs: tuple[str, ...]
    answer: str

    @property
    def text(self) -> str:
        """The abstract as one text."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class ExamQuestion:
    """A question with four options; ``answer`` is the number of the right one, 0 to 3."""

    subject: str
    question: str
    options: tuple[str, str, str, str]
    answer: int

    @property
    def text(self) -> str:
        """The question with its options, as it would be on paper."""
        return "\n".join([self.question, *(f"{letter}. {option}" for letter, option in zip("ABCD", self.options))])


def load_pubmed(part: str = "expert", *, fetch: bool = False) -> list[Abstract]:
    """500 abstracts from PubMed with a question each (Jin and others 2019, arXiv:1909.06146), in the file's order.

    part: "expert", whose answers people have given (276 yes, 169 no, 55 maybe), or "automatic", whose questions were
    made from titles and answers from their verbs (463 yes, 37 no): more of the same kind of text, to read. No two
    abstracts are the same, or nearly the same.
    A text has 200 words on average. The conclusion is left out, since it would give the answer away. The
    file's labels "Context (1): " are taken off, and typographic spaces are made plain.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    if part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, not {part!r}")
    return [
        Abstract(record["question"].translate(_PLAIN), _paragraphs(record["passage"]), record["answer"])
        for record in _records(f"pubmed-{part}", fetch)
    ]


def load_medmcqa(*, fetch: bool = False) -> list[ExamQuestion]:
    """4,183 questions of Indian medical exams in 21 subjects: the validation part of MedMCQA.

    Pal and others 2022, arXiv:2203.14371. The right option is the first in 1,348, the second in 1,085, the third in
    925, the fourth in 825. Line breaks and tabs of a printed page become spaces, ligatures letters; other damage is as
    published: some 300 questions lack an "rt" in a word ("aery" for artery, "hea" for heart), in 21 two options are
    equal, and in 5 a range has become a date ("20-Oct" for 10-20).
    """
    subjects = [member.name for member in find_asset(ASSET).members if not member.name.startswith("pubmed-")]
    return [
        _exam_question(subject.replace("_", " "), record) for subject in subjects for record in _records(subject, fetch)
    ]


def _records(member: str, fetch: bool) -> list[dict]:
    text = path(ASSET, member, fetch=fetch).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def _paragraphs(passage: str) -> tuple[str, ...]:
    """
    >>> _paragraphs("Context (1): Why.\\nContext (2): How.\\n")
    ('Why.', 'How.')
    """
    found = re.split(r"^Context \(\d+\): ", passage.translate(_PLAIN), flags=re.MULTILINE)
    return tuple(paragraph.strip() for paragraph in found[1:])


def _exam_question(subject: str, record: dict) -> ExamQuestion:
    lines = record["options"].split("\n")
    first, second, third, fourth = (_on_one_line(line[len("A. ") :]) for line in lines)
    options = (first, second, third, fourth)
    return ExamQuestion(subject, _on_one_line(record["question"]), options, lines.index(record["answer"]))


def _on_one_line(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())
