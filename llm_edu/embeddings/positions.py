"""Where a word stands, as numbers: waves that are added to a vector, or a turn that is given to it."""

import math

import numpy as np


def sinusoidal_positions(length: int, width: int) -> np.ndarray:
    """For each position, sines and cosines of slower and slower waves: (length, width).

    Numbers 2i and 2i + 1 of a position are the sine and the cosine of position / 10000^(2i / width): the hands of a
    clock, from the fastest to the slowest (Vaswani et al. 2017, Attention Is All You Need, arXiv:1706.03762, section
    3.5). The dot product of two positions depends only on the distance between them.

    >>> sinusoidal_positions(3, 2).round(3)
    array([[ 0.   ,  1.   ],
           [ 0.841,  0.54 ],
           [ 0.909, -0.416]])
    """
    if length < 0 or width < 1:
        raise ValueError(f"length must be 0 or more and width 1 or more, not {length} and {width}")
    positions = np.zeros((length, width))
    for position in range(length):
        for number in range(width):
            pair = number // 2
            angle = position / 10000 ** (2 * pair / width)
            positions[position, number] = math.sin(angle) if number % 2 == 0 else math.cos(angle)
    return positions


def rotate(vector, angle: float) -> np.ndarray:
    """A vector of two numbers, turned anticlockwise by `angle` (in radians; a full turn is 2π). Its length stays.

    Turned by angles in proportion to where they stand, two vectors have a dot product that depends only on how far
    apart they stand: rotary position embedding (Su et al. 2021, RoFormer, arXiv:2104.09864). Lesson 04 turns all pairs
    of a wide vector at once, `llm_edu.attention.apply_rope`.

    >>> rotate([1.0, 0.0], math.pi / 2).round(3)
    array([0., 1.])
    """
    x, y = vector
    return np.array([x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)])
