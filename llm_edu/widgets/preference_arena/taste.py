"""A reward model for few clicks: Bradley and Terry's worths as a sum over features, with its own doubt.

It minimises what `llm_edu.alignment.fit_reward_model` minimises, the surprise at the choices (`preference_loss`, times
their number), plus half the sum of the squared weights, which a priori are as large as 1. With so few choices Newton's
method finds the lowest point in milliseconds, and the curvature there says how far each weight may be off (Laplace's
approximation). It works with as many numbers as there are choices, not as there are features.

Sources: Bradley & Terry 1952, Rank Analysis of Incomplete Block Designs; Rasmussen & Williams 2006, Gaussian Processes
for Machine Learning, algorithm 3.1 (Newton's method in the dual); MacKay 1992, The Evidence Framework Applied to
Classification Networks.
"""

import math
from typing import NamedTuple

import numpy as np

from llm_edu.intervals import wilson

LEFT, SAME, RIGHT = "left", "same", "right"
CHOICES = {LEFT: 1.0, SAME: 0.5, RIGHT: 0.0}    # how much of a choice was for the left one
FOLDS = 10
FEWEST = 8    # clear choices, to say how often it is right
STEPS = 50    # of Newton's method, at most; it takes about 6


class Fit(NamedTuple):
    """Weights of features, and how far they may be off: standard deviations; (features,) each."""

    weights: np.ndarray
    doubts: np.ndarray


def fit_weights(differences, lefts):
    """The weights that explain these choices best, given that most weights are small.   ->   `Fit`

    differences: features of the left less those of the right, (pairs, features)
    lefts: 1 where the left one was chosen, 0 where the right one, ½ where neither, (pairs,)

    >>> fit = fit_weights(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([1.0, 1.0]))
    >>> fit.weights.round(2), fit.doubts.round(2)
    (array([0.63, 0.29]), array([0.85, 0.92]))
    """
    kernel = differences @ differences.T    # (pairs, pairs)
    worths = np.zeros(len(lefts))    # the left's less the right's
    for _ in range(STEPS):
        chances = 0.5 * (1 + np.tanh(worths / 2))    # σ, that cannot overflow
        curvature = chances * (1 - chances)
        root = np.sqrt(curvature)
        wanted = curvature * worths + lefts - chances
        inner = np.eye(len(lefts)) + root[:, None] * kernel * root
        shares = wanted - root * np.linalg.solve(inner, root * (kernel @ wanted))
        before, worths = worths, kernel @ shares
        if np.abs(worths - before).max(initial=0) < 1e-9:
            break
    known = np.linalg.solve(np.linalg.cholesky(inner), root[:, None] * differences) if len(lefts) else differences
    return Fit(differences.T @ shares, np.sqrt(np.maximum(0.0, 1 - (known**2).sum(0))))


class LearnedTaste(NamedTuple):
    """What was learned from choices: worths of any texts, and beliefs that can be read."""

    look: object    # `StoryFeatures`
    fit: Fit

    def worths(self, texts):
        """(texts,): a story is chosen with the probability σ(its worth − the other's)."""
        return self.look(texts) @ self.fit.weights

    def beliefs(self):
        """For each feature what one more of it does to a choice between two stories that are alike else, as a dict.

        kind, name: as of `Feature`, but "long" or "short", whichever is liked, where it is about the length
        share: the probability that the one with it is chosen, and its 95 % interval low … high
        sure: the probability that the sign is right   The surest first.
        """
        beliefs = []
        for place, feature in enumerate(self.look.features):
            mean, doubt = (float(number[place]) * self.look.unit(place) for number in self.fit)
            kind = feature.kind
            if kind == "length":
                kind, mean = ("long", mean) if mean > 0 else ("short", -mean)
            low, share, high = (sigmoid(mean + side * 1.96 * doubt) for side in (-1, 0, 1))
            sure = 0.5 * (1 + math.erf(abs(mean) / (math.sqrt(2) * max(doubt, 1e-12))))
            beliefs.append({"name": feature.name, "kind": kind, "share": share, "low": low, "high": high,
                            "sure": sure})
        return sorted(beliefs, key=lambda belief: -round(belief["sure"], 9))


def sigmoid(number):
    return 0.5 * (1 + math.tanh(number / 2))


def learn_taste(look, differences, choices):
    """The `LearnedTaste` behind choices, keys of CHOICES. look: `StoryFeatures`   differences: (choices, features)"""
    return LearnedTaste(look, fit_weights(differences, numbers_of(choices)))


def differences_of(look, pairs):
    """Features of the left stories less those of the right ones: (pairs, features)."""
    return look([left for left, _ in pairs]) - look([right for _, right in pairs])


def numbers_of(choices):
    return np.array([CHOICES[choice] for choice in choices])


def held_out(differences, choices):
    """How often a taste is right about choices that it has not learned from; None where there are too few.

    Each tenth is predicted by a model of the other nine tenths.   ->   {"right", "count", "share", "low", "high"}
    "can't say" is learned from, and not counted.
    """
    lefts = numbers_of(choices)
    clear = np.flatnonzero(lefts != 0.5)
    if len(clear) < FEWEST:
        return None
    right, folds = 0.0, np.arange(len(lefts)) % FOLDS
    for fold in range(FOLDS):
        asked = clear[folds[clear] == fold]
        others = folds != fold
        predicted = differences[asked] @ fit_weights(differences[others], lefts[others]).weights
        right += float(((predicted > 0) == (lefts[asked] == 1))[predicted != 0].sum() + (predicted == 0).sum() / 2)
    share = right / len(clear)
    low, high = wilson(share, len(clear))
    return {"right": right, "count": len(clear), "share": share, "low": low, "high": high}


def preferred(verdicts, afters):
    """How often the story from after the training was preferred, and how sure that is.

    verdicts: keys of CHOICES   afters: for each whether the left one was from after
    Whoever can't say counts as half, as in `preference_accuracy`.   ->   {"won", "count", "share", "low", "high"}

    >>> preferred(["left", "right", "same"], [True, True, True])["won"]
    1.5
    """
    lefts = [CHOICES[verdict] for verdict in verdicts]
    won = sum(left if after else 1 - left for left, after in zip(lefts, afters, strict=False))
    share = won / len(lefts)
    low, high = wilson(share, len(lefts))
    return {"won": won, "count": len(lefts), "share": share, "low": low, "high": high}
