"""What published families have beyond Llama 2: steps of their own, each in its place over the one it changes.

Llama 3 turns slow pairs of RoPE more slowly, so that a longer text fits; Mistral's heads see a window of the text only;
Qwen2 adds a learned vector to queries, keys and values; Qwen3 scales each head's queries and keys to a common length.

Sources: Grattafiori et al. 2024, The Llama 3 Herd of Models, arXiv:2407.21783; Jiang et al. 2023, Mistral 7B,
arXiv:2310.06825; Yang et al. 2024, Qwen2, arXiv:2407.10671; Yang et al. 2025, Qwen3, arXiv:2505.09388.
"""

import math
from collections.abc import Collection
from dataclasses import dataclass, fields, replace

import torch
from torch import Tensor, nn

from llm_edu.attention import MultiHeadAttention, apply_rope, split_heads
from llm_edu.transformer import KVCache, Record, RMSNorm, Transformer, TransformerBlock, TransformerConfig
from llm_edu.transformer.accounting import Part, Step, linear, parts
from llm_edu.transformer.calling import begin_call


@dataclass(frozen=True)
class FamilyConfig(TransformerConfig):
    """A `TransformerConfig` with what the families add, all of it off unless asked for."""

    query_key_value_bias: bool = False        # Qwen2: a bias on these three alone
    head_norm: bool = False                   # Qwen3: RMSNorm of each head's queries and keys, before they are turned
    rope_speeds: tuple[float, ...] = ()       # Llama 3: radians a token of each pair; empty: as RoPE has them
    window: int | None = None                 # Mistral: a token sees itself and the window - 1 tokens before it
    full_layers: int = 0                      # Qwen2: the first so many layers see everything all the same

    def __post_init__(self):
        super().__post_init__()
        if self.rope_speeds and len(self.rope_speeds) != self.head_dim // 2:
            raise ValueError(f"rope_speeds has {len(self.rope_speeds)} numbers for {self.head_dim // 2} pairs")
        if not all(0 <= speed < math.inf for speed in self.rope_speeds):
            raise ValueError("rope_speeds are numbers of at least 0")
        if self.window is not None and self.window < 1:
            raise ValueError(f"window is at least 1, not {self.window}")


def make_config(**settings):
    """A `FamilyConfig`, or where it adds nothing a plain `TransformerConfig`.

    >>> type(make_config(vocab_size=9, context_length=8, layers=1, width=8, heads=1, window=8)).__name__
    'TransformerConfig'
    """
    config = FamilyConfig(**settings)
    if config.window is not None and (config.window >= config.context_length or config.full_layers >= config.layers):
        config = replace(config, window=None)    # no text is long enough for it, or no layer has it
    if config.window is None:
        config = replace(config, full_layers=0)
    plain = TransformerConfig(**{field.name: getattr(config, field.name) for field in fields(TransformerConfig)})
    return plain if FamilyConfig(**vars(plain)) == config else config


def make_model(config):
    """The model of a configuration, with random weights."""
    return FamilyTransformer(config) if isinstance(config, FamilyConfig) else Transformer(config)


def rope_speeds(head_dim, base):
    """How fast each pair of a head turns in RoPE, in radians a token: (head_dim / 2,)"""
    return base ** -(torch.arange(0, head_dim, 2, dtype=torch.float32) / head_dim)


def llama3_speeds(head_dim, base, factor, low, high, context):
    """How fast each pair of a head turns in Llama 3.1 and later, in radians a token: (head_dim / 2,)

    A pair whose full turn takes less than context / high tokens has turned often enough in training and stays as it is;
    one whose turn takes more than context / low is slowed down by `factor`; those between, by something between.

    factor: how much longer texts become   context: tokens in training, before they became longer
    Source: github.com/meta-llama/llama-models, `apply_scaling` in models/llama3/model.py

    >>> rope_speeds(8, 10_000.0) / llama3_speeds(8, 10_000.0, factor=8.0, low=1.0, high=4.0, context=1024)
    tensor([1.0000, 1.0000, 3.2396, 8.0000])
    """
    speeds = rope_speeds(head_dim, base)
    turns = context * speeds / (2 * math.pi)    # within a text as long as those in training
    kept = ((turns - low) / (high - low)).clamp(0, 1)    # 1: as it is, 0: slowed down wholly
    return (1 - kept) * speeds / factor + kept * speeds


class FamilyTransformer(Transformer):
    """A `Transformer` whose steps are those of a `FamilyConfig`."""

    config: FamilyConfig

    def make_block(self, layer):
        return FamilyBlock(self.config, layer)

    def forward(self, ids: Tensor, cache: KVCache | None = None, record: Record | None = None,
                ablate: Collection[tuple[int, int]] = (), padding: Tensor | None = None,
                last_only: bool = False) -> Tensor:
        """As `Transformer.forward`; the call gets this family's rotation, and in windowed layers its mask."""
        with begin_call(self.config, ids, cache, record, ablate, padding, last_only) as call:
            call = turned(call, self.config)
            near = call if self.config.window is None else windowed(call, ids.shape[1], self.config.window)
            x = call.keep("residual", self.embed(ids, call))    # (batch, time, width)
            for layer, block in enumerate(self.blocks):
                x = block(x, call if layer < self.config.full_layers else near)
            return self.unembed(call.wanted(x))


def turned(call, config):
    """The call with a rotation in which each pair turns as fast as the configuration says."""
    if not config.rope_speeds:
        return call
    speeds = torch.tensor(config.rope_speeds, device=call.positions.device)
    angles = call.positions[:, None, :, None] * speeds    # (1 or batch, 1, time, head_dim / 2)
    return replace(call, rotation=torch.polar(torch.ones_like(angles), angles))


def windowed(call, time, window):
    """The call with a mask that also hides keys `window` or more tokens before the query."""
    keys = time + (call.cache.length if call.cache is not None else 0)
    if keys <= window:
        return call
    places = torch.arange(keys, device=call.positions.device)
    near = places > places[-time:, None] - window    # (time, keys)
    return replace(call, mask=near[None, None] if call.mask is None else call.mask & near)


class FamilyBlock(TransformerBlock):
    """A block with the family's attention."""

    def make_attention(self, config, layer):
        return FamilyAttention(config, layer)


class FamilyAttention(MultiHeadAttention):
    """Attention with a bias where queries, keys and values are made, or with a norm for each head."""

    def __init__(self, config, layer):
        super().__init__(config.width, config.heads, config.key_value_heads, config.head_dim, config.bias,
                         config.rope_pairing, layer)
        if config.query_key_value_bias:
            made = self.queries_keys_values
            self.queries_keys_values = nn.Linear(made.in_features, made.out_features)
        self.query_norm = RMSNorm(self.head_dim, config.norm_epsilon) if config.head_norm else None
        self.key_norm = RMSNorm(self.head_dim, config.norm_epsilon) if config.head_norm else None

    def project(self, x, rotation):
        if self.query_norm is None:
            return super().project(x, rotation)
        x = split_heads(self.queries_keys_values(x), self.heads + 2 * self.key_value_heads)
        queries, keys, values = x.split((self.heads, self.key_value_heads, self.key_value_heads), dim=1)
        turned = torch.cat((self.query_norm(queries), self.key_norm(keys)), dim=1)
        if rotation is not None:
            turned = apply_rope(turned, rotation, self.rope_pairing)
        return *turned.split((self.heads, self.key_value_heads), dim=1), values


@parts.register
def parts_of_family(config: FamilyConfig) -> list[Part]:
    """The parts of such a model: those of `accounting.parts`, with the family's own steps among them."""
    heads, head_dim = config.key_value_heads or config.heads, config.head_dim or config.width // config.heads
    found = []
    for part in parts.dispatch(TransformerConfig)(config):
        steps = list(part.steps)
        if part.name == "attention" and config.query_key_value_bias:
            outputs = (config.heads + 2 * heads) * head_dim
            steps[0] = linear(steps[0].does, steps[0].shape, config.width, outputs, bias=True)
        if part.name == "attention" and config.head_norm:
            norm = Step("scale each query and key to root mean square 1", steps[1].shape, 2 * head_dim)
            steps.insert(3, norm)
        found.append(replace(part, steps=tuple(steps)))
    return found
