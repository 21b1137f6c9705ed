"""Sentences that no story would tell: grammar without sense, "Mia lost her brown soup under the Monday".

In the stories much can be guessed: "sang for" is followed by "joy". Whoever learns from them alone need not look at
every word. Here nothing can be guessed but the grammar, so one has to look.
"""

from collections import Counter, defaultdict
from functools import cache

from llm_edu.applications.translation.language import dictionary, tag
from llm_edu.storyland import World

REPLACED = ("noun", "adjective", "determiner", "name", "verb", "preposition", "adverb", "pronoun", "joiner")
LAST_MARKS = (".", "!", "?")


@cache
def replacements():
    """Kind, and of a verb its form -> the words that may stand for one another: those that are of one kind only."""
    entries, known = dictionary()[0], set(World(seed=0).vocabulary)
    times = Counter(word for _, word in entries)
    found = defaultdict(list)
    for (_, word), entry in entries.items():
        if entry.kind in REPLACED and times[word] == 1 and word in known:
            found[group_of(entry)].append(word)
    return dict(found, mark=LAST_MARKS)


def group_of(entry):
    """What a word may be replaced by is of the same group. entry: an `Entry`, or a token of `tag`"""
    return ("verb", entry.form) if entry.kind == "verb" else entry.kind


def make_nonsense(sentence, random, share=0.5):
    """The sentence with about this share of its words replaced by others of their kind.

    random: a `random.Random`   ->   a tuple of words, each in Storyland's vocabulary

    Words that begin a sentence stay, and those whose kind depends on what stands around them ("her", "saw").
    """
    found = []
    for token in tag(sentence):
        choices = replacements().get(group_of(token), ())
        if token.word in choices and random.random() < share:
            found.append(choices[int(random.random() * len(choices))])
        else:
            found.append(token.word)
    return tuple(found)
