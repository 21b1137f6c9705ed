"""``round_column_by_column``: each column rounded, and its error passed on to the columns on its right."""

import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.compression.exercises.common import SHAPES, same_numbers


def _nearest(numbers, step):
    return (numbers / step).round() * step


def _best(hessian, column):
    rest = slice(column + 1, None)
    return torch.linalg.solve(hessian[rest, rest], hessian[rest, column])


def _round(nearest=_nearest, shares=_best, error=lambda left, rounded, weights, step: left - rounded,
           pass_on=lambda rest, error, shares: rest + error[:, None] * shares, result=lambda rounded, step: rounded,
           order=range):
    """A round_column_by_column, right unless a part is replaced."""
    def round_column_by_column(weights, hessian, step):
        left, columns = weights.clone(), weights.shape[1]
        for column in order(columns):
            rounded = nearest(left[:, column], step)
            off = error(left[:, column], rounded, weights[:, column], step)
            left[:, column] = rounded
            if column + 1 < columns:
                left[:, column + 1:] = pass_on(left[:, column + 1:], off, shares(hessian, column))
        return result(left, step)
    return round_column_by_column


def _margin(weights, hessian, step):
    """How close any number that is rounded comes to lying halfway, where a last bit decides; in steps."""
    left, least = weights.double().clone(), 0.5
    hessian = hessian.double()
    for column in range(left.shape[1]):
        rounded = _nearest(left[:, column], step)
        least = min(least, 0.5 - float(((left[:, column] - rounded) / step).abs().max()))
        if column + 1 < left.shape[1]:
            left[:, column + 1:] += (left[:, column] - rounded)[:, None] * _best(hessian, column)
    return least


def _is_clear(weights, hessian, step):
    """Whether the case makes sense, and rounding errors of the computer decide nothing."""
    try:
        return (weights.dim() == 2 and weights.numel() > 0 and hessian.shape == (weights.shape[1],) * 2 and step > 0
                and torch.equal(hessian, hessian.T) and float(torch.linalg.eigvalsh(hessian.double())[0]) > 0.05
                and _margin(weights, hessian, step) > 0.003)
    except torch.linalg.LinAlgError:
        return False


def _made(rows, columns, step, seed):
    generator = torch.Generator().manual_seed(seed)
    for _ in range(1000):
        inputs = torch.randn(4 * columns, columns, generator=generator) + 2 * torch.randn(4 * columns, 1,
                                                                                         generator=generator)
        weights = (torch.randn(rows, columns, generator=generator) * 2 * step * 100).round() / 100
        made = weights, (inputs.T @ inputs * 10).round() / 10, step
        if _is_clear(*made):
            return made
    raise RuntimeError(f"no clear case for the seed {seed}")


def _random_case(rng):
    return _made(rng.randrange(1, 4), rng.randrange(1, 6), rng.choice([0.1, 0.5, 1.0]), rng.randrange(2**31))


_PAIR = torch.tensor([[5.0, 4.0], [4.0, 5.0]])
_THREE = torch.tensor([[5.0, 4.0, 0.0], [4.0, 5.0, 0.0], [0.0, 0.0, 1.0]])


exercise = Exercise(
    reference=_round(),
    cases=[
        case(torch.tensor([[0.4]]), torch.tensor([[2.0]]), 1.0), case(torch.tensor([[0.4, 0.4]]), _PAIR, 1.0),
        case(torch.tensor([[0.4, 0.4]]), torch.eye(2), 1.0), case(torch.tensor([[2.0, -1.0]]), _PAIR, 1.0),
        case(torch.tensor([[0.4, 0.4], [-0.4, 1.3]]), _PAIR, 1.0),
        case(torch.tensor([[0.4, 0.4, 0.4]]), _THREE, 1.0), case(torch.tensor([[0.04, 0.04]]), _PAIR, 0.1),
        case(torch.tensor([[0.0, 0.0]]), _PAIR, 0.5), case(torch.tensor([[0.7, 0.7]]), _PAIR, 1.0),
        case(torch.tensor([[0.4, 0.4]]), torch.tensor([[5.0, -4.0], [-4.0, 5.0]]), 1.0),
        case(torch.tensor([[0.4, 0.4]]), torch.tensor([[9.0, 2.0], [2.0, 1.0]]), 1.0),
        case(torch.tensor([[0.45, 0.0541]]), torch.tensor([[100.0, 99.9], [99.9, 100.0]]), 1.0),    # not with damping
        case(*_made(2, 3, 0.5, 0)), case(*_made(3, 4, 1.0, 1)), case(*_made(2, 5, 0.1, 2)), case(*_made(4, 4, 1.0, 3)),
    ],
    random_case=_random_case,
    random_cases=25,
    valid=_is_clear,
    hints=(
        "Go from left to right, with a copy of the weights that you change. What a column loses by rounding is one "
        "error for each row. It changes all columns to its right, before they are rounded in their turn.",
        "left = a copy of weights\nfor each column i, from left to right:\n    rounded = left's column i, to the "
        "nearest multiple of step\n    error = left's column i − rounded                   (rows,)\n    left's column "
        "i = rounded\n    if columns R are left on the right:\n        shares = torch.linalg.solve(hessian[R, R], "
        "hessian[R, i])\n        left's columns R += each row's error times shares",
    ),
    compare=same_numbers,
    dtypes=("float64",),
)

exercise.mistake("Every weight is rounded by itself: the columns on the right get nothing of the error. If you do pass "
                 "it on, look at your shares: are they all 0?", lambda weights, hessian, step: _nearest(weights, step))
exercise.mistake("Each column gets its own error back, so nothing is rounded. The rounded column takes no part in the "
                 "system: R are the columns to its right.", lambda weights, hessian, step: weights.clone())
exercise.mistake("You have one share too many: the rounded column takes no part in the system. R are the columns to "
                 "its right.", _round(shares=lambda hessian, column: torch.linalg.solve(
                     hessian[column:, column:], hessian[column:, column])), error=SHAPES)
exercise.mistake("Your shares are almost 0: with the rounded column in the system, it takes the whole error back. R "
                 "are the columns to its right.", _round(shares=lambda hessian, column: torch.linalg.solve(
                     hessian[column:, column:], hessian[column:, column])[1:]))
exercise.mistake("Your shares come from the inverse of the whole Hessian, in which columns that are rounded already "
                 "still take part. Only those on the right can make up for anything.",
                 _round(shares=lambda hessian, column: -torch.linalg.inv(hessian)[column, column + 1:]
                        / torch.linalg.inv(hessian)[column, column]))
exercise.mistake("The columns on the right move the wrong way. If the rounded weight is too small, they must grow: the "
                 "error is what is missing, weight − rounded weight.",
                 _round(error=lambda left, rounded, weights, step: rounded - left))
exercise.mistake("You round the original weights, not those to which errors have been added.",
                 _round(nearest=_nearest, error=lambda left, rounded, weights, step: weights - _nearest(weights, step)))
exercise.mistake("Your error starts from the original weight. Take the weight as it is now, with what earlier columns "
                 "have passed on.", _round(error=lambda left, rounded, weights, step: weights - rounded))
exercise.mistake("You use the Hessian's column as shares. First divide by what the columns on the right do among "
                 "themselves: solve the system hessian[R, R] · shares = hessian[R, i].",
                 _round(shares=lambda hessian, column: hessian[column + 1:, column]))
exercise.mistake("You divide by the diagonal alone. The columns on the right share the error among them, so all of "
                 "hessian[R, R] belongs in the system.",
                 _round(shares=lambda hessian, column: hessian[column + 1:, column]
                        / hessian.diagonal()[column + 1:]))
exercise.mistake("You divide by the rounded column's own diagonal element. The system has hessian[R, R] on its left.",
                 _round(shares=lambda hessian, column: hessian[column + 1:, column] / hessian[column, column]))
exercise.mistake("You pass the whole error on to every column on the right. Each takes its share of it.",
                 _round(shares=lambda hessian, column: torch.ones(len(hessian) - column - 1)))
exercise.mistake("You pass the error on to the next column alone. All columns on the right share it.",
                 _round(shares=lambda hessian, column: torch.cat([
                     hessian[column + 1:column + 2, column] / hessian[column + 1:column + 2, column + 1],
                     torch.zeros(len(hessian) - column - 2)])))
exercise.mistake("You return whole numbers of steps. Multiply them by the step: the result is weights.",
                 _round(result=lambda rounded, step: (rounded / step).round()))
exercise.mistake("You round to whole numbers. Round to the nearest multiple of the step.",
                 _round(nearest=lambda numbers, step: numbers.round()))
exercise.mistake("You round down. Round to the nearest multiple of the step.",
                 _round(nearest=lambda numbers, step: (numbers / step).floor() * step))
exercise.mistake("You cut the fraction off. Round to the nearest multiple of the step.",
                 _round(nearest=lambda numbers, step: (numbers / step).trunc() * step))
exercise.mistake("Your error is counted in steps. It is a difference of weights.",
                 _round(error=lambda left, rounded, weights, step: (left - rounded) / step))
exercise.mistake("Each row has an error of its own. You give all rows the same.",
                 _round(pass_on=lambda rest, error, shares: rest + error.mean() * shares))


@exercise.mistake("You pass errors on, but the columns keep what they have been given, unrounded. Store the rounded "
                  "column.")
def _keeps_the_column(weights, hessian, step):
    left = weights.clone()
    for column in range(left.shape[1] - 1):
        error = left[:, column] - _nearest(left[:, column], step)
        left[:, column + 1:] += error[:, None] * _best(hessian, column)
    return left


@exercise.mistake("Each row has its error, and each column on the right its share. Every row times every share: that "
                  "is a matrix, (rows, columns R).", error=SHAPES)
def _rows_meet_columns(weights, hessian, step):
    left = weights.clone()
    for column in range(left.shape[1]):
        error = left[:, column] - _nearest(left[:, column], step)
        left[:, column] = _nearest(left[:, column], step)
        left[:, column + 1:] += error * _best(hessian, column)
    return left
