"""A queue in front of a model, simulated: how long requests wait, by how many come and how they are batched.

Each step costs what it costs on a real machine (`step_seconds`), and the model is left out: a request is the number of
tokens that it needs.

Sources: Erlang 1909 (waiting for a telephone line); Lindley 1952, The theory of queues with a single server (the waits
of `waiting_times`); Little 1961, A proof for the queuing formula L = λW.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, Protocol

from llm_edu.serving.batching import next_batch


def waiting_times(arrivals: Sequence[float], seconds: Sequence[float]) -> list[float]:
    """How long each request waits if they are answered one after the other, the first to arrive first.

    arrivals: when each arrives, in order   seconds: how long its answer takes once it has begun   (Lindley 1952)

    >>> waiting_times([0, 1, 10], [4, 2, 1])    # the second waits until 4
    [0, 3, 0]
    """
    waits, free = [], -inf    # when the answer before is complete
    for arrived, needed in zip(arrivals, seconds, strict=True):
        begins = max(arrived, free)
        waits.append(begins - arrived)
        free = begins + needed
    return waits


@dataclass(eq=False)
class Visit:
    """A simulated request. left: the tokens that it still needs   arrived, began, ended: in seconds"""

    arrived: float
    tokens: int
    left: int
    began: float = inf
    ended: float = inf

    @property
    def finished(self) -> bool:
        """Whether it has all its tokens."""
        return self.left == 0

    @property
    def wait(self) -> float:
        """Seconds until its first step."""
        return self.began - self.arrived

    @property
    def total(self) -> float:
        """Seconds until its answer is complete."""
        return self.ended - self.arrived


class Choose(Protocol):
    """Chooses the requests of the next step, as `next_batch` does."""

    def __call__(self, running: Sequence[Any], waiting: Sequence[Any], places: int, room: int) -> list[Any]: ...


def static_batch(running: Sequence[Visit], waiting: Sequence[Visit], places: int, room: int) -> list[Visit]:
    """As `next_batch`, for static batches: nobody joins or leaves before the longest request of the batch has ended."""
    if any(not visit.finished for visit in running):
        return list(running)
    return next_batch([], waiting, places, room)


def simulate(arrivals: Sequence[float], tokens: Sequence[int], step_seconds: Callable[[int], float], places: int = 16,
             choose: Choose = next_batch, room: int = 10**9) -> list[Visit]:
    """Serve requests in steps, each of which gives every running request a token; return a `Visit` for each.

    arrivals: when each arrives, in order   tokens: how many each needs   step_seconds(rows) -> seconds of a step
    choose: `next_batch`, `static_batch`, or your own. An answer is complete when its request leaves the batch.
    Raises ValueError for a `choose` that leaves requests waiting while nothing runs, or keeps those that have finished.
    """
    visits = [Visit(arrived, count, count) for arrived, count in zip(arrivals, tokens, strict=True)]
    now, coming = 0.0, visits[::-1]
    running: list[Visit] = []
    waiting: list[Visit] = []
    while coming or waiting or running:
        while coming and coming[-1].arrived <= now:
            waiting.append(coming.pop())
        batch = choose(running, waiting, places, room)
        for visit in running:
            if visit not in batch:
                visit.ended = now
        for visit in batch:
            if visit.began == inf:
                visit.began = now
                waiting.remove(visit)
        running = batch
        if running and all(visit.finished for visit in running):
            raise ValueError("`choose` keeps requests that have finished, so no step could do anything")
        if running:
            now += step_seconds(len(running))
            for visit in running:
                visit.left = max(0, visit.left - 1)
        elif waiting:
            raise ValueError("requests wait, and none of them is chosen although all places are free")
        elif coming:
            now = max(now, coming[-1].arrived)
    return visits


def poisson_arrivals(rate: float, count: int, seed: int = 0) -> list[float]:
    """Moments at which requests arrive that know nothing of each other, `rate` a second on average."""
    generator, now, moments = random.Random(seed), 0.0, []
    for _ in range(count):
        now += generator.expovariate(rate)
        moments.append(now)
    return moments


def interpolated(measured: Mapping[int, float]) -> Callable[[int], float]:
    """From the seconds of a step with some numbers of rows to those with any number, on straight lines between them.

    >>> interpolated({1: 1.0, 3: 2.0})(2)
    1.5
    """
    known = sorted(measured.items())

    def step_seconds(rows: int) -> float:
        below = [pair for pair in known if pair[0] <= rows] or known[:1]
        above = [pair for pair in known if pair[0] >= rows] or known[-1:]
        (low, one), (high, other) = below[-1], above[0]
        return one if low == high else one + (other - one) * (rows - low) / (high - low)

    return step_seconds
