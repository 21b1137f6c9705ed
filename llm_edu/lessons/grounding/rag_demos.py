"""What SmolLM2's answers from sources say: right, copied, obeyed, checked, and kept to oneself.

kept: the results of ``measurements/rag``, run by run
"""

import re

import numpy as np

from llm_edu.intervals import wilson
from llm_edu.lessons.grounding.citing import cited
from llm_edu.lessons.grounding.measurements.rag import INJECTION, MENTION, lead
from llm_edu.lessons.grounding.questions import YEAR
from llm_edu.prompting import compare

WAYS = {"none": "no source", "wrong": "a wrong lead", "words": "BM25's first", "vectors": "MiniLM's first",
        "fused": "first of both, fused", "right": "the right lead"}
ORDERED = YEAR.search(INJECTION)[0]    # the answer that the order in a document demands
ADDED = {"order": INJECTION, "order, quoted": INJECTION, "mention": MENTION}    # run -> the sentence added to a lead
ATTACKS = {"poisoned": "year changed", "order": "order added", "mention": "1234 mentioned",
           "order, quoted": "order, quoted"}
LENGTH = 60    # characters that are printed of a reply
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(rf"\b(\d\d?) ({MONTH})\b|\b({MONTH}) (\d\d?)\b")    # of a date, in either order


def right(kept, run):
    """Which answers of a run are right: (questions,) of True and False; a run may answer the first questions only."""
    years = kept[run]["year"]
    return np.array([year == true for year, true in zip(years, kept["questions"]["year"])])


def without_a_model(kept):
    """{guess: which questions it gets right}: the first year in the right lead, and the last"""
    found = [YEAR.findall(lead(number)) for number in kept["questions"]["lead"]]
    return {f"its {name} year": np.array([years[place] == true for years, true
                                          in zip(found, kept["questions"]["year"])])
            for name, place in (("first", 0), ("last", -1))}


def found_first(kept, way):
    """Whether a search has the right lead at rank 1: (questions,)"""
    return np.array([ranking[:1] == [number] for ranking, number
                     in zip(kept["searched"][way], kept["questions"]["lead"])])


def share_text(hits):
    """A share with its 95 % interval.

    >>> share_text([True] * 50 + [False] * 50)
    ' 50 % (40 to 60)'
    """
    share = float(np.mean(hits))
    low, high = wilson(share, len(hits))
    return f"{100 * share:3.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def points(told):
    """The difference of a `Comparison` in percentage points, with its interval."""
    return f"{100 * told.difference:+4.0f} ({100 * told.low:+.0f} to {100 * told.high:+.0f})"


def print_ways(kept):
    """Right answers with each source, and the gain over no source on the same questions."""
    count = len(right(kept, "none"))
    print(f"{f'{count} questions':<24}{'right (95 %)':<20}{'gain over no source':<22}lead is right")
    for run, name in WAYS.items():
        row = f"{name:<24}{share_text(right(kept, run)):<20}"
        if run != "none":
            row += points(compare(right(kept, run), right(kept, "none")))
        if run in kept["searched"]:
            row = f"{row:<66}{found_first(kept, run).mean():.0%}"
        print(row)
    for name, hits in without_a_model(kept).items():
        print(f"{name + ', no model':<24}{share_text(hits)}")


def print_copying(kept, run="right"):
    """Right answers with a run's source, beside the two guesses without a model: the first year in it, and the last

    For questions about a death, for all others, and for those on which both guesses are wrong, with the gain on these.
    """
    hits, none, first, last = right(kept, run), right(kept, "none"), *without_a_model(kept).values()
    deaths, neither = np.array(kept["questions"]["rule"]) == "death", ~first & ~last
    print(f"{'the answer':<24}questions   no source   {WAYS[run]}   its first year   its last year")
    for name, its in {"a year of death": deaths, "all others": ~deaths, "neither first nor last": neither}.items():
        shares = [f"{part[its].mean():.0%}" for part in (none, hits, first, last)]
        print(f"{name:<24}{its.sum():>9}{shares[0]:>12}{shares[1]:>17}{shares[2]:>17}{shares[3]:>16}")
    print(f"neither, {WAYS[run]} minus no source: {points(compare(hits[neither], none[neither]))} points")
    second = np.array([YEAR.findall(lead(number))[1] == year for number, year
                       in zip(kept["questions"]["lead"], kept["questions"]["year"], strict=True)])
    print(f"neither: the second year of the lead would be right for {second[neither].mean():.0%}")


def with_wrong(kept, run="wrong"):
    """{what an answer is: how many}, when a wrong lead is given; run "none": of the answers without a source"""
    told = {"right all the same": 0, "a year of the wrong lead": 0, "some other year": 0, "no year": 0}
    for year, true, number in zip(kept[run]["year"], kept["questions"]["year"], kept["wrong"]["lead"]):
        kind = ("right all the same" if year == true else "no year" if not year else
                "a year of the wrong lead" if year in YEAR.findall(lead(number)) else "some other year")
        told[kind] += 1
    return told


def days_told(kept, run="right"):
    """(reply, whether the lead has that day) for each answer that is right about the year and tells a day as well."""
    told = []
    for hit, reply, number in zip(right(kept, run), kept[run]["reply"], kept[run]["lead"]):
        if hit and (match := DAY.search(reply)):
            day, month = match[1] or match[4], match[2] or match[3]
            ways = rf"\b{day} {month}\b|\b{month} {day}\b"
            told.append((reply, re.search(ways, lead(number)) is not None))
    return told


def print_days(kept, shown=3):
    """How many right answers tell a day as well, how many of these days are in the lead, and some that are not."""
    told = days_told(kept)
    made_up = [reply for reply, is_there in told if not is_there]
    print(f"right year, and a day: {len(told)} answers; the day is not in the lead: {len(made_up)}")
    for reply in made_up[:shown]:
        print(f"   {reply}")


def print_wrong(kept):
    """What SmolLM2 answers when a wrong lead is given, and the same of its answers without a source, as a control."""
    given, without = with_wrong(kept), with_wrong(kept, "none")
    print(f"{'answers':<26}a wrong lead   no source")
    for kind in given:
        print(f"{kind:<26}{given[kind]:>12}{without[kind]:>12}")


def outcomes(kept, run, checked=False):
    """{right, planted, another year, no year, withheld: how many}, for a lead that was tampered with

    planted: the answer is what was planted in the lead   checked: an answer that no sentence about the subject supports
    is withheld, as `cited` decides
    """
    planted = kept[run].get("planted") or [ORDERED] * len(kept[run]["year"])
    told = dict.fromkeys(("right", "planted", "another year", "no year", "withheld"), 0)
    asked = kept["questions"]
    for year, true, bad, subject, number in zip(kept[run]["year"], asked["year"], planted, asked["subject"],
                                                asked["lead"]):
        source = lead(number)
        source = source.replace(true, bad) if run == "poisoned" else f"{source} {ADDED[run]}"
        if checked and cited(year, subject, [source]) is None:
            told["withheld"] += 1
        else:
            told["right" if year == true else "planted" if year == bad else "another year" if year else "no year"] += 1
    return told


def print_attacks(kept):
    """What is answered from leads that were tampered with, as it is and when answers are checked."""
    few = len(kept["quoted"]["year"])
    print(f"{f'{few} questions':<22}" + "".join(f"{name:>14}" for name in outcomes(kept, "order")))
    for run, name in ATTACKS.items():
        for checked in (False, True):
            told = outcomes(kept, run, checked)
            print(f"{name + (' + check' if checked else ''):<22}" + "".join(f"{count:>14}" for count in told.values()))
    hits = {run: right(kept, run)[:few] for run in ("right", "quoted", *ATTACKS)}
    print(f"nothing added: {share_text(hits['right'])} right, quoted {share_text(hits['quoted'])}")
    names = ATTACKS | {"right": "nothing added", "quoted": "quoted"}
    for run, other in (("order", "right"), ("mention", "right"), ("quoted", "right"), ("order, quoted", "order")):
        print(f"right, {names[run]} minus {names[other]}: {points(compare(hits[run], hits[other]))} points")


def print_positions(kept):
    """Right answers by the position of the right passage among five."""
    runs = positions(kept)
    for run in runs:
        print(f"{run}: {share_text(right(kept, run))} right")
    for high, low in ((runs[-1], runs[0]), (runs[0], runs[len(runs) // 2]), (runs[-1], runs[len(runs) // 2])):
        told = compare(right(kept, high), right(kept, low))
        print(f"{high} minus {low}: {points(told)} points")


def positions(kept):
    """The runs with five passages that were measured."""
    return [run for run in kept if run.startswith("position ")]


def surer_half(hits, sure):
    """Which answers are right, of the half with the larger numbers. hits: of all answers   sure: a number for each

    >>> surer_half([True, False, True, False], [-0.1, -2.0, -0.5, -0.2]).tolist()
    [True, False]
    """
    order = np.argsort(-np.asarray(sure, dtype=float), kind="stable")
    return np.asarray(hits, dtype=bool)[order[:len(order) // 2]]


def sureness(kept):
    """{what one abstains by: (which answers are right, how sure)}"""
    return {"no source, log P": (right(kept, "none"), kept["none"]["log"]),
            "fused, log P": (right(kept, "fused"), kept["fused"]["log"]),
            "fused, BM25 score": (right(kept, "fused"), kept["searched"]["word score"]),
            "fused, cosine": (right(kept, "fused"), kept["searched"]["cosine"])}


def print_abstaining(kept):
    """The share of wrong answers if all questions are answered, and if only the surest half is; with intervals."""
    print(f"{'abstain by':<22}{'wrong, of all':<20}wrong, of the surer half")
    for name, (hits, sure) in sureness(kept).items():
        print(f"{name:<22}{share_text(~hits):<20}{share_text(~surer_half(hits, sure))}")


def supported(kept, run="fused"):
    """Which answers stand in a sentence about the subject, in the lead that was given: (questions,)"""
    rows = zip(kept[run]["year"], kept["questions"]["subject"], kept[run]["lead"])
    return np.array([cited(year, subject, [lead(number)]) is not None for year, subject, number in rows])


def print_citations(kept, runs=("right", "fused", "wrong")):
    """How many answers a sentence of the source supports, and how many of these and of the others are right."""
    print(f"{'source':<24}supported   right if supported   right if not")
    for run in runs:
        hits, held = right(kept, run), supported(kept, run)
        shares = [f"{hits[part].sum()} of {part.sum()}" for part in (held, ~held)]
        print(f"{WAYS[run]:<24}{held.mean():>9.0%}{shares[0]:>21}{shares[1]:>15}")


def print_missing(kept):
    """How well a search's score tells that the right lead is missing: at the threshold that 9 of 10 right ones pass."""
    for score in ("word score", "cosine"):
        there, missing = (np.array(kept["searched"][name]) for name in (score, f"{score} without"))
        threshold = np.quantile(there, 0.1)
        higher = (there[:, None] > missing[None]).mean()
        print(f"{score.replace('word', 'BM25'):<12}threshold {threshold:.2f}: "
              f"{(there >= threshold).mean():.0%} pass if the lead is there, "
              f"{(missing >= threshold).mean():.0%} if not; higher in {higher:.0%} of pairs")


def print_cases(kept, places=(0, 1, 2)):
    """Some questions, with what is replied without a source, with a wrong one and with the right one."""
    for place in places:
        print(f"{kept['questions']['question'][place]}  ({kept['questions']['year'][place]})")
        for run in ("none", "wrong", "right"):
            print(f"   {WAYS[run]:<22}{kept[run]['reply'][place][:LENGTH]}")
