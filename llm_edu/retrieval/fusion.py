"""Two rankings made one, and how good a ranking is.

Source: Cormack, Clarke and Büttcher 2009, Reciprocal Rank Fusion Outperforms Condorcet and Individual Rank Learning
Methods, SIGIR.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from llm_edu.intervals import wilson

Item = TypeVar("Item", bound=Hashable)


class Measured(NamedTuple):
    """What was measured on a sample of questions, with the ends of its 95 % confidence interval."""

    value: float
    low: float
    high: float


def reciprocal_rank_fusion(rankings: Iterable[Sequence[Item]], constant: float = 60) -> list[tuple[Item, float]]:
    """Several rankings of documents made one: each gives 1 / (constant + rank) to each document, rank 1 first.

    Scores of different searches cannot be added, because they have different scales; ranks can. The constant says how
    little the very first ranks stand out; 60 is the authors'.
    rankings: documents, the best first; a document may be missing in some   ->   (document, sum), the highest first,
    equal ones in the order in which they are met. Raises ValueError where a ranking has a document twice.

    >>> [document for document, score in reciprocal_rank_fusion([["a", "b", "c"], ["b", "d"]])]
    ['b', 'a', 'd', 'c']
    """
    if not constant > -1:
        raise ValueError(f"the constant is above -1, not {constant!r}: the first rank would have no reciprocal")
    sums: dict[Item, float] = {}
    for ranking in rankings:
        if len(set(ranking)) != len(ranking):
            raise ValueError("a ranking has a document twice")
        for rank, document in enumerate(ranking, 1):
            sums[document] = sums.get(document, 0.0) + 1 / (constant + rank)
    return sorted(sums.items(), key=lambda found: -found[1])


def ranks_of(rankings: Sequence[Sequence[Item]], right: Sequence[Item]) -> list[int | None]:
    """For each question the rank of its right document, 1 for the first; None where the ranking lacks it.

    rankings: one for each question, the best first   right: one document for each question

    >>> ranks_of([["a", "b"], ["c"]], ["b", "d"])
    [2, None]
    """
    if len(rankings) != len(right) or not len(right):
        raise ValueError(f"each question has a ranking and a right document, and there is at least one: there are "
                         f"{len(rankings)} rankings and {len(right)} right documents")
    return [list(ranking).index(document) + 1 if document in ranking else None
            for ranking, document in zip(rankings, right)]


def recall_at_k(rankings: Sequence[Sequence[Item]], right: Sequence[Item], k: int) -> Measured:
    """The share of questions whose right document is among the first k, with Wilson's interval (1927).

    Arguments as for `ranks_of`; rankings must go at least as far as k, or hold all that was found.

    >>> [round(number, 2) for number in recall_at_k([["a", "b"], ["c", "d"]], ["b", "c"], k=1)]
    [0.5, 0.09, 0.91]
    """
    if k < 1:
        raise ValueError(f"k is at least 1, not {k}")
    found = [rank is not None and rank <= k for rank in ranks_of(rankings, right)]
    share = sum(found) / len(found)
    return Measured(share, *wilson(share, len(found)))


def mean_reciprocal_rank(rankings: Sequence[Sequence[Item]], right: Sequence[Item]) -> Measured:
    """The mean over questions of 1 / rank of the right document, 0 where it is missing (Voorhees 1999, TREC-8).

    The interval is 1.96 standard errors to either side, cut at 0 and 1: good for some thirty questions or more; of a
    single question nothing is known, and it goes from 0 to 1.

    >>> [round(number, 2) for number in mean_reciprocal_rank([["a", "b"], ["c", "d"]] * 50, ["b", "c"] * 50)]
    [0.75, 0.7, 0.8]
    """
    values = [0.0 if rank is None else 1 / rank for rank in ranks_of(rankings, right)]
    mean, count = sum(values) / len(values), len(values)
    if count == 1:
        return Measured(mean, 0.0, 1.0)
    half = 1.96 * math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1) / count)
    return Measured(mean, max(0.0, mean - half), min(1.0, mean + half))
