"""``quantise_row``: a row of numbers as whole numbers and one scale."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.compression.exercises.common import same_numbers


def _quantise(largest=lambda row: max(abs(number) for number in row), top=lambda bits: 2 ** (bits - 1) - 1,
              code=lambda number, scale, top: round(number / scale), nothing=(0, 0.0),
              result=lambda codes, scale, row: (codes, scale)):
    """A quantise_row, right unless a part is replaced."""
    def quantise_row(row, bits=8):
        scale = largest(row) / top(bits)
        if scale == 0 and nothing is not None:
            return result([nothing[0]] * len(row), nothing[1], row)
        return result([code(number, scale, top(bits)) for number in row], scale, row)
    return quantise_row


def _from_the_smallest(row, bits=8):
    scale = (max(row) - min(row)) / (2 ** bits - 1)
    return [round((number - min(row)) / scale) if scale else 0 for number in row], scale


def _has_no_tie(row, bits=8):
    """Whether no number lies halfway between two steps, where rounding up and rounding down are both right."""
    top = max((abs(number) for number in row), default=0) / (2 ** (bits - 1) - 1)
    return len(row) > 0 and 2 <= bits <= 8 and all(
        abs(abs(number) / top % 1 - 0.5) > 0.01 for number in row if top)


def _random_row(rng):
    while True:
        size = rng.choice([0.01, 1.0, 300.0])
        row = [round(rng.gauss(0, size), 5) for _ in range(rng.randrange(1, 9))]
        bits = rng.choice([2, 3, 4, 8])
        if _has_no_tie(row, bits):
            return row, bits


exercise = Exercise(
    reference=_quantise(),
    cases=[
        case([0.4, -0.875, 0.02, 0.1], 4), case([2.0], 8), case([-2.0], 8), case([0.0], 8), case([0.0, 0.0, 0.0], 4),
        case([1.0, 0.3, -0.2], 2), case([1.27, -0.64, 0.004, 0.0]), case([0.4, 0.4, 0.4], 3),
        case([0.01, -0.02, 8.0, 0.03, 0.0], 4), case([0.01, -0.02, 8.0, 0.03, 0.0], 8), case([7.0, -3.0, 2.0, 5.0], 4),
        case([-0.9, 0.26, 0.31], 4), case([100.0, -254.0, 31.0]),
        case([1.0, -1.0], 4), case([4e-9, -1e-9]),
    ],
    random_case=_random_row,
    random_cases=30,
    valid=_has_no_tie,
    hints=(
        "Two steps. First the scale: the number that is farthest from 0 should get the largest code, or its negative. "
        "Then every code: how many scales is this number?",
        "top = 127 in 8 bits, 7 in 4: 2 to the power of (bits − 1), minus 1\nscale = largest absolute value ÷ top\n"
        "if scale is 0: all codes are 0\ncodes = each number ÷ scale, rounded to the nearest whole number\n"
        "return codes, scale",
    ),
    compare=same_numbers,
    keywords=("bits",),
)

exercise.mistake("You divide by 0 for a row of zeros. Its scale is 0, and so are its codes.", _quantise(nothing=None),
                 error="division by zero")
exercise.mistake("You take the largest number. The one farthest from 0 may be negative: take absolute values.",
                 _quantise(largest=max))
exercise.mistake("You take the absolute value of the largest number. In −2, 1 that is 1, and not 2: first take "
                 "absolute values, then the largest of them.", _quantise(largest=lambda row: abs(max(row))))
exercise.mistake("Your scale is negative where the number farthest from 0 is. A scale is a size, and never below 0.",
                 _quantise(largest=lambda row: max(row, key=abs)))
exercise.mistake("You add the numbers up to see whether all are 0. But 1 and −1 add up to 0, too.",
                 lambda row, bits=8: ([0] * len(row), 0.0) if sum(row) == 0 else _quantise()(row, bits))
exercise.mistake("You treat a row of tiny numbers like a row of zeros. Its scale is tiny, too, but not 0.",
                 lambda row, bits=8: ([0] * len(row), 0.0) if max(map(abs, row)) < 1e-8 else _quantise()(row, bits))
exercise.mistake("Your scale is 1 for a row of zeros. Such a row has the scale 0.", _quantise(nothing=(0, 1.0)))
exercise.mistake("You divide 0 by 0 for a row of zeros, which gives nan. Its scale is 0, and so are its codes.",
                 _quantise(nothing=(float("nan"), 0.0)))
exercise.mistake("Your codes reach 2^(bits − 1), which is 128 in 8 bits. An int8 ends at 127.",
                 _quantise(top=lambda bits: 2 ** (bits - 1)))
exercise.mistake("Your scale gives the largest number the code 2^(bits − 1), and you cut that code off. Divide by a "
                 "number that the largest code can reach, 127 in 8 bits.",
                 _quantise(top=lambda bits: 2 ** (bits - 1),
                           code=lambda number, scale, top: min(round(number / scale), top - 1)))
exercise.mistake("Your largest code is 128 in 8 bits. An int8 has no 128: it wraps around to −128.",
                 _quantise(top=lambda bits: 2 ** (bits - 1),
                           code=lambda number, scale, top: (round(number / scale) + 128) % 256 - 128))
exercise.mistake("You clamp too late: as an int8, 128 is −128 already, and becomes −127.",
                 _quantise(top=lambda bits: 2 ** (bits - 1), code=lambda number, scale, top: max(1 - top, min(
                     top - 1, (round(number / scale) + 128) % 256 - 128))))
exercise.mistake("You divide by 2^bits − 1, the number of steps from the lowest code to the highest. Codes have signs "
                 "here: from 0 to the largest there are only 2^(bits − 1) − 1.",
                 _quantise(top=lambda bits: 2 ** bits - 1))
exercise.mistake("You always use 127. That is the largest code in 8 bits; with fewer bits it is smaller.",
                 _quantise(top=lambda bits: 127))
exercise.mistake("You cut the fraction off, so that every code is too close to 0. Round to the nearest whole number.",
                 _quantise(code=lambda number, scale, top: int(number / scale)))
exercise.mistake("You round down. Round to the nearest whole number.",
                 _quantise(code=lambda number, scale, top: number // scale))
exercise.mistake("You add a half and cut off the fraction. That rounds positive numbers, but moves negative ones up.",
                 _quantise(code=lambda number, scale, top: int(number / scale + 0.5)))
exercise.mistake("Your codes still have fractions. Round them: int8 holds whole numbers only.",
                 _quantise(code=lambda number, scale, top: number / scale))
exercise.mistake("You multiply by the scale. A code says how many scales a number is: divide.",
                 _quantise(code=lambda number, scale, top: round(number * scale)))
exercise.mistake("Your codes have lost their signs. Only the scale needs absolute values.",
                 _quantise(code=lambda number, scale, top: round(abs(number) / scale)))
exercise.mistake("Your scale is upside down: you return codes per unit. The scale is what one step is worth.",
                 _quantise(nothing=(0, 0.0), result=lambda codes, scale, row: (codes, 1 / scale if scale else 0.0)))
exercise.mistake("Those are the numbers that the codes stand for. Return the codes themselves, and the scale.",
                 _quantise(result=lambda codes, scale, row: ([code * scale for code in codes], scale)))
exercise.mistake("The scale comes first in your result. Return the codes, then the scale.",
                 _quantise(result=lambda codes, scale, row: (scale, codes)))
exercise.mistake("You return the codes alone. Without the scale nobody can turn them back: return both.",
                 _quantise(result=lambda codes, scale, row: codes))
exercise.mistake("Your codes begin at the smallest number of the row, so that 0 is not 0 any more. Here a code says "
                 "how many scales a number is away from 0, in either direction.", _from_the_smallest)
exercise.mistake("You measure from the smallest number to the largest. Here the steps are the same on both sides of 0: "
                 "only the largest absolute value counts.", _quantise(largest=lambda row: max(row) - min(row)))
