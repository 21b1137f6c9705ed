"""Parts of a model: its lower layers, whose outputs can be kept, and its upper ones, which continue from there.

Frozen layers give the same result for the same text at every step, so they need to run only once. Keep the stream
(the residual stream) that comes out of them, and start each training step there.

    adapted = add_lora(model, layers=range(24, 30))
    kept = frozen_prefix(adapted, ids, layers=24)                            # (batch, time, width), once
    loss = stream_loss(adapted, stream_from(adapted, kept, 24), targets)    # at every step: 6 of 30 layers

These parts run through the model's own `forward`, in which the other layers stand aside. So they work for every kind of
`Transformer`, to the last bit. Only layers that learn changes compute in another order; see ``fast/learning_block``.
"""

from copy import copy
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from llm_edu.finetuning.fast.learning_block import learning
from llm_edu.transformer import Transformer


@torch.no_grad()
def frozen_prefix(model: Transformer, ids: Tensor, layers: int, padding: Tensor | None = None) -> Tensor:
    """The stream after the first layers, without gradients, to keep for later steps.

    ids: (batch, time)   layers: how many   padding: as in `begin_call`, (batch,)   ->   (batch, time, width)
    Raises ValueError for more layers than the model has.
    """
    if not 0 <= layers <= len(model.blocks):
        raise ValueError(f"this model has {len(model.blocks)} layers, not {layers}")
    return part_of(model, 0, layers)(ids, padding=padding)


def run_from(model: Transformer, stream: Tensor, layer: int, padding: Tensor | None = None, last_only: bool = False
             ) -> Tensor:
    """The logits of a stream that has passed the layers before `layer`.

    stream: (batch, time, width), as `frozen_prefix` gives it   padding, last_only: as in `begin_call`
    ->   (batch, time, vocab_size)

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=50, layers=3, width=16, heads=2))
    >>> ids = torch.tensor([[3, 1]])
    >>> torch.equal(run_from(model, frozen_prefix(model, ids, 2), 2), model(ids))
    True
    """
    return model.unembed(stream_from(model, stream, layer, padding=padding, last_only=last_only))


def stream_from(model: Transformer, stream: Tensor, layer: int, **options: Any) -> Tensor:
    """As `run_from`, but the stream after the last layer instead of logits: (batch, time, width)

    Raises ValueError for a layer that the model does not have.
    """
    if not 0 <= layer <= len(model.blocks):
        raise ValueError(f"this model has layers 0 to {len(model.blocks) - 1}: there is no layer {layer} to continue "
                         "with")
    upper = part_of(model, layer, len(model.blocks), start=stream)
    ids = torch.zeros(stream.shape[:2], dtype=torch.long, device=stream.device)    # nothing looks at these ids
    return upper(ids, **options)


def last_stream(model: Transformer, ids: Tensor, **options: Any) -> Tensor:
    """The stream after the last layer, before the last norm.   ids: (batch, time)   ->   (batch, time, width)

    The unembedding, SmolLM2's largest matrix, is left out. options: as for `Transformer.forward`
    """
    return part_of(model, 0, len(model.blocks))(ids, **options)


def part_of(model: Transformer, first: int, end: int, start: Tensor | None = None) -> Transformer:
    """A model of some layers only, from ids, or from the stream `start`, to a stream; it shares the model's modules."""
    part: Any = copy(model)
    part.__class__ = streaming(part.__class__)
    within = learning if torch.is_grad_enabled() else lambda block: block    # what learns goes a faster way
    blocks = [within(block) if first <= number < end else StandsAside() for number, block in enumerate(model.blocks)]
    part._modules = model._modules | {"blocks": nn.ModuleList(blocks)}
    part.start = start
    return part


class StandsAside(nn.Module):
    """Takes the place of a block, and passes the stream on."""

    def forward(self, x: Tensor, call: Any) -> Tensor:
        return x


@lru_cache(maxsize=100)
def streaming(kind: Any) -> Any:
    """A kind of model that begins with the stream `start`, if it has one, and ends with a stream."""

    class Streaming(kind):
        def embed(self, ids, call):
            return super().embed(ids, call) if self.start is None else self.start

        def unembed(self, x):
            return x

    return Streaming
