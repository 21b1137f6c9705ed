"""Measures of what comes out: by hand, and against computing each text alone."""

import numpy as np
import pytest
import torch
from model_pairs import small_model

from llm_edu.decoding import copied_share, distinct_n, mean_log_probability, n_grams


def test_distinct():
    texts = ["a b a b".split(), "a b c".split(), ["d"], []]
    assert distinct_n(texts, 1) == 4 / 8    # a b c d
    assert distinct_n(texts, 2) == 3 / 5    # ab ba bc
    assert distinct_n(texts, 4) == 1
    assert distinct_n([torch.tensor([1, 1, 1])], 1) == distinct_n([[1, 1, 1]], 1) == 1 / 3
    for texts in ([], [[]], [["a"]]):
        with pytest.raises(ValueError, match="no text has 2 tokens"):
            distinct_n(texts, 2)


def test_copied():
    sources = ["the cat sat on the mat".split(), "a dog".split()]
    assert copied_share(["the cat sat".split()], sources, 2) == 1
    assert copied_share(["the dog sat on a mat".split()], sources, 2) == 1 / 5    # "sat on"; no run crosses a border
    assert copied_share(["mat a".split()], sources, 2) == 0
    assert copied_share(["mat a".split(), "a dog".split()], sources, 1) == 1
    with pytest.raises(ValueError, match="no text has 3 tokens"):
        copied_share([["a"]], sources, 3)


def test_runs_that_make_no_sense():
    for n in (0, 2.0):
        with pytest.raises(ValueError, match="at least 1"):
            n_grams(["a"], n)
    with pytest.raises(TypeError, match="split it"):
        distinct_n(["a b a b"], 2)


@pytest.mark.parametrize("batch", [1, 2, 32])
def test_mean_log_probability(batch):
    model = small_model(seed=0)
    texts, starts = [[1, 2, 3, 4, 5, 6], [7, 8], [9, 9, 9, 0, 9], [3, 1, 4]], [4, 1, 2, 1]
    found = mean_log_probability(model, texts, starts, batch)
    for text, start, mean in zip(texts, starts, found, strict=True):
        with torch.no_grad():
            logs = model(torch.tensor([text]))[0].log_softmax(-1)
        expected = [logs[place - 1, text[place]].item() for place in range(start, len(text))]
        assert mean == pytest.approx(sum(expected) / len(expected), abs=1e-5)
    assert mean_log_probability(model, texts[:1], batch_size=batch) != pytest.approx(found[:1])
    assert mean_log_probability(model, []) == []
    assert mean_log_probability(model, texts[:1], np.int64(4), batch) == pytest.approx(found[:1])


def test_texts_that_make_no_sense():
    model = small_model(seed=0)
    for texts, start in (([[1]], 1), ([[1, 2]], 0), ([[1, 2]], 2), ([[]], 1)):
        with pytest.raises(ValueError, match="start is at least 1"):
            mean_log_probability(model, texts, start)
    with pytest.raises(ValueError, match="between 0 and 23"):
        mean_log_probability(model, [[1, 24]])
