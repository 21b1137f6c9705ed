"""The company that words keep: how often each word occurs near each other word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

Word = TypeVar("Word")


def vocabulary_of(sentences: Iterable[Sequence[str]]) -> list[str]:
    """All words, the most frequent first; equally frequent ones in alphabetical order.

    >>> vocabulary_of([["the", "cat", "sleeps"], ["the", "dog", "sleeps"]])
    ['sleeps', 'the', 'cat', 'dog']
    """
    counts = Counter(word for sentence in sentences for word in sentence)
    return sorted(counts, key=lambda word: (-counts[word], word))


def skip_gram_pairs(words: Sequence[Word], window: int) -> list[tuple[Word, Word]]:
    """Each word with each of its neighbours up to `window` steps away, as (word, neighbour), from left to right.

    >>> skip_gram_pairs(["the", "cat", "sleeps"], window=1)
    [('the', 'cat'), ('cat', 'the'), ('cat', 'sleeps'), ('sleeps', 'cat')]
    """
    pairs = []
    for position, word in enumerate(words):
        first = max(0, position - window)
        last = min(len(words) - 1, position + window)
        for other in range(first, last + 1):
            if other != position:
                pairs.append((word, words[other]))
    return pairs


def pair_ids(sentences: Iterable[Sequence[str]], words: Sequence[str], window: int) -> np.ndarray:
    """The `skip_gram_pairs` of all sentences at once, as indices into `words`: (number of pairs, 2), in another order.

    Instead of going from word to word, the whole text is compared with itself, shifted by 1, 2, … words.
    Raises ValueError for a word that is not in `words`.
    """
    row = {word: number for number, word in enumerate(words)}
    found_ids: list[int] = []
    found_sentences: list[int] = []
    for number, sentence in enumerate(sentences):
        for word in sentence:
            if word not in row:
                raise ValueError(f"the word {word!r} is not in the vocabulary")
            found_ids.append(row[word])
            found_sentences.append(number)
    ids, sentence_of = np.array(found_ids, dtype=np.int64), np.array(found_sentences, dtype=np.int64)
    found = [np.empty((0, 2), dtype=np.int64)]
    for step in range(1, window + 1):
        together = sentence_of[step:] == sentence_of[:-step]    # no pair reaches into the next sentence
        left, right = ids[:-step][together], ids[step:][together]
        found += [np.stack([left, right], axis=1), np.stack([right, left], axis=1)]
    return np.concatenate(found)


def cooccurrence(sentences: Iterable[Sequence[str]], window: int,
                 words: Sequence[str] | None = None) -> tuple[list[str], np.ndarray]:
    """How often each word occurs within `window` words of each other word: (words, counts).

    words: all words of the sentences, in the order to count them; None: by frequency
    ->   counts: (words, words), symmetric   Raises ValueError for a word of the sentences that `words` lacks.

    >>> words, counts = cooccurrence([["the", "cat", "sleeps"], ["the", "dog", "sleeps"]], window=1)
    >>> words
    ['sleeps', 'the', 'cat', 'dog']
    >>> counts.astype(int)
    array([[0, 0, 1, 1],
           [0, 0, 1, 1],
           [1, 1, 0, 0],
           [1, 1, 0, 0]])
    """
    sentences = list(sentences)
    words = vocabulary_of(sentences) if words is None else list(words)
    pairs = pair_ids(sentences, words, window)
    size = len(words)
    counts = np.bincount(pairs[:, 0] * size + pairs[:, 1], minlength=size * size)
    return words, counts.reshape(size, size).astype(float)


def positive_pmi(counts: np.ndarray) -> np.ndarray:
    """How much more often than by chance two words occur together: log(seen / expected), and 0 where that is negative.

    counts: (words, contexts), 0 or more   ->   the same shape, in nats

    Expected is row sum · column sum / total, as if the words had been shuffled. A pair without counts gets 0, and so
    does a word without counts. PMI is pointwise mutual information (Church and Hanks 1990); keeping only its positive
    values gives better vectors (Bullinaria and Levy 2007).

    >>> positive_pmi(np.array([[4.0, 0.0], [2.0, 2.0]])).round(3)
    array([[0.288, 0.   ],
           [0.   , 0.693]])
    """
    total = counts.sum()
    row_sums = counts.sum(axis=1, keepdims=True)       # (words, 1)
    column_sums = counts.sum(axis=0, keepdims=True)    # (1, contexts)
    seen = counts > 0
    pmi = np.zeros(counts.shape)
    pmi[seen] = np.log(counts[seen] * total / (row_sums * column_sums)[seen])
    return np.maximum(pmi, 0)
