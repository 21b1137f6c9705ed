"""Attention: how a token looks back and fetches what it needs (lesson 04).

From the inside out: `softmax` turns scores into weights; `attention_weights` asks how much each query attends to each
key; `scaled_dot_product_attention` mixes the values by those weights; `apply_rope` tells a head how far away a token
is; `MultiHeadAttention` runs many heads side by side. Letters: d is the size of one head.

Sources: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; Su et al. 2021, RoFormer (rotary positions),
arXiv:2104.09864; Shazeer 2019, Fast Transformer Decoding (shared keys and values), arXiv:1911.02150; Ainslie et al.
2023, GQA (grouped queries), arXiv:2305.13245.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn


def softmax(scores, dim=-1):
    """Turn scores into weights: positive, and summing to 1 along `dim`.

    The largest score is subtracted first. That changes nothing in the result, and without it exp overflows float32 at
    a score of 89. A score of -inf gets weight 0; a row of nothing but -inf has no answer and becomes nan.

    >>> softmax(torch.tensor([0.0, 4.0, 2.0]))
    tensor([0.0159, 0.8668, 0.1173])
    """
    exponentials = (scores - scores.amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def causal_mask(time, past=0):
    """Who may look at whom: True where a query (row) may attend to a key (column), which is never later than itself.

    time: number of queries   past: number of keys that come before the first query   ->   (time, past + time), bool

    >>> causal_mask(3).int()
    tensor([[1, 0, 0],
            [1, 1, 0],
            [1, 1, 1]], dtype=torch.int32)
    """
    return torch.ones(time, past + time, dtype=torch.bool).tril(diagonal=past)


def attention_weights(queries, keys, mask=None):
    """How much each query attends to each key.

    queries: (..., time, d)   keys: (..., keys, d)   mask: broadcastable to (..., time, keys), True = attend
    ->   (..., time, keys), every row sums to 1

    The dot product of two random vectors grows like √d; dividing by √d keeps the scores near ±1 at any width, where
    softmax still has a gradient (Vaswani et al. 2017, section 3.2.1).
    """
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])    # (..., time, keys)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)    # before the softmax, so that the rest still sums to 1
    return softmax(scores)


def scaled_dot_product_attention(queries, keys, values, mask=None):
    """For each query the mix of all values, weighted by how well their keys match.

    queries: (..., time, d)   keys: (..., keys, d)   values: (..., keys, d_value)   mask: True = attend
    ->   (..., time, d_value)

    >>> keys = torch.tensor([[0.0, 1], [2, 0], [1, 1]])        # Mia, green, hat
    >>> values = torch.tensor([[5.0, 0], [0, 7], [1, 1]])
    >>> query = torch.tensor([[2.0, 0]]) * math.sqrt(2)        # undo the division, to see the round scores 0, 4, 2
    >>> scaled_dot_product_attention(query, keys, values)
    tensor([[0.1967, 6.1850]])
    """
    return attention_weights(queries, keys, mask) @ values    # (..., time, keys) @ (..., keys, d) -> (..., time, d)


def rope_rotation(positions, head_dim, base=10_000.0):
    """The rotation of each position: for each pair of a head's numbers the complex number cos θ + i sin θ.

    positions: (...)   ->   (..., head_dim / 2), complex

    Pair i turns by θ = base^(-2i / head_dim) radians a token: the first by a whole radian, the last hardly at all, like
    the hands of a clock (Su et al. 2021, section 3.2.2).
    """
    speeds = base ** -(torch.arange(0, head_dim, 2, dtype=torch.float32, device=positions.device) / head_dim)
    angles = positions[..., None] * speeds    # (..., head_dim / 2)
    return torch.polar(torch.ones_like(angles), angles)


def apply_rope(x, rotation, pairing="half"):
    """Turn each pair of numbers in x by the angle of its position (rotary position embedding).

    x: (..., time, d)   rotation: broadcastable to (..., time, d / 2), complex   ->   (..., time, d)

    A pair (a, b) is read as the complex number a + ib, because multiplying with cos θ + i sin θ turns it by θ. The dot
    product of a turned query with a turned key then depends only on the distance between the two.
    Which numbers make a pair is a convention, and a model must run with the one that it was trained with: "half" pairs
    number i with i + d/2 (Llama in `transformers`), "interleaved" pairs neighbours, 2i with 2i + 1 (the paper, GGUF).

    >>> quarter_turn = torch.tensor([1j])
    >>> apply_rope(torch.tensor([[1.0, 0.0]]), quarter_turn)
    tensor([[0., 1.]])
    """
    full = x.to(torch.promote_types(x.dtype, torch.float32))    # complex numbers have no 16 bits; float32 stays itself
    if pairing == "half":
        turned = torch.complex(*full.chunk(2, dim=-1)) * rotation    # (..., time, d / 2)
        return torch.cat([turned.real, turned.imag], dim=-1).type_as(x)
    if pairing == "interleaved":
        turned = torch.complex(full[..., 0::2], full[..., 1::2]) * rotation
        return torch.view_as_real(turned).flatten(-2).type_as(x)    # (..., time, d / 2, 2) -> (..., time, d)
    raise ValueError(f"pairing is 'half' or 'interleaved', not {pairing!r}")


class MultiHeadAttention(nn.Module):
    """Several heads look back at once, each for its own reason; a last linear layer mixes what they found.

    With fewer key_value_heads than heads, neighbouring heads share one set of keys and values (grouped queries): the
    cache gets smaller and decoding faster. `layer` is this block's number, by which the cache and `ablate` know it.
    """

    def __init__(self, width, heads, key_value_heads=None, head_dim=None, bias=True, rope_pairing="half", layer=0):
        super().__init__()
        self.heads, self.key_value_heads = heads, key_value_heads or heads
        self.head_dim = head_dim or width // heads
        self.rope_pairing, self.layer = rope_pairing, layer
        # One matrix computes queries, keys and values: one large product is faster than three small ones.
        self.queries_keys_values = nn.Linear(width, (heads + 2 * self.key_value_heads) * self.head_dim, bias=bias)
        self.output = nn.Linear(heads * self.head_dim, width, bias=bias)

    def forward(self, x, mask=None, rotation=None, cache=None, record=None, ablate=()):
        """x: (batch, time, width)   mask: True = attend, broadcastable to (batch, heads, time, keys)   ->   like x

        rotation: from `rope_rotation`, or None   cache: a `KVCache`   record: a `Record`
        ablate: pairs (layer, head); what such a head found is replaced by zeros
        """
        batch, time, _ = x.shape
        heads, turning = self.heads, self.heads + self.key_value_heads
        x = self.queries_keys_values(x)    # (batch, time, (heads + 2 * key_value_heads) * head_dim)
        x = x.view(batch, time, -1, self.head_dim).transpose(1, 2)    # (batch, heads + …, time, head_dim)
        turned, values = x[:, :turning], x[:, turning:]
        if rotation is not None:
            turned = apply_rope(turned, rotation, self.rope_pairing)    # positions turn queries and keys, not values
        queries, keys = turned[:, :heads], turned[:, heads:]
        if cache is not None:
            keys, values = cache.extend(self.layer, keys, values)    # (batch, key_value_heads, past + time, head_dim)
        found = self.attend(queries, keys, values, mask, record)    # (batch, heads, time, head_dim)
        off = [head for layer, head in ablate if layer == self.layer]
        if off:
            found = found.index_fill(1, torch.tensor(off, device=x.device), 0.0)
        return self.output(found.transpose(1, 2).flatten(2))    # (batch, time, heads * head_dim) -> (…, width)

    def attend(self, queries, keys, values, mask, record):
        """Attention of all heads; PyTorch's fused kernel, or our own when someone wants to see the weights."""
        if record is None or not record.wants("attention"):
            grouped = self.heads != self.key_value_heads
            return F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask, enable_gqa=grouped)
        group = self.heads // self.key_value_heads
        keys, values = keys.repeat_interleave(group, dim=1), values.repeat_interleave(group, dim=1)
        weights = attention_weights(queries, keys, mask)    # (batch, heads, time, keys)
        record.keep("attention", weights)
        return weights @ values
