"""A request: what is asked of the engine, and what has come of it so far."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import torch

from llm_edu.decoding import Greedy
from llm_edu.decoding.stopping import Stopping
from llm_edu.decoding.strategies import Strategy, Written


class Scored(NamedTuple):
    """A token with its log probability in nats, as the model means it: before temperature and the other limits.

    likeliest: the most probable tokens in its place, each with its log probability
    """

    token: int
    log_probability: float
    likeliest: tuple[tuple[int, float], ...]


def ignore(request: "Request") -> None:
    """What `on_news` is where nobody listens."""


@dataclass(eq=False)
class Request:
    """A prompt to continue, alone or beside others.

    prompt: its ids   model: the name of the model that continues it   strategy, seed: as for `generate`
    stopping: what ends it   likeliest: of how many of the most probable tokens log probabilities are wanted, for each
    new token; None: none at all   echo: the same for the prompt's tokens   on_news: called with the request, in the
    engine's thread, whenever it has a new token or has ended

    new: the new ids, an id that has ended it included   scored, scored_prompt: a `Scored` for each of them
    finish_reason: None until it has ended; then "stop", "length", "cancelled" or "error"
    arrived, began, first_token, ended: by `time.monotonic`
    """

    prompt: list[int]
    max_new_tokens: int = 128
    strategy: Strategy = Greedy()
    seed: int | None = None
    stopping: Stopping = field(default_factory=Stopping)
    model: str = ""
    likeliest: int | None = None
    echo: bool = False
    on_news: Callable[["Request"], None] = ignore

    def __post_init__(self) -> None:
        self.written = Written(self.prompt)
        self.read = 0    # tokens of the prompt
        self.scored: list[Scored] = []
        self.scored_prompt: list[Scored] = []
        self.finish_reason: str | None = None
        self.error: Exception | None = None
        self.cancelled = False
        self.generator: torch.Generator | None = None
        self.arrived = time.monotonic()
        self.began: float | None = None
        self.first_token: float | None = None
        self.ended: float | None = None

    @property
    def new(self) -> list[int]:
        """The new ids."""
        return self.written.new

    @property
    def tokens(self) -> int:
        """The most tokens that it can come to: those of the prompt and all new ones."""
        return len(self.prompt) + self.max_new_tokens

    @property
    def finished(self) -> bool:
        """Whether it needs no more steps: it has ended, or nobody wants it any more."""
        return self.cancelled or self.finish_reason is not None

    def cancel(self) -> None:
        """Say, from any thread, that nobody wants it any more: the engine's next step frees its place."""
        self.cancelled = True

    def end(self, reason: str, error: Exception | None = None) -> None:
        """Note why it ended, and tell whoever listens."""
        self.error, self.ended = error, time.monotonic()
        self.finish_reason = reason    # last, because others look at it
        self.on_news(self)
