"""A model whose matrices are others: quantised, pruned, or whatever a function makes of them; and its size.

    from llm_edu.compression import compressed, model_bytes, quantise_weights

    small = compressed(model, lambda name, weight: quantise_weights(weight, bits=4, group=32), keep=["token_embedding"])
    model_bytes(model), model_bytes(small)

Such a model computes with 32-bit numbers, as before: it shows what the change costs, not how fast it could be.
"""

import copy
from collections.abc import Callable, Iterable
from typing import Protocol

import torch
from torch import Tensor, nn

from llm_edu.transformer import Transformer


class Stored(Protocol):
    """Numbers in another form, such as `Quantised`, which says how many bytes it takes."""

    @property
    def nbytes(self) -> int: ...

    def dequantise(self) -> Tensor: ...


STORED = "stored_bytes"    # of a compressed model: {name of a layer: the bytes of its matrix}

Change = Callable[[str, Tensor], "Tensor | Stored"]


def matrices(model: nn.Module) -> dict[str, Tensor]:
    """The weights of all linear layers and embeddings, by the name of the layer: nearly all of a model's parameters.

    Tied embeddings are one matrix, "token_embedding".
    """
    return {name: module.weight for name, module in model.named_modules()
            if isinstance(module, nn.Linear | nn.Embedding)}


def check_has_weights(model: nn.Module) -> None:
    """Raise ValueError for a model that `quantise` made: its layers have codes in place of weights."""
    if not matrices(model):
        raise ValueError("this model has 8-bit weights already: take the model that `quantise` was given")


@torch.no_grad()
def compressed(model: Transformer, change: Change, keep: Iterable[str] = ()) -> Transformer:
    """A copy of a model with other matrices. The model stays as it is, and shares no memory with the copy.

    change: (name of the layer, weight) -> the new weight, of the same shape: a tensor, or something like `Quantised`,
    whose bytes the copy then knows for `model_bytes`. It must leave the weight that it gets as it is.
    keep: layers that stay as they are, such as "token_embedding" or "blocks.0.feed_forward.down", and parts of the
    model with all their layers, such as "blocks.0"
    Raises ValueError for a name that the model does not have, for a new weight of another shape, and for a model that
    `quantise` made.
    """
    check_has_weights(model)
    found, keep = matrices(model), [keep] if isinstance(keep, str) else list(keep)
    for part in keep:
        if not any(is_within(name, part) for name in found):
            raise ValueError(f"keep names {part!r}, but this model has no such layer; it has {', '.join(found)}")
    stored: dict[str, int] = dict(getattr(model, STORED, {}))
    new = {}
    for name, weight in found.items():
        if any(is_within(name, part) for part in keep):
            continue
        stored.pop(name, None)
        made = change(name, weight.detach())
        if not isinstance(made, Tensor):
            stored[name], made = made.nbytes, made.dequantise()
        if made.shape != weight.shape:
            raise ValueError(f"{name} has the shape {tuple(weight.shape)}, and its new weight {tuple(made.shape)}")
        new[id(weight)] = nn.Parameter(made.detach().to(weight).clone(), weight.requires_grad)
    twin = copy.deepcopy(model, new)    # which takes the new parameters for the copies of the old ones
    twin.__dict__[STORED] = stored
    return twin


def is_within(name: str, part: str) -> bool:
    """Whether a layer is this part of the model, or inside it.

    >>> is_within("blocks.1.feed_forward.up", "blocks.1"), is_within("blocks.10.feed_forward.up", "blocks.1")
    (True, False)
    """
    return name == part or name.startswith(f"{part}.")


def model_bytes(model: nn.Module, bytes_per_number: float = 2) -> int:
    """How many bytes a model takes in a file: what `compressed` has stored in fewer bits as it is stored there, every
    other parameter in 16 bits.

    bytes_per_number: of these others; 4 for float32
    """
    stored: dict[str, int] = getattr(model, STORED, {})
    inside = {id(weight) for name, weight in matrices(model).items() if name in stored}
    others = sum(parameter.numel() for parameter in model.parameters() if id(parameter) not in inside)
    return sum(stored.values()) + round(others * bytes_per_number)
