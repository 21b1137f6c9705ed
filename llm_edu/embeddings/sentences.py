"""From words to sentences: the average of word vectors, and a search engine made of it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from llm_edu.embeddings.vectors import WordVectors, unit_vectors


def average_embedding(words: Iterable[str], vectors: WordVectors, weights: Mapping[str, float] = {}) -> np.ndarray:
    """The weighted average of the words' vectors: (width). Unknown words are left out.

    weights: how much each word counts; 1.0 for a word without a weight
    A text without known words, or whose weights are all 0, gets a vector of zeros, which is similar to nothing.

    >>> table = WordVectors(["cat", "soup"], [[1, 4], [3, 0]])
    >>> average_embedding(["the", "cat", "likes", "soup"], table)
    array([2., 2.])
    >>> average_embedding(["cat", "soup"], table, weights={"cat": 0.0})
    array([3., 0.])
    >>> average_embedding([], table)
    array([0., 0.])
    """
    total = np.zeros(vectors.width)
    weight_sum = 0.0
    for word in words:
        if word in vectors:
            weight = weights.get(word, 1.0)
            total += weight * vectors[word]
            weight_sum += weight
    if weight_sum == 0:
        return np.zeros(vectors.width)
    return total / weight_sum


def rarity_weights(texts: Iterable[Sequence[str]], smoothing: float = 1e-3) -> dict[str, float]:
    """How much each word should count in an average: frequent words little, rare words almost 1.

    weight = smoothing / (smoothing + share of the word among all words): the first half of SIF, smooth inverse
    frequency (Arora, Liang and Ma 2017, A Simple but Tough-to-Beat Baseline for Sentence Embeddings).

    >>> weights = rarity_weights([["the", "cat"], ["the", "dog"]], smoothing=0.5)
    >>> {word: round(weight, 2) for word, weight in weights.items()}
    {'the': 0.5, 'cat': 0.67, 'dog': 0.67}
    """
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    total = sum(counts.values())
    return {word: smoothing / (smoothing + count / total) for word, count in counts.items()}


def search(documents: np.ndarray, query: np.ndarray, count: int = 10) -> list[tuple[int, float]]:
    """The documents most similar to a query: (index in the list, cosine), the best first.

    documents: (number of documents, width)   query: (width)

    >>> search(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([0.0, 1.0]), count=1)
    [(1, 1.0)]
    """
    similarities = unit_vectors(documents) @ unit_vectors(query)
    best = np.argsort(-similarities, kind="stable")[:count]
    return [(int(index), float(similarities[index])) for index in best]
