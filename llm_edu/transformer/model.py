"""The transformer, whole.

Read it from the end: `Transformer` turns ids into a stream of vectors, sends it through `TransformerBlock`s that each
add something to it, and compares the result with every token of the vocabulary.

Sources: Vaswani et al. 2017, arXiv:1706.03762; Radford et al. 2019 (GPT-2), Language Models are Unsupervised Multitask
Learners; Touvron et al. 2023 (LLaMA), arXiv:2302.13971; Ben Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.attention import MultiHeadAttention
from llm_edu.attention.call import ALONE
from llm_edu.transformer.cache import KVCache
from llm_edu.transformer.calling import begin_call


class LayerNorm(nn.Module):
    """Shift and scale each vector to mean 0 and variance 1, then by learned amounts (Ba et al. 2016, 1607.06450)."""

    def __init__(self, width, epsilon=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None
        self.epsilon = epsilon

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)    # (batch, time, width)
        variance = centred.square().mean(-1, keepdim=True)
        x = centred * torch.rsqrt(variance + self.epsilon) * self.weight
        return x if self.bias is None else x + self.bias


class RMSNorm(nn.Module):
    """Scale each vector to root mean square 1, then by learned amounts (Zhang & Sennrich 2019, arXiv:1910.07467)."""

    def __init__(self, width, epsilon=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.epsilon = epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


class FeedForward(nn.Module):
    """Two linear layers with GELU between, at each position alone (Hendrycks & Gimpel 2016, arXiv:1606.08415)."""

    def __init__(self, width, hidden, bias=True):
        super().__init__()
        self.up = nn.Linear(width, hidden, bias=bias)
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        return self.down(F.gelu(self.up(x), approximate="tanh"))    # GPT-2 was trained with the approximation


class SwiGLU(nn.Module):
    """A feed-forward layer with a gate: one half decides how much of the other passes (Shazeer 2020, 2002.05202)."""

    def __init__(self, width, hidden, bias=False):
        super().__init__()
        self.gate_and_up = nn.Linear(width, 2 * hidden, bias=bias)    # one product instead of two
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        gate, up = self.gate_and_up(x).chunk(2, dim=-1)    # (batch, time, hidden) each
        return self.down(F.silu(gate) * up)


FEED_FORWARD = {"gelu": FeedForward, "swiglu": SwiGLU}


class TransformerBlock(nn.Module):
    """Look around (attention), then think (feed-forward); each reads the stream through a norm and adds to it."""

    def __init__(self, config, layer):
        super().__init__()
        self.attention_norm = make_norm(config)
        self.attention = self.make_attention(config, layer)
        self.feed_forward_norm = make_norm(config)
        self.feed_forward = self.make_feed_forward(config)

    def make_attention(self, config, layer):
        return MultiHeadAttention(config.width, config.heads, config.key_value_heads, config.head_dim, config.bias,
                                  config.rope_pairing, layer)

    def make_feed_forward(self, config):
        return FEED_FORWARD[config.feed_forward](config.width, config.feed_forward_width, config.bias)

    def forward(self, x, call=ALONE):
        """x: (batch, time, width)   call: as for `MultiHeadAttention`   ->   like x"""
        x = x + call.keep("attention_output", self.attention(self.attention_norm(x), call))
        x = x + call.keep("feed_forward_output", self.feed_forward(self.feed_forward_norm(x)))
        return call.keep("residual", x)


class Transformer(nn.Module):
    """A decoder-only language model: ids in, a score for every possible next token out.

    >>> from llm_edu.transformer import TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> model(torch.tensor([[5, 17, 2]])).shape
    torch.Size([1, 3, 100])
    """

    def __init__(self, config):
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

    def make_block(self, layer):
        return TransformerBlock(self.config, layer)

    def forward(self, ids, **options):
        """ids: (batch, time), integers   ->   logits (batch, time, vocab_size)

        options: what the call brings along, if anything (see `begin_call`): cache, record, ablate, padding, last_only
        """
        with begin_call(self.config, ids, **options) as call:
            x = call.keep("residual", self.embed(ids, call))    # (batch, time, width)
            for block in self.blocks:
                x = block(x, call)
            return self.unembed(call.wanted(x))

    def embed(self, ids, call):
        """A vector for each token and, where positions are learned, its position's: (batch, time, width)."""
        x = self.token_embedding(ids)
        if self.config.positions == "learned":
            x = x + self.position_embedding(call.positions)
        return x

    def unembed(self, x):
        """The stream after the last block, (..., width)   ->   a score for every token, (..., vocab_size)"""
        x = self.norm(x)
        if self.config.tie_embeddings:
            return F.linear(x, self.token_embedding.weight)
        return self.unembedding(x)

    def new_cache(self, batch=1, capacity=None):
        """An empty `KVCache` for this model, on its device, in its kind of numbers."""
        weight = self.token_embedding.weight
        return KVCache(self.config, batch, capacity, weight.device, weight.dtype)

    def count_parameters(self):
        """How many numbers the model has learned; a tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def initialise(self):
        """Small random weights, as GPT-2's at any width (Radford et al. 2019; there 0.02 for a width of 768).

        Embeddings are short, so that at first all tokens are about equally likely; other tables keep the size of what
        they read (1/√inputs); what is added to the stream is small, and smaller the more layers add to it.
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


def make_norm(config):
    """The configuration's kind of norm."""
    if config.norm == "rms":
        return RMSNorm(config.width, config.norm_epsilon)
    return LayerNorm(config.width, config.norm_epsilon, config.bias)
