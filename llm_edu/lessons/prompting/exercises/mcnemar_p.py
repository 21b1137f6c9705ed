"""``mcnemar_p``: how probable so uneven a difference is between two equally good prompts."""

from math import comb, erfc, sqrt

import numpy as np

from llm_edu.course.checks.exercise import Exercise, case


def _reference(first, second):
    only_first = sum(one and not other for one, other in zip(first, second))
    only_second = sum(other and not one for one, other in zip(first, second))
    n, k = only_first + only_second, min(only_first, only_second)
    return min(1.0, 2 * sum(comb(n, heads) for heads in range(k + 1)) / 2**n)


def _answers(only_first, only_second, both=0, neither=0, seed=None):
    """Two lists with so many items of each kind; with a seed, mixed."""
    kinds = ([(True, False)] * only_first + [(False, True)] * only_second + [(True, True)] * both
             + [(False, False)] * neither)
    if seed is not None:
        kinds = [kinds[place] for place in np.random.default_rng(seed).permutation(len(kinds))]
    return [one for one, _ in kinds], [other for _, other in kinds]


def _answers_case(rng):
    counts = [rng.choice([0, 1, 2, 3, 5, 9]) for _ in range(4)]
    return _answers(*counts, seed=rng.randrange(2**31))


exercise = Exercise(
    reference=_reference,
    cases=[
        case([], []), case([True], [True]), case([True], [False]), case([False], [True]), case([False], [False]),
        case([True, False], [False, True]), case([True, True], [False, False]), case([True, False], [True, True]),
        case(*_answers(1, 5)), case(*_answers(5, 1)), case(*_answers(5, 1, 3, 0)), case(*_answers(5, 1, 0, 4)),
        case(*_answers(0, 6, 2, 2, seed=1)), case(*_answers(6, 0, 2, 2, seed=2)), case(*_answers(3, 3, 1, 1, seed=3)),
        case(*_answers(3, 4, 1, 1, seed=4)), case(*_answers(2, 8, 30, 0, seed=5)), case(*_answers(8, 2, 0, 30, seed=6)),
        case(*_answers(0, 0, 5, 7, seed=7)), case(*_answers(10, 4, 70, 16, seed=8)),
        case(*_answers(30, 50, 200, 120, seed=9)), case(*_answers(120, 110, 100, 70, seed=10)),
        case(*_answers(560, 620, seed=11)),    # 2 ** 1180 is more than a float holds
    ],
    random_case=_answers_case,
    random_cases=40,
    valid=lambda first, second: len(first) == len(second),
    tensor_numbers=False,
    hints=(
        "Go through both lists at once. Which two of the four kinds of item count, and how many of each are there? "
        "From then on, think only of coins.",
        "only_first, only_second = how many items only the first gets right, only the second\nn = their sum, k = the "
        "smaller one\ntotal = 0\nfor heads in 0, 1, …, k (including k): total += comb(n, heads)\np = 2 · total / 2 to "
        "the power of n, or 1 if that is more",
    ),
    compare="close",
)


def _only(first, second):
    return (sum(one and not other for one, other in zip(first, second)),
            sum(other and not one for one, other in zip(first, second)))


def _of_counts(p):
    """A mcnemar_p that counts rightly, and has p(only_first, only_second) do the rest."""
    return lambda first, second: p(*_only(first, second))


def _at_most(k, n):
    return sum(comb(n, heads) for heads in range(k + 1)) / 2**n


def _with(n=lambda b, c: b + c, k=min, tail=_at_most, whole=lambda p: min(1.0, 2 * p),
          nothing=None):
    """A mcnemar_p with one thing wrong; ``nothing`` is p where n is 0, if that is seen to."""
    return _of_counts(lambda b, c: whole(tail(k(b, c), n(b, c))) if b + c or nothing is None else nothing)


exercise.mistake("That is only one side. Either prompt might have been the better one, so p is twice as large.",
                 _with(whole=lambda p: min(1.0, p)))
for _nothing, _praise in ((None, ""), (1.0, " (For n = 0, you are right.)")):
    exercise.mistake("No probability is above 1. But if k is about half of n, twice the sum is more than 1."
                     + _praise, _with(whole=lambda p: 2 * p, nothing=_nothing))
    exercise.mistake("You leave out k heads: `range(k)` ends before k." + _praise,
                     _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(k)) / 2**n, nothing=_nothing))
    exercise.mistake("Begin with no heads at all: that also counts as at most k." + _praise,
                     _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(1, k + 1)) / 2**n, nothing=_nothing))
exercise.mistake("You go beyond k: `range(k + 1)` ends with k.",
                 _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(k + 2)) / 2**n))
exercise.mistake("Your p is 0 wherever the prompts differ. Do you divide with `//`, which throws away everything "
                 "after the decimal point? Or have you swapped the arguments of comb?",
                 _with(tail=lambda k, n: _at_most(k, n) // 1))
exercise.mistake("`//` throws away everything after the decimal point. p is a float.",
                 _with(whole=lambda p: float(min(1.0, 2 * p // 1))))
exercise.mistake("Your p is 1 everywhere. Is your k the larger of the two numbers instead of the smaller? Do you "
                 "forget to divide by 2ⁿ? Or is your coin not fair?", _with(k=max))
exercise.mistake("You take the first prompt's number as k, even if it is the larger one. p should not depend on which "
                 "list comes first.", _with(k=lambda b, c: b))
exercise.mistake("You take the second prompt's number as k, even if it is the larger one. p should not depend on "
                 "which list comes first.", _with(k=lambda b, c: c))
exercise.mistake("That is the probability of exactly k heads. You need at most k: 0, 1, … and k.",
                 _with(tail=lambda k, n: comb(n, k) / 2**n))
exercise.mistake("You count the ways to have at most k heads. Out of how many ways in all? n tosses have 2ⁿ outcomes.",
                 _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(k + 1)), whole=lambda p: 2 * p))
exercise.mistake("n tosses have 2ⁿ outcomes, not 2 · n.",
                 _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(k + 1)) / max(1, 2 * n)))
exercise.mistake("n tosses have 2ⁿ outcomes, not n².",
                 _with(tail=lambda k, n: sum(comb(n, heads) for heads in range(k + 1)) / max(1, n**2)))
exercise.mistake("n is the number of all items on which the two prompts differ, not the larger of the two numbers.",
                 _with(n=max))
exercise.mistake("Here the prompts never differ, so n is 0 and p is 1: nothing speaks against the null hypothesis.",
                 _of_counts(lambda b, c: 0.0 if b + c == 0 else min(1.0, 2 * _at_most(min(b, c), b + c))))
exercise.mistake("That is 1 − p. Return how probable such an uneven result is, not how improbable.",
                 _with(whole=lambda p: 1 - min(1.0, 2 * p)))
exercise.mistake("p is a number from 0 to 1, not a percentage.", _with(whole=lambda p: 100 * min(1.0, 2 * p)))
exercise.mistake("You round. Return p as it is, and round when you print.",
                 _with(whole=lambda p: round(min(1.0, 2 * p), 2)))
exercise.mistake("You round to three decimals. Return p as it is, and round when you print.",
                 _with(whole=lambda p: round(min(1.0, 2 * p), 3)))
exercise.mistake("You return whether p is below 0.05. Return p itself.", _with(whole=lambda p: 2 * p < 0.05))
exercise.mistake("You give exactly k heads only half its weight. That is a good variant (the mid-p), but here k heads "
                 "count in full.",
                 _of_counts(lambda b, c: min(1.0, 2 * _at_most(min(b, c), b + c) - comb(b + c, b) / 2**(b + c))))
exercise.mistake("That is the χ² approximation. It is off when few items differ: count the tosses exactly.",
                 _of_counts(lambda b, c: erfc(abs(b - c) / sqrt(2 * (b + c))) if b + c else 1.0))
exercise.mistake("That is the χ² approximation with Yates's correction. It is off when few items differ: count the "
                 "tosses exactly.",
                 _of_counts(lambda b, c: erfc(max(0, abs(b - c) - 1) / sqrt(2 * (b + c))) if b + c else 1.0))


@exercise.mistake("Your n counts all items. An item that both get right, or both get wrong, is not a toss: leave it "
                  "out.")
def _all_items(first, second):
    return min(1.0, 2 * _at_most(min(_only(first, second)), len(first)))


@exercise.mistake("You compare how many items each prompt gets right. Look at the items one by one: those that both "
                  "get right do not count.")
def _totals(first, second):
    return min(1.0, 2 * _at_most(min(sum(first), sum(second)), sum(first) + sum(second)))


@exercise.mistake("You compare how many items each prompt gets wrong. Look at the items one by one: those that both "
                  "get wrong do not count, and if one prompt is wrong, the other need not be right.")
def _wrong_totals(first, second):
    return _totals([not each for each in first], [not each for each in second])


@exercise.mistake("You count the items on which the prompts agree. The items on which they differ tell you which is "
                  "better.")
def _where_they_agree(first, second):
    return _reference(first, [not each for each in second])


@exercise.mistake("You no longer know which answer belongs to which item. Sorted lists only say how many answers are "
                  "right. Position i of both lists is the same item.")
def _sorted_lists(first, second):
    return _reference(sorted(first), sorted(second))


@exercise.mistake("You treat the two lists as if their items were different. They are the same items, and the pairs "
                  "tell you more.")
def _unpaired(first, second):
    count = len(first)
    if not count or sum(first) + sum(second) in (0, 2 * count):
        return 1.0
    share = (sum(first) + sum(second)) / (2 * count)
    return erfc(abs(sum(first) - sum(second)) / count / sqrt(2 * share * (1 - share) / count) / sqrt(2))


exercise.mistake("With more than about a thousand items, 2ⁿ is too large for a float, and 0.5ⁿ is 0. Python's whole "
                 "numbers have no such limit: add up comb(n, k) first, and divide by 2**n once.",
                 _with(tail=lambda k, n: sum(comb(n, heads) * 0.5**n for heads in range(k + 1))),
                 error="too large|out of range")


@exercise.mistake("If n is 0, you can't divide by it. Then p is 1.", error="division by zero")
def _divides_by_n(first, second):
    b, c = _only(first, second)
    return _reference(first, second) * (b + c) / (b + c)
