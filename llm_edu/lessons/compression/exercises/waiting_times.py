"""``waiting_times``: how long requests wait that are answered one after the other."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.serving import queue


def _reference(arrivals, seconds):
    return queue.waiting_times(arrivals, seconds)


def _queue(begins=max, told=lambda begins, arrived, needed: begins - arrived):
    """A waiting_times with one thing wrong."""
    def waiting_times(arrivals, seconds):
        waits, end = [], arrivals[0] if arrivals else 0
        for arrived, needed in zip(arrivals, seconds):
            begin = begins(arrived, end)
            waits.append(told(begin, arrived, needed))
            end = begin + needed
        return waits
    return waiting_times


def _only_the_one_before(arrivals, seconds):
    ends = [arrived + needed for arrived, needed in zip(arrivals, seconds)]
    return [0.0 if number == 0 else max(0.0, ends[number - 1] - arrived) for number, arrived in enumerate(arrivals)]


def _all_before(arrivals, seconds):
    return [float(sum(seconds[:number])) for number in range(len(arrivals))]


def _never_idle(arrivals, seconds):
    return [max(0.0, (arrivals[0] if arrivals else 0) + sum(seconds[:number]) - arrived)
            for number, arrived in enumerate(arrivals)]


def _from_zero(arrivals, seconds):
    waits, end = [], 0.0
    for arrived, needed in zip(arrivals, seconds):
        waits.append(max(0.0, end - arrived))
        end += needed
    return waits


def _own_time(arrivals, seconds):
    waits, wait = [], 0.0
    for number, arrived in enumerate(arrivals):
        if number:
            wait = max(0.0, wait + seconds[number] - (arrived - arrivals[number - 1]))
        waits.append(wait)
    return waits


def _random_day(rng):
    count, now, arrivals = rng.randrange(8), float(rng.randrange(5)), []
    for _ in range(count):
        now += rng.choice([0, 0.5, 1, 4])
        arrivals.append(now)
    return arrivals, [rng.choice([0.5, 1, 2, 3.5]) for _ in range(count)]


exercise = Exercise(
    reference=_reference,
    names=("arrivals", "seconds"),
    cases=[
        case([], []), case([0.0], [3.0]), case([5.0], [3.0]), case([0.0, 1.0], [4.0, 1.0]),
        case([0.0, 9.0], [4.0, 1.0]),
        case([0.0, 4.0], [4.0, 1.0]), case([0.0, 1.0, 10.0], [4.0, 2.0, 1.0]), case([0.0, 0.0, 0.0], [1.0, 2.0, 3.0]),
        case([0.0, 1.0, 2.0, 3.0], [4.0, 4.0, 1.0, 1.0]), case([2.0, 3.0, 12.0, 12.5], [5.0, 1.0, 2.0, 2.0]),
        case([7.0, 8.0], [0.5, 0.5]), case([0.0, 1.0625], [4.0, 1.0]), case([1.0, 2.0, 3.0], [0.25, 3.0, 1.0]),
    ],
    random_case=_random_day,
    random_cases=40,
    valid=lambda arrivals, seconds: len(arrivals) == len(seconds) and list(arrivals) == sorted(arrivals),
    hints=(
        "When does the answer before a request end? If the request comes later than that, it does not wait.",
        "free = the beginning of time\nfor each request:\n    it begins at its arrival, or at free, whichever is "
        "later\n    its wait = its beginning - its arrival\n    free = its beginning + its seconds",
    ),
    compare="close",
)

exercise.mistake("You forget that the request before has waited, too: its answer ends later than its arrival plus its "
                 "seconds.", _only_the_one_before)
exercise.mistake("In your list, each request waits for all before it, although some had their answer long ago.",
                 _all_before)
exercise.mistake("Your server never rests. If nobody waits, time goes on until the next one arrives.", _never_idle)
exercise.mistake("The clock of your server stands still while nobody is there: the next answer ends too early.",
                 _from_zero)
exercise.mistake("Your waits are negative where the server is free. Then nobody waits: 0.",
                 _queue(begins=lambda arrived, end: end))
exercise.mistake("You count the time of the answer. The wait ends where the answer begins.",
                 _queue(told=lambda begins, arrived, needed: begins + needed - arrived))
exercise.mistake("That is when each answer begins. The wait is the time from the arrival to this moment.",
                 _queue(told=lambda begins, arrived, needed: begins))
exercise.mistake("You take the earlier of the two moments. An answer can begin only when both have come.",
                 _queue(begins=min))
exercise.mistake("Nobody waits in your list. While one request is answered, the next has to wait.",
                 lambda arrivals, seconds: [0.0] * len(arrivals))
exercise.mistake("You make a request wait for its own seconds. It waits for those of the request before.", _own_time)
