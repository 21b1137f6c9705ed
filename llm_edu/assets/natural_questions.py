"""Questions that people typed into a search engine, with the answers that are accepted (Natural Questions)."""

import json
from dataclasses import dataclass

from llm_edu.assets.fetching import path


@dataclass(frozen=True, slots=True)
class NaturalQuestion:
    """A question as it was typed, mostly in lower case and without a question mark, and its accepted answers."""

    text: str
    answers: tuple[str, ...]


def load_natural_questions(*, fetch: bool = False) -> list[NaturalQuestion]:
    """1,769 questions that people asked a search engine, each with 1 to 17 accepted short answers, in the file's order.

    They are the test set of the EfficientQA competition (Min and others 2021, arXiv:2101.00133): the part of NQ-open
    (Lee, Chang and Toutanova 2019, arXiv:1906.00300) that was drawn from Natural Questions (Kwiatkowski and others
    2019, doi:10.1162/tacl_a_00276). Accepted is what annotators found in Wikipedia, and what judges found definitely
    correct among the competitors' answers. Escaped and doubly encoded characters are repaired, other spaces made plain.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    lines = path("natural-questions", fetch=fetch).read_text(encoding="utf-8").split("\n")
    records = [json.loads(line) for line in lines if line]
    return [NaturalQuestion(each["question"], tuple(dict.fromkeys(
        repaired(answer) for answer in [*each["answer"], *each["def_correct_predictions"]]))) for each in records]


def repaired(text: str) -> str:
    r"""Characters that were escaped twice, or UTF-8 that was read as Latin-1, as they were meant; plain spaces.

    >>> repaired("miguel d\\u00edaz-canel"), repaired("JÃ¶ns Berzelius"), repaired("June\xa016, 2017")
    ('miguel díaz-canel', 'Jöns Berzelius', 'June 16, 2017')
    """
    if "\\" in text:
        text = json.loads('"' + text.replace('\\"', '"').replace('"', '\\"') + '"')
    if "Ã" in text:
        text = text.encode("latin-1").decode("utf-8")
    return " ".join(text.split())
