"""BM25: documents ranked by the words that they share with a query. Thirty years old, and still hard to beat.

Each word of the query adds a product. The first factor says how rare the word is, the second how often the document
has it: more is better, but each further time adds less, and a long document needs more of them.

Sources: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond, section 3.5; the 1 in the
logarithm, which keeps a word that most documents have above 0, is from the search engine Lucene (Kamphuis et al. 2020,
Which BM25 Do You Mean?, compares such variants). As in Lucene since 2019, no factor k1 + 1: it changes no ranking.
"""

import math
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Number = TypeVar("Number", float, np.ndarray)
K1, B = 1.2, 0.75
WORD = re.compile(r"\w+")


def split_into_words(text: str) -> list[str]:
    """The words of a text in lower case; letters, digits and _ belong to a word.

    >>> split_into_words("Mia's 2 cats")
    ['mia', 's', '2', 'cats']
    """
    return WORD.findall(text.lower())


def rarity(containing: int, documents: int) -> float:
    """How much a word says: its inverse document frequency, always above 0.

    containing: in how many of the `documents` the word is

    >>> [round(rarity(containing, 1000), 2) for containing in (1, 100, 1000)]
    [6.5, 2.3, 0.0]
    """
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))


def saturation(count: Number, length: Number, average_length: float, k1: float = K1, b: float = B) -> Number:
    """How much it counts that a document has a word so many times: from 0 for none towards 1 for very many.

    count: how many times; also an array, with lengths to match   length: of the document, and `average_length` of all,
    in words   k1: above 0; with a large one, further times go on
    counting   b: from 0 (a document's length does not matter) to 1 (twice as long needs twice as many)

    >>> [round(saturation(count, 100, 100), 2) for count in (0, 1, 2, 10)]
    [0.0, 0.45, 0.62, 0.89]
    >>> round(saturation(2, 200, 100), 2)
    0.49
    """
    return count / (count + k1 * (1 - b + b * length / average_length))


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word is in each document, sorted by word: an inverted index before anything is weighed.

    words: all words   starts: int64 (words + 1); word w has the entries starts[w] to starts[w + 1] of the next two
    documents, counts: int32 (entries); which document, in rising order within a word, and how often it has the word
    lengths: int32 (documents), in words
    """

    words: list[str]
    starts: np.ndarray
    documents: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray


def count_words(texts: Sequence[str]) -> WordCounts:
    """The words of documents, counted. Raises TypeError for a single text.

    >>> counted = count_words(["a cat and a dog", "a cat"])
    >>> counted.words, counted.starts.tolist(), counted.documents.tolist(), counted.counts.tolist()
    (['a', 'cat', 'and', 'dog'], [0, 2, 4, 5, 6], [0, 1, 0, 1, 0, 0], [2, 1, 1, 1, 1, 1])
    """
    if isinstance(texts, str):
        raise TypeError("documents are a list of texts: write [text] for a single one")
    rows: dict[str, int] = {}    # word -> its number, in the order in which words come
    words, documents, counts, lengths = (array("i") for _ in range(4))
    for number, text in enumerate(texts):
        found = Counter(split_into_words(text))
        lengths.append(found.total())
        words.extend(rows.setdefault(word, len(rows)) for word in found)
        documents.extend([number] * len(found))
        counts.extend(found.values())
    order = np.argsort(np.array(words), kind="stable")    # by word; within a word documents stay in order
    containing = np.bincount(np.array(words), minlength=len(rows))
    return WordCounts(list(rows), np.concatenate([[0], containing.cumsum()]).astype(np.int64),
                      np.array(documents)[order], np.array(counts)[order], np.array(lengths))


class BM25:
    """An inverted index: for each word the documents that have it, and what the word adds to the score of each.

    texts: the documents, or their `WordCounts`; a document is known by its number in this list
    k1, b: as for `saturation`
    Raises TypeError for a single text, ValueError for a k1 or b that makes no sense.

    >>> index = BM25(["A cat sat.", "A dog and a cat sat.", "It rains."])
    >>> [(number, round(score, 3)) for number, score in index.search("the dog", count=2)]
    [(1, 0.354)]
    """

    def __init__(self, texts: Sequence[str] | WordCounts, k1: float = K1, b: float = B):
        if not (0 < k1 < math.inf and 0 <= b <= 1):
            raise ValueError(f"k1 is above 0, and b from 0 to 1, not {k1!r} and {b!r}")
        counted = texts if isinstance(texts, WordCounts) else count_words(texts)
        self.k1, self.b, self.counted = k1, b, counted
        self.rows = {word: row for row, word in enumerate(counted.words)}
        documents, containing = len(counted.lengths), np.diff(counted.starts)
        rare = np.log(1 + (documents - containing + 0.5) / (containing + 0.5))    # `rarity` of all words
        average = max(counted.lengths.sum() / max(documents, 1), 1e-9)
        often = saturation(counted.counts, counted.lengths[counted.documents], average, k1, b)
        self.added = (np.repeat(rare, containing) * often).astype(np.float32)    # (entries)

    def __len__(self) -> int:
        return len(self.counted.lengths)

    def __repr__(self) -> str:
        return f"BM25({len(self):,} documents, {len(self.rows):,} words)"

    def scores(self, query: str) -> np.ndarray:
        """The score of every document, float32 (documents,); 0 without a word of the query.

        A word that is in the query twice counts twice.
        """
        scores = np.zeros(len(self), dtype=np.float32)
        for word, times in Counter(split_into_words(query)).items():
            if word in self.rows:
                row = self.rows[word]
                entries = slice(self.counted.starts[row], self.counted.starts[row + 1])
                scores[self.counted.documents[entries]] += times * self.added[entries]    # each document once
        return scores

    def search(self, query: str, count: int = 10) -> list[tuple[int, float]]:
        """The documents with the highest scores, as (number, score), the best first; none with a score of 0.

        Equal scores are in the order of the documents.
        """
        return [(number, score) for number, score in best(self.scores(query), count) if score > 0]


def best(scores: np.ndarray, count: int) -> list[tuple[int, float]]:
    """The places of the highest scores and these, the highest first, equal ones in their order. scores: (places,)

    >>> best(np.array([0.5, 2.0, 0.5, 1.0]), 3)
    [(1, 2.0), (3, 1.0), (0, 0.5)]
    """
    if count < 1:
        raise ValueError(f"count is at least 1, not {count}")
    if count < len(scores):    # a full sort of a million scores takes longer than all the rest
        lowest = np.partition(scores, len(scores) - count)[len(scores) - count]
        places = np.flatnonzero(scores >= lowest)
    else:
        places = np.arange(len(scores))
    order = places[np.argsort(-scores[places], kind="stable")][:count]
    return [(int(place), float(scores[place])) for place in order]
