"""A world of 48 stories, small enough to count: the truth after any prefix is exact, and a colour comes back."""

from collections import Counter
from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace

COLOURS = ("green", "red", "blue", "grey")


@dataclass(frozen=True)
class TinyStory:
    text: str
    recalls: tuple = ()


def split(text):
    return text.replace(".", " .").split()


def join(words):
    return " ".join(words).replace(" .", ".")


def _texts():
    """Each text with its probability: names, things and endings are even, green comes half of the time."""
    for name, colour, thing, place in product(("Mia", "Otto"), COLOURS, ("hat", "coat"), ("mill", "river", "well")):
        text = f"Today {name} lost a {colour} {thing} . By the {place} was the {colour} {thing} ."
        yield join(text.split()), (1 / 2 if colour == "green" else 1 / 6) / 2 / 2 / 3


class TinyWorld:
    texts = dict(_texts())
    vocabulary = ("<end>", *sorted({word for text in texts for word in split(text)}))
    groups = {"colour": COLOURS, "thing": ("hat", "coat")}

    def next_distribution(self, prefix):
        before, shares = split(prefix), Counter()
        for text, share in self.texts.items():
            words = [*split(text), "<end>"]
            if words[: len(before)] == before:
                shares[words[len(before)]] += share
        total = sum(shares.values())
        if not total:
            raise ValueError(f"no story of this world begins with {prefix!r}")
        return {word: share / total for word, share in shares.items()}

    def story(self, text="Today Mia lost a green hat. By the mill was the green hat."):
        return TinyStory(text, (SimpleNamespace(start=12, stop=14, source=4),))


def bigram(prefix):
    """A model that has read one story only, and so has never seen a red coat."""
    follows = {}
    words = split("Today Mia lost a green hat. By the well was the green hat.")
    for one, other in zip(words, words[1:], strict=False):
        follows.setdefault(one, Counter())[other] += 1
    counts = follows.get(split(prefix)[-1], Counter(["Today"]))
    return {word: count / sum(counts.values()) for word, count in counts.items()}
