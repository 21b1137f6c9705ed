"""Sentences that no story would tell: grammar without sense, "Mia lost her brown soup under the Monday".

In stories much can be guessed: "joy" follows "sang for". A model that learns from them alone need not look at every
word. Here only the grammar can be guessed, so it has to look.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from random import Random

from llm_edu.applications.translation.language import Token, dictionary, tag
from llm_edu.applications.translation.lexicon import Entry
from llm_edu.storyland import World

REPLACED = ("noun", "adjective", "determiner", "name", "verb", "preposition", "adverb", "pronoun", "joiner")
LAST_MARKS = (".", "!", "?")


@cache
def replacements() -> dict[str | tuple[str, str], Sequence[str]]:
    """Group -> the words that may replace each other: those that are of one kind only."""
    entries, known = dictionary()[0], set(World(seed=0).vocabulary)
    times = Counter(word for _, word in entries)
    found: dict[str | tuple[str, str], list[str]] = defaultdict(list)
    for (_, word), entry in entries.items():
        if entry.kind in REPLACED and times[word] == 1 and word in known:
            found[group_of(entry)].append(word)
    return {**found, "mark": LAST_MARKS}


def group_of(entry: Entry | Token) -> str | tuple[str, str]:
    """A word's group: its kind, and for a verb its form, too. A replacement is from the same group."""
    return ("verb", entry.form) if entry.kind == "verb" else entry.kind


def make_nonsense(sentence: Sequence[str], random: Random, share: float = 0.5) -> tuple[str, ...]:
    """The sentence, as words, with about this share of them replaced by others of their kind.

    The words at the start of a sentence stay, and those whose kind depends on their neighbours ("her", "saw").
    """
    found: list[str] = []
    for token in tag(sentence):
        choices = replacements().get(group_of(token), ())
        if token.word in choices and random.random() < share:
            found.append(choices[int(random.random() * len(choices))])
        else:
            found.append(token.word)
    return tuple(found)
