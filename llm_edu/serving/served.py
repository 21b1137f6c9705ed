"""What a server offers: models by name, their tokenizer, and its limits."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer
from llm_edu.pretrained.conversation import ends_of_turn
from llm_edu.serving.batching import PLACES, ROOM
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

Tokenizer = BPETokenizer | ByteFallbackTokenizer
END_OF_TEXT = "<|endoftext|>"


@dataclass(frozen=True)
class ServingLimits:
    """How much a server takes on.

    places: requests that are decoded together   room: tokens that their caches hold together
    queue: requests that may wait beside them; any more are sent away with 429
    new_tokens: the most that a request may ask for   prompts: in one request to /v1/completions
    body: bytes of a request   body_seconds: for a request to arrive   seconds: for its answer, waiting included
    connections: open at the same time
    """

    places: int = PLACES
    room: int = ROOM
    queue: int = 64
    new_tokens: int = 2048
    prompts: int = 64
    body: int = 1_000_000
    body_seconds: float = 30.0
    seconds: float = 600.0
    connections: int = 256

    def __post_init__(self) -> None:
        for name, limit in vars(self).items():
            if not 0 <= limit < 1e9 or limit == 0 and name != "queue":
                raise ValueError(f"{name} is a positive number below 1,000,000,000, not {limit!r}")


@dataclass(frozen=True)
class Served:
    """What a server offers.

    models: by name, the first one without adapter; they share a tokenizer
    begin: a special token before each prompt of /v1/completions, for models that never saw a text without it
    """

    models: Mapping[str, Transformer]
    tokenizer: Tokenizer
    begin: str | None = None
    limits: ServingLimits = ServingLimits()
    created: int = field(default_factory=lambda: int(time.time()))

    def __post_init__(self) -> None:
        if not self.models or not all(self.models):
            raise ValueError("there is at least one model, and each has a name")
        if self.begin is not None and self.begin not in self.tokenizer.special_tokens:
            raise ValueError(f"begin is one of the tokenizer's special tokens, not {self.begin!r}")

    @property
    def chats(self) -> bool:
        """Whether the tokenizer knows how conversations are written."""
        return getattr(self.tokenizer, "chat", None) is not None or "<|im_end|>" in self.tokenizer.special_tokens

    def ends(self, chat: bool) -> list[int]:
        """The ids that end an answer, or a text."""
        ends = set(ends_of_turn(self.tokenizer)) if self.chats else set()
        special = self.tokenizer.special_tokens
        return sorted(ends | ({special[END_OF_TEXT]} if END_OF_TEXT in special and not chat else set()))

    def context(self, model: str) -> int:
        """The most tokens of a request to a model, prompt and new ones."""
        return min(self.models[model].config.context_length, self.limits.room)


def is_here(host: str) -> bool:
    """Whether the name or number of a computer means this machine, and no other.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("LocalHost"), is_here("0.0.0.0"), is_here("evil.example")
    (True, True, True, False, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
