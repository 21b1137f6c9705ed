"""Sentences that measure bias in language models, and how many women work in 60 jobs (United States).

Winogender (Rudinger, Naradowsky, Leonard, Van Durme 2018, arXiv:1804.09301), WinoBias (Zhao and others 2018,
arXiv:1804.06876), CrowS-Pairs (Nangia, Vania, Bhalerao, Bowman 2020, arXiv:2010.00133). What they hold are stereotypes,
many of them offensive, written down in order to test for them: look before you show them to others.

Every loader raises CourseError when its file is not fetched (``fetch=True`` fetches it).
"""

import ast
import csv
import re
from dataclasses import dataclass

from llm_edu.assets.fetching import path

ASSET = "bias-sets"
PRONOUNS = {"male": ("he", "his", "him"), "female": ("she", "her", "her"), "neutral": ("they", "their", "them")}
_KINDS_OF_PRONOUN = ("$NOM_PRONOUN", "$POSS_PRONOUN", "$ACC_PRONOUN")
_SINGLE = frozenset(pronoun for gender in ("male", "female") for pronoun in PRONOUNS[gender])


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
class Reference:
    """A sentence with two people and a pronoun: whom does it mean?

    referent: whom it means   other: whom it does not   kind: "pro" or "anti" stereotypical (WinoBias); the pronoun's
    gender (Winogender)   number: the same for sentences that differ in the pronoun alone
    """

    sentence: str
    pronoun: str
    referent: str
    other: str
    kind: str
    number: int


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


def load_winogender(*, fetch: bool = False) -> list[Reference]:
    """360 sentences, 120 with three pronouns each: an occupation and another person ("customer").

    In every second one the pronoun means the other person. (The file's further 360, in which that person is "someone",
    are left out.)
    """
    lines = path(ASSET, "winogender", fetch=fetch).read_text(encoding="utf-8").splitlines()
    found = []
    for number, (job, person, answer, template) in enumerate(csv.reader(lines[1:], delimiter="\t")):
        for gender, pronouns in PRONOUNS.items():
            sentence = template.replace("$OCCUPATION", job).replace("$PARTICIPANT", person)
            used = next(each for mark, each in zip(_KINDS_OF_PRONOUN, pronouns, strict=True) if mark in sentence)
            for mark, each in zip(_KINDS_OF_PRONOUN, pronouns, strict=True):
                sentence = sentence.replace(mark, each)
            if gender == "neutral":
                sentence = re.sub(r"\bthey was\b", "they were", sentence)
            people = (job, person) if answer == "0" else (person, job)
            found.append(Reference(sentence[0].upper() + sentence[1:], used, *people, gender, number))
    return found


def load_winobias(number: int = 1, part: str = "test", *, fetch: bool = False) -> list[Reference]:
    """WinoBias' sentences with two occupations each, once as a stereotype has it ("pro"), once not ("anti").

    number: 1, where only knowledge of the world helps, or 2, where grammar does (and in all but four sentences the
    pronoun means the one who is named second) part: "dev" or "test"; 396 sentences of each kind. It leaves out
    sentences that do not name exactly two of the 40 occupations, and those without a counterpart that differs in its
    pronouns alone.
    """
    jobs = [line for kind in ("female", "male")
            for line in path(ASSET, f"{kind}-occupations", fetch=fetch).read_text(encoding="utf-8").split("\n") if line]
    read = {kind: _winobias(path(ASSET, f"{kind}-{number}-{part}", fetch=fetch).read_text(encoding="utf-8"), kind, jobs)
            for kind in ("pro", "anti")}
    both = [place for place in read["pro"] if place in read["anti"]
            and _without_pronouns(read["pro"][place]) == _without_pronouns(read["anti"][place])]
    return [read[kind][place] for place in both for kind in ("pro", "anti")]


def _without_pronouns(reference: Reference) -> list[str]:
    """The words of a sentence, with one mark for all its pronouns, and the referent."""
    words = re.findall(r"[\w'-]+", reference.sentence.lower())
    return [reference.referent] + ["…" if word in _SINGLE else word for word in words]


def _winobias(text: str, kind: str, jobs: list[str]) -> dict[int, Reference]:
    """
    >>> _winobias("1 [The cook] asked the nurse if [she] slept.", "anti", ["cook", "nurse"])[1].referent
    'cook'
    """
    found = {}
    for line in text.splitlines():
        number, marked = line.strip().split(" ", 1)
        sentence = re.sub(r"\bthe the\b", "the", re.sub(r"[\[\]]", "", marked), flags=re.IGNORECASE)
        in_brackets = re.findall(r"\[(.*?)\]", marked)
        pronouns = [each for each in in_brackets if each.lower() in _SINGLE]
        referents = [each for each in in_brackets if each.lower() not in _SINGLE]
        named = [job for job in jobs if re.search(rf"\b{job}\b", sentence, re.IGNORECASE)]
        means = [job for job in named if referents and job.lower() in referents[0].lower()]
        if len(named) == 2 and len(means) == 1 and len(referents) == 1 and pronouns:
            other = next(job for job in named if job != means[0])
            found[int(number)] = Reference(sentence, pronouns[0], means[0], other, kind, int(number))
    return found


def load_crows_pairs(*, fetch: bool = False) -> list[SentencePair]:
    """CrowS-Pairs: 1,508 pairs in nine categories, written by crowd workers in the United States.

    Many are offensive. Its authors ask you not to train on it.
    """
    with path(ASSET, "crows-pairs", fetch=fetch).open(encoding="utf-8", newline="") as file:
        return [SentencePair(row["sent_more"], row["sent_less"], row["stereo_antistereo"] == "stereo",
                             row["bias_type"],
                             sum(row["bias_type"] in said for said in ast.literal_eval(row["annotations"])))
                for row in csv.DictReader(file)]
