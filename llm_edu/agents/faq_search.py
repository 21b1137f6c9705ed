"""Which entry of the FAQ answers a customer's own words: by shared words, or by words and meaning (lesson 15)."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from llm_edu.agents.shop_data import FaqEntry

if TYPE_CHECKING:
    from llm_edu.retrieval import SentenceEncoder

NEAREST = 2    # an entry is as near as these of its texts are on average, so that one odd text does not decide alone
WORDS = 0.03    # what a point of BM25 counts beside a cosine; chosen by the 40 questions of tests/agents and 40 others
LOWEST = 0.35    # below, no entry is about that: of those 80 questions, none was below 0.45; "tell me a joke" has 0.29


class FaqSearch:
    """Entries that can be searched.

    Their words are those of the answers, steps, other ways to ask, and questions, which count twice.
    encoder: also compares the meaning of the query with each question, answer, and other way to ask

    >>> entries = [FaqEntry("wrap", "Do you wrap gifts?", "Yes."), FaqEntry("open", "When do you open?", "At nine.")]
    >>> [number for number, _ in FaqSearch(entries).search("open when", 3)]
    [1]
    """

    def __init__(self, faq: Sequence[FaqEntry], encoder: "SentenceEncoder | None" = None):
        from llm_edu.retrieval import BM25  # here, because it loads PyTorch, and the other tools need none

        self.words = BM25([" ".join([entry.question, entry.question, entry.answer, *entry.steps, *entry.asked])
                           for entry in faq])
        self.encoder = encoder
        if encoder is not None:
            texts = [[entry.question, entry.answer, *entry.asked] for entry in faq]
            vectors = encoder.encode([text for some in texts for text in some])
            self.vectors = np.split(vectors, np.cumsum([len(some) for some in texts])[:-1])    # of each entry

    def scores(self, query: str) -> np.ndarray:
        """How well each entry fits, (entries,); 0 or less where it does not."""
        by_words = self.words.scores(query)
        if self.encoder is None:
            return by_words
        wanted = self.encoder.encode([query])[0]
        near = [np.sort(vectors @ wanted)[-NEAREST:].mean() for vectors in self.vectors]
        scores = np.array(near) + WORDS * by_words
        return np.where(scores < LOWEST, 0, scores)

    def search(self, query: str, count: int) -> list[tuple[int, float]]:
        """The numbers of the entries that fit best with their scores, the best first; equal ones in their order."""
        scores = self.scores(query)
        return [(int(number), float(scores[number])) for number in np.argsort(-scores, kind="stable")[:count]
                if scores[number] > 0]


@cache
def search_index(faq: tuple[FaqEntry, ...], encoder: "SentenceEncoder | None" = None) -> FaqSearch:
    """The search of these entries, made once."""
    return FaqSearch(faq, encoder)
