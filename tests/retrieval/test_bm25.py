"""BM25 against its formula, written out once more, and against values of other programs."""

import math
import random
import time

import numpy as np
import pytest

from llm_edu.assets import load_wikipedia_leads
from llm_edu.retrieval import BM25, split_into_words
from llm_edu.retrieval.bm25 import best

TEXTS = ["A cat sat on the mat.", "A dog and a cat sat, and the cat slept.",
         "It rains on the dog; the dog barks at the rain.", "Nothing here."]


@pytest.mark.parametrize(("query", "k1", "b", "expected"), [
    ("cat", 1.2, 0.75, [0.338976, 0.391456, 0, 0]),
    ("the dog", 1.2, 0.75, [0.174428, 0.413091, 0.607546, 0]),
    ("dog dog", 1.2, 0.75, [0, 0.545489, 0.756398, 0]),
    ("cat on the mat", 1.2, 0.75, [1.441169, 0.531803, 0.48939, 0]),
    ("the dog", 1.5, 0.5, [0.150452, 0.377026, 0.575475, 0]),
])
def test_scores_are_those_of_bm25s(query, k1, b, expected):
    """Computed with bm25s 0.3.16 (Lù 2024, arXiv:2407.03618), method="lucene", on the same words."""
    assert np.allclose(BM25(TEXTS, k1, b).scores(query), expected, atol=2e-6)


def by_formula(texts, query, k1, b):
    """Robertson and Zaragoza 2009, equation 3.15, with Lucene's idf: word by word, document by document."""
    rows = [split_into_words(text) for text in texts]
    average, found = sum(map(len, rows)) / len(rows), []
    for row in rows:
        score = 0.0
        for word in split_into_words(query):
            containing, count = sum(word in other for other in rows), row.count(word)
            idf = math.log(1 + (len(rows) - containing + 0.5) / (containing + 0.5))
            score += idf * count / (k1 * ((1 - b) + b * len(row) / average) + count)
        found.append(score)
    return found


def test_any_texts_get_the_scores_of_the_formula():
    chance = random.Random(5)
    for _ in range(30):
        texts = [" ".join(chance.choices("abcdefgh", k=chance.randrange(12))) for _ in range(chance.randrange(1, 9))] + ["a"]
        query, k1, b = " ".join(chance.choices("abcdexyz", k=4)), chance.uniform(0.1, 3), chance.random()
        assert np.allclose(BM25(texts, k1, b).scores(query), by_formula(texts, query, k1, b), atol=1e-6)


def test_search_leaves_out_what_shares_no_word_and_keeps_the_order_of_equals():
    index = BM25(["b", "a", "c", "a", "a b"])
    assert [number for number, _ in index.search("a", 9)] == [1, 3, 4]
    assert [number for number, _ in index.search("a", 1)] == [1]
    assert index.search("nobody has it", 3) == index.search("", 3) == BM25([]).search("a") == []
    chance = np.random.default_rng(0)
    for scores in chance.integers(0, 4, (50, 12)):
        assert [place for place, _ in best(scores, 5)] == list(np.argsort(-scores, kind="stable")[:5])


@pytest.mark.parametrize(("make", "error"), [
    (lambda: BM25("one text"), TypeError), (lambda: BM25(["a"], k1=0), ValueError), (lambda: BM25(["a"], b=1.1), ValueError),
    (lambda: BM25(["a"]).search("a", 0), ValueError),
])
def test_what_makes_no_sense_is_refused(make, error):
    with pytest.raises(error):
        make()


@pytest.mark.asset("wikipedia-leads")
def test_a_query_over_all_leads_takes_milliseconds():
    leads = load_wikipedia_leads("en")
    index = BM25([lead.extract for lead in leads])
    queries = [lead.description for lead in leads[::200]]
    began = time.process_time()
    for query in queries:
        index.search(query, 20)
    assert (time.process_time() - began) / len(queries) < 0.02    # 0.2 ms on one core; a bound that a busy machine keeps
