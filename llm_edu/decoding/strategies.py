"""Strategies that choose one token after the other: `Greedy` and `Sampling`.

A strategy is an object with two methods, and you may write your own:

    probabilities(logits, written)     (batch, vocab) -> (batch, vocab): what it would draw from
    choose(logits, generator, written)     (batch, vocab) -> ids (batch,)

`written` is the text of each row so far, a list of `Written`; a strategy that looks only at the logits ignores it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import index
from typing import Protocol

import torch
from torch import Tensor

from llm_edu.attention import softmax
from llm_edu.decoding.limits import keep_min_p, keep_top_k, keep_top_p, penalise_repetition
from llm_edu.decoding.prompts import is_integer


@dataclass
class Written:
    """One row of a batch during decoding: the ids of its prompt, the new ids, and whether it has ended."""

    prompt: list[int]
    new: list[int] = field(default_factory=list)
    ended: bool = False

    @property
    def ids(self) -> list[int]:
        """The ids of the prompt and the new ones."""
        return self.prompt + self.new


def make_generator(device: torch.device, seed: int | None) -> torch.Generator:
    """The random numbers of a text. seed: a whole number, one of NumPy too; None: others each time"""
    generator = torch.Generator(device)
    generator.seed() if seed is None else generator.manual_seed(index(seed))
    return generator


class Strategy(Protocol):
    """What `generate` needs: an object that chooses the next token of each row."""

    def choose(self, logits: Tensor, generator: torch.Generator | None = None,
               written: Sequence[Written] | None = None) -> Tensor: ...


class SamplingStrategy(Strategy, Protocol):
    """A strategy that also says what it draws from, as `generate_speculatively` needs."""

    def probabilities(self, logits: Tensor, written: Sequence[Written] | None = None) -> Tensor: ...


@dataclass(frozen=True)
class Greedy:
    """Always the most probable token; among equally probable ones, the one with the smallest id.

    >>> Greedy().choose(torch.tensor([[0.1, 2.0, 1.0]]))
    tensor([1])
    """

    def choose(self, logits: Tensor, generator: torch.Generator | None = None,
               written: Sequence[Written] | None = None) -> Tensor:
        """logits: (batch, vocab)   ->   ids (batch,)"""
        return logits.argmax(dim=-1)

    def probabilities(self, logits: Tensor, written: Sequence[Written] | None = None) -> Tensor:
        """logits: (..., vocab)   ->   1 for the most probable token and 0 for all others, (..., vocab)"""
        return torch.nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).to(logits.dtype)


@dataclass(frozen=True)
class Sampling:
    """Draw the next token from the model's probabilities, after reshaping them.

    temperature: below 1 sharpens, above 1 flattens, 0 is `Greedy`   top_k: only the k most probable tokens
    top_p: only the fewest tokens that together have at least probability p
    min_p: only tokens at least p times as probable as the most probable one
    repetition_penalty: above 1 makes every token less likely that is in the prompt or in the new text
    The penalty is applied first, then the temperature, top_k, top_p and min_p, each to the result of the previous one.
    Raises ValueError for values out of range. Sources: see ``limits``.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    repetition_penalty: float = 1.0

    def __post_init__(self) -> None:
        if not (self.temperature >= 0 and math.isfinite(self.temperature)):
            raise ValueError(f"temperature is 0 or a positive number, not {self.temperature}")
        if self.top_k is not None and (not is_integer(self.top_k) or self.top_k < 1):
            raise ValueError(f"top_k is a whole number of at least 1, or None for no limit, not {self.top_k}")
        for name in ("top_p", "min_p"):
            limit = getattr(self, name)
            if limit is not None and not 0 < limit <= 1:
                raise ValueError(f"{name} is a probability above 0 and at most 1, or None for no limit, not {limit}")
        if not (self.repetition_penalty > 0 and math.isfinite(self.repetition_penalty)):
            raise ValueError(f"repetition_penalty is a positive number, 1 for none, not {self.repetition_penalty}")

    def choose(self, logits: Tensor, generator: torch.Generator | None = None,
               written: Sequence[Written] | None = None) -> Tensor:
        """logits: (batch, vocab)   written: a `Written` for each row   ->   ids (batch,)"""
        if self.temperature == 0:
            return Greedy().choose(self.penalised(logits, written))
        return torch.multinomial(self.probabilities(logits, written), 1, generator=generator)[:, 0]

    def probabilities(self, logits: Tensor, written: Sequence[Written] | None = None) -> Tensor:
        """logits: (..., vocab)   ->   the probabilities to draw from, (..., vocab): every row sums to 1

        written: a `Written` for each row of logits (batch, vocab); only a repetition penalty needs it

        >>> Sampling(top_k=2).probabilities(torch.tensor([0.6, 0.3, 0.1]).log())
        tensor([0.6667, 0.3333, 0.0000])
        """
        logits = self.penalised(logits, written)
        if self.temperature == 0:
            return Greedy().probabilities(logits)
        probabilities = softmax(logits.float() / self.temperature)
        if self.top_k is not None:
            probabilities = keep_top_k(probabilities, self.top_k)
        if self.top_p is not None:
            probabilities = keep_top_p(probabilities, self.top_p)
        if self.min_p is not None:
            probabilities = keep_min_p(probabilities, self.min_p)
        return probabilities

    def penalised(self, logits: Tensor, written: Sequence[Written] | None) -> Tensor:
        """The logits (batch, vocab) after the repetition penalty; without a penalty, the same logits."""
        if self.repetition_penalty == 1:
            return logits
        if written is None or logits.dim() != 2 or len(written) != len(logits):
            raise ValueError("a repetition penalty needs to know the text so far: logits (batch, vocab) and "
                             "written=[Written(prompt_ids, new_ids), …], one for each row")
        return torch.stack([penalise_repetition(row, text.ids, self.repetition_penalty)
                            for row, text in zip(logits, written, strict=True)])
