"""``keep_top_p``: the fewest tokens that have enough together."""

import torch

from llm_edu import decoding
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.decoding.exercises.common import (
    _limit_cases,
    _probabilities,
    _something_is_left,
    _sums_to_one,
    _vector,
)


def _top_p(kept=lambda ordered, total, p: total - ordered < p, back=True, rescaled=True, descending=True):
    """A keep_top_p with one thing wrong."""

    def keep(probabilities, p):
        ordered, order = probabilities.sort(descending=descending, stable=True)
        left = ordered.where(kept(ordered, ordered.cumsum(0), p), 0.0)
        if back:
            left = torch.zeros_like(left).scatter(0, order, left)
        return left / left.sum() if rescaled else left

    return keep


def _same_up_to_equal_ones(expected, got):
    """Which of equally probable tokens are kept is not said, so the kept ones may stand in other places."""
    differs = difference(expected, got, Rules(close=True))
    if differs and isinstance(got, torch.Tensor) and got.shape == expected.shape and got.dtype == expected.dtype:
        return differs if difference(expected.sort().values, got.sort().values, Rules(close=True)) else None
    return differs


def _in_its_place(result, probabilities, p):
    """Not the right numbers in another order."""
    right = decoding.keep_top_p(probabilities, p)
    return _in_proportion(result, probabilities, p) or not torch.allclose(result.sort()[0], right.sort()[0], atol=1e-4)


def _in_proportion(result, probabilities, p):
    kept = result > 0
    return torch.allclose(result[kept], probabilities[kept] / probabilities[kept].sum(), atol=1e-4)


exercise = Exercise(
    reference=decoding.keep_top_p,
    cases=lambda: [
        *(case(*arguments) for arguments in _limit_cases()),
        case(_vector(0.25, 0.2499999, 0.5), 1.0),    # by rounding, all together have a little less than 1
        case(torch.full((512,), 1 / 512), 0.9),
        case(_vector(0.5 - 2**-11, 0.25, 0.25 + 2**-11), 0.5),    # half a thousandth is missing
    ],
    random_case=lambda rng: (_probabilities(rng, rng.randrange(2, 6)), rng.randrange(1, 17) / 16),
    valid=lambda probabilities, p: abs(probabilities.sum().item() - 1) < 1e-6,
    hints=(
        "Sort, with the most probable token first. A token stays if the tokens *before* it sum to less than p. So the "
        "first always stays, and the token that reaches p is the last.",
        "ordered, order = probabilities sorted, descending\nbefore = running sum of ordered − ordered\nkept = ordered "
        "where before < p, else 0\nresult = zeros;  result[order] = kept\nreturn result / its sum",
    ),
    compare=_same_up_to_equal_ones,
    fresh=True,
    properties=[Property(_something_is_left, "nan comes of 0 / 0, for one: is any token left? The most probable one "
                                             "always stays."),
                Property(_sums_to_one, "The kept probabilities do not sum to 1. Divide by their sum."),
                Property(_in_its_place, "Not every probability is at its token's position."),
                Property(_in_proportion, "The kept tokens have not kept their proportions. Divide each by the sum of "
                                         "all that are kept, and do nothing else to it.")],
)

exercise.mistake("You drop the token that takes the sum over p. It still belongs to the kept ones: the fewest tokens "
                 "that *together have at least* p. (If the first token had more than p, nothing would be left.)",
                 _top_p(kept=lambda ordered, total, p: total <= p))
exercise.mistake("You keep tokens while the sum is below p, so the one that reaches p is missing. Together the kept "
                 "tokens must have at least p.", _top_p(kept=lambda ordered, total, p: total < p))
exercise.mistake("Where the sum is exactly p, you keep one token too many. p is reached, so stop.",
                 _top_p(kept=lambda ordered, total, p: total - ordered <= p))
exercise.mistake("These are the right probabilities, but not at their tokens' positions: in sorted order, perhaps. Put "
                 "each back: result[order] = kept.", _top_p(back=False))
exercise.mistake("You return only the kept probabilities, so nobody knows which token is which. Leave each at its "
                 "position, with 0 where a token is cut off.",
                 lambda probabilities, p: (kept := _top_p(back=False)(probabilities, p))[kept > 0])


@exercise.mistake("kept[order] sorts once more, instead of undoing the sorting. order[i] says *where* number i came "
                  "from: result[order] = kept.")
def _reordered(probabilities, p):
    """Undoes the sorting with the wrong permutation."""
    ordered, order = probabilities.sort(descending=True, stable=True)
    left = ordered.where(ordered.cumsum(0) - ordered < p, 0.0)[order]
    return left / left.sum()


exercise.mistake("The kept probabilities do not sum to 1. Divide by their sum.", _top_p(rescaled=False))
exercise.mistake("You divide by p. The kept tokens have at least p together, mostly more. Divide by their own sum.",
                 lambda probabilities, p: _top_p(rescaled=False)(probabilities, p) / p)


exercise.mistake("You begin with the least probable tokens. Begin with the most probable.", _top_p(descending=False))
exercise.mistake("That is min-p, which judges each token alone; it is the next exercise. Here the *sum* of the kept "
                 "tokens counts.", lambda probabilities, p: decoding.keep_min_p(probabilities, p))
