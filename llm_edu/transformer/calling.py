"""A call of the model, from its checks to its end: everything that is the same for all layers is made here, once."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from llm_edu.attention import Call, causal_mask, rope_rotation
from llm_edu.transformer.cache import KVCache
from llm_edu.transformer.checks import check_call
from llm_edu.transformer.configuration import TransformerConfig
from llm_edu.transformer.record import Record


@contextmanager
def begin_call(config: TransformerConfig, ids: Tensor, cache: KVCache | None = None, record: Record | None = None,
               ablate: Collection[tuple[int, int]] = (), padding: Tensor | None = None,
               last_only: bool = False) -> Iterator[Call]:
    """A `Call` of the model with these ids (batch, time), which come after what is in the cache.

    The options are those of `Transformer.forward`. Raises TypeError or ValueError for ids or options that do not fit.
    """
    ablate = tuple(ablate)    # it is read once for each layer, and a generator can be read only once
    check_call(ids, cache, ablate, padding, config)
    call = make_call(config, ids, cache, record, ablate, padding, last_only)
    if record is not None:
        record.clear()
    with torch.set_grad_enabled(torch.is_grad_enabled() and cache is None):
        yield call
    if cache is not None:
        cache.length += ids.shape[1]


def make_call(config: TransformerConfig, ids: Tensor, cache: KVCache | None = None, record: Record | None = None,
              ablate: Collection[tuple[int, int]] = (), padding: Tensor | None = None,
              last_only: bool = False) -> Call:
    """What is the same for all layers, computed once   ->   `Call`"""
    past, time = cache.length if cache is not None else 0, ids.shape[1]
    positions = torch.arange(past, past + time, device=ids.device)[None]    # (1, time)
    padded, rotation = None, None
    if padding is not None:
        padded = torch.arange(past + time, device=ids.device) < padding[:, None]    # (batch, past + time)
        positions = (positions - padding[:, None]).clamp(min=0)    # (batch, time): each row counts from its text
    if config.positions == "rope":    # (1 or batch, 1, time, head_dim / 2)
        rotation = rope_rotation(positions[:, None], config.head_dim, config.rope_base)
    mask = make_mask(past, time, padded, ids.device)
    return Call(mask, rotation, cache, record, ablate, positions, padded, last_only)


def make_mask(past: int, time: int, padded: Tensor | None, device: torch.device) -> Tensor | None:
    """Which token may attend to which, (1 or batch, 1, time, past + time); None when nothing is hidden.

    A padded position attends to itself alone, because a softmax over nothing would be nan and spread.
    """
    if padded is None and time == 1:
        return None
    mask = causal_mask(time, past).to(device)[None, None]
    if padded is None:
        return mask
    itself = torch.eye(past + time, dtype=torch.bool, device=device)[past:]    # (time, past + time)
    return mask & ~padded[:, None, None] | itself
