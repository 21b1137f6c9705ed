"""How long things take, measured beside each other."""

import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def time_in_turn(steps: Mapping[Name, Callable[[], object]], rounds: int) -> dict[Name, list[float]]:
    """The seconds of each call of each step: {name: a list of `rounds` numbers}.

    steps: {name: a function without arguments}. They take turns, so that a busy moment of the machine does not slow
    only one of them. Compare the fastest calls, or the medians.
    """
    taken: dict[Name, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - began)
    return taken
