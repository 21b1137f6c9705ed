"""The same model, multiplying faster when there are few rows: the step of decoding that takes the time.

For each new token every weight is read once and used once, so the speed is that of memory, if the library that
multiplies lets it. Intel's MKL, which PyTorch uses on most processors, does so in one way of asking only, and in which
one depends on the processor. Measured with the matrix of SmolLM2's exit, 113 MB, on two cores, in milliseconds:

    rows                                       1       2       4       8      16
    x @ weight.T  (nn.Linear)   AMD EPYC     9.9    23.8            16.3    18.4
    (weight @ x.T).T                         9.9     3.6             7.1    14.9
    x @ weight.T  (nn.Linear)   Intel Xeon   4.2     3.9     8.2    13.8     8.4
    (weight @ x.T).T                         9.2     9.2     9.5    11.2    11.8

On the one, the second way pays; one row is an exception, a product of its own kind that runs on one core only, but
asked for twice it takes 4.2 ms. On the other, the first is better. So a trial of a few milliseconds decides.
"""

import dataclasses
import time
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.transformer.light import light_twin

MOST_ROWS = 32    # from about there on, both ways take the same time
GAIN = 1.2    # so many times as fast must the other way be to be taken
TRIED = (3072, 576)    # one of SmolLM2's matrices; four of them are more than most caches hold


def decoding_twin(model, other_way=None):
    """A twin of a model that shares its parameters and gives the same results up to rounding, for decoding.

    other_way: whether to multiply in the other way with one row, and with several; None: as is faster here
    As for every `light_twin`: make one, use it, and throw it away.
    """
    single, several = faster_ways(torch.get_num_threads()) if other_way is None else other_way
    twin = light_twin(model)
    if model.config.tie_embeddings:    # an exit of its own, which shares the table, so that it is a layer like others
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        twin.output = twin._modules["output"] = light_twin(exit_of(model.token_embedding))
    for layer in twin.modules():
        if type(layer) is plain_linear() and is_suitable(layer.weight) and (single or several):
            layer.__class__ = FewRowsLinear
            layer.single, layer.several = single, several
    return twin


@lru_cache(maxsize=8)
@torch.inference_mode()
def faster_ways(threads):
    """Whether the other way is faster on this processor with one row, and with several; by a trial of each."""
    weights = [torch.ones(TRIED) for _ in range(4)]    # not random: that would move whoever's draws
    return tuple(gain(weights, torch.ones(rows, TRIED[1])) >= GAIN for rows in (1, 4))


def gain(weights, x, rounds=7):
    """How many times as fast the other way is; the best of several rounds in turn, so that a busy moment hits both."""
    ways = (F.linear, multiply_otherwise)
    seconds = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            began = time.perf_counter()
            for weight in weights:
                way(x, weight)
            seconds[way].append(time.perf_counter() - began)
    return min(seconds[F.linear]) / min(seconds[multiply_otherwise])


def multiply_otherwise(rows, weight):
    """rows @ weight.T, asked for the other way round. rows: (rows, in)   weight: (out, in)   ->   (rows, out)"""
    count = len(rows)
    rows = torch.cat((rows, rows)) if count == 1 else rows.contiguous()
    return torch.mm(weight, rows.T)[:, :count].T.contiguous()


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
    """Whether the other way of asking may be faster for this matrix."""
    return (torch.backends.mkl.is_available() and weight.device.type == "cpu" and weight.dtype == torch.float32
            and weight.is_contiguous())


class FewRowsLinear(nn.Linear):
    """A linear layer for few rows, without gradients. single, several: whether one row, several go the other way"""

    single = several = True

    def forward(self, x):
        """x: (..., in)   ->   (..., out)"""
        rows = x.reshape(-1, x.shape[-1])    # (rows, in)
        if len(rows) > MOST_ROWS or not (self.single if len(rows) == 1 else self.several):
            return F.linear(x, self.weight, self.bias)
        y = multiply_otherwise(rows, self.weight)
        y = y if self.bias is None else y + self.bias
        return y.view(*x.shape[:-1], -1)

    __call__ = forward
