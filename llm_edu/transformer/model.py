"""The transformer, whole.

Read it from the end: `Transformer` turns ids into a stream of vectors, sends it through `TransformerBlock`s that each
add something to it, and compares the result with every token of the vocabulary.

Sources: Vaswani et al. 2017, arXiv:1706.03762; Radford et al. 2019 (GPT-2), Language Models are Unsupervised Multitask
Learners; Touvron et al. 2023 (LLaMA), arXiv:2302.13971; Ben Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

import math
from collections.abc import Collection

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.attention import Call, MultiHeadAttention
from llm_edu.attention.call import ALONE
from llm_edu.transformer.cache import KVCache
from llm_edu.transformer.calling import begin_call
from llm_edu.transformer.configuration import TransformerConfig
from llm_edu.transformer.record import Record


class LayerNorm(nn.Module):
    """Shift and scale each vector to mean 0 and variance 1, then by learned amounts (Ba et al. 2016, 1607.06450)."""

    def __init__(self, width: int, epsilon: float = 1e-5, bias: bool = True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., width)   ->   like x"""
        centred = x - x.mean(-1, keepdim=True)
        variance = centred.square().mean(-1, keepdim=True)
        x = centred * torch.rsqrt(variance + self.epsilon) * self.weight
        return x if self.bias is None else x + self.bias


class RMSNorm(nn.Module):
    """Scale each vector to root mean square 1, then by learned amounts (Zhang & Sennrich 2019, arXiv:1910.07467)."""

    def __init__(self, width: int, epsilon: float = 1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., width)   ->   like x"""
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


class FeedForward(nn.Module):
    """Two linear layers with GELU between them, at each position alone (Hendrycks & Gimpel 2016, arXiv:1606.08415)."""

    def __init__(self, width: int, hidden: int, bias: bool = True):
        super().__init__()
        self.up = nn.Linear(width, hidden, bias=bias)
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., width)   ->   like x"""
        return self.down(F.gelu(self.up(x), approximate="tanh"))    # GPT-2 was trained with the approximation


class SwiGLU(nn.Module):
    """A feed-forward layer with a gate: one half decides how much of the other passes (Shazeer 2020, 2002.05202)."""

    def __init__(self, width: int, hidden: int, bias: bool = False):
        super().__init__()
        self.gate_and_up = nn.Linear(width, 2 * hidden, bias=bias)    # one product instead of two
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., width)   ->   like x"""
        gate, up = self.gate_and_up(x).chunk(2, dim=-1)    # (..., hidden) each
        return self.down(F.silu(gate) * up)


FEED_FORWARD = {"gelu": FeedForward, "swiglu": SwiGLU}


class TransformerBlock(nn.Module):
    """Look around (attention), then think (feed-forward); each reads the stream through a norm and adds to it.

    layer: the number of this block, by which the cache and `ablate` know it
    """

    def __init__(self, config: TransformerConfig, layer: int):
        super().__init__()
        self.attention_norm = make_norm(config)
        self.attention = self.make_attention(config, layer)
        self.feed_forward_norm = make_norm(config)
        self.feed_forward = self.make_feed_forward(config)

    def make_attention(self, config: TransformerConfig, layer: int) -> nn.Module:
        return MultiHeadAttention(config.width, config.heads, config.key_value_heads, config.head_dim, config.bias,
                                  config.rope_pairing, layer)

    def make_feed_forward(self, config: TransformerConfig) -> nn.Module:
        return FEED_FORWARD[config.feed_forward](config.width, config.feed_forward_width, config.bias)

    def forward(self, x: Tensor, call: Call = ALONE) -> Tensor:
        """x: (batch, time, width)   call: as for `MultiHeadAttention`   ->   like x"""
        x = x + call.keep("attention_output", self.attention(self.attention_norm(x), call))
        x = x + call.keep("feed_forward_output", self.feed_forward(self.feed_forward_norm(x)))
        return call.keep("residual", x)


class Transformer(nn.Module):
    """A decoder-only language model: it reads ids and gives a logit for every possible next token.

    >>> from llm_edu.transformer import TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> model(torch.tensor([[5, 17, 2]])).shape
    torch.Size([1, 3, 100])
    """

    def __init__(self, config: TransformerConfig):
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.width)
        if config.positions == "learned":
            self.position_embedding = nn.Embedding(config.context_length, config.width)
        self.blocks = nn.ModuleList(self.make_block(layer) for layer in range(config.layers))
        self.norm = make_norm(config)
        if not config.tie_embeddings:
            self.unembedding = nn.Linear(config.width, config.vocab_size, bias=False)
        self.initialise()

    def make_block(self, layer: int) -> nn.Module:
        return TransformerBlock(self.config, layer)

    def forward(self, ids: Tensor, cache: KVCache | None = None, record: Record | None = None,
                ablate: Collection[tuple[int, int]] = (), padding: Tensor | None = None,
                last_only: bool = False) -> Tensor:
        """ids: (batch, time), integers   ->   logits (batch, time, vocab_size)

        cache: a `KVCache` with the text before these ids; it is extended, and no gradients are kept
        record: a `Record` that collects what happens inside   ablate: pairs (layer, head) of heads to switch off
        padding: (batch,), how many ids at the start of each row are padding; no token attends to them
        last_only: logits for the last position alone, (batch, 1, vocab_size): decoding needs no more
        Raises TypeError or ValueError for ids or options that do not fit the model.
        """
        with begin_call(self.config, ids, cache, record, ablate, padding, last_only) as call:
            x = call.keep("residual", self.embed(ids, call))    # (batch, time, width)
            for block in self.blocks:
                x = block(x, call)
            return self.unembed(call.wanted(x))

    def embed(self, ids: Tensor, call: Call) -> Tensor:
        """A vector for each token, plus one for its position where these are learned: (batch, time, width)."""
        x = self.token_embedding(ids)
        if self.config.positions == "learned":
            x = x + self.position_embedding(call.positions)
        return x

    def unembed(self, x: Tensor) -> Tensor:
        """The stream after the last block, (..., width)   ->   a logit for every token, (..., vocab_size)"""
        x = self.norm(x)
        if self.config.tie_embeddings:
            return F.linear(x, self.token_embedding.weight)
        return self.unembedding(x)

    def new_cache(self, batch: int = 1, capacity: int | None = None) -> KVCache:
        """An empty `KVCache` for this model, on its device, with its dtype."""
        weight = self.token_embedding.weight
        return KVCache(self.config, batch, capacity, weight.device, weight.dtype)

    def count_parameters(self) -> int:
        """How many parameters the model has; a tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def initialise(self) -> None:
        """Small random weights, like GPT-2's but for any width (Radford et al. 2019; there 0.02 for a width of 768).

        Embeddings are short, so that at first all tokens are about equally likely. Other matrices keep the size of what
        they read (1/√inputs). What a block adds to the stream is small, and smaller the more layers there are.
        """
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif name.endswith("embedding.weight"):    # the unembedding's, too
                nn.init.normal_(parameter, std=0.4 / math.sqrt(self.config.width))
            elif name.endswith(("attention.output.weight", "down.weight")):
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * self.config.layers))
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=1 / math.sqrt(parameter.shape[1]))


def make_norm(config: TransformerConfig) -> nn.Module:
    """The kind of norm that the configuration names."""
    if config.norm == "rms":
        return RMSNorm(config.width, config.norm_epsilon)
    return LayerNorm(config.width, config.norm_epsilon, config.bias)
