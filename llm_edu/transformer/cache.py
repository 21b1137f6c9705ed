"""What a model remembers while it decodes."""

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

    def extend(self, layer, keys, values):
        """Store one layer's new keys and values (batch, heads, time, head_dim); return all of them so far.

        The model moves `length` when all layers have stored theirs.
        """
        end = self.length + keys.shape[2]
        self.keys[layer][:, :, self.length:end] = keys
        self.values[layer][:, :, self.length:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]
