"""``cohen_kappa``: how far two readers agree beyond what chance alone would give (Cohen 1960)."""

from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case


def _observed(first, second):
    return sum(one == other for one, other in zip(first, second)) / len(first)


def _by_chance(first, second):
    ours, theirs = Counter(first), Counter(second)
    return sum(ours[grade] * theirs[grade] for grade in ours) / len(first) ** 2


def _beyond(observed, chance):
    return (observed - chance) / (1 - chance)


def _reference(first, second):
    return _beyond(_observed(first, second), _by_chance(first, second))


exercise = Exercise(
    reference=_reference,
    names=("first", "second"),
    compare="close",
    cases=[
        case([2, 1], [2, 1]), case([2, 1], [1, 2]), case([2, 2, 1], [2, 1, 1]), case([2, 2], [1, 1]),
        case([2, 1, 0], [0, 2, 1]), case([2, 2, 1, 2, 2, 0, 2, 1], [2, 2, 1, 1, 2, 1, 2, 2]),
        case([2, 2, 2, 1], [2, 2, 2, 2]), case([0, 0, 0, 1], [0, 0, 1, 1]),
        case(["brakes", "wheels", "gears"], ["brakes", "gears", "gears"]), case([7, 40, 7, 7], [40, 40, 7, 7]),
        case([2] * 17 + [1] * 3, [2] * 16 + [1] * 4), case([2, 1, 2], [2.0, 1.0, 1]),
    ],
    random_case=lambda rng: tuple([rng.choice((0, 1, 2, 2)) for _ in range(8)] + [one] for one in (0, 2)),
    random_cases=20,
    valid=lambda first, second: len(first) == len(second) and len({*first, *second}) > 1,
    hints=(
        "You need two shares: of the items on which the readers agree, and of the agreement that chance would give. "
        "For the second: each grade's share for the first reader times its share for the second, all added.",
        "observed = share of positions where first and second are equal\nchance = 0\n"
        "for each different grade in first:\n    chance += its share in first * its share in second\n"
        "return (observed - chance) / (1 - chance)",
    ),
)

exercise.mistake("You return the observed agreement alone. Take off what chance would give.", _observed)
exercise.mistake("You return the agreement that chance would give. It is only one part of kappa.", _by_chance)
exercise.mistake("You subtract the chance agreement, but do not divide by 1 − chance: complete agreement must give 1.",
                 lambda first, second: _observed(first, second) - _by_chance(first, second))
exercise.mistake("You divide by the chance agreement. Divide by 1 − chance, what chance leaves to be gained.",
                 lambda first, second: (_observed(first, second) - _by_chance(first, second))
                 / _by_chance(first, second))


@exercise.mistake("In your comparison, 2 and 2.0 differ, but they are equal. Compare with ==, not `is` or texts.")
def _by_identity(first, second):
    return _beyond(sum(one is other for one, other in zip(first, second)) / len(first), _by_chance(first, second))


@exercise.mistake("You compare the grades as texts. As numbers, 2 and 2.0 are the same grade.")
def _as_texts(first, second):
    return _reference([*map(str, first)], [*map(str, second)])


@exercise.mistake("You take all grades as equally likely. Readers have habits: use each reader's own shares.")
def _equally_likely(first, second):
    return _beyond(_observed(first, second), 1 / len({*first, *second}))


@exercise.mistake("You use the first reader's shares for both readers. Multiply them by the second reader's.")
def _one_reader_twice(first, second):
    chance = _by_chance(first, first)
    return _beyond(_observed(first, second), chance) if chance < 1 else 0.0


@exercise.mistake("You put both readers' grades together before you take shares. Take each reader's own shares.")
def _pooled(first, second):
    together = Counter([*first, *second])
    chance = sum((count / (2 * len(first))) ** 2 for count in together.values())
    return _beyond(_observed(first, second), chance)


@exercise.mistake("You add a grade's product once for each time that it occurs. Add it once for each different grade.")
def _once_for_each_item(first, second):
    ours, theirs = Counter(first), Counter(second)
    chance = sum(ours[grade] * theirs[grade] for grade in first) / len(first) ** 2
    return _beyond(_observed(first, second), chance) if chance != 1 else 0.0


@exercise.mistake("You count only the grades 0, 1 and 2. A grade may be anything, even a word.")
def _fixed_grades(first, second):
    chance = sum(first.count(grade) * second.count(grade) for grade in (0, 1, 2)) / len(first) ** 2
    return _beyond(_observed(first, second), chance)


@exercise.mistake("You count grades one point apart as agreement. Here only equal grades count.")
def _one_apart(first, second):
    if any(isinstance(grade, str) for grade in first):
        return _reference(first, second)
    near = sum(abs(one - other) <= 1 for one, other in zip(first, second)) / len(first)
    return _beyond(near, _by_chance(first, second))


@exercise.mistake("You compare which grades occur, not who gave what to which item. Compare position by position.")
def _whatever_order(first, second):
    ours, theirs = Counter(first), Counter(second)
    return _beyond(sum((ours & theirs).values()) / len(first), _by_chance(first, second))


@exercise.mistake("You return a percentage. Kappa is 1, not 100, for complete agreement.")
def _percent(first, second):
    return 100 * _reference(first, second)


@exercise.mistake("You turn negative values into 0. Kappa is below 0 where readers agree less than by chance.")
def _never_negative(first, second):
    return max(0.0, _reference(first, second))
