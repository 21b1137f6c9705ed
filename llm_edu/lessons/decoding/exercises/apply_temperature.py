"""``apply_temperature``: sharper or flatter."""

import math

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.decoding.demos import apply_temperature as tempered
from llm_edu.lessons.decoding.exercises.common import _sums_to_one, _vector


def _temperature(scale=lambda logits, t: logits / t, zero=True, last=lambda x: x.softmax(-1)):
    """An apply_temperature with one thing wrong."""

    def apply(logits, temperature):
        if temperature == 0 and zero:
            return tempered(logits, 0)
        return last(scale(logits, temperature))

    return apply


def _drawing_around(apply_temperature):
    """torch.rand(1); apply_temperature(torch.tensor([1., 3.]), 0.5); torch.rand(1)"""
    drawn = [torch.rand(1).item()]
    return [*drawn, apply_temperature(_vector(1, 3), 0.5), torch.rand(1).item()]


exercise = Exercise(
    reference=tempered,
    cases=[
        case(_vector(1, 3), 0), case(_vector(1, 3), 1.0), case(_vector(1, 3), 0.5), case(_vector(1, 3), 2.0),
        case(_vector(0, 0, 0), 0), case(_vector(2, -1, 0.5), 0.7), case(_vector(-4, -2), 0),
        case(_vector(2, 5, 5), 0), case(_vector(40, 20, 38), 0.25), case(_vector(40, 20, 38), 0.03125),
        case(_vector(1, 2, 3, 4), 1000.0),
        case(_vector(1, -math.inf, 2), 0.5), case(_vector(-math.inf, -3, -math.inf), 0),
        case(_vector(1, -math.inf, 2), 1000.0), case(_vector(1, 1.0625), 0.0625),
        case(_vector(0.5, 0.5, 0.25, 0.125), 0.01), _drawing_around,
    ],
    random_case=lambda rng: (_vector(*(rng.randrange(-30, 30) / 10 for _ in range(rng.randrange(2, 5)))),
                             rng.choice([0, 0.2, 0.5, 0.8, 1.5, 3.0])),
    hints=(
        "Divide the logits, then take the softmax. Dividing by 0 is the one case that needs its own lines.",
        "if temperature is 0:\n    zeros like logits, with a 1 where the largest logit is\nelse:\n    softmax of "
        "logits / temperature",
    ),
    compare="close",
    fresh=True,
    properties=[Property(_sums_to_one, "These are not probabilities: they do not sum to 1.")],
)

exercise.mistake("You multiply. A temperature below 1 must make differences *larger*: divide.",
                 _temperature(scale=lambda x, t: x * t))
exercise.mistake("You use the temperature only to ask whether it is 0.", _temperature(scale=lambda x, t: x))
exercise.mistake("At temperature 0 you divide by 0, and the result is nan. Write separate lines for this case: the "
                 "largest logit gets the probability 1.", _temperature(zero=False))
exercise.mistake("You divide the probabilities, so they no longer sum to 1. Divide the logits, before the softmax.",
                 _temperature(scale=lambda x, t: x.softmax(-1) / t, last=lambda x: x))
exercise.mistake("You take the softmax twice. Divide the logits, then take one softmax.",
                 _temperature(scale=lambda x, t: x.softmax(-1) / t))
exercise.mistake("These are still logits: the softmax is missing.", _temperature(last=lambda x: x))


@exercise.mistake("For large logits, the exponentials overflow, and inf / inf is nan. `softmax` subtracts the largest "
                  "logit first, which does not change the result.")
def _without_care(logits, temperature):
    if temperature == 0:
        return tempered(logits, 0)
    exponentials = (logits / temperature).exp()
    return exponentials / exponentials.sum()


@exercise.mistake("At temperature 0, if several logits are equally large, the *first* of them gets everything, as "
                  "with argmax.")
def _all_the_best(logits, temperature):
    if temperature == 0:
        best = (logits == logits.max()).float()
        return best / best.sum()
    return (logits / temperature).softmax(-1)


@exercise.mistake("At temperature 0, `logits == logits.max()` is true for *each* of several equally large logits. "
                  "Only the first of them gets the 1: argmax says where it is.")
def _one_for_each_best(logits, temperature):
    return (logits == logits.max()).float() if temperature == 0 else (logits / temperature).softmax(-1)


exercise.mistake("At temperature 0 you return a token. Return probabilities: zeros, with a 1 at the position of this "
                 "token.",
                 lambda x, t: x.argmax() if t == 0 else (x / t).softmax(-1))


@exercise.mistake("torch.manual_seed makes the next draw the same each time. Nothing is drawn here, so leave the "
                  "random numbers alone.")
def _seeding(logits, temperature):
    torch.manual_seed(0)
    return tempered(logits, temperature)
