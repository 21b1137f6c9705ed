"""Odd texts in place of those of a case: a text is to be taken as it is, whatever is in it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from llm_edu.course.checks.exercise import Case, Exercise

# Words and documents that look alike, are empty, or hold what others are cut at.
STRINGS = ("e\u0301", "\u00e9", "", "a b", "A", "a", " a", "a\u00a0b", "i", "\u0131", "\r\n", "\n", "\u00df", "ss", "0")
# What a long text may hold: accents apart, line ends of two characters, signs that nobody sees.
PIECES = ("e\u0301", "\r\n", "\ufeff", "\x00", "\u200b", "\u00ad", "\u00a0", "\u0130", "\ufffd\ufffd", " ")


def with_odd_texts(exercise: Exercise, case: Case) -> Iterator[Case]:
    """The case with odd texts for ``exercise.texts``, several times.

    Where all of these are texts, each gets odd pieces at its two ends, one kind after the other, then all of them.
    Where one holds words or documents, each of these becomes another, the same one wherever it stands; two that stand
    side by side in ``STRINGS`` come together once.
    """
    names = exercise.parameters()
    values = {**dict(zip(names, case.arguments)), **case.keywords}
    chosen = [name for name in exercise.texts if name in values]
    if all(isinstance(values[name], str) for name in chosen):
        all_at_once = "b".join(PIECES)
        for odd in (*PIECES, all_at_once):
            yield _replaced(case, names, {name: f"{odd}{values[name]}{odd}" for name in chosen})
        return
    found = list(dict.fromkeys(text for name in chosen for text in _texts(values[name])))
    for start in range(0, len(STRINGS) if found else 0, max(1, len(found) - 1)):
        others = {**{text: text for text in found}, **dict(zip(found, STRINGS[start:] + STRINGS[:start]))}
        if len(set(others.values())) == len(others):  # what differed before still does
            yield _replaced(case, names, {name: _with(values[name], others) for name in chosen})


def _replaced(case: Case, names: list[str], new: dict[str, Any]) -> Case:
    arguments = tuple(new.get(name, value) for name, value in zip(names, case.arguments))
    rest = case.arguments[len(arguments):]
    return replace(case, arguments=arguments + rest, label=None,
                   keywords={name: new.get(name, value) for name, value in case.keywords.items()})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(key)
            yield from _texts(item)


def _with(value: Any, others: dict[str, str]) -> Any:
    if isinstance(value, str):
        return others[value]
    if type(value) in (list, tuple):
        return type(value)(_with(item, others) for item in value)
    if type(value) is dict:
        return {_with(key, others): _with(item, others) for key, item in value.items()}
    return value
