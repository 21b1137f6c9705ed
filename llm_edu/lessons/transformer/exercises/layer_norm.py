"""``layer_norm``: mean 0, variance 1, then a weight and a bias."""

import torch

from llm_edu.course.checks.exercise import Exercise, Property
from llm_edu.lessons.transformer.exercises.common import _norm_case, _norm_cases
from llm_edu.transformer import functions as tf


def _layer_norm(centre=lambda x: x - x.mean(-1, keepdim=True), spread=lambda c: c.square().mean(-1, keepdim=True),
                divide=lambda c, v, epsilon: c / (v + epsilon).sqrt(), last=lambda x, w, b: x * w + b):
    """A layer_norm with one thing wrong."""

    def norm(x, weight, bias, epsilon=1e-5):
        centred = centre(x)
        return last(divide(centred, spread(centred), epsilon), weight, bias)

    return norm


def _by_std(x, weight, bias, epsilon=1e-5):
    return (x - x.mean(-1, keepdim=True)) / (x.std(-1, keepdim=True) + epsilon) * weight + bias


def _right_far_from_zero(found, x, weight, bias, epsilon=1e-5):
    if found.shape != x.shape or not (x.abs() > 1000).all():
        return True
    return torch.allclose(found.to(x.dtype), tf.layer_norm(x, weight, bias, epsilon), rtol=0.01, atol=0.01)


exercise = Exercise(
    reference=tf.layer_norm,
    cases=lambda: _norm_cases(True),
    random_case=lambda rng: _norm_case(rng, True),
    valid=lambda x, weight, bias, epsilon=1e-5: x.ndim > 0 and x.shape[-1:] == weight.shape == bias.shape,
    hints=(
        "There are three steps. Subtract the mean. Divide by the root of the mean square of what is left. Apply weight "
        "and bias. With keepdim=True, a mean keeps its dimension, so that it still lines up with x.",
        "centred = x − its mean over the last dimension (keepdim=True)\nvariance = the mean of centred² over the last "
        "dimension (keepdim=True)\nreturn centred / root of (variance + epsilon) · weight + bias",
    ),
    properties=[Property(_right_far_from_zero, "Far from 0, a variance that is the mean of the squares minus the "
                         "square of the mean is the small difference of two huge numbers, and float32 has no digits "
                         "left for it. Subtract the mean first, then square.")],
    compare="close",
    tolerance=1e-4,
)

exercise.mistake("Nothing is subtracted. That is RMSNorm, which comes next. LayerNorm subtracts the mean first.",
                 _layer_norm(centre=lambda x: x))
exercise.mistake("You divide by the variance. Divide by its square root, or large vectors come out small.",
                 _layer_norm(divide=lambda c, v, epsilon: c / (v + epsilon)))
exercise.mistake("You divide the sum of the squares by n − 1, where n is how many numbers there are. x.var() and "
                 "x.std() do this, too, unless you say unbiased=False. Here, take the plain mean of the squares.",
                 _layer_norm(spread=lambda c: c.square().sum(-1, keepdim=True) / (c.shape[-1] - 1)))
exercise.mistake("epsilon is not used. A vector of equal numbers has the variance 0, and 0 / 0 is nan.",
                 _layer_norm(divide=lambda c, v, epsilon: c / v.sqrt()))
exercise.mistake("epsilon is fixed at 1e-5. Use the one that you are given, because models differ in it.",
                 _layer_norm(divide=lambda c, v, epsilon: c / (v + 1e-5).sqrt()))
exercise.mistake("x.std() differs in two ways. It divides by n − 1 (unless you say unbiased=False). And epsilon must "
                 "be added to the variance, before the root. Take the three steps of the text one by one.",
                 _by_std)


exercise.mistake("epsilon is added after the root. Add it before: variance + epsilon, then the root.",
                 _layer_norm(divide=lambda c, v, epsilon: c / (v.sqrt() + epsilon)))
exercise.mistake("You take one mean for all numbers. Each token's vector has a mean of its own: .mean(-1, "
                 "keepdim=True).",
                 _layer_norm(centre=lambda x: x - x.mean(), spread=lambda c: c.square().mean()))
exercise.mistake("Without keepdim=True the mean loses its dimension, and no longer lines up with x.",
                 _layer_norm(centre=lambda x: x - x.mean(-1), spread=lambda c: c.square().mean(-1)))
exercise.mistake("weight and bias are not used. With them, the model can make some numbers larger than others.",
                 _layer_norm(last=lambda x, w, b: x))
