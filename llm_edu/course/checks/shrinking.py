"""How large a case is, and which cases are a little smaller: for showing the learner the smallest one that fails."""

from collections.abc import Iterator
from typing import Any

from llm_edu.course.checks.exercise import Case, Scenario
from llm_edu.course.checks.kinds import kind


def size(value: Any) -> int:
    """How much there is to read: the characters, digits and items of a value.

    >>> size([1, 20, "abc"])
    8
    """
    if isinstance(value, Case):
        return sum(map(size, value.arguments)) + sum(map(size, value.keywords.values()))
    if isinstance(value, Scenario):
        return 0  # in the order of the list
    word = kind(value)
    if word in ("tensor", "NumPy array"):
        count = 1
        for length in value.shape:
            count *= length
        return 1 + count
    if word in ("int", "float"):
        return min(len(repr(value)), 4)
    if word in ("str", "bytes", "bytearray"):
        return 1 + len(value)
    if word in ("list", "tuple", "set"):
        return 1 + sum(map(size, value))
    if word == "dict":
        return 1 + sum(map(size, value)) + sum(map(size, value.values()))
    return 1


def smaller(case: Case | Scenario) -> Iterator[Case]:
    """Cases with one argument a little shorter, the boldest cuts first. Numbers are left as they are."""
    if isinstance(case, Scenario):
        return
    yield from _all_tensors_cut(case)
    for index, argument in enumerate(case.arguments):
        for shorter in _shorter(argument):
            yield Case(case.arguments[:index] + (shorter,) + case.arguments[index + 1 :], case.keywords)


def _all_tensors_cut(case: Case) -> Iterator[Case]:
    """Tensors whose first dimensions belong together (queries, keys and values of so many tokens) cut alike."""
    lengths = {value.shape[0] for value in case.arguments if _is_array(value) and value.ndim}
    for length in sorted(lengths, reverse=True):
        for shorter in sorted({length // 2, length - 1} - {0, length}):
            yield Case(tuple(value[:shorter] if _is_array(value) and value.ndim and value.shape[0] == length else value
                             for value in case.arguments), case.keywords)


def _is_array(value: Any) -> bool:
    return kind(value) in ("tensor", "NumPy array")


def _shorter(value: Any) -> Iterator[Any]:
    word = kind(value)
    if word in ("list", "str", "bytes"):
        yield from _without_runs(value)
        if word == "list":
            for index, item in enumerate(value):
                for shorter in _shorter(item):
                    yield [*value[:index], shorter, *value[index + 1 :]]
    elif word == "dict":
        for key in value:
            yield {other: item for other, item in value.items() if other != key}
    elif _is_array(value) and value.ndim and 1 < value.shape[0]:
        yield value[: value.shape[0] // 2]
        yield value[:-1]


def _without_runs(value: Any) -> Iterator[Any]:
    """Halves, then quarters, …, then single items left out: "abcd" -> "cd", "ab", "bcd", "acd", …"""
    length = len(value) // 2
    while length:
        for start in range(0, len(value), length):
            yield value[:start] + value[start + length :]
        length //= 2
    if len(value) == 1:
        yield value[:0]
