"""Questions to word vectors: nearest neighbours, a − b + c, and which word was meant. Plain functions of the data."""

import bisect
import difflib
from collections.abc import Iterable

import numpy as np

from llm_edu.widgets.common.chips import replace_surrogates
from llm_edu.widgets.embedding_explorer.projection import unit_rows

ROWS_AT_ONCE = 128  # neighbours of many words are looked up in pieces, so that memory stays small


def as_array(vectors) -> np.ndarray:
    """A NumPy array or a torch tensor (on any device, with or without gradient) as float32 (count, width).

    Raises ValueError when it is not a table of finite numbers.
    """
    if hasattr(vectors, "detach"):
        vectors = vectors.detach().cpu().float().numpy()
    try:
        array = np.asarray(vectors, dtype=np.float32)
    except (TypeError, ValueError):
        raise ValueError("vectors must be a table of numbers, one row a word, all rows of one length") from None
    if array.ndim != 2 or not array.shape[1]:
        raise ValueError(f"vectors must have two dimensions (words, numbers in each), not the shape {array.shape}")
    return array


def check_words(words: Iterable[str], vectors: np.ndarray) -> list[str]:
    """The words as a list, after making sure that they fit the vectors: one each, all different, all finite."""
    if isinstance(words, str):
        raise TypeError(f"words must be a list of words, not the one text {words[:40]!r}")
    words = list(words)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"words must be texts, not {type(word).__name__} ({word!r})")
    if not words:
        raise ValueError("there are no words to show")
    if len(words) != len(vectors):
        raise ValueError(f"{len(words):,} words do not fit {len(vectors):,} vectors: each word needs one row")
    words = [replace_surrogates(word)[0] for word in words]
    if len(set(words)) < len(words):
        seen = set()
        twice = next(word for word in words if word in seen or seen.add(word))
        raise ValueError(f"the word {twice!r} comes twice")
    unfit = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(unfit):
        names = ", ".join(repr(words[row]) for row in unfit[:3])
        raise ValueError(f"{len(unfit):,} vectors hold NaN or infinity, such as those of {names}")
    return words


class WordSpace:
    """Words and their vectors, ready to be asked.

    words: count different words   vectors: (count, width), array or tensor

    Similarity is the cosine. Vectors are taken at length 1 everywhere, in sums too, as word2vec's own test does
    (Mikolov, Yih, Zweig 2013, "Linguistic Regularities in Continuous Space Word Representations").
    Of equally near words the first in the list comes first.

    >>> space = WordSpace(["tea", "coffee", "dog"], [[1, 0.1], [1, 0], [0, 1]])
    >>> space.nearest("tea", 1)
    [('coffee', 0.995...)]
    >>> space.find("Tea"), space.find("cat")
    ('tea', None)
    """

    def __init__(self, words: Iterable[str], vectors):
        array = as_array(vectors)
        self.words = check_words(words, array)
        self.unit = unit_rows(array)
        self.place = {word: row for row, word in enumerate(self.words)}
        self._lower = {}
        for word in self.words:
            self._lower.setdefault(word.lower(), word)
        self._sorted = sorted(self._lower)

    def __len__(self) -> int:
        return len(self.words)

    def find(self, word: str) -> str | None:
        """The word itself, or the one that differs only in capitals or in spaces written as underscores; else None."""
        for candidate in (word, word.strip(), word.strip().replace(" ", "_")):
            if candidate in self.place:
                return candidate
            if candidate.lower() in self._lower:
                return self._lower[candidate.lower()]
        return None

    def nearest(self, word: str, count: int) -> list[tuple[str, float]]:
        """The words with the most similar vectors, best first, the word itself left out."""
        return self._best(self.unit[self.place[word]], count, {word})

    def nearest_of_rows(self, rows: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """For many words at once: the rows of their `count` nearest words, and the cosines; both (words, count)."""
        count = min(count, len(self) - 1)
        near = np.empty((len(rows), count), dtype=np.int64)
        similar = np.empty((len(rows), count), dtype=np.float32)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            cosines = self.unit[some] @ self.unit.T  # (some, words)
            cosines[np.arange(len(some)), some] = -np.inf
            for offset, row in enumerate(cosines):
                near[start + offset] = _largest(row, count)
                similar[start + offset] = row[near[start + offset]]
        return near, similar

    def analogy(self, a: str, b: str, c: str, count: int, keep: bool = False) -> list[tuple[str, float]]:
        """The words nearest to a − b + c, best first; a, b and c left out unless `keep`."""
        target = self.unit[self.place[a]] - self.unit[self.place[b]] + self.unit[self.place[c]]
        return self._best(unit_rows(target[None])[0], count, set() if keep else {a, b, c})

    def _best(self, direction: np.ndarray, count: int, left_out: set[str]) -> list[tuple[str, float]]:
        cosines = self.unit @ direction  # (words,)
        cosines[[self.place[word] for word in left_out]] = -np.inf
        best = _largest(cosines, min(count, len(self) - len(left_out)))
        return [(self.words[row], float(np.clip(cosines[row], -1, 1))) for row in best]

    def complete(self, typed: str, count: int) -> list[str]:
        """Words that begin with what is typed, in the order of the words (often: frequent first)."""
        start = typed.strip().lower().replace(" ", "_")
        if not start:
            return []
        first = bisect.bisect_left(self._sorted, start)
        found = []
        for lower in self._sorted[first:]:
            if not lower.startswith(start):
                break
            found.append(self._lower[lower])
        return sorted(found, key=self.place.__getitem__)[:count]

    def did_you_mean(self, word: str, count: int = 3) -> list[str]:
        """Words spelt much like this one, the most similar first; [] when there is none.

        Only words that share enough pairs of letters are compared in full: a hundredth of the time, the same answers.
        """
        lower = word.lower()[:40]
        pairs = _pairs(lower)
        shared = [(len(pairs & _pairs(other)), other) for other in self._sorted if abs(len(other) - len(lower)) <= 4]
        likely = [other for common, other in sorted(shared, key=lambda pair: (-pair[0], pair[1]))[:300] if common]
        near = difflib.get_close_matches(lower, likely, n=4 * count, cutoff=0.6)
        matcher = difflib.SequenceMatcher(b=lower)

        def merit(other: str) -> tuple:
            """Of words equally alike, first those with the same letters in another order, then those listed first."""
            matcher.set_seq1(other)
            return -round(matcher.ratio(), 3), sorted(other) != sorted(lower), self.place[self._lower[other]]

        return [self._lower[other] for other in sorted(near, key=merit)[:count]]


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """The places of the `count` largest values, largest first; of equal ones the first place first."""
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    if count < len(values):
        threshold = np.partition(values, len(values) - count)[len(values) - count]
        candidates = np.flatnonzero(values >= threshold)
    else:
        candidates = np.arange(len(values))
    return candidates[np.argsort(-values[candidates], kind="stable")][:count]


def _pairs(word: str) -> set[str]:
    """Pairs of neighbouring letters, the ends marked: "tea" -> {"^t", "te", "ea", "a$"}."""
    marked = f"^{word}$"
    return {marked[at : at + 2] for at in range(len(marked) - 1)}
