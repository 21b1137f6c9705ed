"""Fairness in numbers: rates of decisions for each group, and a lender in the village whose rates are exact.

Definitions of fairness that all sound right exclude each other where groups differ in how many bring back what they
borrowed (Kleinberg, Mullainathan and Raghavan 2016, arXiv:1609.05807; Chouldechova 2017, arXiv:1703.00056). Equal rates
can be had by lending at random to some (Hardt, Price and Srebro 2016, arXiv:1610.02413).
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from llm_edu.storyland import World
from llm_edu.storyland.village import ENDINGS, draw_travellers

Group = TypeVar("Group", bound=Hashable)
Rates = dict[str, float | None]
Pair = tuple[str, str]    # origin and answer: all that a lender knows
MEASURES = ("selection", "true_positive", "false_positive", "precision")


def group_rates(decisions: Sequence[bool], outcomes: Sequence[bool], groups: Sequence[Group]) -> dict[Group, Rates]:
    """For each group four rates, by name; None where a rate would divide by 0.

    decisions: who was selected   outcomes: who would have deserved it   groups: the group of each
    selection: the share that is selected   true_positive: of those who deserve it, the share that is selected
    false_positive: the same of those who do not   precision: of those selected, the share that deserves it
    Raises ValueError for lists of different lengths.

    >>> group_rates([True, True, False, True], [True, False, True, False], ["a", "a", "a", "b"])["a"]
    {'selection': 0.6666666666666666, 'true_positive': 0.5, 'false_positive': 1.0, 'precision': 0.5}
    """
    counts: dict[Group, dict[tuple[bool, bool], float]] = {}
    for decision, outcome, group in zip(decisions, outcomes, groups, strict=True):
        cell = counts.setdefault(group, defaultdict(float))
        cell[bool(decision), bool(outcome)] += 1
    return {group: rates_of(cell) for group, cell in counts.items()}


def rates_of(mass: Mapping[tuple[bool, bool], float]) -> Rates:
    """The four rates of one group. mass: (decision, outcome) -> count, or probability"""
    yes, false_alarm, missed, no = (mass.get(cell, 0.0) for cell in
                                    ((True, True), (True, False), (False, True), (False, False)))  # fmt: skip

    def share(part, whole):
        return part / whole if whole else None

    return {"selection": share(yes + false_alarm, yes + false_alarm + missed + no),
            "true_positive": share(yes, yes + missed), "false_positive": share(false_alarm, false_alarm + no),
            "precision": share(yes, yes + false_alarm)}  # fmt: skip


def lend_above(scores: Mapping[Pair, float], threshold: float) -> dict[Pair, float]:
    """Lend where the score is at least the threshold: (origin, answer) -> 1.0 or 0.0."""
    return {pair: float(score >= threshold) for pair, score in scores.items()}


def lend_until(world: World, scores: Mapping[Pair, float], measure: str, share: float) -> dict[Pair, float]:
    """Lend in each origin to the best scores first, until "selection" or "true_positive" is exactly `share`.

    The result, (origin, answer) -> probability of lending, lends at random within the last answer that is reached.
    """
    if measure not in MEASURES[:2] or not 0 <= share <= 1:
        raise ValueError(f"measure is {measure!r} and share {share}; give 'selection' or 'true_positive', and 0 to 1")
    sizes: dict[str, dict[Pair, float]] = defaultdict(lambda: defaultdict(float))
    for who, weight in draw_travellers(world.origin_skew, world.marsh):
        counted = measure == "selection" or who.ending == ENDINGS[0]
        sizes[who.word][who.word, who.answer] += weight * counted
    policy = {}
    for cells in sizes.values():
        left = share * sum(cells.values())
        for pair in sorted(cells, key=lambda pair: -scores.get(pair, 0.0)):
            policy[pair] = min(1.0, left / cells[pair]) if cells[pair] else 0.0
            left = max(0.0, left - cells[pair])
    return policy


def lender_rates(world: World, policy: Mapping[Pair, float]) -> dict[str, Rates]:
    """The exact rates of a lender, for each origin: who is lent something, and who brings it back.

    policy: (origin, answer) -> the probability that they are lent something
    """
    return {origin: rates_of(mass) for origin, mass in lender_mass(world, policy).items()}


def lender_mass(world: World, policy: Mapping[Pair, float]) -> dict[str, dict[tuple[bool, bool], float]]:
    """Origin -> (lent, brings back) -> the exact share of all travellers."""
    mass: dict[str, dict[tuple[bool, bool], float]] = {}
    for who, weight in draw_travellers(world.origin_skew, world.marsh):
        if weight:
            lent, back = policy[who.word, who.answer], who.ending == ENDINGS[0]
            cell = mass.setdefault(who.word, defaultdict(float))
            cell[True, back] += weight * lent
            cell[False, back] += weight * (1 - lent)
    return mass


def lender_errors(world: World, policy: Mapping[Pair, float]) -> float:
    """The exact share of all travellers whom the lender misjudges: keepers who are lent to, returners who are not."""
    return sum(cell[True, False] + cell[False, True] for cell in lender_mass(world, policy).values())


def implied_false_positive(base_rate: float, true_positive: float, precision: float) -> float:
    """The false positive rate that the other three leave no choice about (Chouldechova 2017).

    So two groups with the same precision and the same true positive rate, but other base rates, differ in it.

    >>> round(implied_false_positive(0.7, 0.5, 0.75), 3), round(implied_false_positive(0.3, 0.5, 0.75), 3)
    (0.389, 0.071)
    """
    return base_rate / (1 - base_rate) * (1 - precision) / precision * true_positive
