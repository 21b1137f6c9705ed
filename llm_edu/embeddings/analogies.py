"""a is to b as c is to …: arithmetic with word vectors, and an honest measurement of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from llm_edu.embeddings.vectors import UnknownWordError, WordVectors, nearest, unit_vectors

BATCH = 500  # questions at a time: 500 × 26,423 similarities take 53 MB


class Question(Protocol):
    """An analogy: "a is to b as c is to d", as `assets.word_vectors` has them."""

    category: str
    a: str
    b: str
    c: str
    d: str


def analogy(vectors: np.ndarray, words: Iterable[str], a: str, b: str, c: str, leave_out: bool = True) -> str:
    """The word nearest to a - b + c. If a is king, b man and c woman, it should be queen.

    vectors: (number of words, width)   words: their names   leave_out: a, b and c themselves cannot be the answer
    Each of the three vectors is first scaled to length 1. Raises UnknownWordError.
    Source: Mikolov, Yih and Zweig 2013, Linguistic Regularities in Continuous Space Word Representations.

    >>> table = np.array([[5.0, 1.0], [1.0, 1.0], [1.0, 5.0], [4.0, 4.0]])
    >>> analogy(table, ["king", "man", "woman", "queen"], "king", "man", "woman")
    'queen'
    """
    words = list(words)
    for word in (a, b, c):
        if word not in words:
            raise UnknownWordError(word, words)
    first, second, third = (unit_vectors(vectors[words.index(word)]) for word in (a, b, c))
    forbidden = (a, b, c) if leave_out else ()
    [(word, _)] = nearest(vectors, words, first - second + third, count=1, leave_out=forbidden)
    return word


@dataclass(frozen=True)
class AnalogyResults:
    """The results of many questions "a is to b as c is to d", one entry for each question that could be asked.

    answers: the answer's row in the vocabulary   solved: whether it was d   inputs: whether it was a, b or c
    """

    questions: list[Question]
    answers: np.ndarray
    solved: np.ndarray
    inputs: np.ndarray
    skipped: int  # questions with a word that has no vector

    def by_category(self) -> dict[str, tuple[int, float, float]]:
        """category -> (questions, share solved, share answered with one of the three given words)."""
        categories = np.array([question.category for question in self.questions])
        return {
            str(category): (int(chosen.sum()), float(self.solved[chosen].mean()), float(self.inputs[chosen].mean()))
            for category in dict.fromkeys(categories.tolist())
            for chosen in [categories == category]
        }


def evaluate_analogies(table: WordVectors, questions: Iterable[Question], leave_out: bool = True,
                       offset: bool = True) -> AnalogyResults:
    """Ask every question whose four words have vectors.

    questions: objects with .category and the words .a, .b, .c, .d, "a is to b as c is to d"; the answer is the word
    nearest to b - a + c (vectors of length 1)
    leave_out: a, b and c cannot be the answer, as is usual
    offset: False asks for the nearest neighbour of c alone. Questions that this solves need no arithmetic at all
    (Linzen 2016, Issues in evaluating semantic spaces using word analogies, arXiv:1606.07736).
    """
    questions = list(questions)
    known = [each for each in questions if all(word in table for word in (each.a, each.b, each.c, each.d))]
    rows = np.array([[table.row(word) for word in (each.a, each.b, each.c, each.d)] for each in known], dtype=np.int64)
    rows = rows.reshape(-1, 4)
    unit = unit_vectors(table.vectors)
    answers = np.zeros(len(rows), dtype=np.int64)
    for start in range(0, len(rows), BATCH):
        a, b, c, _ = rows[start:start + BATCH].T
        targets = unit[b] - unit[a] + unit[c] if offset else unit[c]    # (batch, width)
        similarities = targets @ unit.T                                 # (batch, number of words)
        if leave_out:
            each = np.arange(len(a))
            for given in (a, b, c):
                similarities[each, given] = -np.inf
        answers[start:start + BATCH] = similarities.argmax(axis=1)
    inputs = (answers[:, None] == rows[:, :3]).any(axis=1)
    return AnalogyResults(known, answers, answers == rows[:, 3], inputs, len(questions) - len(known))
