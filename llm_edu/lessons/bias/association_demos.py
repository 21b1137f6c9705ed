"""Association tests on word2vec, beside the published figures, and on words drawn at random."""

import random
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from llm_edu.assets import AssociationTest, load_association_tests, load_association_vectors, load_word2vec
from llm_edu.bias.association import association_effect_size, associations, permutation_p_value
from llm_edu.embeddings import WordVectors, unit_vectors

# Effect sizes of the paper's ten tests on word2vec's vectors (Caliskan and others 2017, supplement).
PUBLISHED = {1: 1.54, 2: 1.63, 3: 0.58, 4: 1.24, 5: 0.72, 6: 1.89, 7: 0.97, 8: 1.24, 9: 1.30, 10: -0.08}
# What the file of lists has otherwise than the paper: a word cut off, one with a hyphen, four rare names.
SPELLING = {"failur": "failure", "short-term": "short"}
RARE = {4: ("Jay", "Kristen", "Tremayne", "Latonya")}
SHORTER = {"European American": "White", "African American": "Black", "Young people’s": "Young",
           "Old people’s": "Old", "Mental disease / Physical": "Mental / physical"}
SETS = ("first_target", "second_target", "first_attribute", "second_attribute")


@dataclass(frozen=True)
class AssociationRow:
    """One test: which words it compares, how many there are, what is missing, and what came out."""

    number: int
    title: str
    counts: tuple[int, ...]
    missing: list[str]
    effect: float
    p: float
    published: float

    @property
    def short(self) -> str:
        """The targets, in few words."""
        targets = self.title.split(":")[0]
        for long, brief in SHORTER.items():
            targets = targets.replace(long, brief)
        return targets


def merged_vectors() -> WordVectors:
    """Word2vec's vectors of two packages, each of length 1: 26,423 words and 151 more of the tests."""
    (words, vectors), (more, others) = load_word2vec(), load_association_vectors()
    known = set(words)
    new = [row for row, word in enumerate(more) if word not in known]
    rows = torch.cat((torch.tensor(vectors), torch.tensor(unit_vectors(others[new]))))
    return WordVectors([*words, *(more[row] for row in new)], rows.numpy())


def words_of(test: AssociationTest, number: int) -> list[list[str]]:
    """The four lists of a test as the paper used them."""
    return [[SPELLING.get(word, word) for word in getattr(test, name).words if word not in RARE.get(number, ())]
            for name in SETS]


def rows_of(news: WordVectors, words: list[str]) -> Tensor:
    """The vectors of those words that have one: (words, width)"""
    return torch.tensor(news.vectors[[news.row(word) for word in words if word in news]])


def association_table(news: WordVectors, effect_size: Any = association_effect_size,
                      p_value: Any = permutation_p_value) -> list[AssociationRow]:
    """All ten tests, each with the words that have vectors."""
    rows = []
    for number, test in enumerate(load_association_tests(), 1):
        lists = words_of(test, number)
        vectors = [rows_of(news, words) for words in lists]
        first, second = (associations(targets, *vectors[2:]).tolist() for targets in vectors[:2])
        rows.append(AssociationRow(
            number, f"{test.first_target.name} / {test.second_target.name}: {test.first_attribute.name.lower()}",
            tuple(map(len, vectors)), [word for words in lists for word in words if word not in news],
            effect_size(*vectors), p_value(first, second), PUBLISHED[number]))
    return rows


def random_effects(news: WordVectors, sizes: tuple[int, ...], count: int = 500, seed: int = 0) -> Tensor:
    """Effect sizes of words drawn at random, in sets of these sizes: (count,)"""
    draw, found = random.Random(seed), []
    for _ in range(count):
        chosen = draw.sample(range(len(news)), sum(sizes))
        found.append(association_effect_size(*torch.tensor(news.vectors[chosen]).split(list(sizes))))
    return torch.tensor(found)
