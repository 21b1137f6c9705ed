"""Reading: run all plots against a text, keeping only choices that agree with it. They give its probability.

A path is a plot run up to a point of the text: (node, position, probability, bound values, used words). A choice splits
a path, a word that differs ends it. Most texts leave one path after the first sentence. If several sequences of choices
lead to the same text, their probabilities add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, log
from typing import Any

from llm_edu.storyland.kinds import Value
from llm_edu.storyland.plot import Draw, Either, Friend, Node, Say, Slot, Which
from llm_edu.storyland.words import END

Plots = Sequence[tuple[str, Node | None]]    # the name and the first node of each, all equally likely


@dataclass(frozen=True)
class Telling:
    """One way to tell a text: its plot, the values of the plot's variables (variable -> word), and its probability."""

    plot: str
    values: dict[str, str]
    probability: float


class Reading:
    """The result of running all plots against a text.

    mass[i]      probability that a story begins with the first i words      mass[0] = 1
    following    word -> probability that a story begins with all the words and then has this word (END: that it ends)
    tellings     a `Telling` for each sequence of choices that gives this text; none if it is not a whole story

    values: variable -> word; if given, only stories count in which these variables have these values
    """

    def __init__(self, plots: Plots, words: Iterable[str], values: Mapping[str, str] | None = None):
        self.words = tuple(words)
        self._values = dict(values or {})
        self.mass = [1.0] + [0.0] * len(self.words)
        self.following: dict[str, float] = {}
        self.tellings: list[Telling] = []
        self._paths: list[tuple[Node | None, int, float, dict[str, Value], tuple[str, ...]]] = []
        for self._plot, node in reversed(plots):
            self._paths.append((node, 0, 1.0 / len(plots), {}, ()))
            while self._paths:
                self._follow(*self._paths.pop())

    @property
    def log_prob(self) -> float:
        """log P of the text as a whole story, in nats; -inf if it is not one."""
        probability = self.following.get(END, 0.0)
        return log(probability) if probability > 0.0 else -inf

    def word_log_probs(self) -> list[float]:
        """log P(word | words before) in nats, for each word and for the end; -inf after the first impossible word."""
        masses = [*self.mass, self.following.get(END, 0.0)]
        return [log(after / before) if after > 0.0 else -inf for before, after in pairwise(masses)]

    def first_impossible(self) -> int | None:
        """The index of the first word with which no story continues; None if there is no such word."""
        return next((index for index, mass in enumerate(self.mass[1:]) if mass == 0.0), None)

    def _follow(self, node: Any, position: int | None, probability: float, bound: dict[str, Value],
                used: tuple[str, ...]) -> None:
        """Follow one path from this `Node` to its end; where it splits, its branches are put aside for later."""
        assert position is not None
        while node is not None:
            step = type(node)
            if step is Say:
                position = self._match(node.words, position, probability)
            elif step is Slot:
                position = self._match(bound[node.variable].spoken[node.form], position, probability)
            elif step is Either:
                for alternative, share in node.alternatives:
                    if self._can_begin(alternative, position):
                        self._paths.append((alternative, position, probability * share, bound, used))
                return
            elif step is Draw:
                return self._draw(node, position, probability, bound, used)
            elif step is Which:
                share = probability / len(node.candidates)
                for candidate in node.candidates:
                    if not self._may_be(node.variable, bound[candidate].word, again=True):
                        continue
                    self._paths.append((node.next, position, share, {**bound, node.variable: bound[candidate]}, used))
                return
            elif step is Friend:
                friend = bound[node.of].friend
                bound = {**bound, node.variable: friend}
                position = self._match((friend.word,), position, probability)
            if position is None:
                return
            node = node.next
        self._end(position, probability, bound)

    def _end(self, position: int, probability: float, bound: dict[str, Value]) -> None:
        """The story of a path is over: it is a telling if the text is over, too."""
        if position == len(self.words):
            self.following[END] = self.following.get(END, 0.0) + probability
            values = {variable: value.word for variable, value in bound.items()}
            self.tellings.append(Telling(self._plot, values, probability))

    def _may_be(self, variable: str, word: str, again: bool = False) -> bool:
        """Whether a variable may have this value: no other value was asked for, and no other variable has it.

        again: the word is in the story already, as another variable's value
        """
        if variable in self._values or again:
            return self._values.get(variable, word) == word
        return word not in self._values.values()

    def _match(self, said: tuple[str, ...], position: int, probability: float) -> int | None:
        """The position after these words; None if they differ from the text, or the text ends."""
        words, mass = self.words, self.mass
        for word in said:
            if position == len(words):
                self.following[word] = self.following.get(word, 0.0) + probability
                return None
            if words[position] != word:
                return None
            position += 1
            mass[position] += probability
        return position

    def _can_begin(self, node: Node | None, position: int) -> bool:
        """A look ahead that saves most wrong paths: False if the first word differs."""
        return not isinstance(node, Say) or position == len(self.words) or node.words[0] == self.words[position]

    def _draw(self, node: Draw, position: int, probability: float, bound: dict[str, Value],
              used: tuple[str, ...]) -> None:
        share = probability / node.kind.free_weight(used)
        at_end = position == len(self.words)
        values: Sequence[Value]
        if node.hidden or at_end:
            values = node.kind.values
        else:
            values = node.kind.starting_with(node.form, self.words[position])
        for value in values:
            if value.word in used or not self._may_be(node.variable, value.word):
                continue
            here = share * value.weight
            after = position if node.hidden else self._match(value.spoken[node.form], position, here)
            if after is not None:
                taken = (value.word, value.friend.word) if node.reserves_friend else (value.word,)
                self._paths.append((node.next, after, here, {**bound, node.variable: value}, used + taken))
