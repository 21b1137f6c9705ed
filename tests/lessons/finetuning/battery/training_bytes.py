"""Unforeseen answers to the exercise training_bytes."""

# %% right: both cases apart
import math

def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(outputs * inputs for outputs, inputs in shapes.values())
    if rank is None:
        return 16 * numbers
    learn = sum(rank * (outputs + inputs) for outputs, inputs in shapes.values())
    return math.ceil(numbers * bits / 8) + 16 * learn

# %% right: a loop over names
def training_bytes(shapes, rank=None, bits=32):
    learning, frozen_bits = 0, 0
    for name in shapes:
        outputs, inputs = shapes[name]
        if rank is None:
            learning += outputs * inputs
        else:
            frozen_bits += bits * outputs * inputs
            learning += rank * inputs + outputs * rank
    frozen = frozen_bits // 8
    if frozen_bits % 8 > 0:
        frozen += 1
    return frozen + learning * 4 * 4

# %% right: ceiling by floor of the negative
def training_bytes(shapes, rank=None, bits=32):
    full = sum(rows * columns for rows, columns in shapes.values())
    narrow = 0 if rank is None else rank * sum(map(sum, shapes.values()))
    learns, frozen = (full, 0) if rank is None else (narrow, full)
    return 16 * learns - (-frozen * bits // 8)

# %% right: all in bits, rounded at the end
def training_bytes(shapes, rank=None, bits=32):
    total = 0
    for outputs, inputs in shapes.values():
        if rank is None:
            total += outputs * inputs * (32 + 32 + 64)
        else:
            total += outputs * inputs * bits + rank * (inputs + outputs) * 4 * 32
    return (total + 7) // 8

# %% right: divmod
def training_bytes(shapes, rank=None, bits=32):
    tables = list(shapes.values())
    numbers = sum(a * b for a, b in tables)
    if not rank:
        return numbers * (4 + 4 + 8)
    whole, rest = divmod(numbers * bits, 8)
    return whole + bool(rest) + sum((a + b) * rank for a, b in tables) * (4 + 4 + 8)

# %% right: math.prod
from math import prod

def training_bytes(shapes, rank=None, bits=32):
    frozen = sum(map(prod, shapes.values()))
    if rank is None:
        frozen, learning = 0, frozen
    else:
        learning = sum(rank * sum(shape) for shape in shapes.values())
    return (frozen * bits + 7) // 8 + learning * 128 // 8

# %% right: NumPy in 64 bits
import numpy as np

def training_bytes(shapes, rank=None, bits=32):
    tables = np.array(list(shapes.values()), dtype=np.int64).reshape(-1, 2)
    numbers = int(tables.prod(axis=1).sum())
    if rank is None:
        return numbers * 16
    return -(-numbers * bits // 8) + int(tables.sum()) * rank * 16

# %% right: recursion
def training_bytes(shapes, rank=None, bits=32):
    def counts(tables):
        if not tables:
            return 0, 0
        (outputs, inputs), *rest = tables
        frozen, learning = counts(rest)
        if rank is None:
            return frozen, learning + outputs * inputs
        return frozen + outputs * inputs, learning + rank * (outputs + inputs)
    frozen, learning = counts(list(shapes.values()))
    return (frozen * bits + 7) // 8 + 16 * learning

# %% right: shift instead of division
def training_bytes(shapes, rank=None, bits=32):
    area = sum(shape[0] * shape[1] for _, shape in shapes.items())
    if rank is None:
        return area << 4
    edge = sum(shape[0] + shape[1] for _, shape in shapes.items())
    return ((area * bits + 7) >> 3) + (edge * rank << 4)

# %% right: fractions
from fractions import Fraction
from math import ceil

def training_bytes(shapes, rank=None, bits=32):
    learns = lambda count: 4 * 4 * count
    sizes = [shapes[name][0] * shapes[name][1] for name in sorted(shapes)]
    if rank is None:
        return learns(sum(sizes))
    beside = [rank * inputs + rank * outputs for outputs, inputs in shapes.values()]
    return ceil(Fraction(sum(sizes) * bits, 8)) + learns(sum(beside))

# %% right: a class that counts
class Bill:
    def __init__(self):
        self.bits = 0

    def learns(self, count):
        for _ in ("weight", "gradient", "average", "average of squares"):
            self.bits += 32 * count

    def frozen(self, count, bits):
        self.bits += bits * count

    def bytes(self):
        return -(-self.bits // 8)

def training_bytes(shapes, rank=None, bits=32):
    bill = Bill()
    for outputs, inputs in shapes.values():
        if rank is None:
            bill.learns(outputs * inputs)
            continue
        bill.frozen(outputs * inputs, bits)
        bill.learns(rank * inputs)
        bill.learns(outputs * rank)
    return bill.bytes()

# %% right: tables on the meta device
def training_bytes(shapes, rank=None, bits=32):
    tables = [torch.empty(tuple(shape), device="meta") for shape in shapes.values()]
    if rank is None:
        return sum(16 * table.numel() for table in tables)
    narrow = [torch.empty(size, device="meta") for table in tables
              for size in ((rank, table.shape[1]), (table.shape[0], rank))]
    frozen = bits * sum(table.numel() for table in tables)
    return (frozen + 7) // 8 + sum(16 * each.numel() for each in narrow)

# %% right: reduce
from functools import reduce

def training_bytes(shapes, rank=None, bits=32):
    numbers = reduce(lambda total, shape: total + shape[0] * shape[1], shapes.values(), 0)
    sides = reduce(lambda total, shape: total + shape[0] + shape[1], shapes.values(), 0)
    return 16 * numbers if rank is None else (numbers * bits - 1) // 8 + 1 + 16 * rank * sides

# %% right: match
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    match rank:
        case None:
            return 4 * numbers + 4 * numbers + 8 * numbers
        case _:
            learning = rank * sum(a + b for a, b in shapes.values())
            frozen = (numbers * bits + (-numbers * bits) % 8) // 8
            return frozen + 4 * learning + 4 * learning + 8 * learning

# %% right: tables of one shape together, by a Counter
from collections import Counter

def training_bytes(shapes, rank=None, bits=32):
    counts = Counter(shapes.values())
    numbers = sum(many * outputs * inputs for (outputs, inputs), many in counts.items())
    if rank is None:
        return 16 * numbers
    sides = sum(many * (outputs + inputs) for (outputs, inputs), many in counts.items())
    return -(-bits * numbers // 8) + 16 * rank * sides

# %% wrong: rounded up for each table
import math

def training_bytes(shapes, rank=None, bits=32):
    total = 0
    for outputs, inputs in shapes.values():
        if rank is None:
            total += 16 * outputs * inputs
        else:
            total += math.ceil(outputs * inputs * bits / 8) + 16 * rank * (inputs + outputs)
    return total

# %% wrong: rounded down
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * bits // 8 + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: rounded
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return round(numbers * bits / 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: always one byte more
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * bits // 8 + 1 + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: not rounded, a float
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * bits / 8 + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: whole bytes for each number
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * (bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: whole bytes for each number, at least one
import math

def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * math.ceil(bits / 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: rounded up for each row
def training_bytes(shapes, rank=None, bits=32):
    total = 0
    for outputs, inputs in shapes.values():
        if rank is None:
            total += 16 * outputs * inputs
        else:
            total += outputs * -(-inputs * bits // 8) + 16 * rank * (inputs + outputs)
    return total

# %% wrong: bits are bytes
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return numbers * bits + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: bits for what learns, too
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return -(-numbers * 4 * bits // 8)
    return -(-numbers * bits // 8) - (-4 * bits * rank * sum(a + b for a, b in shapes.values()) // 8)

# %% wrong: weights that learn have `bits` bits
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return -(-numbers * bits // 8) + 12 * numbers
    learning = rank * sum(a + b for a, b in shapes.values())
    return -(-(numbers + learning) * bits // 8) + 12 * learning

# %% wrong: bits count even when everything learns
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return -(-numbers * bits // 8) + 12 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: without the frozen tables
def training_bytes(shapes, rank=None, bits=32):
    if rank is None:
        return 16 * sum(a * b for a, b in shapes.values())
    return 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: frozen tables at 32 bits always
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return 4 * numbers + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: what learns is counted among the frozen once more
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return -(-numbers * bits // 8) + 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: frozen tables have gradients
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 4 * numbers + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: one average
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 12 * numbers
    return -(-numbers * bits // 8) + 12 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: no weights
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 12 * numbers
    return -(-numbers * bits // 8) + 12 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: in bits
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 128 * numbers
    return numbers * bits + 128 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: in megabytes
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers / 1e6
    return (-(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())) / 1e6

# %% wrong: rank times the whole table
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * numbers

# %% wrong: down alone
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(b for a, b in shapes.values())

# %% wrong: up alone
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a for a, b in shapes.values())

# %% wrong: twice the inputs, as if tables were square
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * 2 * rank * sum(b for a, b in shapes.values())

# %% wrong: a rank no larger than the table
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * sum(min(rank, a, b) * (a + b) for a, b in shapes.values())

# %% wrong: no change where it has more numbers than the table
def training_bytes(shapes, rank=None, bits=32):
    if rank is None:
        return 16 * sum(a * b for a, b in shapes.values())
    frozen, learning = 0, 0
    for a, b in shapes.values():
        if rank * (a + b) < a * b:
            frozen += a * b
            learning += rank * (a + b)
        else:
            learning += a * b
    return -(-frozen * bits // 8) + 16 * learning

# %% wrong: tables of one shape count once
def training_bytes(shapes, rank=None, bits=32):
    different = set(shapes.values())
    numbers = sum(a * b for a, b in different)
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in different)

# %% wrong: returns within the loop
def training_bytes(shapes, rank=None, bits=32):
    total = 0
    for outputs, inputs in shapes.values():
        if rank is None:
            total += 16 * outputs * inputs
        else:
            total += -(-outputs * inputs * bits // 8) + 16 * rank * (outputs + inputs)
        return total

# %% wrong: one pair of narrow tables for all
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    outputs, inputs = list(shapes.values())[-1]
    return -(-numbers * bits // 8) + 16 * rank * (outputs + inputs)

# %% wrong: a bias for each output
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b + a for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: rank 8, whatever it is
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * 8 * sum(a + b for a, b in shapes.values())

# %% wrong: rank 1 is taken for true, and everything learns
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank in (None, True):
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: 5 bits have a scale
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    scales = 0 if bits == 32 else 2 * (numbers // 32)
    return -(-numbers * bits // 8) + scales + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: printed
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        print(16 * numbers)
    else:
        print(-(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values()))

# %% wrong: returns on one way only
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is not None:
        return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: takes tables out of the dictionary
def training_bytes(shapes, rank=None, bits=32):
    frozen, learning = 0, 0
    while shapes:
        _, (a, b) = shapes.popitem()
        if rank is None:
            learning += a * b
        else:
            frozen += a * b
            learning += rank * (a + b)
    return -(-frozen * bits // 8) + 16 * learning

# %% wrong: the sum goes on from call to call
frozen = learning = 0

def training_bytes(shapes, rank=None, bits=32):
    global frozen, learning
    for a, b in shapes.values():
        if rank is None:
            learning += a * b
        else:
            frozen += a * b
            learning += rank * (a + b)
    return -(-frozen * bits // 8) + 16 * learning

# %% wrong: 32-bit numbers overflow
import numpy as np

def training_bytes(shapes, rank=None, bits=32):
    tables = np.array(list(shapes.values()), dtype=np.int32).reshape(-1, 2)
    numbers = tables.prod(axis=1, dtype=np.int32).sum(dtype=np.int32)
    if rank is None:
        return int(np.int32(16) * numbers)
    learning = np.int32(16 * rank) * tables.sum(dtype=np.int32)
    return int((numbers * np.int32(bits) + np.int32(7)) // np.int32(8) + learning)

# %% wrong: sums of floats of 32 bits
def training_bytes(shapes, rank=None, bits=32):
    tables = torch.tensor([list(shape) for shape in shapes.values()], dtype=torch.float32).reshape(-1, 2)
    numbers = tables.prod(1).sum()
    if rank is None:
        return int(16 * numbers)
    return int(torch.ceil(numbers * bits / 8) + 16 * rank * tables.sum())

# %% wrong: what learns need not be frozen, so it is taken off the table
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    learning = rank * sum(a + b for a, b in shapes.values())
    return -(-(numbers - learning) * bits // 8) + 16 * learning

# %% wrong: embeddings are left out
def training_bytes(shapes, rank=None, bits=32):
    shapes = {name: shape for name, shape in shapes.items() if "embedding" not in name}
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: a square table in the middle
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return -(-numbers * bits // 8) + 16 * sum(rank * (a + b) + rank * rank for a, b in shapes.values())

# %% wrong: only the weights when everything learns
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 4 * numbers
    return -(-numbers * bits // 8) + 16 * rank * sum(a + b for a, b in shapes.values())

# %% wrong: rounds up to a whole word of four bytes
def training_bytes(shapes, rank=None, bits=32):
    numbers = sum(a * b for a, b in shapes.values())
    if rank is None:
        return 16 * numbers
    return 4 * -(-numbers * bits // 32) + 16 * rank * sum(a + b for a, b in shapes.values())
