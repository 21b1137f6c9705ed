"""The readers of lesson 11's second sitting: made up, so that what is learned can be compared with the truth."""

from llm_edu.alignment import Taste
from llm_edu.storyland.village import PETS

BROKEN = -10.0    # what a broken story is worth less to whoever minds


def anna():
    """She likes animals, and she likes it short."""
    return Taste(dict.fromkeys(PETS, 4.0), per_word=-0.25)


def lover_of_length():
    """More is better, whatever it says."""
    return Taste({}, per_word=0.25)


def minds_broken(reader, world, text):
    """What a text is worth to a reader who, besides her taste, minds stories that do not hold together."""
    return reader.worth(text) + (0.0 if world.read(text).tellings else BROKEN)
