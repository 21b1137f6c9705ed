"""The winner's curse: the best of several prompts owes part of its lead to luck, and loses it on new items.

Sources: Smith & Winkler 2006, The Optimizer's Curse (Management Science 52); Perez et al. 2021, True Few-Shot Learning
with Language Models, arXiv:2105.11447.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class WinnersCurse:
    """The winner of each round, and how it did.

    winners: the winning prompt's number   chosen: its accuracy on the half of the items where it was chosen
    measured: its accuracy on the other half; all (rounds,)
    """

    winners: np.ndarray
    chosen: np.ndarray
    measured: np.ndarray

    @property
    def shrinkage(self) -> float:
        """By how much the winner's accuracy falls, on average."""
        return float((self.chosen - self.measured).mean())


def winners_curse(right: Any, rounds: int = 200, best_of: int | None = None, seed: int = 0) -> WinnersCurse:
    """Choose the best prompt on one half of the items, measure it on the other half, and do so many times.

    right: whether each prompt answers each item right, (prompts, items)   rounds: times that the items are halved
    best_of: how many prompts, drawn again each time, compete; None: all
    If the number of items is odd, one is left out each time. Among equally good prompts chance decides.
    Raises ValueError for fewer than 2 items, for fewer than 1 round, and if best_of is not from 1 to all prompts.

    >>> found = winners_curse([[1, 0, 1, 1], [1, 1, 0, 1]], rounds=50)
    >>> bool(found.shrinkage > 0)
    True
    """
    right = np.asarray(right, dtype=float)
    if right.ndim != 2 or right.shape[0] < 1 or right.shape[1] < 2:
        raise ValueError(f"right should be (prompts, items), with at least 2 items, not of shape {right.shape}")
    prompts, items = right.shape
    best_of = prompts if best_of is None else best_of
    if not 1 <= best_of <= prompts or rounds < 1:
        raise ValueError(f"best_of should be from 1 to {prompts}, the number of prompts, and rounds at least 1, not "
                         f"{best_of!r} and {rounds!r}")
    random, found = np.random.default_rng(seed), []
    for _ in range(rounds):
        order = random.permutation(items)
        here, there = right[:, order[:items // 2]].mean(1), right[:, order[items // 2:items // 2 * 2]].mean(1)
        racing = random.permutation(prompts)[:best_of]
        winner = racing[here[racing].argmax()]    # the first of equals, in a random order
        found.append((winner, here[winner], there[winner]))
    winners, chosen, measured = map(np.array, zip(*found, strict=True))
    return WinnersCurse(winners, chosen, measured)
