"""What lesson 03 shows and measures, where the code would stand in the way of the lesson."""

import math
import textwrap
from collections.abc import Iterable, Sequence

from llm_edu.lessons.common.models import of_ids, of_texts, smollm2_log_prob  # noqa: F401 (moved)
from llm_edu.lessons.common.recalls import loss_at_recalls, losses_out_of_sight, lost_gap  # noqa: F401 (moved)
from llm_edu.storyland import END, Story, join_words

LN2 = math.log(2)
# --- stories


def one_of_each_plot(stories: Iterable[Story], count: int) -> list[Story]:
    """The first stories of ``count`` different plots, in the order in which they come."""
    found: dict[str, Story] = {}
    for story in stories:
        if len(found) < count:
            found.setdefault(story.plot, story)
    return list(found.values())


def print_stories(stories: Iterable[Story], width: int = 95) -> None:
    """Print each story as a paragraph, with a number before it."""
    for number, story in enumerate(stories, 1):
        print(textwrap.fill(story.text, width, initial_indent=f"{number:>2}. ", subsequent_indent="    "), end="\n\n")


def excerpt(words: Sequence[str], start: int, stop: int) -> str:
    """The words from ``start`` to before ``stop`` as a text, with … where something is cut off.

    The end is not counted as a word.

    >>> excerpt(["Mia", "lost", "her", "hat", END], 1, 3), excerpt(["Mia", "lost", "her", "hat", END], 2, 9)
    ('… lost her …', '… her hat')
    """
    words = [word for word in words if word != END]
    text = join_words(words[start:stop])
    return ("… " if start > 0 else "") + text + (" …" if stop < len(words) else "")


# --- real text


# --- two toy languages

CAT = {
    "": {"meow": 1 / 2, "purr": 1 / 2},
    "meow": {"meow": 1 / 4, "purr": 1 / 2, END: 1 / 4},
    "purr": {"meow": 1 / 2, END: 1 / 2},
}
DOG = {"": {"woof": 3 / 4, END: 1 / 4}, "woof": {"woof": 1 / 2, END: 1 / 2}}


def cat_language(words: Sequence[str]) -> dict[str, float]:
    """What the cat says next, after the words so far; only the last of them matters to it.

    >>> cat_language(["meow", "purr"])
    {'meow': 0.5, '<end>': 0.5}
    """
    return dict(CAT.get(words[-1] if words else "", {}))


def dog_language(words: Sequence[str]) -> dict[str, float]:
    """What the dog says next. It may say nothing at all."""
    return dict(DOG.get(words[-1] if words else "", {}))


def parrot_language(words: Sequence[str]) -> dict[str, float]:
    """What the parrot says next: usually its second to last word again, so the last word alone does not tell you.

    >>> parrot_language(["hello", "cracker"])
    {'hello': 0.75, '<end>': 0.25}
    """
    if len(words) < 2:
        return {"hello": 1 / 2, "cracker": 1 / 4, END: 1 / 4}
    return {words[-2]: 3 / 4, END: 1 / 4}


def cat_log_probs(words: Sequence[str]) -> list[float]:
    """The cat's log probabilities in nats: of each word, and last of the end."""
    found = [cat_language(words[:position]).get(word, 0.0) for position, word in enumerate([*words, END])]
    return [math.log(probability) if probability else -math.inf for probability in found]


def coin_log_probs(words: Sequence[str]) -> list[float]:
    """The log probabilities of a model that gives every word, and the end, one chance in two."""
    return [-LN2] * (len(words) + 1)


def two_bits_a_letter(text: str) -> float:
    """The log probability of a text, in nats, for a model to which each letter is a surprise of two bits."""
    return -2 * LN2 * len(text)


def three_nats_a_word(text: str) -> float:
    """The log probability of a text, in nats, for a model to which each word is a surprise of three nats."""
    return -3.0 * len(text.split())
