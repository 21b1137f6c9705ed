"""``pair_gradient``: the loss of one pair and its two gradients."""

import numpy as np

from llm_edu import embeddings
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.embeddings import sigmoid
from llm_edu.lessons.embeddings.exercises.common import _array, _drawn


def _gradient(center, context, label, *, error=lambda p, y: p - y, loss=None, swap=False, factor=lambda p: 1.0):
    """The gradient of a pair, with one thing wrong."""
    p = sigmoid(center @ context)
    value = (loss or (lambda p, y: -np.log(p if y == 1 else 1 - p)))(p, label)
    slope = error(p, label) * factor(p)
    parts = (slope * center, slope * context) if swap else (slope * context, slope * center)
    return float(value), *parts


def _gradient_with(**changes):
    return lambda center, context, label: _gradient(center, context, label, **changes)


def _moved(rate):
    def step(center, context, label):
        loss, for_center, for_context = embeddings.pair_gradient(center, context, label)
        return loss, center - rate * for_center, context - rate * for_context
    return step


exercise = Exercise(
    reference=embeddings.pair_gradient,
    cases=[
        case(_array(1, 2), _array(2, -1), 1), case(_array(1, 2), _array(2, -1), 0), case(_array(1, 0), _array(2, 0), 1),
        case(_array(1, 0), _array(2, 0), 0), case(_array(0, 0), _array(1, 3), 1), case(_array(-1, 1), _array(2, 1), 0),
        case(_array(1, 1, 1), _array(1, 0, -3), 1), case(_array(3, 4), _array(2, 1), 0),
        case(_array(3, 4), _array(-2, -1), 1),
        case(_array(2, 1), _array(2, 0), 1), case(_array(2, 3), _array(-3, 0), 0),  # nearly sure, and right
    ],
    random_case=lambda rng: (*_drawn(rng, 2, rng.randrange(2, 4)), rng.randrange(2)),
    valid=lambda center, context, label: center.shape == context.shape and len(center) > 1,
    hints=(
        "First compute the probability, then the error, probability − label. Then ask: which vector do you need for "
        "the slopes of the center, its own or the other one?",
        "probability = sigmoid(center @ context)\nloss = -log(probability), or for a fake -log(1 - probability)\n"
        "error = probability - label\nreturn loss, error * context, error * center",
    ),
    compare="close",
    dtypes=["int64"],
)

exercise.mistake("Both gradients have the wrong sign. The error is probability − truth. For a real pair it is "
                 "negative, because the loss falls when the score rises.", _gradient_with(error=lambda p, y: y - p))
exercise.mistake("Your gradients treat every pair as real. Subtract the label, which is 0 for a fake.",
                 _gradient_with(error=lambda p, y: p - 1))
exercise.mistake("The two gradients are exchanged. When the center moves, the numbers of the *context* say how much "
                 "the score changes. So the gradient of the center is error · context.", _gradient_with(swap=True))
exercise.mistake("Your loss treats a fake as a real pair. The truth is “fake”, and its probability is 1 − "
                 "probability.", _gradient_with(loss=lambda p, y: -np.log(p)))
exercise.mistake("Your loss is negative. The logarithm of a probability is at most 0, and the loss is *minus* this "
                 "logarithm.",
                 _gradient_with(loss=lambda p, y: np.log(p if y == 1 else 1 - p)))
exercise.mistake("You have one factor too many: p · (1 − p). It is the slope of the sigmoid alone. The slope of the "
                 "logarithm in the loss cancels it, and probability − label is left.",
                 _gradient_with(factor=lambda p: p * (1 - p)))


@exercise.mistake("center * context multiplies number by number. The score is one number, their dot product: center @ "
                  "context.")
def _one_probability_for_each_number(center, context, label):
    p = sigmoid(center * context)
    return -np.log(p if label == 1 else 1 - p), (p - label) * context, (p - label) * center


@exercise.mistake("The loss is right. The error is *probability* − label; yours is score − label.")
def _slopes_without_sigmoid(center, context, label):
    error = center @ context - label
    return embeddings.pair_gradient(center, context, label)[0], error * context, error * center


exercise.mistake("You have exchanged real and fake: label 1 is a real pair.",
                 lambda center, context, label: embeddings.pair_gradient(center, context, 1 - label))
exercise.mistake("The loss is right. Return the two gradients. You will move the vectors in the next exercise.",
                 _moved(0.1))
