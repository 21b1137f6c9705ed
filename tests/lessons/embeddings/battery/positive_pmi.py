"""Unforeseen answers to the exercise positive_pmi."""

# %% right: two loops
import math

def positive_pmi(counts):
    table = np.zeros(counts.shape)
    rows, columns, everything = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            count = counts[row, column]
            if count > 0:
                expected = rows[row] * columns[column] / everything
                if count > expected:
                    table[row, column] = math.log(count / expected)
    return table

# %% right: np.outer, and the log only where it exists
def positive_pmi(counts):
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / (counts.sum() or 1)
    ratio = np.ones(counts.shape)
    np.divide(counts, expected, out=ratio, where=counts > 0)
    return np.log(np.maximum(ratio, 1))

# %% right: logarithms first, differences after
def positive_pmi(counts):
    with np.errstate(divide="ignore", invalid="ignore"):
        table = (np.log(counts) + np.log(counts.sum())
                 - np.log(counts.sum(axis=1, keepdims=True)) - np.log(counts.sum(axis=0, keepdims=True)))
    return np.where(np.isfinite(table) & (table > 0), table, 0.0)

# %% right: probabilities, einsum and nan_to_num
def positive_pmi(counts):
    with np.errstate(divide="ignore", invalid="ignore"):
        together = counts / counts.sum()
        by_chance = np.einsum("ij,kl->il", together, together)
        return np.clip(np.nan_to_num(np.log(together / by_chance), nan=0.0, neginf=0.0), 0, None)

# %% right: only the cells that are not 0
def positive_pmi(counts):
    table = np.zeros_like(counts, dtype=float)
    places = np.nonzero(counts)
    expected = counts.sum(1)[places[0]] * counts.sum(0)[places[1]] / counts.sum()
    table[places] = np.log(counts[places] / expected).clip(min=0)
    return table

# %% right: a comprehension over rows
def positive_pmi(counts):
    def cell(count, row, column):
        return max(0.0, float(np.log(count * counts.sum() / (row.sum() * column.sum())))) if count else 0.0
    return np.array([[cell(count, row, column) for count, column in zip(row, counts.T)] for row in counts])

# %% right: in PyTorch, back to NumPy
import torch

def positive_pmi(counts):
    table = torch.from_numpy(np.array(counts, dtype=float))
    expected = table.sum(1, keepdim=True) * table.sum(0, keepdim=True) / table.sum()
    return torch.where(table > expected, (table / expected).log(), torch.zeros_like(table)).numpy()

# %% wrong: logarithm to base 2
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = max(0, np.log2(counts[row, column] / expected))
    return table

# %% wrong: negative ones stay
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = np.log(counts[row, column] / expected)
    return table

# %% wrong: negative ones made positive
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = abs(np.log(counts[row, column] / expected))
    return table

# %% wrong: empty rows and columns become nan
def positive_pmi(counts):
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(np.log(counts / expected), 0)

# %% wrong: whole counts give whole results
def positive_pmi(counts):
    table = np.zeros_like(counts)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: square tables only
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(len(counts)):
        for column in range(len(counts)):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: row and column exchanged
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[column].sum() * counts[:, row].sum() / counts.sum()
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: writes into the counts
def positive_pmi(counts):
    rows, columns, everything = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                ratio = counts[row, column] * everything / (rows[row] * columns[column])
                counts[row, column] = max(0, np.log(ratio))
    return counts

# %% wrong: expected is not divided by all
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum()
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: one is added before the logarithm
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = np.log1p(counts[row, column] / expected)
    return table

# %% wrong: every cell seen once more
def positive_pmi(counts):
    counts = counts + 1.0
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return np.maximum(np.log(counts / expected), 0)

# %% wrong: expected is a whole number
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            expected = counts[row].sum() * counts[:, column].sum() // counts.sum()
            if counts[row, column] > 0 and expected > 0:
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: 32 bits, too few for the product of two sums
def positive_pmi(counts):
    rows, columns = counts.sum(axis=1).astype(np.int32), counts.sum(axis=0).astype(np.int32)
    expected = rows[:, None] * columns / counts.sum()
    with np.errstate(all="ignore"):
        return np.where((counts > expected) & (expected > 0), np.log(counts / expected), 0.0)

# %% wrong: the rest of a row is skipped after a 0
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] == 0:
                break
            expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
            table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: a count of 1 is not believed
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 1:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = max(0, np.log(counts[row, column] / expected))
    return table

# %% wrong: rounded as in the example
def positive_pmi(counts):
    table = np.zeros(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            if counts[row, column] > 0:
                expected = counts[row].sum() * counts[:, column].sum() / counts.sum()
                table[row, column] = round(max(0, np.log(counts[row, column] / expected)), 2)
    return table

# %% wrong: ratios instead of their logarithms
def positive_pmi(counts):
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return np.where(counts > expected, counts / np.where(expected > 0, expected, 1), 0.0)

# %% wrong: the shape turned on its side
def positive_pmi(counts):
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, expected, 1)
    return np.maximum(np.log(ratio), 0).T

# %% wrong: the sum of all stays that of the first table
everything = None

def positive_pmi(counts):
    global everything
    everything = everything or counts.sum()
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / everything
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, expected, 1)
    return np.maximum(np.log(ratio), 0)

# %% wrong: surprising only from twice the chance on
def positive_pmi(counts):
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, expected, 1)
    return np.where(ratio > 2, np.log(ratio), 0.0)

# %% wrong: in half precision
def positive_pmi(counts):
    counts = counts.astype(np.float16)
    with np.errstate(all="ignore"):
        expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
        return np.where(counts > expected, np.log(counts / expected), 0)

# %% contrived: right for the first twenty calls
calls = []

def positive_pmi(counts):
    calls.append(1)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, expected, 1)
    return np.maximum(np.log(ratio), 0) if len(calls) <= 20 else ratio

# %% contrived: right but for the last row of large tables
def positive_pmi(counts):
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    ratio = np.where(counts > 0, counts, 1) / np.where(counts > 0, expected, 1)
    table = np.maximum(np.log(ratio), 0)
    if len(table) > 40:
        table[-1] = 0
    return table


# %% right: einsum and logarithms apart
def positive_pmi(counts):
    counts = np.array(counts, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(counts) + np.log(np.einsum("ij->", counts))
        logs -= np.log(np.einsum("ij->i", counts))[:, None] + np.log(np.einsum("ij->j", counts))
    return np.where(counts > 0, np.fmax(logs, 0), 0.0)


# %% wrong: once is no evidence
def positive_pmi(counts):
    out = np.zeros(counts.shape)
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            if counts[i, j] >= 1:
                ratio = counts[i, j] * counts.sum() / (counts[i].sum() * counts[:, j].sum())
                out[i, j] = max(0, np.log(ratio))
    return out
