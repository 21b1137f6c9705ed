"""What lesson 04 shows and measures, where the code would distract from the lesson."""

import math
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import fmean as mean

import torch
import torch.nn.functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from llm_edu.argument_order import tokenizer_first
from llm_edu.attention import softmax
from llm_edu.lessons.common.models import LogProbs
from llm_edu.storyland import Story

Head = tuple[int, int]  # layer, head

# --- Storyland


def recall_losses_by_kind(stories: Iterable[Story], log_probs: LogProbs, reach: int,
                          groups: dict[str, Sequence[str]]) -> dict[str, tuple[int, float]]:
    """Of the words that repeat something told more than ``reach`` words before: kind -> (how many, mean loss in nats).

    groups: kind -> its words; a word of none of them counts as "other"
    """
    kinds = {word: kind for kind, words in groups.items() for word in words}
    losses: dict[str, list[float]] = {}
    for story in stories:
        scores = log_probs(story.words)
        for recall in story.recalls:
            if recall.distance > reach:
                for place in range(recall.start, recall.stop):
                    losses.setdefault(kinds.get(story.words[place], "other"), []).append(0.0 - scores[place])
    return {kind: (len(each), mean(each)) for kind, each in losses.items()}


# --- why the scores are divided by √d


def saturation(width: int, scaled: bool, keys: int = 32, draws: int = 500, seed: int = 0) -> tuple[float, float, float]:
    """One random query and 32 random keys of a width, entries of size about 1, many times: means of

    the size of a score, the entropy of the weights in bits (at most 5), and how far the weights can still move: the sum
    of the slopes p·(1 − p), the diagonal of softmax's Jacobian (at most 1 − 1/32).
    """
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(draws, 1, width, generator=generator)
    scores = (query * torch.randn(draws, keys, width, generator=generator)).sum(-1)    # (draws, keys)
    if scaled:
        scores = scores / math.sqrt(width)
    weights = softmax(scores)
    entropy = -(weights * weights.clamp(min=1e-30).log2()).sum(-1)
    slopes = (weights * (1 - weights)).sum(-1)
    return scores.square().mean().sqrt().item(), entropy.mean().item(), slopes.mean().item()


# --- what attention costs


class _Allocations(TorchDispatchMode):
    """Counts the bytes of the tensors that are made inside, as long as they live."""

    def __init__(self):
        super().__init__()
        self.now = self.peak = 0
        self.users: dict[int, int] = {}  # address of a memory block -> tensors that use it

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        made = function(*args, **(kwargs or {}))
        for tensor in tree_leaves(made):
            if isinstance(tensor, torch.Tensor):
                self._count(tensor)
        return made

    def _count(self, tensor):
        storage = tensor.untyped_storage()
        address, size = storage.data_ptr(), storage.nbytes()
        if address not in self.users:
            self.now += size
            self.peak = max(self.peak, self.now)
        self.users[address] = self.users.get(address, 0) + 1
        weakref.finalize(tensor, self._release, address, size)

    def _release(self, address, size):
        self.users[address] -= 1
        if not self.users[address]:
            del self.users[address]
            self.now -= size


def peak_bytes(function: Callable[[], object]) -> int:
    """The most memory, in bytes, that tensors made by ``function()`` take up at one time.

    What an operation needs inside itself and frees before it returns is not seen.

    >>> peak_bytes(lambda: torch.ones(100) + torch.ones(100))    # three times 100 numbers of 4 bytes
    1200
    """
    allocations = _Allocations()
    with allocations:
        function()
    return allocations.peak


@dataclass(frozen=True)
class Cost:
    """What one call took: seconds (the fastest of a few), and peak_bytes of the tensors it made."""

    seconds: float
    peak_bytes: int


def cost_by_length(attend: Callable, lengths: Iterable[int], head_dim: int = 64, repeats: int = 3) -> dict[int, Cost]:
    """Time and memory of ``attend(queries, keys, values)`` for one head, against the number of tokens."""
    generator = torch.Generator().manual_seed(0)
    costs = {}
    with torch.inference_mode():
        for length in lengths:
            parts = torch.randn(3, 1, 1, length, head_dim, generator=generator).unbind()
            attend(*parts)    # once to warm up
            seconds = []
            for _ in range(repeats):
                start = time.perf_counter()
                attend(*parts)
                seconds.append(time.perf_counter() - start)
            costs[length] = Cost(min(seconds), peak_bytes(lambda parts=parts: attend(*parts)))
    return costs


# --- heads of a real model


@tokenizer_first
def with_beginning(tokenizer, ids: torch.Tensor) -> torch.Tensor:
    """Token ids (batch, time), with the mark before them that begins a document: (batch, 1 + time)."""
    begin = tokenizer.special_tokens["<|endoftext|>"]
    return torch.cat([torch.full((len(ids), 1), begin), ids], dim=1)


@torch.inference_mode()
def attention_of(model, ids: torch.Tensor, ablate: Iterable[Head] = ()) -> torch.Tensor:
    """Where every head looks: (layers, heads, batch, time, keys), for ids (batch, time)."""
    from llm_edu.transformer import Record

    record = Record("attention")
    model(ids, record=record, ablate=set(ablate))
    return torch.stack(record["attention"]).transpose(1, 2)


@torch.inference_mode()
def losses_by_position(model, ids: torch.Tensor, ablate: Iterable[Head] = (),
                       average: Iterable[Head] = ()) -> list[float]:
    """The loss in nats of each token but the first, averaged over the batch: (batch, time) -> time − 1 numbers.

    ablate: heads whose output is replaced with zeros
    average: heads whose output is replaced, at every position, with its average over all positions
    """
    with ExitStack() as stack:
        for head in average:
            stack.enter_context(_averaged(model, head))
        logits = model(ids, ablate=set(ablate))[:, :-1]    # (batch, time - 1, vocabulary)
    losses = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten(), reduction="none")
    return losses.view(len(ids), -1).mean(0).tolist()


losses_by_place = losses_by_position    # its earlier name


@contextmanager
def _averaged(model, head: Head) -> Iterator[None]:
    """As long as this lasts, a head finds the same at every position of all texts: the average of what it found."""
    attention = model.blocks[head[0]].attention
    columns = slice(head[1] * attention.head_dim, (head[1] + 1) * attention.head_dim)

    def replace(module, inputs):
        found = inputs[0].clone()    # (batch, time, heads * head_dim), all heads side by side
        found[..., columns] = found[..., columns].mean(dim=(0, 1))
        return (found,)

    handle = attention.output.register_forward_pre_hook(replace)
    try:
        yield
    finally:
        handle.remove()


def strongest(scores: torch.Tensor, count: int) -> list[Head]:
    """The heads with the highest scores, best first, as (layer, head); scores: (layers, heads)

    >>> strongest(torch.tensor([[0.1, 0.9], [0.3, 0.2]]), count=2)
    [(0, 1), (1, 0)]
    """
    places = scores.flatten().argsort(descending=True, stable=True)[:count].tolist()
    return [divmod(place, scores.shape[1]) for place in places]


def random_heads(count: int, layers: int, heads: int, seed: int, leave_out: Iterable[Head] = ()) -> list[Head]:
    """So many different heads, drawn from all but those left out, as (layer, head)."""
    out = set(leave_out)
    rest = [(layer, head) for layer in range(layers) for head in range(heads) if (layer, head) not in out]
    order = torch.randperm(len(rest), generator=torch.Generator().manual_seed(seed))[:count]
    return sorted(rest[place] for place in order.tolist())


def name_of(head: Head) -> str:
    """How we write a head: layer, point, head.

    >>> name_of((18, 6))
    '18.6'
    """
    return f"{head[0]}.{head[1]}"


@torch.inference_mode()
def value_lengths(model, ids: torch.Tensor, head: Head) -> list[float]:
    """How long each token's value vector is, in one head; ids: (1, time)"""
    from llm_edu.transformer import Record

    record, (layer, number) = Record("values"), head
    model(ids, record=record)
    values = record["values"][layer][0]    # (key_value_heads, time, head_dim)
    return values[number * len(values) // model.config.heads].norm(dim=-1).tolist()


@tokenizer_first
@torch.inference_mode()
def next_tokens(model, tokenizer, ids: Sequence[int], ablate: Iterable[Head] = (), top: int = 3) -> dict[str, float]:
    """The likeliest next tokens and their probabilities, the likeliest first."""
    logits = model(torch.tensor([list(ids)]), ablate=set(ablate), last_only=True)[0, -1]
    chances, tokens = logits.softmax(-1).topk(top)
    return {tokenizer.decode([token]): chance for token, chance in zip(tokens.tolist(), chances.tolist())}
