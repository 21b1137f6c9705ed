"""Unforeseen answers to the exercise zero_bytes."""

# %% right: a table of what is shared
def zero_bytes(parameters, gpus, stage):
    alike, shared = {0: (16, 0), 1: (4, 12), 2: (2, 14), 3: (0, 16)}[stage]
    return parameters * (alike + shared / gpus)

# %% right: a sum over the three
def zero_bytes(parameters, gpus, stage):
    return sum(parameters * size / (gpus if stage >= since else 1) for size, since in ((2, 3), (2, 2), (12, 1)))

# %% right: recursion down the stages
def zero_bytes(parameters, gpus, stage):
    if stage == 0:
        return 16 * parameters
    piece = (12, 2, 2)[stage - 1]
    return zero_bytes(parameters, gpus, stage - 1) - parameters * piece * (1 - 1 / gpus)

# %% wrong: a Fraction, which not every Python can print with .1f
from fractions import Fraction

def zero_bytes(parameters, gpus, stage):
    each = [Fraction(12), Fraction(2), Fraction(2)]
    for i in range(stage):
        each[i] /= gpus
    return Fraction(parameters) * sum(each)

# %% right: fractions on the way
from fractions import Fraction

def zero_bytes(parameters, gpus, stage):
    each = [Fraction(12), Fraction(2), Fraction(2)]
    for i in range(stage):
        each[i] /= gpus
    return float(Fraction(parameters) * sum(each))

# %% right: match, numpy
import numpy as np

def zero_bytes(parameters, gpus, stage):
    match stage:
        case 0: divisors = [1, 1, 1]
        case 1: divisors = [1, 1, gpus]
        case 2: divisors = [1, gpus, gpus]
        case _: divisors = [gpus] * 3
    return parameters * np.sum(np.array([2, 2, 12]) / divisors)

# %% wrong: everything at any stage
def zero_bytes(parameters, gpus, stage):
    return 16 * parameters / gpus if stage else 16 * parameters

# %% wrong: at stage 2 the gradients instead
def zero_bytes(parameters, gpus, stage):
    sizes = {0: 0, 1: 12, 2: 2, 3: 2}
    return parameters * (16 - sizes[stage] + sizes[stage] / gpus)

# %% wrong: the weights first
def zero_bytes(parameters, gpus, stage):
    shared = [0, 2, 4, 16][stage]
    return parameters * (16 - shared + shared / gpus)

# %% wrong: less a piece
def zero_bytes(parameters, gpus, stage):
    return parameters * (16 - (0, 12, 14, 16)[stage] / gpus)

# %% wrong: less all that is shared
def zero_bytes(parameters, gpus, stage):
    return parameters * (16 - (0, 12, 14, 16)[stage])

# %% wrong: floor division
def zero_bytes(parameters, gpus, stage):
    shared = (0, 12, 14, 16)[stage]
    return parameters * (16 - shared) + parameters * shared // gpus

# %% wrong: rounded
def zero_bytes(parameters, gpus, stage):
    shared = (0, 12, 14, 16)[stage]
    return round(parameters * (16 - shared + shared / gpus))

# %% wrong: the largest piece, rounded up
import math

def zero_bytes(parameters, gpus, stage):
    shared = (0, 12, 14, 16)[stage]
    return parameters * (16 - shared) + math.ceil(parameters / gpus) * shared

# %% wrong: one stage behind
def zero_bytes(parameters, gpus, stage):
    return parameters * sum(size / (gpus if stage > since else 1) for size, since in ((2, 3), (2, 2), (12, 1)))

# %% wrong: nothing for a single GPU
def zero_bytes(parameters, gpus, stage):
    shared = (0, 12, 14, 16)[stage]
    return parameters * (16 - shared) + parameters * shared / gpus * (gpus > 1)

# %% wrong: shared with the others only
def zero_bytes(parameters, gpus, stage):
    shared = (0, 12, 14, 16)[stage]
    return parameters * (16 - shared + shared / max(gpus - 1, 1))

# %% wrong: weights are never shared
def zero_bytes(parameters, gpus, stage):
    if stage == 0: return 16 * parameters
    if stage == 1: return (4 + 12 / gpus) * parameters
    return (2 + 14 / gpus) * parameters

# %% wrong: stage 0 is forgotten
def zero_bytes(parameters, gpus, stage):
    if stage == 1: return (4 + 12 / gpus) * parameters
    if stage == 2: return (2 + 14 / gpus) * parameters
    if stage == 3: return 16 / gpus * parameters

# %% wrong: the order of the ifs
def zero_bytes(parameters, gpus, stage):
    if stage >= 1: return (4 + 12 / gpus) * parameters
    if stage >= 2: return (2 + 14 / gpus) * parameters
    if stage >= 3: return 16 / gpus * parameters
    return 16 * parameters

# %% wrong: whole weights are fetched, and kept
def zero_bytes(parameters, gpus, stage):
    parts = [12, 2, 2]
    bytes_ = parameters * sum(p / gpus if i < stage else p for i, p in enumerate(parts))
    return bytes_ + 2 * parameters if stage == 3 else bytes_

# %% wrong: the stages divide one after the other
def zero_bytes(parameters, gpus, stage):
    return 16 * parameters / gpus ** stage

# %% contrived: more GPUs than parameters keep at least one each
def zero_bytes(parameters, gpus, stage):
    gpus = min(gpus, parameters)
    parts = [12, 2, 2]
    return parameters * sum(p / gpus if i < stage else p for i, p in enumerate(parts))

# %% right: numpy and torch numbers
import torch
def zero_bytes(parameters, gpus, stage):
    sizes = torch.tensor([12.0, 2, 2], dtype=torch.float64)
    sizes[:stage] /= gpus
    return parameters * sizes.sum()

# %% wrong: never fewer than two GPUs
def zero_bytes(parameters, gpus, stage):
    sizes = [12, 2, 2]
    for i in range(stage):
        sizes[i] = sizes[i] / gpus if gpus > 2 else sizes[i] / 2
    return parameters * sum(sizes)
