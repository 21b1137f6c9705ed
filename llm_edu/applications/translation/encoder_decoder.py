"""An encoder–decoder transformer: one half reads a sentence, the other writes its translation and looks at the first.

Both are made of lesson 05's and 06's blocks. What is new is one layer, `CrossAttention`: its queries come from what is
being written, its keys and values from what was read. Read from the end.

Source: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.applications.translation.pairs import pad_sources
from llm_edu.attention import Call, causal_mask, merge_heads, rope_rotation, scaled_dot_product_attention, split_heads
from llm_edu.attention.weights import attention_weights
from llm_edu.language_models import END_ID
from llm_edu.training.recipe_model import RecipeBlock, unit_length
from llm_edu.transformer import RMSNorm


def cross_attention(queries, keys, values, source_mask=None):
    """For each word that is being written the mix of what was read, weighted by how well it fits.

    queries: (..., target, d)   keys, values: (..., source, d)   source_mask: (..., source), True = a word, False =
    filling, which nobody may look at   ->   (..., target, d)

    >>> keys = values = torch.tensor([[9.0, 0.0], [0.0, 9.0], [9.0, 9.0]])
    >>> cross_attention(torch.tensor([[9.0, 0.0]]), keys, values, torch.tensor([True, True, False])).round()
    tensor([[9., 0.]])
    """
    mask = None if source_mask is None else source_mask[..., None, :]    # the same for every query
    return scaled_dot_product_attention(queries, keys, values, mask)


class CrossAttention(nn.Module):
    """Several heads look from the target at the source. Scores are cosines, as in lesson 06's recipe.

    A key says what a source word does in its sentence; a value is the word alone. So whoever wants the word has to look
    at its place: a neighbour does not have it.
    attend: what computes it, as `cross_attention` does for (batch, target, d), (batch, source, d) and a mask
    """

    def __init__(self, width, heads, attend=cross_attention, largest_score=14.0):
        super().__init__()
        self.heads, self.attend = heads, attend
        self.queries = nn.Linear(width, width, bias=False)
        self.keys = nn.Linear(width, width, bias=False)
        self.values = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.stretch = math.sqrt(largest_score * math.sqrt(width // heads))    # √d is divided out again by attention

    def forward(self, x, source, record=None):
        """x: (batch, target, width)   source: a `Source`   ->   like x

        record: a list, to which the weights are added, (batch, heads, target, source)
        """
        queries = self.stretch * unit_length(split_heads(self.queries(x), self.heads))    # (batch, heads, target, d)
        keys = self.stretch * unit_length(split_heads(self.keys(source.read), self.heads))    # (…, source, d)
        values = split_heads(self.values(source.values), self.heads)
        if record is not None:
            record.append(attention_weights(queries, keys, source.mask[:, None, None]))
        rows = [part.flatten(0, 1) for part in (queries, keys, values)]    # each head as a row: (batch * heads, …, d)
        found = self.attend(*rows, source.mask.repeat_interleave(self.heads, dim=0))    # (batch * heads, target, d)
        return self.output(merge_heads(found.unflatten(0, (-1, self.heads))))


@dataclass(frozen=True)
class Source:
    """What the decoder may look at.   read: what the encoder made of the sentence, (batch, source, width)
    values: what there is to fetch, like `read`   mask: (batch, source), True = a word, False = filling"""

    read: torch.Tensor
    values: torch.Tensor
    mask: torch.Tensor


class DecoderBlock(RecipeBlock):
    """Look back at what is written, look at what was read, think; each adds to the stream."""

    def __init__(self, config, layer, cross_heads, attend):
        super().__init__(config, layer)
        self.cross_norm = RMSNorm(config.width)
        self.cross = CrossAttention(config.width, cross_heads, attend)

    def forward(self, x, call, source, record=None):
        """x: (batch, target, width)   call: with a causal mask   the others as for `CrossAttention`   ->   like x"""
        x = x + self.attention(self.attention_norm(x), call)
        x = x + self.cross(self.cross_norm(x), source, record)
        return x + self.feed_forward(self.feed_forward_norm(x))


class EncoderDecoder(nn.Module):
    """Sentences of one language in, scores for each next word of the other out.

    config: a `RecipeConfig`, whose `layers` are the encoder's   decoder_layers, cross_heads: of the other half
    attend: as for `CrossAttention`: your own function, if you like   values: what it fetches from the source, the
    "words" before the encoder's blocks, or what was "read", behind them, as in the paper
    One table of vectors serves to read both languages and to write.
    """

    def __init__(self, config, decoder_layers=1, cross_heads=1, attend=cross_attention, values="words"):
        super().__init__()
        if values not in ("words", "read"):
            raise ValueError(f'values are the "words" or what was "read", not {values!r}')
        self.config, self.values = config, values
        self.embedding = nn.Embedding(config.vocab_size, config.width)
        self.encoder = nn.ModuleList(RecipeBlock(config, layer) for layer in range(config.layers))
        self.decoder = nn.ModuleList(DecoderBlock(config, layer, cross_heads, attend)
                                     for layer in range(decoder_layers))
        self.source_norm, self.norm = RMSNorm(config.width), RMSNorm(config.width)

    def forward(self, batch, record=None):
        """batch: a `Batch`   ->   logits (batch, target, vocabulary) for the word after each of its target's"""
        return self.decode(batch.target, self.encode(batch.source, batch.source_mask), record)

    def encode(self, ids, mask):
        """Read: every word may look at every other.   ids, mask: (batch, source)   ->   `Source`"""
        call = Call(mask[:, None, None], self.rotation(ids))    # no causal mask, which is all that makes an encoder
        words = x = self.embedding(ids)
        for block in self.encoder:
            x = block(x, call)
        return Source(self.source_norm(x), self.source_norm(words if self.values == "words" else x), mask)

    def decode(self, ids, source, record=None):
        """Write: each word looks back only, and at the source.   ids: (batch, target)   ->   logits"""
        call = Call(causal_mask(ids.shape[1]).to(ids.device), self.rotation(ids))
        x = self.embedding(ids)
        for block in self.decoder:
            x = block(x, call, source, record)
        return F.linear(self.norm(x), self.embedding.weight)

    def rotation(self, ids):
        """Of each position, for the heads that look at their own sentence."""
        return rope_rotation(torch.arange(ids.shape[1], device=ids.device), self.config.head_dim,
                             self.config.rope_base)

    @torch.no_grad()
    def write(self, sources, longest=40):
        """Translate greedily, all sentences at once.   sources: lists of ids   ->   lists of ids, without the end"""
        source = self.encode(*(part.to(self.embedding.weight.device) for part in pad_sources(sources)))    # once
        target = torch.full_like(source.mask[:, :1], END_ID, dtype=torch.int64)    # the start
        for _ in range(longest):
            best = self.decode(target, source)[:, -1:].argmax(-1)    # (batch, 1)
            target = torch.cat([target, best], dim=1)
            if (target[:, 1:] == END_ID).any(1).all():
                break
        rows = target[:, 1:].tolist()
        return [row[:row.index(END_ID)] if END_ID in row else row for row in rows]
