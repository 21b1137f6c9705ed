"""``next_batch``: which requests the next step decodes."""

from typing import NamedTuple

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.serving import batching


class Request(NamedTuple):
    """A request as the exercise sees it; the name tells equal ones apart."""

    name: str
    tokens: int
    finished: bool = False


def _reference(running, waiting, places, room):
    return batching.next_batch(running, waiting, places, room)


def _scheduler(stays=lambda request: not request.finished, needed=lambda batch: len(batch) * max(
        request.tokens for request in batch), fits=lambda count, places: count <= places,
        holds=lambda tokens, room: tokens <= room, skips=False, order=lambda waiting: waiting,
        told=lambda batch, old: batch):
    """A next_batch with one thing wrong."""
    def next_batch(running, waiting, places, room):
        old = [request for request in running if stays(request)]
        batch = list(old)
        for request in order(waiting):
            joined = [*batch, request]
            if fits(len(joined), places) and holds(needed(joined), room):
                batch = joined
            elif not skips:
                break
        return told(batch, old)
    return next_batch


def _all_or_nothing(running, waiting, places, room):
    return list(running) if any(not request.finished for request in running) else _reference([], waiting, places, room)


def _one_joins(running, waiting, places, room):
    return _reference(running, waiting[:1], places, room)


def _counts_who_has_left(running, waiting, places, room):
    stay = [request for request in running if not request.finished]
    return _reference(stay, waiting, places - (len(running) - len(stay)), room)


def _longest_of_those_waiting(running, waiting, places, room):
    batch = [request for request in running if not request.finished]
    for request in waiting:
        if len(batch) == places or (len(batch) + 1) * request.tokens > room:
            break
        batch.append(request)
    return batch


def _longest_that_runs(running, waiting, places, room):
    batch = [request for request in running if not request.finished]
    for request in waiting:
        if len(batch) == places or batch and (len(batch) + 1) * max(each.tokens for each in batch) > room:
            break
        batch.append(request)
    return batch


def _longest_with_finished(running, waiting, places, room):
    longest = max([request.tokens for request in running], default=0)
    batch = [request for request in running if not request.finished]
    for request in waiting:
        longest = max(longest, request.tokens)
        if len(batch) == places or (len(batch) + 1) * longest > room:
            break
        batch.append(request)
    return batch


A, B, C, D = Request("a", 10), Request("b", 20), Request("c", 40), Request("d", 10)
DONE, LONG = Request("done", 90, True), Request("long", 60)


def _random_requests(rng):
    requests = [Request(f"{number}", rng.choice([5, 10, 20, 40]), rng.random() < 0.3)
                for number in range(rng.randrange(9))]
    cut = rng.randrange(len(requests) + 1)
    running, waiting = requests[:cut], [request._replace(finished=False) for request in requests[cut:]]
    places = max(len(running), rng.randrange(1, 7))
    most = len(running) * max([request.tokens for request in running], default=0)
    return running, waiting, places, max(most, rng.choice([40, 80, 160, 10**6]))


exercise = Exercise(
    reference=_reference,
    names=("running", "waiting", "places", "room"),
    cases=[
        case([], [], 4, 100), case([], [A], 4, 100), case([A], [], 4, 100), case([DONE], [], 4, 100),
        case([A], [B, C], 2, 1000), case([DONE, A], [B, C], 2, 1000), case([A, DONE], [B, C], 3, 1000),
        case([A, B], [C, D], 2, 1000), case([], [A, B, C, D], 3, 1000), case([A], [LONG, B], 4, 100),
        case([A], [C, B], 4, 80), case([A, B], [C, D], 4, 79), case([C], [A, B, D], 9, 120), case([A], [LONG], 4, 119),
        case([DONE], [C, A], 1, 40), case([DONE, B], [LONG, A], 2, 120), case([], [LONG, A], 4, 59),
        case([A], [LONG], 4, 50), case([A, D], [B], 3, 60), case([B], [A, C], 3, 60), case([B], [A, C], 3, 119),
    ],
    random_case=_random_requests,
    random_cases=60,
    valid=lambda running, waiting, places, room: not any(request.finished for request in waiting),
    hints=(
        "Begin with a list of those that stay. Then look at the waiting requests in their order: what would the batch "
        "be with this one, and does it still fit?",
        "batch = those of running that have not finished\nfor each waiting request:\n    joined = batch and this "
        "request\n    stop if joined is longer than places,\n        or its length times its longest tokens is more "
        "than room\n    batch = joined",
    ),
)

exercise.mistake("Requests that have finished are still in your batch. They leave before anybody joins.",
                 _scheduler(stays=lambda request: True))
exercise.mistake("You keep those that have finished, and drop the others.",
                 _scheduler(stays=lambda request: request.finished))
exercise.mistake("That is a static batch: you wait until all have finished. Let waiting requests join at every step.",
                 _all_or_nothing)
exercise.mistake("Only one request joins in your step. Go on while there are places and room.", _one_joins)
exercise.mistake("A request overtakes one that does not fit. Stop at the first that cannot join, or a long one waits "
                 "for ever.", _scheduler(skips=True))
exercise.mistake("Your batch has more requests than places.", _scheduler(fits=lambda count, places: True))
exercise.mistake("Your batch may have one request more than there are places.",
                 _scheduler(fits=lambda count, places: count <= places + 1))
exercise.mistake("You leave the last place free. A batch may have as many requests as places.",
                 _scheduler(fits=lambda count, places: count < places))
exercise.mistake("Your batch does not look at the room.", _scheduler(holds=lambda tokens, room: True))
exercise.mistake("You add up the tokens. The cache is a rectangle: the number of requests times the longest of them.",
                 _scheduler(needed=lambda batch: sum(request.tokens for request in batch)))
exercise.mistake("You take the tokens of the longest request, but not how many rows there are of them.",
                 _scheduler(needed=lambda batch: max(request.tokens for request in batch)))
exercise.mistake("You multiply by the shortest request. Each row of the cache is as long as the longest one.",
                 _scheduler(needed=lambda batch: len(batch) * min(request.tokens for request in batch)))
exercise.mistake("A rectangle that fills the room exactly still fits.",
                 _scheduler(holds=lambda tokens, room: tokens < room))
exercise.mistake("The rectangle is as long as the longest request of all, including those that already run.",
                 _longest_of_those_waiting)
exercise.mistake("The request that joins may be the longest one: the rectangle grows with it.", _longest_that_runs)
exercise.mistake("The last to arrive joins first in your batch.", _scheduler(order=lambda waiting: waiting[::-1]))
exercise.mistake("The shortest joins first in your batch. Keep the order in which they wait.",
                 _scheduler(order=lambda waiting: sorted(waiting, key=lambda request: request.tokens)))
exercise.mistake("You return only those that join. The step decodes those that stay, too.",
                 _scheduler(told=lambda batch, old: batch[len(old):]))
exercise.mistake("Those that join come first in your list. Put those that stay first.",
                 _scheduler(told=lambda batch, old: batch[len(old):] + old))
exercise.mistake("A request that leaves still takes its place in your count.", _counts_who_has_left)
exercise.mistake("A request that has finished still makes your rectangle longer. Only the batch counts.",
                 _longest_with_finished)
