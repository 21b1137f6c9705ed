"""How long things take, measured beside each other."""

import time


def time_in_turn(steps, rounds):
    """The seconds of each call of each step, {name: a list of `rounds` numbers}.

    steps: {name: a function without arguments}. They take turns, so that a busy moment of the machine, which only adds,
    does not hit one of them alone: the fastest calls, or the medians, can be compared.
    """
    taken = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - began)
    return taken
