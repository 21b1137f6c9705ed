"""The simulated queue: by hand on few requests, and against what queueing theory knows."""

import random

import pytest

from llm_edu.serving.queue import interpolated, poisson_arrivals, simulate, static_batch, waiting_times


def second(rows):
    return 1.0


def test_static_and_continuous_batches_by_hand():
    arrivals, tokens = [0, 0, 0.5, 0.5], [1, 4, 1, 2]
    continuous = simulate(arrivals, tokens, second, places=2)
    assert [(visit.began, visit.ended) for visit in continuous] == [(0, 1), (0, 4), (1, 2), (2, 4)]
    static = simulate(arrivals, tokens, second, places=2, choose=static_batch)
    assert [(visit.began, visit.ended) for visit in static] == [(0, 4), (0, 4), (4, 6), (4, 6)]
    assert [visit.wait for visit in continuous] == [0, 0, 0.5, 1.5] and static[3].total == 5.5


def test_one_place_is_lindleys_queue():
    rng = random.Random(0)
    arrivals = sorted(rng.randrange(50) for _ in range(30))
    tokens = [rng.randrange(1, 5) for _ in arrivals]
    waits = waiting_times(arrivals, tokens)
    for choose in ({}, {"choose": static_batch}):
        assert [visit.wait for visit in simulate(arrivals, tokens, second, places=1, **choose)] == waits
    assert waiting_times([], []) == []


def test_waits_are_those_of_theory():
    """M/M/1 with load 0.7: a mean wait of 0.7 / (1 - 0.7) mean services; and Little's law."""
    rng = random.Random(1)
    arrivals, services = poisson_arrivals(0.7, 200_000, seed=0), [rng.expovariate(1) for _ in range(200_000)]
    waits = waiting_times(arrivals, services)
    assert sum(waits) / len(waits) == pytest.approx(0.7 / 0.3, rel=0.05)
    visits = simulate(arrivals[:2000], [3] * 2000, lambda rows: 0.2 + 0.05 * rows, places=8)
    span = max(visit.ended for visit in visits)
    inside = sum(visit.total for visit in visits) / span    # seconds spent by all, a second: the mean number inside
    mean = sum(visit.total for visit in visits) / len(visits)
    assert inside == pytest.approx(len(visits) / span * mean)


@pytest.mark.parametrize("choose, message", [
    (lambda running, waiting, places, room: [], "none of them is chosen"),
    (lambda running, waiting, places, room: [*running, *waiting], "have finished"),
])
def test_a_scheduler_that_gets_nowhere_is_told(choose, message):
    with pytest.raises(ValueError, match=message):
        simulate([0], [1], second, choose=choose)


def test_seconds_between_those_measured():
    between = interpolated({2: 1.0, 4: 3.0})
    assert [between(rows) for rows in (1, 2, 3, 4, 9)] == [1.0, 1.0, 2.0, 3.0, 3.0]
