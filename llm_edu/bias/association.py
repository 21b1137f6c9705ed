"""The word-embedding association test (WEAT): are some words closer to one set of attributes than other words are?

Source: Caliskan, Bryson and Narayanan 2017, Semantics derived automatically from language corpora contain human-like
biases, Science 356, arXiv:1608.07187. Their published figures come out with the standard deviation of a sample (n − 1).
"""

import itertools
import math
import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import normalize

ROUNDING = 1e-9    # sums that differ by less are equal


def associations(targets: Tensor, first_attributes: Tensor, second_attributes: Tensor) -> Tensor:
    """How much closer each target is to the first attributes than to the second, in cosines: (targets,)

    targets, first_attributes, second_attributes: (words, width)
    For each target: its mean cosine with the first attributes, minus its mean cosine with the second.

    >>> associations(torch.tensor([[2.0, 0.0], [0.0, 3.0]]), torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]]))
    tensor([ 1., -1.])
    """
    units = normalize(targets, dim=-1)
    first, second = (units @ normalize(words, dim=-1).T for words in (first_attributes, second_attributes))
    return first.mean(-1) - second.mean(-1)


def association_effect_size(first_targets: Tensor, second_targets: Tensor, first_attributes: Tensor,
                            second_attributes: Tensor) -> float:
    """How far apart the associations of two sets of targets are, in standard deviations: from −2 to 2, about.

    each: (words, width)   ->   (mean of the first targets' associations − mean of the second's) / the standard
    deviation of all of them together, of a sample (divided by n − 1). Positive: the first targets go with the first
    attributes.

    >>> flowers, insects = torch.tensor([[2.0, 1.0], [3.0, 0.0]]), torch.tensor([[0.0, 1.0], [1.0, 2.0]])
    >>> pleasant, unpleasant = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    >>> round(association_effect_size(flowers, insects, pleasant, unpleasant), 2)
    1.62
    """
    first = associations(first_targets, first_attributes, second_attributes)
    second = associations(second_targets, first_attributes, second_attributes)
    return float((first.mean() - second.mean()) / torch.cat((first, second)).std())


def permutation_p_value(first: Sequence[float], second: Sequence[float], most: int = 20_000, seed: int = 0) -> float:
    """How often chance alone gives the first group at least so much more than the second (one-sided).

    first, second: the associations of two groups of words. Shuffle all of them and deal them out again into groups of
    the same sizes: the share of the ways in which the first group's sum is at least as large as it is now.
    All ways are counted if there are at most `most`; else so many are drawn at random, always the same for a seed, and
    the way as it is now is counted among them.

    >>> permutation_p_value([3.0, 4.0], [1.0, 2.0])    # 1 out of 6 ways
    0.16666666666666666
    """
    numbers = [float(number) for number in (*first, *second)]
    size, enough = len(first), sum(map(float, first)) - ROUNDING
    if not len(first) or not len(second):
        raise ValueError("both groups need at least one number")
    if math.comb(len(numbers), size) <= most:
        sums = [sum(chosen) for chosen in itertools.combinations(numbers, size)]
        return sum(each >= enough for each in sums) / len(sums)
    draw = random.Random(seed)
    drawn = sum(sum(draw.sample(numbers, size)) >= enough for _ in range(most))
    return (drawn + 1) / (most + 1)
