"""The words that may come next at every position of a text, found in one reading instead of one for each beginning."""

from collections.abc import Iterable, Mapping

from llm_edu.storyland.kinds import Value
from llm_edu.storyland.plot import Draw, Node, Say
from llm_edu.storyland.reading import Plots, Reading
from llm_edu.storyland.words import END


class PossibleWords(Reading):
    """A `Reading` that also notes the words of paths that leave the text.

    possible[i]    the words that may follow the text's first i words in some story, and END if a story may end there:
                   the keys of `following` for these words; a list of sets, one more than there are words
    """

    def __init__(self, plots: Plots, words: Iterable[str], values: Mapping[str, str] | None = None):
        words = tuple(words)
        self.possible: list[set[str]] = [set() for _ in range(len(words) + 1)]
        super().__init__(plots, words, values)

    def _end(self, position: int, probability: float, bound: dict[str, Value]) -> None:
        self.possible[position].add(END)
        super()._end(position, probability, bound)

    def _match(self, said: tuple[str, ...], position: int, probability: float) -> int | None:
        after = super()._match(said, position, probability)
        stop = min(len(said), len(self.words) + 1 - position)
        for number, word in enumerate(said[:stop]):
            self.possible[position + number].add(word)
            if position + number < len(self.words) and word != self.words[position + number]:
                break
        return after

    def _can_begin(self, node: Node | None, position: int) -> bool:
        if isinstance(node, Say):    # even of those that are dropped
            self.possible[position].add(node.words[0])
        return super()._can_begin(node, position)

    def _draw(self, node: Draw, position: int, probability: float, bound: dict[str, Value],
              used: tuple[str, ...]) -> None:
        if not node.hidden:
            values = node.kind.values
            if self._values:    # rarely; most of the time is spent here
                values = tuple(value for value in values if self._may_be(node.variable, value.word))
            self.possible[position].update(value.spoken[node.form][0] for value in values if value.word not in used)
        super()._draw(node, position, probability, bound, used)
