"""Detection: which jobs does a model treat unevenly, judged by a number of its own texts?

The detector counts how often a model says "she" and "he" after each job, and flags the jobs whose log odds differ from
0 by more than chance explains. In a village where only some jobs are skewed, the truth is known, so the detector has a
**precision** (of those flagged, how many are skewed) and a **recall** (of those skewed, how many are flagged).
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from random import Random
from typing import NamedTuple, TypeVar

from llm_edu.bias.counterfactuals import swap_gender

Key = TypeVar("Key", bound=Hashable)
PRONOUNS = (("she", "he"),)    # the small village has no mothers or kings to swap


class Detection(NamedTuple):
    """precision: None where nothing is flagged   recall: None where there is nothing to find"""

    precision: float | None
    recall: float | None


def flag(intervals: Mapping[Key, tuple[float, float]], margin: float = 0.0) -> set[Key]:
    """Those whose interval lies wholly beyond the margin, above or below.

    intervals: name -> the interval of its log odds, such as `log_odds_interval` returns   margin: the log odds,
    at least 0, that would still be called even

    >>> sorted(flag({"nurse": (0.2, 1.1), "baker": (-0.3, 0.9), "smith": (-2.0, -0.6)}))
    ['nurse', 'smith']
    >>> flag({"nurse": (0.2, 1.1), "smith": (-2.0, -0.6)}, margin=0.5)
    {'smith'}
    """
    if margin < 0:
        raise ValueError(f"margin is {margin}; it is at least 0")
    return {name for name, (low, high) in intervals.items() if low > margin or high < -margin}


def precision_and_recall(flagged: Collection[Key], true: Collection[Key]) -> Detection:
    """How good a detector is. flagged: what it names   true: what it should have named

    >>> precision_and_recall({"nurse", "baker"}, {"nurse", "smith", "doctor"})
    Detection(precision=0.5, recall=0.3333333333333333)
    """
    hits = len(set(flagged) & set(true))
    return Detection(hits / len(set(flagged)) if flagged else None, hits / len(set(true)) if true else None)


def partly_evened(texts: Sequence[str], jobs: Collection[str], seed: int = 0) -> list[str]:
    """The texts of a village in which visitors with these jobs are as often she as he, and all else stays as it is.

    Each story about such a visitor is swapped with probability 1/2: `One evening a smith came to the village. She …`
    """
    random, starts = Random(f"even {seed}"), tuple(f"One evening a {job} " for job in jobs)
    return [swap_gender(text, pairs=PRONOUNS) if text.startswith(starts) and random.random() < 0.5 else text
            for text in texts]
