"""What lesson 15 prints and draws of checked claims agrees with what was measured, and with the claims themselves."""

import re

import numpy as np
import pytest
import torch

from llm_edu.bias.estimates import mean_interval
from llm_edu.course.measuring import load_measurement
from llm_edu.grounding.story_claims import story_claims
from llm_edu.grounding.verdicts import count_verdicts
from llm_edu.grounding.verification import FUNCTION_WORDS, content_overlap
from llm_edu.lessons.grounding import checking_demos as demos
from llm_edu.lessons.grounding.checking_plots import plot_kinds
from llm_edu.lessons.grounding.citing import cited
from llm_edu.lessons.grounding.measurements import checking, rag
from llm_edu.lessons.grounding.questions import YEAR, held_out, question_about
from llm_edu.lessons.grounding.schematics import draw_overlap
from llm_edu.lessons.grounding.year_claims import (
    CHANGES,
    NEGATED,
    NEW_YEAR,
    OTHER_NAME,
    OTHER_YEAR,
    PARAPHRASE,
    TRUE,
    claims_of,
    year_claim,
)
from llm_edu.storyland import World


@pytest.mark.parametrize("title, lead, claim", [
    ("BBC", "The BBC is older than 1950. It was established in 1922.", "The BBC was established in 1922."),
    ("Jaws (film)", "Jaws is a 1975 American thriller film, after the 1974 novel.", "The film Jaws came out in 1975."),
    ("Albert Einstein", "He was born in 1879. He won the Nobel Prize in Physics in 1921.",
     "Albert Einstein won the Nobel Prize in Physics in 1921."),
    ("Louis XV", "Louis XV was King of France from 1 September 1715 until his death in 1774.", "Louis XV died in 1774.")])
def test_a_question_becomes_a_claim(title, lead, claim):
    question = question_about(7, title, lead)
    assert year_claim(question, question.year) == claim


@pytest.mark.asset("wikipedia-leads")
def test_one_thing_is_changed_in_each_claim():
    for question in held_out(60):
        claims, text = claims_of(question), rag.lead(question.number)
        years = {kind: YEAR.findall(claim)[-1] for kind, claim in claims.items()}
        assert set(claims) - {PARAPHRASE} == {TRUE, *CHANGES} and len(set(claims.values())) == len(claims)
        assert all(years[kind] == question.year for kind in claims if kind not in (OTHER_YEAR, NEW_YEAR))
        assert years[OTHER_YEAR] in YEAR.findall(text) and years[OTHER_YEAR] != question.year
        assert years[NEW_YEAR] not in YEAR.findall(text)
        assert question.subject in claims[NEGATED] and " not " in claims[NEGATED]
        assert question.subject not in claims[OTHER_NAME] and question.subject in claims[TRUE]
        assert claims == claims_of(question)


@pytest.fixture(scope="module")
def kept():
    return load_measurement("grounding_checking").results()


@pytest.fixture(scope="module")
def answered():
    return load_measurement("grounding_rag").results()


@pytest.mark.asset("wikipedia-leads", "summary-pairs")
def test_what_is_kept_are_scores_of_these_claims(kept, answered):
    assert list(kept) == list(checking.RUNS)
    pairs = checking.load_summary_pairs()
    both = [content_overlap(claim, pair.text) for pair in pairs for claim in (pair.right, pair.wrong)]
    assert kept["pairs"]["scores"]["overlap"] == pytest.approx(both, abs=1e-4)
    claims = [(kind, claim, question) for question in held_out(checking.LEADS)
              for kind, claim in claims_of(question).items()]
    assert kept["years"]["kind"] == [kind for kind, _, _ in claims]
    assert kept["years"]["scores"]["overlap"] == pytest.approx(
        [content_overlap(claim, rag.lead(question.number)) for _, claim, question in claims], abs=1e-4)
    for run, count in checking.ANSWERS.items():
        checked, said = kept[f"answers, {run}"], answered[run]["year"][:count]
        sources = [rag.lead(number) for number in answered[run].get("lead", answered["questions"]["lead"])]
        if run == "poisoned":
            sources = [rag.poisoned(each.number, each.year)[0] for each in held_out(count)]
        assert checked["cited"] == [cited(year, each.subject, [source]) is not None
                                    for each, year, source in zip(held_out(len(said)), said, sources)]
        assert checked["right"] == [year == each.year for each, year in zip(held_out(len(said)), said)]
        assert checked["place"] == [place for place, year in enumerate(said) if year]
        assert checked["claim"] == [year_claim(each, year) for each, year in zip(held_out(len(said)), said) if year]
    for run in kept.values():
        assert len({len(column) for column in run["scores"].values()}) == 1


@pytest.mark.asset("wikipedia-leads")
def test_what_is_printed_and_drawn(kept, capsys):
    demos.print_pairs(kept)
    demos.print_thresholds(kept)
    for run in ("right", "wrong", "poisoned"):
        demos.print_filter(kept, run)
    printed = capsys.readouterr().out
    assert all(name in printed for name in demos.METHODS.values()) and max(map(len, printed.splitlines())) <= 96
    plot = plot_kinds(kept)
    assert plot.to_png()[:4] == b"\x89PNG" and f"lead, {PARAPHRASE}" in plot.alt
    for wins in demos.wins_by_kind(kept).values():
        assert {len(column) for column in wins.values()} <= {checking.STORIES, checking.LEADS, len(wins["head"])}


@pytest.mark.asset("wikipedia-leads")
def test_overlap_is_blind_where_all_words_are_the_same(kept):
    found = demos.wins_by_kind(kept)
    for kind in ("names exchanged", checking.REORDERED, "negated"):
        assert (found["story", kind]["overlap"] == 0.5).all()
    assert (found["lead", OTHER_YEAR]["overlap"] == 0.5).all() and found["lead", NEW_YEAR]["overlap"].mean() == 1.0
    assert found["lead", PARAPHRASE]["overlap"].mean() < 0.1


def test_the_drawn_words_make_the_overlap():
    for each in story_claims(World(seed=0), count=3):
        claims = {"true": each.true, **each.false}
        drawing = draw_overlap(claims, each.story.text, FUNCTION_WORDS)
        assert "2 of 5 false claims" in drawing.title and drawing.problems() == []
        told = drawing.alt.partition(" has. ")[2].split("; ")
        for (kind, claim), words in zip(claims.items(), told, strict=True):
            pattern = rf"{kind}: {re.escape(claim)} (\d+) of (\d+)(?:\.|, without.*)?"
            there, of = map(int, re.fullmatch(pattern, words).groups())
            assert there / of == pytest.approx(content_overlap(claim, each.story.text))


@pytest.mark.asset("wikipedia-leads")
def test_what_the_lesson_concludes(kept):
    """Controls: the order of names for MiniLM, and the claim alone for SmolLM2. The program loses fewer right answers."""
    found = demos.wins_by_kind(kept)
    encoder = [found["story", kind]["encoder"].mean() for kind in ("names exchanged", checking.REORDERED)]
    assert encoder[0] > 0.6 and 0.4 < encoder[1] < 0.6
    both = np.mean([found["story", kind]["encoder"] for kind in ("names exchanged", checking.REORDERED)], axis=0)
    assert mean_interval(torch.tensor(both)).low > 0.5    # so the order is not all: who did what counts a little, too
    negated = {name: wins.mean() for name, wins in found["story", "negated"].items()}
    assert negated["after"] > 0.95 and negated[demos.CONTROL] > 0.95 and negated["gain"] < 0.4
    assert found["lead", OTHER_YEAR]["after"].mean() > 0.85 > found["lead", OTHER_YEAR][demos.CONTROL].mean()
    checked = kept["answers, right"]
    scores = demos.answer_scores(checked)
    told = {name: count_verdicts(scores[name], checked["right"], threshold)
            for name, threshold in demos.filters(kept, 0.85).items()}
    lost = {name: each.true_stopped for name, each in told.items()}
    assert lost.pop(demos.PROGRAM) < 5 and min(lost.values()) > 30 and told[demos.PROGRAM].false_stopped > 25


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.asset("smollm2", "minilm", "wikipedia-leads")
def test_the_same_scores_again(kept):
    again, count = checking.years(2)["scores"], None
    for name in ("overlap", "encoder", "after", "without"):
        count = len(again[name])
        assert again[name] == pytest.approx(kept["years"]["scores"][name][:count], abs=0.02), name
    assert np.isfinite(again["head"]).all()
