"""Word problems of primary school, each with its answer (ASDiv)."""

import json
import re
from dataclasses import dataclass

from llm_edu.assets.fetching import path

_ONE_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(?:\s+(\D*))?")


@dataclass(frozen=True, slots=True)
class WordProblem:
    """A problem and its answer: ``WordProblem("… two green apples …", "How many …?", 9, "apples")``

    story, question: read one after the other   unit: what is counted, "" where nothing is
    """

    story: str
    question: str
    answer: int | float
    unit: str

    @property
    def text(self) -> str:
        """The problem as it would be on paper."""
        return f"{self.story} {self.question}"


def load_asdiv(*, fetch: bool = False) -> list[WordProblem]:
    """2,084 word problems with one number as answer, in the file's order, which begins with easy ones.

    Miao and others 2020, "A Diverse Corpus for Evaluating and Developing English Math Word Problem Solvers",
    arXiv:2106.15772. It leaves out those of the file's 2,305 whose answer is a name, two numbers, a fraction, a
    ratio or a time. Several spaces in a row are made one. The licence allows learning and research, no commercial use.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    lines = path("asdiv", fetch=fetch).read_text(encoding="utf-8").split("\n")
    found = [_problem(json.loads(line)) for line in lines if line]
    return [problem for problem in found if problem is not None]


def _problem(record: dict) -> WordProblem | None:
    """
    >>> _problem({"passage": "Tom has 2 hats. ", "question": "How  many?", "answer": "2 hats"})
    WordProblem(story='Tom has 2 hats.', question='How many?', answer=2, unit='hats')
    >>> _problem({"passage": "Tom or Ada.", "question": "Who?", "answer": "Tom"}) is None
    True
    """
    answer = _ONE_NUMBER.fullmatch(record["answer"].strip())
    if answer is None:
        return None
    number = float(answer[1].replace(",", ""))
    story, question = (" ".join(record[name].split()) for name in ("passage", "question"))
    return WordProblem(story, question, int(number) if number.is_integer() else number, (answer[2] or "").strip())
