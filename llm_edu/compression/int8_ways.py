"""PyTorch's ways of multiplying by a matrix in 8 bits, and which of them is the fastest here.

Measured with all matrices of SmolLM2, one row, on one core of an AMD EPYC with AVX-512, in milliseconds (float32: 48):
fbgemm 9, oneDNN 13, bfloat16 16, qnnpack 39. They are no official part of PyTorch: each is tried for right results
before it is used, and the plain way is always there.

Processors without whole products of four (VNNI) add pairs of them in 16 bits, where 2 · 255 · 127 does not fit: the
sums saturate, silently. There the codes go from -63 to 63, 7 bits, and all sums fit.
"""

import warnings
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from llm_edu.compression.quantise import largest_code
from llm_edu.timing import time_in_turn

TRIED = ((3072, 576), (576, 1536)) * 6    # two of SmolLM2's matrices, repeated until they exceed many caches
ROUNDS = 9    # of a trial; the fastest counts
SMALLEST = 1e-30    # span: of a row whose numbers are all the same
SAFE = 64    # the product in bfloat16 reads so many codes at a time


class Way(NamedTuple):
    """How to multiply rows by a matrix in codes.

    store: codes (outputs, inputs), int8, and scales (outputs,) -> the matrix in the form that this way reads
    multiply: rows (..., inputs) and what `store` made -> (..., outputs)
    bits: of the codes for which the results are right on this processor
    """

    name: str
    store: Callable[[Tensor, Tensor], Any]
    multiply: Callable[[Tensor, Any], Tensor]
    bits: int = 8


def store_plainly(codes: Tensor, scales: Tensor) -> tuple[Tensor, Tensor]:
    return codes, scales


def multiply_plainly(x: Tensor, stored: tuple[Tensor, Tensor]) -> Tensor:
    """The codes become float32 for each product, which may take longer than float32 weights, and works everywhere."""
    codes, scales = stored
    return F.linear(x, codes.to(x.dtype)) * scales


def store_for_bfloat16(codes: Tensor, scales: Tensor) -> tuple[Tensor, Tensor]:
    """As they are, with scales in 16 bits. Past the end of rows of another length that product reads on, or crashes."""
    return codes, scales if codes.shape[1] % SAFE else scales.bfloat16()


def multiply_in_bfloat16(x: Tensor, stored: tuple[Tensor, Tensor]) -> Tensor:
    """Codes by 16-bit numbers."""
    if x.shape[-1] % SAFE:
        return multiply_plainly(x, stored)
    rows = x.reshape(-1, x.shape[-1]).bfloat16()
    return torch._weight_int8pack_mm(rows, *stored).float().view(*x.shape[:-1], -1)


def store_for_engine(codes: Tensor, scales: Tensor, engine: str) -> tuple[Any, Tensor]:
    """The matrix in the order of a library within PyTorch, and the sums of its rows."""
    before = torch.backends.quantized.engine
    zeros = torch.zeros(len(codes), dtype=torch.int64)
    above = scales.double().where(scales > 0, 1.0)    # qnnpack refuses 0; a row with that scale has codes of 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")    # that these tensors will go one day: then the trial finds another way
        matrix = torch._make_per_channel_quantized_tensor(codes, above, zeros, 0)
    try:
        torch.backends.quantized.engine = engine
        return torch.ops.quantized.linear_prepack(matrix, None), sums_of_rows(codes, scales)
    finally:
        torch.backends.quantized.engine = before


def multiply_by_engine(x: Tensor, stored: tuple[Any, Tensor]) -> Tensor:
    """`linear_dynamic` takes the steps from the lowest and highest number of all rows, so that one row with an outlier
    would make the steps of all others coarse. Rows from 0 to 1 have the same steps."""
    packed, sums = stored
    if x.numel() == x.shape[-1]:    # a single row
        return torch.ops.quantized.linear_dynamic(x, packed, False)
    low, span = low_and_span(x)
    found = torch.ops.quantized.linear_dynamic((x - low).div_(span), packed, False)
    return found.mul_(span).addcmul_(low, sums)


def store_for_onednn(codes: Tensor, scales: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The matrix in the order of oneDNN, its scales, their zero points, and the sums of its rows."""
    zeros = torch.zeros(len(codes), dtype=torch.int64)
    return torch.ops.onednn.qlinear_prepack(codes, None), scales, zeros, sums_of_rows(codes, scales)


def multiply_by_onednn(x: Tensor, stored: tuple[Tensor, Tensor, Tensor, Tensor]) -> Tensor:
    """The product that PyTorch's own compiler chooses for such models."""
    packed, scales, zeros, sums = stored
    low, span = low_and_span(x)
    whole = (x - low).mul_(255 / span).round_().to(torch.uint8)
    found = torch.ops.onednn.qlinear_pointwise(whole, 1 / 255, 0, packed, scales, zeros, None, 1.0, 0, torch.float32,
                                               "none", [], "")
    return found.mul_(span).addcmul_(low, sums)


def low_and_span(x: Tensor) -> tuple[Tensor, Tensor]:
    """The lowest number of each row, and how far the highest is above it: (..., 1) each."""
    low, high = x.aminmax(dim=-1, keepdim=True)
    return low, (high - low).clamp_(min=SMALLEST)


def sums_of_rows(codes: Tensor, scales: Tensor) -> Tensor:
    return codes.sum(1).float() * scales


PLAIN = Way("plain", store_plainly, multiply_plainly)


def ways() -> list[Way]:
    """All ways that this build of PyTorch might have."""
    # "x86" is fbgemm by another name.
    engines = [name for name in torch.backends.quantized.supported_engines if name not in ("none", "x86")]
    return [PLAIN, Way("bfloat16", store_for_bfloat16, multiply_in_bfloat16),
            Way("oneDNN", store_for_onednn, multiply_by_onednn),
            *(Way("oneDNN, dynamic" if name == "onednn" else name, partial(store_for_engine, engine=name),
                  multiply_by_engine) for name in engines)]


@lru_cache(maxsize=1)
def right_ways() -> list[Way]:
    """The ways that work here, each with the most bits for which its results are right."""
    found = [next((way._replace(bits=bits) for bits in (8, 7) if is_right(way, bits)), None) for way in ways()]
    return [way for way in found if way is not None]


@torch.inference_mode()
def is_right(way: Way, bits: int) -> bool:
    """Whether a way is there, and right where its sums are largest."""
    top = largest_code(bits)
    codes = torch.full((67, 2 * SAFE), top, dtype=torch.int8)
    codes[::2, ::3] = -top
    scales = torch.full((67,), 1 / top)
    rows = torch.stack([torch.ones(2 * SAFE), torch.linspace(-1, 3, 2 * SAFE), torch.zeros(2 * SAFE)])
    wanted = multiply_plainly(rows, (codes, scales))
    try:
        stored = way.store(codes, scales)
        found = torch.cat([way.multiply(rows, stored), way.multiply(rows[:1], stored)])
        return torch.allclose(found, torch.cat([wanted, wanted[:1]]), rtol=0.02, atol=0.02)
    except (AttributeError, RuntimeError, TypeError, ValueError):    # not in this build, or not for this processor
        return False


@lru_cache(maxsize=10)
@torch.inference_mode()
def way_by_trial(threads: int) -> Way:
    """The fastest way for a single row with this number of threads."""
    made = [(torch.ones(1, inputs), torch.ones(outputs, inputs, dtype=torch.int8), torch.ones(outputs))
            for outputs, inputs in TRIED]
    steps = {way: partial(multiply_all, way, [(row, way.store(codes, scales)) for row, codes, scales in made])
             for way in right_ways()}
    taken = time_in_turn(steps, ROUNDS)
    return min(taken, key=lambda way: min(taken[way]))


def multiply_all(way: Way, pairs: Iterable[tuple[Tensor, Any]]) -> None:
    """Every pair of row and matrix, in one way."""
    for row, stored in pairs:
        way.multiply(row, stored)
