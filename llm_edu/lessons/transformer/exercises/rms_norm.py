"""``rms_norm``: root mean square 1, then a weight."""

import torch

from llm_edu.course.checks.exercise import Exercise
from llm_edu.lessons.transformer.exercises.common import _norm_case, _norm_cases
from llm_edu.transformer import functions as tf


def _rms_norm(square=lambda x: x.square().mean(-1, keepdim=True), divide=lambda x, m, e: x / (m + e).sqrt(),
              last=lambda x, w: x * w):
    """An rms_norm with one thing wrong."""
    return lambda x, weight, epsilon=1e-5: last(divide(x, square(x), epsilon), weight)


exercise = Exercise(
    reference=tf.rms_norm,
    cases=lambda: _norm_cases(False),
    random_case=lambda rng: _norm_case(rng, False),
    valid=lambda x, weight, epsilon=1e-5: x.ndim > 0 and x.shape[-1:] == weight.shape,
    hints=(
        "Read the name backwards: square, take the mean, take the root. Then divide by the result.",
        "mean_square = the mean of x² over the last dimension (keepdim=True)\nreturn x / root of (mean_square + "
        "epsilon) · weight",
    ),
    compare="close",
    tolerance=1e-4,
)


@exercise.mistake("You subtract the mean first. RMSNorm does not: it only scales.")
def _as_layer_norm(x, weight, epsilon=1e-5):
    return tf.layer_norm(x, weight, torch.zeros_like(weight), epsilon)


exercise.mistake("The root is missing: you divide by the mean square.", _rms_norm(divide=lambda x, m, e: x / (m + e)))
exercise.mistake("You take the *sum* of the squares, so every vector comes out with the length 1. With the mean, its "
                 "numbers come out at about ±1, however many there are.",
                 _rms_norm(square=lambda x: x.square().sum(-1, keepdim=True)))
exercise.mistake("epsilon is not used, so a vector of zeros becomes nan.",
                 _rms_norm(divide=lambda x, m, e: x / m.sqrt()))
exercise.mistake("epsilon is added after the root. Add it before.",
                 _rms_norm(divide=lambda x, m, e: x / (m.sqrt() + e)))
exercise.mistake("epsilon is fixed at 1e-5. Use the one that you are given, because models differ in it.",
                 _rms_norm(divide=lambda x, m, e: x / (m + 1e-5).sqrt()))


@exercise.mistake("x.norm() is the length, the root of the *sum* of the squares. RMS is the root of their *mean*. And "
                  "add epsilon before the root.")
def _by_length(x, weight, epsilon=1e-5):
    return x / (x.norm(dim=-1, keepdim=True) + epsilon) * weight


exercise.mistake("You take one mean for all tokens together. Each vector has its own: .mean(-1, keepdim=True).",
                 _rms_norm(square=lambda x: x.square().mean()))
exercise.mistake("Without keepdim=True the mean loses its dimension, and no longer lines up with x.",
                 _rms_norm(square=lambda x: x.square().mean(-1)))
exercise.mistake("weight is not used.", _rms_norm(last=lambda x, w: x))
