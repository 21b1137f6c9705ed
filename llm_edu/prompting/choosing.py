"""The winner's curse: the best of several prompts owes part of its lead to luck, and loses it on new items.

Sources: Smith & Winkler 2006, The Optimizer's Curse (Management Science 52); Perez et al. 2021, True Few-Shot Learning
with Language Models, arXiv:2105.11447.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class WinnersCurse:
    """What became of the winners of all rounds.

    winners: number of the prompt, (rounds,)   chosen: its share of right answers on the half where it was chosen
    measured: its share on the other half, both (rounds,)
    """

    winners: np.ndarray
    chosen: np.ndarray
    measured: np.ndarray

    @property
    def shrinkage(self):
        """By how much the winner's share falls, on average."""
        return float((self.chosen - self.measured).mean())


def winners_curse(right, rounds=200, best_of=None, seed=0):
    """Choose the best prompt on one half of the items, measure it on the other, again and again: `WinnersCurse`.

    right: whether each prompt answers each item right, (prompts, items)   rounds: times that the items are halved anew
    best_of: how many prompts, drawn anew each time, are in the race; None: all
    Of an odd number of items one is left out each time. Of equally good prompts one wins by lot.
    Raises ValueError for fewer than 2 items, or another number of prompts than there are.

    >>> found = winners_curse([[1, 0, 1, 1], [1, 1, 0, 1]], rounds=50)
    >>> bool(found.shrinkage > 0)
    True
    """
    right = np.asarray(right, dtype=float)
    if right.ndim != 2 or right.shape[0] < 1 or right.shape[1] < 2:
        raise ValueError(f"right is (prompts, items), with at least 2 items, not of shape {right.shape}")
    prompts, items = right.shape
    best_of = prompts if best_of is None else best_of
    if not 1 <= best_of <= prompts or rounds < 1:
        raise ValueError(f"best_of is from 1 to the {prompts} prompts that there are, rounds at least 1, not "
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
