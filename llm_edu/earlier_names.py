"""Arguments that had another name once: a notebook that still uses it keeps working."""

import functools
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

Named = TypeVar("Named", bound=Callable[..., Any])


def earlier_names(**names: str) -> Callable[[Named], Named]:
    """Let a function, or the making of a class's objects, take arguments under their earlier names, with a warning.

    names: earlier name="name today"   Raises TypeError, as Python does, for an argument that is given under both.

    >>> @earlier_names(better="chosen")
    ... def length(chosen):
    ...     return len(chosen)
    >>> length(chosen="a hat")
    5
    """
    def decorate(thing: Named) -> Named:
        if not isinstance(thing, type):
            return wrapped(thing, thing.__qualname__, names)
        method = "__new__" if issubclass(thing, tuple) else "__init__"
        setattr(thing, method, wrapped(getattr(thing, method), thing.__qualname__, names))
        return thing

    return decorate


def wrapped(function: Any, name: str, names: dict[str, str]) -> Any:
    """The function, which takes the earlier names, too. name: what a warning calls it"""
    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        for earlier in names.keys() & options.keys():
            today = names[earlier]
            if today in options:
                raise TypeError(f"{name}() got {earlier}= and {today}=, two names of one argument: keep {today}=")
            options[today] = options.pop(earlier)
            warnings.warn(f"{name}({earlier}=…) is now called {name}({today}=…). The earlier name still works.",
                          FutureWarning, stacklevel=2)
        return function(*arguments, **options)

    return call
