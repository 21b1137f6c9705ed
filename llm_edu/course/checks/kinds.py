"""The types that a learner knows by name, and what turns one into another.

NumPy and torch are never imported here: a value of theirs can only arrive when they are loaded already.
"""

import inspect
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator
from typing import Any

# What turns the got kind into the expected one; the key is (expected, got).
REMEDIES = {
    ("list", "tuple"): "list(…) makes one",
    ("list", "set"): "list(…) makes one, but a set has no order: build a list from the start",
    ("list", "generator"): "list(…) makes one",
    ("list", "dict"): "did you mean its keys, its values or its items?",
    ("list", "tensor"): ".tolist() makes one",
    ("list", "NumPy array"): ".tolist() makes one",
    ("list", "str"): "list(…) splits it into characters",
    ("list", "bytes"): "list(…) gives the byte values",
    ("tuple", "list"): "tuple(…) makes one",
    ("tuple", "generator"): "tuple(…) makes one",
    ("tuple", "tensor"): "tuple(….tolist()) makes one",
    ("dict", "list"): "dict(…) makes one of a list of pairs",
    ("set", "list"): "set(…) makes one",
    ("set", "dict"): "an empty {} is a dict; set() is the empty set",
    ("str", "bytes"): '.decode("utf-8") makes one',
    ("str", "list"): '"".join(…) makes one of a list of strings',
    ("bytes", "str"): '.encode("utf-8") makes one',
    ("bytes", "list"): "bytes(…) makes one",
    ("bytes", "bytearray"): "bytes(…) makes one",
    ("int", "float"): "// divides whole numbers, int(…) or round(…) makes one",
    ("int", "tensor"): ".item() takes the number out",
    ("int", "NumPy array"): ".item() takes the number out",
    ("int", "str"): "int(…) makes one",
    ("int", "Fraction"): "int(…) makes one",
    ("int", "bool"): "count, don't ask whether",
    ("float", "tensor"): ".item() takes the number out",
    ("float", "NumPy array"): ".item() takes the number out",
    ("float", "str"): "float(…) makes one",
    ("float", "Fraction"): "float(…) makes one",
    ("float", "Decimal"): "float(…) makes one",
    ("bool", "int"): "a comparison such as x > 0, or bool(…), gives one",
    ("bool", "tensor"): ".all() or .any() and then .item() gives one",
    ("tensor", "list"): "torch.tensor(…) makes one",
    ("tensor", "tuple"): "torch.stack(…) or torch.tensor(…) makes one",
    ("tensor", "NumPy array"): "torch.from_numpy(…) makes one",
    ("tensor", "float"): "did you call .item() too early?",
    ("tensor", "int"): "did you call .item() too early?",
    ("NumPy array", "tensor"): ".numpy() makes one",
    ("NumPy array", "list"): "np.array(…) makes one",
}
ARTICLES = {"int": "an int (a whole number)", "float": "a float", "str": "a string", "bool": "a bool (True or False)",
            "dict": "a dictionary", "bytes": "a bytes object", "NumPy array": "a NumPy array",
            "generator": "a generator or something like it"}


EXACT = {known: known.__name__ for known in (bool, int, float, str, bytes, bytearray, list, tuple, dict, set)}
EXACT[type(None)] = "None"


def kind(value: Any) -> str:
    """The word for a value's type that a learner knows: ``"list"``, ``"tensor"``, ``"NumPy array"``, …

    NumPy's scalars count as Python's numbers, subclasses (``Counter``, named tuples) as what they extend.
    """
    if exact := EXACT.get(type(value)):  # most of what is compared: no need to look further
        return exact
    module = type(value).__module__.partition(".")[0]
    if module == "torch" and hasattr(value, "detach") and hasattr(value, "dim"):
        return "tensor"
    if module == "numpy":
        if isinstance(value, sys.modules["numpy"].ndarray):
            return "NumPy array"
        value = value.item() if hasattr(value, "item") else value
    for known in (bool, int, float, str, bytes, bytearray, list, tuple, dict):
        if isinstance(value, known):
            return known.__name__
    if isinstance(value, (set, frozenset)):
        return "set"
    if inspect.iscoroutine(value):
        return "coroutine"
    if isinstance(value, (Iterator, range, type({}.keys()), type({}.values()), type({}.items()))):
        return "generator"
    if inspect.isroutine(value):
        return "function"
    if value is None:
        return "None"
    return type(value).__name__


def is_plain(value: Any) -> bool:
    """Whether comparing and showing it runs none of the learner's code: numbers, texts, arrays, and lists of those."""
    if type(value) in (list, tuple, set, frozenset, Counter, OrderedDict, defaultdict, deque):
        return all(map(is_plain, value)) and (not isinstance(value, dict) or all(map(is_plain, value.values())))
    if type(value) is dict:
        return all(map(is_plain, value)) and all(map(is_plain, value.values()))
    module = type(value).__module__.partition(".")[0]
    return module in ("builtins", "numpy", "torch")


def as_array(value: Any) -> Any:
    """A NumPy array of a tensor or an array (bfloat16 and half as float64), for comparing and showing."""
    if kind(value) == "tensor":
        value = value.detach().cpu()
        value = value.double() if value.is_floating_point() else value
        return value.resolve_conj().numpy() if value.is_complex() else value.numpy()
    return value


def wrong_type(wanted: str, found: str, where: str = "") -> str:
    """The sentence for a value of the wrong type, with what would make it right where that is simple."""
    if found == "None":
        return f"{at(where)}{'it' if where else 'It'} should be {_article(wanted)}; yours is None."
    if found == "coroutine":
        return "Your function is `async`; write a plain `def`."
    remedy = REMEDIES.get((wanted, found))
    more = f" ({remedy})" if remedy else ""
    return f"{at(where)}{'it' if where else 'It'} should be {_article(wanted)}; yours is {_article(found)}{more}."


def _article(name: str) -> str:
    if name == "None":
        return "None"
    return ARTICLES.get(name) or f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def at(where: str) -> str:
    """The place in nested data that a sentence is about."""
    return f"At {where}: " if where else ""
