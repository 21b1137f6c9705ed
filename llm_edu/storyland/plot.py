"""The small language in which plots are written, and the graph that a plot becomes.

    {hero=resident} lost {hero.her} {colour=colour} [hat|scarf]. [Where was it? |]There was the {colour!} one!

`[a|b]`              one of these, all equally likely; may hold anything: nothing, slots, more brackets
`{hero=resident}`    draw someone not yet in the story, call them `hero`, and write the name
`{spot=place.at}`    draw a place, write its form `at`: "by the river"
`{owner?resident}`   draw without writing anything: hidden
`{friend=hero.friend}`     the best friend of `hero`, a fact of the world; `hero` must be the first resident drawn
`{winner?ada,ben}`   one of the variables already drawn, hidden
`{hero}` `{hero.she}`      write the value of a variable, or a form of it (see `village`)
`{colour!}` `{hero.job!}`  the same, and a promise: the text before leaves no other word possible here

A plot is a program with random choices of only two kinds: those that are *said* (`Say`, `Draw`, `Slot`: the words show
the choice) and those that stay *hidden* (`Either`, `Which`, a `Draw` with `?`). `telling` runs it to make a story,
`reading` runs it against a text.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from llm_edu.storyland.kinds import Kind, Value
from llm_edu.storyland.village import TELLS
from llm_edu.storyland.words import split_words

_PIECE = re.compile(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\]|])|(?P<text>[^{}\[\]|]+)")
_SLOT = re.compile(r"(?P<name>\w+)(?:(?P<how>[=?])(?P<source>[\w,]+))?(?:\.(?P<form>\w+))?(?P<recall>!)?")


class Say:
    """Write these words."""

    def __init__(self, words: Iterable[str], next: "Node | None"):
        self.words, self.next = tuple(words), next


class Draw:
    """Choose a value of a kind that the story has not used, bind it to a variable; write it unless hidden."""

    def __init__(self, variable: str, kind: Kind, form: str, hidden: bool, reserves_friend: bool,
                 next: "Node | None"):
        self.variable, self.kind, self.form, self.hidden, self.next = variable, kind, form, hidden, next
        self.reserves_friend = reserves_friend


class Friend:
    """Bind a variable to the best friend of another, and write the name."""

    def __init__(self, variable: str, of: str, next: "Node | None"):
        self.variable, self.of, self.next = variable, of, next


class Which:
    """Choose one of the bound variables, hidden, and bind it to one more."""

    def __init__(self, variable: str, candidates: tuple[str, ...], next: "Node | None"):
        self.variable, self.candidates, self.next = variable, candidates, next


class Slot:
    """Write a bound value, or a form of it."""

    def __init__(self, variable: str, form: str, recall: bool, next: "Node | None"):
        self.variable, self.form, self.recall, self.next = variable, form, recall, next


class Either:
    """Continue with one of these, hidden: pairs of (node, probability). They meet again after the bracket."""

    def __init__(self, alternatives: "tuple[tuple[Node | None, float], ...]"):
        self.alternatives = alternatives


Node = Say | Draw | Friend | Which | Slot | Either
Kinds = Callable[[str, frozenset[str]], Kind]


def compile_plot(name: str, text: str, kinds: Kinds) -> Node | None:
    """The graph of a plot: its first node, each leading to the next; None is the end of the story.

    kinds: a function, kinds(name, relations) -> Kind of all values about which these relations may be told
    Raises ValueError, with the plot's name, for a text that it cannot read.
    """
    try:
        parts = _parse(text)
        compiler = _Compiler(kinds, relations_told(parts))
        compiler.check(parts, {})
        return compiler.link(parts, None)
    except ValueError as problem:
        raise ValueError(f"plot {name!r}: {problem}") from None


def relations_told(parts: list) -> dict[str, set[str]]:
    """For each variable, the relations that the plot tells about it, in any of its alternatives."""
    told: dict[str, set[str]] = {}
    slots = list(_slots(parts))
    for slot in slots:
        subject = slot["source"] if slot["form"] == "friend" and slot["source"] else slot["name"]
        told.setdefault(subject, set()).update({TELLS[slot["form"]]} if slot["form"] in TELLS else ())
    for slot in slots:
        if slot["how"] == "?":
            for candidate in slot["source"].split(","):  # what is told of the winner is told of each candidate
                told.setdefault(candidate, set()).update(told[slot["name"]])
    return told


def _slots(parts: list) -> Iterator[dict[str, Any]]:
    for part in parts:
        if isinstance(part, dict):
            yield part
        elif isinstance(part, list):
            for alternative in part:
                yield from _slots(alternative)


def _parse(text: str) -> list:
    """Nested lists: a str is text, a dict is a slot, a list holds the alternatives of a bracket, lists of parts."""
    stack: list[list[list]] = [[[]]]  # the open brackets: for each its alternatives so far; the outermost has one
    position = 0
    for match in _PIECE.finditer(text):
        if match.start() != position:
            raise ValueError(f"can't read {text[position : match.start()]!r}")
        position = match.end()
        if match["text"] is not None:
            stack[-1][-1].append(match["text"])
        elif match["slot"] is not None:
            slot = _SLOT.fullmatch(match["slot"])
            if slot is None:
                raise ValueError(f"can't read the slot {{{match['slot']}}}")
            stack[-1][-1].append(slot.groupdict())
        elif match["mark"] == "[":
            stack.append([[]])
        elif len(stack) == 1:
            raise ValueError(f"{match['mark']!r} without '[' before it")
        elif match["mark"] == "|":
            stack[-1].append([])
        else:
            alternatives = stack.pop()
            stack[-1][-1].append(alternatives)
    if position != len(text):
        raise ValueError(f"can't read {text[position:]!r}")
    if len(stack) > 1:
        raise ValueError("a '[' is never closed")
    return stack[0][0]


class _Compiler:
    """Turns the parts of one plot into its graph."""

    def __init__(self, kinds: Kinds, told: dict[str, set[str]]):
        self._kinds, self._told = kinds, told

    def check(self, parts: list, bound: dict[str, Value]) -> None:
        """Raise for a slot without a value, or with a form that its values lack.

        bound: variable -> a value that it may have here; what these parts bind is added
        """
        for part in parts:
            if isinstance(part, list):
                branches = [dict(bound) for _ in part]
                for alternative, branch in zip(part, branches):
                    self.check(alternative, branch)
                shared = set.intersection(*map(set, branches))
                bound |= {name: value for name, value in branches[0].items() if name in shared}
            elif isinstance(part, dict):
                self._check_slot(part, bound)

    def _check_slot(self, slot: dict, bound: dict[str, Value]) -> None:
        name, source = slot["name"], slot["source"]
        if source is None or _names_variables(slot):
            for variable in (source or name).split(","):
                if variable not in bound:
                    known = ", ".join(bound) or "nothing yet"
                    raise ValueError(f"{variable!r} is written before it is drawn (drawn so far: {known})")
            value = bound[(source or name).split(",")[0]]
        else:
            value = self._kinds(source, self._relations(name)).values[0]
            if "friend" in self._relations(name) and any(other.friend is not None for other in bound.values()):
                raise ValueError(f"draw {name!r} first: someone drawn before may be the friend")
        if slot["form"] is not None and slot["form"] not in value.spoken:
            raise ValueError(f"{name!r} has no form {slot['form']!r}; it has {', '.join(sorted(value.spoken)[1:])}")
        if source is not None:
            bound[name] = value

    def _relations(self, variable: str) -> frozenset[str]:
        return frozenset(self._told.get(variable, ()))

    def link(self, parts: list, after: Node | None) -> Node | None:
        """The graph of these parts, leading to the node `after`."""
        for part in reversed(parts):
            if isinstance(part, str):
                words = split_words(part)
                after = Say(words, after) if words else after
            elif isinstance(part, dict):
                after = self._node(part, after)
            else:
                after = _either([self.link(alternative, after) for alternative in part], part)
        return after

    def _node(self, slot: dict, after: Node | None) -> Node:
        name, source, form = slot["name"], slot["source"], slot["form"] or ""
        if source is None:
            return Slot(name, form, slot["recall"] is not None, after)
        if form == "friend":
            return Friend(name, source, after)
        if _names_variables(slot):
            return Which(name, tuple(source.split(",")), after)
        relations = self._relations(name)
        return Draw(name, self._kinds(source, relations), form, slot["how"] == "?", "friend" in relations, after)


def _names_variables(slot: dict) -> bool:
    """Whether the source of a slot is a variable, or several: {friend=hero.friend}, {winner?ada,ben}."""
    return slot["form"] == "friend" or "," in slot["source"]


def _either(nodes: list[Node | None], alternatives: list) -> Either:
    """Equal alternatives become one, more likely: if possible, a text should have only one derivation."""
    merged: dict[str, tuple[Node | None, int]] = {}
    for node, alternative in zip(nodes, alternatives):
        first, count = merged.get(repr(alternative), (node, 0))
        merged[repr(alternative)] = (first, count + 1)
    return Either(tuple((node, count / len(nodes)) for node, count in merged.values()))
