"""The same model, multiplying faster when there are few rows: the step of decoding that takes the time.

For each new token every weight is read once and used once, so the speed is that of memory, if the library that
multiplies lets it. Intel's MKL, which PyTorch uses on most processors, does so in one way of asking only. Measured with
the matrix of SmolLM2's exit, 113 MB, on two cores of an AMD EPYC:

    rows                            1       2       8      16
    x @ weight.T  (nn.Linear)     9.9    23.8    16.3    18.4 ms
    (weight @ x.T).T                9.9     3.6     7.1    14.9 ms

One row is an exception, a product of its own kind that runs on one core only. Asked for twice, it takes 4.2 ms.
"""

import dataclasses
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.transformer.light import light_twin

MOST_ROWS = 32    # from about there on, both ways take the same time


def decoding_twin(model):
    """A twin of a model that shares its parameters and gives the same results up to rounding, for decoding.

    As for every `light_twin`: make one, use it, and throw it away.
    """
    twin = light_twin(model)
    if model.config.tie_embeddings:    # an exit of its own, which shares the table, so that it is a layer like others
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        twin.output = twin._modules["output"] = light_twin(exit_of(model.token_embedding))
    for layer in twin.modules():
        if type(layer) is plain_linear() and is_suitable(layer.weight):
            layer.__class__ = FewRowsLinear
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
    """Whether the other way of asking is known to be faster for this matrix."""
    return (torch.backends.mkl.is_available() and weight.device.type == "cpu" and weight.dtype == torch.float32
            and weight.is_contiguous())


class FewRowsLinear(nn.Linear):
    """A linear layer for few rows, without gradients."""

    def forward(self, x):
        """x: (..., in)   ->   (..., out)"""
        rows = x.reshape(-1, x.shape[-1])    # (rows, in)
        count = len(rows)
        if count > MOST_ROWS:
            return F.linear(x, self.weight, self.bias)
        rows = torch.cat((rows, rows)) if count == 1 else rows.contiguous()
        y = torch.mm(self.weight, rows.T)[:, :count].T.contiguous()    # (out, rows) -> (rows, out)
        y = y if self.bias is None else y + self.bias
        return y.view(*x.shape[:-1], -1)

    __call__ = forward
