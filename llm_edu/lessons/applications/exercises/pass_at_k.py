"""``pass_at_k``: how probable it is that one of k tries is right."""

import math

from llm_edu.applications import humaneval
from llm_edu.course.checks.exercise import Exercise, case


def _with_choices(tries, right, k):
    return 1 - math.comb(tries - right, k) / math.comb(tries, k)


def _random_tries(rng):
    tries = rng.randrange(1, 30)
    return tries, rng.randrange(tries + 1), rng.randrange(1, tries + 1)


exercise = Exercise(
    reference=humaneval.pass_at_k,
    cases=[
        case(1, 0, 1), case(1, 1, 1), case(2, 1, 1), case(2, 1, 2), case(3, 1, 2), case(3, 2, 2), case(4, 2, 2),
        case(5, 0, 3), case(5, 5, 3), case(5, 5, 5), case(5, 0, 5), case(5, 1, 5), case(5, 3, 3), case(5, 2, 3),
        case(5, 3, 2), case(10, 3, 1), case(10, 3, 5), case(10, 3, 8), case(10, 3, 7), case(10, 1, 10), case(10, 9, 2),
        case(10, 7, 4), case(6, 3, 2), case(8, 2, 4), case(200, 12, 100), case(200, 1, 1), case(1000, 500, 3),
        case(200, 200, 1), case(7, 4, 3),
    ],
    random_case=_random_tries,
    random_cases=40,
    valid=lambda tries, right, k: 1 <= k <= tries and 0 <= right <= tries,
    tensor_numbers=False,
    hints=(
        "How many ways are there to draw k of all tries? And in how many of them is every one wrong?",
        "ways to draw k of the wrong ones = math.comb(tries − right, k), which is 0 if there are too few\nways to "
        "draw k "
        "of all = math.comb(tries, k)\nthe first / the second is the chance that none is right",
    ),
    compare="close",
)


exercise.mistake("Each time you draw from all tries, as if what was drawn were put back. Each try is drawn at most "
                 "once.",
                 lambda tries, right, k: 1 - (1 - right / tries) ** k)
exercise.mistake("That is the chance that none of the k is right. Asked for is that at least one is.",
                 lambda tries, right, k: 1 - _with_choices(tries, right, k))
exercise.mistake("That is the share of tries that are right, whatever k is.", lambda tries, right, k: right / tries)
exercise.mistake("That is the chance that all k are right. One is enough.",
                 lambda tries, right, k: math.comb(right, k) / math.comb(tries, k))
exercise.mistake("You count the ways to draw right tries. Count those to draw wrong ones only, of which there are "
                 "tries − right.",
                 lambda tries, right, k: 1 - math.comb(right, k) / math.comb(tries, k))
exercise.mistake("That is the chance of exactly one right try among the k. At least one is asked for.",
                 lambda tries, right, k: right * math.comb(tries - right, k - 1) / math.comb(tries, k))
exercise.mistake("k times the share of right tries counts ways twice that have two right ones in them, and may exceed "
                 "1.",
                 lambda tries, right, k: k * right / tries)
exercise.mistake("k times the share of right tries, cut at 1: that counts ways twice that have two right ones in them.",
                 lambda tries, right, k: min(1.0, k * right / tries))
exercise.mistake("You look at the first k tries only, as if all right ones came last. All choices of k are equally "
                 "probable.",
                 lambda tries, right, k: float(tries - right < k))
exercise.mistake("Yours is 1 as soon as any try is right, as if all were drawn. Only k of them are. (If you divide "
                 "with //, it rounds down to 0 or 1.)",
                 lambda tries, right, k: float(right > 0))
exercise.mistake("You count ordered draws above and choices below. Count both in the same way.",
                 lambda tries, right, k: 1 - math.perm(tries - right, k) / math.comb(tries, k))
exercise.mistake("You divide by how many ways there are to draw k of the right ones.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k) / max(1, math.comb(right, k)))
exercise.mistake("Above and below are exchanged.",
                 lambda tries, right, k: 1 - math.comb(tries, k) / max(1, math.comb(tries - right, k)))
exercise.mistake("That is a percentage. Asked for is a number from 0 to 1.",
                 lambda tries, right, k: 100 * _with_choices(tries, right, k))
exercise.mistake("You round. Asked for is the probability as it is.",
                 lambda tries, right, k: round(_with_choices(tries, right, k), 2))
exercise.mistake("Where nothing is right, no k helps: the result is 0.",
                 lambda tries, right, k: _with_choices(tries, right, k) if right else 1.0)
exercise.mistake("Where fewer than k are wrong, one of the k has to be right: the result is 1.",
                 lambda tries, right, k: _with_choices(tries, right, k) if tries - right >= k else 0.0)
exercise.mistake("Where exactly k are wrong, these k may be drawn. Only where fewer are wrong, the result is 1 for "
                 "sure.",
                 lambda tries, right, k: _with_choices(tries, right, k) if tries - right > k else 1.0)
exercise.mistake("That k or more are right does not mean that one of them is drawn. It is certain where fewer than k "
                 "are wrong.",
                 lambda tries, right, k: _with_choices(tries, right, k) if right < k else 1.0)
exercise.mistake("Where fewer than k are wrong, wrong − k is below 0. One of the k has to be right then: the result "
                 "is 1.",
                 lambda tries, right, k: 1 - math.factorial(tries - right) * math.factorial(tries - k)
                 / (math.factorial(tries - right - k) * math.factorial(tries)), error="factorial.*negative")
exercise.mistake("You draw k − 1 of the tries. k are drawn.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k - 1) / math.comb(tries, k - 1))
exercise.mistake("You draw k + 1 of the tries. k are drawn.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k + 1) / math.comb(tries, k + 1)
                 if k < tries else float(right > 0))
exercise.mistake("The number of wrong tries is tries − right.",
                 lambda tries, right, k: 1 - math.comb(tries, k) / math.comb(tries + right, k))
exercise.mistake("All ways to draw k of the tries stand below, not tries to the power of k.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k) / tries ** k)
exercise.mistake("Among the wrong ones each draw leaves one fewer: multiply (wrong − drawn) / (tries − drawn).",
                 lambda tries, right, k: 1 - math.prod((tries - right) / (tries - drawn) for drawn in range(k)))
exercise.mistake("Among all tries each draw leaves one fewer: multiply (wrong − drawn) / (tries − drawn).",
                 lambda tries, right, k: 1 - math.prod(max(0, tries - right - drawn) / tries for drawn in range(k)))
