"""Several heads side by side, perhaps with shared keys and values.

Sources: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762; Shazeer 2019, Fast Transformer Decoding
(shared keys and values), arXiv:1911.02150; Ainslie et al. 2023, GQA (grouped queries), arXiv:2305.13245.
"""

import math

import torch  # noqa: F401 (the examples use it)
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.attention.call import ALONE, Call
from llm_edu.attention.rotary import apply_rope
from llm_edu.attention.weights import attention_scores, softmax


def split_heads(x: Tensor, heads: int) -> Tensor:
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


def merge_heads(x: Tensor) -> Tensor:
    """Put the outputs of all heads side by side, in one vector for each token: `split_heads` undone.

    x: (..., heads, time, head_dim)   ->   (..., time, heads * head_dim)
    """
    return x.transpose(-3, -2).flatten(-2)


def repeat_heads(x: Tensor, times: int) -> Tensor:
    """Keys or values that neighbouring heads share, repeated so that every head has its own copy.

    x: (..., key_value_heads, time, head_dim)   ->   (..., key_value_heads * times, time, head_dim)

    >>> repeat_heads(torch.tensor([[[1]], [[2]]]), times=3).flatten()
    tensor([1, 1, 1, 2, 2, 2])
    """
    return x.repeat_interleave(times, dim=-3)


def key_value_bytes(layers: int, key_value_heads: int, head_dim: int, tokens: int, bytes_per_number: int = 2) -> int:
    """The size of the KV cache in bytes: a key and a value for each token, head and layer.

    >>> key_value_bytes(layers=12, key_value_heads=12, head_dim=64, tokens=1024)    # GPT-2, in 16 bits
    37748736
    """
    return 2 * layers * key_value_heads * head_dim * tokens * bytes_per_number


class MultiHeadAttention(nn.Module):
    """Several heads look back at once, each for its own reason; a last linear layer mixes their outputs.

    key_value_heads: None: as many as heads. With fewer, neighbouring heads share one set of keys and values
    (grouped-query attention): the cache gets smaller and decoding faster   head_dim: None: width / heads
    rope_pairing: as for `apply_rope`   layer: the number of this block, by which the cache and `ablate` know it
    Raises ValueError for a width or heads that cannot be divided so.
    By itself the layer hides nothing. It is causal only with a mask: `layer(x, Call(mask=causal_mask(time)))`.
    """

    def __init__(self, width: int, heads: int, key_value_heads: int | None = None, head_dim: int | None = None,
                 bias: bool = True, rope_pairing: str = "half", layer: int = 0):
        super().__init__()
        if heads < 1 or head_dim is None and width % heads:
            raise ValueError(f"width {width} must be a multiple of heads {heads}, or give head_dim")
        if key_value_heads and heads % key_value_heads:
            raise ValueError(f"heads {heads} must be a multiple of key_value_heads {key_value_heads}")
        self.heads, self.key_value_heads = heads, key_value_heads or heads
        self.head_dim = head_dim or width // heads
        self.rope_pairing, self.layer = rope_pairing, layer
        self.scale = 1 / math.sqrt(self.head_dim)
        # One matrix computes queries, keys and values: one large product can be faster than three small ones.
        self.queries_keys_values = nn.Linear(width, (heads + 2 * self.key_value_heads) * self.head_dim, bias=bias)
        self.output = nn.Linear(heads * self.head_dim, width, bias=bias)

    def forward(self, x: Tensor, call: Call = ALONE) -> Tensor:
        """x: (batch, time, width)   call: a `Call`, which holds the mask   ->   like x"""
        queries, keys, values = self.project(x, call.rotation)    # (batch, heads or key_value_heads, time, head_dim)
        keys, values = call.remember(self.layer, keys, values)    # with those of the text so far: (…, keys, head_dim)
        found = self.attend(queries, keys, values, call)          # (batch, heads, time, head_dim)
        found = call.switch_off(self.layer, found)
        return self.output(merge_heads(found))                    # (batch, time, heads * head_dim) -> like x

    def project(self, x: Tensor, rotation: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """x: (batch, time, width)   ->   queries (batch, heads, time, head_dim), keys and values (batch,
        key_value_heads, time, head_dim); RoPE rotates queries and keys, not values"""
        x = split_heads(self.queries_keys_values(x), self.heads + 2 * self.key_value_heads)
        rotated, values = x.split((self.heads + self.key_value_heads, self.key_value_heads), dim=1)
        if rotation is not None:
            rotated = apply_rope(rotated, rotation, self.rope_pairing)    # both at once: one large product, not two
        queries, keys = rotated.split((self.heads, self.key_value_heads), dim=1)
        return queries, keys, values

    def attend(self, queries: Tensor, keys: Tensor, values: Tensor, call: Call) -> Tensor:
        """Attention of all heads: PyTorch's fused kernel, or our own code when a `Record` collects what is inside."""
        if not call.records("queries", "keys", "values", "scores", "attention"):
            return F.scaled_dot_product_attention(queries, keys, values, call.mask, scale=self.scale,
                                                  enable_gqa=self.heads != self.key_value_heads)
        for kind, tensor in {"queries": queries, "keys": keys, "values": values}.items():
            call.keep(kind, tensor)
        group = self.heads // self.key_value_heads
        keys, values = repeat_heads(keys, group), repeat_heads(values, group)
        scores = call.keep("scores", attention_scores(queries, keys, call.mask, self.scale))
        return call.keep("attention", softmax(scores)) @ values    # (batch, heads, time, keys) @ (…, keys, head_dim)
