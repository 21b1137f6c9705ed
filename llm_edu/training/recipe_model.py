"""The model of the fast recipe: a `Transformer` with some of its steps made quicker to learn.

Each step can be had alone, to see what it buys: scores that are cosines (`query_key_norm`), keys that know the token
before them (`smear_keys`), ReLU² between the feed-forward layers, vectors for runs of tokens (`ngrams`).

Sources: Henry et al. 2020, Query-Key Normalization for Transformers, arXiv:2010.04245; Olsson et al. 2022, In-context
Learning and Induction Heads, arXiv:2209.11895 (smeared keys); So et al. 2021, Primer, arXiv:2109.08668 (ReLU²);
Svenstrup et al. 2017, Hash Embeddings for Efficient Word Representations, arXiv:1709.03933, and Pagnoni et al. 2024,
Byte Latent Transformer, arXiv:2412.09871, section 3.2.1 (vectors for runs).
"""

import math
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.attention import MultiHeadAttention
from llm_edu.transformer import FeedForward, KVCache, Transformer, TransformerBlock, TransformerConfig
from llm_edu.transformer.accounting import Part, Step, parts

SHORTEST = 1e-12    # a square of a length; a vector of zeros has no direction, and stays zeros
STEP, SCATTER = 1_000_003, 2_654_435_761    # a prime; 2³² divided by the golden ratio, which scatters neighbours


@dataclass(frozen=True)
class RecipeConfig(TransformerConfig):
    """A `TransformerConfig` with the recipe's own steps, all of them off unless asked for."""

    query_key_norm: float | None = None    # the largest score: so many times the cosine of query and key; None: q·k/√d
    smear_keys: bool = False               # a key is mixed with the one before it, by a learned share
    ngrams: int = 1                        # the longest run of tokens that has a vector, added to the token's
    ngram_rows: int = 4096                 # of the table for each length, shared by hashing

    CHOICES: ClassVar[Any] = TransformerConfig.CHOICES | {"feed_forward": ("gelu", "swiglu", "squared_relu")}

    def __post_init__(self):
        super().__post_init__()
        if self.query_key_norm is not None and not self.query_key_norm > 0:
            raise ValueError(f"query_key_norm is the largest score, above 0, or None, not {self.query_key_norm}")
        if min(self.ngrams, self.ngram_rows) < 1:
            raise ValueError(f"ngrams and ngram_rows are at least 1, not {self.ngrams} and {self.ngram_rows}")
        if self.smear_keys and self.bias:
            raise ValueError("smear_keys needs bias=False: the key before the first must be nothing")


class RecipeTransformer(Transformer):
    """A `Transformer` whose steps are those of a `RecipeConfig`."""

    def __init__(self, config):
        super().__init__(config)
        if config.ngrams > 1:
            self.ngram_embedding = NGramEmbedding(config.ngrams, config.ngram_rows, config.width)

    def make_block(self, layer):
        return RecipeBlock(self.config, layer)

    def embed(self, ids, call):
        """As `Transformer.embed`, and a vector for the runs of tokens that end at each."""
        x = super().embed(ids, call)
        if self.config.ngrams == 1:
            return x
        if call.padded is not None:    # what fills up a row is nothing, as before the beginning of a text
            ids = ids.masked_fill(call.padded[:, -ids.shape[1]:], 0)
        if call.cache is not None and not isinstance(call.cache, CacheWithIds):
            raise TypeError("this model needs to know the last ids, too: make its cache with model.new_cache()")
        count = self.config.ngrams - 1
        before = ids.new_zeros(len(ids), count) if call.cache is None else call.cache.extend_ids(ids, count)
        return x + self.ngram_embedding(ids, before)

    def new_cache(self, batch=1, capacity=None):
        kind, weight = (KVCache if self.config.ngrams == 1 else CacheWithIds), self.token_embedding.weight
        return kind(self.config, batch, capacity, weight.device, weight.dtype)


class RecipeBlock(TransformerBlock):
    """A block with the recipe's attention and feed-forward layer."""

    def make_attention(self, config, layer):
        return RecipeAttention(config, layer)

    def make_feed_forward(self, config):
        if config.feed_forward == "squared_relu":
            return SquaredReLU(config.width, config.feed_forward_width, config.bias)
        return super().make_feed_forward(config)


class RecipeAttention(MultiHeadAttention):
    """Attention that is sharp from the first step on, and finds what follows a token in one layer instead of two."""

    def __init__(self, config, layer):
        super().__init__(config.width, config.heads, config.key_value_heads, config.head_dim, config.bias,
                         config.rope_pairing, layer)
        self.cosine = config.query_key_norm is not None
        self.scale = config.query_key_norm or self.scale
        # σ(own_share) of a smeared key is the token's own: half at first, then as learned
        self.own_share = nn.Parameter(torch.zeros(self.key_value_heads, 1, 1)) if config.smear_keys else None

    def attend(self, queries, keys, values, call):
        if self.own_share is not None:
            keys = self.smear(keys, call.padded)
        if self.cosine:
            queries, keys = unit_length(queries), unit_length(keys)
        return super().attend(queries, keys, values, call)

    def smear(self, keys, padded):
        """Each key (batch, key_value_heads, keys, head_dim), mixed with the one before; before the first, zeros."""
        if padded is not None:
            keys = keys.masked_fill(padded[:, None, :, None], 0.0)
        before = F.pad(keys, (0, 0, 1, 0))[..., :-1, :]
        return torch.lerp(before, keys, self.own_share.sigmoid().to(keys.dtype))


class SquaredReLU(FeedForward):
    """Feed-forward with max(x, 0)² between the layers: most neurons are silent."""

    def forward(self, x):
        return self.down(F.relu(self.up(x)).square())


class NGramEmbedding(nn.Embedding):
    """One vector for the last two tokens, one for the last three, … up to `longest`: their sum, at each position.

    Attention then need not find out what usually follows "th". There are far more runs than rows, so a run's row is
    found by hashing: rare runs share one. A table of `rows` rows for each length; a token reads longest − 1 rows.
    """

    def __init__(self, longest, rows, width):
        super().__init__((longest - 1) * rows, width)
        nn.init.normal_(self.weight, std=0.4 / math.sqrt(width))    # as the other embeddings
        self.longest, self.rows = longest, rows

    def forward(self, ids, before):
        """ids: (batch, time)   before: (batch, longest − 1), the ids before these, 0 where there are none
        ->   (batch, time, width)"""
        batch, time = ids.shape
        text = torch.cat([before, ids], dim=1)    # (batch, longest - 1 + time)
        run, found = ids, []
        for length in range(2, self.longest + 1):
            start = self.longest - length
            run = run * STEP + text[:, start:start + time] + 1    # (batch, time): a number for the last `length` ids
            row = (run * SCATTER % 2 ** 32 >> 8) % self.rows
            found.append(row + (length - 2) * self.rows)
        rows = torch.stack(found, dim=-1).flatten(0, 1)    # (batch * time, longest - 1)
        return F.embedding_bag(rows, self.weight, mode="sum").view(batch, time, -1)


class CacheWithIds(KVCache):
    """A cache that also knows which ids it has read, since the next run of tokens begins among them."""

    def __init__(self, *made_of):
        super().__init__(*made_of)
        self.ids = torch.empty(self.batch, 1, self.capacity, 1, device=self.keys[0].device, dtype=torch.int64)

    @property
    def tensors(self):
        return [*super().tensors, self.ids]

    def repeated(self, times, capacity):
        wide = super().repeated(times, capacity)
        wide.ids = self.widened(self.ids, times, capacity)
        return wide

    def keep(self, rows):
        super().keep(rows)
        self.ids = self.ids[rows]

    def extend_ids(self, ids, count):
        """Store new ids (batch, time); return the `count` before them (batch, count), 0 where there are none."""
        stored = self.ids[:, 0, :, 0]    # (batch, capacity)
        known = stored[:, max(0, self.length - count):self.length]
        stored[:, self.length:self.length + ids.shape[1]] = ids
        return F.pad(known, (count - known.shape[1], 0))


def unit_length(x):
    """Each vector of x, divided by its length: like x.

    A dot product of two such vectors is the cosine of the angle between them, however long they were.

    >>> unit_length(torch.tensor([[3.0, 4.0], [0.0, 0.0]]))
    tensor([[0.6000, 0.8000],
            [0.0000, 0.0000]])
    """
    return UnitLength.apply(x)


class UnitLength(torch.autograd.Function):
    """`unit_length` with a gradient of its own, which takes less than half the time of the one PyTorch puts together.

    A direction y = x / |x| only turns: the part of the gradient that points along y would make x longer, and changes
    nothing. So the gradient for x is (g − (g·y) y) / |x|.
    """

    @staticmethod
    def forward(context, x):
        shrink = torch.linalg.vecdot(x, x)[..., None].add_(SHORTEST).rsqrt_()    # (..., 1), 1 / |x|
        y = x * shrink
        context.save_for_backward(y, shrink)
        return y

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        y, shrink = context.saved_tensors
        along = torch.linalg.vecdot(gradient, y)[..., None]
        return torch.addcmul(gradient, y, along, value=-1).mul_(shrink)


@parts.register
def parts_of_recipe(config: RecipeConfig) -> list[Part]:
    """The parts of such a model: those of `accounting.parts`, with the recipe's own steps among them."""
    smeared = Step("mix each key with the one before", ("batch", "key_value_heads", "time", "head_dim"),
                   config.key_value_heads or config.heads)
    found = []
    for part in parts.dispatch(TransformerConfig)(config):
        steps = list(part.steps)
        if part.name == "token_embedding" and config.ngrams > 1:
            rows = (config.ngrams - 1) * config.ngram_rows
            steps.append(Step(f"add the rows of the last 2 … {config.ngrams} ids", steps[0].shape,
                              rows * config.width))
        elif part.name == "attention":
            place = next(place for place, step in enumerate(steps) if step.does.startswith("scores"))
            if config.query_key_norm is not None:
                steps[place + 1] = replace(steps[place + 1], does=f"cosines × {config.query_key_norm:g}, mask, softmax")
            steps[place:place] = [smeared] * config.smear_keys
        elif part.name == "feed_forward" and config.feed_forward == "squared_relu":
            steps[1] = replace(steps[1], does="squared ReLU")
        found.append(replace(part, steps=tuple(steps)))
    return found
