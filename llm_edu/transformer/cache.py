"""What a model remembers while it decodes."""

import torch


class KVCache:
    """Keys and values of all tokens so far, so that decoding computes only the new token's: lesson 07 opens it.
    Its memory is taken once, for `capacity` tokens, because growing it would copy everything at every token."""

    def __init__(self, config, batch=1, capacity=None, device=None, dtype=None):
        self.batch, self.capacity = batch, capacity or config.context_length
        self.device, self.dtype = device, dtype
        self.length = 0    # tokens stored; set it back to forget the last ones
        shape = (batch, config.key_value_heads, self.capacity, config.head_dim)
        self.keys = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        self.values = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        ids = (batch, 1, self.capacity, 1)    # only for vectors of several tokens: the one before may be needed again
        self.ids = [torch.empty(ids, device=device, dtype=torch.int64)] if config.ngrams > 1 else []

    @property
    def tensors(self):
        """All that is stored, each (batch, heads or 1, capacity, numbers)."""
        return [*self.keys, *self.values, *self.ids]

    def extend(self, layer, keys, values):
        """Store one layer's new keys and values (batch, heads, time, head_dim); return all of them so far.

        The model moves `length` when all layers have stored theirs.
        """
        end = self.length + keys.shape[2]
        self.keys[layer][:, :, self.length:end] = keys
        self.values[layer][:, :, self.length:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]

    def extend_ids(self, ids, count):
        """Store new ids (batch, time); return the `count` before them (batch, count), 0 where there are none."""
        stored = self.ids[0][:, 0, :, 0]    # (batch, capacity)
        known = stored[:, max(0, self.length - count):self.length]
        stored[:, self.length:self.length + ids.shape[1]] = ids
        return torch.nn.functional.pad(known, (count - known.shape[1], 0))
