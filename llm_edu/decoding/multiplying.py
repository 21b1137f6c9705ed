"""Ways to multiply a few rows with a large matrix, and a trial of which is the fastest here.

For each new token every weight is read once and used once, so the speed should be that of memory. The libraries that
multiply reach it in some ways of asking only, and which those are depends on the processor and on how many rows there
are. Measured with the matrix of SmolLM2's exit, 113 MB, on two cores, in milliseconds:

    rows                            1     2     4     8    16    32
    AMD EPYC      plain           9.5  20.8  15.8  15.0  17.3  22.9
                  turned          3.4   3.5   4.0   6.7  13.2  17.6
                  vector          9.3
                  onednn          4.3   5.4   6.0   6.9   8.8  12.6
                  packed          4.5   6.3   3.9   4.5   5.5   9.5
    Intel Xeon    plain           4.2   3.9   8.2  13.8   8.4
                  turned          9.2   9.2   9.5  11.2  11.8
                  vector          3.5

"Packed" is a second copy of the matrix, in the order in which oneDNN wants to read it. Making it costs as much time as
some ten products, and memory. So it is made when the time lost without it has reached its price: that never costs more
than twice of what would have been best, however long the text gets (as who rents skis, and buys them when the rents add
up to the price: Karlin et al. 1988, Competitive Snoopy Caching, Algorithmica 3).
"""

import time
from functools import lru_cache, partial
from typing import NamedTuple

import torch
import torch.nn.functional as F

from llm_edu.timing import time_in_turn

SIZES = (1, 2, 4, 8, 16, 32, 128)    # numbers of rows that are tried; another number does as the next of them
FEW = 32    # for so many rows a matrix may be packed; with more the time goes into computing, not into reading
TRIED = ((3072, 576), (576, 1536)) * 3    # two of SmolLM2's matrices, so often that they are more than most caches hold
ROUNDS = 9    # of a trial; the fastest counts
GAIN = 1.05    # so many times as fast as the plain way must another be
GAIN_PACKED = 1.2    # so many times as fast as the best of them must a packed matrix be, since it takes memory


class Plan(NamedTuple):
    """What to do with so many rows.

    way: multiplies (rows, in) with a matrix (out, in): rows @ weight.T
    saved: what a packed matrix would save at each product, as a share of what packing costs; 0.0: it does not pay
    """

    way: callable
    saved: float = 0.0


def turned(rows, weight):
    """The product asked for the other way round. One row is a product of its own kind to the library, and on some
    processors one that runs on a single core, so it is asked for twice."""
    count = len(rows)
    rows = torch.cat((rows, rows)) if count == 1 else rows.contiguous()
    return torch.mm(weight, rows.T)[:, :count].T.contiguous()


def vector(rows, weight):
    """One row, as a matrix times a vector."""
    return torch.mv(weight, rows[0])[None]


def onednn(rows, weight):
    """The product by oneDNN, a second library within PyTorch; the weight may be packed."""
    return torch.ops.mkldnn._linear_pointwise(rows, weight, None, "none", [], "")


def pack(weight):
    """A copy of the matrix in the order in which oneDNN reads it."""
    return torch.ops.mkldnn._reorder_linear_weight(weight, FEW)


@lru_cache(maxsize=1)
@torch.inference_mode()
def has_onednn():
    """Whether this build of PyTorch has oneDNN's products, which are no official part of it, and they are right."""
    rows, weight = torch.arange(6.0).view(2, 3), torch.arange(12.0).view(4, 3)
    try:
        found = onednn(rows, weight), onednn(rows, pack(weight))
    except (AttributeError, RuntimeError):    # RuntimeError includes NotImplementedError: not for this processor
        return False
    return all(torch.equal(product, F.linear(rows, weight)) for product in found)


def plan_for(rows):
    """The `Plan` for so many rows, by a trial the first time."""
    if rows == 0:
        return Plan(F.linear)
    return plan_by_trial(next((size for size in SIZES if size >= rows), SIZES[-1]), torch.get_num_threads())


@lru_cache(maxsize=100)
@torch.inference_mode()
def plan_by_trial(rows, threads):
    """The `Plan` for so many rows on so many threads: the fastest way of asking, and whether packing would pay.

    It takes about a tenth of a second, and draws no random numbers, which would move those of others.
    """
    shapes = TRIED if rows <= FEW else TRIED[:2]
    pairs = [(torch.ones(rows, shape[1]), torch.ones(shape)) for shape in shapes]
    ways = (F.linear, turned, *[vector] * (rows == 1), *[onednn] * has_onednn())
    steps = {way: partial(multiply_all, way, pairs) for way in ways}
    if has_onednn() and rows <= FEW:
        began = time.perf_counter()
        steps["packed"] = partial(multiply_all, onednn, [(x, pack(weight)) for x, weight in pairs])
        price = time.perf_counter() - began
    seconds = {way: min(taken) for way, taken in time_in_turn(steps, ROUNDS).items()}
    packed = seconds.pop("packed", float("inf"))
    fastest = min(seconds, key=seconds.get)
    way = fastest if seconds[fastest] * GAIN <= seconds[F.linear] else F.linear
    return Plan(way, (seconds[way] - packed) / price if packed * GAIN_PACKED <= seconds[way] else 0.0)


def multiply_all(multiply, pairs):
    """Every pair of rows and matrix, in one way."""
    for rows, weight in pairs:
        multiply(rows, weight)
