"""The transformer: one class that, by configuration alone, is GPT-2 and is Llama (lesson 05).

Read it from the end: `Transformer` turns ids into a stream of vectors, sends it through `TransformerBlock`s that each
add something to it, and compares the result with every token of the vocabulary.

Sources: Vaswani et al. 2017, arXiv:1706.03762; Radford et al. 2019 (GPT-2), Language Models are Unsupervised Multitask
Learners; Touvron et al. 2023 (LLaMA), arXiv:2302.13971; Allal et al. 2025 (SmolLM2), arXiv:2502.02737.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.attention import MultiHeadAttention, causal_mask, rope_rotation


@dataclass(frozen=True)
class TransformerConfig:
    """Everything that shapes a model. `TransformerConfig.gpt2()` and `.llama()` give the two families."""

    vocab_size: int
    context_length: int
    layers: int
    width: int
    heads: int
    key_value_heads: int | None = None          # None: one for each head
    feed_forward_width: int | None = None       # None: 4 × width, or for SwiGLU 8/3 × width (the same parameters)
    positions: str = "learned"                  # or "rope"
    rope_base: float = 10_000.0
    rope_pairing: str = "half"                  # or "interleaved"
    norm: str = "layer"                         # or "rms"
    norm_epsilon: float = 1e-5
    feed_forward: str = "gelu"                  # or "swiglu"
    bias: bool = True
    tie_embeddings: bool = True                 # the output layer is the token embedding, used backwards

    def __post_init__(self):
        choices = {"positions": ("learned", "rope"), "rope_pairing": ("half", "interleaved"),
                   "norm": ("layer", "rms"), "feed_forward": ("gelu", "swiglu")}
        for name, allowed in choices.items():
            if getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {allowed}, not {getattr(self, name)!r}")
        if self.key_value_heads is None:
            object.__setattr__(self, "key_value_heads", self.heads)
        if self.feed_forward_width is None:
            wide = 4 * self.width if self.feed_forward == "gelu" else 8 * self.width // 3
            object.__setattr__(self, "feed_forward_width", wide)
        for name in ("vocab_size", "context_length", "width", "heads", "key_value_heads", "feed_forward_width"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is at least 1, not {getattr(self, name)}")
        if self.width % self.heads or self.heads % self.key_value_heads:
            raise ValueError(f"width {self.width} must be a multiple of heads {self.heads}, and heads a multiple of "
                             f"key_value_heads {self.key_value_heads}")
        if self.positions == "rope" and self.head_dim % 2:
            raise ValueError(f"RoPE turns pairs of numbers, so head_dim must be even, not {self.head_dim}")

    @property
    def head_dim(self):
        """Numbers in one head's queries, keys and values."""
        return self.width // self.heads

    @classmethod
    def gpt2(cls, **overrides):
        """GPT-2; without overrides the smallest, with 124 million parameters."""
        return cls(**dict(vocab_size=50_257, context_length=1024, layers=12, width=768, heads=12) | overrides)

    @classmethod
    def llama(cls, **overrides):
        """The Llama family: RoPE, RMSNorm, SwiGLU, no biases. Give at least vocab_size, layers, width and heads."""
        family = dict(context_length=2048, positions="rope", norm="rms", feed_forward="swiglu", bias=False)
        return cls(**family | overrides)


# As its GGUF file stores it: there the rows of queries and keys are ordered for interleaved RoPE.
SMOLLM2_135M = TransformerConfig.llama(
    vocab_size=49_152, context_length=8192, layers=30, width=576, heads=9, key_value_heads=3,
    feed_forward_width=1536, rope_base=100_000.0, rope_pairing="interleaved",
)


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


class SwiGLU(nn.Module):
    """A feed-forward layer with a gate: one half decides how much of the other passes (Shazeer 2020, 2002.05202)."""

    def __init__(self, width, hidden, bias=False):
        super().__init__()
        self.gate_and_up = nn.Linear(width, 2 * hidden, bias=bias)    # one product instead of two
        self.down = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        gate, up = self.gate_and_up(x).chunk(2, dim=-1)    # (batch, time, hidden) each
        return self.down(F.silu(gate) * up)


class TransformerBlock(nn.Module):
    """Look around (attention), then think (feed-forward); each reads the stream through a norm and adds to it."""

    def __init__(self, config, layer):
        super().__init__()
        self.attention_norm = make_norm(config)
        self.attention = MultiHeadAttention(config.width, config.heads, config.key_value_heads, bias=config.bias,
                                            rope_pairing=config.rope_pairing, layer=layer)
        self.feed_forward_norm = make_norm(config)
        kind = FeedForward if config.feed_forward == "gelu" else SwiGLU
        self.feed_forward = kind(config.width, config.feed_forward_width, config.bias)

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
        self.blocks = nn.ModuleList(TransformerBlock(config, layer) for layer in range(config.layers))
        self.norm = make_norm(config)
        if not config.tie_embeddings:
            self.output = nn.Linear(config.width, config.vocab_size, bias=False)
        self.initialise()

    def initialise(self):
        """GPT-2's start: small random weights; what is added to the stream smaller still, as `layers` add to it."""
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif parameter.dim() == 2:
                added = name.endswith(("attention.output.weight", "down.weight"))
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * self.config.layers) if added else 0.02)

    def count_parameters(self):
        """How many numbers the model has learned; a tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def forward(self, ids, cache=None, record=None, ablate=(), padding=None, last_only=False):
        """ids: (batch, time), integers   ->   logits (batch, time, vocab_size)

        cache: a `KVCache` with what came before; it is extended, and no gradients are kept
        record: a `Record` that collects what happens inside   ablate: pairs (layer, head) of heads to switch off
        padding: (batch,) the number of meaningless ids at the start of each row; they are never attended to
        last_only: logits for the last position alone, (batch, 1, vocab_size): all that decoding needs
        """
        past = 0 if cache is None else cache.length
        check_ids(ids, past, self.config)
        with torch.set_grad_enabled(torch.is_grad_enabled() and cache is None):
            positions = past + torch.arange(ids.shape[1], device=ids.device)[None]    # (1, time)
            if padding is not None:
                positions = (positions - padding[:, None]).clamp(min=0)    # (batch, time): a row starts at its text
            x = self.token_embedding(ids)    # (batch, time, width)
            rotation = None
            if self.config.positions == "learned":
                x = x + self.position_embedding(positions)
            else:    # the same for all layers and heads: (batch, 1, time, head_dim / 2)
                rotation = rope_rotation(positions[:, None], self.config.head_dim, self.config.rope_base)
            mask = make_mask(ids, past, padding)
            if record is not None:
                record.start(x)
            for block in self.blocks:
                x = block(x, mask, rotation, cache, record, ablate)
            if cache is not None:
                cache.length += ids.shape[1]
            x = self.norm(x[:, -1:] if last_only else x)
            return F.linear(x, self.token_embedding.weight) if self.config.tie_embeddings else self.output(x)


def make_norm(config):
    """The configuration's kind of norm."""
    if config.norm == "rms":
        return RMSNorm(config.width, config.norm_epsilon)
    return LayerNorm(config.width, config.norm_epsilon, config.bias)


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


def check_ids(ids, past, config):
    """Raise TypeError or ValueError, with what to do, for ids that the model cannot read."""
    if not isinstance(ids, torch.Tensor) or ids.dtype not in (torch.int64, torch.int32):
        kind = ids.dtype if isinstance(ids, torch.Tensor) else type(ids).__name__
        raise TypeError(f"ids must be a tensor of integers, not {kind}: torch.tensor([[1, 2, 3]])")
    if ids.dim() != 2 or ids.numel() == 0:
        raise ValueError(f"ids must have shape (batch, time) with at least one token, not {tuple(ids.shape)}; "
                         "ids[None] makes a batch of one")
    if past + ids.shape[1] > config.context_length:
        raise ValueError(f"{past + ids.shape[1]} tokens do not fit into this model's context of "
                         f"{config.context_length}: shorten the text, or keep only its last tokens")
    low, high = int(ids.min()), int(ids.max())
    if low < 0 or high >= config.vocab_size:
        raise ValueError(f"ids must lie between 0 and {config.vocab_size - 1}, but there is {low if low < 0 else high}: "
                         "were they made with another model's tokenizer?")


class KVCache:
    """Keys and values of all tokens so far, so that decoding computes only the new token's: lesson 07 opens it.
    Its memory is taken once, for `capacity` tokens, because growing it would copy everything at every token."""

    def __init__(self, config, batch=1, capacity=None, device=None, dtype=None):
        capacity = capacity or config.context_length
        shape = (batch, config.key_value_heads, capacity, config.head_dim)
        self.keys = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        self.values = [torch.empty(shape, device=device, dtype=dtype) for _ in range(config.layers)]
        self.capacity, self.length = capacity, 0

    def extend(self, layer, keys, values):
        """Store one layer's new keys and values (batch, heads, time, head_dim); return all of them so far."""
        end = self.length + keys.shape[2]
        if end > self.capacity:
            raise ValueError(f"the cache holds {self.capacity} tokens, not {end}: make it with a larger capacity")
        self.keys[layer][:, :, self.length:end] = keys
        self.values[layer][:, :, self.length:end] = values
        return self.keys[layer][:, :, :end], self.values[layer][:, :, :end]


class Record:
    """Collects what happens inside the model's latest call: `record["attention"][layer]`, and so on.

    attention: weights (batch, heads, time, keys)   residual: the stream (batch, time, width), first as it enters, then
    after each block   attention_output, feed_forward_output: what each block adds to the stream, (batch, time, width)

    Tensors are kept as they are, with their gradients if gradients are on.
    """

    KINDS = ("attention", "residual", "attention_output", "feed_forward_output")

    def __init__(self, *kinds):
        unknown = set(kinds) - set(self.KINDS)
        if unknown or not kinds:
            raise ValueError(f"a record keeps one or more of {self.KINDS}, not {sorted(unknown)}")
        self.kept = {kind: [] for kind in kinds}

    def __getitem__(self, kind):
        return self.kept[kind]

    def wants(self, kind):
        return kind in self.kept

    def start(self, x):
        """Forget the call before; x (batch, time, width) is the stream as it enters the first block."""
        for tensors in self.kept.values():
            tensors.clear()
        self.keep("residual", x)

    def keep(self, kind, tensor):
        if kind in self.kept:
            self.kept[kind].append(tensor)
