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
        "How many ways are there to draw k of all tries? In how many of them is every try wrong?",
        "ways to draw k of the wrong ones = math.comb(tries − right, k), which is 0 if there are too few\nways to "
        "draw k of all = math.comb(tries, k)\nthe first / the second = the probability that none is right",
    ),
    compare="close",
)


exercise.mistake("You draw from all tries each time, as if each were put back. Each try is drawn at most once.",
                 lambda tries, right, k: 1 - (1 - right / tries) ** k)
exercise.mistake("That is the probability that none of the k is right. Return the probability that at least one is.",
                 lambda tries, right, k: 1 - _with_choices(tries, right, k))
exercise.mistake("That is the share of tries that are right, whatever k is.", lambda tries, right, k: right / tries)
exercise.mistake("That is the probability that all k are right. One is enough.",
                 lambda tries, right, k: math.comb(right, k) / math.comb(tries, k))
exercise.mistake("You count the ways to draw right tries. Count the ways to draw only wrong ones. There are tries − "
                 "right of them.",
                 lambda tries, right, k: 1 - math.comb(right, k) / math.comb(tries, k))
exercise.mistake("That is the probability that exactly one of the k is right. Return the probability of at least one.",
                 lambda tries, right, k: right * math.comb(tries - right, k - 1) / math.comb(tries, k))
exercise.mistake("k times the share of right tries counts some draws twice: those with two right tries. It may even "
                 "exceed 1.",
                 lambda tries, right, k: k * right / tries)
exercise.mistake("k times the share of right tries, cut at 1, counts some draws twice: those with two right tries.",
                 lambda tries, right, k: min(1.0, k * right / tries))
exercise.mistake("You return 1 if fewer than k tries are wrong, and 0 otherwise. But all choices of k are equally "
                 "probable.",
                 lambda tries, right, k: float(tries - right < k))
exercise.mistake("Your result is 1 as soon as any try is right, as if all were drawn. Only k of them are. (If you "
                 "divide with //, it rounds down to 0 or 1.)",
                 lambda tries, right, k: float(right > 0))
exercise.mistake("You count ordered draws above the line, and choices below it. Count both in the same way.",
                 lambda tries, right, k: 1 - math.perm(tries - right, k) / math.comb(tries, k))
exercise.mistake("You divide by the number of ways to draw k of the right ones.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k) / max(1, math.comb(right, k)))
exercise.mistake("You swapped what is above the line and what is below it.",
                 lambda tries, right, k: 1 - math.comb(tries, k) / max(1, math.comb(tries - right, k)))
exercise.mistake("That is a percentage. Return a number from 0 to 1.",
                 lambda tries, right, k: 100 * _with_choices(tries, right, k))
exercise.mistake("You round. Return the probability as it is.",
                 lambda tries, right, k: round(_with_choices(tries, right, k), 2))
exercise.mistake("If no try is right, no k helps: the result is 0.",
                 lambda tries, right, k: _with_choices(tries, right, k) if right else 1.0)
exercise.mistake("If fewer than k tries are wrong, one of the k has to be right: the result is 1.",
                 lambda tries, right, k: _with_choices(tries, right, k) if tries - right >= k else 0.0)
exercise.mistake("If exactly k tries are wrong, you may draw just these. The result is 1 only if fewer than k are "
                 "wrong.",
                 lambda tries, right, k: _with_choices(tries, right, k) if tries - right > k else 1.0)
exercise.mistake("Even if k or more tries are right, you need not draw one of them. It is certain only if fewer than "
                 "k are wrong.",
                 lambda tries, right, k: _with_choices(tries, right, k) if right < k else 1.0)
exercise.mistake("If fewer than k tries are wrong, wrong − k is below 0. Then one of the k has to be right: the "
                 "result is 1.",
                 lambda tries, right, k: 1 - math.factorial(tries - right) * math.factorial(tries - k)
                 / (math.factorial(tries - right - k) * math.factorial(tries)), error="factorial.*negative")
exercise.mistake("You draw k − 1 of the tries. Draw k.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k - 1) / math.comb(tries, k - 1))
exercise.mistake("You draw k + 1 of the tries. Draw k.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k + 1) / math.comb(tries, k + 1)
                 if k < tries else float(right > 0))
exercise.mistake("The number of wrong tries is tries − right.",
                 lambda tries, right, k: 1 - math.comb(tries, k) / math.comb(tries + right, k))
exercise.mistake("Below the line, you need the number of ways to draw k of the tries, not tries to the power of k.",
                 lambda tries, right, k: 1 - math.comb(tries - right, k) / tries ** k)
exercise.mistake("Each draw leaves one wrong try fewer: multiply (wrong − drawn) / (tries − drawn).",
                 lambda tries, right, k: 1 - math.prod((tries - right) / (tries - drawn) for drawn in range(k)))
exercise.mistake("Each draw leaves one try fewer: multiply (wrong − drawn) / (tries − drawn).",
                 lambda tries, right, k: 1 - math.prod(max(0, tries - right - drawn) / tries for drawn in range(k)))
