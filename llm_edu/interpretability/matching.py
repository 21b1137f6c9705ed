"""What does a feature stand for? Where facts are known for each place of a text, that can be counted.

A feature that is above a threshold says "here it is". Of the places where it says so, how many are right (precision);
of the places that are right, at how many does it say so (recall)? F1 is the harmonic mean of the two. For each fact the
best feature and threshold are chosen, from many: so measure the choice on other text than you chose it on.

Source of F1: van Rijsbergen 1979, Information Retrieval, chapter 7 (its E measure).
"""

from dataclasses import dataclass

import torch

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)    # of a feature's largest value


@dataclass(frozen=True)
class Match:
    """The feature that stands for a fact best: on where its value is above the threshold."""

    fact: str
    feature: int
    threshold: float
    precision: float
    recall: float

    @property
    def f1(self):
        return f1(self.precision, self.recall)

    def measure(self, features, facts):
        """The same feature and threshold on other text: a `Match` with the precision and recall there."""
        said, true = features[:, self.feature] > self.threshold, facts[self.fact]
        right = float((said & true).sum())
        return Match(self.fact, self.feature, self.threshold, right / max(1, int(said.sum())),
                     right / max(1, int(true.sum())))


def f1(precision, recall):
    """The harmonic mean of the two; 0 where both are.

    >>> round(f1(1.0, 0.5), 3)
    0.667
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def match_features(features, facts):
    """For each fact the feature that stands for it best: a list of `Match`, in the order of the facts.

    features: (examples, features), at least 0   facts: {name: (examples,) bool}, each true somewhere

    >>> features = torch.tensor([[0.0, 2.0], [0.9, 2.0], [1.0, 0.0]])
    >>> match_features(features, {"colour": torch.tensor([False, True, True])})
    [Match(fact='colour', feature=0, threshold=0.0, precision=1.0, recall=1.0)]
    """
    true = torch.stack(list(facts.values()), 1).float()    # (examples, facts)
    if len(true) != len(features):
        raise ValueError(f"{len(features)} examples have facts for {len(true)}: each needs them")
    for name, count in zip(facts, true.sum(0), strict=True):
        if not count:
            raise ValueError(f"{name!r} is true of no example, so that no feature can be found for it")
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
