"""Continuous batching: all requests are decoded together, and after each token some leave and others join.

    engine = Engine(model)
    requests = [engine.submit(Request(ids, max_new_tokens=50)) for ids in prompts]
    while engine.step():
        pass

A static batch waits for its longest text before the next one begins. Here the batch is chosen anew at every token.

Source: Yu et al. 2022, Orca: A Distributed Serving System for Transformer-Based Generative Models, OSDI.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import torch
from torch import Tensor

from llm_edu.decoding.fast import DecodingLinear, decoding_twin
from llm_edu.decoding.prompts import check_request, pad_left
from llm_edu.decoding.strategies import Greedy
from llm_edu.serving.cache import RunningCache
from llm_edu.serving.requests import Request, Scored
from llm_edu.transformer import KVCache, Transformer

PLACES = 16    # requests that are decoded together
ROOM = 8192    # tokens that their caches hold together; SmolLM2 needs 46 kB a token
CHUNK = 256    # tokens of prompts that are read in a step: with more, those who are being decoded would wait


class Planned(Protocol):
    """What `next_batch` must know of a request. tokens: the most that it can come to, prompt and new ones"""

    @property
    def tokens(self) -> int: ...

    @property
    def finished(self) -> bool: ...


Kind = TypeVar("Kind", bound=Planned)


def next_batch(running: Sequence[Kind], waiting: Sequence[Kind], places: int, room: int) -> list[Kind]:
    """The requests of the next step: those of the last step that have not finished, then waiting ones in their order.

    places: the most requests in a step   room: the most tokens in the cache. It is a rectangle: a row for each
    request, each as long as the longest request (its `tokens`).
    A waiting request joins if there is a place and the rectangle still fits. If the first one that waits cannot join,
    nobody overtakes it, or a long request could wait forever.
    """
    batch = [request for request in running if not request.finished]
    for request in waiting:
        joined = [*batch, request]
        if len(joined) > places or len(joined) * max(each.tokens for each in joined) > room:
            break
        batch = joined
    return batch


@dataclass
class Group:
    """The requests that one model decodes. rows: those whose prompts have been read, in the order of the cache"""

    model: Transformer    # a decoding twin
    cache: RunningCache
    rows: list[Request] = field(default_factory=list)

    @property
    def device(self) -> torch.device:
        """Where the model computes."""
        return self.model.token_embedding.weight.device


class Engine:
    """Decodes many requests together, a token of each at every `step`.

    models: a model, or several by their names, such as one with different adapters; they share the places
    places, room: as for `next_batch`   chunk: the most tokens of prompts that are read in one step
    Whatever else is in the batch, a request gets the tokens that `generate` would give it alone, up to rounding: two
    tokens that are equally probable to six digits may change places.
    It belongs to one thread; only `Request.cancel` may be called from others.
    """

    def __init__(self, models: Transformer | Mapping[str, Transformer], places: int = PLACES, room: int = ROOM,
                 chunk: int = CHUNK) -> None:
        if min(places, room, chunk) < 1:
            raise ValueError("places, room and chunk are whole numbers of at least 1")
        named = {"": models} if isinstance(models, Transformer) else dict(models)
        twins = {name: decoding_twin(model) for name, model in named.items()}
        share_layers(twins.values())
        self.groups = {name: Group(twin, new_cache(twin)) for name, twin in twins.items()}
        self.places, self.room, self.chunk = places, room, chunk
        self.waiting: list[Request] = []
        self.running: list[Request] = []
        self.reading: dict[Request, KVCache] = {}    # those of the running ones whose prompts are not yet read
        self.counts: dict[str, float] = defaultdict(float)    # of steps, rows, prompt_tokens, new_tokens, how requests
        # ended, and the seconds that those that came to an end had a place

    def submit(self, request: Request) -> Request:
        """Let a request wait for its turn. Raises ValueError for one that can never have one, or has had it."""
        self.check(request)
        if request in self.waiting or request.began is not None or request.ended is not None:
            raise ValueError("this request was submitted before: make another one of its prompt")
        self.waiting.append(request)
        return request

    def check(self, request: Request) -> None:
        """Raise TypeError or ValueError for a request that does not fit the model, or the room."""
        if request.model not in self.groups:
            raise ValueError(f"there is no model {request.model!r}: there are {', '.join(self.groups)}")
        ids, _ = pad_left(request.prompt)    # which refuses an empty prompt
        check_request(self.groups[request.model].model.config, ids, request.max_new_tokens)
        if request.max_new_tokens < 1 or request.max_new_tokens % 1:
            raise ValueError(f"max_new_tokens is a whole number of at least 1, not {request.max_new_tokens}")
        if request.tokens > self.room:
            raise ValueError(f"the prompt and the new tokens are {request.tokens:,} together, and there is room for "
                             f"{self.room:,}: shorten the prompt, or ask for fewer new tokens")

    @torch.inference_mode()
    def step(self) -> bool:
        """Give every running request its next token; return whether anything is left to do."""
        for request in [*self.running, *self.waiting]:
            if request.cancelled:
                self.end(request, "cancelled")
        batch = next_batch(self.running, self.waiting, self.places, self.room)
        for request in batch[len(self.running):]:
            self.begin(request)
        self.counts["steps"] += bool(batch)
        for group in self.groups.values():
            if group.rows:
                self.decode(group)
        self.read_prompts()
        return bool(self.running or self.waiting)

    def run(self) -> None:
        """Step until nothing is left to do."""
        while self.step():
            pass

    def begin(self, request: Request) -> None:
        """Move a request from those that wait to those that run: its prompt is read next."""
        self.waiting.remove(request)
        self.running.append(request)
        request.began = time.monotonic()
        model = self.groups[request.model].model
        self.reading[request] = model.new_cache(capacity=len(request.prompt))
        request.generator = torch.Generator(model.token_embedding.weight.device)
        request.generator.seed() if request.seed is None else request.generator.manual_seed(request.seed)

    def decode(self, group: Group) -> None:
        """One step of all rows of a group: the model reads the last token of each, and each gets a new one."""
        group.cache.reserve(group.cache.batch, after=1)
        ids = torch.tensor([[request.new[-1]] for request in group.rows], device=group.device)
        logits = group.model(ids, cache=group.cache, padding=group.cache.padding_or_none(), last_only=True)[:, -1]
        self.counts["rows"] += len(group.rows)
        likeliest = logits.argmax(-1).tolist()    # one call for all rows; the greedy ones need no more
        for row in reversed(range(len(group.rows))):    # a row that leaves is replaced by one that has had its turn
            self.append(group.rows[row], logits[row], likeliest[row])

    def read_prompts(self) -> None:
        """Read up to `chunk` tokens of prompts. A request whose prompt is read gets its first token."""
        left = self.chunk
        for request, cache in list(self.reading.items()):
            group = self.groups[request.model]
            ids = request.prompt[request.read:request.read + left]
            logits = group.model(torch.tensor([ids], device=group.device), cache=cache, last_only=not request.echo)[0]
            request.read, left = request.read + len(ids), left - len(ids)
            if request.echo:
                after = request.prompt[request.read - len(ids) + 1:request.read + 1]    # what follows each of these ids
                request.scored_prompt += map(scored, logits, after, [request.likeliest or 0] * len(after))
            if request.read == len(request.prompt):
                del self.reading[request]
                group.cache.join(cache)
                group.rows.append(request)
                self.counts["prompt_tokens"] += request.read
                self.append(request, logits[-1], int(logits[-1].argmax()))
            if not left:
                break

    def append(self, request: Request, logits: Tensor, likeliest: int) -> None:
        """Choose a request's next token from its logits (vocab,). likeliest: the token with the largest one"""
        token = likeliest
        if not isinstance(request.strategy, Greedy):
            try:
                token = int(request.strategy.choose(logits[None], request.generator, [request.written]))
            except (RuntimeError, ValueError) as error:    # such as a temperature so small that numbers overflow
                self.end(request, "error", error)    # the others need not suffer from it
                return
        if request.likeliest is not None:
            request.scored.append(scored(logits, token, request.likeliest))
        request.new.append(token)
        request.first_token = request.first_token or time.monotonic()
        self.counts["new_tokens"] += 1
        if request.stopping.reached(request.new):
            self.end(request, "stop")
        elif len(request.new) == request.max_new_tokens:
            self.end(request, "length")
        else:
            request.on_news(request)

    def end(self, request: Request, reason: str, error: Exception | None = None) -> None:
        """Take a request out, wherever it is, and note why."""
        group = self.groups[request.model]
        if request in self.waiting:
            self.waiting.remove(request)
        else:
            self.running.remove(request)
            self.reading.pop(request, None)
        if request in group.rows:
            row = group.rows.index(request)
            group.rows[row] = group.rows[-1]
            del group.rows[-1]
            group.cache.leave(row)
            if not group.rows:
                group.cache = new_cache(group.model)    # give the memory back
        request.end(reason, error)
        self.counts[reason] += 1
        if request.began and request.ended and reason in ("stop", "length"):
            self.counts["seconds"] += request.ended - request.began

    @torch.inference_mode()
    def fail(self, error: Exception) -> None:
        """End everything that runs, after a step that went wrong: what waits may have better luck."""
        for request in list(self.running):
            self.end(request, "error", error)


def new_cache(model: Transformer) -> RunningCache:
    """An empty cache for a model, on its device, with its dtype."""
    weight = model.token_embedding.weight
    return RunningCache(model.config, weight.device, weight.dtype)


def scored(logits: Tensor, token: int, likeliest: int) -> Scored:
    """The log probability of a token, and those of the most probable ones. logits: (vocab,)"""
    nats = logits.float().log_softmax(-1)
    best = nats.topk(min(likeliest, len(nats)))
    return Scored(token, nats[token].item(), tuple(zip(best.indices.tolist(), best.values.tolist(), strict=True)))


def share_layers(twins: Iterable[Transformer]) -> None:
    """Let decoding twins whose weights lie in the same memory, such as a model's with different adapters, share the
    layers as well: so each matrix is packed once."""
    known: dict[int, DecodingLinear] = {}
    for twin in twins:
        for module in list(twin.modules()):
            for name, layer in list(module._modules.items()):
                if isinstance(layer, DecodingLinear):
                    module._modules[name] = module.__dict__[name] = known.setdefault(layer.weight.data_ptr(), layer)
