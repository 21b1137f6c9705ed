"""The helpers of lesson 02."""

from types import SimpleNamespace

import numpy as np
import pytest

from llm_edu.embeddings import WordVectors, cooccurrence, evaluate_analogies, train_skip_gram
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


def test_random_vectors_do_as_well_as_chance(world):
    kinds, words = demos.kinds_of(world), list(world.vocabulary)
    random = np.random.default_rng(0)
    shares = [demos.same_kind_share(random.normal(size=(len(words), 8)), words, kinds)[0] for _ in range(20)]
    assert np.mean(shares) == pytest.approx(demos.chance_of_same_kind(words, kinds), abs=0.02)


def test_facts_found(world):
    truth = {(fact.subject, fact.value) for fact in world.facts() if fact.relation == "pet"}
    assert demos.facts_found(lambda a, b: float((a, b) in truth), world, "pet") == (1.0, 0.1)
    assert demos.facts_found(lambda a, b: -float((a, b) in truth), world, "pet")[0] == 0.0


def test_agreement_with_counts_sees_what_was_planted(world):
    sentences = [story.words for story in world.stories(300, seed=1)]
    words, counts = cooccurrence(sentences, window=2)
    model = train_skip_gram(sentences, width=16, window=2, negatives=5, steps=4_000, batch=64)
    agreement, compared = demos.agreement_with_counts(model, words, counts, negatives=5)
    assert compared == (counts > 20).sum() and agreement > 0.5
    model.contexts[:] = np.random.default_rng(0).normal(size=model.contexts.shape)
    assert abs(demos.agreement_with_counts(model, words, counts, negatives=5)[0]) < 0.3


@pytest.mark.asset("smollm2")
def test_rows_of_smollm2_are_found_by_text(capsys):
    table, tokenizer = demos.load_token_vectors()
    assert len(table) == 49_152 and table.width == 576
    assert table.row(" strawberry") == 35_199 == tokenizer.encode(" strawberry")[0]
    assert table.words[2] == "<2>"    # a special token
    demos.show_neighbours(table, [" Monday"], count=2)
    assert capsys.readouterr().out.startswith("·Monday      ·Tuesday 0.8")
    mean, twins = demos.among_random_words(table, count=200)
    assert 0.3 < mean < 0.6 and 0.15 < twins < 0.6


def test_words_for_word2vec():
    assert demos.split_letters("It's 1929; ÉCOLE, a-b") == ["it", "s", "cole", "a", "b"]


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


def test_unsolved_questions_are_shown_as_sums(capsys):
    words = ["man", "king", "woman", "queen", "soup"]
    table = WordVectors(words, np.eye(5))
    questions = [SimpleNamespace(category="family", a="man", b="king", c="woman", d="soup")]
    results = evaluate_analogies(table, questions)
    demos.show_unsolved(results, table, [0])
    said = capsys.readouterr().out.split()
    assert said[:5] == "king − man + woman".split() and said[-1] == words[results.answers[0]]
    assert "soup," in said


def test_word_overlap_counts_different_words():
    texts = [["a", "b", "a"], ["b", "c"], []]
    assert demos.WordOverlap(texts).scores(["a", "b", "a", "x"]).tolist() == [2, 1, 0]
    rare = demos.WordOverlap(texts, rare=True).scores(["a", "b"])
    assert rare[0] > rare[1] > rare[2] == 0    # a is rarer than b


def test_gender_direction_points_from_he_to_she():
    table = WordVectors(["she", "he", "nurse", "smith"], [[1, 1], [1, -1], [2, 1], [2, -1]])
    direction = demos.gender_direction(table, [("she", "he")])
    assert direction == pytest.approx([0, 1])
    chance = demos.correlations_of_random_directions(table, {"nurse": 90.0, "smith": 4.0, "he": 0.0}, count=50)
    assert ((0 <= chance) & (chance <= 1 + 1e-9)).all() and len(chance) < 50    # a word minus itself is no direction


def test_pictures_say_what_they_show():
    shares = {2: 0.2, 16: 0.9}
    question = SimpleNamespace(category="gram1-x-y", a="a", b="b", c="c", d="d")
    results = evaluate_analogies(WordVectors(["a", "b", "c", "d"], np.eye(4)), [question]).by_category()
    drawn = [
        plots.arrows_plot({"soup": (4, 0), "hen": (3, 6)}, "Arrows", ("eat", "alive")),
        plots.count_heatmap(np.ones((2, 2)), ["a", "b"], ["a"], ["a", "b"], "Counts"),
        plots.losses_plot([4.0] * 300, 4.16, "Losses"),
        plots.width_plot(shares, {"counts": 0.9, "PMI": 0.95}, 529, 0.06, "Widths"),
        plots.analogy_plot(results, results, results, "Analogies"),
        plots.search_plot({"words": 0.5}, 0.1, "Search"),
        plots.positions_plot(np.zeros((4, 6)), "Positions"),
        plots.distance_plot({"from 0": ([0, 1], [2.0, 1.0])}, "Distances"),
        plots.bias_plot({"nurse": 0.3, "smith": -0.1}, {"nurse": 90, "smith": 4}, 0.7, "Bias", named=("nurse",)),
    ]
    for plot in drawn:
        assert plot.to_png()[:4] == b"\x89PNG"
        assert ". " in plot.alt, "the title, and what a reader who cannot see the picture should know"
