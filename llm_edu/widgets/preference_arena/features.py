"""What the reward model looks at in a story: how long it is, which kinds of words it holds, and single words.

A few dozen clicks are a few dozen bits: too few to tune a transformer with. They are enough for a sum of some hundred
numbers, each of which belongs to something that can be named.
"""

from collections import Counter
from typing import NamedTuple

import numpy as np

from llm_edu.storyland.village import (
    BIG_THINGS,
    COLOURS,
    DAYS,
    FOODS,
    MEN,
    PERSONAL_THINGS,
    PETS,
    PLACES,
    SEASONS,
    SKILLS,
    SMALL_THINGS,
    WOMEN,
)
from llm_edu.storyland.words import split_words

GROUPS = {
    "animals": PETS, "colours": COLOURS, "food": FOODS, "days of the week": DAYS, "seasons": SEASONS, "places": PLACES,
    "women": (*WOMEN, "she", "She"), "men": (*MEN, "he", "He"), "trades": tuple(SKILLS),
    "objects": (*PERSONAL_THINGS, *SMALL_THINGS, *BIG_THINGS), "talking": ("“", '"'), "questions": ("?",),
    "exclamations": ("!",),
}
MOST_OF_A_GROUP = 2    # different words of a group that count
LEAST, MOST = 0.08, 0.75    # the share of stories that hold a word which is looked at by itself
TOGETHER = 0.85    # words whose coming correlates so much count as one: they belong to one plot
LENGTH = "length"

# How much each may matter, before the first click: the standard deviation of its weight.
GROUP_SCALE, WORD_SCALE = 0.7, 0.2


class Feature(NamedTuple):
    """One number of a story. kind: "length", "group" or "word"   name: of it   words: that are counted"""

    kind: str
    name: str
    words: tuple[str, ...] = ()


class StoryFeatures:
    """Stories as rows of numbers, in proportion to how much each may matter.

    texts: some stories; which words are worth looking at, and what is long, is found out from them
    groups: name -> words; None: those of Storyland

    >>> look = StoryFeatures(["A cat sat.", "A dog sat on a red mat.", "Rain."], {"animals": ("cat", "dog")})
    >>> [feature.name for feature in look.features]
    ['length', 'animals', '“A” “sat”']
    >>> look(["My cat", "My cat and my dog"])[:, 1].round(1).tolist()
    [0.7, 1.4]
    """

    def __init__(self, texts, groups=None):
        sizes = [len(split_words(text)) for text in texts]
        self.mean, self.spread = float(np.mean(sizes)), max(1.0, float(np.std(sizes)))
        groups = {name: tuple(words) for name, words in (GROUPS if groups is None else groups).items()}
        self.features = [Feature("length", LENGTH), *(Feature("group", *group) for group in groups.items())]
        self.features += [Feature("word", " ".join(f"“{word}”" for word in words[:3]), words)
                          for words in words_that_tell([set(split_words(text)) for text in texts])]

    def __call__(self, texts):
        """->   (texts, features), float64"""
        return np.array([self._row(split_words(text)) for text in texts]).reshape(len(texts), len(self.features))

    def _row(self, words):
        held = set(words)
        row = [GROUP_SCALE * (len(words) - self.mean) / self.spread]
        for feature in self.features[1:]:
            found = sum(word in held for word in feature.words)
            row.append(GROUP_SCALE * min(MOST_OF_A_GROUP, found) if feature.kind == "group"
                       else WORD_SCALE * found / len(feature.words))
        return row

    def unit(self, place):
        """By how much a feature rises when a story gets one word of a group more, or is 10 words longer."""
        kind = self.features[place].kind
        return {"length": 10 * GROUP_SCALE / self.spread, "group": GROUP_SCALE, "word": WORD_SCALE}[kind]


def words_that_tell(stories):
    """Words that some stories hold and others don't, those that come together as one tuple; the commonest first.

    stories: sets of words
    """
    counts = Counter(word for story in stories for word in story)
    words = [word for word, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
             if LEAST * len(stories) <= count <= MOST * len(stories) and count >= 2 and word.isalpha()]
    if not words:
        return []
    held = np.array([[word in story for word in words] for story in stories], dtype=float)    # (stories, words)
    alike = np.corrcoef(held.T).reshape(len(words), len(words))
    together = []
    for word in range(len(words)):
        for others in together:
            if alike[others[0], word] > TOGETHER:
                others.append(word)
                break
        else:
            together.append([word])
    return [tuple(words[word] for word in each) for each in together]
