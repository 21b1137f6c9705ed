"""``keep_top_p``: the fewest tokens that have enough together."""

import torch

from llm_edu import decoding
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.decoding.exercises.common import _limit_cases, _probabilities, _sums_to_one, _vector


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
        "Sort, most probable first. A token stays if what stands *before* it sums to less than p: the first always "
        "does, and the one that reaches p is the last.",
        "ordered, order = probabilities sorted, descending\nbefore = running sum of ordered − ordered\nkept = ordered "
        "where before < p, else 0\nresult = zeros;  result[order] = kept\nreturn result / its sum",
    ),
    compare=_same_up_to_equal_ones,
    fresh=True,
    properties=[Property(_sums_to_one, "What is kept doesn't sum to 1. Divide by its sum."),
                Property(_in_its_place, "Not every probability stands in its token's place."),
                Property(_in_proportion, "What is kept has not kept its proportions. Each probability is divided by "
                         "the sum of those that are kept, and nothing else is done to it.")],
)

exercise.mistake("You drop the token that carries the sum over p. It still belongs: fewest tokens that *together have "
                 "at least* p. (If the first has more than p, nothing would be left.)",
                 _top_p(kept=lambda ordered, total, p: total <= p))
exercise.mistake("You keep tokens while the sum stays below p, so the one that reaches p is missing. Together they "
                 "must have at least p.", _top_p(kept=lambda ordered, total, p: total < p))
exercise.mistake("One token too many where the sum is exactly p: it is reached, so stop.",
                 _top_p(kept=lambda ordered, total, p: total - ordered <= p))
exercise.mistake("The probabilities are in sorted order. Put each back in its token's place: result[order] = kept.",
                 _top_p(back=False))
exercise.mistake("Only what is kept comes back, so nobody knows which token is which. Each keeps its place, with 0 "
                 "where it is cut off.",
                 lambda probabilities, p: (kept := _top_p(back=False)(probabilities, p))[kept > 0])


@exercise.mistake("You bring them back with kept[order], which sorts once more. order[i] says *where* the i-th came "
                  "from: result[order] = kept.")
def _reordered(probabilities, p):
    """Undoes the sorting with the wrong permutation."""
    ordered, order = probabilities.sort(descending=True, stable=True)
    left = ordered.where(ordered.cumsum(0) - ordered < p, 0.0)[order]
    return left / left.sum()


exercise.mistake("What is kept doesn't sum to 1. Divide by its sum.", _top_p(rescaled=False))
exercise.mistake("You divide by p. What is kept has at least p, mostly more: divide by its own sum.",
                 lambda probabilities, p: _top_p(rescaled=False)(probabilities, p) / p)


exercise.mistake("You begin with the least probable tokens.", _top_p(descending=False))
exercise.mistake("That is min-p, a limit for each token alone; it is the next exercise. Here the *sum* of the kept "
                 "ones counts.", lambda probabilities, p: decoding.keep_min_p(probabilities, p))
