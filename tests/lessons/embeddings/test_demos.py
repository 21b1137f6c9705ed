"""The helpers of lesson 02."""

from types import SimpleNamespace

import numpy as np
import pytest

from llm_edu.embeddings import WordVectors
from llm_edu.lessons.embeddings import demos, plots
from llm_edu.storyland import World

KINDS = {"cat": "pet", "dog": "pet", "soup": "food", "bread": "food"}


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


def test_kinds_are_those_of_the_world(world):
    kinds = demos.kinds_of(world)
    assert kinds["Mia"] == "name" and kinds["river"] == "place" and set(kinds) <= set(world.vocabulary)
    assert len(kinds) == sum(map(len, world.groups().values())), "a word of two kinds could not be judged"


def test_share_of_the_same_kind_by_hand():
    words = ["cat", "dog", "the", "soup", "bread"]
    vectors = [[1, 0.1], [1, 0], [0, -1], [0.9, 0.2], [0, 1]]
    share, wrong = demos.same_kind_share(vectors, words, KINDS)
    assert share == 0.75 and wrong == {"soup": "cat"}    # bread is nearest to soup
    share, wrong = demos.same_kind_share([[1, 0], [1, 0.1]], ["cat", "dog"], KINDS)
    assert share == 0.5 and wrong == {"soup": "(no vector)", "bread": "(no vector)"}
    assert demos.chance_of_same_kind(words, KINDS) == 0.25    # one of the four others


def test_facts_found(world):
    truth = {(fact.subject, fact.value) for fact in world.facts() if fact.relation == "pet"}
    assert demos.facts_found(lambda a, b: float((a, b) in truth), world, "pet") == (1.0, 0.1)
    assert demos.facts_found(lambda a, b: -float((a, b) in truth), world, "pet")[0] == 0.0


def test_squeezing_keeps_what_rows_share():
    shared = np.outer([1.0, 2.0, 3.0], [1.0, 0.0, 2.0, 1.0])
    own = np.zeros((3, 4))
    own[1, 1] = 0.5    # true of one row only
    small = demos.squeezed(shared + own, width=1)
    assert np.linalg.matrix_rank(small) == 1 and np.linalg.norm(small - shared) < 0.5 < np.linalg.norm(shared)
    assert small[1, 1] < 0.25    # half of it is lost, at least
    assert demos.squeezed(shared + own, width=2) == pytest.approx(shared + own)


def leads(*topics):
    return [SimpleNamespace(topic=topic, description="two words") for topic in topics]


def test_topic_share_by_hand():
    pages = leads("A", "A", "B", "B", "Uncategorized")
    best = {0: [9, 5, 4, 0, 0], 2: [0, 5, 9, 4, 0]}    # its own page scores highest and must not count
    assert demos.topic_shares(best.get, pages, [0, 2], top=2).tolist() == [1 / 2, 1 / 2]
    assert demos.topic_chance(pages, [0, 2]) == 1 / 4
    assert sorted(demos.pick_queries(pages, count=4)) == [0, 1, 2, 3]


def test_scores_are_left_as_they_were():
    scores = np.array([1.0, 2.0, 3.0])
    demos.topic_shares(lambda query: scores, leads("A", "A", "B"), [0])
    assert scores.tolist() == [1.0, 2.0, 3.0]
    assert demos.spread_to_one(np.zeros(3)).tolist() == [0, 0, 0] and demos.spread_to_one(scores).std() == 1


def test_difference_is_that_of_the_same_queries():
    random = np.random.default_rng(0)
    hard = random.uniform(size=400)
    told = demos.difference_of_means(hard + random.normal(0.1, 0.01, size=400), hard)
    assert told.startswith(("+10.", "+9.9"))
    assert told.endswith(" ± 0.1 points")    # how hard a query is cancels


def test_word_overlap_counts_different_words_and_bm25_is_that_of_lesson_15():
    texts = [["a", "b", "a"], ["b", "c"], []]
    assert demos.WordOverlap(texts).scores(["a", "b", "a", "x"]).tolist() == [2, 1, 0]
    table = ["the cat sat down".split(), "the dog saw cat".split(), "rain rain go away".split()]
    scores = demos.WordOverlap(table, bm25=True).scores(["the", "dog", "x"])
    assert scores == pytest.approx([0.214, 0.659, 0], abs=1e-3)
    assert demos.WordOverlap(table, bm25=True).scores(["rain"])[2] == pytest.approx(0.981 * 0.625, abs=1e-3)


def test_gender_direction_points_from_he_to_she():
    table = WordVectors(["she", "he", "nurse", "smith"], [[1, 1], [1, -1], [2, 1], [2, -1]])
    direction = demos.gender_direction(table, [("she", "he")])
    assert direction == pytest.approx([0, 1])
    chance = demos.correlations_of_random_directions(table, {"nurse": 90.0, "smith": 4.0, "he": 0.0}, count=50)
    assert ((0 <= chance) & (chance <= 1 + 1e-9)).all() and len(chance) < 50    # a word minus itself is no direction


def test_pictures_of_what_differs_between_machines_say_what_they_show():
    alt = plots.losses_plot([4.0] * 300, 4.16).alt
    assert ". " in alt, "the title, and what a reader who cannot see the picture should know"


@pytest.mark.parametrize(("plot", "title"), [
    (lambda: plots.bias_plot({"a": 1.0, "b": 2.0}, {"a": 1, "b": 2}, 0.7), "tends to point to “she”"),
    (lambda: plots.bias_plot({"a": 1.0, "b": 2.0}, {"a": 2, "b": 1}, -0.7), "tends to point to “he”"),
    (lambda: plots.bias_plot({"a": 1.0, "b": 2.0}, {"a": 2, "b": 1}, 0.1), "its vector: correlation 0.10"),
    (lambda: plots.search_plot({"counted": 0.3, "averages": 0.2}, 0.1), "counted 30%, averages 20%, at random 10%"),
    (lambda: plots.analogy_plot({"x": (30, 0.9, 0), "y": (10, 0.1, 0)}, {"x": (30, 0, 1), "y": (10, 0, 1)},
                                {"x": (30, 0.5, 0), "y": (10, 0.5, 0)}),
     "the usual way 70%, without arithmetic 50%, without the rule 0%"),
])
def test_titles_follow_the_data(plot, title):
    assert title in plot().alt
