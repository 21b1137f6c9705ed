"""How many bits to compute with, and numbers that are too small to matter.

Sources: Micikevicius et al. 2017, Mixed Precision Training, arXiv:1710.03740; Kalamkar et al. 2019, A Study of BFLOAT16
for Deep Learning Training, arXiv:1905.12322.
"""

import contextlib
import statistics
from functools import partial

import torch

from llm_edu.timing import time_in_turn

GAIN = 1.2    # so much faster must 16 bits be before they are worth their rounding


def choose_precision(precision, device, width=512, rows=2048):
    """"float32" or "bfloat16"; for "auto", the one that is faster here, by a trial of a few milliseconds.

    device: where the model is   width: of the model   rows: tokens in a batch
    Sizes count: on many processors 16 bits pay for wide models only, on most they never do.
    """
    if precision != "auto":
        return precision
    return "bfloat16" if bfloat16_gain(device, width, rows) >= GAIN else "float32"


def bfloat16_gain(device="cpu", width=512, rows=2048, rounds=7):
    """How many times as fast a linear layer, forwards and backwards, is in bfloat16 under autocast as in float32."""
    device = torch.device(device)
    weight = torch.randn(4 * width, width, device=device, requires_grad=True)
    x = torch.randn(rows, width, device=device, requires_grad=True)

    def forwards_and_backwards(precision):
        with autocast(precision, device):
            out = torch.nn.functional.linear(x, weight)
        out.backward(torch.ones_like(out))
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    steps = {precision: partial(forwards_and_backwards, precision) for precision in ("float32", "bfloat16")}
    seconds = {precision: statistics.median(taken[2:])    # the first two only warm up
               for precision, taken in time_in_turn(steps, rounds + 2).items()}
    return seconds["float32"] / seconds["bfloat16"]


def autocast(precision, device):
    """A context in which products are computed in bfloat16; parameters, norms and sums keep their 32 bits."""
    if precision == "float32":
        return contextlib.nullcontext()
    return torch.autocast(torch.device(device).type, dtype=torch.bfloat16)


def flush_denormals():
    """From now on, in this thread and those that it starts, take numbers below 1e-38 for 0.

    A processor computes with such numbers up to a hundred times slower, and they are too small to change anything.
    Optimisers' averages fade into them wherever a gradient has become 0. Returns whether this processor can.
    """
    return torch.set_flush_denormal(True)


@contextlib.contextmanager
def denormals_flushed():
    """As `flush_denormals`, for a block in a thread that goes on to other work."""
    flush_denormals()
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
