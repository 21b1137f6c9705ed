"""What does a feature stand for? Where you know the facts at each position of a text, you can count.

A feature above a threshold says "here it is". At what share of the positions where it says so is it right (precision)?
At what share of the positions where the fact is true does it say so (recall)? F1 is the harmonic mean of the two. For
each fact the best feature and threshold are chosen from many, so measure the choice on other text.

Source of F1: van Rijsbergen 1979, Information Retrieval, chapter 7 (its E measure).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)    # of a feature's largest value


@dataclass(frozen=True)
class Match:
    """The feature that best stands for a fact. It is on where its value is above the threshold."""

    fact: str
    feature: int
    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return f1(self.precision, self.recall)

    def measure(self, features: Tensor, facts: Mapping[str, Tensor]) -> "Match":
        """The same feature and threshold on other text: a `Match` with the precision and recall there.

        features: (examples, features)   facts: {name: (examples,) bool}
        """
        said, true = features[:, self.feature] > self.threshold, facts[self.fact]
        right = float((said & true).sum())
        return Match(self.fact, self.feature, self.threshold, right / max(1, int(said.sum())),
                     right / max(1, int(true.sum())))


def f1(precision: float, recall: float) -> float:
    """The harmonic mean of the two; 0 where both are 0.

    >>> round(f1(1.0, 0.5), 3)
    0.667
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def match_features(features: Tensor, facts: Mapping[str, Tensor]) -> list[Match]:
    """The feature that best stands for each fact, in the order of the facts.

    features: (examples, features), at least 0   facts: {name: (examples,) bool}, each true somewhere
    Raises ValueError where the numbers of examples differ, and for a fact that is true nowhere.

    >>> features = torch.tensor([[0.0, 2.0], [0.9, 2.0], [1.0, 0.0]])
    >>> match_features(features, {"colour": torch.tensor([False, True, True])})
    [Match(fact='colour', feature=0, threshold=0.0, precision=1.0, recall=1.0)]
    """
    true = torch.stack(list(facts.values()), 1).float()    # (examples, facts)
    if len(true) != len(features):
        raise ValueError(f"there are {len(features)} examples, and facts for {len(true)}: each example needs them")
    for name, count in zip(facts, true.sum(0), strict=True):
        if not count:
            raise ValueError(f"{name!r} is true of no example, so no feature can stand for it")
    precisions, recalls = [], []
    most = features.amax(0)    # (features,)
    for share in THRESHOLDS:
        said = (features > share * most).float()    # (examples, features)
        right = said.T @ true    # (features, facts)
        precisions.append(right / said.sum(0).clamp(min=1)[:, None])
        recalls.append(right / true.sum(0))
    precision, recall = torch.stack(precisions), torch.stack(recalls)    # (thresholds, features, facts)
    both = 2 * precision * recall / (precision + recall).clamp(min=1e-9)
    best = both.flatten(0, 1).argmax(0)    # (facts,)
    matches = []
    for number, (name, place) in enumerate(zip(facts, best.tolist(), strict=True)):
        level, feature = divmod(place, features.shape[1])
        matches.append(Match(name, feature, THRESHOLDS[level] * most[feature].item(),
                             precision[level, feature, number].item(), recall[level, feature, number].item()))
    return matches
