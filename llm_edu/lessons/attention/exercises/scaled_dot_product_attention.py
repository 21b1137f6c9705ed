"""``scaled_dot_product_attention``: many queries at once, with or without a mask."""

import math

import torch

from llm_edu import attention
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.attention.exercises.common import HAT_KEYS, HAT_VALUES, _random


def _attention(scale=lambda queries, keys, values: math.sqrt(queries.shape[-1]),
               hide=lambda scores, mask: scores.masked_fill(~mask, -math.inf), weigh=lambda scores: scores.softmax(-1),
               after=lambda weights, mask: weights):
    """A scaled_dot_product_attention with one thing wrong."""

    def attend(queries, keys, values, mask=None):
        scores = queries @ keys.transpose(-2, -1) / scale(queries, keys, values)
        if mask is not None:
            scores = hide(scores, mask)
        weights = weigh(scores)
        return (weights if mask is None else after(weights, mask)) @ values

    return attend


def _attention_case(rng):
    time, past, d, d_value, seed = (rng.randrange(1, 4), rng.randrange(2), rng.randrange(1, 4), rng.randrange(1, 4),
                                    rng.randrange(2**31))
    queries, keys, values = (_random(time, d, seed=seed, size=2), _random(past + time, d, seed=seed + 1),
                             _random(past + time, d_value, seed=seed + 2))
    return queries, keys, values, attention.causal_mask(time, past) if rng.random() < 0.7 else None


def _batches(*shape, time, keys, d, d_value, seed):
    return (_random(*shape, time, d, seed=seed), _random(*shape, keys, d, seed=seed + 1),
            _random(*shape, keys, d_value, seed=seed + 2))


exercise = Exercise(
    reference=attention.scaled_dot_product_attention,
    cases=lambda: [
        case(torch.tensor([[1.0]]), torch.tensor([[1.0], [2.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([[2.0, 0.0]]), HAT_KEYS, HAT_VALUES),
        case(torch.tensor([[1.0]]), torch.tensor([[1000.0], [2000.0]]), torch.tensor([[2.0], [4.0]])),
        # two rows far apart; and what is hidden fits far better than what may be seen
        case(torch.tensor([[-1.0], [1.0]]), torch.tensor([[60.0], [59.0]]), torch.tensor([[2.0], [4.0]])),
        case(torch.tensor([[-1.0], [1.0]]), torch.tensor([[50_000.0], [0.0]]), torch.tensor([[2.0], [4.0]]),
             attention.causal_mask(2)),
        case(*_batches(time=2, keys=2, d=2, d_value=1, seed=0), attention.causal_mask(2)),
        case(*_batches(time=3, keys=3, d=4, d_value=2, seed=3), attention.causal_mask(3)),
        case(*_batches(time=3, keys=3, d=2, d_value=3, seed=6)),
        case(*_batches(time=2, keys=4, d=3, d_value=3, seed=9), attention.causal_mask(2, 2)),
        case(*_batches(2, time=3, keys=3, d=2, d_value=2, seed=12), attention.causal_mask(3)),
        case(*_batches(2, time=3, keys=3, d=2, d_value=2, seed=21)),
        case(*_batches(1, 2, time=2, keys=2, d=2, d_value=1, seed=24), attention.causal_mask(2)),
        case(*_batches(2, 3, time=3, keys=3, d=4, d_value=5, seed=15), attention.causal_mask(3)),
        case(*_batches(time=3, keys=3, d=4, d_value=2, seed=18),
             torch.tensor([[True, False, True], [False, True, True], [True, True, True]])),
    ],
    random_case=_attention_case,
    valid=lambda queries, keys, values, mask=None: min(queries.dim(), keys.dim(), values.dim()) >= 2
    and queries.shape[-1] == keys.shape[-1] > 0 and keys.shape[-2] == values.shape[-2] > 0 and queries.shape[-2] > 0
    and values.shape[-1] > 0
    and (mask is None or (mask.shape[-2:] == (queries.shape[-2], keys.shape[-2]) and bool(mask.any(-1).all()))),
    hints=(
        "There are four steps. Compute a score for each pair of query and key. If there is a mask, set the hidden "
        "scores to −infinity. Take the softmax over the keys. Mix the values. To swap the last two dimensions of the "
        "keys, use keys.transpose(-2, -1).",
        "scores = queries @ keys, its last two dimensions swapped      (…, time, keys)\ndivide by √d, d = "
        "queries.shape[-1]\nif there is a mask: where it is False, −math.inf    scores.masked_fill(…, −math.inf)\n"
        "weights = softmax of the scores over the keys, dim=-1\nreturn weights @ values",
    ),
    properties=[Property(
        lambda found, queries, keys, values, mask=None: found.shape[-1] != values.shape[-1] or bool(
            found.isnan().any() or (found <= values.amax(-2, keepdim=True) + 1e-4).all()
            and (found >= values.amin(-2, keepdim=True) - 1e-4).all()),
        "A mix is between the smallest and the largest of the mixed values. Yours is not, so its weights don't sum to "
        "1.")],
    compare="close",
    gradient=["queries", "keys", "values"],
    dtypes=["float64"],
)

exercise.mistake("The scores are not divided by √d.", _attention(scale=lambda *_: 1))
exercise.mistake("You divide by d. The size of a dot product grows like the *root* of d, so divide by √d.",
                 _attention(scale=lambda queries, keys, values: queries.shape[-1]))
exercise.mistake("You divide by the root of the number of keys. d is how many numbers a query has: "
                 "queries.shape[-1].", _attention(scale=lambda queries, keys, values: math.sqrt(keys.shape[-2])))
exercise.mistake("You masked after the softmax: the rows no longer sum to 1, because the hidden tokens have taken "
                 "their share. Hide the scores before it.",
                 _attention(hide=lambda scores, mask: scores, after=lambda weights, mask: weights * mask))
exercise.mistake("You hide what may be seen. True means *may look*, so −infinity goes where the mask is False: ~mask.",
                 _attention(hide=lambda scores, mask: scores.masked_fill(mask, -math.inf)))
exercise.mistake("Setting a score to 0 (or multiplying it by 0) does not hide it: e to the power of 0 is 1. Only "
                 "−infinity becomes a weight of 0.",
                 _attention(hide=lambda scores, mask: scores.masked_fill(~mask, 0.0)))
exercise.mistake("The mask has no effect: every token sees the tokens after it. (masked_fill returns a new tensor, and "
                 "leaves the old one as it was.)", _attention(hide=lambda scores, mask: scores))


@exercise.mistake("Without a mask (None) your function stops with an error. Hide scores only if there is a mask.")
def _mask_needed(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    return scores.masked_fill(~mask, -math.inf).softmax(-1) @ values


exercise.mistake("Your columns sum to 1, but your rows don't. Row i says where token i looks, so take the softmax over "
                 "the keys: the last dimension.", _attention(weigh=lambda scores: scores.softmax(-2)))


@exercise.mistake("This is right for one text. With batch and heads in front, .T reverses all dimensions, and "
                  ".transpose(0, 1) swaps the first two. Swap the last two, counted from the end.")
def _transposed_with_t(queries, keys, values, mask=None):
    scores = queries @ keys.permute(*reversed(range(keys.dim()))) / math.sqrt(queries.shape[-1])    # .T, unwarned
    return (scores if mask is None else scores.masked_fill(~mask, -math.inf)).softmax(-1) @ values


@exercise.mistake("A tensor of True and False is neither true nor false, so `if mask` can't decide. Ask whether there "
                  "is a mask: `if mask is not None`.")
def _if_mask(queries, keys, values, mask=None):
    scores = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    if mask:
        scores = scores.masked_fill(~mask, -math.inf)
    return scores.softmax(-1) @ values
