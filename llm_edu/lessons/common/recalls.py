"""Stories that say once more what was told long before: where they do, what it costs a model, and what it expects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean as mean

from llm_edu.lessons.common.models import LogProbs
from llm_edu.plotting import TEXT_COLOR, figure, horizontal_bars
from llm_edu.storyland import END, Story


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
    raise ValueError(f"in none of these stories is something found whose colour was named {least} words before")


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


def gap_plot(models: Mapping[str, Mapping[str, float]], right: str, top: int = 10):
    """What each model expects in a gap, side by side: the likeliest words of the first, the right one in orange."""
    words = list(likeliest(next(iter(models.values())), top))
    words = words if right in words else [*words[:-1], right]
    shares = {name: {word: expected.get(word, 0.0) for word in words} for name, expected in models.items()}
    title = f"The chance of “{right}” in the gap: " + ", ".join(
        f"{row[right]:.2f} ({name})" for name, row in shares.items())
    plot, axes = figure(title, height=330, columns=len(models), alt="; ".join(
        f"{name}: " + ", ".join(f"{word} {share:.2f}" for word, share in row.items()) for name, row in shares.items()))
    for each, (name, row) in zip([axes] if len(models) == 1 else axes, shares.items()):
        horizontal_bars(each, row, highlight=right, value_format="{:.2f}")
        each.set_title(name, color=TEXT_COLOR)
        each.set_xlim(0, 1.15)
    return plot


def likeliest(words: Mapping[str, float], top: int) -> dict[str, float]:
    """The ``top`` words with the highest probabilities above 0.005, the likeliest first.

    >>> likeliest({"a": 0.2, "b": 0.7, "c": 0.1}, top=2)
    {'b': 0.7, 'a': 0.2}
    """
    ranked = sorted(words.items(), key=lambda pair: -pair[1])[:top]
    return {word: share for word, share in ranked if share > 0.005}
