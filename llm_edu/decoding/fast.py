"""The same model, for decoding: less of Python in between, and products as fast as this processor can.

For each new token every weight is read once and used once, so the speed should be that of memory. The libraries that
multiply reach it only when called in certain ways. Which ways depends on the processor and on the number of rows, so a
trial of 40 ms finds out. Measured with SmolLM2's unembedding, 113 MB, on two cores, in milliseconds:

    rows                            1     2     4     8    16    32
    AMD EPYC      plain           9.5  20.8  15.8  15.0  17.3  22.9
                  turned          3.4   3.5   4.0   6.7  13.2  17.6
                  packed          4.5   6.3   3.9   4.5   5.5   9.5
    Intel Xeon    plain           4.8   4.2   7.0  13.7  11.7  16.8
                  turned         11.4  10.6   8.3  10.8  13.0  17.8
                  packed          5.0   5.2   5.7   6.5   7.9  12.5

"Packed" is a second copy of the matrix, in the order in which oneDNN, a library within PyTorch, reads it. Making it
costs memory, and as much time as about ten products. So it is made after a layer has computed that many.
"""

import dataclasses
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.timing import time_in_turn
from llm_edu.transformer import Transformer

SIZES = (1, 2, 4, 8, 16, 32, 128)    # numbers of rows that are tried; for any other, the plan of the next larger one
FEW = 32    # up to so many rows a matrix may be packed; with more, computing takes the time, not reading the weights
TRIED = ((3072, 576), (576, 1536)) * 3    # two of SmolLM2's matrices, repeated until they exceed most caches
ROUNDS = 9    # of a trial; the fastest counts
GAIN = 1.05    # another way is chosen if it is so many times as fast as the plain one
GAIN_PACKED = 1.2    # and packing, which takes memory, if it is so many times as fast as the best other way
PATIENCE = 10    # products before a matrix is packed
MOST_PACKED = 2**30    # bytes: of a model larger than this, no second copy is made


def decoding_twin(model: Transformer) -> Transformer:
    """A twin of a model that shares its parameters and gives the same results up to rounding, for many small calls.

    It does not notice when modules or parameters are replaced later: make one, use it, and throw it away.
    """
    twin = light_twin(model)
    if model.config.tie_embeddings:    # an unembedding of its own, which shares the table: a layer like others
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        twin.unembedding = twin._modules["unembedding"] = light_twin(unembedding_of(model.token_embedding))
    modules: Iterable[Any] = twin.modules()
    layers = [layer for layer in modules if type(layer) is plain_linear() and is_suitable(layer.weight)]
    may_pack = sum(layer.weight.nbytes for layer in layers) <= MOST_PACKED
    for layer in layers:
        layer.__class__ = DecodingLinear
        layer.packed, layer.patience = None, PATIENCE if may_pack else float("inf")
    return twin


def light_twin(module: Any) -> Any:
    """A module that shares another's parameters, without `nn.Module`'s ways of finding attributes and hooks.

    Decoding calls each of SmolLM2's 270 modules for every token. On two threads, those calls take 7 % of the time. The
    twin has its attributes where Python looks first, and its call is its `forward`; a module with hooks keeps its own.
    """
    hooked = module._forward_hooks or module._forward_pre_hooks
    kind: Any = type(module)
    kind = kind if hooked else class_without_hooks(kind)
    twin = kind.__new__(kind)
    children = {name: None if child is None else light_twin(child) for name, child in module._modules.items()}
    twin.__dict__.update(module.__dict__ | module._parameters | module._buffers | children)
    twin.__dict__["_modules"] = children
    return twin


@lru_cache(maxsize=100)
def class_without_hooks(kind: Any) -> Any:
    """A subclass whose call is `forward` itself."""
    return type(kind.__name__, (kind,), {"__call__": kind.forward})


def unembedding_of(embedding: nn.Embedding) -> nn.Linear:
    """An embedding's weights as a linear layer, without copying them."""
    with torch.device("meta"):
        layer = nn.Linear(embedding.embedding_dim, embedding.num_embeddings, bias=False)
    layer.weight = embedding.weight
    return layer


@lru_cache(maxsize=1)
def plain_linear() -> Any:
    """The class of a linear layer without hooks in a light twin."""
    return class_without_hooks(nn.Linear)


def is_suitable(weight: Tensor) -> bool:
    """Whether other ways of multiplying may be faster for this matrix."""
    return weight.device.type == "cpu" and weight.dtype == torch.float32 and weight.is_contiguous()


class DecodingLinear(nn.Linear):
    """A linear layer without gradients that computes its product as the `Plan` for that number of rows says.

    packed: the packed matrix, or None   patience: how many more products before the matrix is packed
    """

    packed: Tensor | None
    patience: float

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., in)   ->   (..., out)"""
        rows = x.reshape(-1, x.shape[-1])    # (rows, in)
        plan = plan_for(len(rows), torch.get_num_threads())
        if plan.pack and self.packed is None:
            self.patience -= 1
            if self.patience <= 0:
                self.packed = pack(self.weight)
        if plan.pack and self.packed is not None:
            y = by_onednn(rows, self.packed)
        else:
            y = plan.way(rows, self.weight)
        return (y if self.bias is None else y + self.bias).view(*x.shape[:-1], -1)

    __call__ = forward


def turned(rows: Tensor, weight: Tensor) -> Tensor:
    """The transposed product. The library treats a single row as a special case, which on some processors runs on one
    core only, so a single row is given twice."""
    count = len(rows)
    rows = torch.cat((rows, rows)) if count == 1 else rows.contiguous()
    return torch.mm(weight, rows.T)[:, :count].T.contiguous()


def by_onednn(rows: Tensor, packed: Tensor) -> Tensor:
    """The product with a packed matrix."""
    return torch.ops.mkldnn._linear_pointwise(rows, packed, None, "none", [], "")


def pack(weight: Tensor) -> Tensor:
    """A copy of the matrix in the order in which oneDNN reads it."""
    return torch.ops.mkldnn._reorder_linear_weight(weight, FEW)


class Plan(NamedTuple):
    """What to do with so many rows. way: multiplies (rows, in) by a matrix (out, in): rows @ weight.T
    pack: whether a packed matrix is even faster"""

    way: Callable[[Tensor, Tensor], Tensor]
    pack: bool = False


@lru_cache(maxsize=1)
@torch.inference_mode()
def can_pack() -> bool:
    """Whether this build of PyTorch has oneDNN's products, which are not an official part of it, and they are right."""
    rows, weight = torch.arange(6.0).view(2, 3), torch.arange(12.0).view(4, 3)
    try:
        found = by_onednn(rows, pack(weight))
    except (AttributeError, RuntimeError):    # RuntimeError includes NotImplementedError: not for this processor
        return False
    return torch.equal(found, F.linear(rows, weight))


@lru_cache(maxsize=1000)
def plan_for(rows: int, threads: int) -> Plan:
    """The `Plan` for so many rows: the trial of the next larger size that is tried."""
    return plan_by_trial(next((size for size in SIZES if size >= rows), SIZES[-1]), threads) if rows else Plan(F.linear)


@lru_cache(maxsize=100)
@torch.inference_mode()
def plan_by_trial(rows: int, threads: int) -> Plan:
    """The fastest way for so many rows, found by a trial with this number of threads.

    With many rows only one pair of matrices is tried: computing then takes the time, and caches do not matter.
    """
    shapes = TRIED if rows <= FEW else TRIED[:2]
    pairs = [(torch.ones(rows, shape[1]), torch.ones(shape)) for shape in shapes]
    steps: dict[Any, Callable[[], None]] = {way: partial(multiply_all, way, pairs) for way in (F.linear, turned)}
    if rows <= FEW and can_pack():
        steps["packed"] = partial(multiply_all, by_onednn, [(x, pack(weight)) for x, weight in pairs])
    seconds = {way: min(taken) for way, taken in time_in_turn(steps, ROUNDS).items()}
    packed = seconds.pop("packed", float("inf"))
    fastest = min(seconds, key=seconds.__getitem__)
    way = fastest if seconds[fastest] * GAIN <= seconds[F.linear] else F.linear
    return Plan(way, packed * GAIN_PACKED <= seconds[way])


def multiply_all(multiply: Callable[[Tensor, Tensor], Tensor], pairs: Iterable[tuple[Tensor, Tensor]]) -> None:
    """Every pair of rows and matrix, in one way."""
    for rows, weight in pairs:
        multiply(rows, weight)
