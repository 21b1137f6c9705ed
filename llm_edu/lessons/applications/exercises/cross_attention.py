"""``cross_attention``: the words of one language look at those of the other."""

import math

import torch
import torch.nn.functional as F

from llm_edu.course.checks.exercise import Exercise, case


def _cross(queries_of=lambda queries: queries, scores=lambda queries, keys: queries @ keys.transpose(-2, -1),
           scale=lambda queries, keys: math.sqrt(queries.shape[-1]), hide=-math.inf,
           mask=lambda source_mask, scores: source_mask[:, None, :], weigh=lambda scores: scores.softmax(-1),
           after=lambda weights, mask: weights, told=lambda weights, values: weights @ values):
    """A cross_attention with one thing wrong."""
    def cross_attention(queries, keys, values, source_mask):
        found = scores(queries_of(queries), keys) / scale(queries, keys)
        seen = mask(source_mask, found)
        weights = weigh(found if seen is None else found.masked_fill(~seen, hide))
        return told(after(weights, source_mask[:, None, :]), values)
    return cross_attention


def _numbers(*shape, seed, size=1.0):
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(*shape, generator=generator) * size * 10).round() / 10


def _words(batch, target, source, d, lengths, seed, size=1.0):
    mask = torch.arange(source) < torch.tensor(lengths)[:, None]
    return case(_numbers(batch, target, d, seed=seed, size=size), _numbers(batch, source, d, seed=seed + 1, size=size),
                _numbers(batch, source, d, seed=seed + 2), mask)


def _holes(mask, target, d, seed):
    mask = torch.tensor(mask)
    return case(_numbers(len(mask), target, d, seed=seed), _numbers(*mask.shape, d, seed=seed + 1),
                _numbers(*mask.shape, d, seed=seed + 2), mask)


def _random_words(rng):
    batch, target, source, d = (rng.randrange(1, 4) for _ in range(4))
    return _words(batch, target, source, d, [rng.randrange(1, source + 1) for _ in range(batch)], rng.randrange(2**31))


def _fitting(queries, keys, values, source_mask):
    return (queries.dim() == keys.dim() == 3 and keys.shape == values.shape and keys.shape[:2] == source_mask.shape
            and queries.shape[0] == keys.shape[0] and queries.shape[2] == keys.shape[2] and min(queries.shape) > 0
            and min(keys.shape) > 0 and bool(source_mask.any(-1).all()))


def _by_powers(queries, keys, source_mask):
    powers = (queries @ keys.mT / queries.shape[-1] ** 0.5).exp() * source_mask[:, None, :]
    return powers / powers.sum(-1, keepdim=True)


exercise = Exercise(
    reference=_cross(),
    names=("queries", "keys", "values", "source_mask"),
    cases=lambda: [
        _words(1, 1, 1, 1, [1], 0), _words(1, 1, 2, 1, [2], 3), _words(1, 1, 2, 1, [1], 6), _words(1, 2, 3, 2, [3], 9),
        _words(1, 3, 2, 2, [1], 12), _words(2, 2, 3, 2, [3, 1], 15), _words(2, 3, 3, 4, [2, 3], 18),
        _words(3, 4, 2, 3, [1, 2, 2], 21), _words(2, 2, 2, 5, [2, 2], 24), _words(2, 1, 4, 3, [4, 2], 27),
        _words(3, 3, 3, 3, [1, 2, 3], 30), _words(2, 3, 4, 2, [3, 2], 33, size=40.0),
        _holes([[False, True, True], [True, False, True]], 2, 2, 36), _holes([[False, False, True]], 3, 1, 39),
        # what is filled up fits far better than what is there
        case(torch.tensor([[[1.0]]]), torch.tensor([[[0.0], [2000.0]]]), torch.tensor([[[2.0], [7.0]]]),
             torch.tensor([[True, False]])),
        # all that is there fits badly: a 0 in place of -inf would win. One word alone: with two, float32 is too coarse
        # at -30000 for those who subtract a logsumexp
        case(torch.tensor([[[1.0]]]), torch.tensor([[[-30000.0], [0.0]]]), torch.tensor([[[2.0], [7.0]]]),
             torch.tensor([[True, False]])),
    ],
    random_case=_random_words,
    random_cases=30,
    valid=_fitting,
    hints=(
        "The mask says which source words exist. In the scores (batch, target, source), these are columns.",
        "scores = queries times keys transposed, / root of d\nset the scores to −inf where source_mask is False (give "
        "the mask a new axis for the target, in the middle)\nweights = softmax over the source\nresult = weights times "
        "values",
    ),
    compare="close",
    gradient=("queries", "keys", "values"),
    dtypes=("float64",),
)

exercise.mistake("Padding takes part. Use source_mask to hide it, before the softmax.",
                 _cross(mask=lambda source_mask, scores: None))
exercise.mistake("Your mask is the wrong way round: True is a word, and False is padding.",
                 _cross(mask=lambda source_mask, scores: ~source_mask[:, None, :] | source_mask.all(-1)[:, None, None]))
exercise.mistake("Padding takes its share in the softmax, so the weights of the words no longer sum to 1. Hide it "
                 "before the softmax.",
                 _cross(mask=lambda source_mask, scores: None, after=lambda weights, mask: weights * mask))
exercise.mistake("e to the power of a large score is inf, and of a very small one 0. So you divide inf by inf or 0 by "
                 "0, which is nan. Subtract each row's largest score first, or use softmax, which does that.",
                 lambda queries, keys, values, source_mask: _by_powers(queries, keys, source_mask) @ values)
exercise.mistake("You hide padding with 0. To the softmax, 0 is a score like any other. Only −inf gets the weight 0.",
                 _cross(hide=0.0))
exercise.mistake("However small the number you hide with, the scores of real words may be smaller. Only −inf is "
                 "below all of them.",
                 _cross(hide=-1000.0))
exercise.mistake("−10 is not small enough: the padding keeps some weight. Only −inf gets the weight 0.",
                 _cross(hide=-10.0))
exercise.mistake("You set the keys of padding to 0, so their scores are 0. To the softmax, 0 is a score like any "
                 "other. Hide the scores.",
                 lambda queries, keys, values, source_mask: (queries @ (keys * source_mask[..., None]).mT
                                                             / queries.shape[-1] ** 0.5).softmax(-1)
                 @ (values * source_mask[..., None]))
exercise.mistake("If there is no padding, you hide everything. True is a word, and False is padding.",
                 _cross(mask=lambda source_mask, scores: ~source_mask[:, None, :]))
exercise.mistake("You forgot to divide by √d.", _cross(scale=lambda queries, keys: 1.0))
exercise.mistake("You divide by d. Divide by its square root.", _cross(scale=lambda queries, keys: queries.shape[-1]))
exercise.mistake("You multiply by √d. Divide.", _cross(scale=lambda queries, keys: queries.shape[-1] ** -0.5))
exercise.mistake("You divide by the root of the number of source words. d is the length of a query.",
                 _cross(scale=lambda queries, keys: math.sqrt(keys.shape[1])))
exercise.mistake("You divide by the root of the number of target words. d is the length of a query.",
                 _cross(scale=lambda queries, keys: math.sqrt(queries.shape[1])))
exercise.mistake("Your softmax runs over the target words. Each target word distributes its weight over the source, "
                 "the last dimension.", _cross(weigh=lambda scores: scores.softmax(-2).nan_to_num()))
exercise.mistake("Your softmax runs over the batch. Each target word distributes its weight over the source, the last "
                 "dimension.", _cross(weigh=lambda scores: scores.softmax(0).nan_to_num()))
exercise.mistake("These are the weights. Return weights times values.",
                 _cross(told=lambda weights, values: weights))
exercise.mistake("The softmax is missing. Weights have to be positive, and sum to 1.",
                 _cross(hide=0.0, weigh=lambda scores: scores))
exercise.mistake("All words get the same weight, whatever the scores say.",
                 _cross(scores=lambda queries, keys: 0 * (queries @ keys.transpose(-2, -1))))
exercise.mistake("You swapped queries and keys. The result has one row for each target word.",
                 lambda queries, keys, values, source_mask: (keys @ queries.mT / queries.shape[-1] ** 0.5)
                 .masked_fill(~source_mask[:, :, None], -math.inf).softmax(-1).nan_to_num() @ queries)
exercise.mistake("You use the keys as values. A key says how well a word fits, and a value says what it gives.",
                 lambda queries, keys, values, source_mask: _cross()(queries, keys, keys, source_mask))
exercise.mistake("Your source words look at source words. The queries are those of the target.",
                 lambda queries, keys, values, source_mask: _cross()(keys, keys, values, source_mask))
exercise.mistake("You use a causal mask. But the whole source is there, and every target word may look at all of it.",
                 _cross(mask=lambda source_mask, scores: source_mask[:, None, :]
                        & (torch.ones(scores.shape[1:], dtype=torch.bool).tril() | (torch.arange(scores.shape[2]) == 0))
                        | ~source_mask[:, None, :1]))
exercise.mistake("You take only the word that fits best. Attention mixes the words, in proportion to their weights.",
                 _cross(weigh=lambda scores: F.one_hot(scores.argmax(-1), scores.shape[-1]).float()))
exercise.mistake("That is the mean over the source. Weights times values is a sum, because the weights already sum to "
                 "1.",
                 _cross(told=lambda weights, values: weights @ values / values.shape[1]))
exercise.mistake("(batch, source) and (batch, target, source) do not fit. Give the mask a new axis for the target, in "
                 "the middle.",
                 _cross(mask=lambda source_mask, scores: source_mask), error="must match|expand|broadcast")
exercise.mistake("You gave the mask its new axis at the end, so it hides target words. The new axis has to be in the "
                 "middle.",
                 _cross(mask=lambda source_mask, scores: source_mask[:, :, None]), error="must match|expand|broadcast")
exercise.mistake(".T reverses all axes. Exchange only the last two: keys.transpose(-2, -1).",
                 _cross(scores=lambda queries, keys: queries @ keys.permute(2, 1, 0)),
                 error="must match|same dimensions|size|Expected")
