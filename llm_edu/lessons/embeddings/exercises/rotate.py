"""``rotate``: two numbers, turned by an angle."""

import math

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn


def _turn(matrix):
    """A turn by another matrix: matrix(cos, sin) -> ((a, b), (c, d))."""
    return lambda vector, angle: np.array(matrix(math.cos(angle), math.sin(angle))) @ np.asarray(vector, dtype=float)


def _rotate_by_complex(vector, angle):
    turned = complex(vector[0], vector[1]) * complex(math.cos(angle), math.sin(angle))
    return np.array([turned.real, turned.imag])


exercise = Exercise(
    reference=embeddings.rotate,
    cases=[
        case(_array(3, 1), math.pi / 2), case(_array(1, 0), math.pi / 2), case(_array(0, 1), 1.0),
        case(_array(2, -1), 0.0), case(_array(2, -1), math.pi), case(_array(1, 2), -0.5), case(_array(3, 4), 0.3),
        case(_array(-2, 5), 7.0),
    ],
    random_case=lambda rng: (_drawn(rng, 2), round(rng.uniform(-4, 4), 1)),
    valid=lambda vector, angle: len(vector) == 2,
    hints=(
        "The formula stands above the exercise. Keep the old x until both new numbers are made.",
        "x, y = the two numbers\nnew x = x cos θ − y sin θ\nnew y = x sin θ + y cos θ\nreturn np.array of the two",
    ),
    also_right=[_rotate_by_complex, _turn(lambda cos, sin: ((cos, -sin), (sin, cos)))],
    compare="close",
)

exercise.mistake("You turn clockwise. Anticlockwise, a quarter turn makes (1, 0) into (0, 1): check the two signs.",
                 _turn(lambda cos, sin: ((cos, sin), (-sin, cos))))


@exercise.mistake("You compute y with the new x. Keep the old one until both are done.")
def _uses_the_new_x(vector, angle):
    x = vector[0] * math.cos(angle) - vector[1] * math.sin(angle)
    return np.array([x, x * math.sin(angle) + vector[1] * math.cos(angle)])


@exercise.mistake("You compute x with the new y. Keep the old one until both are done.")
def _uses_the_new_y(vector, angle):
    y = vector[0] * math.sin(angle) + vector[1] * math.cos(angle)
    return np.array([vector[0] * math.cos(angle) - y * math.sin(angle), y])


exercise.mistake(
    "The new x is made of x alone, the new y of y alone. Each needs both: x cos θ − *y* sin θ, and *x* sin θ + y cos "
    "θ.",
    lambda vector, angle: np.array([vector[0] * (math.cos(angle) - math.sin(angle)),
                                    vector[1] * (math.sin(angle) + math.cos(angle))]),
)
exercise.mistake("The right numbers, but as a tuple. np.array([…]) makes a vector of them.",
                 lambda vector, angle: tuple(embeddings.rotate(vector, angle)))


@exercise.mistake("You write the new x into the vector and then compute y with it. Take x and y out first, and return "
                  "a new array: the caller may still need the old one.")
def _in_its_own_place(vector, angle):
    vector[0] = vector[0] * math.cos(angle) - vector[1] * math.sin(angle)
    vector[1] = vector[0] * math.sin(angle) + vector[1] * math.cos(angle)
    return vector


@exercise.mistake("You treat the angle as degrees. It is in radians, which is what math.sin takes.")
def _degrees(vector, angle):
    return embeddings.rotate(vector, math.radians(angle))


exercise.mistake("Sine and cosine are exchanged: at angle 0 nothing should move, and cos 0 is 1.",
                 _turn(lambda cos, sin: ((sin, -cos), (cos, sin))))
exercise.mistake("The minus sign is missing: x cos θ − y sin θ.", _turn(lambda cos, sin: ((cos, sin), (sin, cos))))
exercise.mistake("The second number has the wrong sign in its second part: x sin θ + y cos θ.",
                 _turn(lambda cos, sin: ((cos, -sin), (sin, -cos))))
exercise.mistake("The second number has sine and cosine exchanged: x sin θ + y cos θ.",
                 _turn(lambda cos, sin: ((cos, -sin), (cos, sin))))
exercise.mistake("You only make the vector shorter. Turning mixes its two numbers.",
                 _turn(lambda cos, sin: ((cos, 0), (0, cos))))
exercise.mistake("You add an arrow. Turning multiplies: the length stays the same.",
                 lambda vector, angle: np.array([vector[0] + math.cos(angle), vector[1] + math.sin(angle)]))
