"""``cosine_similarity``: the dot product, divided by both lengths."""

import math

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn


def _length(vector):
    return np.sqrt(vector @ vector)


def _guarded(formula):
    """A wrong formula that at least returns 0.0 for a vector of zeros."""
    return lambda a, b: formula(a, b) if a.any() and b.any() else 0.0


def _cosine(a, b):
    return a @ b / (_length(a) * _length(b))


exercise = Exercise(
    reference=embeddings.cosine_similarity,
    cases=[
        case(_array(3, 4), _array(4, 3)), case(_array(1, 0), _array(0, 1)), case(_array(3, 1), _array(3, 6)),
        case(_array(2, 1), _array(-4, -2)), case(_array(0, 0), _array(1, 2)), case(_array(1, 2), _array(0, 0)),
        case(_array(0, 0), _array(0, 0)), case(_array(1, 2, 2), _array(4, 0, 3)), case(_array(3, -1), _array(1, 2)),
        case(_array(3, 0), _array(5, 0)), case(_array(1, -1), _array(2, 0)),
        case(np.array([3, 4]), np.array([2, 0])), case(_array(3e-4, 4e-4), _array(2e-4, 0)),
        case(_array(3e5, 4e5), _array(-2e5, 1e5)), case(_array(3e-9, 4e-9), _array(0, 2)),
        case(_array(3e-9, -4e-9), _array(2e-12, 1e-12)),
    ],
    random_case=lambda rng: tuple(_drawn(rng, 2, rng.randrange(2, 5))),
    valid=lambda a, b: a.shape == b.shape and len(a) > 1,
    hints=(
        "You need three dot products: a @ b, and for the lengths, a @ a and b @ b.",
        "length of a = root of a @ a; the same for b\nif one of the lengths is 0: return 0.0\n"
        "return a @ b / (length of a * length of b)",
    ),
    compare="close",
    dtypes=["int64"],
)


exercise.mistake("Right, but a vector of zeros has length 0, and 0 / 0 is nan, “not a number”. For such a vector, "
                 "return 0.0.",
                 _cosine)
exercise.mistake("Right, but you check only the *first* vector for zeros. If the second is all zeros, you still divide "
                 "by 0 and get nan. Return 0.0 in this case, too.", lambda a, b: _cosine(a, b) if a.any() else 0.0)
exercise.mistake("Your result is rounded. Return the number as it is, and round only when you print it.",
                 lambda a, b: round(embeddings.cosine_similarity(a, b), 2))


@exercise.mistake("You use only the first two numbers. A vector may have three of them, or 576: `a @ b` uses all of "
                  "them.")
def _first_two_numbers(a, b):
    lengths = math.hypot(a[0], a[1]) * math.hypot(b[0], b[1])
    return (a[0] * b[0] + a[1] * b[1]) / lengths if lengths else 0.0


@exercise.mistake("`if` cannot use an array, which is not a single yes or no. Check whether the *length*, a single "
                  "number, is 0.")
def _asks_the_array(a, b):
    if a == 0 or b == 0:
        return 0.0
    return _cosine(a, b)


exercise.mistake("That is the dot product. It grows with the lengths. Divide it by both.", lambda a, b: a @ b)
exercise.mistake("You divide by the first length and then *multiply* by the second: x / y * z is (x / y) * z. "
                 "Put the two lengths in brackets.", _guarded(lambda a, b: a @ b / _length(a) * _length(b)))
exercise.mistake("You divide by the *squared* lengths: a @ a is x² + y², and the length is its root.",
                 _guarded(lambda a, b: a @ b / ((a @ a) * (b @ b))))
exercise.mistake("You add the two lengths. Divide by their product instead.",
                 _guarded(lambda a, b: a @ b / (_length(a) + _length(b))))
exercise.mistake("len(a) is the number of dimensions. The length of the vector as an arrow is the root of a @ a.",
                 _guarded(lambda a, b: a @ b / (len(a) * len(b))))
