"""What lesson 03 shows and measures, where the code would stand in the way of the lesson."""

import math
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean as mean

from llm_edu.storyland import END, Story, join_words

LN2 = math.log(2)
LogProbs = Callable[[Sequence[str]], Sequence[float]]

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
    """The words from ``start`` to before ``stop`` as a text, with … where something is cut off. The end is no word.

    >>> excerpt(["Mia", "lost", "her", "hat", END], 1, 3), excerpt(["Mia", "lost", "her", "hat", END], 2, 9)
    ('… lost her …', '… her hat')
    """
    words = [word for word in words if word != END]
    text = join_words(words[start:stop])
    return ("… " if start > 0 else "") + text + (" …" if stop < len(words) else "")


@dataclass(frozen=True)
class Gap:
    """A place in a story: the words before it, the word that comes, and how many words back it stood first."""

    before: tuple[str, ...]
    word: str
    distance: int


def lost_gap(stories: Iterable[Story], least: int) -> Gap:
    """"There was the ____": the first such place whose word stands at least ``least`` words back.

    Raises ValueError when no story has one.
    """
    for story in stories:
        for recall in story.recalls:
            before = story.words[:recall.start]
            if before[-3:] == ("There", "was", "the") and recall.distance >= least:
                return Gap(before, story.words[recall.start], recall.distance)
    raise ValueError(f"in none of these stories is something found whose colour was told {least} words before")


def losses_out_of_sight(stories: Iterable[Story], log_probs: LogProbs, reach: int) -> tuple[list[tuple[str, float]],
                                                                                            list[tuple[str, float]]]:
    """Each word with its loss in nats, in two lists: words that repeat what was told more than ``reach`` words before,
    and all the others.

    log_probs: a function from a story's words to the log probability of each and, last, of the end
    """
    far_losses, other_losses = [], []
    for story in stories:
        far = {place for recall in story.recalls if recall.distance > reach
               for place in range(recall.start, recall.stop)}
        for place, (word, score) in enumerate(zip([*story.words, END], log_probs(story.words), strict=True)):
            (far_losses if place in far else other_losses).append((word, 0.0 - score))
    return far_losses, other_losses


def loss_at_recalls(stories: Iterable[Story], log_probs: LogProbs, reach: int) -> tuple[float, float]:
    """The mean loss in nats at words that repeat something told more than ``reach`` words before, and elsewhere."""
    far, other = losses_out_of_sight(stories, log_probs, reach)
    return mean(loss for _, loss in far), mean(loss for _, loss in other)


def of_ids(model, world) -> LogProbs:
    """A model that speaks ids, as one that speaks words: its log probabilities for the words of a story."""
    return lambda words: model.log_probs(world.encode(words))


def of_texts(model, world) -> Callable[[str], dict[str, float]]:
    """A model that speaks ids, as the widget wants it: text so far -> {next word: probability}."""
    return lambda text: dict(zip(world.vocabulary, model.next_probabilities(world.encode(text)).tolist()))


# --- real text


def smollm2_log_prob(model, tokenizer) -> Callable[[str], float]:
    """A function from a text to its log probability in nats under SmolLM2: all its tokens, after the mark that begins
    a document. What 21 rare bytes would be is left out, as they have no token."""
    import torch

    begin = tokenizer.special_tokens["<|endoftext|>"]

    @torch.inference_mode()
    def log_prob(text: str) -> float:
        ids = tokenizer.encode(text, errors="drop")
        logits = model(torch.tensor([[begin, *ids]]))[0, :-1]  # (time, vocabulary): after each token but the last
        return float(logits.log_softmax(dim=-1)[torch.arange(len(ids)), torch.tensor(ids)].sum())

    return log_prob


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
    """What the parrot says next: mostly the word before the last once more, so that the last is not enough to know.

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
    """Of a model that gives every word, and the end, one chance in two."""
    return [-LN2] * (len(words) + 1)


def two_bits_a_letter(text: str) -> float:
    """The log probability, in nats, of a text by a model to which each letter is a surprise of two bits."""
    return -2 * LN2 * len(text)


def three_nats_a_word(text: str) -> float:
    """The log probability, in nats, of a text by a model to which each word is a surprise of three nats."""
    return -3.0 * len(text.split())
