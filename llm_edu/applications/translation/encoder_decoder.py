"""An encoder–decoder transformer: one half reads a sentence, the other writes its translation and looks at the first.

Both are made of the blocks of lessons 05 and 06. One layer is new, `CrossAttention`: its queries come from what is
being written, its keys and values from what was read. Start reading at the end of the file.

Source: Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.applications.translation.pairs import Batch, pad_sources
from llm_edu.attention import Call, causal_mask, merge_heads, rope_rotation, scaled_dot_product_attention, split_heads
from llm_edu.attention.weights import attention_weights
from llm_edu.language_models import END_ID
from llm_edu.training.recipe_model import RecipeBlock, RecipeConfig, unit_length
from llm_edu.transformer import RMSNorm

Attend = Callable[..., Tensor]    # as `cross_attention`


def cross_attention(queries: Tensor, keys: Tensor, values: Tensor, source_mask: Tensor | None = None) -> Tensor:
    """For each word that is being written, the average of what was read, weighted by how well it fits.

    queries: (..., target, d)   keys, values: (..., source, d)   source_mask: (..., source), True = a word, False =
    padding, which is hidden   ->   (..., target, d)

    >>> keys = values = torch.tensor([[9.0, 0.0], [0.0, 9.0], [9.0, 9.0]])
    >>> cross_attention(torch.tensor([[9.0, 0.0]]), keys, values, torch.tensor([True, True, False])).round()
    tensor([[9., 0.]])
    """
    mask = None if source_mask is None else source_mask[..., None, :]    # the same for every query
    return scaled_dot_product_attention(queries, keys, values, mask)


class CrossAttention(nn.Module):
    """Several heads look from the target at the source. Scores are cosines, as in lesson 06's recipe.

    A key says what a source word does in its sentence; a value is the word alone. So a head that wants the word has to
    look at its position: the neighbours do not have it.
    attend: the function to use, with the arguments of `cross_attention`: (batch, target, d), (batch, source, d), a mask
    """

    def __init__(self, width: int, heads: int, attend: Attend = cross_attention, largest_score: float = 14.0) -> None:
        super().__init__()
        self.heads, self.attend = heads, attend
        self.queries = nn.Linear(width, width, bias=False)
        self.keys = nn.Linear(width, width, bias=False)
        self.values = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, width, bias=False)
        self.stretch = math.sqrt(largest_score * math.sqrt(width // heads))    # √d is divided out again by attention

    def forward(self, x: Tensor, source: "Source", record: list[Tensor] | None = None) -> Tensor:
        """x: (batch, target, width)   ->   like x

        record: a list that gets the weights, (batch, heads, target, source)
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
    """What the decoder may look at.   read: the encoder's output, (batch, source, width)
    values: what it can fetch, like `read`   mask: (batch, source), True = a word, False = padding"""

    read: Tensor
    values: Tensor
    mask: Tensor


class DecoderBlock(RecipeBlock):
    """Look back at what is written, look at what was read, think; each adds to the stream."""

    def __init__(self, config: RecipeConfig, layer: int, cross_heads: int, attend: Attend) -> None:
        super().__init__(config, layer)
        self.cross_norm = RMSNorm(config.width)
        self.cross = CrossAttention(config.width, cross_heads, attend)

    # unlike any other block, this one needs a source, so its arguments differ from those of its parent
    def forward(self, x: Tensor, call: Call, source: Source,    # type: ignore[override]
                record: list[Tensor] | None = None) -> Tensor:
        """x: (batch, target, width)   call: with a causal mask   the others as for `CrossAttention`   ->   like x"""
        x = x + self.attention(self.attention_norm(x), call)
        x = x + self.cross(self.cross_norm(x), source, record)
        return x + self.feed_forward(self.feed_forward_norm(x))


class EncoderDecoder(nn.Module):
    """Sentences of one language in, scores for each next word of the other out.

    config: its `layers` are the encoder's   decoder_layers, cross_heads: of the other half
    attend: as for `CrossAttention`; your own function, if you like
    values: what it fetches from the source: the "words" before the encoder's blocks, or the encoder's output ("read"),
        as in the paper. Anything else raises ValueError
    One embedding matrix serves both languages, for reading and for writing.
    """

    def __init__(self, config: RecipeConfig, decoder_layers: int = 1, cross_heads: int = 1,
                 attend: Attend = cross_attention, values: str = "words") -> None:
        super().__init__()
        if values not in ("words", "read"):
            raise ValueError(f'values should be "words" or "read", not {values!r}')
        self.config, self.values = config, values
        self.embedding = nn.Embedding(config.vocab_size, config.width)
        self.encoder = nn.ModuleList(RecipeBlock(config, layer) for layer in range(config.layers))
        self.decoder = nn.ModuleList(DecoderBlock(config, layer, cross_heads, attend)
                                     for layer in range(decoder_layers))
        self.source_norm, self.norm = RMSNorm(config.width), RMSNorm(config.width)

    def forward(self, batch: Batch, record: list[Tensor] | None = None) -> Tensor:
        """Logits for the word after each word of the target: (batch, target, vocabulary). record: of the weights"""
        return self.decode(batch.target, self.encode(batch.source, batch.source_mask), record)

    def encode(self, ids: Tensor, mask: Tensor) -> Source:
        """Read: every word may look at every other.   ids, mask: (batch, source)"""
        call = Call(mask[:, None, None], self.rotation(ids))    # no causal mask, which is all that makes an encoder
        words = x = self.embedding(ids)
        for block in self.encoder:
            x = block(x, call)
        return Source(self.source_norm(x), self.source_norm(words if self.values == "words" else x), mask)

    def decode(self, ids: Tensor, source: Source, record: list[Tensor] | None = None) -> Tensor:
        """Write: each word looks only back, and at the source.   ids: (batch, target)   ->   logits"""
        call = Call(causal_mask(ids.shape[1]).to(ids.device), self.rotation(ids))
        x = self.embedding(ids)
        for block in self.decoder:
            x = block(x, call, source, record)
        return F.linear(self.norm(x), self.embedding.weight)

    def rotation(self, ids: Tensor) -> Tensor:
        """RoPE's rotation of each position, for the heads that look at their own sentence."""
        return rope_rotation(torch.arange(ids.shape[1], device=ids.device), self.config.head_dim,
                             self.config.rope_base)

    @torch.no_grad()
    def write(self, sources: Sequence[Sequence[int]], longest: int = 40) -> list[list[int]]:
        """Translate greedily, all sentences at once: ids without the end. sources: ids of each sentence"""
        source = self.encode(*(part.to(self.embedding.weight.device) for part in pad_sources(sources)))    # once
        target = torch.full_like(source.mask[:, :1], END_ID, dtype=torch.int64)    # the start
        for _ in range(longest):
            best = self.decode(target, source)[:, -1:].argmax(-1)    # (batch, 1)
            target = torch.cat([target, best], dim=1)
            if (target[:, 1:] == END_ID).any(1).all():
                break
        rows = target[:, 1:].tolist()
        return [row[:row.index(END_ID)] if END_ID in row else row for row in rows]
