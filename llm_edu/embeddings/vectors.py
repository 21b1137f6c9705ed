"""Words as vectors: how similar two of them are, and which ones are nearest."""

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import ArrayLike


class UnknownWordError(ValueError):
    """A word that has no vector; the message suggests words with a similar spelling."""

    def __init__(self, word: str, known: Sequence[str]):
        spelt = str(word)    # a number, say, of a row: a table is asked for words
        close = get_close_matches(spelt, known, n=3, cutoff=0.6) or get_close_matches(spelt.lower(), known, n=3)
        advice = f" Did you mean {', '.join(map(repr, close))}?" if close else ""
        super().__init__(f"There is no vector for {word!r}; there are vectors for {len(known):,} words.{advice}")


def one_hot(index: int, length: int) -> np.ndarray:
    """A vector of zeros with a single 1: one switch for each word, and one of them is on. ValueError for a bad index.

    >>> one_hot(1, 4)
    array([0., 1., 0., 0.])
    """
    if not 0 <= index < length:
        raise ValueError(f"index must be from 0 to {length - 1}, not {index}")
    vector = np.zeros(length)
    vector[index] = 1.0
    return vector


def cosine_similarity(a: ArrayLike, b: ArrayLike) -> float:
    """How far two vectors point the same way: 1 the same way, 0 at a right angle, -1 opposite.

    a, b: (width)   ->   the dot product divided by both lengths; 0.0 for a vector of zeros, which has no direction

    >>> round(cosine_similarity([3, 4], [4, 3]), 4)
    0.96
    >>> cosine_similarity([3, 4], [0, 0])
    0.0
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    lengths = np.sqrt(a @ a) * np.sqrt(b @ b)
    if lengths == 0:
        return 0.0
    return float(a @ b / lengths)


def unit_vectors(vectors: np.ndarray) -> np.ndarray:
    """Each vector divided by its length, so that a dot product is a cosine. A vector of zeros stays as it is.

    vectors: (..., width)   ->   the same shape

    >>> unit_vectors(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(lengths == 0, 1, lengths)


def nearest(vectors: np.ndarray, words: Sequence[str], query: np.ndarray, count: int = 5,
            leave_out: Collection[str] = ()) -> list[tuple[str, float]]:
    """The words whose vectors have the highest cosine with `query`, with these cosines, the most similar first.

    vectors: (number of words, width)   words: their names   query: (width)   leave_out: words that are not returned
    Equally similar words keep their order in the list.

    >>> table = np.array([[4.0, 1.0], [1.0, 4.0], [3.0, 0.0]])
    >>> found = nearest(table, ["cherry", "cat", "soup"], table[0], count=2, leave_out=["cherry"])
    >>> [(word, round(similarity, 3)) for word, similarity in found]
    [('soup', 0.97), ('cat', 0.471)]
    """
    similarities = unit_vectors(vectors) @ unit_vectors(query)    # (number of words, width) @ (width)
    found: list[tuple[str, float]] = []
    for index in np.argsort(-similarities, kind="stable"):
        if len(found) == count:
            break
        if words[index] not in leave_out:
            found.append((words[index], float(similarities[index])))
    return found


class WordVectors:
    """A table of word vectors: `words`, a list, and `vectors`, float32 (number of words, width), row for row.

    >>> table = WordVectors(["cherry", "cat", "soup"], [[4, 1], [1, 4], [3, 0]])
    >>> table["cat"]
    array([1., 4.], dtype=float32)
    >>> "dragon" in table
    False
    >>> [word for word, similarity in table.nearest("cherry", count=2)]
    ['soup', 'cat']
    """

    def __init__(self, words: Sequence[str], vectors: ArrayLike):
        rows = np.asarray(vectors, dtype=np.float32)
        if rows.ndim != 2 or len(rows) != len(words):
            raise ValueError(f"{len(words)} words need vectors of shape ({len(words)}, width), not {rows.shape}")
        self.words = list(words)
        self.vectors = rows
        self.index = {word: row for row, word in enumerate(self.words)}
        if len(self.index) != len(self.words):
            raise ValueError("a word is in the list twice")

    @property
    def width(self) -> int:
        """The number of dimensions of a vector."""
        return self.vectors.shape[1]

    def row(self, word: str) -> int:
        """The word's row in the table. Raises UnknownWordError, a ValueError that suggests similar spellings."""
        if word not in self.index:
            raise UnknownWordError(word, self.words)
        return self.index[word]

    def __getitem__(self, word: str) -> np.ndarray:
        return self.vectors[self.row(word)]

    def __contains__(self, word: str) -> bool:
        return word in self.index

    def __len__(self) -> int:
        return len(self.words)

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two words."""
        return cosine_similarity(self[a], self[b])

    def nearest(self, word: str, count: int = 5) -> list[tuple[str, float]]:
        """The `count` words most similar to `word`, which is itself left out, with their cosines."""
        return nearest(self.vectors, self.words, self[word], count, leave_out=(word,))

    def analogy(self, a: str, b: str, c: str, count: int = 5, leave_out: bool = True) -> list[tuple[str, float]]:
        """The words nearest to a - b + c, each vector first scaled to length 1, with their cosines.

        leave_out: do not return a, b or c themselves. If you report analogies, say which setting you used.
        """
        target = unit_vectors(self[a]) - unit_vectors(self[b]) + unit_vectors(self[c])
        return nearest(self.vectors, self.words, target, count, leave_out=(a, b, c) if leave_out else ())

    def __repr__(self) -> str:
        if self.vectors.size <= 30:
            return f"WordVectors({self.words}, {self.vectors.tolist()})"
        return f"WordVectors({len(self):,} words, {self.width} numbers each)"
