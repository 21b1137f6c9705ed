"""What may come next at every place of a text, found in one reading instead of one for each beginning."""

from llm_edu.storyland.plot import Say
from llm_edu.storyland.reading import Reading
from llm_edu.storyland.words import END


class PossibleWords(Reading):
    """A `Reading` that also notes the words of paths that leave the text.

    possible[i]    the words with which some story goes on that begins with the text's first i words, END where one may
                   end there: what `following` of these words has as keys; a list of sets, one more than there are words
    """

    def __init__(self, plots, words, values=None):
        words = tuple(words)
        self.possible = [set() for _ in range(len(words) + 1)]
        super().__init__(plots, words, values)

    def _end(self, position, probability, bound) -> None:
        self.possible[position].add(END)
        super()._end(position, probability, bound)

    def _match(self, said, position, probability) -> int | None:
        after = super()._match(said, position, probability)
        stop = min(len(said), len(self.words) + 1 - position)
        for number, word in enumerate(said[:stop]):
            self.possible[position + number].add(word)
            if position + number < len(self.words) and word != self.words[position + number]:
                break
        return after

    def _can_begin(self, node, position) -> bool:
        if type(node) is Say:    # also of those that are left aside
            self.possible[position].add(node.words[0])
        return super()._can_begin(node, position)

    def _draw(self, node, position, probability, bound, used) -> None:
        if not node.hidden:
            values = node.kind.values
            if self._values:    # seldom; this is where most of the time goes
                values = [value for value in values if self._may_be(node.variable, value.word)]
            self.possible[position].update(value.spoken[node.form][0] for value in values if value.word not in used)
        super()._draw(node, position, probability, bound, used)
