"""A story on the table of GuessTheNextWord, and its places as the browser gets them."""

import math
from collections.abc import Callable

from llm_edu.widgets.common.chips import visible
from llm_edu.widgets.guess_the_next_word.guessing import Place

KEPT = 200  # words of a true distribution that the browser gets; Storyland's are shorter


class ShownStory:
    """A story cut into words: where it starts, and what each word adds to the text."""

    def __init__(self, story, split: Callable, join: Callable, start: int):
        text = getattr(story, "text", story)
        if not isinstance(text, str):
            raise TypeError(f"a story is a text, or has one as .text; this is a {type(story).__name__}")
        self.words, self.join, self.start = list(split(text)), join, start
        if not self.words:
            raise ValueError("An empty story leaves nothing to guess.")
        if not 0 <= start < len(self.words):
            raise ValueError(f"start is the number of words shown at first, 0 … {len(self.words) - 1}, not {start}")
        self.sources = {recall.start: recall.source for recall in getattr(story, "recalls", ())}
        texts = [join(self.words[:count]) for count in range(len(self.words) + 1)]
        self.pieces = [
            new[len(old):] if new.startswith(old) else f" {word}"
            for old, new, word in zip(texts, texts[1:], self.words, strict=False)
        ]


def for_browser(place: Place) -> dict:
    """A place as JSON, which has no infinity: None stands for it."""
    return {
        "at": place.index, "word": place.word, "source": place.source, "ask": place.worth_asking,
        "truth": [[word, short(share)] for word, share in list(place.truth.items())[:KEPT]],
        "share": short(place.truth[place.word]), "entropy": short(place.entropy),
        "models": [[short(share), short(cost)] for share, cost in place.models.values()],  # in the players' order
    }


def on_one_line(piece: str) -> str:
    """A word with the space before it, and nothing in it that cannot be drawn."""
    return (" " if piece[:1].isspace() else "") + visible(piece.strip())


def short(number: float) -> float | None:
    return float(f"{number:.7g}") if math.isfinite(number) else None


def amount(number: float) -> str:
    """Bits, as they are written: ``2.31``, ``∞``."""
    return "∞" if math.isinf(number) else f"{number:.2f}"


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
