"""What lesson 08 draws: an all-reduce, a feed-forward layer on two workers, and what each GPU keeps with ZeRO."""

from collections.abc import Mapping, Sequence

from llm_edu.schematic import Captioned, Cells, Lines, Plus, Schematic, Shape, row, table

STATE = {"weights": (2, "model"), "gradients": (2, "second"), "optimiser state": (12, "learner")}    # bytes a parameter


def draw_all_reduce(tensors: Mapping[str, Sequence[float]]) -> Schematic:
    """Two workers add up their tensors in two phases: reduce-scatter, then all-gather.

    tensors: by the worker's name, two numbers each

    >>> draw_all_reduce({"A": [1, 2], "B": [10, 20]}).problems()
    []
    """
    (one, mine), (other, theirs) = tensors.items()
    sums = [a + b for a, b in zip(mine, theirs)]
    phases: dict[str, list[list[float]]] = {
        "at first": [[*mine], [*theirs]], "after reduce-scatter": [[sums[0], mine[1]], [theirs[0], sums[1]]],
        "after all-gather": [sums, sums]}
    cells = [[[Cells([[number]], size=40, most=1, color="truth" if number == total else "context",
                     write=lambda number: f"{number:g}") for number, total in zip(numbers, sums)]
              for numbers in workers] for workers in phases.values()]
    drawing = Schematic(
        "All-reduce: first each worker gets a piece of the sum, then all of it",
        table([[Lines(f"worker {name}", bold=True), *(row(*workers[place], gap=6) for workers in cells)]
               for place, name in enumerate(tensors)], gap=(58, 44), heads=["", *phases]),
        f"{one} has {mine[0]:g} and {mine[1]:g}, {other} has {theirs[0]:g} and {theirs[1]:g}. In the reduce-scatter, "
        f"{other} sends its {theirs[0]:g} to {one}, which adds it up to {sums[0]:g}, and {one} sends its {mine[1]:g} "
        f"to {other}, which adds it up to {sums[1]:g}. In the all-gather, {one} sends the {sums[0]:g} and {other} the "
        f"{sums[1]:g}. Now both have {sums[0]:g} and {sums[1]:g}.")
    before, middle, after = cells
    for start, end in ((before[1][0], middle[0][0]), (before[0][1], middle[1][1]), (middle[0][0], after[1][0]),
                       (middle[1][1], after[0][1])):
        drawing.arrow(start, end, color="learner", leave="top" if start in (before[1][0], middle[1][1]) else "bottom",
                      enter="bottom" if end in (middle[0][0], after[0][1]) else "top")
    return drawing


def draw_split_columns(x: Sequence[float], first: Sequence[Sequence[float]],
                       second: Sequence[Sequence[float]]) -> Schematic:
    """Tensor parallelism: each worker has one neuron of a feed-forward layer with ReLU; what they write is added up.

    x: (width,)   first: (width, hidden)   second: (hidden, 1); a worker for each hidden neuron

    >>> draw_split_columns([1, 2], [[1, -1], [1, 1]], [[2], [5]]).problems()
    []
    """
    reads = Cells([[number] for number in x], color="context", size=36)
    columns = list(zip(*first, strict=True))
    neurons = [max(0.0, sum(a * b for a, b in zip(x, column))) for column in columns]
    written = [neuron * row_[0] for neuron, row_ in zip(neurons, second)]
    workers: list[list[Shape]] = []
    paths = []
    for name, color, column, neuron, weights, result in zip("ABCD", ("learner", "third", "second", "model"), columns,
                                                            neurons, second, written):
        path = [Cells(values, color=color, most=8, size=36) for values in (
            [[each] for each in column], [[neuron]], [list(weights)], [[result]])]
        paths.append(path)
        workers.append([Lines(f"worker {name}", bold=True), *path])
    plus, total = Plus(), Cells([[sum(written)]], color="truth", size=36)
    drawing = Schematic(
        "Split by neurons, the workers meet only at the end",
        row(Captioned(reads, "x"), table(workers, gap=(24, 26), heads=[
            "", "column of first", "neuron", "row of second", "writes"]), plus, Captioned(total, "together"), gap=36),
        f"x is {_listed(x)}. " + " ".join(
            f"Worker {name} has the column {_listed(column)} of the first matrix, so its neuron is {neuron:g}, and the "
            f"row {_listed(weights)} of the second. It writes {result:g}."
            for name, column, neuron, weights, result in zip("ABCD", columns, neurons, second, written))
        + f" Added up, that is {sum(written):g}.")
    for path, (worker, *_) in zip(paths, workers):
        drawing.arrow(reads, worker)
        for start, end in zip(path, [*path[1:], plus]):
            drawing.arrow(start, end)
    drawing.arrow(plus, total)
    return drawing


def draw_sharding(gpus: int) -> Schematic:
    """What each GPU keeps of each parameter's bytes, from stage 0 of ZeRO (nothing is sharded) to stage 3.

    gpus: a divisor of 4, so that the pieces can be drawn

    >>> draw_sharding(gpus=4).problems()
    []
    """
    def kept(size: int, sharded: bool) -> list[list[int]]:
        """Half a byte in each column, a row for each GPU: 1 where the GPU keeps it."""
        return [[int(not sharded or half * gpus // (2 * size) == gpu) for half in range(2 * size)]
                for gpu in range(gpus)]

    lines, totals = [], []
    for stage in range(4):
        whole = list(STATE)[:3 - stage]    # the optimiser state is the first to be sharded
        totals.append(sum(size if name in whole else size / gpus for name, (size, _) in STATE.items()))
        lines.append([Lines(f"stage {stage}", bold=True),
                      *(Cells(kept(size, name not in whole), color=color, write="", size=12)
                        for name, (size, color) in STATE.items()),
                      Lines(f"{totals[-1]:g} bytes", "on each GPU")])
    return Schematic(
        f"From stage to stage, each of {gpus} GPUs keeps less of a parameter's {totals[0]:g} bytes",
        table(lines, gap=(24, 22), heads=["", *(f"{name}: {size}" for name, (size, _) in STATE.items()), ""]),
        f"A parameter has {', '.join(f'{size} bytes of {name}' for name, (size, _) in STATE.items())}. Each stage has "
        f"{gpus} rows, one for each GPU, coloured where it keeps something. In stage 0, each keeps all. Then each "
        f"keeps 1 / {gpus} of the optimiser state, in stage 2 also of the gradients, in stage 3 also of the weights. "
        f"On each GPU, that makes {', '.join(f'{total:g}' for total in totals)} bytes a parameter.")


def _listed(numbers: Sequence[float]) -> str:
    return f"({', '.join(f'{number:g}' for number in numbers)})".replace("-", "−")
