"""Vectors, counts, neighbours and averages: by hand, and in the corners."""

import math
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.embeddings import (
    UnknownWordError,
    WordVectors,
    analogy,
    average_embedding,
    cooccurrence,
    cosine_similarity,
    evaluate_analogies,
    nearest,
    one_hot,
    pair_ids,
    positive_pmi,
    rarity_weights,
    search,
    skip_gram_pairs,
    unit_vectors,
    vocabulary_of,
)

WORDS = ["king", "man", "woman", "queen", "soup"]
TABLE = WordVectors(WORDS, [[5, 1], [1, 1], [1, 5], [4, 4.4], [-3, -1]])
numbers = st.lists(st.floats(-1e3, 1e3), min_size=3, max_size=3)
sentences = st.lists(st.lists(st.sampled_from("abcd"), max_size=7), max_size=4)


# --- vectors


def test_one_hot_vectors_know_nothing():
    table = np.stack([one_hot(index, 6) for index in range(6)])
    assert (table @ table.T == np.eye(6)).all()
    distances = [np.linalg.norm(table[i] - table[j]) for i in range(6) for j in range(i)]
    assert np.allclose(distances, math.sqrt(2))
    for index in (-1, 6):
        with pytest.raises(ValueError, match="from 0 to 5"):
            one_hot(index, 6)


def test_cosine_by_hand():
    assert cosine_similarity([3, 4], [4, 3]) == pytest.approx(24 / 25)
    assert cosine_similarity([2, 0], [0, 5]) == 0
    assert cosine_similarity([1, 2], [-10, -20]) == pytest.approx(-1)
    assert type(cosine_similarity(np.float32([1, 0]), np.float32([1, 0]))) is float


def test_cosine_of_nothing_is_zero():
    assert cosine_similarity([0, 0], [1, 2]) == 0.0 == cosine_similarity([0, 0], [0, 0])


@given(numbers, numbers, st.floats(0.1, 10))
def test_cosine_is_symmetric_bounded_and_blind_to_length(a, b, factor):
    similarity = cosine_similarity(a, b)
    assert abs(similarity) <= 1 + 1e-9
    assert similarity == pytest.approx(cosine_similarity(b, a))
    if np.linalg.norm(a) > 1e-3 and np.linalg.norm(b) > 1e-3:
        assert similarity == pytest.approx(cosine_similarity(np.multiply(a, factor), b), abs=1e-9)


def test_unit_vectors_have_length_one_and_zeros_stay():
    units = unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0], [-2.0, 0.0]]))
    assert np.linalg.norm(units, axis=1).tolist() == [1.0, 0.0, 1.0]
    assert unit_vectors(np.array([0.0, 5.0])).tolist() == [0.0, 1.0]


def test_nearest_sorts_leaves_out_and_ends():
    vectors = np.array([[1.0, 0.0], [2.0, 0.1], [0.0, 0.0], [-1.0, 0.0], [3.0, 0.0]])
    words = ["a", "b", "zero", "against", "far"]
    found = nearest(vectors, words, [1.0, 0.0], count=5)
    assert [word for word, _ in found] == ["a", "far", "b", "zero", "against"]    # a tie: the first in the list
    assert [round(similarity, 2) for _, similarity in found] == [1.0, 1.0, 1.0, 0.0, -1.0]
    assert [word for word, _ in nearest(vectors, words, [1.0, 0.0], 2, leave_out=["a", "b"])] == ["far", "zero"]
    assert nearest(vectors, words, [1.0, 0.0], count=0) == []
    assert len(nearest(vectors, words, [1.0, 0.0], count=99)) == 5
    assert {similarity for _, similarity in nearest(vectors, words, [0.0, 0.0])} == {0.0}


def test_unknown_word_says_so_and_offers_spellings():
    with pytest.raises(UnknownWordError, match=r"no vector for 'quen'.*5 words.*Did you mean 'queen'") as caught:
        TABLE["quen"]
    assert isinstance(caught.value, ValueError)
    with pytest.raises(ValueError, match="'King'.*'king'"):
        TABLE.nearest("King")
    with pytest.raises(ValueError) as caught:
        TABLE.similarity("king", "xylophone")
    assert "Did you mean" not in str(caught.value)
    with pytest.raises(UnknownWordError, match="no vector for 0"):
        TABLE[0]
    with pytest.raises(ValueError, match="no vector for 'knight'"):
        analogy(TABLE.vectors, WORDS, "king", "man", "knight")


def test_word_vectors_table():
    assert len(TABLE) == 5 and TABLE.width == 2 and "man" in TABLE and "King" not in TABLE
    assert TABLE.vectors.dtype == np.float32
    assert [word for word, _ in TABLE.nearest("king", 4)] == ["man", "queen", "woman", "soup"]
    assert repr(WordVectors(["a"], [[1, 2]])) == "WordVectors(['a'], [[1.0, 2.0]])"
    assert repr(WordVectors([str(n) for n in range(99)], np.zeros((99, 7)))) == "WordVectors(99 words, 7 numbers each)"
    for words, vectors in [(["a"], [[1.0], [2.0]]), (["a", "a"], [[1.0], [2.0]]), (["a"], [1.0])]:
        with pytest.raises(ValueError):
            WordVectors(words, vectors)


# --- counting


def test_pairs_by_hand():
    assert skip_gram_pairs("a b c d".split(), 2) == [
        ("a", "b"), ("a", "c"), ("b", "a"), ("b", "c"), ("b", "d"), ("c", "a"), ("c", "b"), ("c", "d"), ("d", "b"),
        ("d", "c"),
    ]
    assert skip_gram_pairs(["no", "no"], 1) == [("no", "no"), ("no", "no")]
    assert skip_gram_pairs([], 3) == skip_gram_pairs(["alone"], 3) == skip_gram_pairs(["a", "b"], 0) == []


@given(sentences, st.integers(1, 4))
def test_fast_pairs_are_the_same_pairs(texts, window):
    words = vocabulary_of(texts)
    fast = sorted((words[left], words[right]) for left, right in pair_ids(texts, words, window))
    assert fast == sorted(pair for text in texts for pair in skip_gram_pairs(text, window))


@given(sentences, st.integers(1, 4))
def test_counts_count_the_pairs(texts, window):
    words, counts = cooccurrence(texts, window)
    assert counts.shape == (len(words), len(words)) and (counts == counts.T).all()
    assert (cooccurrence(iter(texts), window)[1] == counts).all()
    pairs = [pair for text in texts for pair in skip_gram_pairs(text, window)]
    assert counts.sum() == len(pairs)
    for row, word in enumerate(words):
        for column, other in enumerate(words):
            assert counts[row, column] == pairs.count((word, other))


def test_counting_nothing_and_the_unknown():
    words, counts = cooccurrence([], window=2)
    assert words == [] and counts.shape == (0, 0)
    assert cooccurrence([["alone"], []], window=2)[1].tolist() == [[0.0]]
    with pytest.raises(ValueError, match="'dragon' is not in the vocabulary"):
        cooccurrence([["a", "dragon"]], window=1, words=["a"])


def test_positive_pmi_by_hand():
    """4 + 0 + 2 + 2 = 8 pairs; (0, 0) was seen 4 times and expected 4 · 6 / 8 = 3 times."""
    pmi = positive_pmi(np.array([[4.0, 0.0], [2.0, 2.0]]))
    assert pmi == pytest.approx(np.array([[math.log(4 / 3), 0], [0, math.log(2)]]))    # 2 seen, 3 expected: 0


@pytest.mark.filterwarnings("error")
def test_positive_pmi_of_zero_counts_is_zero():
    assert (positive_pmi(np.zeros((2, 3))) == 0).all()
    assert positive_pmi(np.array([[0.0, 0.0], [0.0, 5.0]])).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert positive_pmi(np.zeros((0, 0))).shape == (0, 0)


def test_independent_words_have_no_pmi():
    assert positive_pmi(np.outer([1.0, 5.0, 2.0], [3.0, 4.0])) == pytest.approx(np.zeros((3, 2)), abs=1e-12)


# --- analogies


def question(a, b, c, d, category="family"):
    return SimpleNamespace(category=category, a=a, b=b, c=c, d=d)


def test_analogy_with_and_without_the_inputs():
    """king - man + woman, each of length 1, points at queen; so does `evaluate_analogies`."""
    assert analogy(TABLE.vectors, WORDS, "king", "man", "woman") == "queen"
    assert TABLE.analogy("king", "man", "woman", count=1)[0][0] == "queen"
    asked = [question("man", "king", "woman", "queen"), question("man", "knight", "woman", "dame"),
             question("king", "king", "soup", "queen", "odd")]
    results = evaluate_analogies(TABLE, asked)
    assert results.skipped == 1 and len(results.questions) == 2
    assert results.solved.tolist() == [True, False] and results.inputs.tolist() == [False, False]
    assert results.by_category() == {"family": (1, 1.0, 0.0), "odd": (1, 0.0, 0.0)}
    allowed = evaluate_analogies(TABLE, asked[2:], leave_out=False)
    assert [WORDS[row] for row in allowed.answers] == ["soup"] and allowed.inputs.tolist() == [True]
    assert analogy(TABLE.vectors, WORDS, "king", "king", "soup", leave_out=False) == "soup"


def test_batched_analogies_equal_single_ones(monkeypatch):
    monkeypatch.setattr("llm_edu.embeddings.analogies.BATCH", 7)
    random = np.random.default_rng(1)
    table = WordVectors([f"w{n}" for n in range(30)], random.normal(size=(30, 4)))
    asked = [question(*(table.words[row] for row in random.choice(30, 4, replace=False))) for _ in range(25)]
    for leave_out in (True, False):
        found = evaluate_analogies(table, asked, leave_out=leave_out)
        single = [analogy(table.vectors, table.words, q.b, q.a, q.c, leave_out) for q in asked]
        assert [table.words[row] for row in found.answers] == single
    alone = evaluate_analogies(table, asked, offset=False)
    for q, row in zip(asked, alone.answers):
        others = [word for word, _ in table.nearest(q.c, 4) if word not in (q.a, q.b)]
        assert table.words[row] == others[0]


def test_no_question_can_be_asked():
    results = evaluate_analogies(TABLE, [question("a", "b", "c", "d")])
    assert results.skipped == 1 and results.by_category() == {} and results.solved.shape == (0,)


# --- sentences


def test_average_by_hand():
    table = WordVectors(["cat", "soup"], [[1, 4], [3, 0]])
    assert average_embedding("the cat likes cat soup".split(), table) == pytest.approx([5 / 3, 8 / 3])
    assert average_embedding(["cat", "soup"], table, {"soup": 3.0}).tolist() == [2.5, 1.0]


@pytest.mark.parametrize("words, weights", [([], {}), (["dragon"], {}), (["cat"], {"cat": 0.0})])
def test_average_of_nothing_known_is_zero(words, weights):
    average = average_embedding(words, WordVectors(["cat"], [[1, 4]]), weights)
    assert average.tolist() == [0.0, 0.0]
    assert search(np.array([[1.0, 2.0]]), average) == [(0, 0.0)]


def test_average_forgets_the_order():
    table = WordVectors(["dog", "bites", "man"], np.eye(3))
    averages = [average_embedding(text.split(), table) for text in ("dog bites man", "man bites dog")]
    assert (averages[0] == averages[1]).all() and averages[0].any()


def test_rare_words_weigh_more():
    weights = rarity_weights([["the", "the", "cat"], ["the"]], smoothing=0.25)
    assert weights == {"the": pytest.approx(0.25), "cat": pytest.approx(0.5)}
    assert rarity_weights([]) == {}


def test_search_ranks():
    documents = np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 9.0]])
    assert [place for place, _ in search(documents, np.array([0.0, 2.0]))] == [0, 3, 1, 2]
    assert len(search(documents, np.array([0.0, 2.0]), count=2)) == 2


def test_numpy_is_all_that_is_needed():
    code = "import sys, llm_edu.embeddings; assert not {'torch', 'matplotlib', 'sklearn'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
