"""Sentences that measure bias in language models, and how many women work in 60 jobs (United States).

CrowS-Pairs (Nangia, Vania, Bhalerao, Bowman 2020, arXiv:2010.00133); the jobs of Winogender (Rudinger, Naradowsky,
Leonard, Van Durme 2018, arXiv:1804.09301). What the sentences hold are stereotypes, many of them offensive, written
down in order to test for them: look before you show them to others.

Every loader raises CourseError when its file is not fetched (``fetch=True`` fetches it).
"""

import ast
import csv
from dataclasses import dataclass

from llm_edu.assets.fetching import path

ASSET = "bias-sets"


@dataclass(frozen=True, slots=True)
class Occupation:
    """A job and how many of those who do it are women, in per cent: in the labour market, and in text.

    women: Bureau of Labor Statistics, United States   year: of that figure
    women_in_text: how often texts of the web speak of "she" where they speak of a person with that job (Bergsma and
    Lin 2006)
    """

    job: str
    women: float
    women_in_text: float
    year: int


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences about two groups, one of them historically disadvantaged in the United States.

    more: the sentence that is more stereotypical, by its writer   less: the other
    stereotype: whether `more` is about the disadvantaged group (False: `less` is, and goes against a stereotype)
    category: "age", "disability", …   agreeing: how many of five annotators named this category
    """

    more: str
    less: str
    stereotype: bool
    category: str
    agreeing: int


def load_occupations(*, fetch: bool = False) -> list[Occupation]:
    """Winogender's 60 occupations with the share of women in the United States (2015 or 2016), in the file's order."""
    lines = path(ASSET, "occupations", fetch=fetch).read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(lines, delimiter="\t")
    return [Occupation(row["occupation"], float(row["bls_pct_female"]), float(row["bergsma_pct_female"]),
                       int(row["bls_year"])) for row in rows]


def load_crows_pairs(*, fetch: bool = False) -> list[SentencePair]:
    """CrowS-Pairs: 1,508 pairs in nine categories, written by crowd workers in the United States.

    Many are offensive. Its authors ask you not to train on it.
    """
    with path(ASSET, "crows-pairs", fetch=fetch).open(encoding="utf-8", newline="") as file:
        return [SentencePair(row["sent_more"], row["sent_less"], row["stereo_antistereo"] == "stereo",
                             row["bias_type"],
                             sum(row["bias_type"] in said for said in ast.literal_eval(row["annotations"])))
                for row in csv.DictReader(file)]
