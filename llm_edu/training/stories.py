"""How well a model tells stories: its loss on new stories, and whether the stories that it writes are whole and new.

Only Storyland can say so exactly. It knows the loss of the truth itself for each word, which words the earlier text
determines (the recalls), and whether a text is a story at all.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

import torch
from torch import nn

from llm_edu.language_models import END_ID
from llm_edu.storyland import World
from llm_edu.training.evaluating import modes_kept
from llm_edu.training.loss import cross_entropy
from llm_edu.training.rows import TokenRows, collate
from llm_edu.transformer import Transformer

LONGEST = 100    # words of a story that a model writes; the longest of 20,000 of Storyland has 84
ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class StoryLosses:
    """Mean losses in nats: of a story, of a word, of a word at a recall, and of a word elsewhere.

    recall_accuracy: the share of the words at recalls that are the model's most probable word
    excess: the loss of a story above the floor
    """

    story: float
    word: float
    recall: float
    elsewhere: float
    recall_accuracy: float | None = None
    excess: float = 0.0

    @property
    def right(self) -> float | None:
        """The earlier name of `recall_accuracy`."""
        return self.recall_accuracy

    @property
    def above(self) -> float:
        """The earlier name of `excess`."""
        return self.excess


@dataclass(frozen=True)
class Verdict:
    """Of the `count` stories that a model wrote, how many are whole, and how many of the whole ones are new."""

    count: int
    whole: int
    new: int


class StoryMeter:
    """Held-out stories, the truth about them, and how close a model comes to it.

    count, seed: the stories to measure on; choose a seed that no training run uses. Raises ValueError for count < 1.
    known: the texts that the model learns from; a story that it writes is new if it is not among them

    `floors` are the losses of the truth, which no model can beat on average.
    """

    def __init__(self, world: World, count: int = 500, seed: int = 2, known: Iterable[str] = ()):
        if count < 1:
            raise ValueError(f"count is {count}; measure on at least one story")
        self.world, self.known = world, frozenset(known)
        self.stories = world.stories(count, seed)
        self.rows = TokenRows.one_text_a_row([world.encode(story.words) for story in self.stories])
        self.recalls = [{place for recall in story.recalls for place in range(recall.start, recall.stop)}
                        for story in self.stories]
        self.floors = self._losses([[-score for score in world.word_log_probs(story.words)] for story in self.stories])

    @torch.no_grad()
    def measure(self, model: nn.Module) -> StoryLosses:
        """The losses of a model: ids (batch, time) -> logits (batch, time, vocabulary)."""
        device = next(model.parameters()).device
        losses, right = [], []
        for start in range(0, len(self.stories), ROWS_AT_ONCE):
            numbers = range(start, min(start + ROWS_AT_ONCE, len(self.stories)))
            inputs, targets = (ids.to(device) for ids in collate(self.rows, list(numbers)))
            with modes_kept(model):
                logits = model.eval()(inputs)    # (stories, longest, vocabulary)
            nats = cross_entropy(logits, targets, reduction="none").tolist()
            hits = (logits.argmax(-1) == targets).tolist()
            for row, number in enumerate(numbers):
                losses.append(nats[row][:len(self.stories[number].words) + 1])
                right += [hits[row][place] for place in self.recalls[number]]
        return self._losses(losses, right)

    def write(self, model: Transformer, count: int, seed: int = 0) -> list[str]:
        """Let a model write `count` texts word by word at temperature 1, each of at most 100 words."""
        return [self.world.decode(ids) for ids in write_stories(model, count, seed)]

    def judge(self, texts: Iterable[str]) -> Verdict:
        """Count the texts that are whole stories of this world, and those of them that are new."""
        texts = list(texts)
        whole = [text for text in texts if self.world.log_prob(text) > -math.inf]
        return Verdict(len(texts), len(whole), sum(text not in self.known for text in whole))

    def _losses(self, losses, right=None):
        """losses: for each story a list, of each word and the end   right: for each word at a recall, yes or no"""
        at_recalls, elsewhere = [], []
        for places, row in zip(self.recalls, losses, strict=True):
            for place, loss in enumerate(row):
                (at_recalls if place in places else elsewhere).append(loss)
        story = fmean(map(sum, losses))
        return StoryLosses(
            story, fmean(at_recalls + elsewhere), fmean(at_recalls or [0.0]), fmean(elsewhere),
            None if not right else fmean(right), 0.0 if right is None else story - self.floors.story)


@torch.no_grad()
def write_stories(model: Transformer, count: int, seed: int = 0, begin: int = END_ID, longest: int = LONGEST
                  ) -> list[list[int]]:
    """Sample `count` stories from the model at temperature 1; return their ids, without the end's id.

    begin: the id before each story   longest: the most ids of a story
    """
    generator = torch.Generator().manual_seed(seed)
    device = next(model.parameters()).device
    cache = model.new_cache(count, longest)
    ids = torch.full((count, 1), begin)
    with modes_kept(model):
        model.eval()
        for _ in range(longest):
            chances = model(ids[:, -1:].to(device), cache=cache)[:, -1].softmax(-1).cpu()
            ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], dim=1)
            if (ids[:, 1:] == END_ID).any(dim=1).all():
                break
    stories = [row[1:] for row in ids.tolist()]
    return [row[:row.index(END_ID)] if END_ID in row else row for row in stories]
