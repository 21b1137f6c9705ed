"""``positive_pmi``: how much more often two words meet than by chance."""

import math

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.embeddings.exercises.common import _array


def _pmi(counts, expected=None, log=np.log, floor=0.0, unseen=0.0):
    """PMI with one thing wrong; expected(row sums, column sums, total)."""
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    with np.errstate(all="ignore"):
        table = log(counts / (expected or (lambda r, c, t: r * c / t))(rows, columns, counts.sum()))
    table = np.maximum(table, floor) if floor is not None else table
    return np.where(counts > 0, table, unseen) if unseen is not None else table


def _drawn_counts(rng):
    rows, columns = rng.randrange(1, 4), rng.randrange(1, 4)
    return np.array([[float(rng.choice([0, 0, 1, 2, 5])) for _ in range(columns)] for _ in range(rows)])


def _pmi_with(**changes):
    return lambda counts: _pmi(counts, **changes)


def _pmi_by_loops(counts, expected, start=np.zeros, value=lambda count, chance: max(0.0, np.log(count / chance)),
                  where=lambda count, chance: count > 0):
    """PMI with one thing wrong; expected(counts, row, column)."""
    table = start(counts.shape)
    for row in range(counts.shape[0]):
        for column in range(counts.shape[1]):
            with np.errstate(all="ignore"):
                chance = expected(counts, row, column)
                if where(counts[row, column], chance):
                    table[row, column] = value(counts[row, column], chance)
    return table


def _chance(counts, row, column):
    return counts[row].sum() * counts[:, column].sum() / counts.sum()


exercise = Exercise(
    reference=embeddings.positive_pmi,
    cases=[
        case(_array([4, 0], [2, 2])), case(_array([1, 0], [0, 1])), case(_array([0, 0], [0, 5])),
        case(_array([0, 0], [0, 0])), case(_array([3])), case(_array([1, 2, 3], [2, 4, 6])),
        case(_array([0, 3, 1], [3, 0, 0], [1, 0, 2])), case(_array([5, 1], [1, 0], [0, 7])),
        case(np.array([[4, 0], [2, 2]])), case(_array([0.5, 0], [0.25, 0.75])), case(_array([4e6, 1], [2, 3e6])),
    ],
    random_case=lambda rng: (_drawn_counts(rng),),
    hints=(
        "Begin with one pair. What is the sum of its row, of its column, and of all counts? counts[row].sum() and "
        "counts[:, column].sum() give the first two.",
        "pmi = zeros, of the shape of counts\nfor each row and column:\n    if the count is above 0:\n        "
        "expected = row sum * column sum / total\n        pmi[row, column] = log(count / expected), or 0.0 if that is "
        "negative\nreturn pmi",
    ),
    compare="close",
    dtypes=["int64"],
)

exercise.mistake("In your table, pairs that meet less often than by chance are negative. Set them to 0.",
                 _pmi_with(floor=None))
exercise.mistake("The logarithm of 0 is −inf, and 0 / 0 is nan. A pair that was never seen gets 0, and so does a pair "
                 "with a negative logarithm.", _pmi_with(floor=None, unseen=None))


@exercise.mistake("You multiply the first row sum by the first column sum, the second by the second, and so on. But "
                  "you need every row with every column: counts[row].sum() * counts[:, column].sum().")
def _sums_side_by_side(counts):
    with np.errstate(all="ignore"):
        table = np.log(counts / (counts.sum(axis=1) * counts.sum(axis=0) / counts.sum()))
    return np.where(counts > 0, np.maximum(table, 0), 0.0)


exercise.mistake("You use the logarithm to the base 2. Use the natural logarithm, np.log.", _pmi_with(log=np.log2))


@exercise.mistake("You divide by the number of cells. Divide by the sum of all counts, counts.sum().")
def _chance_from_the_size(counts):
    return _pmi_by_loops(counts, lambda counts, row, column:
                         counts[row].sum() * counts[:, column].sum() / counts.size)


exercise.mistake("That is count − expected. *Divide* by what chance would give, and then take the logarithm.",
                 lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: max(0, count - chance)))
exercise.mistake(
    "The logarithm is missing: log(count / expected).",
    lambda counts: _pmi_by_loops(counts, _chance, value=lambda count, chance: count / chance,
        where=lambda count, chance: count > chance),
)


@exercise.mistake("A pair that was never seen has the count 0, and 0 has no logarithm. Check the count before you take "
                  "the logarithm, and give such a pair a 0.")
def _logarithm_of_nothing(counts):
    return _pmi_by_loops(counts, _chance, where=lambda count, chance: True,
                         value=lambda count, chance: max(0.0, math.log(count / chance)))


@exercise.mistake("For the column, you take the sum of a *row*: counts[column] is the row with that number. The column "
                  "is counts[:, column].")
def _sum_of_a_column_as_a_row(counts):
    return _pmi_by_loops(counts, lambda counts, row, column: counts[row, column] and
                         counts[row].sum() * counts[column].sum() / counts.sum())


@exercise.mistake("You use the number of rows as the number of columns, too. counts.shape has both: (rows, columns).")
def _as_many_columns_as_rows(counts):
    rows = range(len(counts))
    chance = {(row, column): _chance(counts, row, column) for row in rows for column in rows}
    pmi = np.zeros(counts.shape)
    for row, column in chance:
        if counts[row, column] > 0:
            pmi[row, column] = max(0.0, np.log(counts[row, column] / chance[row, column]))
    return pmi
