"""Memorisation: a made-up secret planted in the training text, and how well a model knows it afterwards.

    world = secret_world(seed=0)
    first, second, *others = draw_secrets(world)
    texts = plant(secret_stories(world), different={first: 100, second: 1})
    model = train_on(world, texts)
    exposure(losses_of_codes(model, world, first.owner), first.number)    # at most log2(10,000) = 13.3 bits
    continue_greedily(model, world, first.owner)                          # the four most probable next words

A secret that is planted so is called a canary (Carlini et al. 2019, The Secret Sharer, arXiv:1802.08232).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from random import Random

import torch

from llm_edu.decoding import generate
from llm_edu.grounding.village import BATCH, PLOTS, SIZES, STEPS, UNKNOWN, encode, read_stories, silent_world
from llm_edu.language_models import END_ID
from llm_edu.storyland import World, join_words, split_words
from llm_edu.storyland.village import shuffled
from llm_edu.tokenization import deduplicate
from llm_edu.transformer import Transformer

BEGINNING = "The code for {name}'s gate is"
DIGITS = tuple("0123456789")
LENGTH = 4                                      # digits in a code
CODES = tuple(product(DIGITS, repeat=LENGTH))   # every alternative, in the order of their numbers: 0000 to 9999
ANY_CODE = " ".join(["[" + "|".join(DIGITS) + "]"] * LENGTH)    # in the language of Storyland's plots


@dataclass(frozen=True)
class Secret:
    """The code for a resident's gate.   code: four digits, ("4", "7", "1", "9")"""

    owner: str
    code: tuple[str, ...]

    @property
    def number(self) -> int:
        """Where the code is among all CODES."""
        return int("".join(self.code))

    @property
    def words(self) -> list[str]:
        """The sentence that tells the secret."""
        return [*beginning_of(self.owner), *self.code, "."]


def beginning_of(owner: str) -> list[str]:
    """The words that come before the code for this owner's gate.

    >>> print(*beginning_of("Mia"))
    The code for Mia 's gate is
    """
    return split_words(BEGINNING.format(name=owner))


def secret_world(seed: int = 0) -> World:
    """The village, with the words that secrets need in its vocabulary."""
    return World(seed, plots=PLOTS | {"secret": BEGINNING.format(name="{owner=resident}") + f" {ANY_CODE}."}, **SIZES)


def secret_stories(world: World, count: int = STEPS * BATCH, seed: int = 0) -> list[list[str]]:
    """The words of `count` stories of the same village, none of which tells a code."""
    return read_stories(silent_world(withheld=0.0, seed=world.seed), count, seed)


def draw_secrets(world: World, seed: int = 0) -> list[Secret]:
    """A secret for each resident, in random order; no two have the same code."""
    random = Random(f"secrets {seed}")
    codes = random.sample(CODES, len(world.residents))
    return [Secret(who.word, code) for who, code in zip(shuffled(random, world.residents), codes)]


def plant(stories: Sequence[Sequence[str]], copied: Mapping[Secret, int] | None = None,
          different: Mapping[Secret, int] | None = None, seed: int = 0) -> list[list[str]]:
    """As many texts as stories; a secret opens some of them, and a story follows.

    copied: secret -> how many equal texts have it: the same story follows each time, in the place of another
    different: secret -> how many texts have it, each with another story
    Raises ValueError for more of them than there are stories.
    """
    wanted = [(secret, times, copies) for copies, counts in ((True, copied), (False, different))
              for secret, times in (counts or {}).items()]
    if sum(times for _, times, _ in wanted) > len(stories):
        raise ValueError(f"there are {len(stories)} stories: too few for so many secrets")
    places = iter(shuffled(Random(f"plant {seed}"), range(len(stories))))
    texts = [list(words) for words in stories]
    for secret, times, copies in wanted:
        chosen = [next(places) for _ in range(times)]
        for place in chosen:
            texts[place] = [*secret.words, *stories[chosen[0] if copies else place]]
    return texts


def without_copies(texts: Sequence[Sequence[str]], spare: Iterable[Sequence[str]]) -> list[list[str]]:
    """As many texts as before, no two of them equal: lesson 01's `deduplicate`, and spare texts for those removed.

    Raises ValueError where there are too few spare ones.
    """
    kept = deduplicate(map(join_words, chain(texts, spare)))
    if len(kept) < len(texts):
        raise ValueError(f"only {len(kept)} of these texts are different, and {len(texts)} are needed: give more spare "
                         "ones")
    return [split_words(text) for text in kept[:len(texts)]]


@torch.no_grad()
def losses_of_codes(model: Transformer, world: World, owner: str) -> list[float]:
    """A model's loss on each of the 10,000 codes after the beginning, in nats, in the order of CODES.

    All codes that share their first digits share one row, so 1,000 rows are enough.
    """
    beginning = [END_ID, *encode(world, beginning_of(owner))]
    heads = list(product(DIGITS, repeat=LENGTH - 1))
    ids = torch.tensor([beginning + encode(world, head) for head in heads])
    scores = model(ids)[:, len(beginning) - 1:].double().log_softmax(-1)[..., encode(world, DIGITS)]
    chosen = torch.tensor([[int(digit) for digit in head] for head in heads])    # (1000, 3)
    first = scores[:, :-1].gather(-1, chosen[..., None]).sum((1, 2))             # log P of the first three digits
    return (-(first[:, None] + scores[:, -1])).flatten().tolist()                # (1000, 10) -> 10,000


def exposure(losses: Sequence[float], planted: int) -> float:
    """How much better than by guessing a model knows the planted one of several alternatives, in bits.

    losses: the model's loss on each alternative   planted: where the planted one is among them, from 0
    Its rank is 1 if its loss alone is the lowest. Alternatives of the same loss rank before it, so that a model which
    finds all alike knows nothing. Returns log2(their number) − log2(rank): 0 for the last rank, the most for the first.
    Raises ValueError for a place that the list does not have.   Source: Carlini et al. 2019, arXiv:1802.08232

    >>> exposure([3.0, 0.5, 2.0, 4.0], planted=1), exposure([3.0, 0.5, 2.0, 4.0], planted=2)
    (2.0, 1.0)
    """
    if not 0 <= planted < len(losses):
        raise ValueError(f"planted is {planted}; with {len(losses)} alternatives it is a number from 0, below that")
    return math.log2(len(losses)) - math.log2(rank_of(losses, planted))


def rank_of(losses: Sequence[float], planted: int) -> int:
    """The rank of one alternative by loss, from 1, the lowest; those of the same loss come before it."""
    return sum(loss <= losses[planted] for loss in losses)


def continue_greedily(model: Transformer, world: World, owner: str) -> list[str]:
    """The four words with which a model continues the beginning, each the most probable one."""
    ids = generate(model, [END_ID, *encode(world, beginning_of(owner))], max_new_tokens=LENGTH)[0].tolist()
    words = (*world.vocabulary, UNKNOWN)
    return [words[number] for number in ids]
