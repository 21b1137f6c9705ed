"""What lesson 00 needs: the generation loop, the size of a model, and how large others are.

Everything here is arithmetic on whole numbers: nothing needs torch. The functions take any object that has the fields
of ``ModelShape``; the course's ``TransformerConfig`` is one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Shape(Protocol):
    """The fields of a model's configuration that decide how large it is; `ModelShape` explains them."""

    @property
    def vocab_size(self) -> int: ...
    @property
    def layers(self) -> int: ...
    @property
    def width(self) -> int: ...
    @property
    def heads(self) -> int: ...
    @property
    def key_value_heads(self) -> int: ...
    @property
    def head_dim(self) -> int: ...
    @property
    def feed_forward_width(self) -> int: ...
    @property
    def tie_embeddings(self) -> bool: ...


@dataclass(frozen=True)
class ModelShape:
    """The numbers that decide how large a Llama-like model is.

    vocab_size: how many different tokens it knows
    layers: how many blocks a token passes through, one after another
    width: how many numbers describe one token on its way through the model
    heads, key_value_heads: attention heads, and how many sets of keys and values they share
    feed_forward_width: the inner width of the feed-forward part
    tie_embeddings: whether one matrix is used both at the entrance and at the exit
    """

    vocab_size: int
    layers: int
    width: int
    heads: int
    key_value_heads: int
    feed_forward_width: int
    tie_embeddings: bool = True

    @property
    def head_dim(self) -> int:
        """How many numbers one head works with."""
        return self.width // self.heads


def greedy_pick(probabilities: list[float]) -> int:
    """The index of the largest number; the first of them if several are equal.

    >>> greedy_pick([0.1, 0.7, 0.2])
    1
    """
    best = 0
    for index in range(1, len(probabilities)):
        if probabilities[index] > probabilities[best]:
            best = index
    return best


def generate_tokens(next_token: Callable[[list[int]], int], prompt: list[int], max_new_tokens: int,
                    stop: int) -> list[int]:
    """Ask for one token at a time, each time with the whole text so far, until `stop` or until there are enough.

    next_token: a function from a list of token ids to the next id
    Returns only the new ids, without the prompt and without `stop`.

    >>> generate_tokens(lambda ids: ids[-1] + 1, [5], max_new_tokens=3, stop=99)
    [6, 7, 8]
    """
    ids = list(prompt)
    new: list[int] = []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


def layer_parameters(shape: Shape) -> dict[str, int]:
    """How many parameters one layer of a Llama-like model has, part by part.

    >>> layer_parameters(ModelShape(vocab_size=10, layers=4, width=6, heads=3, key_value_heads=1, feed_forward_width=8))
    {'attention': 96, 'feed_forward': 144, 'norms': 12}
    """
    query_width = shape.heads * shape.head_dim
    key_value_width = shape.key_value_heads * shape.head_dim
    queries = shape.width * query_width
    keys_and_values = 2 * shape.width * key_value_width
    output = query_width * shape.width
    return {
        "attention": queries + keys_and_values + output,
        "feed_forward": 3 * shape.width * shape.feed_forward_width,
        "norms": 2 * shape.width,
    }


def count_parameters(shape: Shape) -> int:
    """How many parameters a Llama-like model has: embeddings, layers, a last norm, and the output matrix if not tied.

    >>> count_parameters(ModelShape(vocab_size=10, layers=4, width=6, heads=3, key_value_heads=1, feed_forward_width=8))
    1074
    """
    embeddings = shape.vocab_size * shape.width
    layers = shape.layers * sum(layer_parameters(shape).values())
    total = embeddings + layers + shape.width
    if not shape.tie_embeddings:
        total += embeddings
    return total


def memory_gigabytes(parameters: int, bits: int) -> float:
    """How much memory the parameters take, in gigabytes (10⁹ bytes).

    >>> memory_gigabytes(1_000_000_000, bits=16)
    2.0
    """
    return parameters * bits / 8 / 10**9


def operations_per_token(parameters: int) -> int:
    """About how many operations (FLOPs) one new token costs: each parameter is multiplied once and added once.

    Source: Kaplan et al. 2020, "Scaling Laws for Neural Language Models", arXiv:2001.08361, section 2.1.
    """
    return 2 * parameters


def training_years(parameters: int, tokens: int, operations_per_second: float) -> float:
    """How many years training takes at a given speed: about 6 operations (FLOPs) per parameter and token.

    2 forward as in `operations_per_token`, and twice that to compute how to change each parameter (Kaplan et al. 2020,
    arXiv:2001.08361, section 2.1).

    >>> round(training_years(134_515_008, 2_000_000_000_000, 100e9))
    512
    """
    return 6 * parameters * tokens / operations_per_second / (60 * 60 * 24 * 365)


@dataclass(frozen=True)
class PublishedModel:
    """A language model as its makers described it, in the year in which they did.

    parameters: all of them   active: those used for one token, if only some experts of the model are; None: all
    tokens: the number of tokens that it was trained on; None if not published
    """

    name: str
    year: int
    parameters: float
    tokens: float | None
    source: str
    active: float | None = None

    @property
    def active_parameters(self) -> float:
        """How many of its parameters are used for one token."""
        return self.active or self.parameters

    working = active_parameters    # its earlier name


PUBLISHED_MODELS = (
    PublishedModel("GPT-1", 2018, 0.117e9, None, "Radford et al. 2018 (OpenAI report; size: Radford et al. 2019)"),
    PublishedModel("GPT-2", 2019, 1.5e9, None, "Radford et al. 2019 (OpenAI report)"),
    PublishedModel("GPT-3", 2020, 175e9, 0.3e12, "Brown et al. 2020, arXiv:2005.14165"),
    PublishedModel("Gopher", 2021, 280e9, 0.3e12, "Rae et al. 2021, arXiv:2112.11446"),
    PublishedModel("PaLM", 2022, 540e9, 0.78e12, "Chowdhery et al. 2022, arXiv:2204.02311"),
    PublishedModel("Chinchilla", 2022, 70e9, 1.4e12, "Hoffmann et al. 2022, arXiv:2203.15556"),
    PublishedModel("LLaMA", 2023, 65e9, 1.4e12, "Touvron et al. 2023, arXiv:2302.13971"),
    PublishedModel("Llama 2", 2023, 70e9, 2.0e12, "Touvron et al. 2023, arXiv:2307.09288"),
    PublishedModel("Llama 3.1", 2024, 405e9, 15.6e12, "Grattafiori et al. 2024, arXiv:2407.21783"),
    PublishedModel("DeepSeek-V3", 2024, 671e9, 14.8e12, "DeepSeek-AI 2024, arXiv:2412.19437", active=37e9),
    PublishedModel("Kimi K2", 2025, 1040e9, 15.5e12, "Kimi Team 2025, arXiv:2507.20534", active=32e9),
    PublishedModel("SmolLM2-135M", 2025, 0.134515008e9, 2.0e12, "Ben Allal et al. 2025, arXiv:2502.02737"),
)
