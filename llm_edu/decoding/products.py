"""The same model, multiplying as fast as this processor can: the step of decoding that takes the time."""

import dataclasses
from functools import lru_cache

import torch
from torch import nn

from llm_edu.decoding import multiplying
from llm_edu.transformer.light import light_twin

MOST_PACKED = 2**30    # bytes: a model larger than that has no second copy made


def decoding_twin(model):
    """A twin of a model that shares its parameters and gives the same results up to rounding, for decoding.

    As for every `light_twin`: make one, use it, and throw it away.
    """
    twin, plans = light_twin(model), {}
    if model.config.tie_embeddings:    # an exit of its own, which shares the table, so that it is a layer like others
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        twin.output = twin._modules["output"] = light_twin(exit_of(model.token_embedding))
    layers = [layer for layer in twin.modules() if type(layer) is plain_linear() and is_suitable(layer.weight)]
    may_pack = sum(layer.weight.nbytes for layer in layers) <= MOST_PACKED
    for layer in layers:
        layer.__class__ = DecodingLinear
        layer.plans, layer.packed, layer.rent = plans, None, 0.0 if may_pack else float("-inf")
    return twin


def exit_of(embedding):
    """An embedding's table as a linear layer, without copying it."""
    with torch.device("meta"):
        layer = nn.Linear(embedding.embedding_dim, embedding.num_embeddings, bias=False)
    layer.weight = embedding.weight
    return layer


@lru_cache(maxsize=1)
def plain_linear():
    """The class of a linear layer without hooks in a light twin."""
    return type(light_twin(nn.Linear(1, 1)))


def is_suitable(weight):
    """Whether other ways of asking may be faster for this matrix."""
    return weight.device.type == "cpu" and weight.dtype == torch.float32 and weight.is_contiguous()


class DecodingLinear(nn.Linear):
    """A linear layer without gradients that asks for its product as the `Plan` for that number of rows says.

    plans: the plans found so far, by number of rows, the same dictionary for all layers
    packed: the matrix packed, or None   rent: what doing without it has cost so far, as a share of its price
    """

    def forward(self, x):
        """x: (..., in)   ->   (..., out)"""
        rows = x.reshape(-1, x.shape[-1])    # (rows, in)
        plan = self.plans.get(len(rows)) or self.plans.setdefault(len(rows), multiplying.plan_for(len(rows)))
        if plan.saved and self.pack_when_paid(plan.saved):
            y = multiplying.onednn(rows, self.packed)
        else:
            y = plan.way(rows, self.weight)
        y = y if self.bias is None else y + self.bias
        return y.view(*x.shape[:-1], -1)

    def pack_when_paid(self, saved):
        """Pack the matrix as soon as the rent has reached the price; whether it is packed."""
        if self.packed is None:
            self.rent += saved
            if self.rent >= 1:
                self.packed = multiplying.pack(self.weight)
        return self.packed is not None

    __call__ = forward
