"""``adamw_step``: one step of AdamW."""

import torch
from torch import nn

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.training.exercises.common import _random


def _adamw(gradient_of=lambda gradient, weight, decay: gradient, decays=lambda rate, decay: 1 - rate * decay,
           mean_of=lambda mean, gradient, keep: keep * mean + (1 - keep) * gradient,
           square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * gradient**2,
           correct=lambda value, keep, step: value / (1 - keep**step),
           root=lambda square, epsilon: square.sqrt() + epsilon, sign=-1,
           stored=lambda mean, square, corrected, corrected_square: (mean, square), one_keep=False,
           averaged_by=lambda *keeps: keeps, corrected_by=lambda *keeps: keeps):
    """An adamw_step with one thing wrong."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        keep_square = keep if one_keep else keep_square
        start = weight * decays(learning_rate, weight_decay)
        gradient = gradient_of(gradient, weight, weight_decay)
        of_mean, of_square = averaged_by(keep, keep_square)
        mean = mean_of(mean, gradient, of_mean)
        mean_square = square_of(mean_square, gradient, mean, of_square)
        of_mean, of_square = corrected_by(keep, keep_square)
        corrected, corrected_square = correct(mean, of_mean, step), correct(mean_square, of_square, step)
        new = start + sign * learning_rate * corrected / root(corrected_square, epsilon)
        return new, *stored(mean, mean_square, corrected, corrected_square)
    return function


def _one_corrected(the_mean):
    """An adamw_step that corrects only one of the two averages."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
        top = mean / (1 - keep**step) if the_mean else mean
        below = mean_square if the_mean else mean_square / (1 - keep_square**step)
        return (weight * (1 - learning_rate * weight_decay) - learning_rate * top / (below.sqrt() + epsilon), mean,
                mean_square)
    return function


def _share_of_the_other(mean_takes=lambda keep, keep_square: 1 - keep,
                        square_takes=lambda keep, keep_square: 1 - keep_square):
    """An adamw_step that takes another share of what is new than it should."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        return _adamw(
            mean_of=lambda mean, gradient, _: keep * mean + mean_takes(keep, keep_square) * gradient,
            square_of=lambda square, gradient, *_: keep_square * square + square_takes(keep, keep_square) * gradient**2,
        )(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square, epsilon, weight_decay)
    return function


def _with_lerp(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
               weight_decay=0.0):
    mean = mean.lerp(gradient, 1 - keep)
    mean_square = mean_square + (1 - keep_square) * (gradient.square() - mean_square)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight - learning_rate * (weight_decay * weight + mean / (1 - keep**step) / size), mean, mean_square


def _by_torch(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
              weight_decay=0.0):
    parameter = nn.Parameter(weight.clone())
    optimiser = torch.optim.AdamW([parameter], lr=learning_rate, betas=(keep, keep_square), eps=epsilon,
                                  weight_decay=weight_decay)
    optimiser.state[parameter] = {"step": torch.tensor(float(step - 1)), "exp_avg": mean.clone(),
                                  "exp_avg_sq": mean_square.clone()}
    parameter.grad = gradient.clone()
    optimiser.step()
    state = optimiser.state[parameter]
    return parameter.detach(), state["exp_avg"], state["exp_avg_sq"]


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
                rng.choice([0.01, 0.1]), keep=rng.choice([0.5, 0.9]), keep_square=rng.choice([0.8, 0.95]),
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
        case(_ONE, torch.tensor([0.5]), _ONE, _ONE, 3, 0.1, epsilon=0.5),
    ],
    random_case=_adamw_case,
    hints=(
        "Five lines, in the order of the list above. What is handed back to be used again are the *uncorrected* "
        "averages; the corrected ones live only in this step.",
        "weight = weight · (1 − learning_rate · weight_decay)\nmean = keep · mean + (1 − keep) · gradient\n"
        "mean_square = keep_square · mean_square + (1 − keep_square) · gradient²\n"
        "corrected, corrected_square = each divided by (1 − its keep to the power of step)\n"
        "weight = weight − learning_rate · corrected / (root of corrected_square + epsilon)",
    ),
    properties=[
        Property(_right_at(1), "The new *mean*, the second that comes back, is not what it should be. Mend it first: "
                 "the weight is made of it."),
        Property(_right_at(2), "The new *mean square*, the third that comes back, is not what it should be. Mend it "
                 "first: the weight is made of it."),
        Property(_right_at(0), "Both averages are right, the weight is not: look at how it shrinks, at the "
                 "corrections, and at what is divided by what."),
    ],
    also_right=[_with_lerp, _by_torch],
    compare="close",
)

exercise.mistake("No bias correction: both averages began at 0, and are too small at first.",
                 _adamw(correct=lambda value, keep, step: value))
exercise.mistake("You hand back the corrected averages. At the next step they would be corrected a second time.",
                 _adamw(stored=lambda mean, square, corrected, corrected_square: (corrected, corrected_square)))
exercise.mistake("The correction is one step late: step is 1 at the first, so the power is `step` itself.",
                 _adamw(correct=lambda value, keep, step: value / (1 - keep**(step + 1))))
exercise.mistake("You correct by 1 − keep at every step. The share that the average has seen grows: 1 − keep to the "
                 "power of step.", _adamw(correct=lambda value, keep, step: value / (1 - keep)))
exercise.mistake("The power belongs to keep alone: 1 − (keep to the power of step). You take the power of all of 1 − "
                 "keep, which soon is next to nothing.",
                 _adamw(correct=lambda value, keep, step: value / (1 - keep)**step))
exercise.mistake("You divide by keep to the power of step: that is what is left of the 0 at the beginning. Divide by "
                 "the rest, 1 − that.", _adamw(correct=lambda value, keep, step: value / keep**step))
exercise.mistake("The averages are too small at first, so correcting *divides* by 1 − keep to the power of step; you "
                 "multiply.", _adamw(correct=lambda value, keep, step: value * (1 - keep**step)))
exercise.mistake("ε stands under the root. It is added to the root; the difference shows where gradients are tiny.",
                 _adamw(root=lambda square, epsilon: (square + epsilon).sqrt()))
exercise.mistake("You divide by the mean *square*. The size of a gradient is its root.",
                 _adamw(root=lambda square, epsilon: square + epsilon))
exercise.mistake("ε is missing: where all gradients were 0 you divide 0 by 0.",
                 _adamw(root=lambda square, epsilon: square.sqrt()))
exercise.mistake(
    "The decay goes into the gradient, and is then divided by its size like everything else. That is Adam; the W "
    "stands for keeping it apart.",
    _adamw(decays=lambda rate, decay: 1.0, gradient_of=lambda gradient, weight, decay: gradient + decay * weight),
)
exercise.mistake("Nothing decays: the weight shrinks by learning rate × weight decay before it moves.",
                 _adamw(decays=lambda rate, decay: 1.0))
exercise.mistake("The weight shrinks by weight decay alone. At a learning rate of 0.01 it should be a hundredth of "
                 "that: learning rate × weight decay.", _adamw(decays=lambda rate, decay: 1 - decay))
exercise.mistake("You move *with* the gradient, up the hill.", _adamw(sign=1))
exercise.mistake("keep and 1 − keep are the wrong way round in the mean: nine tenths of the *old* one stay.",
                 _adamw(mean_of=lambda mean, gradient, keep: (1 - keep) * mean + keep * gradient))
exercise.mistake("keep and 1 − keep are the wrong way round in the mean square.",
                 _adamw(square_of=lambda square, gradient, mean, keep: (1 - keep) * square + keep * gradient**2))
exercise.mistake("You square the mean. Asked for is the mean of the squares: whoever gets +1, −1, +1, −1 has mean 0 "
                 "but size 1.",
                 _adamw(square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * mean**2))
exercise.mistake("You average sizes. It is the *squares* that are averaged; the root comes later.",
                 _adamw(square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * gradient.abs()))
exercise.mistake("The gradient is not squared in the mean square. It can be negative then, and has no root.",
                 _adamw(square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * gradient))
exercise.mistake("Into the mean square you take 1 − keep of the new. It has a share of its own: 1 − keep_square.",
                 _share_of_the_other(square_takes=lambda keep, keep_square: 1 - keep))
exercise.mistake("In the mean you take `keep` of the new as well. What is kept and what is taken make 1 together: take "
                 "1 − keep.", _share_of_the_other(mean_takes=lambda keep, keep_square: keep))
exercise.mistake("In the mean square you take `keep_square` of the new as well. What is kept and what is taken make 1 "
                 "together.", _share_of_the_other(square_takes=lambda keep, keep_square: keep_square))
exercise.mistake("In the mean you add the *whole* gradient. Of the new only a part is taken: 1 − keep.",
                 _share_of_the_other(mean_takes=lambda keep, keep_square: 1.0))
exercise.mistake("In the mean square you add the *whole* squared gradient. Of the new only a part is taken: 1 − "
                 "keep_square.", _share_of_the_other(square_takes=lambda keep, keep_square: 1.0))
exercise.mistake("You add gradients up. A running average keeps a part of the old and takes a part of the new.",
                 _adamw(mean_of=lambda mean, gradient, keep: mean + gradient))
exercise.mistake(
    "The correction is one step early: at the first step, step is 1, and 1 − keep to the power of 0 is 0. The power is "
    "`step` itself.",
    _adamw(correct=lambda value, keep, step: value / (1 - keep**(step - 1)) if step > 1 else value / 0 * 0),
)
exercise.mistake("You multiply keep by step. It is keep to the *power* of step, `keep**step`: what is left of the 0 at "
                 "the beginning.", _adamw(correct=lambda value, keep, step: value / (1 - keep * step)))
exercise.mistake("The mean is corrected, the mean square is not. It began at 0, too.", _one_corrected(True))
exercise.mistake("The mean square is corrected, the mean is not. It began at 0, too.", _one_corrected(False))
exercise.mistake("With a plus the weight *grows* at each step. It is to shrink: 1 − learning rate × weight decay.",
                 _adamw(decays=lambda rate, decay: 1 + rate * decay))


@exercise.mistake("You shrink the weight after it has moved. In the list it comes first; the step itself is not "
                  "shrunk.")
def _decayed_last(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                  weight_decay=0.0):
    weight, *averages = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square, epsilon)
    return weight * (1 - learning_rate * weight_decay), *averages


@exercise.mistake("You move by the averages of before. First take the new gradient into both, then move.")
def _averages_of_before(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
                        epsilon=1e-8, weight_decay=0.0):
    corrected, size = mean / (1 - keep**step), (mean_square / (1 - keep_square**step)).sqrt()
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    return (weight * (1 - learning_rate * weight_decay) - learning_rate * corrected / (size + epsilon), mean,
            mean_square)


@exercise.mistake("Above the line stands the gradient. It should be the corrected *mean* of the gradients; otherwise "
                  "what contradicts itself does not cancel.")
def _by_the_gradient(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                     weight_decay=0.0):
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight * (1 - learning_rate * weight_decay) - learning_rate * gradient / size, mean, mean_square


@exercise.mistake("0.9 and 0.95 are written into your code. They are only what keep and keep_square are when nothing "
                  "else is said.")
def _numbers_written_in(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
                        epsilon=1e-8, weight_decay=0.0):
    return _adamw()(weight, gradient, mean, mean_square, step, learning_rate, 0.9, 0.95, epsilon, weight_decay)


exercise.mistake("The corrections are made with 0.9 and 0.95. These are only what keep and keep_square are when "
                 "nothing else is said.", _adamw(corrected_by=lambda keep, keep_square: (0.9, 0.95)))
exercise.mistake("Both corrections are made with keep. That of the mean square takes keep_square, as the average did.",
                 _adamw(corrected_by=lambda keep, keep_square: (keep, keep)))
exercise.mistake("Both corrections are made with keep_square. That of the mean takes keep, as the average did.",
                 _adamw(corrected_by=lambda keep, keep_square: (keep_square, keep_square)))
exercise.mistake("The mean square is averaged with keep. It has a share of its own, keep_square.",
                 _adamw(averaged_by=lambda keep, keep_square: (keep, keep)))
exercise.mistake("The mean is averaged with keep_square. That is the share of the mean square; the mean has keep.",
                 _adamw(averaged_by=lambda keep, keep_square: (keep_square, keep_square)))


@exercise.mistake("ε is added to the quotient. It belongs to the root, *below* the line, to avoid 0 / 0.")
def _epsilon_outside(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                     weight_decay=0.0):
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    move = mean / (1 - keep**step) / (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight * (1 - learning_rate * weight_decay) - learning_rate * move, mean, mean_square


exercise.mistake(
    "The two averages come back in the wrong order: weight, mean, mean square.",
    lambda *arguments, **settings: (lambda new: (new[0], new[2], new[1]))(_adamw()(*arguments, **settings)),
)
exercise.mistake(
    "You hand back how far the weight moves. Asked for is the new weight.",
    lambda weight, *rest, **settings: (lambda new: (weight - new[0], *new[1:]))(_adamw()(
        weight, *rest, **settings | {"weight_decay": 0.0})),
)
exercise.mistake("You use the same share for both averages; the squares have their own, keep_square.",
                 _adamw(one_keep=True))
exercise.mistake("That is the new weight. Both averages are needed at the next step: hand them back, too.",
                 lambda *arguments, **settings: _adamw()(*arguments, **settings)[0])
