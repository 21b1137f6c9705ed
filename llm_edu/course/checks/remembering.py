"""What a function keeps from one call to the next: default values, variables outside of it, attributes of its own."""

import functools
from collections import deque
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

PLAIN = (int, float, str, bytes, tuple, type(None))
CONTAINERS = (list, dict, set, deque, bytearray)


class Memory:
    """A function's memory as it is now; ``changed()`` names what has changed since, ``restore()`` puts it back.

    An iterator counts as changed, and stays as it is.

    >>> def count(ids, counts=[]):
    ...     counts.append(len(ids))
    >>> memory = Memory(count)
    >>> count([1, 2])
    >>> memory.changed()
    ['counts']
    >>> memory.restore()
    >>> memory.changed()
    []
    """

    def __init__(self, attempt: Any) -> None:
        self.places = [place for function in _functions(attempt) for place in _places(function)]
        self.before = [_content(read()) for _, read, _ in self.places]

    def changed(self) -> list[str]:
        """The names of what is not as it was, each once."""
        names = [name for (name, read, _), before in zip(self.places, self.before) if _differs(read(), before)]
        return list(dict.fromkeys(names))

    def restore(self) -> None:
        """Put everything back, in place, so that it stays the same object to whoever holds it."""
        for (_, read, write), (value, content) in zip(self.places, self.before):
            if isinstance(value, CONTAINERS):
                value.clear()
                (value.extend if isinstance(value, (list, deque, bytearray)) else value.update)(content)
            if read() is not value:
                write(value)


def _content(value: Any) -> tuple[Any, Any]:
    """The object and a shallow copy of what is in it."""
    return value, (dict(value) if isinstance(value, dict) else list(value) if isinstance(value, CONTAINERS) else None)


def _differs(now: Any, before: tuple[Any, Any]) -> bool:
    value, content = before
    if now is not value:
        return not (isinstance(now, PLAIN) and type(now) is type(value) and now == value)
    if not isinstance(value, CONTAINERS):
        return isinstance(value, Iterator)  # how far it has come nobody can ask without moving it
    items = _content(value)[1]
    if len(items) != len(content):
        return True
    if isinstance(value, dict):
        return any(key not in content or item is not content[key] for key, item in items.items())
    return any(one is not other for one, other in zip(items, content))


def _functions(attempt: Any) -> Iterator[Callable]:
    members = vars(attempt).values() if isinstance(attempt, type) else [attempt]
    for member in members:
        member = member.func if isinstance(member, functools.partial) else getattr(member, "__func__", member)
        if hasattr(member, "__code__"):
            yield member


Place = tuple[str, Callable[[], Any], Callable[[Any], None]]


def _places(function: Callable) -> Iterator[Place]:
    """Where a function can keep something: a name, how to read it, how to write it."""
    code, names = function.__code__, set(_names(function.__code__))
    defaults = function.__defaults__ or ()
    for name, value in zip(code.co_varnames[code.co_argcount - len(defaults):code.co_argcount], defaults):
        yield name, lambda value=value: value, lambda value: None
    for name, value in (function.__kwdefaults__ or {}).items():
        yield name, lambda value=value: value, lambda value: None
    for name, cell in zip(code.co_freevars, function.__closure__ or ()):
        yield name, lambda cell=cell: _of_cell(cell), lambda value, cell=cell: setattr(cell, "cell_contents", value)
    outside = function.__globals__
    for name in sorted(names & outside.keys()):
        if isinstance(outside[name], (*PLAIN, *CONTAINERS, Iterator)):
            yield name, lambda name=name: outside.get(name), lambda value, name=name: outside.update({name: value})
    own = function.__dict__
    yield f"{function.__name__}'s own attributes", lambda: own, lambda value: None


def _of_cell(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # empty
        return None


def _names(code: CodeType) -> Iterator[str]:
    """The names outside of a function that its code, or that of functions in it, mentions."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
