"""The openings ("leads") of Wikipedia's vital articles, in three languages. Text: CC BY-SA 4.0."""

import json
from dataclasses import dataclass

from llm_edu.assets.fetching import path

LANGUAGES = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class Lead:
    """The first paragraph of an article. ``description`` is short ("1968 film by …") and, for 3 % of them, empty.

    ``topic`` is in the article's language: "Physical sciences", "Géographie"; 1,000 English ones are "Uncategorized".
    """

    title: str
    extract: str
    description: str
    topic: str


def load_wikipedia_leads(language: str = "en", *, fetch: bool = False) -> list[Lead]:
    """All leads of a language ("en", "fr" or "es") in the file's order, nothing left out.

    10,033 in English, 9,955 in French, 6,239 in Spanish (whose list lacks biology, physics and social sciences). A few
    French and Spanish articles (4 and 13) are in it twice, because the list that they come from names them twice.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, not {language!r}")
    file = path("wikipedia-leads", language, fetch=fetch)
    records = json.loads(file.read_text(encoding="utf-8"))
    return [
        Lead(record["title"], record["extract"], record["description"], record["topic"]) for record in records.values()
    ]
