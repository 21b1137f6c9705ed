"""``induction_score``: how much a head looks at what came after the same token the last time."""

import math

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, case


def _diagonal(offset=lambda period: period - 1, start=lambda period: period, finish=lambda found: found.mean(-1),
              turned=lambda weights: weights):
    """An induction_score with one thing wrong: the mean of weights[query, query − offset] over queries from start."""

    def score(weights, period):
        queries = torch.arange(start(period), weights.shape[-1])
        return finish(turned(weights)[..., queries, queries - offset(period)])

    return score


def _block_mean(weights, period):
    """Every query of the repetition with every key that one of them should look at."""
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, :][..., queries - period + 1].mean((-2, -1))


def _some_weights(*before, time, seed):
    scores = torch.randn(*before, time, time, generator=torch.Generator().manual_seed(seed)) * 1.5
    weights = scores.masked_fill(~attention.causal_mask(time), -math.inf).softmax(-1)
    return (weights * 100).round() / 100


def _induction_case(rng):
    period = rng.randrange(2, 5)
    return _some_weights(time=rng.choice([2 * period, 2 * period, 3 * period]), seed=rng.randrange(2**31)), period


exercise = Exercise(
    reference=attention.induction_score,
    cases=lambda: [
        case(_some_weights(time=4, seed=0), 2), case(_some_weights(time=6, seed=1), 3),
        case(_some_weights(time=6, seed=2), 2),
        case(_some_weights(2, time=6, seed=3), 3), case(_some_weights(2, 3, time=8, seed=4), 4),
        case(_some_weights(time=5, seed=5), 4), case(_some_weights(1, 2, 2, time=6, seed=6), 3),
    ],
    random_case=_induction_case,
    valid=lambda weights, period: weights.dim() >= 2 and weights.shape[-1] == weights.shape[-2] > period >= 2,
    hints=(
        "Only queries in the repetition count: period, period + 1, … Each has exactly one key: the token after the "
        "earlier copy of its own token. If the earlier copy is at query − period, where is the token after it?",
        "queries = period, period + 1, …, time − 1             torch.arange(period, time)\nkeys = queries − period + "
        "1\npick these weights                                     weights[..., queries, keys]\ntheir mean over the "
        "last dimension",
    ),
    compare="close",
)

exercise.mistake("That is how much it looks at the *same* token, where it occurred before. An induction head looks one "
                 "token further: at what came after it.", _diagonal(offset=lambda period: period))
exercise.mistake("One position too early: that is the token *before* the earlier copy. What came *after* the copy?",
                 _diagonal(offset=lambda period: period + 1))
exercise.mistake("You count one query too many. At position period − 1, nothing has repeated yet.",
                 _diagonal(start=lambda period: period - 1))
exercise.mistake("The first query of the repetition is missing: it is at position period, counted from 0.",
                 _diagonal(start=lambda period: period + 1))
exercise.mistake("Take the mean over the queries, so that a longer text gives no higher score.",
                 _diagonal(finish=lambda found: found.sum(-1)))
exercise.mistake("Rows are queries and columns are keys: weights[..., query, key]. Yours are swapped, so they look at "
                 "the future.", _diagonal(turned=lambda weights: weights.transpose(-2, -1)))


exercise.mistake("This is one number for all heads together. Keep the dimensions before the last two: take the mean "
                 "over the queries only, dim=-1.", _diagonal(finish=lambda found: found.mean()))
exercise.mistake("That is the mean of a whole block, every query with every key. Each query has exactly one key, so "
                 "pick pairs.", _block_mean)


@exercise.mistake("You stop at 2 · period. The text may repeat more than once, or be cut off, so go on to its end.")
def _only_one_repetition(weights, period):
    queries = torch.arange(period, 2 * period)
    return weights[..., queries, queries - period + 1].mean(-1)


@exercise.mistake("You always look at the first copy. What counts is the *last* time that the token came: exactly one "
                  "period before.")
def _in_the_first_copy(weights, period):
    queries = torch.arange(period, weights.shape[-1])
    return weights[..., queries, queries % period + 1].mean(-1)
