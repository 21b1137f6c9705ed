"""Reading: run all plots against a text, keeping only choices that agree with it. What is left is its probability.

A path is a plot run up to a point of the text: (node, position, probability, bound values, used words). A choice splits
a path, a word that differs ends it. Most texts leave one path after the first sentence; where several ways of choosing
lead to one text, their probabilities add up.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import inf, log

from llm_edu.storyland.plot import Draw, Either, Friend, Say, Slot, Which
from llm_edu.storyland.words import END


@dataclass(frozen=True)
class Telling:
    """One way to tell a text: its plot, what the plot's variables stand for (variable -> word), and its probability."""

    plot: str
    values: dict[str, str]
    probability: float


class Reading:
    """What all paths say about a text.

    mass[i]      probability that a story begins with the first i words      mass[0] = 1
    following    word -> probability that a story begins with all the words, and this one is next (END: that it ends)
    tellings     a `Telling` for each way of choosing that leads to this text; none if it is no whole story

    values: variable -> word; where they are given, only stories in which these variables stand for these words count
    """

    def __init__(self, plots, words, values=None):
        self.words = tuple(words)
        self._values = dict(values or {})
        self.mass = [1.0] + [0.0] * len(self.words)
        self.following, self.tellings = {}, []
        self._paths = []
        for self._plot, node in reversed(plots):
            self._paths.append((node, 0, 1.0 / len(plots), {}, ()))
            while self._paths:
                self._follow(*self._paths.pop())

    @property
    def log_prob(self) -> float:
        """Log probability, in nats, of the text as a whole story; -inf if it is none."""
        probability = self.following.get(END, 0.0)
        return log(probability) if probability > 0.0 else -inf

    def word_log_probs(self) -> list[float]:
        """log P(word i | words before) for each word, and for the end; -inf from the first impossible word on."""
        masses = [*self.mass, self.following.get(END, 0.0)]
        return [log(after / before) if after > 0.0 else -inf for before, after in pairwise(masses)]

    def first_impossible(self) -> int | None:
        """The index of the first word after which no story is left; None if there is none."""
        return next((index for index, mass in enumerate(self.mass[1:]) if mass == 0.0), None)

    def _follow(self, node, position, probability, bound, used) -> None:
        """Follow one path to its end; where it splits, all but one of its branches are put aside for later."""
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

    def _end(self, position, probability, bound) -> None:
        """A path's story is over; a telling if the text is, too."""
        if position == len(self.words):
            self.following[END] = self.following.get(END, 0.0) + probability
            values = {variable: value.word for variable, value in bound.items()}
            self.tellings.append(Telling(self._plot, values, probability))

    def _may_be(self, variable, word, again=False) -> bool:
        """Whether a variable may stand for a word: if not asked for another, and if no other was asked for this one.

        again: the word is in the story already, as another variable's
        """
        if variable in self._values or again:
            return self._values.get(variable, word) == word
        return word not in self._values.values()

    def _match(self, said, position, probability) -> int | None:
        """The position after these words; None where they leave the text, or where the text ends."""
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

    def _can_begin(self, node, position) -> bool:
        """A look ahead that spares most wrong paths: False if the first word differs."""
        return type(node) is not Say or position == len(self.words) or node.words[0] == self.words[position]

    def _draw(self, node, position, probability, bound, used) -> None:
        share = probability / node.kind.free_weight(used)
        at_end = position == len(self.words)
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
