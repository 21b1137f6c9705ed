"""Unforeseen answers to the exercise sinusoidal_positions."""

# %% right: two loops
import math

def sinusoidal_positions(length, width):
    table = np.zeros((length, width))
    for position in range(length):
        for i in range(width // 2):
            angle = position / 10000 ** (2 * i / width)
            table[position, 2 * i] = math.sin(angle)
            table[position, 2 * i + 1] = math.cos(angle)
    return table

# %% right: broadcasting and strided slices
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% right: stacked, then flattened
def sinusoidal_positions(length, width):
    speeds = np.exp(-np.log(10000.0) * np.arange(0, width, 2) / width)
    angles = np.outer(np.arange(length), speeds)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, width)

# %% right: a cosine is a sine a quarter turn later
def sinusoidal_positions(length, width):
    columns = np.arange(width)
    speeds = 10000.0 ** (-(columns - columns % 2) / width)
    return np.sin(np.arange(length).reshape(-1, 1) * speeds + (columns % 2) * np.pi / 2)

# %% right: comprehension and np.array
import math

def sinusoidal_positions(length, width):
    def number(position, column):
        angle = position / 10000 ** (2 * (column // 2) / width)
        return math.cos(angle) if column % 2 else math.sin(angle)
    return np.array([[number(position, column) for column in range(width)] for position in range(length)])

# %% right: complex numbers, imaginary and real parts
def sinusoidal_positions(length, width):
    turns = np.exp(1j * np.arange(length)[:, None] * 10000.0 ** -(np.arange(width // 2) * 2 / width))
    table = np.zeros((length, width))
    for i in range(width // 2):
        table[:, 2 * i], table[:, 2 * i + 1] = turns[:, i].imag, turns[:, i].real
    return table

# %% right: column by column in PyTorch, back to NumPy
import torch

def sinusoidal_positions(length, width):
    positions = torch.arange(length, dtype=torch.float64)
    columns = []
    for i in range(width // 2):
        angle = positions / 10000 ** (2 * i / width)
        columns += [angle.sin(), angle.cos()]
    return torch.stack(columns, dim=1).numpy()

# %% wrong: all sines, then all cosines
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)

# %% wrong: the cosine first
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.cos(angles)
    table[:, 1::2] = np.sin(angles)
    return table

# %% wrong: i / width instead of 2i / width
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(width // 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: twice the column instead of twice the pair
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (2 * np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: the cosine has a speed of its own
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(width) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles[:, 0::2])
    table[:, 1::2] = np.cos(angles[:, 1::2])
    return table

# %% wrong: positions from 1 on
def sinusoidal_positions(length, width):
    angles = np.arange(1, length + 1)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: pairs from 1 on
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(2, width + 1, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: 1000 instead of 10000
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 1000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: whole exponents
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000.0 ** (np.arange(0, width, 2) // width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: whole angles
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] // 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: the last hand at exactly 1/10000, which a width of 2 can't have
def sinusoidal_positions(length, width):
    table = np.zeros((length, width))
    for position in range(length):
        for i in range(width // 2):
            angle = position / 10000 ** (2 * i / (width - 2))
            table[position, 2 * i], table[position, 2 * i + 1] = np.sin(angle), np.cos(angle)
    return table

# %% wrong: speeds for a width of 4, whatever the width
def sinusoidal_positions(length, width):
    table = np.zeros((length, width))
    for position in range(length):
        for i in range(width // 2):
            angle = position / 100 ** i
            table[position, 2 * i], table[position, 2 * i + 1] = np.sin(angle), np.cos(angle)
    return table

# %% wrong: lists of lists, which have no .T
def sinusoidal_positions(length, width):
    rows = []
    for position in range(length):
        row = []
        for i in range(width // 2):
            angle = position / 10000 ** (2 * i / width)
            row += [float(np.sin(angle)), float(np.cos(angle))]
        rows.append(row)
    return rows

# %% wrong: a table of whole numbers
def sinusoidal_positions(length, width):
    table = np.zeros((length, width), dtype=int)
    for position in range(length):
        for i in range(width // 2):
            angle = position / 10000 ** (2 * i / width)
            table[position, 2 * i], table[position, 2 * i + 1] = np.sin(angle), np.cos(angle)
    return table

# %% wrong: rounded as in the example
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table.round(2)

# %% wrong: in half precision
def sinusoidal_positions(length, width):
    angles = np.arange(length, dtype=np.float16)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width), dtype=np.float16)
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: a row for each number, a column for each position
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table.T

# %% wrong: the last position is missing
def sinusoidal_positions(length, width):
    angles = np.arange(length - 1)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length - 1, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: the last row stays zeros
def sinusoidal_positions(length, width):
    table = np.zeros((length, width))
    for position in range(max(length - 1, 1)):
        for i in range(width // 2):
            angle = position / 10000 ** (2 * i / width)
            table[position, 2 * i], table[position, 2 * i + 1] = np.sin(angle), np.cos(angle)
    return table

# %% wrong: degrees
def sinusoidal_positions(length, width):
    angles = np.radians(np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width))
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: keeps a table for each length, whatever the width
tables = {}

def sinusoidal_positions(length, width):
    if length not in tables:
        angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
        tables[length] = np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, width)
    return tables[length]

# %% wrong: turns begin again after 6.28
def sinusoidal_positions(length, width):
    angles = (np.arange(length) % 6.28)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.cos(angles)
    return table

# %% wrong: the cosine from the sine, never negative
def sinusoidal_positions(length, width):
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    table = np.empty((length, width))
    table[:, 0::2] = np.sin(angles)
    table[:, 1::2] = np.sqrt(1 - np.sin(angles) ** 2)
    return table

# %% contrived: right up to position 511
def sinusoidal_positions(length, width):
    angles = (np.arange(length) % 512)[:, None] / 10000 ** (np.arange(0, width, 2) / width)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, width)

# %% contrived: right for widths that the notebook uses
def sinusoidal_positions(length, width):
    wide = width if width in (2, 4, 64, 300) else width + 2
    angles = np.arange(length)[:, None] / 10000 ** (np.arange(0, wide, 2) / wide)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(length, wide)[:, :width]
