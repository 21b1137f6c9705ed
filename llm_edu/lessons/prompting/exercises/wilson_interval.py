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
        return "Two numbers are asked for: (low, high)."
    try:
        low, high = map(float, got)
    except (TypeError, ValueError):
        return "Two numbers are asked for: (low, high)."
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
        return f" Your middle is right, and your half, {half:.4g}, is not: go through its formula bracket by bracket."
    if abs(half - (expected[1] - expected[0]) / 2) <= NEAR:
        return f" Your half is right, and your middle, {middle:.4g}, is not: go through its formula bracket by bracket."
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
        "Work out z² / count once, p once, then the two formulas, one after the other. What is under the root, and "
        "what is not?",
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


exercise.mistake("That is p ± 1.96 · √(p · (1 − p) / count). At 0 of 20 it says from 0 to 0, as if you were sure: the "
                 "formulas of the statement do not.",
                 _with(pull=lambda z, n: 0, shrink=lambda z, n: 1, under=lambda p, z, n: p * (1 - p) / n))
exercise.mistake("That is p ± 1.96 · √(p · (1 − p) / count), and it may leave the numbers from 0 to 1. Take the "
                 "formulas of the statement.",
                 _with(pull=lambda z, n: 0, shrink=lambda z, n: 1, under=lambda p, z, n: p * (1 - p) / n,
                       result=lambda middle, half: (middle - half, middle + half)))
exercise.mistake("z is 1.96 here, not 2.", _with(z=2))
exercise.mistake("With 1.645 the interval is one of 90 %. z is 1.96 here.", _with(z=1.645))
exercise.mistake("With 2.576 the interval is one of 99 %. z is 1.96 here.", _with(z=2.576))
exercise.mistake("Your z has more digits than asked for. It is 1.96 here, so that everybody gets the same numbers.",
                 _with(z=1.959963984540054))
exercise.mistake("The middle is p itself with you. It is drawn towards ½: see its formula.",
                 _with(pull=lambda z, n: 0, center=lambda total, shrink: total))
exercise.mistake("The middle, too, is divided by (1 + z² / count).", _with(center=lambda total, shrink: total))
exercise.mistake("The half, too, is divided by (1 + z² / count).", _with(spread=lambda root, z, shrink: root * z))
exercise.mistake("Nothing is divided by (1 + z² / count) with you.", _with(shrink=lambda z, n: 1))
exercise.mistake("In the middle z² is divided by 2 · count.", _with(pull=lambda z, n: z * z / n))
exercise.mistake("In the middle z² / (2 · count) is added to p, and not left out.", _with(pull=lambda z, n: 0))
exercise.mistake("z is squared in z² / (2 · count) and z² / count.",
                 _with(pull=lambda z, n: z / (2 * n), shrink=lambda z, n: 1 + z / n))
exercise.mistake("`z**2 / 2 * count` multiplies by count. Brackets around (2 * count) divide by both.",
                 _with(pull=lambda z, n: z**2 / 2 * n))
exercise.mistake("`z**2 / 4 * count**2` multiplies by count². Brackets around (4 * count**2) divide by both.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z**2 / 4 * n**2))
exercise.mistake("Under the root z² is divided by 4 · count²: count is squared, too.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z * z / (4 * n)))
exercise.mistake("Under the root z² is divided by 4 · count², and 4 is not squared.",
                 _with(under=lambda p, z, n: p * (1 - p) / n + z * z / (4 * n)**2))
exercise.mistake("Under the root p · (1 − p) is divided by count.",
                 _with(under=lambda p, z, n: p * (1 - p) + z * z / (4 * n * n)))
exercise.mistake("Under the root z² / (4 · count²) is missing. It is what keeps the interval from vanishing at 0 and "
                 "1.",
                 _with(under=lambda p, z, n: p * (1 - p) / n))
exercise.mistake("`p * 1 - p` is 0. It is p times (1 − p).",
                 _with(under=lambda p, z, n: (p * 1 - p) / n + z * z / (4 * n * n)))
exercise.mistake("You have forgotten the root.", _with(root=lambda under: under))
exercise.mistake("The root covers the two summands alone. z stands outside of it.",
                 _with(spread=lambda root, z, shrink: root * z**0.5 / shrink))
exercise.mistake("The half is z times the root: z is missing.", _with(spread=lambda root, z, shrink: root / shrink))
exercise.mistake("You take two halves on each side: the half is already what lies on one side of the middle.",
                 _with(spread=lambda root, z, shrink: 2 * root * z / shrink))
exercise.mistake("These are middle and half. Asked for are the two ends.",
                 _with(result=lambda middle, half: (middle, half)))
exercise.mistake("The lower end comes first.",
                 _with(result=lambda middle, half: (min(1.0, middle + half), max(0.0, middle - half))))
exercise.mistake("These are per cent. Asked for are numbers from 0 to 1.",
                 _with(result=lambda middle, half: (100 * max(0.0, middle - half), 100 * min(1.0, middle + half))))
exercise.mistake("You round. Asked for are the ends as they are: round when you print.",
                 _with(result=lambda middle, half: (round(middle - half, 2), round(middle + half, 2))))
exercise.mistake("That is how wide the interval is. Asked for are its two ends.",
                 _with(result=lambda middle, half: min(1.0, middle + half) - max(0.0, middle - half)))
exercise.mistake("`//` throws away what is behind the point, so that p is 0 or 1.",
                 _with(p=lambda right, count: right // count))
exercise.mistake("p is the share of the wrong answers with you. It is that of the right ones.",
                 _with(p=lambda right, count: 1 - right / count))
exercise.mistake("You have mixed up max and min: low is never below 0, high never above 1.",
                 _with(result=lambda middle, half: (min(0.0, middle - half), max(1.0, middle + half))))
exercise.mistake("Rounding can bring an end a hair below 0 or above 1, and the statement wants it never there.",
                 _with(result=lambda middle, half: (middle - half, middle + half)))
exercise.mistake("You add two right and two wrong answers and then take p ± 1.96 · √(…) (Agresti and Coull). It is "
                 "close, but not what the statement asks for.",
                 _with(p=lambda right, count: (right + 2) / (count + 4), pull=lambda z, n: 0, shrink=lambda z, n: 1,
                       under=lambda p, z, n: p * (1 - p) / (n + 4)))
exercise.mistake("Where all or none is right you say that it is sure. Nobody knows that after a few answers: the "
                 "formulas hold there, too.",
                 lambda right, count: (right / count,) * 2 if right in (0, count) else _reference(right, count))
exercise.mistake("Where none is right you say that this is sure. Nobody knows that after a few answers: the formulas "
                 "hold there, too.", lambda right, count: _reference(right, count) if right else (0.0, 0.0))
exercise.mistake("Where all are right you say that this is sure. Nobody knows that after a few answers: the formulas "
                 "hold there, too.", lambda right, count: _reference(right, count) if right < count else (1.0, 1.0))
exercise.mistake("high is 1 − low only where half of the answers are right. It is middle + half.",
                 _with(result=lambda middle, half: (max(0.0, middle - half), 1 - max(0.0, middle - half))))
exercise.mistake("`** 1 / 2` takes the power 1 first, then halves. Brackets around (1 / 2), or 0.5, make it a root.",
                 _with(root=lambda under: under / 2))
exercise.mistake("In the middle the whole sum p + z² / (2 · count) is divided. Without brackets around it only the "
                 "last summand is.",
                 _with(pull=lambda z, n: z * z / (2 * n) / (1 + z * z / n), center=lambda total, shrink: total))
exercise.mistake("`/ 1 + …` divides by 1, then adds. Brackets around (1 + z² / count) make it one divisor.",
                 _with(spread=lambda root, z, shrink: root * z / 1 + shrink - 1))
exercise.mistake("`/ 1 + …` divides by 1, then adds, in both formulas. Brackets around (1 + z² / count) make it one "
                 "divisor.", _with(spread=lambda root, z, shrink: root * z / 1 + shrink - 1,
                                   center=lambda total, shrink: total / 1 + shrink - 1))
exercise.mistake("In 1 + z² / count z² alone is divided by count, not the sum.",
                 _with(shrink=lambda z, n: (1 + z * z) / n))
exercise.mistake("The root covers the two summands alone. What comes after it, times z and divided, stands outside.",
                 _with(spread=lambda root, z, shrink: (root**2 * z / shrink)**0.5))
exercise.mistake("The root covers both summands, p · (1 − p) / count and z² / (4 · count²), together.",
                 _with(root=lambda under: under, under=lambda p, z, n: (p * (1 - p) / n)**0.5 + z * z / (4 * n * n)))
exercise.mistake("z² is z times z, not 2 times z.",
                 _with(pull=lambda z, n: 2 * z / (2 * n), shrink=lambda z, n: 1 + 2 * z / n,
                       under=lambda p, z, n: p * (1 - p) / n + 2 * z / (4 * n * n)))
exercise.mistake("right is how many were right, not yet a share: p = right / count.", lambda right, count: _with(
    p=lambda right, count: right, root=lambda under: max(under, 0.0)**0.5)(right, count))
