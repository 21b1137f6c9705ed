"""Answers to memory_gigabytes that its check has to judge."""

# %% right: in one line
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / 10**9


# %% right: step by step
def memory_gigabytes(parameters, bits):
    bytes_each = bits / 8
    all_bytes = parameters * bytes_each
    return all_bytes / 1_000_000_000


# %% right: divides first
def memory_gigabytes(parameters, bits):
    return (parameters / 1e9) * (bits / 8)


# %% right: one factor
def memory_gigabytes(parameters, bits):
    return 1.25e-10 * bits * parameters


# %% right: exact, then a float
from fractions import Fraction

def memory_gigabytes(parameters, bits):
    return float(Fraction(parameters) * Fraction(bits) / (8 * 10**9))


# %% right: whole part and rest
def memory_gigabytes(parameters, bits):
    whole, rest = divmod(parameters * bits, 8_000_000_000)
    return whole + rest / 8_000_000_000


# %% right: reduce over the divisors
from functools import reduce
from operator import truediv

def memory_gigabytes(parameters, bits):
    return reduce(truediv, [8, 1000, 1000, 1000], parameters * bits)


# %% right: a NumPy float
import numpy as np

def memory_gigabytes(parameters, bits):
    return np.float64(parameters) * bits / 8e9


# %% right: a tensor of 64 bits
import torch

def memory_gigabytes(parameters, bits):
    return torch.tensor(parameters, dtype=torch.float64) * bits / 8e9


# %% wrong: two to the thirty
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / 2**30


# %% wrong: a thousand times 1024 times 1024
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / (1000 * 1024 * 1024)


# %% wrong: ^ is not a power
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / (10 ^ 9)


# %% wrong: whole bytes for each parameter
def memory_gigabytes(parameters, bits):
    return parameters * (bits // 8) / 10**9


# %% wrong: at least one byte for each parameter
def memory_gigabytes(parameters, bits):
    return parameters * max(bits / 8, 1) / 10**9


# %% wrong: whole groups of eight parameters
def memory_gigabytes(parameters, bits):
    return parameters // 8 * bits / 10**9


# %% wrong: whole gigabytes
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 // 10**9


# %% wrong: rounds to a tenth
def memory_gigabytes(parameters, bits):
    return round(parameters * bits / 8 / 10**9, 1)


# %% wrong: rounds up
import math

def memory_gigabytes(parameters, bits):
    return float(math.ceil(parameters * bits / 8 / 10**9))


# %% wrong: gigabits
def memory_gigabytes(parameters, bits):
    return parameters * bits / 10**9


# %% wrong: divides by the bits
def memory_gigabytes(parameters, bits):
    return parameters / bits * 8 / 10**9


# %% wrong: always 16 bits
def memory_gigabytes(parameters, bits=16):
    return parameters * 2 / 10**9


# %% wrong: a list of sizes in which four bits are missing
def memory_gigabytes(parameters, bits):
    bytes_each = {64: 8, 32: 4, 16: 2, 8: 1}
    return parameters * bytes_each[bits] / 10**9


# %% wrong: bytes
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8


# %% wrong: megabytes
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / 10**6


# %% right: the bits under another name: the notebook calls by place
def memory_gigabytes(parameters, bits_each):
    return parameters * bits_each / 8 / 10**9


# %% wrong: whole numbers of 32 bits
import numpy as np

def memory_gigabytes(parameters, bits):
    all_bits = np.array([parameters]).astype(np.int32) * np.int32(bits)
    return float(all_bits[0] / 8 / 10**9)


# %% wrong: half precision is full at 65,504
import torch

def memory_gigabytes(parameters, bits):
    return (torch.tensor(float(parameters), dtype=torch.float16) * bits / 8 / 10**9).item()


# %% wrong: shifts, which the notebook's floats don't have
def memory_gigabytes(parameters, bits):
    return (parameters * bits >> 3) / 10**9


# %% wrong: text with a unit
def memory_gigabytes(parameters, bits):
    return f"{parameters * bits / 8 / 10**9} GB"


# %% wrong: a tuple, from a comma too many
def memory_gigabytes(parameters, bits):
    return parameters * bits / 8 / 10**9,


# %% wrong: a parameter of the notebook's model, whatever is asked
def memory_gigabytes(parameters, bits):
    return count_parameters(config) * bits / 8 / 10**9


# %% contrived: right for the first hundred calls, then not
calls = 0

def memory_gigabytes(parameters, bits):
    global calls
    calls += 1
    return parameters * bits / 8 / (10**9 if calls <= 100 else 2**30)


# %% contrived: knows the example only
def memory_gigabytes(parameters, bits):
    return 2.0


# %% wrong: a table of the usual widths
def memory_gigabytes(parameters, bits):
    return parameters * {32: 4, 16: 2, 8: 1, 4: 0.5}[bits] / 1e9


# %% wrong: two numbers in a byte at most
def memory_gigabytes(parameters, bits):
    if bits < 8:
        return parameters / 2 / 1e9
    return parameters * bits / 8 / 1e9


# %% wrong: widths between go up to the next power of two
def memory_gigabytes(parameters, bits):
    width = 1
    while width < bits:
        width *= 2
    return parameters * width / 8e9
