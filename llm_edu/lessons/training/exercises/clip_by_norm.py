"""``clip_by_norm``: all gradients together, no longer than a threshold."""

import math

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.training.exercises.common import _random


def _clip(length=lambda gradients: torch.cat([gradient.flatten() for gradient in gradients]).norm(),
          factor=lambda length, longest: min(1.0, longest / max(float(length), 1e-12))):
    """A clip_by_norm with one thing wrong."""
    return lambda gradients, longest: [gradient * factor(length(gradients), longest) for gradient in gradients]


def _all_together(tensors):
    return math.sqrt(sum(float((tensor**2).sum()) for tensor in tensors))


def _no_longer(result, gradients, longest):
    return _all_together(result) <= 1.001 * longest


def _left_alone(result, gradients, longest):
    """What is short enough comes back as it is."""
    return _all_together(gradients) > longest or all(
        torch.allclose(after, before, rtol=1e-4) for after, before in zip(result, gradients))


THREE, FOUR = torch.tensor([3.0]), torch.tensor([4.0])

exercise = Exercise(
    reference=_clip(),
    cases=lambda: [
        case([THREE], 1.0), case([THREE], 5.0), case([THREE, FOUR], 1.0), case([THREE, FOUR], 5.0),
        case([THREE, FOUR], 4.5), case([THREE, FOUR], 4.98), case([THREE, FOUR], 10.0),
        case([torch.tensor([-3.0, 4.0])], 2.5),
        case([torch.zeros(2), torch.zeros(1)], 1.0), case([_random(2, 3), _random(4, seed=1)], 1.0),
        case([_random(2, 2, size=0.1), _random(1, seed=1, size=0.1)], 1.0),
        case([torch.tensor([0.3]), torch.tensor([0.4])], 1.0), case([torch.tensor(3.0), torch.tensor(4.0)], 1.0),
        case([_random(2, 2, 3), _random(1, 2, 1, 2, seed=1)], 1.0), case([_random(2, 1, 2, size=0.1)], 1.0),
        case([torch.tensor([3e5, -4e5]), THREE], 2.0),    # as after a bad batch
    ],
    random_case=lambda rng: ([_random(*rng.choice([(1,), (2,), (2, 2)]), seed=rng.randrange(2**31))
                              for _ in range(rng.randrange(1, 4))], rng.choice([0.5, 1.0, 2.0, 3.0])),
    valid=lambda gradients, longest: len(gradients) > 0 and longest > 0,
    hints=(
        "How long are all of them together? Pythagoras does not care which number is in which tensor. Then use one "
        "factor for all of them. And what if they are short enough already?",
        "squares = for each gradient the sum of its squares\nlength = root of the sum of all squares\n"
        "if length is at most longest: leave everything as it is\nelse: each gradient · (longest / length)",
    ),
    properties=[
        Property(_left_alone, "These gradients are short enough: all together they are no longer than `longest`. They "
                 "should stay as they are, but you change them."),
        Property(_no_longer, "All together, your gradients are still longer than `longest`."),
    ],
    compare="close",
)


@exercise.mistake("You shorten each tensor separately. That changes their proportions, and so the direction. Take one "
                  "length for all, and one factor for all.")
def _each_alone(gradients, longest):
    return [_clip()([gradient], longest)[0] for gradient in gradients]


exercise.mistake("You cut off single numbers that are too large. That changes the direction. Shorten everything by the "
                 "same factor.",
                 lambda gradients, longest: [gradient.clamp(-longest, longest) for gradient in gradients])
exercise.mistake("You give *every* gradient this length. Shorter ones get *longer*, and zeros become nan (0 · ∞). "
                 "Leave gradients that are short enough as they are.",
                 _clip(factor=lambda length, longest: longest / length))
exercise.mistake("All gradients can be 0. Then their length is 0, and you divide by zero. First check "
                 "whether they are too long.", _clip(factor=lambda length, longest: min(1.0, longest / length.item())))
exercise.mistake("`torch.cat` needs tensors whose shapes fit, and gradients have all kinds of shapes. Flatten each of "
                 "them first, or add up the squares.", _clip(length=lambda gradients: torch.cat(gradients).norm()))
exercise.mistake("You take the largest number for the length. The length is that of Pythagoras: the root of the "
                 "sum of all squares.",
                 _clip(length=lambda gradients: max(gradient.abs().max() for gradient in gradients)))
exercise.mistake("You add up the lengths of the tensors. 3 and 4 together are 5 long, not 7: add *squares*, then take "
                 "the root.", _clip(length=lambda gradients: sum(gradient.norm() for gradient in gradients)))
exercise.mistake("The root is missing: that is the square of the length.",
                 _clip(length=lambda gradients: sum((gradient**2).sum() for gradient in gradients)))
exercise.mistake("Gradients that are too long get the length 1, whatever the threshold is. Multiply by `longest`, too.",
                 _clip(factor=lambda length, longest: 1.0 if length <= longest else 1.0 / float(length)))
