"""One order of arguments in the whole package: the model, its tokenizer, what they read."""

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")


def is_tokenizer(thing: Any) -> bool:
    """Whether this can encode a text; a text has an ``encode`` of its own, and is none."""
    return hasattr(thing, "encode") and not isinstance(thing, str)


def tokenizer_first(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """A function that took the text before the tokenizer once: calls in that order still work, with a warning.

    >>> @tokenizer_first
    ... def count_tokens(tokenizer, text):
    ...     return len(tokenizer.encode(text))
    >>> from llm_edu.tokenization import BPETokenizer
    >>> count_tokens(BPETokenizer.train("a hat", 256), "a hat")
    5
    """
    names = list(inspect.signature(function).parameters)
    at = names.index("tokenizer")
    name = function.__qualname__.removesuffix(".__init__")
    order = ", ".join(name for name in names[: at + 2] if name != "self")

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Returned:
        given = list(arguments)
        if len(given) > at and not is_tokenizer(given[at]):
            later = [place for place in range(at + 1, len(given)) if is_tokenizer(given[place])]
            tokenizer = given.pop(later[0]) if later else options.pop("tokenizer", None)
            if tokenizer is not None:
                given.insert(at, tokenizer)
                warnings.warn(f"the tokenizer now comes before the text: write {name}({order}, …). This call has the "
                              "older order; it still works.", FutureWarning, stacklevel=2)
        return function(*given, **options)

    return call
