"""What a model remembers while it decodes."""

from copy import copy

import torch


class KVCache:
    """Keys and values of all tokens so far, so that decoding computes only the new token's: lesson 07 opens it.
    Its memory is taken once, for `capacity` tokens, because growing it would copy everything at every token."""

    def __init__(self, config, batch=1, capacity=None, device=None, dtype=None):
        self.batch, self.capacity = batch, capacity or config.context_length
        self.length = 0    # tokens stored; set it back to forget the last ones
        shape = (batch, config.key_value_heads, self.capacity, config.head_dim)
        self.keys = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        self.values = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]

    @property
    def tensors(self):
        """All that is stored, each (batch, heads, capacity, numbers)."""
        return [*self.keys, *self.values]

    def extend(self, layer, keys, values):
        """Store one layer's new keys and values (batch, heads, time, head_dim); return all of them so far.

        The model moves `length` when all layers have stored theirs.
        """
        end = self.length + keys.shape[2]
        self.keys[layer][:, :, self.length:end] = keys
        self.values[layer][:, :, self.length:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]

    def repeated(self, times, capacity):
        """A cache with each row `times` times, side by side, and room for `capacity` tokens."""
        wide = copy(self)
        wide.batch, wide.capacity = self.batch * times, capacity
        wide.keys, wide.values = ([self.widened(stored, times, capacity) for stored in part]
                                  for part in (self.keys, self.values))
        return wide

    def widened(self, stored, times, capacity):
        """One tensor (batch, heads, capacity, numbers) of a cache, for `repeated`."""
        batch, heads, _, numbers = stored.shape
        wide = stored.new_empty(batch * times, heads, capacity, numbers)
        wide[:, :, :self.length] = stored[:, :, :self.length].repeat_interleave(times, dim=0)
        return wide

    def reorder(self, rows):
        """Let row i become what row rows[i] was. rows: (batch,)"""
        for stored in self.tensors:
            stored[:, :, :self.length] = stored[rows, :, :self.length]

    def keep(self, rows):
        """Forget all rows but these. rows: their numbers, at least one"""
        self.batch = len(rows)
        self.keys, self.values = ([stored[rows] for stored in part] for part in (self.keys, self.values))
