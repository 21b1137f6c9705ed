"""Generations: exact probabilities of a skewed village, what counts as lost, and who reads whose stories."""

import math
from collections import Counter

import pytest

from llm_edu.compression import SkewedVillage, effective_number, judge_texts, lost_kinds, successors
from llm_edu.compression import generations as source


@pytest.fixture(scope="module")
def village():
    return SkewedVillage({"seed": 9, "lost": 3, "race": 1}, seed=1)


def test_stories_come_as_often_as_their_plots_shares(village):
    plots = Counter(map(village.plot_of, village.stories(2000)))
    for plot, share in village.shares.items():
        assert abs(plots[plot] / 2000 - share) < 3 * math.sqrt(share * (1 - share) / 2000)
    assert village.stories(5, seed=3) == village.stories(5, seed=3) != village.stories(5, seed=4)


def test_probabilities_are_the_worlds_with_other_shares(village):
    for words in village.stories(20):
        plot = village.plot_of(words)
        assert village.log_prob(words) == pytest.approx(
            village.world.log_prob(words) + math.log(3 * village.shares[plot]))
    assert village.log_prob(words[:-1]) == -math.inf and village.plot_of(words[1:]) is None


@pytest.mark.parametrize("shares", [{}, {"lost": 0}, {"lost": 1, "fishing": 1}])
def test_shares_are_of_plots(shares):
    with pytest.raises(ValueError, match="above 0 for some of the plots"):
        SkewedVillage(shares)


def test_judging_counts_whole_stories_names_and_places(village):
    told = village.stories(50)
    judged = judge_texts(village, [*told, told[0][:-1], ["race"]])
    assert judged.count == 52 and judged.whole == 50 / 52
    assert judged.plots == {plot: sum(village.plot_of(words) == plot for words in told) for plot in village.shares}
    assert len(judged.names) == 40 and sum(judged.names.values()) > 100 and len(judged.places) == 8


@pytest.mark.parametrize(("counts", "lost"), [
    ([{"a": 1}], {}), ([{"a": 2, "b": 1}, {"a": 3}, {"a": 3}], {"b": 1}), ([{"a": 1}, {"a": 0}, {"a": 1}], {}),
    ([{"a": 1}, {"a": 0}, {"a": 1}, {}], {"a": 3}), ([{"a": 0}, {"a": 0}], {}),
])
def test_lost_is_lost_for_good(counts, lost):
    assert lost_kinds(counts) == lost


def test_the_effective_number():
    assert effective_number([3, 3, 3, 0]) == pytest.approx(3)
    assert effective_number([1]) == 1


@pytest.mark.parametrize("real", [0.0, 0.25])
def test_each_model_reads_its_predecessors_stories_and_some_real_ones(village, real, monkeypatch):
    read = []

    def learn_from(village, texts, seed, steps):
        read.append(list(map(tuple, texts)))
        return source.RECIPE.model(len(village.world.vocabulary), seed)

    monkeypatch.setattr(source, "learn_from", learn_from)
    first = village.stories(8)
    found = list(successors(village, first, count=2, real=real))
    assert [each.number for each in found] == [0, 1, 2] and read[0] == list(map(tuple, first))
    for before, texts in zip(found, read[1:]):
        own = list(map(tuple, before.texts))
        assert len(texts) == 8 and sum(text in set(map(tuple, first)) for text in texts) == real * 8
        assert texts[:len(texts) - int(real * 8)] == own[int(real * 8):]
    with pytest.raises(ValueError, match="from 0 to 1"):
        next(successors(village, first, real=2))


def test_a_trained_model_is_nearer_to_the_truth_and_writes_words(village):
    first = village.stories(64)
    trained, untrained = (next(successors(village, first, count=0, steps=steps)) for steps in (20, 1))
    assert 0 < trained.excess < untrained.excess
    assert len(trained.texts) == 64 and set(trained.texts[0]) <= set(village.world.vocabulary)
