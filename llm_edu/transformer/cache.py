"""What a model remembers while it decodes."""

from collections.abc import Sequence
from copy import copy

import torch
from torch import Tensor

from llm_edu.transformer.configuration import TransformerConfig


class KVCache:
    """Keys and values of all tokens so far, so that decoding computes only the new token's: lesson 07 opens it.

    capacity: tokens that it has room for; None: the model's context length. The memory is allocated once, because a
    cache that grows would copy everything at every token.
    """

    def __init__(self, config: TransformerConfig, batch: int = 1, capacity: int | None = None,
                 device: torch.device | str | None = None, dtype: torch.dtype | None = None):
        self.batch, self.capacity = batch, capacity or config.context_length
        self.length = 0    # tokens stored; set it back to forget the last ones
        shape = (batch, config.key_value_heads, self.capacity, config.head_dim)
        self.keys = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        self.values = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]

    @property
    def tensors(self) -> list[Tensor]:
        """All stored tensors, each (batch, key_value_heads, capacity, head_dim)."""
        return [*self.keys, *self.values]

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store one layer's new keys and values (batch, key_value_heads, time, head_dim); return all of them so far.

        The model increases `length` after all layers have stored theirs.
        """
        end = self.length + keys.shape[2]
        self.keys[layer][:, :, self.length:end] = keys
        self.values[layer][:, :, self.length:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]

    def repeated(self, times: int, capacity: int) -> "KVCache":
        """A cache with each row repeated `times` times, side by side, and room for `capacity` tokens."""
        wide = copy(self)
        wide.batch, wide.capacity = self.batch * times, capacity
        wide.keys, wide.values = ([self.widened(stored, times, capacity) for stored in part]
                                  for part in (self.keys, self.values))
        return wide

    def widened(self, stored: Tensor, times: int, capacity: int) -> Tensor:
        """One tensor (batch, key_value_heads, capacity, head_dim) of a cache, for `repeated`."""
        batch, heads, _, numbers = stored.shape
        wide = stored.new_empty(batch * times, heads, capacity, numbers)
        wide[:, :, :self.length] = stored[:, :, :self.length].repeat_interleave(times, dim=0)
        return wide

    def reorder(self, rows: Tensor) -> None:
        """Replace row i by what row rows[i] was. rows: (batch,)"""
        for stored in self.tensors:
            stored[:, :, :self.length] = stored[rows, :, :self.length]

    def keep(self, rows: Sequence[int]) -> None:
        """Forget all rows except these. rows: their numbers, at least one"""
        self.batch = len(rows)
        self.keys, self.values = ([stored[rows] for stored in part] for part in (self.keys, self.values))
