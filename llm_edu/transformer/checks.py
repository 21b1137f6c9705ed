"""Wrong input, named before it turns into an error from deep inside."""

from collections.abc import Collection

import torch
from torch import Tensor

from llm_edu.transformer.cache import KVCache
from llm_edu.transformer.configuration import TransformerConfig


def check_call(ids: Tensor, cache: KVCache | None, ablate: Collection[tuple[int, int]], padding: Tensor | None,
               config: TransformerConfig) -> None:
    """Raise TypeError or ValueError, saying what to do, when the model cannot be called like this."""
    check_ids(ids, config)
    past = cache.length if cache is not None else 0
    if past + ids.shape[1] > config.context_length:
        raise ValueError(f"{past + ids.shape[1]} tokens do not fit into this model's context of "
                         f"{config.context_length}: shorten the text, or keep only its last tokens")
    if cache is not None and (len(ids) != cache.batch or past + ids.shape[1] > cache.capacity):
        raise ValueError(f"the cache is for {cache.batch} rows of {cache.capacity} tokens, not for {len(ids)} rows of "
                         f"{past + ids.shape[1]}: make one with KVCache(config, batch, capacity)")
    if cache is not None and cache.keys:
        _, heads, _, head_dim = cache.keys[0].shape
        if (len(cache.keys), heads, head_dim) != (config.layers, config.key_value_heads, config.head_dim):
            raise ValueError(f"the cache is of another model, with {len(cache.keys)} layers of {heads} × {head_dim}: "
                             "make one with model.new_cache(batch)")
    if padding is not None:
        check_padding(padding, len(ids))
    for layer, head in ablate:
        if not (0 <= layer < config.layers and 0 <= head < config.heads):
            raise ValueError(f"there is no head ({layer}, {head}) to switch off: the model has layers 0 to "
                             f"{config.layers - 1} with heads 0 to {config.heads - 1}")


def check_padding(padding: Tensor, rows: int) -> None:
    """Raise TypeError or ValueError unless there is a whole number, 0 or more, for each row."""
    if not isinstance(padding, torch.Tensor) or padding.dtype not in (torch.int64, torch.int32):
        kind = padding.dtype if isinstance(padding, torch.Tensor) else type(padding).__name__
        raise TypeError(f"padding must be a tensor of integers, how many ids at the start of each row, not {kind}")
    if tuple(padding.shape) != (rows,) or padding.min() < 0:
        raise ValueError(f"padding has a number, 0 or more, for each of the {rows} rows, not {padding.tolist()}")


def check_ids(ids: Tensor, config: TransformerConfig) -> None:
    """Raise TypeError or ValueError for ids for which the model has no embeddings."""
    if not isinstance(ids, torch.Tensor) or ids.dtype not in (torch.int64, torch.int32):
        kind = ids.dtype if isinstance(ids, torch.Tensor) else type(ids).__name__
        raise TypeError(f"ids must be a tensor of integers, not {kind}: torch.tensor([[1, 2, 3]]), or ids.long()")
    if ids.dim() != 2:
        raise ValueError(f"ids must have shape (batch, time), not {tuple(ids.shape)}; ids[None] makes a batch of one")
    if ids.numel() == 0:
        raise ValueError("there are no ids: give at least one token, for instance a special token that starts a text")
    low, high = int(ids.min()), int(ids.max())
    if low < 0 or high >= config.vocab_size:
        raise ValueError(f"ids are between 0 and {config.vocab_size - 1}, but there is {low if low < 0 else high}: "
                         "were they made with another model's tokenizer?")
