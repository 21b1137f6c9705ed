"""The roofline: the highest speed that a processor can reach, by how much it computes with each byte that it reads.

Two numbers describe the processor: how many bytes it reads from memory in a second (its bandwidth), and how many
operations it does in a second. Work takes at least as long as the slower of the two needs for it. Plotted over the
operations per byte, the work's **arithmetic intensity**, this bound is a roof: a slope where the processor waits for
memory, and a flat part where it computes (Williams, Waterman and Patterson 2009, Roofline: an insightful visual
performance model for multicore architectures, Communications of the ACM 52(4)).

Below the roof they draw *ceilings*: the speed of a program that is not perfect. Here the ceiling is the speed of this
build of PyTorch with as many rows at once as decoding has, called in the way that decoding does (`decoding.fast`).

>>> decoding_intensity(batch=16, bytes_per_parameter=4)
8.0
>>> attainable(8.0, bandwidth=10e9, operations_per_second=100e9)    # it waits for memory
80000000000.0
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from llm_edu.decoding import Greedy, generate
from llm_edu.decoding.fast import PATIENCE, by_onednn, pack, plan_for
from llm_edu.timing import time_in_turn
from llm_edu.transformer import Transformer

OPERATIONS = 2    # a multiplication and an addition, for each parameter and token
BATCHES = (1, 4, 16, 64)
SHAPES = ((960, 576), (576, 576), (3072, 576), (576, 1536))    # the matrices of a block of SmolLM2
COPIES = 18    # so many blocks are 255 MB: more than caches hold, as a model is
SQUARE = 1024    # rows and columns of the product that is to be limited by arithmetic alone
ROUNDS = 7    # of each measurement; the fastest counts
SECONDS = 4.0    # no new round is begun after that, however slow the processor, or busy
PROMPT = 2    # tokens in each text before decoding is timed
TIMED = 8    # steps of decoding that are timed; the fastest counts


def decoding_intensity(batch: int, bytes_per_parameter: float = 4) -> float:
    """Operations for each byte of weights that is read, when `batch` texts get their next token together."""
    return OPERATIONS * batch / bytes_per_parameter


def attainable(intensity: float, bandwidth: float, operations_per_second: float) -> float:
    """The roof: the most operations a second. intensity: operations per byte   bandwidth: bytes a second"""
    return min(intensity * bandwidth, operations_per_second)


def tokens_per_second(batch: int, parameters: float, bytes_per_parameter: float, bandwidth: float,
                      operations_per_second: float, cache_bytes: float = 0) -> float:
    """The most tokens a second that decoding can write, for all texts of the batch together.

    Each step gives each text one token. It reads every parameter once, and the keys and values of each text
    (`cache_bytes` for one text); it does 2 operations for each parameter and text. The slower of the two decides.
    (Attention's operations are left out: 4 · heads · head_dim · layers for each token of the context, lesson 05.)

    >>> round(tokens_per_second(1, 134_515_008, 4, bandwidth=10e9, operations_per_second=100e9), 1)
    18.6
    """
    fetching = (parameters * bytes_per_parameter + batch * cache_bytes) / bandwidth
    computing = OPERATIONS * parameters * batch / operations_per_second
    return batch / max(fetching, computing)


@dataclass(frozen=True)
class Processor:
    """The measured speed of this machine's processor.

    threads: the number that PyTorch uses   bandwidth: bytes a second that products with a single row read
    operations_per_second: in a product of two large matrices
    ceiling: {number of rows: operations a second of products with so many rows}
    """

    threads: int
    bandwidth: float
    operations_per_second: float
    ceiling: dict[int, float]

    @property
    def ridge(self) -> float:
        """The intensity, in operations per byte, above which decoding is compute-bound."""
        return self.operations_per_second / self.bandwidth

    def reached(self, batch: int, parameters: float) -> float:
        """Tokens a second if decoding consisted of its matrix products only, at their ceiling for this batch.

        Raises KeyError for a batch that was not measured.
        """
        return self.ceiling[batch] / (OPERATIONS * parameters)


@torch.inference_mode()
def measure_processor(batches: Sequence[int] = BATCHES, copies: int = COPIES, square: int = SQUARE,
                      rounds: int = ROUNDS) -> Processor:
    """Measure the bandwidth, the operations a second, and the ceiling of this processor; about 2 s on two cores.

    It uses as many threads as PyTorch does. Bandwidth is measured by the work of decoding: many matrices, each read
    once and multiplied with one row. (Copying a large tensor also writes, and a sum may be bound by its additions; both
    show a lower bandwidth than products reach.)
    """
    weights = [torch.ones(shape) for _ in range(copies) for shape in SHAPES]
    numbers = sum(weight.numel() for weight in weights)
    table = torch.ones(square, square)
    steps = {rows: products(rows, weights) for rows in {1, *batches}} | {"square": partial(torch.mm, table, table)}
    seconds = fastest(steps, rounds)
    speed = {rows: OPERATIONS * numbers * rows / seconds[rows] for rows in sorted({1, *batches})}
    return Processor(torch.get_num_threads(), bandwidth=numbers * weights[0].itemsize / seconds[1],
                     operations_per_second=max(OPERATIONS * square**3 / seconds["square"], *speed.values()),
                     ceiling=speed)


def fastest(steps: dict, rounds: int, limit: float = SECONDS) -> dict:
    """The seconds of each step's fastest call, the steps taken in turn: one round at least, and none begun too late."""
    began = time.perf_counter()
    found: list[dict] = []
    while len(found) < rounds and (not found or time.perf_counter() - began < limit):
        found.append(time_in_turn(steps, 1))
    return {name: min(taken[name][0] for taken in found) for name in steps}


def products(rows: int, weights: list[Tensor]) -> Callable[[], None]:
    """A function that multiplies each matrix with `rows` rows, in the way that decoding does."""
    plan = plan_for(rows, torch.get_num_threads())
    multiply, matrices = (by_onednn, [pack(weight) for weight in weights]) if plan.pack else (plan.way, weights)
    inputs = [torch.ones(rows, weight.shape[1]) for weight in weights]

    def run():
        for each, matrix in zip(inputs, matrices):
            multiply(each, matrix)
    return run


class Timed(Greedy):
    """Greedy, which notes when it is asked: from one time to the next the model makes a step.

    stop: an id that it says to all rows when it has been asked `enough` times, and longer than `limit` seconds
    """

    asked: list[float]
    stop: int
    enough: int
    limit: float

    def __init__(self, stop: int, enough: int, limit: float):
        self.__dict__.update(asked=[], stop=stop, enough=enough, limit=limit)    # Greedy is frozen

    def choose(self, logits, generator=None, written=None):
        self.asked.append(time.perf_counter())
        if len(self.asked) >= self.enough and self.asked[-1] - self.asked[0] > self.limit:
            return torch.full(logits.shape[:1], self.stop)
        return super().choose(logits)


def measure_decoding(model: Transformer, batch: int, timed: int = TIMED, limit: float = SECONDS) -> float:
    """Tokens a second that `generate` writes for `batch` texts at once, by the fastest of its last steps.

    The first steps do not count: they read the prompts, and may pack matrices. At least one step is timed, at most
    `timed`, and no step begins after `limit` seconds.
    """
    vocabulary = model.config.vocab_size
    ids = torch.randint(vocabulary, (batch, PROMPT), generator=torch.Generator().manual_seed(0))
    settling = PATIENCE + 1 if plan_for(batch, torch.get_num_threads()).pack else 2
    watch = Timed(vocabulary, settling + 1, limit)    # no model says an id outside its vocabulary by itself
    generate(model, ids, watch, max_new_tokens=settling + timed, stop=[vocabulary])
    steps = [after - before for before, after in zip(watch.asked, watch.asked[1:])]
    return batch / min(steps[settling - 1:])
