"""``permutation_p_value``: how often dealing the numbers out anew gives the first group at least so much."""

import itertools
import math
import random

from llm_edu.bias.association import ROUNDING, permutation_p_value
from llm_edu.course.checks.exercise import Exercise, case


def _reference(first, second):
    return permutation_p_value(first, second)


def _ways(first, second):
    return list(itertools.combinations([*first, *second], len(first)))


def _p(ways=_ways, far=sum, counts=lambda each, now: each >= now - ROUNDING,
       share=lambda many, ways: many / len(ways)):
    """A permutation_p_value with one thing wrong."""
    def permutation_p_value(first, second):
        found = ways(first, second)
        return share(sum(counts(far(chosen), far(first)) for chosen in found), found)
    return permutation_p_value


def _shuffled(first, second):
    numbers, draw = [*first, *second], random.Random(1)
    return [draw.sample(numbers, len(first)) for _ in range(1000)]


def _random_groups(rng):
    spread = rng.choice([2, 9, 100])
    return tuple([float(rng.randrange(spread)) for _ in range(rng.randrange(1, 5))] for _ in range(2))


exercise = Exercise(
    reference=_reference,
    names=("first", "second"),
    cases=[
        case([1.0], [0.0]), case([0.0], [1.0]), case([1.0], [1.0]), case([3.0, 4.0], [1.0, 2.0]),
        case([1.0, 2.0], [3.0, 4.0]), case([1.0, 4.0], [2.0, 3.0]), case([2.0, 2.0], [2.0, 2.0]),
        case([5.0, 1.0, 1.0], [1.0, 1.0]), case([9.0], [1.0, 2.0, 3.0]), case([1.0, 2.0, 3.0], [9.0]),
        case([0.1, 0.2, 0.3], [0.3, 0.2, 0.1]), case([1.0, 2.004], [2.0, 0.0]),
        case([0.1, 0.2], [0.3, 0.0, 1.0, 2.0, 3.0]),    # 0.1 + 0.2 is above 0.3, even when added up exactly
        case([-1.0, -2.0], [-3.0, -4.0]), case([-3.0, 1.0], [-1.0, 2.0, 0.0]),
        case([8.0, 7.0, 6.0, 5.0], [1.0, 2.0, 3.0, 4.0]), case([8.0, 7.0, 6.0, 1.0], [5.0, 2.0, 3.0, 4.0]),
    ],
    random_case=_random_groups,
    random_cases=30,
    valid=lambda first, second: len(first) >= 1 and len(second) >= 1,
    tensor_numbers=False,
    hints=(
        "Put all numbers into one list. Which groups of the same size as the first could you have dealt?",
        "numbers = first and second in one list\nfor each deal in itertools.combinations(numbers, size of "
        "first):\n    count the deal if its sum is at least the sum of first, minus 1e-9\ndeals counted / all deals",
    ),
    compare="close",
)

exercise.mistake("You count only larger sums. Count equal ones, too. At least one deal is equal: the groups as they "
                 "are now.", _p(counts=lambda each, now: each > now + ROUNDING))
exercise.mistake("You count the deals in which the first group gets less. Count those in which it gets at least as "
                 "much as now.",
                 _p(counts=lambda each, now: each <= now + ROUNDING))
exercise.mistake("You return 1 − p: you count the deals in which the first group gets less than now.",
                 _p(counts=lambda each, now: each < now - ROUNDING))
exercise.mistake("You return the number of such deals. Return their share of all deals.",
                 _p(share=lambda many, ways: many))
exercise.mistake("You do not count the groups as they are now. They are one of the deals, so p is never 0.",
                 _p(share=lambda many, ways: (many - 1) / len(ways)))
exercise.mistake("You leave out the groups as they are now, above and below the fraction bar. They are one of the "
                 "deals.",
                 _p(share=lambda many, ways: (many - 1) / max(len(ways) - 1, 1)))
exercise.mistake("You count differences to either side. Here the question has one side: the first group gets at least "
                 "as much as now.",
                 lambda first, second: _two_sided(first, second))
exercise.mistake("Your deals have the size of the second group. The first group keeps its size.",
                 _p(ways=lambda first, second: list(itertools.combinations([*first, *second], len(second)))))
exercise.mistake("You also count different orders within a group, and you let a number come twice (product). "
                 "combinations deals each number once.",
                 _p(ways=lambda first, second: list(itertools.product([*first, *second], repeat=len(first)))))
exercise.mistake("You let a number be dealt twice (combinations_with_replacement). Deal each number only once.",
                 _p(ways=lambda first, second: list(itertools.combinations_with_replacement([*first, *second],
                                                                                            len(first)))))
exercise.mistake("You make a set of the numbers, which merges equal ones. Keep them all.",
                 _p(ways=lambda first, second: list(itertools.combinations(sorted({*first, *second}),
                                                                           min(len(first), len({*first, *second}))))))
exercise.mistake("You draw deals at random. There are few enough to count them all, and then the result is exact.",
                 _p(ways=_shuffled))
exercise.mistake("You compare the largest number of each deal. Compare the sums.", _p(far=max))
exercise.mistake("You round p. Return it as it is.",
                 _p(share=lambda many, ways: round(many / len(ways), 2)))
exercise.mistake("Sums such as 0.1 + 0.2 + 0.3 differ in their last bits, depending on the order. So the statement "
                 "says: at least the sum of first, minus 1e-9.", _p(counts=lambda each, now: each >= now))
exercise.mistake("fsum adds up exactly, but it adds rounded numbers: 0.1 + 0.2 is still more than 0.3. So the "
                 "statement says: at least the sum of first, minus 1e-9.",
                 _p(far=math.fsum, counts=lambda each, now: each >= now))


def _two_sided(first, second):
    numbers = [*first, *second]
    mean = sum(numbers) / len(numbers) * len(first)
    ways = _ways(first, second)
    return sum(abs(sum(each) - mean) >= abs(sum(first) - mean) - ROUNDING for each in ways) / len(ways)
