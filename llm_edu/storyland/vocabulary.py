"""Every word that a set of plots can write, found by walking their graphs."""

from collections.abc import Iterable, Sequence

from llm_edu.storyland.kinds import Value
from llm_edu.storyland.plot import Draw, Either, Friend, Node, Say, Slot, Which


def words_of_plots(plots: Iterable[Node | None]) -> set[str]:
    """The words of these plots. plots: the first node of each"""
    words: set[str] = set()
    for node in plots:
        _collect(node, {}, words, set())
    return words


def _collect(node: Node | None, kinds: dict[str, Sequence[Value]], words: set[str], seen: set[int]) -> None:
    """kinds: variable -> the values that it may have here. Each node is visited once: its bindings are always the same.
    """
    while node is not None and id(node) not in seen:
        seen.add(id(node))
        if isinstance(node, Say):
            words.update(node.words)
        elif isinstance(node, Draw):
            kinds = {**kinds, node.variable: node.kind.values}
            if not node.hidden:
                words.update(*(value.spoken[node.form] for value in node.kind.values))
        elif isinstance(node, Friend):
            kinds = {**kinds, node.variable: [value.friend for value in kinds[node.of]]}
            words.update(value.word for value in kinds[node.variable])
        elif isinstance(node, Which):
            kinds = {**kinds, node.variable: [value for name in node.candidates for value in kinds[name]]}
        elif isinstance(node, Slot):
            words.update(*(value.spoken[node.form] for value in kinds[node.variable]))
        elif isinstance(node, Either):
            for alternative, _ in node.alternatives:
                _collect(alternative, kinds, words, seen)
            return
        node = node.next
