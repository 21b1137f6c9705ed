"""``merged_weight``: a frozen matrix and its change in one matrix."""

import torch

from llm_edu.course.checks.exercise import Case, Exercise, case


def _reference(weight, down, up, alpha, start=0):
    rank, merged = down.shape[0], weight.detach().clone()
    merged[start:start + up.shape[0]] += up.detach() @ down.detach() * (alpha / rank)
    return merged


def _drawn(*shape, seed=0, dtype=torch.float32):
    """Numbers with one decimal place; whole ones where the dtype is short, so that any order comes to the same."""
    numbers = torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) * 2
    return (numbers.mul(10).round() / 10 if dtype in (torch.float32, torch.float64) else numbers.round()).to(dtype)


def _tables(outputs, inputs, rank, alpha, start=None, rows=None, seed=0, dtype=torch.float32):
    """A case; rows: how many the frozen table has. Where they are more than outputs, the change begins at `start`"""
    tables = (_drawn(rows or outputs, inputs, seed=seed, dtype=dtype),
              _drawn(rank, inputs, seed=seed + 1, dtype=dtype), _drawn(outputs, rank, seed=seed + 2, dtype=dtype))
    return case(*tables, alpha) if start is None else case(*tables, alpha, start)


def _learning(outputs, inputs, rank, alpha, frozen=True):
    """As the notebook calls it: with parameters."""
    weight, down, up, alpha = _tables(outputs, inputs, rank, alpha, seed=70).arguments
    shapes = f"weight {tuple(weight.shape)}, down {tuple(down.shape)} and up {tuple(up.shape)}"
    return Case((weight.requires_grad_(not frozen), down.requires_grad_(), up.requires_grad_(), alpha),
                label=f"merged_weight(weight, down, up, {alpha})    # {shapes}; down and up learn")


def _tables_case(rng):
    outputs, inputs, rank = rng.randrange(1, 5), rng.randrange(1, 5), rng.randrange(1, 5)
    start = rng.choice([None, 0, 1, 2, 3])
    rows = None if start is None else start + outputs + rng.randrange(3)
    return _tables(outputs, inputs, rank, rng.choice([1, 2, 3, 8, 0.5, 1.5]), start, rows, rng.randrange(2**30))


def _valid(weight, down, up, alpha, start=0):
    return (weight.dim() == down.dim() == up.dim() == 2 and len(down) > 0 and up.shape[1] == down.shape[0]
            and weight.shape[1] == down.shape[1] and 0 <= start and 0 < len(up) <= len(weight) - start)


exercise = Exercise(
    reference=_reference,
    cases=lambda: [
        case(torch.tensor([[1.0]]), torch.tensor([[2.0]]), torch.tensor([[3.0]]), 1),
        case(torch.zeros(2, 2), torch.tensor([[1.0, 2]]), torch.tensor([[3.0], [4]]), 1),
        case(torch.zeros(2, 3), torch.tensor([[1.0, 0, -1]]), torch.tensor([[1.0], [2]]), 2),
        case(torch.eye(2), torch.eye(2), torch.tensor([[0.0, 1], [0, 0]]), 4),
        case(torch.zeros(3, 1), torch.ones(1, 1), torch.ones(1, 1), 1, 1),
        case(torch.zeros(3, 1), torch.ones(1, 1), torch.ones(2, 1), 1),
        case(torch.ones(2, 2), torch.eye(2), torch.zeros(2, 2), 16), case(_drawn(2, 2), _drawn(1, 2), _drawn(2, 1), 0),
        _tables(2, 3, 1, 1), _tables(3, 2, 2, 1), _tables(3, 3, 2, 16), _tables(2, 2, 8, 4), _tables(3, 3, 3, 1),
        _tables(4, 4, 4, 8), _tables(1, 4, 2, 3), _tables(4, 1, 2, 3), _tables(2, 3, 4, 0.5), _tables(5, 3, 3, -6),
        _tables(2, 3, 2, 8, 3, rows=5), _tables(2, 3, 2, 8, 1, rows=6), _tables(1, 3, 2, 8, 4, rows=5),
        _tables(2, 2, 2, 8, 0, rows=5), _tables(2, 2, 2, 3, None, rows=4), _tables(3, 3, 1, 1, 3, rows=6),
        _tables(3, 4, 2, 8, seed=9, dtype=torch.float64), _tables(3, 4, 2, 8, seed=9, dtype=torch.float16),
        _tables(3, 4, 4, 8, 2, rows=7, seed=9, dtype=torch.bfloat16), _tables(12, 7, 8, 16, seed=5),
        _learning(3, 4, 2, 4), _learning(2, 2, 2, 1), _learning(2, 3, 2, 1, frozen=False),
    ],
    random_case=_tables_case,
    valid=_valid,
    keywords=("alpha", "start"),
    hints=(
        "What does the layer do with x? weight x + alpha / rank · up (down x). Factor out x: which matrix remains? "
        "And to which rows is the change added?",
        "rank = how many rows down has\nchange = alpha / rank · up @ down     (outputs, inputs)\n"
        "merged = a copy of weight\nits rows start to start + outputs += change",
    ),
    compare="close",
    tolerance=1e-4,
    fresh=True,
    dtypes=("float64",),
)


def _merged(change=lambda up, down: up @ down, scale=lambda alpha, down, up: alpha / len(down),
            end=lambda rows, change: rows + change, rows=lambda start, outputs: slice(start, start + outputs),
            old=lambda weight: weight.clone()):
    """A merged_weight with one thing wrong."""
    def merged_weight(weight, down, up, alpha, start=0):
        with torch.no_grad():
            merged, here = old(weight), rows(start, len(up))
            merged[here] = end(merged[here], scale(alpha, down, up) * change(up, down))
        return merged
    return merged_weight


def _for_all_rows(weight, down, up, alpha, start=0):
    return weight + alpha / len(down) * up @ down


exercise.mistake("The scale is missing: multiply the change by alpha / rank.",
                 _merged(scale=lambda alpha, down, up: 1))
exercise.mistake("You multiply by alpha alone. Divide by the rank, too.", _merged(scale=lambda alpha, down, up: alpha))
exercise.mistake("You divide by the rank, and leave out alpha.", _merged(scale=lambda alpha, down, up: 1 / len(down)))
exercise.mistake("The scale is upside down: alpha / rank.",
                 _merged(scale=lambda alpha, down, up: len(down) / alpha if alpha else float("inf")))
exercise.mistake("You multiply by the rank. Divide by it.", _merged(scale=lambda alpha, down, up: alpha * len(down)))
exercise.mistake("len(up) is the number of outputs. The rank is the number of rows of down, or of columns of up.",
                 _merged(scale=lambda alpha, down, up: alpha / len(up)))
exercise.mistake("You divide by the number of inputs. The rank is the number of *rows* of down.",
                 _merged(scale=lambda alpha, down, up: alpha / down.shape[1]))
exercise.mistake("// drops the remainder: with alpha 4 and rank 8, the change would be zero.",
                 _merged(scale=lambda alpha, down, up: alpha // len(down)))
exercise.mistake("You divide by the root of the rank, as rsLoRA does (Kalajdzievski 2023, arXiv:2312.03732). Here, "
                 "divide by the rank.", _merged(scale=lambda alpha, down, up: alpha / len(down) ** 0.5))
exercise.mistake("The change is transposed. Its row number i belongs to output i, so up is on the left.",
                 _merged(change=lambda up, down: (up @ down).T))
exercise.mistake("The two matrices are in the wrong order. x goes through down first, so down is next to x, on the "
                 "right: up @ down.", _merged(change=lambda up, down: down @ up))
exercise.mistake("* multiplies number by number. The product of two matrices is @.",
                 _merged(change=lambda up, down: up * down))
exercise.mistake("These rows hold the change alone. Add it to what the frozen matrix has there.",
                 _merged(end=lambda rows, change: change))
exercise.mistake("That is the frozen matrix alone. Where is its change?", _merged(end=lambda rows, change: rows))
exercise.mistake("You subtract the change. Add it.", _merged(end=lambda rows, change: rows - change))
exercise.mistake("You multiply matrix and change. Their effects on x are added: weight x + change x.",
                 _merged(end=lambda rows, change: rows * change))
exercise.mistake("The scale is for the change alone. You multiplied the frozen numbers by it, too.",
                 lambda weight, down, up, alpha, start=0: _merged(
                     end=lambda rows, change: rows * alpha / len(down) + change)(weight, down, up, alpha, start))
exercise.mistake("You wrote into weight itself. Make a new matrix: the frozen one must stay as it is, perhaps for "
                 "another change.", _merged(old=lambda weight: weight))
exercise.mistake("The numbers are right, but they are always float32. The new matrix should have weight's dtype.",
                 lambda weight, down, up, alpha, start=0: _reference(weight.float(), down.float(), up.float(), alpha,
                                                                     start))
exercise.mistake("You add the change to the first rows. It belongs to the rows from `start` on.",
                 _merged(rows=lambda start, outputs: slice(0, outputs)))
exercise.mistake("You add the change to the last rows. It belongs to the rows from `start` on, and others may follow.",
                 _merged(rows=lambda start, outputs: slice(-outputs, None)))
exercise.mistake("The change is one row too low. Rows are counted from 0.",
                 _merged(rows=lambda start, outputs: slice(start + 1, start + 1 + outputs)),
                 error="must match|shape mismatch|expanded size")
exercise.mistake("weight may have more rows than the change: it is for some of them only, from `start` on.",
                 _for_all_rows, error="must match")
exercise.mistake("Your change reaches from `start` to the end of the matrix. It has as many rows as up.",
                 _merged(rows=lambda start, outputs: slice(start, None)), error="must match|expanded size")
exercise.mistake("You return only the rows that changed. The others belong to the matrix, too.",
                 lambda weight, down, up, alpha, start=0: _reference(weight, down, up, alpha, start)[
                     start:start + len(up)])
