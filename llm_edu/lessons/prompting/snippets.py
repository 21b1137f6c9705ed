"""Lesson 12's task: critics' lines about films, for the film (class 1) or against it (class 0).

They are lesson 10's snippets, in the same three parts: no near-duplicate of an item is in the pool.
"""

from functools import cache

import numpy as np

from llm_edu.lessons.common.texts import film_snippets

COUNT = 400    # items
LONGEST, SHORT = 120, 80    # characters: of an example, so that prompts stay short, and of a short item


def items(count=COUNT):
    """Pairs (text, class) to be asked about, in an order that is the same each time, of 1,418 held-out ones.

    More begin with the fewer. Raises ValueError for more than there are.

    >>> items(2)[0]
    ("This may be Burns's strongest film since The Brothers McMullen.", 1)
    """
    held_out = parts()[1]
    if not 1 <= count <= len(held_out):
        raise ValueError(f"there are 1 to {len(held_out):,} items, not {count!r}")
    return list(held_out[:count])


def short_items(count):
    """The first so many of all items that have up to 80 characters, for what asks very often."""
    return [(text, number) for text, number in parts()[1] if len(text) <= SHORT][:count]


def pool():
    """Pairs (text, class) to draw examples from: of what lesson 10 learned from those of up to 120 characters."""
    return [(text, number) for text, number in parts()[0] if len(text) <= LONGEST]


def balanced_examples(count, seed=0):
    """Pairs of the pool, as many of one class as of the other, or one more, in an order that the seed draws.

    Fewer with the same seed are the beginning of more: each pair, of the first two on, holds one of either class.

    >>> [number for _, number in balanced_examples(4, seed=1)]
    [0, 1, 1, 0]
    """
    random = np.random.default_rng(seed)
    classes = [[pair for pair in pool() if pair[1] == number] for number in (0, 1)]
    drawn = [[some[place] for place in random.permutation(len(some))[:(count + 1) // 2]] for some in classes]
    found = [pair[turn] for pair in zip(*drawn) for turn in random.permutation(2)]
    return found[:count]


@cache
def parts():
    """What examples are drawn from and what is asked about: two tuples of pairs (text, class)"""
    learned, _, held_out = film_snippets()
    return tuple(tuple((review.text, int(review.is_positive)) for review in part) for part in (learned, held_out))
