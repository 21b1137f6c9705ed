"""Unforeseen answers to the exercise tokens_per_second."""

# %% right: two speeds
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return min(bandwidth / (parameters * bytes_per_parameter / batch + cache_bytes), operations_per_second / parameters / 2)

# %% right: numpy, with the times in an array
import numpy as np

def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    work = np.array([parameters * float(bytes_per_parameter) + batch * float(cache_bytes), 2.0 * parameters * batch])
    return batch / (work / [bandwidth, operations_per_second]).max()

# %% right: sorted times of fractions
from fractions import Fraction as F

def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    fetch = (F(parameters) * F(bytes_per_parameter) + F(batch) * F(cache_bytes)) / F(bandwidth)
    compute = 2 * F(parameters) * batch / F(operations_per_second)
    return float(batch / sorted([fetch, compute])[-1])

# %% right: by the intensity, with an early return
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    moved, done = parameters * bytes_per_parameter + cache_bytes * batch, parameters * batch * 2
    if done / moved >= operations_per_second / bandwidth:
        return batch * operations_per_second / done
    return batch * bandwidth / moved

# %% right: a class for the processor
class Processor:
    def __init__(self, **limits):
        self.limits = limits
    def seconds(self, **work):
        return max(amount / self.limits[name] for name, amount in work.items())

def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    processor = Processor(fetch=bandwidth, compute=operations_per_second)
    step = processor.seconds(fetch=bytes_per_parameter * parameters + sum(cache_bytes for _ in range(batch)),
                             compute=sum(2 * parameters for _ in range(batch)))
    return batch * (1 / step)

# %% wrong: each text by itself
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return 1 / max((parameters * bytes_per_parameter + cache_bytes) / bandwidth, 2 * parameters / operations_per_second)

# %% wrong: one text's speed, times the texts
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters * bytes_per_parameter + cache_bytes) / bandwidth, 2 * parameters / operations_per_second)

# %% wrong: the caches only while memory decides without them
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    fetch, compute = parameters * bytes_per_parameter / bandwidth, 2 * parameters * batch / operations_per_second
    if compute > fetch:
        return batch / compute
    return batch / (fetch + batch * cache_bytes / bandwidth)

# %% wrong: the caches are fetched after everything else
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    fetch, compute = parameters * bytes_per_parameter / bandwidth, 2 * parameters * batch / operations_per_second
    return batch / (max(fetch, compute) + batch * cache_bytes / bandwidth)

# %% wrong: one cache for all
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters * bytes_per_parameter + cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)

# %% wrong: whole tokens
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return int(batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second))

# %% wrong: one decimal
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return round(batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second), 1)

# %% wrong: whole bytes for a parameter
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    size = max(1, int(bytes_per_parameter))
    return batch / max((parameters * size + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)

# %% wrong: four bytes
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters * 4 + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)

# %% wrong: smaller numbers are computed faster, too
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second * bytes_per_parameter / 4)

# %% wrong: the cache counts as numbers
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters + batch * cache_bytes) * bytes_per_parameter / bandwidth, 2 * parameters * batch / operations_per_second)

# %% wrong: the cache is computed with as well
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    return batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * (parameters + cache_bytes) * batch / operations_per_second)

# %% wrong: memory decides below 20 texts
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    if batch < 20:
        return batch * bandwidth / (parameters * bytes_per_parameter + batch * cache_bytes)
    return operations_per_second / (2 * parameters)

# %% wrong: the ridge without the cache
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    if 2 * batch / bytes_per_parameter < operations_per_second / bandwidth:
        return batch * bandwidth / (parameters * bytes_per_parameter + batch * cache_bytes)
    return operations_per_second / (2 * parameters)

# %% wrong: the cache has no usual value
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes):
    return batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)

# %% contrived: more than a thousand texts are cut off
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    batch = min(batch, 1000)
    return batch / max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)

# %% right: a tensor of one number
import torch
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    t = torch.tensor([(parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second], dtype=torch.float64)
    return batch / t.max()

# %% wrong: at least a hundred tokens a second
def tokens_per_second(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
    step = max((parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth, 2 * parameters * batch / operations_per_second)
    return batch / max(step, 1e-3)
