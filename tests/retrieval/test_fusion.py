"""Fusion and the figures of rankings, by values worked out by hand."""

import random

import numpy as np
import pytest

from llm_edu.intervals import wilson
from llm_edu.retrieval import mean_reciprocal_rank, ranks_of, recall_at_k, reciprocal_rank_fusion


def test_fusion_adds_reciprocals_of_ranks():
    found = dict(reciprocal_rank_fusion([["a", "b"], ["b", "c"], []]))
    assert found == pytest.approx({"a": 1 / 61, "b": 1 / 62 + 1 / 61, "c": 1 / 62})
    assert [document for document, _ in reciprocal_rank_fusion([[1, 2], [2, 1]])] == [1, 2]    # equal: as they come
    assert dict(reciprocal_rank_fusion([["a"]], constant=0)) == {"a": 1.0}


def test_recall_and_reciprocal_rank():
    rankings, right = [["a", "b", "c"], ["b", "a"], ["c"], []], ["a", "a", "a", "a"]
    assert ranks_of(rankings, right) == [1, 2, None, None] == ranks_of(rankings, np.array(right))
    for k, share in ((1, 0.25), (2, 0.5), (9, 0.5)):
        assert recall_at_k(rankings, right, k) == (share, *wilson(share, 4))
    found = mean_reciprocal_rank(rankings, right)
    assert found.value == 1.5 / 4 and found.low == 0    # 0.375 ± 0.47
    assert mean_reciprocal_rank([["a"]], ["a"]) == (1, 0, 1)


def test_the_interval_of_reciprocal_ranks_holds_the_truth_19_times_in_20():
    chance, held, truth = random.Random(1), 0, (1 + 1 / 2 + 1 / 4) / 4
    for _ in range(1000):
        rankings = [chance.choice((["a"], ["b", "a"], ["b", "c", "d", "a"], [])) for _ in range(100)]
        _, low, high = mean_reciprocal_rank(rankings, ["a"] * 100)
        held += low <= truth <= high
    assert 0.93 < held / 1000 < 0.97


@pytest.mark.parametrize("call", [
    lambda: reciprocal_rank_fusion([["a", "a"]]), lambda: reciprocal_rank_fusion([["a"]], -1), lambda: recall_at_k([["a"]], ["a"], 0),
    lambda: recall_at_k([["a"]], ["a", "b"], 1), lambda: mean_reciprocal_rank([], []),
])
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(ValueError):
        call()
