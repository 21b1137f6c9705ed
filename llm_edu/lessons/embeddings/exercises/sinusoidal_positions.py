"""``sinusoidal_positions``: waves that say where a word stands."""

import math

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case


def _waves(length, width, *, exponent=lambda number, width: 2 * (number // 2) / width, first=0, base=10000,
           wave=lambda number, angle: math.sin(angle) if number % 2 == 0 else math.cos(angle),
           angle=lambda position, scale: position / scale):
    """Positions as waves, with one thing wrong."""
    return np.array([[wave(number, angle(position + first, base ** exponent(number, width))) for number in range(width)]
                     for position in range(length)]).reshape(length, width)


def _waves_with(**changes):
    return lambda length, width: _waves(length, width, **changes)


def _waves_by_numpy(length, width):
    numbers = np.arange(width)
    angles = np.arange(length)[:, None] / 10000.0 ** (2 * (numbers // 2) / width)
    return np.where(numbers % 2 == 0, np.sin(angles), np.cos(angles))


def _waves_by_pairs(length, width):
    positions = np.zeros((length, width))
    for i in range(0, width, 2):
        angle = np.arange(length) * math.exp(-i / width * math.log(10000))
        positions[:, i] = np.sin(angle)
        if i + 1 < width:
            positions[:, i + 1] = np.cos(angle)
    return positions


exercise = Exercise(
    reference=embeddings.sinusoidal_positions,
    cases=[case(1, 2), case(2, 2), case(2, 4), case(3, 4), case(5, 6), case(0, 2), case(12, 8)],
    random_case=lambda rng: (rng.randrange(1, 6), 2 * rng.randrange(1, 5)),
    valid=lambda length, width: width % 2 == 0,
    hints=(
        "Two loops, over positions and over numbers. Numbers 2i and 2i + 1 share the same i: that is number // 2.",
        "positions = zeros (length, width)\nfor each position and each number:\n    i = number // 2\n    angle = "
        "position / "
        "10000 ** (2 * i / width)\n    sine of it where number is even, cosine where it is odd\nreturn positions",
    ),
    also_right=[_waves_by_numpy, _waves_by_pairs],
    compare="close",
)

exercise.mistake("Sine and cosine are exchanged: the even numbers are sines.",
                 _waves_with(wave=lambda number, angle: math.cos(angle) if number % 2 == 0 else math.sin(angle)))
exercise.mistake("Sine and cosine of a pair have different speeds in your table. Numbers 2i and 2i + 1 belong to the "
                 "same hand: i = number // 2.", _waves_with(exponent=lambda number, width: number / width))
exercise.mistake("You use the number in the vector as i. Numbers 2i and 2i + 1 share one i: number // 2.",
                 _waves_with(exponent=lambda number, width: 2 * number / width))
exercise.mistake("The factor 2 in the exponent is missing: 2 · i / width.",
                 _waves_with(exponent=lambda number, width: (number // 2) / width))
exercise.mistake("Your hands get faster and faster: divide by the power of 10000.",
                 _waves_with(angle=lambda position, scale: position * scale))
exercise.mistake("Your first position is 1. Positions begin at 0, with sines 0 and cosines 1.", _waves_with(first=1))
exercise.mistake(
    "You treat the angle as degrees. It is in radians already, which is what math.sin takes.",
    _waves_with(wave=lambda number, angle: math.sin(math.radians(angle)) if number % 2 == 0
                else math.cos(math.radians(angle))),
)
exercise.mistake("There are sines only. The odd numbers are cosines.",
                 _waves_with(wave=lambda number, angle: math.sin(angle)))


@exercise.mistake("First all the sines, then all the cosines: some models do it so. Here they take turns, sine, "
                  "cosine, sine, cosine.")
def _in_halves(length, width):
    right = embeddings.sinusoidal_positions(length, width)
    return np.concatenate([right[:, 0::2], right[:, 1::2]], axis=1)


exercise.mistake("The base is 10000; yours seems to be 1000.", _waves_with(base=1000))


@exercise.mistake("Python works out 10000 ** 2 first, then times i, then divided by width. The whole exponent needs "
                  "brackets: 10000 ** (2 * i / width).")
def _bracket_missing(length, width):
    waves = np.zeros((length, width))
    for position in range(length):
        for i in range(width // 2):
            angle = position / 10000 ** 2 * i / width
            waves[position, 2 * i], waves[position, 2 * i + 1] = math.sin(angle), math.cos(angle)
    return waves


exercise.mistake("Your i goes 0, 2, 4, …: it is 2i already, and you double it once more. Take i / width, or count the "
                 "pairs 0, 1, 2.", _waves_with(exponent=lambda number, width: 4 * (number // 2) / width))


@exercise.mistake("You write beyond the last number. If i counts the pairs, there are width // 2 of them.")
def _beyond_the_width(length, width):
    waves = np.zeros((length, width))
    for position in range(length):
        for i in range(width):
            waves[position, 2 * i] = math.sin(position / 10000 ** (2 * i / width))
            waves[position, 2 * i + 1] = math.cos(position / 10000 ** (2 * i / width))
    return waves


@exercise.mistake("Position 0 is missing: its sines are 0, but its cosines 1. Begin at 0.")
def _without_position_0(length, width):
    waves = embeddings.sinusoidal_positions(length, width)
    waves[:1] = 0.0
    return waves


@exercise.mistake("You write the pair i into the numbers i and i + 1, so that the next pair overwrites the cosine, and "
                  "half of the row stays 0. It belongs into 2i and 2i + 1.")
def _cosine_beside_the_sine(length, width):
    """Numbers i and i + 1 in place of 2i and 2i + 1: the next pair writes over the cosine."""
    right, waves = embeddings.sinusoidal_positions(length, width), np.zeros((length, width))
    for i in range(width // 2):
        waves[:, i], waves[:, i + 1] = right[:, 2 * i], right[:, 2 * i + 1]
    return waves


exercise.mistake("`//` throws the fraction away, so that every hand is as fast as the first: 2 * i / width.",
                 _waves_with(exponent=lambda number, width: 2 * (number // 2) // width))
exercise.mistake("You have not divided the exponent by width: 10000 ** (2 * i / width).",
                 _waves_with(exponent=lambda number, width: 2 * (number // 2)))


@exercise.mistake("You divide the exponent by length, the number of positions. It is divided by width, the numbers in "
                  "a row.")
def _length_for_width(length, width):
    return _waves(length, width, exponent=lambda number, width: 2 * (number // 2) / length)


@exercise.mistake("That is the row of one position. A table is asked for, with a row for each position from 0 to "
                  "length - 1.")
def _only_one_position(length, width):
    return embeddings.sinusoidal_positions(length + 1, width)[length]


@exercise.mistake("You divide the sine and the cosine. Divide the position, and take the sine of that.")
def _waves_divided(length, width):
    angles = np.array([10000 ** (2 * (number // 2) / width) for number in range(width)])
    return _waves(length, width, exponent=lambda number, width: 0.0) / angles


@exercise.mistake("Your table has the shape (width, length). A row is a position: (length, width).")
def _written_into_width_by_length(length, width):
    waves = np.zeros((width, length))
    for position in range(length):
        for number in range(width):
            waves[position, number] = embeddings.sinusoidal_positions(length, width)[position, number]
    return waves


@exercise.mistake("The right numbers, but in lists. np.array(…) makes a table of them.")
def _waves_as_lists(length, width):
    return embeddings.sinusoidal_positions(length, width).tolist()


@exercise.mistake("Rows and columns are exchanged. A row is a position: (length, width).")
def _lying(length, width):
    return embeddings.sinusoidal_positions(length, width).T
