"""BM25: documents ranked by the words that they share with a query. Thirty years old, and still hard to beat.

Each word of the query adds a product. The first factor says how rare the word is, the second how often the document
has it: more is better, but each further time adds less, and a long document needs more of them.

Sources: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework: BM25 and Beyond, section 3.5; the 1 in the
logarithm, which keeps a word that most documents have above 0, is from the search engine Lucene (Kamphuis et al. 2020,
Which BM25 Do You Mean?, compares such variants). As in Lucene since 2019, no factor k1 + 1: it changes no ranking.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

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


def saturation(count: float, length: float, average_length: float, k1: float = K1, b: float = B) -> float:
    """How much it counts that a document has a word so many times: from 0 for none towards 1 for very many.

    length: of the document, and `average_length` of all, in words   k1: above 0; with a large one, further times go on
    counting   b: from 0 (a document's length does not matter) to 1 (twice as long needs twice as many)

    >>> [round(saturation(count, 100, 100), 2) for count in (0, 1, 2, 10)]
    [0.0, 0.45, 0.62, 0.89]
    >>> round(saturation(2, 200, 100), 2)
    0.49
    """
    return count / (count + k1 * (1 - b + b * length / average_length))


class BM25:
    """An inverted index: for each word the documents that have it, and what the word adds to the score of each.

    texts: the documents; a document is known by its number in this list   k1, b: as for `saturation`
    Raises TypeError for a single text, ValueError for a k1 or b that makes no sense.

    >>> index = BM25(["A cat sat.", "A dog and a cat sat.", "It rains."])
    >>> [(number, round(score, 3)) for number, score in index.search("the dog", count=2)]
    [(1, 0.354)]
    """

    def __init__(self, texts: Sequence[str], k1: float = K1, b: float = B):
        if isinstance(texts, str):
            raise TypeError("BM25 takes a list of texts: for a single one write BM25([text])")
        if not (0 < k1 < math.inf and 0 <= b <= 1):
            raise ValueError(f"k1 is above 0, and b from 0 to 1, not {k1!r} and {b!r}")
        self.k1, self.b = k1, b
        rows: dict[str, int] = {}    # word -> its number, in the order in which the words come
        words, documents, counts, lengths = [], [], [], []
        for number, text in enumerate(texts):
            found = Counter(split_into_words(text))
            lengths.append(found.total())
            words += [rows.setdefault(word, len(rows)) for word in found]
            documents += [number] * len(found)
            counts += found.values()
        order = np.argsort(np.array(words, dtype=np.int64), kind="stable")
        per_word = np.bincount(np.array(words, dtype=np.int64), minlength=len(rows))
        self.set_counts(list(rows), np.concatenate([[0], per_word.cumsum()]), np.array(documents, np.int32)[order],
                        np.array(counts, np.int32)[order], np.array(lengths, np.int32))

    def set_counts(self, words: list[str], starts: np.ndarray, documents: np.ndarray, counts: np.ndarray,
                   lengths: np.ndarray) -> None:
        """Take what was counted, and compute what each word adds.

        words: all words   starts: (words + 1); word w has the entries starts[w] to starts[w + 1] of the next two
        documents, counts: (entries), which document, and how often it has the word   lengths: (documents), in words
        """
        self.words, self.starts, self.documents, self.counts, self.lengths = words, starts, documents, counts, lengths
        self.rows = {word: row for row, word in enumerate(words)}
        containing = np.diff(starts)
        rare = np.log(1 + (len(lengths) - containing + 0.5) / (containing + 0.5))    # `rarity` of all words
        relative = lengths / max(lengths.mean(), 1e-9) if len(lengths) else lengths
        often = counts / (counts + self.k1 * (1 - self.b + self.b * relative[documents]))    # `saturation`
        self.added = (np.repeat(rare, containing) * often).astype(np.float32)    # (entries)

    def __len__(self) -> int:
        return len(self.lengths)

    def __repr__(self) -> str:
        return f"BM25({len(self):,} documents, {len(self.words):,} words)"

    def scores(self, query: str) -> np.ndarray:
        """The score of every document, float32 (documents,); 0 without a word of the query.

        A word that is in the query twice counts twice.
        """
        scores = np.zeros(len(self), dtype=np.float32)
        for word, times in Counter(split_into_words(query)).items():
            if word in self.rows:
                row = self.rows[word]
                entries = slice(self.starts[row], self.starts[row + 1])
                scores[self.documents[entries]] += times * self.added[entries]    # a document comes once in it
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
