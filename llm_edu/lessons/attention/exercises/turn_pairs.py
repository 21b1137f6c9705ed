"""``turn_pairs``: rotary positions, each pair rotated by its own angle."""

import math

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.attention.exercises.common import _random


def _turned(first=lambda a, b, cos, sin: a * cos - b * sin, second=lambda a, b, cos, sin: a * sin + b * cos,
            angle=lambda angles: angles, join=lambda first, second: torch.cat([first, second], dim=-1)):
    """A turn_pairs with one thing wrong."""

    def turn_pairs(x, angles):
        a, b = x.chunk(2, dim=-1)
        cos, sin = angle(angles).cos(), angle(angles).sin()
        return join(first(a, b, cos, sin), second(a, b, cos, sin))

    return turn_pairs


def _by_complex_numbers(x, angles):
    return attention.apply_rope(x, torch.polar(torch.ones_like(angles), angles))


def _turn_case(rng):
    time, pairs, seed = rng.randrange(1, 5), rng.randrange(1, 4), rng.randrange(2**31)
    return _random(time, 2 * pairs, seed=seed), _random(time, pairs, seed=seed + 1, size=2)


exercise = Exercise(
    reference=_by_complex_numbers,
    cases=lambda: [
        case(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0]])),
        case(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[0.0, 2.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[3.0, 4.0]]), torch.tensor([[1.0]])),
        case(torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.5], [-0.5]])),
        case(torch.tensor([[1.0, 2.0, 3.0, 4.0]]), torch.tensor([[0.0, math.pi / 2]])),
        case(torch.tensor([[1.0, 2.0, 3.0, -1.0], [0.5, 0.5, 2.0, 0.0]]), torch.tensor([[0.1, 2.0], [3.0, 0.5]])),
        case(torch.tensor([[1.0, 2.0, 0.5, -1.0]]), torch.tensor([[8.0, -40.0]])),    # six times round
        case(_random(3, 6), _random(3, 3, seed=1)), case(_random(2, 4, seed=2), _random(2, 2, seed=3)),
    ],
    random_case=_turn_case,
    valid=lambda x, angles: x.dim() == angles.dim() == 2 and len(x) == len(angles) > 0
    and x.shape[1] == 2 * angles.shape[1] > 0,
    hints=(
        "Cut x into its two halves, a and b, both (time, d / 2). Number i of a and number i of b are a pair, and their "
        "angle is number i of the angles. So the two formulas work for all pairs at once. Then lay the halves side by "
        "side again.",
        "a = the first d / 2 columns, b = the others\ncos, sin of the angles          (time, d / 2)\n"
        "first  = a · cos − b · sin\nsecond = a · sin + b · cos\ntorch.cat([first, second], dim=-1)",
    ),
    properties=[Property(lambda turned, x, angles: turned.shape != x.shape
                         or bool((turned.norm(dim=-1) - x.norm(dim=-1)).abs().max() < 1e-3),
                         "A rotation keeps lengths. Yours makes vectors longer or shorter.")],
    compare="close",
)

exercise.mistake("You rotate clockwise. Swap the two signs before the sines.",
                 _turned(lambda a, b, cos, sin: a * cos + b * sin, lambda a, b, cos, sin: b * cos - a * sin))
exercise.mistake("A sign is wrong: with a plus in both formulas, the length changes. The first is a · cos − b · sin.",
                 _turned(lambda a, b, cos, sin: a * cos + b * sin))
exercise.mistake("You multiply each number on its own. In a rotation, each new number depends on both old numbers.",
                 _turned(lambda a, b, cos, sin: a * cos, lambda a, b, cos, sin: b * sin))
exercise.mistake("The angles are in radians already, as cos and sin need them.", _turned(angle=torch.deg2rad))
exercise.mistake("You rotate all pairs by the angle of the first. Each has its own, so that the hands have different "
                 "speeds.", _turned(angle=lambda angles: angles[:, :1].expand_as(angles)))
exercise.mistake("You rotate all positions by the angles of the first. Each row has its own.",
                 _turned(angle=lambda angles: angles[:1].expand_as(angles)))


@exercise.mistake("You cut after 32 numbers, half of a vector of 64. Here d may be any even number: cut after "
                  "x.shape[-1] // 2.")
def _cut_after_32(x, angles):
    a, b = x[:, :32], x[:, 32:]
    return torch.cat([a * angles.cos() - b * angles.sin(), a * angles.sin() + b * angles.cos()], dim=-1)


@exercise.mistake("You pair neighbours, 0 with 1, 2 with 3. The paper does that, too. But here number i goes with "
                  "number i + d/2, and a model works only with the pairs that it was trained with.")
def _neighbours(x, angles):
    return attention.apply_rope(x, torch.polar(torch.ones_like(angles), angles), "interleaved")


exercise.mistake("The rotation is right, but the order is not: first come all the new a, then all the new b.",
                 _turned(join=lambda first, second: torch.stack([first, second], dim=-1).flatten(-2)))


@exercise.mistake("You overwrite a before you make b from it. Both new numbers need the *old* a and b, so give the new "
                  "numbers other names.")
def _overwritten(x, angles):
    a, b = x.chunk(2, dim=-1)
    a = a * angles.cos() - b * angles.sin()
    b = a * angles.sin() + b * angles.cos()
    return torch.cat([a, b], dim=-1)


exercise.mistake("Your halves are below each other, as rows of their own. They belong side by side in the same row: "
                 "join them along the last dimension.", _turned(join=lambda first, second: torch.cat([first, second])))
