"""Sentences of Storyland with their translations: for training, held out, and with pairs of words never seen together.

>>> corpus = make_corpus(stories=40, held_out=20)
>>> len(corpus.held_out), set(corpus.learn).isdisjoint(corpus.held_out)
(20, True)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np
import torch
from torch import Tensor

from llm_edu.applications.translation.language import Translation, dictionary, translate
from llm_edu.applications.translation.nonsense import make_nonsense
from llm_edu.language_models import END_ID
from llm_edu.storyland import END, World, village
from llm_edu.training import TokenRows


def split_sentences(words: Iterable[str]) -> list[tuple[str, ...]]:
    """The sentences of a story, each a tuple of words; one in quotes keeps its quotes.

    >>> split_sentences("She left . “ Look ! ” he said .".split())
    [('She', 'left', '.'), ('“', 'Look', '!', '”', 'he', 'said', '.')]
    """
    found: list[tuple[str, ...]] = []
    begun: list[str] = []
    for word, following in pairwise([*words, "The"]):
        begun.append(word)
        closed = word in (".", "!", "?") or word == "”" and begun[-2:-1] and begun[-2] in (".", "!", "?")
        if closed and (following == "“" or following[0].isupper()):
            found.append(tuple(begun))
            begun = []
    return found + ([tuple(begun)] if begun else [])


def sample_sentences(stories: int, seed: int = 0) -> list[tuple[str, ...]]:
    """All different sentences of `stories` stories, in the order in which they first come."""
    told = World(seed=0).stories(stories, seed)
    return list(dict.fromkeys(sentence for story in told for sentence in split_sentences(story.words)))


@dataclass(frozen=True)
class Corpus:
    """Pairs of sentences in five parts; no English sentence is in two of them.

    learn: sentences of stories   nonsense: made of those by `make_nonsense`, also for training
    held_out: sentences of stories   held_out_nonsense: made of those
    new_pairs: sentences of stories with a thing in a colour that it has in no other part
    apart: the pairs (colour, thing) of `new_pairs`   coverage: the share of sentences that the rules could translate
    """

    learn: tuple[Translation, ...]
    nonsense: tuple[Translation, ...]
    held_out: tuple[Translation, ...]
    held_out_nonsense: tuple[Translation, ...]
    new_pairs: tuple[Translation, ...]
    apart: frozenset[tuple[str, str]]
    coverage: float


def make_corpus(stories: int = 4_000, held_out: int = 1_200, apart: float = 0.1, seed: int = 0) -> Corpus:
    """All different sentences of `stories` stories, shuffled and split.

    held_out: how many sentences are   apart: the share of all pairs (colour, thing) that only `new_pairs` has
    """
    order = np.random.default_rng(seed)
    possible = [(colour, thing) for colour in village.COLOURS for thing in village.PERSONAL_THINGS]
    kept = frozenset(possible[place] for place in order.permutation(len(possible))[:round(apart * len(possible))])
    sentences = sample_sentences(stories, seed)
    pairs = list(filter(None, map(translate_if_known, sentences)))
    pairs = [pairs[place] for place in order.permutation(len(pairs))]
    new = [pair for pair in pairs if not kept.isdisjoint(pairwise(pair.source))]
    seen = [pair for pair in pairs if kept.isdisjoint(pairwise(pair.source))]
    random, taken = Random(seed), {pair.source for pair in pairs}
    made: list[Translation | None] = []
    for pair in seen:
        words = make_nonsense(pair.source, random)
        made.append(translate(words) if words not in taken and kept.isdisjoint(pairwise(words)) else None)
        taken.add(words)
    return Corpus(tuple(seen[held_out:]), tuple(filter(None, made[held_out:])), tuple(seen[:held_out]),
                  tuple(filter(None, made[:held_out])), tuple(new), kept, len(pairs) / len(sentences))


def translate_if_known(sentence: Sequence[str]) -> Translation | None:
    """As `translate`; None for a sentence with a word that the lexicon lacks."""
    try:
        return translate(sentence)
    except ValueError:
        return None


class Vocabulary:
    """The words of both languages as ids; names and marks are the same word in both. The end is id 0.

    >>> vocabulary = Vocabulary()
    >>> vocabulary.decode(vocabulary.encode(["Mia", "lost", "."]))
    ['Mia', 'lost', '.']
    """

    def __init__(self) -> None:
        english = [word for word in World(seed=0).vocabulary if word != END]
        talune = [word for forms in dictionary()[1].values() for word in forms.values()]
        self.words = list(dict.fromkeys([END, *english, *talune]))
        self.ids = {word: number for number, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, words: Iterable[str]) -> list[int]:
        """The ids of words. Raises KeyError for a word of neither language."""
        return [self.ids[word] for word in words]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The words of ids, without ends."""
        return [self.words[number] for number in ids if number != END_ID]


class Batch:
    """What an encoder–decoder reads in one step.

    source: (batch, source) ids   source_mask: like it, True = a word, False = padding
    target: (batch, target) ids, beginning with the end's
    """

    def __init__(self, source: Tensor, source_mask: Tensor, target: Tensor) -> None:
        self.source, self.source_mask, self.target = source, source_mask, target

    def to(self, device: torch.device | str) -> "Batch":
        return Batch(*(part.to(device) for part in (self.source, self.source_mask, self.target)))


class PairRows(TokenRows):
    """Rows of targets for `train`, each with its source."""

    sources: list[list[int]]

    @classmethod
    def of(cls, pairs: Sequence[Translation], vocabulary: Vocabulary) -> "PairRows":
        """The rows of these pairs."""
        rows = cls.one_text_a_row([vocabulary.encode(pair.words) for pair in pairs])
        rows.sources = [vocabulary.encode(pair.source) for pair in pairs]
        return rows

    def side_by_side(self, numbers: Sequence[int] | np.ndarray    # type: ignore[override]  # a Batch for the inputs
                     ) -> tuple[Batch, Tensor]:
        """Rows padded at the end: a `Batch`, and the word that follows each word of its target."""
        target, wanted = super().side_by_side(numbers)
        return Batch(*pad_sources([self.sources[number] for number in numbers]), target), wanted


def pad_sources(sources: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids of sentences, padded at the end: ids and mask, (batch, longest) each

    >>> pad_sources([[5, 6], [7]])
    (tensor([[5, 6],
            [7, 0]]), tensor([[ True,  True],
            [ True, False]]))
    """
    longest = max(map(len, sources))
    ids = torch.tensor([[*ids, *[END_ID] * (longest - len(ids))] for ids in sources])
    lengths = torch.tensor([len(ids) for ids in sources])
    return ids, torch.arange(longest) < lengths[:, None]
