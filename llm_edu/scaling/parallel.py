"""One training on several machines: four ways to share it, each as plain functions, to compare with the unshared one.

Shared out are the rows of a batch (`average_gradients`, `ring_all_reduce`), columns of tables (`split_feed_forward`),
layers (`pipeline_schedule`, `idle_share`, `bubble`), or what must be kept in memory (`zero_bytes`). `bytes_sent` says
what each way puts on the wire. Nothing here starts a process: ``torchrun`` with ``-m llm_edu.training`` does.
"""

from dataclasses import dataclass

import torch


def average_gradients(gradients, tokens):
    """The gradient of the whole batch, from those of the workers' shares.

    gradients: for each worker a dictionary, parameter's name -> gradient of its mean loss, a tensor of any shape
    tokens: over how many tokens each took its mean; not 0 for all   ->   a dictionary of new tensors
    (Data parallelism: Li et al. 2020, PyTorch Distributed, arXiv:2006.15704)

    >>> average_gradients([{"w": torch.tensor(2.0)}, {"w": torch.tensor(6.0)}], [3, 1])
    {'w': tensor(3.)}
    """
    total = sum(tokens)
    return {name: sum(share[name] * (count / total) for share, count in zip(gradients, tokens))
            for name in gradients[0]}


def ring_all_reduce(tables):
    """Add up one table of each worker, such that all have the sum, while each talks to its neighbour alone.

    The table is cut into as many pieces as there are workers, and the pieces go around the ring at once: on the first
    round they are added up, on the second the finished ones are handed on (Patarasuk & Yuan 2009, Bandwidth optimal
    all-reduce algorithms for clusters of workstations).
    tables: for each worker a tensor of numbers, (length,)   ->   what each has in the end, and how many numbers each
    has sent

    >>> ring_all_reduce([torch.tensor([1.0, 2.0]), torch.tensor([10.0, 20.0])])
    ([tensor([11., 22.]), tensor([11., 22.])], [2, 2])
    """
    workers = len(tables)
    held = [[piece.clone() for piece in table.tensor_split(workers)] for table in tables]
    sent = [0] * workers
    for finished in (False, True):
        for step in range(workers - 1):
            places = [(worker + finished - step) % workers for worker in range(workers)]
            messages = [held[worker][place].clone() for worker, place in enumerate(places)]    # all talk at once
            for worker, (place, message) in enumerate(zip(places, messages)):
                pieces = held[(worker + 1) % workers]
                pieces[place] = message if finished else pieces[place] + message
                sent[worker] += message.numel()
    return [torch.cat(pieces) for pieces in held], sent


def split_feed_forward(x, first, second, bend, workers):
    """What each of several workers writes that share a feed-forward layer; added up it is bend(x @ first) @ second.

    x: (..., width)   first: (width, hidden), cut by columns   second: (hidden, out), cut by rows   bend: a function of
    each number alone   workers: a divisor of hidden   ->   a list of tensors (..., out)
    Raises ValueError where hidden cannot be divided evenly.
    (Tensor parallelism: Shoeybi et al. 2019, Megatron-LM, arXiv:1909.08053, section 3)

    >>> first, second = torch.tensor([[1.0, -1.0], [1.0, 1.0]]), torch.tensor([[2.0], [5.0]])
    >>> split_feed_forward(torch.tensor([1.0, 2.0]), first, second, torch.relu, workers=2)
    [tensor([6.]), tensor([5.])]
    """
    hidden = first.shape[1]
    if workers < 1 or hidden % workers:
        raise ValueError(f"{hidden} hidden neurons cannot be divided evenly among {workers} workers")
    size = hidden // workers
    written = []
    for start in range(0, workers * size, size):
        neurons = bend(x @ first[:, start:start + size])    # (..., hidden / workers)
        written.append(neurons @ second[start:start + size])    # (..., out)
    return written


@dataclass(frozen=True)
class Task:
    """A piece of work of one stage of a pipeline: a micro-batch forward, or backward."""

    stage: int
    micro_batch: int
    backward: bool
    start: float
    end: float


def pipeline_schedule(stages, micro_batches, forward=1, backward=2):
    """When each stage of a pipeline does what, if everybody begins as soon as they can: a list of `Task`.

    All micro-batches go forward through all stages, then backward, the last first; backward takes twice as long, as in
    lesson 06. (Pipeline parallelism: Huang et al. 2018, GPipe, arXiv:1811.06965, figure 2)

    >>> [(task.stage, task.start, task.end) for task in pipeline_schedule(2, 1)]
    [(0, 0, 1), (1, 1, 2), (1, 2, 4), (0, 4, 6)]
    """
    tasks, free = [], [0] * stages    # when each stage is free again
    for backwards in (False, True):
        order = range(micro_batches)
        for micro_batch in reversed(order) if backwards else order:
            ready = 0    # when the neighbour has handed it on
            for stage in reversed(range(stages)) if backwards else range(stages):
                start = max(ready, free[stage])
                ready = free[stage] = start + (backward if backwards else forward)
                tasks.append(Task(stage, micro_batch, backwards, start, ready))
    return tasks


def idle_share(tasks):
    """The share of all stages' time, from the first start to the last end, in which they do nothing.

    >>> idle_share(pipeline_schedule(2, 1))
    0.5
    """
    finish = max(task.end for task in tasks)
    stages = len({task.stage for task in tasks})
    return 1 - sum(task.end - task.start for task in tasks) / (stages * finish)


def bubble(stages, micro_batches):
    """`idle_share` without drawing the schedule (arXiv:1811.06965, section 2.3).

    >>> bubble(4, 1), bubble(4, 9)
    (0.75, 0.25)
    """
    return (stages - 1) / (micro_batches + stages - 1)


def zero_bytes(parameters, gpus, stage, weights=2, gradients=2, optimiser=12):
    """Bytes that each GPU keeps between two steps, when `gpus` of them share rows, and by ZeRO also what they keep.

    stage: 0 nothing is shared out, 1 what the optimiser remembers, 2 gradients as well, 3 weights as well
    weights, gradients, optimiser: bytes of each for one parameter. 2 + 2 + 12: 16-bit weights and gradients, and for
    AdamW 32-bit copies of the weights, of means and of mean squares. (Rajbhandari et al. 2019, arXiv:1910.02054)
    Raises ValueError for another stage, for no GPU, and for fewer than 0 parameters.

    >>> [round(zero_bytes(7.5e9, 64, stage) / 1e9, 1) for stage in range(4)]
    [120.0, 31.4, 16.6, 1.9]
    """
    if stage not in range(4) or not gpus >= 1 or not parameters >= 0:
        raise ValueError(f"stage is 0, 1, 2 or 3, gpus at least 1 and parameters at least 0; got {stage=}, {gpus=}, "
                         f"{parameters=}")
    kept = [optimiser, gradients, weights]    # in the order in which they are shared out
    return parameters * (sum(kept[:stage]) / gpus + sum(kept[stage:]))


def bytes_sent(parameters, layers, width, tokens, workers, number=2):
    """Bytes that each worker sends in one step of training, by the way in which they share it.

    tokens: of the whole batch   number: bytes of a number   ->   {way: bytes}

    By a ring, each sends (workers - 1) / workers of a table so that all are added up and each has one piece of the sum
    (reduce-scatter), and as much so that all have all pieces (all-gather); an all-reduce is both. Plain data
    parallelism: one all-reduce of the gradients. ZeRO 1 and 2: the same two halves, but what is gathered are the new
    weights. ZeRO 3: weights are gathered for forward and for backward (arXiv:1910.02054, section 7). Tensors: two
    all-reduces a layer forward, two backward (arXiv:1909.08053, figure 4). Pipeline: a stage in the middle hands on
    what it has computed, and hands back gradients.
    """
    once = (workers - 1) / workers
    of_parameters, of_activations = number * parameters, number * tokens * width
    return {
        "rows": 2 * once * of_parameters,
        "rows, ZeRO 1 or 2": 2 * once * of_parameters,
        "rows, ZeRO 3": 3 * once * of_parameters,
        "columns": 4 * layers * 2 * once * of_activations,
        "layers": 2 * of_activations,
    }
