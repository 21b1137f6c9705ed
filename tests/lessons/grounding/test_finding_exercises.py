"""The exercises about finding: equal to the package's own, and each planted mistake gets its message."""

import random

import numpy as np
import pytest
import torch

from llm_edu.course.checks.judging import judge
from llm_edu.lessons.grounding.exercises.bm25_scores import exercise as bm25_scores
from llm_edu.lessons.grounding.exercises.mean_pool import exercise as mean_pool
from llm_edu.lessons.grounding.exercises.reciprocal_rank_fusion import exercise as reciprocal_rank_fusion
from llm_edu.retrieval import BM25

EXERCISES = {"bm25_scores": bm25_scores, "mean_pool": mean_pool, "reciprocal_rank_fusion": reciprocal_rank_fusion}


def scores_by_columns(query, documents, k1=1.2, b=0.75):
    """Another right answer, with an array for each word."""
    lengths = np.array([len(each) for each in documents], dtype=float)
    total = np.zeros(len(documents))
    for word in query:
        counts = np.array([each.count(word) for each in documents], dtype=float)
        has = counts > 0
        rare = np.log1p((len(documents) - has.sum() + 0.5) / (has.sum() + 0.5))
        bracket = 1 - b + b * lengths[has] / lengths.mean() if has.any() else 0
        total[has] += rare * counts[has] / (counts[has] + k1 * bracket)
    return total.tolist()


def fused_by_index(rankings, constant=60):
    found = list(dict.fromkeys(document for ranking in rankings for document in ranking))
    sums = [sum(1 / (constant + list(ranking).index(document) + 1) for ranking in rankings if document in ranking)
            for document in found]
    return [(found[place], sums[place]) for place in sorted(range(len(found)), key=lambda place: (-sums[place], place))]


def pooled_one_by_one(states, mask):
    return torch.stack([each[keep.bool()].mean(0) if keep.any() else torch.zeros_like(each[0])
                        for each, keep in zip(states, mask)])


def pooled_by_product(states, mask):
    weights = mask / mask.sum(1, keepdim=True).clamp(min=1e-9)
    return torch.einsum("bt,btw->bw", weights.to(states.dtype), states)


def blank(*_, **__):
    raise NotImplementedError


@pytest.mark.parametrize(("name", "answer", "status"), [
    ("bm25_scores", scores_by_columns, "right"), ("reciprocal_rank_fusion", fused_by_index, "right"),
    ("mean_pool", pooled_one_by_one, "right"), ("mean_pool", pooled_by_product, "right"),
    *((name, EXERCISES[name].reference, "right") for name in EXERCISES), *((name, blank, "blank") for name in EXERCISES),
])
def test_right_answers_are_right(name, answer, status):
    judged = judge(EXERCISES[name], answer)
    assert judged.status == status, judged


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, exercise in EXERCISES.items()
                                              for number in range(len(exercise.mistakes))])
def test_each_mistake_gets_its_message(name, number):
    mistake = EXERCISES[name].mistakes[number]
    judged = judge(EXERCISES[name], mistake.function)
    assert judged.status == "wrong" and judged.mistake == mistake.message, judged


def test_scores_are_those_of_the_index():
    """...which test_bm25 holds to bm25s and to the formula."""
    chance = random.Random(0)
    for _ in range(20):
        documents = [chance.choices("abcdef", k=chance.randrange(1, 9)) for _ in range(5)]
        query = chance.choices("abcxyz", k=3)
        assert np.allclose(bm25_scores.reference(query, documents),
                           BM25([" ".join(each) for each in documents]).scores(" ".join(query)), atol=1e-5)
