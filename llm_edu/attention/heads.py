"""Several heads side by side, perhaps with shared keys and values.

Sources: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; Shazeer 2019, Fast Transformer Decoding
(shared keys and values), arXiv:1911.02150; Ainslie et al. 2023, GQA (grouped queries), arXiv:2305.13245; Henry et al.
2020, Query-Key Normalization for Transformers, arXiv:2010.04245; Olsson et al. 2022, In-context Learning and Induction
Heads, arXiv:2209.11895 (smeared keys).
"""

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.attention.directions import unit_length
from llm_edu.attention.rotary import apply_rope
from llm_edu.attention.weights import attention_weights


def split_heads(x, heads):
    """Cut each token's vector into equal pieces, one for each head.

    x: (..., time, heads * head_dim)   ->   (..., heads, time, head_dim)

    >>> split_heads(torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8]]), heads=2)
    tensor([[[1, 2],
             [5, 6]],
    <BLANKLINE>
            [[3, 4],
             [7, 8]]])
    """
    return x.unflatten(-1, (heads, -1)).transpose(-3, -2)    # (..., time, heads, head_dim) -> (..., heads, time, …)


def merge_heads(x):
    """What the heads found, side by side in one vector for each token: `split_heads` undone.

    x: (..., heads, time, head_dim)   ->   (..., time, heads * head_dim)
    """
    return x.transpose(-3, -2).flatten(-2)


def repeat_heads(x, times):
    """Keys or values shared by groups of neighbouring heads, written out once for each head.

    x: (..., key_value_heads, time, head_dim)   ->   (..., key_value_heads * times, time, head_dim)

    >>> repeat_heads(torch.tensor([[[1]], [[2]]]), times=3).flatten()
    tensor([1, 1, 1, 2, 2, 2])
    """
    return x.repeat_interleave(times, dim=-3)


def key_value_bytes(layers, key_value_heads, head_dim, tokens, bytes_per_number=2):
    """How much is kept of a text while a model writes: a key and a value for each token, head and layer.

    >>> key_value_bytes(layers=12, key_value_heads=12, head_dim=64, tokens=1024)    # GPT-2, in 16 bits
    37748736
    """
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number


class MultiHeadAttention(nn.Module):
    """Several heads look back at once, each for its own reason; a last linear layer mixes what they found.

    With fewer key_value_heads than heads, neighbouring heads share one set of keys and values (grouped queries): the
    cache gets smaller and decoding faster. `layer` is this block's number, by which the cache and `ablate` know it.
    Two switches that lesson 06 opens make it quicker to learn where to look: query_key_norm, the largest score there
    can be, makes a score so many times the cosine of query and key; smear_keys mixes each key with the one before it.
    """

    def __init__(self, width, heads, key_value_heads=None, head_dim=None, bias=True, rope_pairing="half", layer=0,
                 query_key_norm=None, smear_keys=False):
        super().__init__()
        self.heads, self.key_value_heads = heads, key_value_heads or heads
        self.head_dim = head_dim or width // heads
        self.rope_pairing, self.layer, self.query_key_norm = rope_pairing, layer, query_key_norm
        # One matrix computes queries, keys and values: one large product is faster than three small ones.
        self.queries_keys_values = nn.Linear(width, (heads + 2 * self.key_value_heads) * self.head_dim, bias=bias)
        self.output = nn.Linear(heads * self.head_dim, width, bias=bias)
        # σ(own_share) of a smeared key is the token's own: half at first, then as learned
        self.own_share = nn.Parameter(torch.zeros(self.key_value_heads, 1, 1)) if smear_keys else None

    def forward(self, x, mask=None, rotation=None, cache=None, record=None, ablate=()):
        """x: (batch, time, width)   mask: True = attend, broadcastable to (batch, heads, time, keys)   ->   like x

        rotation: from `rope_rotation`, or None   cache: a `KVCache`   record: a `Record`
        ablate: pairs (layer, head); what such a head found is replaced by zeros
        """
        heads, turning = self.heads, self.heads + self.key_value_heads
        x = self.queries_keys_values(x)    # (batch, time, (heads + 2 * key_value_heads) * head_dim)
        x = split_heads(x, heads + 2 * self.key_value_heads)    # (batch, heads + 2 * …, time, head_dim)
        turned, values = x.split((turning, self.key_value_heads), dim=1)
        if rotation is not None:
            turned = apply_rope(turned, rotation, self.rope_pairing)    # positions turn queries and keys, not values
        queries, keys = turned.split((heads, self.key_value_heads), dim=1)
        if cache is not None:
            keys, values = cache.extend(self.layer, keys, values)    # (batch, key_value_heads, past + time, head_dim)
        if self.own_share is not None:
            before = F.pad(keys, (0, 0, 1, 0))[..., :-1, :]    # each key's predecessor; before the first, zeros
            keys = torch.lerp(before, keys, self.own_share.sigmoid().to(keys.dtype))
        if self.query_key_norm is not None:
            queries, keys = unit_length(queries), unit_length(keys)
        found = self.attend(queries, keys, values, mask, record)    # (batch, heads, time, head_dim)
        off = [head for layer, head in ablate if layer == self.layer]
        if off:
            found = found.index_fill(1, torch.tensor(off, device=x.device), 0.0)
        return self.output(merge_heads(found))    # (batch, time, heads * head_dim) -> (batch, time, width)

    def attend(self, queries, keys, values, mask, record):
        """Attention of all heads; PyTorch's fused kernel, or our own when someone wants to see the weights."""
        if record is None or not record.wants("attention"):
            grouped = self.heads != self.key_value_heads
            return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, enable_gqa=grouped,
                                                  scale=self.query_key_norm)    # None: 1 / √head_dim
        group = self.heads // self.key_value_heads
        keys, values = repeat_heads(keys, group), repeat_heads(values, group)
        if self.query_key_norm is not None:    # `attention_weights` divides by √head_dim
            queries = queries * (self.query_key_norm * self.head_dim ** 0.5)
        weights = attention_weights(queries, keys, mask)    # (batch, heads, time, keys)
        record.keep("attention", weights)
        return weights @ values
