"""Telling: run a plot with random choices. The result is a story with its exact probability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from random import Random
from typing import Any, TypeVar

from llm_edu.storyland.kinds import Kind, Value
from llm_edu.storyland.plot import Draw, Either, Friend, Say, Slot, Which
from llm_edu.storyland.reading import Plots
from llm_edu.storyland.village import Fact
from llm_edu.storyland.words import join_words

Option = TypeVar("Option")


@dataclass(frozen=True, slots=True)
class Recall:
    """Words that the earlier text fully determines: ``words[start:stop]``; they first occur at index `source`."""

    start: int
    stop: int
    source: int

    @property
    def distance(self) -> int:
        """How many words back the source is."""
        return self.start - self.source


@dataclass(frozen=True, slots=True)
class Story:
    """A story and what is known about it. `log_prob` is log P of the choices made, in nats."""

    words: tuple[str, ...]
    plot: str
    log_prob: float
    recalls: tuple[Recall, ...]
    facts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """The story as text."""
        return join_words(self.words)


def tell(plots: Plots, random: Random) -> Story:
    """One story.

    plots: (name, first node) of each plot, all equally likely      random: the source of the choices
    """
    chance = random.random
    name, first = plots[int(chance() * len(plots))]
    node: Any = first    # a `Node`, of the class `step`
    probability = 1.0 / len(plots)
    words: list[str] = []
    recalls: list[Recall] = []
    facts: list[Fact] = []
    bound: dict[str, Value] = {}
    first_written: dict[tuple[str, str], int] = {}
    used: list[str] = []
    while node is not None:
        step = type(node)
        if step is Say:
            words += node.words
        elif step is Slot:
            value = bound[node.variable]
            form = node.form
            start = len(words)
            words += value.spoken[form]
            if form in value.facts:
                facts.append(value.facts[form])
            if node.recall:
                source = first_written.get((value.word, form), first_written.get((value.word, "")))
                assert source is not None    # a plot promises to recall only what it has written
                recalls.append(Recall(start, len(words), source))
            else:
                first_written.setdefault((value.word, form), start)
        elif step is Either:
            node, share = pick_weighted(node.alternatives, chance())
            probability *= share
            continue
        elif step is Draw:
            value, share = draw(node.kind, used, chance)
            probability *= share
            bound[node.variable] = value
            used.append(value.word)
            if node.reserves_friend:
                used.append(value.friend.word)
            if not node.hidden:
                form = node.form
                spoken = value.spoken[form]
                first_written[value.word, form] = len(words)
                if form:
                    first_written[value.word, ""] = len(words) + spoken.index(value.word)
                    if form in value.facts:
                        facts.append(value.facts[form])
                words += spoken
        elif step is Which:
            bound[node.variable] = bound[node.candidates[int(chance() * len(node.candidates))]]
            probability /= len(node.candidates)
        elif step is Friend:
            of = bound[node.of]
            friend = bound[node.variable] = of.friend
            first_written[friend.word, ""] = len(words)
            facts.append(of.facts["friend"])
            words.append(friend.word)
        node = node.next
    return Story(tuple(words), name, log(probability), tuple(recalls), tuple(facts))


def draw(kind: Kind, used: list[str], chance: Callable[[], float]) -> tuple[Value, float]:
    """A value of the kind that is not used yet, and its probability. chance: draws a number from 0 to 1"""
    share = 1.0 / kind.free_weight(used)
    values = kind.values
    if kind.even:
        while True:  # draw until the value is new: almost always the first is
            value = values[int(chance() * len(values))]
            if value.word not in used:
                return value, share
    free = [(value, value.weight * share) for value in values if value.word not in used]
    return pick_weighted(free, chance())


def pick_weighted(options: Sequence[tuple[Option, float]], chance: float) -> tuple[Option, float]:
    """One of the pairs (option, probability), for a number from 0 to 1."""
    for option in options:
        chance -= option[1]
        if chance < 0.0:
            return option
    return options[-1]  # the probabilities sum to a hair less than 1
