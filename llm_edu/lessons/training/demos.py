"""What lesson 06 shows of archives, models to practise on, and stories, where the code would stand in the way."""

import html
import math
import random
import textwrap
from collections.abc import Mapping, Sequence

import torch

from llm_edu.language_models import NGram
from llm_edu.lessons.common.models import practice_model  # noqa: F401 (moved)
from llm_edu.storyland import END, World, join_words
from llm_edu.storyland.words import split_words
from llm_edu.training import TokenRows
from llm_edu.transformer import Transformer

# --- text as its own label


def print_predictions(words: Sequence[str], positions: Sequence[int]) -> None:
    """Some of the exercises in a text: the words before, and the answer."""
    every = [*words, END]
    for position in positions:
        before = join_words(every[:position]) if position else "(nothing yet)"
        shown = before if len(before) <= 70 else "… " + before[-68:]
        print(f"{shown:>72}  ->  {every[position]}")


# --- an archive as one finds it

FOOTERS = ("", "", "", "<p>Share this story!</p>", "<hr>All rights reserved by the village.")
JUNK = ("<html><body>404 Not Found</body></html>", "Log in | Register | Forgot your password?",
        "<p>Buy hats! Buy hats! Buy hats! Buy hats!</p>", "", "hat hat hat hat hat hat hat hat hat hat hat hat")


def raw_archive(world: World, count: int = 1_200, seed: int = 6) -> list[str]:
    """Pages as a crawler brings them home: stories in HTML, many of them more than once, and pages of other kinds.

    Every fourth story is popular: it was copied two to seven times, with other spaces and other footers.
    """
    random_ = random.Random(seed)
    pages = []
    for story in world.stories(count, seed):
        copies = 1 if random_.random() > 0.25 else random_.randrange(3, 9)
        pages += [as_page(story.text, random_) for _ in range(copies)]
    pages += [random_.choice(JUNK) for _ in range(count // 10)]
    random_.shuffle(pages)
    return pages


def as_page(text: str, random_: random.Random) -> str:
    """A story as it may look on a page."""
    if random_.random() < 0.2:
        text = text.replace(". ", ".  ")
    return f"<p>{html.escape(text, quote=False)}</p>" + random_.choice(FOOTERS)


def print_pages(pages: Sequence[str], width: int = 92) -> None:
    """The beginning of each page, with its number."""
    for number, page in enumerate(pages):
        print(f"{number}. {textwrap.shorten(page, width, placeholder=' …') or '(empty)'}")


def is_of_the_village(text: str, world: World) -> bool:
    """Whether all words of a text are words of Storyland, and there are enough of them for a story."""
    try:
        return len(world.encode(text)) >= 20
    except ValueError:
        return False


def counting_loss(learned: Sequence[str], measured: Sequence[str], world: World, order: int = 5) -> float:
    """Lesson 03's interpolated 5-gram, counted on some texts: its loss in nats a word on others."""
    model = NGram(order).fit([split_words(text) for text in learned], vocabulary=world.vocabulary)
    scores = [model.log_probs(split_words(text)) for text in measured]
    return -sum(map(sum, scores)) / sum(map(len, scores))


# --- models to practise on, and to spoil


@torch.no_grad()
def begin_with(model: Transformer, kind: str) -> Transformer:
    """Change how a model starts: "usual" (nothing changed), "zeros", "all alike" (0.02 everywhere), "20 × as large"."""
    for parameter in model.parameters():
        if parameter.dim() == 2:    # matrices; norms and biases stay as they are
            if kind == "zeros":
                parameter.zero_()
            elif kind == "all alike":
                parameter.fill_(0.02)
            elif kind == "20 × as large":
                parameter.mul_(20)
            elif kind != "usual":
                raise ValueError(f"there is no start {kind!r}")
    return model


def garbage_batch(rows: TokenRows, count: int = 8, time: int = 80):
    """A page that nobody filtered: one and the same word, over and over.   ->   inputs, targets, (count, time) each"""
    ids = torch.full((count, time), int(rows[0][1]))
    return ids, ids.clone()


def mean_of_last(losses: Sequence[float], count: int = 10) -> float:
    """The mean of the last losses, because a single one jumps about."""
    last = losses[-count:]
    return sum(last) / len(last)


# --- stories that a model wrote


def print_written(texts: Sequence[str], world: World, known=(), width: int = 95) -> None:
    """Each text with a verdict; where it stops being a story, « comes before the first impossible word."""
    for text in texts:
        reading = world.read(text)
        wrong = reading.first_impossible()
        if wrong is not None:
            text = join_words(reading.words[:wrong]) + " «" + join_words(reading.words[wrong:]) + "»"
            verdict = "impossible in this village from « on"
        elif reading.log_prob == -math.inf:
            verdict = "ends too early"
        else:
            verdict = "whole, but learned by heart" if text in known else "whole and new"
        print(f"[{verdict}]")
        print(textwrap.fill(text, width, initial_indent="  ", subsequent_indent="  "), end="\n\n")


def when_learned(looks: Sequence[Mapping[str, float]], name: str, share: float = 0.9) -> int:
    """The step of the first evaluation at which a loss has come this share of its way from the first to the last.

    >>> when_learned([{"step": 1, "recall": 3.0}, {"step": 5, "recall": 1.0}, {"step": 9, "recall": 0.9}], "recall")
    5
    """
    first, last = looks[0][name], looks[-1][name]
    return next(look["step"] for look in looks if look[name] <= first - share * (first - last))


def step_below(rows: Sequence[Sequence[float]], loss: float) -> int | str:
    """The step of the first row whose loss at recalls is below one; "never" if none is. rows: (step, word, recall, …)

    >>> step_below([(25, 1.2, 3.0), (50, 0.7, 0.4)], 0.5), step_below([(25, 1.2, 3.0)], 0.5)
    (50, 'never')
    """
    return next((row[0] for row in rows if row[2] < loss), "never")
