"""``look_up``: one query mixes the values."""

import math

import torch
import torch.nn.functional as F

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.attention.exercises.common import HAT_KEYS, HAT_VALUES, _random


def _look_up(score=lambda query, keys: keys @ query, weigh=lambda scores: attention.softmax(scores),
             mix=lambda weights, keys, values: weights @ values):
    """A look_up with one thing wrong."""
    return lambda query, keys, values: mix(weigh(score(query, keys)), keys, values)


def _look_up_case(rng):
    tokens, d, d_value, seed = rng.randrange(1, 5), rng.randrange(1, 4), rng.randrange(1, 4), rng.randrange(2**31)
    return _random(d, seed=seed), _random(tokens, d, seed=seed + 1), _random(tokens, d_value, seed=seed + 2)


exercise = Exercise(
    reference=attention.look_up,
    cases=lambda: [
        case(torch.tensor([1.0]), torch.tensor([[1.0]]), torch.tensor([[2.0, 3.0]])),
        case(torch.tensor([0.0]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([1.0]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([2.0, 0.0]), HAT_KEYS, HAT_VALUES), case(torch.tensor([0.0, 2.0]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([-1.0, 1.0]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([3.0, 0.0]), HAT_KEYS, HAT_VALUES),    # a small weight counts, too
        case(torch.tensor([1000.0, 0.0]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([50.0]), torch.tensor([[2.0], [2.0], [1.0]]), torch.tensor([[2.0], [4.0], [0.0]])),
        # far ahead of most, and not alone there
        case(torch.tensor([1.0]), torch.tensor([[100.0], [99.5], [0.0], [-1.0], [1.0]]), _random(5, 2, seed=6)),
        case(torch.tensor([-1000.0]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),    # all negative
        case(_random(4), _random(3, 4, seed=1), _random(3, 4, seed=2)),
        case(_random(3, seed=3), _random(5, 3, seed=4), _random(5, 2, seed=5)),
    ],
    random_case=_look_up_case,
    valid=lambda query, keys, values: query.dim() == 1 and keys.dim() == values.dim() == 2 and query.numel() > 0
    and keys.shape[1:] == query.shape and len(keys) == len(values) > 0 and values.numel() > 0,
    hints=(
        "Three lines: a score for each key, the softmax of the scores, and the values mixed by these weights. A matrix "
        "times a vector, `keys @ query`, is the dot product of each row with the vector.",
        "scores = keys @ query                  one for each token\nsubtract the largest score from all of them\n"
        "powers = e to each of them\nweights = powers / their sum\n"
        "add up: each token's value, times its weight        weights @ values",
    ),
    compare="close",
)

exercise.mistake("You mix by the scores themselves. They can be negative and don't sum to 1, so take the softmax "
                 "first.",
                 _look_up(weigh=lambda scores: scores))
exercise.mistake("You divide the scores by their sum. A negative score makes a negative weight then. Softmax first "
                 "takes e to the power of each.", _look_up(weigh=lambda scores: scores / scores.sum()))
exercise.mistake("That is a dictionary: all of the best value, nothing of the others. Softmax never quite decides, so "
                 "there is a gradient to learn from.",
                 _look_up(weigh=lambda scores: F.one_hot(scores.argmax(), len(scores)).float()))
exercise.mistake("e to the power of 2,000 is too large for a computer, and infinity divided by infinity is nan. "
                 "Subtract the largest score from all of them first; softmax does not notice.",
                 _look_up(weigh=lambda scores: scores.exp() / scores.exp().sum()))
exercise.mistake("Your weights don't sum to 1. Divide the powers by their sum.",
                 _look_up(weigh=lambda scores: (scores - scores.max()).exp()))
exercise.mistake("You mix the keys. They decide the weights, but the mix is made of the *values*.",
                 _look_up(mix=lambda weights, keys, values: weights @ keys))
exercise.mistake("These are the weights. Use them to mix the values.",
                 _look_up(mix=lambda weights, keys, values: weights))
exercise.mistake("You divide by √d. That comes two sections later. Here the scores are plain dot products.",
                 _look_up(score=lambda query, keys: keys @ query / math.sqrt(len(query))))
exercise.mistake("Each value is multiplied by its weight now. Add these products up over the tokens.",
                 _look_up(mix=lambda weights, keys, values: weights[:, None] * values))
exercise.mistake("`query @ keys` multiplies the query with the *columns* of the keys. Each key is a row: in (tokens, "
                 "d) @ (d,) the two d meet, and each row gives one score.",
                 _look_up(score=lambda query, keys: query @ keys))
