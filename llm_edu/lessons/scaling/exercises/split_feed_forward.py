"""``split_feed_forward``: the first matrix by columns, the second by rows."""

import torch
import torch.nn.functional as F

from llm_edu.course.checks.exercise import Case, Exercise
from llm_edu.scaling import parallel


def _drawn(seed, *shape):
    """Numbers with one decimal place, so that a failing case can be read."""
    return (torch.randn(*shape, generator=torch.Generator().manual_seed(seed)) * 10).round() / 10


def _same(x):
    return x


def _cut(columns=lambda worker, workers, size: slice(worker * size, (worker + 1) * size), rows=None,
         activation_last=False, together=lambda written: written, no_activation=False):
    """A split_feed_forward with one thing wrong."""
    def function(x, first, second, activation, workers):
        written = []
        for worker in range(workers):
            own = columns(worker, workers, first.shape[1] // workers)
            neurons = x @ first[:, own]
            neurons = neurons if activation_last or no_activation else activation(neurons)
            found = neurons @ second[rows(worker, workers, first.shape[1] // workers) if rows else own]
            written.append(activation(found) if activation_last else found)
        return together(written)
    return function


def _shown(numbers):
    """Lists of numbers as one would write them: 0.1 for 0.10000000149."""
    return list(map(_shown, numbers)) if isinstance(numbers, list) else round(numbers, 1)


def _layer(width, hidden, out, activation, workers, lead=(), seed=0):
    """A case; its label names the activation function, which has no value to print."""
    x, first, second = _drawn(seed, *lead, width), _drawn(seed + 1, width, hidden), _drawn(seed + 2, hidden, out)
    return _labelled(x, first, second, activation, workers)


def _labelled(x, first, second, activation, workers):
    name = {F.relu: "F.relu", torch.tanh: "torch.tanh", F.gelu: "F.gelu", torch.square: "torch.square",
            torch.cos: "torch.cos", _same: "lambda x: x"}[activation]
    small = x.numel() + first.numel() + second.numel() <= 20
    tables = (", ".join(f"torch.tensor({_shown(table.tolist())})" for table in (x, first, second)) if small else
              ", ".join(f"{what} {tuple(table.shape)}" for what, table in
                        (("x", x), ("first", first), ("second", second))))
    return Case((x, first, second, activation, workers),
                label=f"split_feed_forward({tables}, {name}, workers={workers})")


def _drawn_layer(rng):
    workers = rng.randrange(1, 5)
    lead = rng.choice([(), (1,), (3,), (2, 3)])
    return _layer(rng.randrange(1, 4), workers * rng.randrange(1, 4), rng.randrange(1, 4),
                  rng.choice([F.relu, torch.tanh, F.gelu, torch.cos]), workers, lead, rng.randrange(2**31))


def _watched(split_feed_forward, hidden=6):
    """split_feed_forward(x, first, second, torch.relu, workers=3)    # is it ever more than a worker's own neurons?"""
    seen = []

    class Watched(torch.Tensor):
        """Notes the shapes of all that is computed from it."""

        @classmethod
        def __torch_function__(cls, function, types, arguments=(), keywords=None):
            found = super().__torch_function__(function, types, arguments, keywords or {})
            seen.extend(found.shape if isinstance(found, torch.Tensor) else ())
            return found

    x = _drawn(1, 5, 3).as_subclass(Watched)
    try:
        split_feed_forward(x, _drawn(2, 3, hidden), _drawn(3, hidden, 4), torch.relu, 3)
    except (RuntimeError, ValueError, TypeError, IndexError) as error:
        if isinstance(error, NotImplementedError):
            raise
        # the other cases show it, and with numbers that can be read
    return "all neurons are computed together" if hidden in seen else "each worker computes its own neurons"


ONE_TWO, FIRST = torch.tensor([1.0, 2.0]), torch.tensor([[1.0, -1.0], [1.0, 1.0]])
SECOND = torch.tensor([[2.0], [5.0]])

exercise = Exercise(
    reference=parallel.split_feed_forward,
    cases=lambda: [
        _labelled(ONE_TWO, FIRST, SECOND, F.relu, 1), _labelled(ONE_TWO, FIRST, SECOND, F.relu, 2),
        _labelled(-ONE_TWO, FIRST, SECOND, torch.tanh, 2), _labelled(ONE_TWO, FIRST, SECOND, torch.square, 2),
        _labelled(ONE_TWO, FIRST, SECOND, torch.cos, 2),    # a function that makes something of 0
        _layer(2, 4, 2, F.relu, 2), _layer(2, 4, 2, F.gelu, 4, seed=4), _layer(2, 6, 2, torch.tanh, 3, seed=7),
        _layer(2, 6, 2, torch.tanh, 2, seed=7), _layer(3, 4, 1, F.gelu, 2, (2,), seed=10),
        _layer(4, 4, 4, F.relu, 2, (4,), seed=13),    # all square: shapes betray nothing
        _layer(3, 6, 2, F.gelu, 3, (2, 2), seed=16), _layer(2, 4, 3, _same, 2, (3,), seed=19),
        _labelled(0 * ONE_TWO, FIRST, SECOND, torch.cos, 2),
        _labelled(_drawn(22, 3), _drawn(23, 4, 3).T, _drawn(24, 2, 4).T, F.gelu, 2),    # turned, as the notebook's are
        _watched,
    ],
    random_case=_drawn_layer,
    valid=lambda x, first, second, activation, workers: workers > 0 and first.ndim == second.ndim == 2
    and x.shape[-1:] == first.shape[:1] and first.shape[1] == len(second) > 0 and len(second) % workers == 0,
    hints=(
        "Each column of `first` makes one neuron, and each row of `second` says what one neuron writes. A worker that "
        "has a column can compute its neuron and apply the activation function. Then it needs only the row of that "
        "neuron.",
        "size = hidden / workers\nfor each worker: its columns are those from worker · size to (worker + 1) · size\n"
        "    neurons = activation(x @ its columns of first)\n    it writes neurons @ the same rows of second",
    ),
    compare="close",
    tolerance=1e-4,
    dtypes=("float64",),
)


@exercise.mistake("Each worker takes *rows* of `first` and its part of x, and applies the activation function to the "
                  "result. But that is only a part of each neuron's sum, and the activations of the parts don't add "
                  "up to the activation of the sum. Split `first` by columns.")
def _rows_first(x, first, second, activation, workers):
    size = len(first) // workers
    pieces = [slice(worker * size, (worker + 1) * size) for worker in range(workers)]
    return [activation(x[..., own] @ first[own]) @ second for own in pieces]


@exercise.mistake("Each worker takes a chunk of x and the *rows* of `first` that belong to it. So it applies the "
                  "activation function to only a part of each neuron's sum, and the activations of the parts don't "
                  "add up to the activation of the sum. Split `first` by columns.")
def _rows_first_in_chunks(x, first, second, activation, workers):
    return [activation(part @ rows) @ second for part, rows in zip(x.chunk(workers, dim=-1), first.chunk(workers))]


@exercise.mistake("You compute all neurons, not only a worker's own: each worker needs a matrix as large as the "
                  "whole of `first`, and nothing is saved. Split first, then multiply.")
def _all_neurons_then_cut(x, first, second, activation, workers):
    size, neurons = first.shape[1] // workers, activation(x @ first)
    return [neurons[..., start:start + size] @ second[start:start + size] for start in range(0, workers * size, size)]


@exercise.mistake("torch.split wants to know how *large* each piece is, not how many pieces there are. torch.chunk "
                  "takes the number of pieces.")
def _split_by_size(x, first, second, activation, workers):
    return [activation(x @ left) @ right for left, right in zip(first.split(workers, dim=1), second.split(workers))]


exercise.mistake("That is the sum. Return what each worker writes, in a list. The workers add it up afterwards, over "
                 "the network.", _cut(together=sum))
exercise.mistake("You never apply the activation function, `activation`.", _cut(no_activation=True))
exercise.mistake("You apply `activation` last. It belongs between the two matrices.", _cut(activation_last=True))
exercise.mistake("The sum is right, but each worker has columns from all over the matrix. Give each a block: worker 0 "
                 "the first hidden / workers columns, worker 1 the next ones.",
                 _cut(columns=lambda worker, workers, size: slice(worker, None, workers)))
exercise.mistake("The columns and the rows of a worker don't belong together. It needs the rows of `second` for its "
                 "own neurons.", _cut(rows=lambda worker, workers, size: slice((workers - 1 - worker) * size,
                                                                              (workers - worker) * size)))
exercise.mistake("You divide by the number of workers. What the workers write is added up, not averaged, because each "
                 "has neurons of its own.", _cut(together=lambda written: [found / len(written) for found in written]))
exercise.mistake("The workers are in the wrong order: worker 0 has the *first* columns.",
                 _cut(together=lambda written: written[::-1]))
exercise.mistake("You give every worker the same columns, the first ones. Worker 1 begins where worker 0 ends.",
                 _cut(columns=lambda worker, workers, size: slice(0, size)))
exercise.mistake("You stacked the results into one tensor. Return a list, with one tensor for each worker.",
                 _cut(together=torch.stack))

exercise.mistake("You always apply ReLU. Apply the activation function that is passed as `activation`.",
                 lambda x, first, second, activation, workers: _cut()(x, first, second, F.relu, workers))


@exercise.mistake("These shapes don't fit together. Each worker needs the whole x, and the columns of `first` and the "
                  "rows of `second` that belong to its own neurons.",
                  error="mat1 and mat2|size mismatch|inconsistent tensor size")
def _second_whole(x, first, second, activation, workers):
    size = first.shape[1] // workers
    return [activation(x @ first[:, start:start + size]) @ second for start in range(0, workers * size, size)]


@exercise.mistake("You split `second` by columns, like `first`. But `second` has a *row* for each neuron, and a "
                  "worker needs the rows of its own neurons.",
                  error="mat1 and mat2|size mismatch|inconsistent tensor size")
def _second_by_columns(x, first, second, activation, workers):
    size = first.shape[1] // workers
    cuts = [slice(start, start + size) for start in range(0, workers * size, size)]
    return [activation(x @ first[:, own]) @ second[:, own] for own in cuts]
