"""Decoding: from the model's probabilities to text, one token after the other (lesson 07).

A strategy chooses the next id from the logits: `Greedy` takes the most probable, `Sampling` draws one. `generate`
repeats that for a batch of prompts, `stream` yields the ids of one sequence as they come.

Sources: Fan et al. 2018 (top-k), arXiv:1805.04833; Holtzman et al. 2020 (top-p), arXiv:1904.09751; Nguyen et al. 2024
(min-p), arXiv:2407.01082.
"""

import codecs
import math
from dataclasses import dataclass
from itertools import takewhile
from numbers import Integral

import torch

from llm_edu.attention import softmax
from llm_edu.transformer import KVCache
from llm_edu.transformer.checks import check_ids
from llm_edu.transformer.light import light_twin


@dataclass(frozen=True)
class Greedy:
    """Always the most probable token; of equals the one with the smallest id.

    >>> Greedy().choose(torch.tensor([[0.1, 2.0, 1.0]]))
    tensor([1])
    """

    def choose(self, logits, generator=None):
        """logits: (batch, vocab)   ->   ids (batch,)"""
        return logits.argmax(dim=-1)


@dataclass(frozen=True)
class Sampling:
    """Draw the next token from the model's probabilities, after reshaping them.

    temperature: below 1 sharpens, above 1 flattens, 0 is `Greedy`   top_k: only the k most probable tokens
    top_p: only the fewest tokens that together have at least probability p
    min_p: only tokens at least p times as probable as the most probable one
    The limits apply in this order, each to what the one before left.
    """

    temperature: float = 1.0
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    def __post_init__(self):
        if not (self.temperature >= 0 and math.isfinite(self.temperature)):
            raise ValueError(f"temperature is 0 or a positive number, not {self.temperature}")
        if self.top_k is not None and (self.top_k != int(self.top_k) or self.top_k < 1):
            raise ValueError(f"top_k is a whole number of at least 1, or None for no limit, not {self.top_k}")
        for name in ("top_p", "min_p"):
            limit = getattr(self, name)
            if limit is not None and not 0 < limit <= 1:
                raise ValueError(f"{name} is a probability above 0 and at most 1, or None for no limit, not {limit}")

    def choose(self, logits, generator=None):
        """logits: (batch, vocab)   ->   ids (batch,)"""
        if self.temperature == 0:
            return Greedy().choose(logits)
        return torch.multinomial(self.probabilities(logits), 1, generator=generator)[:, 0]

    def probabilities(self, logits):
        """logits: (..., vocab)   ->   the probabilities to draw from, (..., vocab): every row sums to 1

        >>> Sampling(top_k=2).probabilities(torch.tensor([0.6, 0.3, 0.1]).log())
        tensor([0.6667, 0.3333, 0.0000])
        """
        if self.temperature == 0:
            return torch.nn.functional.one_hot(logits.argmax(-1), logits.shape[-1]).to(logits.dtype)
        probabilities = softmax(logits.float() / self.temperature)
        if self.top_k is not None:
            probabilities = keep_top_k(probabilities, self.top_k)
        if self.top_p is not None:
            probabilities = keep_top_p(probabilities, self.top_p)
        if self.min_p is not None:
            probabilities = keep_min_p(probabilities, self.min_p)
        return probabilities


def keep_top_k(probabilities, k):
    """Only the k most probable tokens, rescaled to sum to 1; tokens as probable as the k-th stay too."""
    smallest = probabilities.topk(min(k, probabilities.shape[-1])).values[..., -1:]    # (..., 1)
    return rescale(probabilities.where(probabilities >= smallest, 0.0))


def keep_top_p(probabilities, p):
    """Only the fewest tokens that together have at least probability p, rescaled to sum to 1.

    >>> keep_top_p(torch.tensor([0.125, 0.5, 0.375]), 0.8)
    tensor([0.0000, 0.5714, 0.4286])
    """
    if p >= 1:
        return probabilities    # all of them, also where rounding makes the sum reach 1 too soon
    ordered, order = probabilities.sort(dim=-1, descending=True, stable=True)    # of equals the smaller id
    before = ordered.cumsum(-1) - ordered    # probability of everything more probable: 0 for the first, which stays
    kept = ordered.where(before < p, 0.0)
    return rescale(torch.zeros_like(probabilities).scatter(-1, order, kept))


def keep_min_p(probabilities, p):
    """Only tokens at least p times as probable as the most probable one, rescaled to sum to 1."""
    return rescale(probabilities.where(probabilities >= p * probabilities.amax(-1, keepdim=True), 0.0))


def rescale(probabilities):
    """Divide each row by its sum."""
    return probabilities / probabilities.sum(-1, keepdim=True)


def generate(model, ids, strategy=Greedy(), max_new_tokens=128, stop=(), seed=None):
    """Continue each prompt; return the new ids (batch, new), at most `max_new_tokens` a row.

    ids: one prompt (a list of ids or a 1-D tensor) or a batch of them (a list of lists, or a 2-D tensor); prompts of
    unequal length are padded on the left, which changes nothing in what follows them
    stop: ids that end a row; a row that has ended is filled up with the id that ended it
    seed: makes sampling repeatable; None draws differently each time
    """
    ids, padding = pad_left(ids)
    stop = stop_ids(stop)
    columns, ended = [], torch.zeros(len(ids), dtype=torch.bool)
    for new in steps(model, ids, padding, strategy, max_new_tokens, seed):
        new = new.cpu()
        columns.append(new.where(~ended, columns[-1]) if columns else new)    # (batch,)
        ended = ended | torch.isin(new, stop)
        if ended.all():
            break
    return torch.stack(columns, dim=1) if columns else torch.empty(len(ids), 0, dtype=torch.long)


def stream(model, ids, strategy=Greedy(), max_new_tokens=128, stop=(), seed=None):
    """Yield the new ids of one sequence as they come; a stop id ends it and is not yielded.

    ids: a list of ids, or a tensor (time,) or (1, time); the rest as for `generate`
    """
    ids, padding = pad_left(ids)
    if len(ids) != 1:
        raise ValueError(f"stream continues one prompt, not {len(ids)}: use generate for a batch")
    new_ids = steps(model, ids, padding, strategy, max_new_tokens, seed)    # what is wrong shows here, not later
    ends = set(stop_ids(stop).tolist())
    return takewhile(lambda new: new not in ends, map(int, new_ids))


def steps(model, ids, padding, strategy, max_new_tokens, seed):
    """Check the request, then return an iterator over the chosen ids, (batch,) at each step."""
    config, weight = model.config, model.token_embedding.weight
    check_ids(ids, config)
    room = config.context_length - ids.shape[1] + 1    # the last new token needs no place: nothing is computed from it
    if room < 1 or max_new_tokens > room:
        most = f" or ask for at most {room} new tokens instead of {max_new_tokens}" if room > 0 else " or split it"
        raise ValueError(f"the prompt has {ids.shape[1]} tokens and the model's context holds {config.context_length}: "
                         f"shorten the prompt,{most}")
    if max_new_tokens < 0:
        raise ValueError(f"max_new_tokens is 0 or more, not {max_new_tokens}")
    generator = torch.Generator(weight.device)
    generator.seed() if seed is None else generator.manual_seed(seed)
    cache = KVCache(config, len(ids), ids.shape[1] + max_new_tokens, weight.device, weight.dtype)
    padding = None if padding is None else padding.to(weight.device)
    model = light_twin(model)

    def chosen(ids):
        for _ in range(max_new_tokens):
            new = next_ids(model, ids, cache, padding, strategy, generator)
            yield new
            ids = new[:, None]    # (batch, 1): the cache remembers the rest

    return chosen(ids.to(weight.device))


@torch.inference_mode()    # no gradients, and less bookkeeping than no_grad
def next_ids(model, ids, cache, padding, strategy, generator):
    """One step: ids not seen yet (batch, time)   ->   the next ids (batch,); the cache grows by `time`"""
    logits = model(ids, cache=cache, padding=padding, last_only=True)    # (batch, 1, vocab)
    return strategy.choose(logits[:, -1], generator)


@torch.no_grad()
def next_token_probabilities(model, ids, temperature=1.0):
    """What the model expects after one prompt: probabilities (vocab,), float32, that sum to 1.

    ids: a list of ids, or a tensor (time,) or (1, time)   temperature: as for `Sampling`; 0 puts all on one token
    """
    ids, _ = pad_left(ids)
    if len(ids) != 1:
        raise ValueError(f"next_token_probabilities reads one prompt, not {len(ids)}")
    logits = model(ids.to(model.token_embedding.weight.device), last_only=True)    # (1, 1, vocab)
    return Sampling(temperature=temperature).probabilities(logits[0, -1])


def pad_left(ids):
    """Bring prompts into one tensor: (batch, time), and how many ids at the start of each row mean nothing (batch,).

    None instead of counts when nothing is padded.

    >>> pad_left([[7, 8, 9], [5]])
    (tensor([[7, 8, 9],
            [0, 0, 5]]), tensor([0, 2]))
    """
    if isinstance(ids, torch.Tensor):
        return (ids[None] if ids.dim() == 1 else ids), None
    ids = list(ids)
    nested = bool(ids) and hasattr(ids[0], "__len__") and getattr(ids[0], "shape", None) != ()
    prompts = [list(prompt) for prompt in ids] if nested else [ids]
    for prompt in prompts:
        if not prompt:
            raise ValueError("there is an empty prompt: give at least one token, for instance a special token that "
                             "starts a text")
        wrong = [token for token in prompt if not is_integer(token)]
        if wrong:
            raise TypeError(f"ids are whole numbers, not {wrong[0]!r}: encode the text with the model's tokenizer")
    padding = torch.tensor([max(map(len, prompts)) - len(prompt) for prompt in prompts])
    rows = torch.tensor([[0] * count + prompt for count, prompt in zip(padding.tolist(), prompts)])
    return rows, padding if padding.any() else None


def is_integer(value):
    """Whether value is one id: an int, a NumPy integer, or a tensor of one integer."""
    if isinstance(value, torch.Tensor):
        return value.dim() == 0 and not value.is_floating_point()
    return isinstance(value, Integral) and not isinstance(value, bool)


def stop_ids(stop):
    """Stop ids as a tensor; one id alone is fine."""
    return torch.tensor([stop] if is_integer(stop) else list(stop), dtype=torch.long)


class StreamDecoder:
    """Turn ids into text as they come. A character may be spread over several tokens; it appears when it is whole.

    `tokenizer` needs one method, `token_bytes(id) -> bytes`. Bytes that can't become a character any more show as �.
    """

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def feed(self, token):
        """The text that this id completes; perhaps none."""
        return self.decoder.decode(self.tokenizer.token_bytes(token))

    def finish(self):
        """What is left at the end: nothing, or � for a character that was never finished."""
        return self.decoder.decode(b"", final=True)
