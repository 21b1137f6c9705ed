"""The transformer, whole.

Read it from the end: `Transformer` turns ids into a stream of vectors, sends it through `TransformerBlock`s that each
add something to it, and compares the result with every token of the vocabulary.

Sources: Vaswani et al. 2017, arXiv:1706.03762; Radford et al. 2019 (GPT-2), Language Models are Unsupervised Multitask
Learners; Touvron et al. 2023 (LLaMA), arXiv:2302.13971; Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.attention import MultiHeadAttention, causal_mask, rope_rotation
from llm_edu.transformer.checks import check_call
from llm_edu.transformer.ngrams import NGramEmbedding


class LayerNorm(nn.Module):
    """Shift and scale each vector to mean 0 and variance 1, then by learned amounts (Ba et al. 2016, 1607.06450)."""

    def __init__(self, width, epsilon=1e-5, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None
        self.epsilon = epsilon

    def forward(self, x):
        centred = x - x.mean(-1, keepdim=True)    # (batch, time, width)
        x = centred * torch.rsqrt(centred.square().mean(-1, keepdim=True) + self.epsilon) * self.weight
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


class SquaredReLU(FeedForward):
    """Feed-forward with max(x, 0)² between the layers: most neurons are silent (So et al. 2021, arXiv:2109.08668)."""

    def forward(self, x):
        return self.down(F.relu(self.up(x)).square())


class SwiGLU(nn.Module):
    """A feed-forward layer with a gate: one half decides how much of the other passes (Shazeer 2020, 2002.05202)."""

    def __init__(self, width, hidden, bias=False):
        super().__init__()
        self.gate_and_up = nn.Linear(width, 2 * hidden, bias=bias)    # one product instead of two
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        gate, up = self.gate_and_up(x).chunk(2, dim=-1)    # (batch, time, hidden) each
        return self.down(F.silu(gate) * up)


FEED_FORWARD = {"gelu": FeedForward, "swiglu": SwiGLU, "squared_relu": SquaredReLU}


class TransformerBlock(nn.Module):
    """Look around (attention), then think (feed-forward); each reads the stream through a norm and adds to it."""

    def __init__(self, config, layer):
        super().__init__()
        self.attention_norm = make_norm(config)
        self.attention = MultiHeadAttention(config.width, config.heads, config.key_value_heads, bias=config.bias,
                                            rope_pairing=config.rope_pairing, layer=layer,
                                            query_key_norm=config.query_key_norm, smear_keys=config.smear_keys)
        self.feed_forward_norm = make_norm(config)
        self.feed_forward = FEED_FORWARD[config.feed_forward](config.width, config.feed_forward_width, config.bias)

    def forward(self, x, mask=None, rotation=None, cache=None, record=None, ablate=()):
        """x: (batch, time, width)   ->   the same shape; the rest as for `MultiHeadAttention`"""
        looked = self.attention(self.attention_norm(x), mask, rotation, cache, record, ablate)
        x = x + looked
        thought = self.feed_forward(self.feed_forward_norm(x))
        x = x + thought
        if record is not None:
            record.keep("attention_output", looked)
            record.keep("feed_forward_output", thought)
            record.keep("residual", x)
        return x


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
        if config.ngrams > 1:
            self.ngram_embedding = NGramEmbedding(config.ngrams, config.ngram_rows, config.width)
        if config.positions == "learned":
            self.position_embedding = nn.Embedding(config.context_length, config.width)
        self.blocks = nn.ModuleList(TransformerBlock(config, layer) for layer in range(config.layers))
        self.norm = make_norm(config)
        if not config.tie_embeddings:
            self.output = nn.Linear(config.width, config.vocab_size, bias=False)
        self.initialise()

    def initialise(self):
        """Small random weights, as GPT-2's at any width (Radford et al. 2019; there 0.02 for a width of 768).

        Embeddings are short, so that at first all tokens are about equally likely; other tables keep the size of what
        they read (1/√inputs); what is added to the stream is small, and smaller the more layers add to it.
        """
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif name.endswith("embedding.weight") or name == "output.weight":
                nn.init.normal_(parameter, std=0.4 / math.sqrt(self.config.width))
            elif name.endswith(("attention.output.weight", "down.weight")):
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * self.config.layers))
            elif parameter.dim() == 2:
                nn.init.normal_(parameter, std=1 / math.sqrt(parameter.shape[1]))

    def count_parameters(self):
        """How many numbers the model has learned; a tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def forward(self, ids, cache=None, record=None, ablate=(), padding=None, last_only=False):
        """ids: (batch, time), integers   ->   logits (batch, time, vocab_size)

        cache: a `KVCache` with what came before; it is extended, and no gradients are kept
        record: a `Record` that collects what happens inside   ablate: pairs (layer, head) of heads to switch off
        padding: (batch,) the number of meaningless ids at the start of each row; nothing attends to them
        last_only: logits for the last position alone, (batch, 1, vocab_size): all that decoding needs
        """
        check_call(ids, cache, ablate, self.config)
        past = cache.length if cache is not None else 0
        positions = past + torch.arange(ids.shape[1], device=ids.device)[None]    # (1, time)
        if padding is not None:
            positions = (positions - padding[:, None]).clamp(min=0)    # (batch, time): each row counts from its text
        mask = make_mask(ids, past, padding)
        with torch.set_grad_enabled(torch.is_grad_enabled() and cache is None):
            x = self.token_embedding(ids)    # (batch, time, width)
            if self.config.ngrams > 1:
                x = x + self.ngram_embedding(ids, earlier_ids(ids, cache, self.config.ngrams - 1))
            if padding is not None and past == 0:    # so that padding is nothing to whoever reads the token before
                x = x.masked_fill((torch.arange(ids.shape[1], device=ids.device) < padding[:, None])[..., None], 0.0)
            rotation = None
            if self.config.positions == "learned":
                x = x + self.position_embedding(positions)
            else:    # the same for all layers and heads: (1 or batch, 1, time, head_dim / 2)
                rotation = rope_rotation(positions[:, None], self.config.head_dim, self.config.rope_base)
            if record is not None:
                record.start(x)
            for block in self.blocks:
                x = block(x, mask, rotation, cache, record, ablate)
            x = self.norm(x[:, -1:] if last_only else x)
            if cache is not None:
                cache.length += ids.shape[1]
            return F.linear(x, self.token_embedding.weight) if self.config.tie_embeddings else self.output(x)


def make_norm(config):
    """The configuration's kind of norm."""
    if config.norm == "rms":
        return RMSNorm(config.width, config.norm_epsilon)
    return LayerNorm(config.width, config.norm_epsilon, config.bias)


def earlier_ids(ids, cache, count):
    """The `count` ids before these, (batch, count); 0 where there are none."""
    return ids.new_zeros(len(ids), count) if cache is None else cache.extend_ids(ids, count)


def make_mask(ids, past, padding):
    """Who may attend to whom, (1 or batch, 1, time, past + time); None when nothing is hidden.

    A padded position attends to itself alone, since a softmax over nothing would be nan and spread.
    """
    time = ids.shape[1]
    if padding is None and time == 1:
        return None
    mask = causal_mask(time, past).to(ids.device)[None, None]
    if padding is None:
        return mask
    real = torch.arange(past + time, device=ids.device) >= padding[:, None]    # (batch, past + time)
    itself = torch.eye(past + time, dtype=torch.bool, device=ids.device)[past:]    # (time, past + time)
    return mask & real[:, None, None] | itself
