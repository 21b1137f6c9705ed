"""``lost_kinds``: which kinds have disappeared for good, and in which generation."""

from llm_edu.compression import generations
from llm_edu.course.checks.exercise import Exercise, case


def _reference(counts):
    return generations.lost_kinds(counts)


def _lost(since, kinds=lambda counts: counts[0]):
    """Losses with one thing wrong. since: the counts of one kind by generation -> a number, or None"""
    def lost_kinds(counts):
        found = {kind: since([each.get(kind, 0) for each in counts]) for kind in kinds(counts)}
        return {kind: number for kind, number in found.items() if number is not None}
    return lost_kinds


def _right(numbers):
    present = [place for place, number in enumerate(numbers) if number]
    return present[-1] + 1 if present and present[-1] + 1 < len(numbers) else None


def _first_absence(numbers):
    return next((place for place, number in enumerate(numbers) if place and not number), None) if numbers[0] else None


def _last_seen(numbers):
    found = _right(numbers)
    return None if found is None else found - 1


def _last_absence(numbers):
    return None if _right(numbers) is None else len(numbers) - 1


def _never_there(numbers):
    return 0 if not any(numbers) else _right(numbers)


def _all_kept(numbers):
    found = _right(numbers)
    return len(numbers) if found is None else found


def _random(rng):
    kinds = "abcde"[:rng.choice([1, 2, 3, 5])]
    counts = [{kind: rng.choice([0, 0, 1, 7]) for kind in kinds} for _ in range(rng.choice([1, 2, 3, 6]))]
    return ([each if number == 0 else {kind: count for kind, count in each.items() if count or rng.random() < 0.5}
             for number, each in enumerate(counts)],)


exercise = Exercise(
    reference=_reference,
    cases=[
        case([{"a": 3}]), case([{"a": 3}, {"a": 0}]), case([{"a": 3}, {"a": 1}]), case([{"a": 3}, {}]),
        case([{"a": 9, "b": 2}, {"a": 11, "b": 0}, {"a": 11, "b": 1}]),
        case([{"a": 9, "b": 2}, {"a": 11}, {"a": 10, "b": 1}, {"a": 11}, {"a": 11}]),
        case([{"a": 9, "b": 2, "c": 1}, {"a": 10, "b": 2}, {"a": 12}, {"a": 12}]),
        case([{"a": 5}, {"a": 4, "b": 1}, {"a": 5}]), case([{"a": 5, "b": 0}, {"a": 5, "b": 0}]),
        case([{"a": 5, "b": 0}, {"a": 4, "b": 1}, {"a": 5}]), case([{}, {"a": 1}]), case([{"a": 1}, {}, {}]),
    ],
    random_case=_random,
    random_cases=40,
    valid=lambda counts: len(counts) > 0,
    hints=(
        "Go from the last generation backwards: how long has a kind been absent? A kind that is missing from a "
        "dictionary came 0 times.",
        "for each kind in counts[0]:\n    last = the last generation in which its count is above 0\n"
        "    if there is one, and it is not the last of all:\n        lost[kind] = last + 1",
    ),
)

exercise.mistake("A kind that comes back was not lost. You report the first generation without it; look for the first "
                 "generation of its final absence.", _lost(_first_absence))
exercise.mistake("You return the last generation that has the kind. It is lost from the next one on.",
                 _lost(_last_seen))
exercise.mistake("You return the last generation without the kind. Return the first of its final absence.",
                 _lost(_last_absence))
exercise.mistake("A kind that never came cannot be lost.", _lost(_never_there))
exercise.mistake("A kind that the last generation still has is not lost: leave it out.", _lost(_all_kept))
exercise.mistake("You also look at kinds that counts[0] does not name. Only its kinds can be lost.",
                 _lost(_right, kinds=lambda counts: {kind: None for each in counts for kind in each}))
exercise.mistake("A kind that is missing from a dictionary came 0 times: use `.get(kind, 0)`.",
                 lambda counts: _lost(lambda numbers: _right(numbers))(
                     [{kind: each[kind] for kind in counts[0]} for each in counts]), error="a|b|c|d|e")
exercise.mistake("You compare each generation with the one before it, so a kind that comes back is lost twice.",
                 lambda counts: {kind: number for number in range(1, len(counts)) for kind in counts[0]
                                 if counts[number - 1].get(kind, 0) and not counts[number].get(kind, 0)})
exercise.mistake("You compare only the first generation with the last. Say since which generation a kind is gone.",
                 _lost(lambda numbers: 1 if numbers[0] and not numbers[-1] else None))
exercise.mistake("You call a kind lost when it becomes rarer. It is lost when it never comes again.",
                 _lost(lambda numbers: next((place for place, number in enumerate(numbers) if number < numbers[0]),
                                            None)))
