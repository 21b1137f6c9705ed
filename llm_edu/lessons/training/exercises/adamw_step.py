"""``adamw_step``: one step of AdamW."""

import torch

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.training.exercises.common import _random


def _adamw(gradient_of=lambda gradient, weight, decay: gradient, decays=lambda rate, decay: 1 - rate * decay,
           correct=lambda value, keep, step: value / (1 - keep**step),
           root=lambda square, epsilon: square.sqrt() + epsilon, sign=-1,
           stored=lambda mean, square, corrected, corrected_square: (mean, square), one_keep=False):
    """An adamw_step with one thing wrong."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        keep_square = keep if one_keep else keep_square
        start = weight * decays(learning_rate, weight_decay)
        gradient = gradient_of(gradient, weight, weight_decay)
        mean = keep * mean + (1 - keep) * gradient
        mean_square = keep_square * mean_square + (1 - keep_square) * gradient**2
        corrected, corrected_square = correct(mean, keep, step), correct(mean_square, keep_square, step)
        new = start + sign * learning_rate * corrected / root(corrected_square, epsilon)
        return new, *stored(mean, mean_square, corrected, corrected_square)
    return function


def _three_of_a_shape(result, shape):
    """Whether these are three tensors as asked for, so that it makes sense to ask which of them is wrong."""
    return (isinstance(result, tuple) and len(result) == 3 and
            all(isinstance(each, torch.Tensor) and each.shape == shape for each in result))


def _right_at(place):
    """Whether that one of the three results is right; True, too, where they are not even three."""
    def holds(result, weight, *arguments, **settings):
        if not _three_of_a_shape(result, weight.shape):
            return True
        expected = _adamw()(weight, *arguments, **settings)[place]
        return torch.allclose(result[place], expected, rtol=2e-5, atol=2e-6)
    return holds


def _adamw_case(rng):
    shape, seed = rng.choice([(1,), (2,), (2, 2)]), rng.randrange(2**31)
    return case(_random(*shape, seed=seed), _random(*shape, seed=seed + 1, size=rng.choice([0.5, 5.0])),
                _random(*shape, seed=seed + 2), _random(*shape, seed=seed + 3).abs() + 0.1, rng.randrange(1, 9),
                rng.choice([0.01, 0.1]), rng.choice([0.5, 0.9]), keep_square=rng.choice([0.8, 0.95]),
                weight_decay=rng.choice([0.0, 0.1, 1.0]))


_ZERO, _ONE = torch.tensor([0.0]), torch.tensor([1.0])

exercise = Exercise(
    reference=_adamw(),
    cases=lambda: [
        case(_ONE, torch.tensor([2.0]), _ZERO, _ZERO, 1, 0.1),
        case(_ONE, torch.tensor([-0.0001]), _ZERO, _ZERO, 1, 0.1),
        case(_ONE, _ZERO, _ZERO, _ZERO, 1, 0.1), case(_ONE, _ZERO, _ZERO, _ZERO, 1, 0.1, weight_decay=0.5),
        case(_ONE, torch.tensor([4.0]), torch.tensor([0.4]), torch.tensor([0.8]), 2, 0.1),
        case(_ONE, torch.tensor([4.0]), torch.tensor([0.4]), torch.tensor([0.8]), 2, 0.1, weight_decay=0.5),
        case(torch.tensor([1.0, -2.0]), torch.tensor([1000.0, -0.001]), torch.zeros(2), torch.zeros(2), 1, 0.01),
        case(_random(2, 2), _random(2, 2, seed=1), _random(2, 2, seed=2), _random(2, 2, seed=3).abs(), 5, 0.1, 0.5,
             0.8),
        case(_ONE, _ZERO, torch.tensor([0.4]), torch.tensor([0.8]), 2, 0.1),    # on by the mean alone
        case(_ONE, torch.tensor([0.5]), _ONE, _ONE, 3, 0.1, 0.9, 0.95, 0.5),
        case(_ONE, torch.tensor([0.5]), _ONE, _ONE, 150, 0.1, keep_square=0.999),
        case(_ONE, torch.tensor([4.0]), _ZERO, _ZERO, 1, 0.5, weight_decay=0.5),
        case(_ONE[0], torch.tensor(4.0), torch.tensor(0.4), torch.tensor(0.8), 2, 0.1),    # no dimensions
    ],
    random_case=_adamw_case,
    keywords=("keep_square", "weight_decay"),
    hints=(
        "Five lines, in the order of the list above. Return the *uncorrected* averages, because the next step gets "
        "them again; the corrected ones are used in this step only.",
        "weight = weight · (1 − learning_rate · weight_decay)\nmean = keep · mean + (1 − keep) · gradient\n"
        "mean_square = keep_square · mean_square + (1 − keep_square) · gradient²\n"
        "corrected, corrected_square = each divided by (1 − its keep to the power of step)\n"
        "weight = weight − learning_rate · corrected / (root of corrected_square + epsilon)",
    ),
    properties=[
        Property(_right_at(1), "The new *mean*, the second tensor that you return, is wrong. Fix it first, because "
                 "the weight is computed from it."),
        Property(_right_at(2), "The new *mean square*, the third tensor that you return, is wrong. Fix it first, "
                 "because the weight is computed from it."),
        Property(_right_at(0), "Both averages are right, but the weight is not. Check how it shrinks, the two "
                 "corrections, and what you divide by what."),
    ],
    compare="close",
    fresh=True,
)

exercise.mistake("No bias correction: both averages began at 0, and are too small at first.",
                 _adamw(correct=lambda value, keep, step: value))
exercise.mistake("You return the corrected averages. The next step would correct them a second time.",
                 _adamw(stored=lambda mean, square, corrected, corrected_square: (corrected, corrected_square)))
exercise.mistake("You correct by 1 − keep at every step. But the share of the gradients in the average grows: it is "
                 "1 − keep to the power of step.", _adamw(correct=lambda value, keep, step: value / (1 - keep)))
exercise.mistake("Your ε is under the root. Add it to the root instead; the difference shows where gradients are tiny.",
                 _adamw(root=lambda square, epsilon: (square + epsilon).sqrt()))
exercise.mistake("You divide by the mean *square*. The size of a gradient is its root.",
                 _adamw(root=lambda square, epsilon: square + epsilon))
exercise.mistake(
    "You add the decay to the gradient, where it is divided by the gradient's size like everything else. That is "
    "Adam. The W stands for keeping the decay separate.",
    _adamw(decays=lambda rate, decay: 1.0, gradient_of=lambda gradient, weight, decay: gradient + decay * weight),
)
exercise.mistake("Your weight shrinks by the weight decay alone. It should shrink by learning rate × weight decay: at "
                 "a rate of 0.01, a hundredth of that.", _adamw(decays=lambda rate, decay: 1 - decay))
exercise.mistake("You move *with* the gradient, up the hill.", _adamw(sign=1))


@exercise.mistake("Your code uses 0.9 and 0.95 even where other values are passed. They are only the defaults of keep "
                  "and keep_square.")
def _numbers_written_in(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
                        epsilon=1e-8, weight_decay=0.0):
    return _adamw()(weight, gradient, mean, mean_square, step, learning_rate, 0.9, 0.95, epsilon, weight_decay)


exercise.mistake("You use keep for both averages. The squares have their own share, keep_square.",
                 _adamw(one_keep=True))
