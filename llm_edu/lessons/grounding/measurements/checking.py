"""Four ways to check a claim against its evidence: on pairs of summaries, stories, years, and answers from sources."""

from functools import cache, partial

import numpy as np

from llm_edu.assets import load_summary_pairs
from llm_edu.course.measuring import load_measurement
from llm_edu.grounding.story_claims import KINDS, story_claims
from llm_edu.grounding.verification import (
    Head,
    content_overlap,
    held_out_scores,
    likelihoods,
    nearest_sentences,
    pair_features,
)
from llm_edu.lessons.grounding.asking import smollm2
from llm_edu.lessons.grounding.citing import cited
from llm_edu.lessons.grounding.measurements.rag import lead, poisoned
from llm_edu.lessons.grounding.questions import TRIED, held_out, questions
from llm_edu.lessons.grounding.year_claims import CHANGES, claims_of, year_claim
from llm_edu.retrieval import load_minilm
from llm_edu.storyland import World

STORIES, LEADS = 100, 100
ANSWERS = {"right": 200, "wrong": 100, "poisoned": 80}    # source: how many answers are checked
REORDERED = "exchanged, other order"
ABOUT = ("Claims checked against evidence by overlap of content words, by MiniLM (cosine with the nearest sentence), "
         "by SmolLM2 (135M, 4 bits; mean log P of the claim's tokens after the evidence and without it), and by a "
         "head: logistic regression on MiniLM's |u − v| and u · v, judged on evidence that it has not read (5 folds). "
         f"The 368 pairs of Falke et al. (2019); {STORIES} Storyland stories (seed 0); {LEADS} Wikipedia leads with "
         "claims about a year; and the answers of grounding_rag, for which the head is trained on claims about other "
         "leads (logistic regression, at most 2,000 steps); nothing else is trained or drawn. The machine had other "
         "work to do meanwhile.")


def scores_of(groups):
    """The scores of claims without training. groups: (evidence, its claims), …; the order of claims stays

    ->   {"overlap", "encoder", "after", "without": (claims,)}, and what the head reads: (claims, features)
    """
    model, tokenizer = smollm2()
    claims = [claim for _, some in groups for claim in some]
    evidence = [text for text, some in groups for _ in some]
    nearest = nearest_sentences(load_minilm(), claims, evidence)
    alone = dict.fromkeys(claims)    # a claim that comes twice is read once
    alone = dict(zip(alone, likelihoods(model, tokenizer, list(alone))))
    after = [likelihoods(model, tokenizer, some, text) for text, some in groups]
    return {"overlap": [content_overlap(*pair) for pair in zip(claims, evidence)],
            "encoder": [each.cosine for each in nearest], "after": np.concatenate(after),
            "without": [alone[claim] for claim in claims]}, pair_features(nearest)


def as_data(scores):
    """Rounded columns for JSON."""
    return {name: [round(float(score), 4) for score in column] for name, column in scores.items()}


def judged(groups, true):
    """All five scores of claims, the head's from the folds that it has not read. true: of the claims in order"""
    scores, features = scores_of(groups)
    about = [text for text, some in groups for _ in some]
    return as_data(scores | {"head": held_out_scores(features, true, about)})


def pairs():
    """The right and the wrong summary of each pair, in turn."""
    asked = load_summary_pairs()
    groups = [(pair.text, [pair.right, pair.wrong]) for pair in asked]
    return {"about": [[pair.text for pair in asked].index(pair.text) for pair in asked],
            "scores": judged(groups, [True, False] * len(asked))}


def stories(count=STORIES):
    """A true claim, one false one of each kind, and the two with another order of names, about each story, in turn."""
    asked = list(story_claims(World(0), count))
    groups = [(each.story.text, [each.true, *(each.false[kind] for kind in KINDS), *each.reordered]) for each in asked]
    true = [True, *[False] * len(KINDS), True, False]
    return {"kinds": ["true", *KINDS, "true", REORDERED], "scores": judged(groups, true * count)}


def years(count=LEADS):
    """The claims of `claims_of` about each lead: which question and which kind, and the scores."""
    return about_years(held_out(count))


def about_years(asked):
    found = [claims_of(question) for question in asked]
    groups = [(lead(question.number), list(claims.values())) for question, claims in zip(asked, found)]
    kinds = [kind for claims in found for kind in claims]
    return {"about": [place for place, claims in enumerate(found) for _ in claims], "kind": kinds,
            "scores": judged(groups, [kind not in CHANGES for kind in kinds])}


@cache
def trained_head(count=None):
    """A head that has read claims about the leads that `grounding_rag` does not ask about."""
    asked = [*questions()[:TRIED], *held_out()[len(rag()["questions"]["year"]):]][:count]
    rows = [(claim, lead(each.number), kind not in CHANGES)
            for each in asked for kind, claim in claims_of(each).items()]
    claims, evidence, true = zip(*rows)
    return Head().fit(pair_features(nearest_sentences(load_minilm(), claims, evidence)), true)


@cache
def rag():
    """The answers that are checked."""
    return load_measurement("grounding_rag").results()


def answers(run, count=None):
    """The answers of a run of `grounding_rag` as claims, checked against the source that was given.

    right, cited: of every answer, whether its year is true, and whether the citation program finds a sentence for it
    place: which answers have a year; the others make no claim, and have no scores
    """
    kept, asked = rag()[run], held_out(len(rag()[run]["year"]))[:count]
    rows = list(zip(asked, kept["year"], kept.get("lead") or [each.number for each in asked]))
    sources = [poisoned(number, each.year)[0] if run == "poisoned" else lead(number) for each, _, number in rows]
    place = [number for number, (_, year, _) in enumerate(rows) if year]
    claims = [year_claim(each, year) for each, year, _ in rows if year]
    scores, features = scores_of([(sources[number], [claim]) for number, claim in zip(place, claims)])
    return {"right": [year == each.year for each, year, _ in rows],
            "cited": [cited(year, each.subject, [source]) is not None
                      for (each, year, _), source in zip(rows, sources)],
            "place": place, "claim": claims, "scores": as_data(scores | {"head": trained_head().score(features)})}


RUNS = {"pairs": pairs, "stories": stories, "years": years}
RUNS |= {f"answers, {run}": partial(answers, run, count) for run, count in ANSWERS.items()}
