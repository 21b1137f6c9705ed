"""``exposure``: how much better than by guessing a model knows a planted secret."""

import math

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.grounding import memorisation


def _reference(losses, planted):
    return memorisation.exposure(losses, planted)


def _rank(losses, planted):
    return sum(loss <= losses[planted] for loss in losses)


def _exposure(rank=_rank, result=lambda count, rank: math.log2(count) - math.log2(rank)):
    """An exposure with one thing wrong."""
    def exposure(losses, planted):
        return result(len(losses), rank(losses, planted))
    return exposure


def _stable(losses, planted):
    return sorted(range(len(losses)), key=lambda number: losses[number]).index(planted) + 1


def _middle(losses, planted):
    below = sum(loss < losses[planted] for loss in losses)
    return (below + 1 + _rank(losses, planted)) / 2


def _random(rng):
    count = rng.choice([1, 2, 3, 5, 8, rng.randrange(2, 60)])
    digits = rng.choice([0, 1, 3])    # few digits: many ties
    return [round(rng.uniform(0.0, 9.0), digits) for _ in range(count)], rng.randrange(count)


exercise = Exercise(
    reference=_reference,
    cases=[
        case([2.5], 0), case([1.0, 2.0], 0), case([1.0, 2.0], 1), case([2.0, 1.0], 0), case([3.0, 0.5, 2.0, 4.0], 1),
        case([3.0, 0.5, 2.0, 4.0], 2), case([3.0, 0.5, 2.0, 4.0], 3), case([1.0, 1.0], 0), case([1.0, 1.0], 1),
        case([4.0, 2.0, 2.0, 2.0, 1.0], 1), case([4.0, 2.0, 2.0, 2.0, 1.0], 3), case([0.0] * 8, 0),
        case([0.0] * 8, 5), case([9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0], 0), case([30.0, 700.0, 900.0], 1),
        case([0.001, 0.002, 0.003], 0), case([5.0, 0.0, 3.0], 1),
        case([2.0004, 2.0001], 1),
    ],
    random_case=_random,
    random_cases=40,
    valid=lambda losses, planted: 0 <= planted < len(losses),
    hints=(
        "Count the alternatives whose loss is not above that of the planted one. What number do you get when its loss "
        "alone is the lowest?",
        "rank = how many of the losses are at most losses[planted], itself counted\n"
        "return base-2 logarithm of the number of losses − base-2 logarithm of rank",
    ),
    compare="close",
)

exercise.mistake("Your ranks begin at 0, which has no logarithm. The lowest loss has rank 1: count the planted one.",
                 _exposure(lambda losses, planted: sum(loss < losses[planted] for loss in losses)),
                 error="math domain error|expected a positive input")
exercise.mistake("Where losses are equal, you rank the planted one first. A model that finds all alternatives alike "
                 "would seem to know every secret. Those of the same loss come before the planted one.",
                 _exposure(lambda losses, planted: 1 + sum(loss < losses[planted] for loss in losses)))
exercise.mistake("Where losses are equal, your rank depends on the order in the list. Those of the same loss all come "
                 "before the planted one.", _exposure(_stable))
exercise.mistake("Where losses are equal, you take the middle of their ranks. Those of the same loss all come before "
                 "the planted one.", _exposure(_middle))
exercise.mistake("Losses that are almost equal count as equal in your code. Even one that is lower by only a "
                 "ten-thousandth is lower.",
                 _exposure(lambda losses, planted: _rank([round(loss, 3) for loss in losses], planted)))
exercise.mistake("You rank from the highest loss down. A model knows best what has the lowest loss.",
                 _exposure(lambda losses, planted: sum(loss >= losses[planted] for loss in losses)))
exercise.mistake("You take the place in the list as the rank. The rank is the place in the order of the losses.",
                 _exposure(lambda losses, planted: planted + 1))
exercise.mistake("That is the natural logarithm. Bits need the one with base 2: `math.log2`.",
                 _exposure(result=lambda count, rank: math.log(count) - math.log(rank)))
exercise.mistake("That logarithm has the base 10. Bits need the one with base 2: `math.log2`.",
                 _exposure(result=lambda count, rank: math.log10(count) - math.log10(rank)))
exercise.mistake("The sign is wrong: the exposure is greatest for rank 1, and 0 for the last rank.",
                 _exposure(result=lambda count, rank: math.log2(rank) - math.log2(count)))
exercise.mistake("You leave out the number of alternatives: rank 1 of 2 says little, rank 1 of 10,000 much.",
                 _exposure(result=lambda count, rank: -math.log2(rank)))
exercise.mistake("You divide one logarithm by the other. Subtract the second from the first.",
                 _exposure(result=lambda count, rank: math.log2(count) / math.log2(rank)), error="division by zero")
exercise.mistake("That is the ratio, without its logarithm.", _exposure(result=lambda count, rank: count / rank))
exercise.mistake("That is the rank. The exposure compares it with the number of alternatives, in bits.",
                 _exposure(result=lambda count, rank: rank))
exercise.mistake("You count the other alternatives only. The number of alternatives includes the planted one.",
                 _exposure(result=lambda count, rank: math.log2(count - 1) - math.log2(rank)),
                 error="math domain error|expected a positive input")
exercise.mistake("You round down to whole bits. Return the exposure as it is.",
                 _exposure(result=lambda count, rank: math.floor(math.log2(count) - math.log2(rank))))
exercise.mistake("That is the logarithm of the planted one's loss. The exposure uses only its rank.",
                 lambda losses, planted: math.log2(len(losses)) - math.log2(losses[planted]),
                 error="math domain error|expected a positive input")
