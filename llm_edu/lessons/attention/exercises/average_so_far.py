"""``average_so_far``: at each position, the average of all vectors up to it."""

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.attention.exercises.common import _random


def _averages(counts):
    """An average_so_far with the wrong counts."""
    return lambda values: values.cumsum(-2) / counts(values.shape[-2])


def _one_place_at_a_time(values):
    return torch.stack([values[..., :place + 1, :].mean(-2) for place in range(values.shape[-2])], dim=-2)


exercise = Exercise(
    reference=attention.average_so_far,
    cases=lambda: [
        case(torch.tensor([[3.0]])), case(torch.tensor([[2.0], [4.0]])), case(torch.tensor([[2.0], [4.0], [0.0]])),
        case(_random(3, 2)), case(_random(2, 5)), case(_random(4, 4, seed=1)), case(_random(2, 3, 2, seed=2)),
        case(_random(2, 2, 4, 3, seed=3)), case(_random(1, 4, 2, 5, seed=4)),
        case(_random(20, 1, seed=5)),
    ],
    random_case=lambda rng: (_random(rng.randrange(1, 3), rng.randrange(1, 6), rng.randrange(1, 4),
                                     seed=rng.randrange(2**31)),),
    valid=lambda values: values.dim() >= 2 and values.numel() > 0,
    hints=(
        "Take a running sum, and divide it by the number of vectors that it has added up so far: 1 at the first "
        "position, 2 at the second …",
        "time = how many positions there are, values.shape[-2]\ncounts = a column 1, 2, …, time    (time, 1)\n"
        "running sums over the positions (dim -2), divided by counts",
    ),
    compare="close",
    gradient=["values"],
    names=["values"],
)


@exercise.mistake("You leave out the position itself. Its vector has been read already: the average at position i is "
                  "over positions 0 to i.")
def _without_itself(values):
    time = values.shape[-2]
    before = values.cumsum(-2) - values
    return before / torch.arange(time)[:, None].clamp(min=1)


exercise.mistake("You divide by the number of all positions. At position i, only i + 1 vectors have been added up.",
                 _averages(counts=lambda time: time))
exercise.mistake("You divide the first sum by 0. One vector has been added up there, so count from 1.",
                 _averages(counts=lambda time: torch.arange(time)[:, None]))
exercise.mistake("These are running sums. Divide each by the number of vectors that it adds up.",
                 _averages(counts=lambda time: 1))
exercise.mistake("You average over everything, so each position sees all that comes later, the answer included.",
                 lambda values: values.mean(-2, keepdim=True).expand_as(values).clone())
exercise.mistake("You add up along each vector's own numbers. The positions are the second-to-last dimension: dim=-2.",
                 lambda values: values.cumsum(-1) / torch.arange(1, values.shape[-1] + 1))
exercise.mistake(
    "With several texts at once, (batch, heads, time, width), dim=0 is the batch. Count from the end: the positions "
    "are dim=-2.",
    lambda values: values.cumsum(0) / torch.arange(1, values.shape[0] + 1).view(-1, *[1] * (values.dim() - 1)),
)
exercise.mistake("Your counts are a row, so they divide the numbers *inside* each vector. Each position has one count "
                 "for all its numbers: make a column, (time, 1).",
                 _averages(counts=lambda time: torch.arange(1, time + 1)))
exercise.mistake("That is one average of the whole text. Each position needs its own, of what has been read so far.",
                 lambda values: values.mean(-2))


@exercise.mistake("The averages are right, but this is a list of vectors. Make one tensor of them: torch.stack lays "
                  "tensors side by side along a dim of your choice.")
def _list_of_averages(values):
    return list(_one_place_at_a_time(values).unbind(-2))
