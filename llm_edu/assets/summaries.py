"""Long and short: an article's opening with its description; a sentence with a right and a wrong summary."""

import json
import re
from dataclasses import dataclass

from llm_edu.assets.fetching import path
from llm_edu.assets.wikipedia import load_wikipedia_leads


@dataclass(frozen=True, slots=True)
class Summary:
    """An article's opening, and what it is about in a few words: "Soap is a salt …", "Substance used for cleaning"."""

    title: str
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class SummaryPair:
    """A sentence of news, a shorter one that follows from it, and one that does not; all in lower case."""

    text: str
    right: str
    wrong: str


def load_summaries(language: str = "en", *, fetch: bool = False) -> list[Summary]:
    """The openings of ``load_wikipedia_leads`` that have a description: 9,862 English, 9,647 French, 5,865 Spanish.

    An English opening has 77 words on average, a description 6; 9,290 descriptions are distinct ("Family of birds"
    comes 34 times). People have written them for readers who look for an article; not all that they say is in the
    opening. Several spaces in a row, where a formula or a pronunciation was left out, are made one.
    """
    leads = load_wikipedia_leads(language, fetch=fetch)
    return [
        Summary(lead.title, re.sub(" {2,}", " ", lead.extract), lead.description.strip())
        for lead in leads
        if lead.description.strip()
    ]


def load_summary_pairs(*, fetch: bool = False) -> list[SummaryPair]:
    """368 sentences with a right and a wrong summary, which programs wrote and people judged (Falke and others 2019,
    "Ranking Generated Summaries by Correctness", ACL 2019); 209 sentences are distinct.

    It leaves out three of the file's 371, whose right and wrong summaries are the same.
    Raises CourseError when they are not fetched (``fetch=True`` fetches them).
    """
    lines = path("summary-pairs", fetch=fetch).read_text(encoding="utf-8").split("\n")
    records = [json.loads(line) for line in lines if line]
    pairs = [SummaryPair(each["article_sent"], each["correct_sent"], each["incorrect_sent"]) for each in records]
    return [pair for pair in pairs if pair.right != pair.wrong]
