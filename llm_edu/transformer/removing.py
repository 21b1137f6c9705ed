"""A transformer with one part taken out, to see what the part was for.

The rest has the same shapes and is trained in the same way. A part is taken out of a finished model, so that the others
start from the same random numbers.
"""

import torch
from torch import Tensor, nn

from llm_edu.attention.call import ALONE, Call
from llm_edu.transformer.model import Transformer, TransformerBlock

REMOVABLE = ("attention", "feed_forward", "positions", "norm", "residual")


class Nothing(nn.Module):
    """Takes the place of a removed part: whatever it reads, it adds nothing to the stream."""

    def forward(self, x: Tensor, *_: object) -> Tensor:
        return torch.zeros_like(x)


class WithoutResidual(TransformerBlock):
    """A block that passes on the outputs of its parts instead of adding them to the stream."""

    def forward(self, x: Tensor, call: Call = ALONE) -> Tensor:
        x = self.attention(self.attention_norm(x), call)
        return call.keep("residual", self.feed_forward(self.feed_forward_norm(x)))


def remove(model: Transformer, part: str) -> Transformer:
    """Take one kind of part out of a `Transformer`, in all its blocks, and return the model.

    part: "attention", "feed_forward", "positions", "norm" or "residual" (each part's output replaces what it read,
    instead of being added to it). Raises ValueError for anything else, and for positions that are not learned.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = remove(Transformer(TransformerConfig.gpt2(vocab_size=9, layers=1, width=8, heads=2)), "positions")
    >>> model(torch.tensor([[5, 5, 5]])).std(dim=1).max() < 1e-6    # it cannot tell first from last
    tensor(True)
    """
    if part not in REMOVABLE:
        raise ValueError(f"part is one of {', '.join(REMOVABLE)}, not {part!r}")
    if part == "positions":
        remove_positions(model)
    if part == "norm":
        model.norm = nn.Identity()
    for block in model.blocks:
        if part == "norm":
            block.attention_norm = block.feed_forward_norm = nn.Identity()
        elif part == "residual":
            block.__class__ = WithoutResidual
        elif part in ("attention", "feed_forward"):
            setattr(block, part, Nothing())
    return model


def remove_positions(model: Transformer) -> None:
    """Make all positions look the same."""
    if model.config.positions != "learned":
        raise ValueError("only learned positions can be removed: RoPE is inside attention")
    model.position_embedding.weight.requires_grad_(False).zero_()
