"""Learning-rate schedules, from the first step of a training run to the last.

Each function returns the multiplier of the learning rate, between 0 and 1, for step 0, 1, …, steps − 1; from then on
it keeps its final value.

Sources: Goyal et al. 2017, Accurate, Large Minibatch SGD, arXiv:1706.02677, section 2.2 (warm-up); Loshchilov & Hutter
2016, SGDR, arXiv:1608.03983 (cosine); Hägele et al. 2024, Scaling Laws and Compute-Optimal Training Beyond Fixed
Training Durations, arXiv:2405.18392 (trapezoid: warm up, stay, cool down).
"""

import math


def warm_up(step: int, warmup: int) -> float:
    """Rise linearly over the first `warmup` steps, then stay at 1.

    >>> [warm_up(step, 4) for step in range(6)]
    [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    """
    return min(1.0, (step + 1) / warmup) if warmup else 1.0


def cosine_schedule(step: int, steps: int, warmup: int = 0, final: float = 0.0) -> float:
    """Warm up, then fall along half a cosine wave to `final`, which it reaches after the last step, and stay there.

    step: from 0   warmup: steps   final: a multiplier   Raises ValueError for values that make no sense.

    >>> [round(cosine_schedule(step, 8, warmup=2), 2) for step in range(8)]
    [0.5, 1.0, 1.0, 0.93, 0.75, 0.5, 0.25, 0.07]
    """
    check_step(step, steps, warmup, final)
    if step < warmup:
        return warm_up(step, warmup)
    done = min(1.0, (step - warmup) / (steps - warmup))    # from 0 towards 1
    return final + (1 - final) * (1 + math.cos(math.pi * done)) / 2


def trapezoid_schedule(step: int, steps: int, warmup: int = 0, cooldown: float = 0.3, final: float = 0.0) -> float:
    """Warm up, stay at 1, and fall linearly to `final` over the last share `cooldown` of all steps.

    With cooldown=1.0 it falls from the start, as lesson 03's `fit` does. You can prolong a run that is still on the
    plateau without starting again; with a cosine you can't. Raises ValueError for values that make no sense.

    >>> [round(trapezoid_schedule(step, 8, warmup=2, cooldown=0.5), 2) for step in range(8)]
    [0.5, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25]
    """
    check_step(step, steps, warmup, final)
    if not 0 <= cooldown <= 1:
        raise ValueError(f"cooldown is a share of all steps, between 0 and 1, not {cooldown}")
    falling = cooldown * steps
    left = max(0, steps - step)    # 1 at the last step
    fall = 1.0 if left >= falling else final + (1 - final) * left / falling
    return min(warm_up(step, warmup), fall)


def check_step(step: int, steps: int, warmup: int, final: float) -> None:
    """Raise ValueError for values that make no sense. A step after the last one is allowed: you may prolong a run."""
    if step < 0 or steps < 1:
        raise ValueError(f"steps are counted from 0, and a training run has at least 1, not step {step} of {steps}")
    if not 0 <= warmup < steps:
        raise ValueError(f"warmup is a number of steps from 0 to {steps - 1}, not {warmup}")
    if not 0 <= final <= 1:
        raise ValueError(f"final is a multiplier of the learning rate, between 0 and 1, not {final}")
