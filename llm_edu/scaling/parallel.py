"""Training on several machines: four ways to share the work, as plain functions that you can compare with one machine.

Machines can share the rows of a batch (`average_gradients`, `ring_all_reduce`), columns of matrices
(`split_feed_forward`), layers (`pipeline_schedule`, `idle_fraction`, `bubble_fraction`), or what must be kept in memory
(`zero_bytes`). Nothing here starts a process: ``torchrun`` with ``-m llm_edu.training`` does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from llm_edu.earlier_names import earlier_names


def average_gradients(gradients: Sequence[Mapping[str, Tensor]], tokens: Sequence[int]) -> dict[str, Tensor]:
    """The gradient of the whole batch, from the gradients that the workers computed on their shares.

    gradients: for each worker {parameter's name: gradient of its mean loss, a tensor of any shape}
    tokens: how many tokens each worker's mean is over; not 0 for all. Raises ValueError unless there is one for each
    (Data parallelism: Li et al. 2020, PyTorch Distributed, arXiv:2006.15704)

    >>> average_gradients([{"w": torch.tensor(2.0)}, {"w": torch.tensor(6.0)}], [3, 1])
    {'w': tensor(3.)}
    """
    total = sum(tokens)
    averaged = {}
    for name in gradients[0]:
        shares = [share[name] * (count / total) for share, count in zip(gradients, tokens, strict=True)]
        averaged[name] = sum(shares[1:], start=shares[0])
    return averaged


def ring_all_reduce(tables: Sequence[Tensor]) -> tuple[list[Tensor], list[int]]:
    """Add up one tensor of each worker such that all workers have the sum, while each sends to its neighbour only.

    Each tensor is cut into as many pieces as there are workers, and all pieces go around the ring at the same time: in
    the first round they are added up, in the second the sums are passed on (Patarasuk & Yuan 2009, Bandwidth optimal
    all-reduce algorithms for clusters of workstations).
    tables: for each worker a tensor (length,)   ->   the tensor that each worker has at the end, and how many numbers
    each has sent

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


@earlier_names(bend="activation")
def split_feed_forward(x: Tensor, first: Tensor, second: Tensor, activation: Callable[[Tensor], Tensor], workers: int
                       ) -> list[Tensor]:
    """What each of several workers that share a feed-forward layer writes; the sum is activation(x @ first) @ second.

    x: (..., width)   first: (width, hidden), cut by columns   second: (hidden, out), cut by rows
    activation: the activation function, of each number alone   workers: a divisor of hidden   ->   tensors (..., out)
    Raises ValueError where the hidden neurons cannot be divided evenly.
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
        neurons = activation(x @ first[:, start:start + size])    # (..., hidden / workers)
        written.append(neurons @ second[start:start + size])    # (..., out)
    return written


@dataclass(frozen=True)
class Task:
    """One piece of work for one stage of a pipeline: a micro-batch, forward or backward, from start to end."""

    stage: int
    micro_batch: int
    backward: bool
    start: float
    end: float


def pipeline_schedule(stages: int, micro_batches: int, forward: float = 1, backward: float = 2) -> list[Task]:
    """What each stage of a pipeline does when, if every stage starts as soon as it can.

    forward, backward: how long one micro-batch takes in one stage, in any unit
    All micro-batches go forward through all stages, then backward, the last one first. Backward takes twice as long, as
    in lesson 06. (Pipeline parallelism: Huang et al. 2018, GPipe, arXiv:1811.06965, figure 2)

    >>> [(task.stage, task.start, task.end) for task in pipeline_schedule(2, 1)]
    [(0, 0, 1), (1, 1, 2), (1, 2, 4), (0, 4, 6)]
    """
    tasks: list[Task] = []
    free: list[float] = [0] * stages    # when each stage is free again
    for backwards in (False, True):
        order = range(micro_batches)
        for micro_batch in reversed(order) if backwards else order:
            ready: float = 0    # when the neighbour has passed it on
            for stage in reversed(range(stages)) if backwards else range(stages):
                start = max(ready, free[stage])
                ready = free[stage] = start + (backward if backwards else forward)
                tasks.append(Task(stage, micro_batch, backwards, start, ready))
    return tasks


def idle_fraction(tasks: Sequence[Task]) -> float:
    """The share of all stages' time, from the start to the last end, in which they do nothing.

    >>> idle_fraction(pipeline_schedule(2, 1))
    0.5
    """
    finish = max(task.end for task in tasks)
    stages = len({task.stage for task in tasks})
    return 1 - sum(task.end - task.start for task in tasks) / (stages * finish)


def bubble_fraction(stages: int, micro_batches: int) -> float:
    """`idle_fraction` by a formula, without the schedule (arXiv:1811.06965, section 2.3).

    >>> bubble_fraction(4, 1), bubble_fraction(4, 9)
    (0.75, 0.25)
    """
    return (stages - 1) / (micro_batches + stages - 1)


def zero_bytes(parameters: float, gpus: int, stage: int, weights: float = 2, gradients: float = 2,
               optimiser: float = 12) -> float:
    """The bytes that each GPU keeps between two steps with ZeRO, when `gpus` of them train one model.

    stage: 0 nothing is sharded, 1 the optimiser state is, 2 gradients, too, 3 weights, too
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


idle_share, bubble = idle_fraction, bubble_fraction    # earlier names, which your notebooks may hold
