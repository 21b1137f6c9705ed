"""What fewer bits cost a model: nats a story for Storyteller, bits per byte of held-out pages for SmolLM2."""

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from llm_edu.assets import load_wikipedia_leads
from llm_edu.language_models import IGNORED
from llm_edu.lessons.common.texts import split_leads
from llm_edu.storyland import World
from llm_edu.training import TokenRows, cross_entropy
from llm_edu.training.rows import collate
from llm_edu.training.storyteller import STORY, rows_of

CALIBRATION, HELD_OUT = 3, 2    # seeds of stories; Storyteller has read those of the seed 1
LONGEST = 160    # tokens of a page


@cache
def stories(count: int, seed: int = HELD_OUT):
    """So many stories of Storyteller's village."""
    return World(seed=0).stories(count, seed)


def story_ids(tokenizer, count: int, seed: int = CALIBRATION) -> list[list[int]]:
    """Stories that Storyteller has not read, as ids, to calibrate on."""
    rows = rows_of(tokenizer, STORY, [story.text for story in stories(count, seed)])
    return [rows[number].tolist() for number in range(len(rows))]


@torch.no_grad()
def story_losses(model, tokenizer, count: int = 100, cache=None) -> Tensor:
    """What each held-out story costs a model, in nats. (count,)

    cache: a class of caches; the model then looks back through one of them
    """
    rows: TokenRows = rows_of(tokenizer, STORY, [story.text for story in stories(count)])
    inputs, targets = collate(rows, list(range(count)))
    stored = cache and cache(model.config, *inputs.shape)
    losses = cross_entropy(model(inputs, cache=stored), targets, reduction="none")
    return losses.masked_fill(targets == IGNORED, 0.0).sum(-1)


@cache
def story_floor(count: int = 100) -> float:
    """What the same stories cost the program that tells them, on average: no model can do better."""
    return -sum(World(seed=0).log_prob(story.text) for story in stories(count)) / count


@dataclass(frozen=True)
class Change:
    """By how much something got worse, and half of the 95 % interval over the texts."""

    mean: float
    half: float

    def text(self, decimals: int = 2) -> str:
        """The change as a table has it.

        >>> Change(1.234, 0.05).text()
        '+1.23 ± 0.05'
        """
        return f"{self.mean:+.{decimals}f} ± {self.half:.{decimals}f}".replace("-", "−")


def mean_change(before: Tensor, after: Tensor) -> Change:
    """The mean change of a text's loss: the same texts before and after."""
    change = after - before
    return Change(change.mean().item(), 1.96 * change.std().item() / math.sqrt(len(change)))


def change_per_byte(before: Tensor, after: Tensor, sizes: Tensor) -> Change:
    """The change in bits per byte of all texts together. before, after: bits of each text   sizes: its bytes"""
    change = ((after - before).sum() / sizes.sum()).item()
    rest = after - before - change * sizes    # what each text's change has of its own
    return Change(change, 1.96 * rest.square().sum().sqrt().item() / sizes.sum().item())


def lead_rows(tokenizer, count: int, held_out: bool) -> list[list[int]]:
    """The beginnings of so many pages, at equal distances in the file: of those to learn from, or the held-out ones."""
    texts = split_leads(load_wikipedia_leads())[held_out]
    begin = tokenizer.special_tokens["<|endoftext|>"]
    return [[begin, *tokenizer.encode(texts[number * len(texts) // count], errors="drop")[:LONGEST]]
            for number in range(count)]


def sizes_of(tokenizer, rows: list[list[int]]) -> Tensor:
    """The bytes of each row's text, without the mark at its beginning."""
    return torch.tensor([float(sum(len(tokenizer.token_bytes(token)) for token in row[1:])) for row in rows])


@torch.inference_mode()
def bits_of(model, rows: list[list[int]]) -> Tensor:
    """The surprise of each row, in bits, one after the other: a row's logits take memory."""
    found = []
    for row in rows:
        scores = model(torch.tensor([row[:-1]]))[0].log_softmax(-1)
        found.append(-scores[torch.arange(len(row) - 1), torch.tensor(row[1:])].sum() / math.log(2))
    return torch.stack(found)
