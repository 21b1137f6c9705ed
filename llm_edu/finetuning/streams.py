"""Parts of a model: its lower layers, whose outputs can be kept, and its upper ones, which go on from there.

Layers that do not learn give the same for the same text at every step. So they need to run once: keep the stream that
comes out of them, and each step of training starts there.

    adapted = add_lora(model, layers=range(24, 30))
    kept = frozen_prefix(adapted, ids, layers=24)                            # (batch, time, width), once
    loss = stream_loss(adapted, stream_from(adapted, kept, 24), targets)    # at every step: 6 of 30 layers

All of it goes through the model's own `forward`, in which other layers stand aside, so that it holds for every kind of
`Transformer`, to the last bit; layers that learn changes compute it in another order, see ``fast/learning_block``.
"""

from copy import copy
from functools import lru_cache

import torch
from torch import nn

from llm_edu.finetuning.fast.learning_block import learning


@torch.no_grad()
def frozen_prefix(model, ids, layers, padding=None):
    """The stream after the first layers, without gradients, to be kept.

    ids: (batch, time)   layers: how many   padding: as in `begin_call`, (batch,)   ->   (batch, time, width)
    """
    if not 0 <= layers <= len(model.blocks):
        raise ValueError(f"this model has {len(model.blocks)} layers, not {layers}")
    return part_of(model, 0, layers)(ids, padding=padding)


def run_from(model, stream, layer, padding=None, last_only=False):
    """The logits that follow from a stream that has passed the layers before `layer`.

    stream: (batch, time, width), as `frozen_prefix` gives it   padding, last_only: as in `begin_call`
    ->   (batch, time, vocab_size)

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=50, layers=3, width=16, heads=2))
    >>> ids = torch.tensor([[3, 1]])
    >>> torch.equal(run_from(model, frozen_prefix(model, ids, 2), 2), model(ids))
    True
    """
    return model.unembed(stream_from(model, stream, layer, padding=padding, last_only=last_only))


def stream_from(model, stream, layer, **options):
    """As `run_from`, the stream after the last layer instead of logits: (batch, time, width)"""
    if not 0 <= layer <= len(model.blocks):
        raise ValueError(f"this model has layers 0 to {len(model.blocks) - 1}; there is no {layer} to go on with")
    upper = part_of(model, layer, len(model.blocks), start=stream)
    places = torch.zeros(stream.shape[:2], dtype=torch.long, device=stream.device)    # nothing looks at these ids
    return upper(places, **options)


def last_stream(model, ids, **options):
    """The stream after the last layer, before the last norm.   ids: (batch, time)   ->   (batch, time, width)

    The unembedding, SmolLM2's largest table, is left out. options: as for `Transformer.forward`
    """
    return part_of(model, 0, len(model.blocks))(ids, **options)


def part_of(model, first, end, start=None):
    """A model of some layers only, from a stream or from ids to a stream; everything in it is the model's own."""
    part = copy(model)
    part.__class__ = streaming(type(model))
    within = learning if torch.is_grad_enabled() else lambda block: block    # what learns goes a faster way
    blocks = [within(block) if first <= number < end else StandsAside() for number, block in enumerate(model.blocks)]
    part._modules = model._modules | {"blocks": nn.ModuleList(blocks)}
    part.start = start
    return part


class StandsAside(nn.Module):
    """Takes the place of a block, and hands on the stream."""

    def forward(self, x, call):
        return x


@lru_cache(maxsize=100)
def streaming(kind):
    """The kind of model that begins with a stream, where it has one, and ends with a stream."""

    class Streaming(kind):
        def embed(self, ids, call):
            return super().embed(ids, call) if self.start is None else self.start

        def unembed(self, x):
            return x

    return Streaming
