"""``wilson_interval``: how sure a measured share is."""

from collections.abc import Sequence

import numpy as np
import torch

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.intervals import wilson

Z = 1.96
NEAR = 1e-6    # of two bounds; another z, such as 1.959964, is further off where there are few answers


def _reference(right, count):
    return wilson(right / count, count)


def _same(expected, got):
    """Whether the two bounds are right, in whatever holds two numbers; else what is wrong."""
    if isinstance(got, (torch.Tensor, np.ndarray)):
        got = got.tolist()
    if not isinstance(got, Sequence) or isinstance(got, (str, bytes)) or len(got) != 2:
        return "Return two numbers: (low, high)."
    try:
        low, high = map(float, got)
    except (TypeError, ValueError):
        return "Return two numbers: (low, high)."
    near = all(abs(one - other) <= NEAR for one, other in zip(expected, (low, high)))
    if near and (low < 0 or high > 1):
        return (f"{'low' if low < 0 else 'high'} is {low if low < 0 else high!r}: no share is below 0 or above 1, not "
                "even by rounding.")
    return near or (f"Expected ({expected[0]:.6f}, {expected[1]:.6f}), got ({low:.6f}, {high:.6f})."
                    + _part(expected, low, high))


def _part(expected, low, high):
    """Which of the two formulas is off, where the ends tell: neither of them is cut off at 0 or 1."""
    middle, half = (low + high) / 2, (high - low) / 2
    if low in (0, 1) or high in (0, 1) or 0 in expected or 1 in expected:
        return ""
    if abs(middle - sum(expected) / 2) <= NEAR:
        return f" Your middle is right, but your half, {half:.4g}, is not. Go through its formula bracket by bracket."
    if abs(half - (expected[1] - expected[0]) / 2) <= NEAR:
        return f" Your half is right, but your middle, {middle:.4g}, is not. Go through its formula bracket by bracket."
    return ""


def _share_case(rng):
    count = rng.choice([1, 2, 3, 7, 20, 50, 199, 400, 1000])
    return rng.choice([0, count, rng.randrange(count + 1), rng.randrange(count + 1)]), count


exercise = Exercise(
    reference=_reference,
    cases=[case(right, count) for right, count in
           ((0, 1), (1, 1), (1, 2), (0, 2), (2, 2), (0, 3), (3, 3), (1, 3), (0, 5), (0, 10), (1, 10), (9, 10), (10, 10),
            (0, 20), (20, 20), (18, 20), (3, 64), (32, 64), (0, 128), (128, 128), (200, 400), (331, 400), (0, 400),
            (400, 400), (0, 700), (700, 700), (500, 1000), (999, 1000), (90_000, 100_000))],
    random_case=_share_case,
    random_cases=30,
    valid=lambda right, count: count >= 1 and 0 <= right <= count,
    hints=(
        "Calculate z² / count once and p once, and then the two formulas, one after the other. What is under the "
        "root, and what is not?",
        "z = 1.96, p = right / count\nmiddle as the statement has it\nhalf: first what is under the root (two "
        "summands), its root, then times z, then divided by (1 + z² / count)\nlow = middle − half, or 0 if that is "
        "less; high = middle + half, or 1 if that is more",
    ),
    compare=_same,
)


def _with(z=Z, p=lambda right, count: right / count, pull=lambda z, n: z * z / (2 * n),
          shrink=lambda z, n: 1 + z * z / n, under=lambda p, z, n: p * (1 - p) / n + z * z / (4 * n * n),
          root=lambda under: under**0.5, spread=lambda root, z, shrink: root * z / shrink,
          center=lambda total, shrink: total / shrink,
          result=lambda middle, half: (max(0.0, middle - half), min(1.0, middle + half))):
    """A wilson_interval with one thing wrong."""
    def wilson_interval(right, count):
        share, divisor = p(right, count), shrink(z, count)
        half = spread(root(under(share, z, count)), z, divisor)
        return result(center(share + pull(z, count), divisor), half)
    return wilson_interval


exercise.mistake("That is p ± 1.96 · √(p · (1 − p) / count). For 0 of 20, it goes from 0 to 0, as if you were sure. "
                 "The formulas in the statement do not do that.",
                 _with(pull=lambda z, n: 0, shrink=lambda z, n: 1, under=lambda p, z, n: p * (1 - p) / n))
exercise.mistake("That is p ± 1.96 · √(p · (1 − p) / count), which can go below 0 or above 1. Use the formulas in the "
                 "statement.",
                 _with(pull=lambda z, n: 0, shrink=lambda z, n: 1, under=lambda p, z, n: p * (1 - p) / n,
                       result=lambda middle, half: (middle - half, middle + half)))
exercise.mistake("z is 1.96 here, not 2.", _with(z=2))
exercise.mistake("1.645 gives a 90 % interval. z is 1.96 here.", _with(z=1.645))
exercise.mistake("2.576 gives a 99 % interval. z is 1.96 here.", _with(z=2.576))
exercise.mistake("Your z has more digits than ours. It is 1.96 here, so that everybody gets the same numbers.",
                 _with(z=1.959963984540054))
exercise.mistake("Your middle is p itself. It should be pulled towards ½: see its formula.",
                 _with(pull=lambda z, n: 0, center=lambda total, shrink: total))
exercise.mistake("The middle is divided by (1 + z² / count), too.", _with(center=lambda total, shrink: total))
exercise.mistake("The half is divided by (1 + z² / count), too.", _with(spread=lambda root, z, shrink: root * z))
exercise.mistake("You divide nothing by (1 + z² / count). Divide both the middle and the half.",
                 _with(shrink=lambda z, n: 1))
exercise.mistake("In the middle, z² is divided by 2 · count.", _with(pull=lambda z, n: z * z / n))
exercise.mistake("In the middle, you have left out z² / (2 · count), which is added to p.", _with(pull=lambda z, n: 0))
exercise.mistake("You have not squared z in z² / (2 · count) and z² / count.",
                 _with(pull=lambda z, n: z / (2 * n), shrink=lambda z, n: 1 + z / n))
exercise.mistake("`z**2 / 2 * count` multiplies by count. Brackets around (2 * count) divide by both.",
                 _with(pull=lambda z, n: z**2 / 2 * n))
exercise.mistake("`z**2 / 4 * count**2` multiplies by count². Brackets around (4 * count**2) divide by both.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z**2 / 4 * n**2))
exercise.mistake("Under the root, z² is divided by 4 · count²: square the count, too.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z * z / (4 * n)))
exercise.mistake("Under the root, z² is divided by 4 · count². The 4 is not squared.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z * z / (4 * n)**2))
exercise.mistake("Under the root, p · (1 − p) is divided by count.",
                 _with(under=lambda p, z, n: p * (1 - p) + z * z / (4 * n * n)))
exercise.mistake("Under the root, z² / (4 · count²) is missing. It keeps the interval from vanishing at 0 and 1.",
                 _with(under=lambda p, z, n: p * (1 - p) / n))
exercise.mistake("Your p · (1 − p) / count is 0 or missing. Are there brackets around 1 − p?",
                 _with(under=lambda p, z, n: (p * 1 - p) / n + z * z / (4 * n * n)))
exercise.mistake("You have forgotten the square root.", _with(root=lambda under: under))
exercise.mistake("The root covers only the two summands. z is outside it.",
                 _with(spread=lambda root, z, shrink: root * z**0.5 / shrink))
exercise.mistake("The half is z times the root: z is missing.", _with(spread=lambda root, z, shrink: root / shrink))
exercise.mistake("You go two halves to each side. The half is already the distance from the middle to one end.",
                 _with(spread=lambda root, z, shrink: 2 * root * z / shrink))
exercise.mistake("You return the middle and the half. Return the two ends.",
                 _with(result=lambda middle, half: (middle, half)))
exercise.mistake("The lower end comes first.",
                 _with(result=lambda middle, half: (min(1.0, middle + half), max(0.0, middle - half))))
exercise.mistake("You return percentages. Return numbers from 0 to 1.",
                 _with(result=lambda middle, half: (100 * max(0.0, middle - half), 100 * min(1.0, middle + half))))
exercise.mistake("You round. Return the ends as they are, and round when you print.",
                 _with(result=lambda middle, half: (round(middle - half, 2), round(middle + half, 2))))
exercise.mistake("That is the width of the interval. Return its two ends.",
                 _with(result=lambda middle, half: min(1.0, middle + half) - max(0.0, middle - half)))
exercise.mistake("`//` throws away everything after the decimal point, so your p is 0 or 1.",
                 _with(p=lambda right, count: right // count))
exercise.mistake("Your p is the share of wrong answers. It should be the share of right ones.",
                 _with(p=lambda right, count: 1 - right / count))
exercise.mistake("You have mixed up max and min: low is never below 0, high never above 1.",
                 _with(result=lambda middle, half: (min(0.0, middle - half), max(1.0, middle + half))))
exercise.mistake("Rounding can push an end a hair below 0 or above 1. The statement does not allow that.",
                 _with(result=lambda middle, half: (middle - half, middle + half)))
exercise.mistake("You add two right and two wrong answers, and then take p ± 1.96 · √(…) (Agresti and Coull). That is "
                 "close, but it is not what the statement asks for.",
                 _with(p=lambda right, count: (right + 2) / (count + 4), pull=lambda z, n: 0, shrink=lambda z, n: 1,
                       under=lambda p, z, n: p * (1 - p) / (n + 4)))
exercise.mistake("If all answers or none are right, you return an interval of width 0. A few answers can't make you "
                 "so sure: use the formulas there, too.",
                 lambda right, count: (right / count,) * 2 if right in (0, count) else _reference(right, count))
exercise.mistake("If no answer is right, you return an interval of width 0. A few answers can't make you so sure: use "
                 "the formulas there, too.", lambda right, count: _reference(right, count) if right else (0.0, 0.0))
exercise.mistake("If all answers are right, you return an interval of width 0. A few answers can't make you so sure: "
                 "use the formulas there, too.",
                 lambda right, count: _reference(right, count) if right < count else (1.0, 1.0))
exercise.mistake("high is 1 − low only if half of the answers are right. In general, it is middle + half.",
                 _with(result=lambda middle, half: (max(0.0, middle - half), 1 - max(0.0, middle - half))))
exercise.mistake("`** 1 / 2` raises to the power 1 first, and then halves. Write `** (1 / 2)` or `** 0.5` for the "
                 "square root.",
                 _with(root=lambda under: under / 2))
exercise.mistake("In the middle, the whole sum p + z² / (2 · count) is divided. Without brackets around the sum, only "
                 "its last summand is.",
                 _with(pull=lambda z, n: z * z / (2 * n) / (1 + z * z / n), center=lambda total, shrink: total))
exercise.mistake("`/ 1 + …` divides by 1, and then adds. Put brackets around (1 + z² / count).",
                 _with(spread=lambda root, z, shrink: root * z / 1 + shrink - 1))
exercise.mistake("In both formulas, `/ 1 + …` divides by 1, and then adds. Put brackets around (1 + z² / count).",
                 _with(spread=lambda root, z, shrink: root * z / 1 + shrink - 1,
                                   center=lambda total, shrink: total / 1 + shrink - 1))
exercise.mistake("In 1 + z² / count, only z² is divided by count, not the whole sum.",
                 _with(shrink=lambda z, n: (1 + z * z) / n))
exercise.mistake("The root covers only the two summands. The multiplication by z and the division come after it.",
                 _with(spread=lambda root, z, shrink: (root**2 * z / shrink)**0.5))
exercise.mistake("The root covers both summands together: p · (1 − p) / count and z² / (4 · count²).",
                 _with(root=lambda under: under, under=lambda p, z, n: (p * (1 - p) / n)**0.5 + z * z / (4 * n * n)))
exercise.mistake("z² is z times z, not 2 times z.",
                 _with(pull=lambda z, n: 2 * z / (2 * n), shrink=lambda z, n: 1 + 2 * z / n,
                       under=lambda p, z, n: p * (1 - p) / n + 2 * z / (4 * n * n)))
exercise.mistake("right is how many were right, not yet a share: p = right / count.", lambda right, count: _with(
    p=lambda right, count: right, root=lambda under: max(under, 0.0)**0.5)(right, count))
