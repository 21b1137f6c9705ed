"""A key, which only the server that it is meant for gets to see."""

import os
import re

HIDDEN = "<hidden>"


class Secret(str):
    """A text that is not shown: not printed, formatted, looked at in a debugger's table of variables, or saved.

    `http.client` takes what it sends by `encode`, which gives the text itself.

    >>> f"{Secret('sk-123')}", [Secret("sk-123")]
    ('<hidden>', [<hidden>])
    """

    __slots__ = ()

    def __repr__(self):
        return HIDDEN

    __str__ = __repr__

    def __format__(self, form):
        return HIDDEN

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __reduce_ex__(self, protocol):
        raise TypeError("a key is not saved with an object: leave the RemoteModel out, or make it anew after loading")


def find_key(key, variable):
    """The key as a `Secret`, or None for none.

    key: the key; "" for none; None: what the environment variable `variable` holds, if anything
    Raises TypeError or ValueError, without a word of what was given, for what can't be a key.
    """
    key = os.environ.get(variable, "") if key is None else key
    if not isinstance(key, str):
        raise TypeError(f"key is a text, not a {type(key).__name__}")
    key = key.strip() if type(key) is str else str.strip(key)    # a Secret too; both give a plain text
    if not key:
        return None
    if not re.fullmatch(r"[\x21-\x7e]{1,4096}", key):
        raise ValueError("the key has spaces or characters that no key has: was more copied than the key itself?")
    return Secret(key)


def hide(text, key):
    """A text without the key, wherever it stands in it."""
    return text if key is None else text.replace(str.strip(key), HIDDEN)
