"""How well a model tells stories: what it pays for others' stories, and whether its own are whole and new.

Only Storyland can say so exactly: the loss of the truth itself is known for each word, and so is which words the
earlier text determines (the recalls), and whether a text is a story at all.
"""

import math
from dataclasses import dataclass
from statistics import fmean

import torch

from llm_edu.language_models import END_ID
from llm_edu.training.loss import cross_entropy
from llm_edu.training.rows import TokenRows, collate

LONGEST = 100    # words of a story that a model writes; the longest of 20,000 of Storyland has 84
ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class StoryLosses:
    """Losses in nats: of a whole story, and of a word: any, one at a recall, one elsewhere.

    right: the share of the words at recalls that are the model's first guess   above: a story's loss above the floor
    """

    story: float
    word: float
    recall: float
    elsewhere: float
    right: float | None = None
    above: float = 0.0


@dataclass(frozen=True)
class Verdict:
    """Of `count` stories that a model wrote: how many are whole, and how many of those are new."""

    count: int
    whole: int
    new: int


class StoryMeter:
    """Stories that a model has not learned from, the truth about them, and how close the model comes.

    world: a Storyland `World`   count, seed: which stories to measure on; choose a seed that no training uses
    known: the texts that the model learns from; a story that it writes is new if it is none of them

    `floors` are the losses of the truth, which no model can beat on average.
    """

    def __init__(self, world, count=500, seed=2, known=()):
        if count < 1:
            raise ValueError(f"count is {count}; at least one story is needed to measure on")
        self.world, self.known = world, frozenset(known)
        self.stories = world.stories(count, seed)
        self.rows = TokenRows.one_text_a_row([world.encode(story.words) for story in self.stories])
        self.recalls = [{place for recall in story.recalls for place in range(recall.start, recall.stop)}
                        for story in self.stories]
        self.floors = self._losses([[-score for score in world.word_log_probs(story.words)] for story in self.stories])

    @torch.no_grad()
    def measure(self, model):
        """The `StoryLosses` of a model: ids (batch, time) -> logits (batch, time, vocabulary)."""
        was_training = model.training
        model.eval()
        device = next(model.parameters()).device
        losses, right = [], []
        for start in range(0, len(self.stories), ROWS_AT_ONCE):
            numbers = range(start, min(start + ROWS_AT_ONCE, len(self.stories)))
            inputs, targets = (ids.to(device) for ids in collate(self.rows, list(numbers)))
            logits = model(inputs)    # (stories, longest, vocabulary)
            nats = cross_entropy(logits, targets, reduction="none").tolist()
            hits = (logits.argmax(-1) == targets).tolist()
            for row, number in enumerate(numbers):
                losses.append(nats[row][:len(self.stories[number].words) + 1])
                right += [hits[row][place] for place in self.recalls[number]]
        model.train(was_training)
        return self._losses(losses, right)

    def write(self, model, count, seed=0):
        """Texts that a model writes word by word at temperature 1, each of at most LONGEST words."""
        return [self.world.decode(ids) for ids in write_stories(model, count, seed)]

    def judge(self, texts):
        """Which of these are whole stories of this world, and new: a `Verdict`."""
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
def write_stories(model, count, seed=0, begin=END_ID, longest=LONGEST):
    """Ids of `count` stories, drawn word by word from the model's own probabilities; without the end's.

    begin: the id that stands before a story   longest: how many ids there may be
    """
    was_training = model.training
    model.eval()
    generator = torch.Generator().manual_seed(seed)
    device = next(model.parameters()).device
    cache = model.new_cache(count, longest)
    ids = torch.full((count, 1), begin)
    for _ in range(longest):
        chances = model(ids[:, -1:].to(device), cache=cache)[:, -1].softmax(-1).cpu()
        ids = torch.cat([ids, torch.multinomial(chances, 1, generator=generator)], dim=1)
        if (ids[:, 1:] == END_ID).any(dim=1).all():
            break
    model.train(was_training)
    stories = [row[1:] for row in ids.tolist()]
    return [row[:row.index(END_ID)] if END_ID in row else row for row in stories]
