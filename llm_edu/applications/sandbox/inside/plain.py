"""Plain values as JSON and back: what a program and its judge may say to each other. Nothing in it can run code."""

import json

LIMIT = 1_000_000  # bytes of one message


def encode(value):
    """A plain value as what JSON can hold; TypeError for anything else (a generator, an object, a function).

    Of a subclass only the plain part crosses: no method of the program's own ever runs on the other side.

    >>> encode((1, [2.5, None], {"a": b"x"}))
    {'tuple': [1, [2.5, None], {'dict': [['a', {'bytes': '78'}]]}]}
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, complex):
        return {"complex": [value.real, value.imag]}
    for kind in (tuple, frozenset, set):
        if isinstance(value, kind):
            return {kind.__name__: [encode(item) for item in value]}
    raise TypeError(f"{type(value).__name__} is not a plain value; numbers, text, bytes, lists, tuples, sets and "
                    "dicts are")


def decode(value):
    """The value that ``encode`` wrote; ValueError or TypeError for what it cannot have written.

    >>> decode({'tuple': [1, [2.5, None], {'dict': [['a', {'bytes': '78'}]]}]})
    (1, [2.5, None], {'a': b'x'})
    """
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) != 1:
        raise ValueError("no plain value")
    [(kind, content)] = value.items()
    if kind == "dict":
        return {decode(key): decode(item) for key, item in content}
    if kind == "bytes":
        return bytes.fromhex(content)
    if kind == "complex":
        return complex(*content)
    if kind in ("tuple", "frozenset", "set"):
        return {"tuple": tuple, "frozenset": frozenset, "set": set}[kind](decode(item) for item in content)
    raise ValueError("no plain value")


def write(value) -> bytes:
    """One line of JSON; ValueError when it would be too long."""
    line = json.dumps(value).encode("ascii") + b"\n"
    if len(line) > LIMIT:
        raise ValueError(f"more than {LIMIT:,} bytes in one message")
    return line
