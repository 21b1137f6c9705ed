"""The readers of lesson 11's second sitting: made up, so that what is learned can be compared with the truth."""

import itertools

from llm_edu.alignment import Taste
from llm_edu.storyland.village import PETS

BROKEN = -10.0    # what a broken story is worth less to whoever minds


def anna():
    """She likes animals, and she likes it short."""
    return Taste(dict.fromkeys(PETS, 4.0), per_word=-0.25)


def bruno():
    """Anna's opposite: what is worth something to her is worth as much less to him."""
    return opposite(anna())


def clara():
    """She dislikes animals as much as Anna likes them, but she likes it short, too."""
    return Taste(dict.fromkeys(PETS, -4.0), per_word=-0.25)


def opposite(reader):
    """Who chooses the other one.

    >>> opposite(Taste({"cat": 2.0}, per_word=1.0)).reward("A cat.")
    -5.0
    """
    return Taste({word: -worth for word, worth in reader.likes.items()}, per_word=-reader.per_word)


class InTurns:
    """Several readers at one screen: each choice is the next one's, and nobody writes down whose it was."""

    def __init__(self, readers):
        self.next = itertools.cycle(readers)

    def prefers_first(self, first, second, random):
        """As that of `Taste`."""
        return next(self.next).prefers_first(first, second, random)


def lover_of_length():
    """More is better, whatever it says."""
    return Taste({}, per_word=0.25)


def minds_broken(reader, world, text):
    """What a text is worth to a reader who, besides her taste, minds stories that do not hold together."""
    return reader.reward(text) + (0.0 if world.read(text).tellings else BROKEN)
