"""The axis of a chart: from where to where it runs, and what is written beside it."""

import math
from collections.abc import Sequence

MOST_STEPS = 5
SMALLEST = 1e-300    # of a room: a tenth of a smaller one may be 0, of which there is no logarithm


def axis_of(values: Sequence[float]) -> dict:
    """{low, high, ticks: [[value, its text], …]}: even steps around these values, from 0 where that wastes no room.

    >>> axis_of([0.6, 11.5, 3])["ticks"]
    [[0.0, '0'], [5.0, '5'], [10.0, '10'], [15.0, '15']]
    >>> axis_of([3.1, 3.9])["ticks"]
    [[3.0, '3'], [3.2, '3.2'], [3.4, '3.4'], [3.6, '3.6'], [3.8, '3.8'], [4.0, '4']]
    """
    low, high = min(values), max(values)
    low, high = 0.0 if 0 < low < high / 2 else low, 0.0 if low / 2 < high < 0 else high
    room = next(room for room in (high - low, abs(high), 1.0) if room >= SMALLEST)
    step = next(step for step in round_numbers(room / 10) if room / step <= MOST_STEPS)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = [float(f"{number * step:.12g}") for number in range(first, max(last, first + 1) + 1)]
    return {"low": ticks[0], "high": ticks[-1],
            "ticks": [[tick, f"{tick:,.10g}".replace("-", "−")] for tick in ticks]}


def round_numbers(least: float):
    """…, 0.1, 0.2, 0.5, 1, 2, … without an end, from below `least` on."""
    power = math.floor(math.log10(least))
    while True:
        yield from (float(f"{digit}e{power}") for digit in (1, 2, 5))
        power += 1
