"""Compare a learner's value with the reference's, and say in one sentence what differs.

Types first, then shapes and lengths, then values: the sentence names the first thing to repair.
"""

import dataclasses
import math
import sys
from dataclasses import dataclass
from typing import Any

from llm_edu.course.checks.kinds import as_array, at, kind, wrong_type
from llm_edu.course.checks.showing import apart, shown


@dataclass(frozen=True)
class Rules:
    """How strictly to compare: ``close`` allows floats to differ by ``tolerance`` (relative; absolute, a tenth of it).

    Without it floats may differ in their last bits only (1e-12 relative). ``strangers`` says whether objects of other
    classes are compared at all, ``dtypes`` whether tensors must be of the same dtype, ``numbers`` whether a float is
    good where an int is expected, too.
    """

    close: bool = False
    tolerance: float = 1e-5
    strangers: bool = True
    dtypes: bool = False
    numbers: bool = False


def difference(expected: Any, got: Any, rules: Rules = Rules(), where: str = "") -> str | None:
    """What is wrong with ``got``, in a sentence, or None when it is right.

    >>> difference([1, 2], [1, 3])
    'At [1]: expected 2, got 3.'
    >>> difference([1, 2], (1, 2))
    'It should be a list; yours is a tuple (list(…) makes one).'
    >>> difference({"a": 1.0}, {"a": 1}) is None       # a whole number is fine where a float is expected
    True
    """
    wanted, found = kind(expected), kind(got)
    if wanted != found and (found, wanted) not in (("int", "float"), ("float", "int"))[: 1 + rules.numbers]:
        return _one_of_several(expected, got, where) or wrong_type(wanted, found, where)
    if wanted in ("tensor", "NumPy array"):
        return _array_difference(expected, got, rules, where)
    if wanted in ("int", "float"):
        return None if _same_number(expected, got, rules) else _values(expected, got, where)
    if wanted == "bool":
        return None if expected == got else _values(expected, got, where)
    if wanted in ("list", "tuple"):
        return _sequence_difference(expected, got, rules, where)
    if wanted == "dict":
        return _dict_difference(expected, got, rules, where)
    if wanted == "set":
        return _members(expected - got, got - expected, "member", where)
    if wanted in ("str", "bytes", "bytearray"):
        return None if expected == got else _text_difference(expected, got, where)
    return _object_difference(expected, got, rules, where)


def _one_of_several(expected: Any, got: Any, where: str) -> str | None:
    """Where one tensor is wanted and several come, such as the values and the places of a maximum."""
    if kind(expected) != "tensor" or kind(got) != "tuple":
        return None
    if not any(kind(item) == "tensor" and item.shape == expected.shape for item in got):
        return None
    return (f"{at(where)}{'it' if where else 'It'} should be a tensor; yours is a tuple of {len(got)}. "
            "Which one of them is asked for?")


def _values(expected: Any, got: Any, where: str) -> str:
    if not where:
        return "The value differs."  # the report shows both
    left, right = apart(expected, got, 60)
    return f"{at(where)}expected {left}, got {right}."


def _same_number(expected: float, got: float, rules: Rules) -> bool:
    if kind(expected) == kind(got) == "int":
        return int(expected) == int(got)
    expected, got = float(expected), float(got)  # NumPy's float16 and float32 would compare at their own precision
    if expected == got or (expected != expected and got != got):
        return True
    if not (math.isfinite(expected) and math.isfinite(got)):
        return False
    if rules.close:
        return abs(expected - got) <= rules.tolerance * (0.1 + abs(expected))
    return math.isclose(expected, got, rel_tol=1e-12, abs_tol=0.0)


def _sequence_difference(expected: Any, got: Any, rules: Rules, where: str) -> str | None:
    first = None
    for index, (left, right) in enumerate(zip(expected, got)):
        first = difference(left, right, rules, f"{where}[{index}]")
        if first:
            break
    if len(expected) == len(got):
        return first
    lengths = f"{at(where)}{'it' if where else 'It'} should have {_items(len(expected))}; yours has {len(got)}."
    return f"{lengths} {first}" if first else lengths


def _items(count: int) -> str:
    return f"{count} item{'' if count == 1 else 's'}"


def _dict_difference(expected: dict, got: dict, rules: Rules, where: str) -> str | None:
    missing, extra = [key for key in expected if key not in got], [key for key in got if key not in expected]
    if missing or extra:
        return _members(missing, extra, "key", where)
    for key in expected:
        if found := difference(expected[key], got[key], rules, f"{where}[{key!r}]"):
            return found
    return None


def _members(missing: Any, extra: Any, word: str, where: str) -> str | None:
    def some(values: list, texts: list[str]) -> str:
        return ", ".join(texts) + (f" and {len(values) - 3} more" if len(values) > 3 else "")

    missing, extra = sorted(missing, key=repr), sorted(extra, key=repr)
    texts = [[shown(value, 40) for value in values[:3]] for values in (missing, extra)]
    if len(missing) == len(extra):  # "it lacks 'café' and has too many: 'café'" helps nobody
        pairs = [apart(*pair, 40) for pair in zip(missing[:3], extra[:3])]
        texts = [[left for left, _ in pairs], [right for _, right in pairs]]
    verbs = zip(("lacks", "has too many:"), (missing, extra), texts)
    parts = [f"{verb} {some(values, words)}" for verb, values, words in verbs if values]
    if not parts:
        return None
    subject = f"{at(where)}{'it' if where else 'It'}"
    return f"{subject} {' and '.join(parts)} (as a {word})."


def _text_difference(expected: Any, got: Any, where: str) -> str:
    """Where two strings part: long ones are hard to compare by eye."""
    pairs = enumerate(zip(expected, got))
    index = next((index for index, (left, right) in pairs if left != right), min(len(expected), len(got)))
    if index == 0 or max(len(expected), len(got)) < 12:
        return _values(expected, got, where)
    before, after = max(0, index - 8), index + 8
    left, right = apart(expected[before:after], got[before:after])
    return f"{at(where)}they part at position {index}: expected …{left}, got …{right}."


def _number_word(value: Any) -> str:
    letter = as_array(value).dtype.kind
    return {"f": "floats", "i": "whole numbers", "u": "whole numbers", "b": "bools", "c": "complex numbers"}.get(
        letter, str(value.dtype))


def _array_difference(expected: Any, got: Any, rules: Rules, where: str) -> str | None:
    if tuple(expected.shape) != tuple(got.shape):
        subject = f"{at(where)}{'the' if where else 'The'} shape"
        return f"{subject} should be {tuple(expected.shape)}; yours is {tuple(got.shape)}."
    wanted, found = _number_word(expected), _number_word(got)
    if wanted != found:
        return f"{at(where)}{'it' if where else 'It'} should hold {wanted}; yours holds {found} (dtype {got.dtype})."
    left, right = as_array(expected), as_array(got)
    same = left == right
    if wanted in ("floats", "complex numbers"):
        tolerance = rules.tolerance if rules.close else 1e-12
        with_nan = (left != left) & (right != right)
        floor = tolerance / 10 if rules.close else 0.0
        with sys.modules["numpy"].errstate(invalid="ignore"):  # inf − inf, of which NumPy would warn the learner
            gap = abs(left - right)
        same = same | with_nan | ((gap <= floor + tolerance * abs(left)) & (gap < math.inf))
    count = int((~same).sum())
    if not count:
        return _dtype_difference(expected, got, where) if rules.dtypes and kind(expected) == "tensor" else None
    index = tuple(int(axis[0]) for axis in (~same).nonzero()) if same.shape else ()
    place = f"{where}[{', '.join(map(str, index))}]" if index else where
    head = f"{count} of {same.size} numbers differ, first at {place}: " if same.size > 1 else at(where)
    return "{}expected {}, got {}.".format(head, *_numbers(left[index], right[index]))


def _dtype_difference(expected: Any, got: Any, where: str) -> str | None:
    """PyTorch refuses to mix some dtypes, so that the right numbers would stop a later cell."""
    if expected.dtype == got.dtype:
        return None
    wanted, found = (str(value.dtype).removeprefix("torch.") for value in (expected, got))
    remedy = {"float32": ".float()", "int64": ".long()"}.get(wanted, f".to(torch.{wanted})")
    return (f"{at(where)}{'the' if where else 'The'} numbers are right, but their dtype is {found} and should be "
            f"{wanted}, since PyTorch often refuses to mix the two: use {remedy}.")


def _numbers(expected: Any, got: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to tell them apart."""
    pairs = [tuple(f"{value.item():.{digits}g}" if value.dtype.kind == "f" else str(value.item())
                   for value in (expected, got)) for digits in (5, 9, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _object_difference(expected: Any, got: Any, rules: Rules, where: str) -> str | None:
    if not rules.strangers or expected is got:
        return None
    if dataclasses.is_dataclass(expected) and not isinstance(expected, type):
        names = [field.name for field in dataclasses.fields(expected)]
        missing = [name for name in names if not hasattr(got, name)]
        if missing:
            return f"{at(where)}the attribute {missing[0]} is missing."
        pairs = ((name, getattr(expected, name), getattr(got, name)) for name in names)
        found = (difference(left, right, rules, f"{where}.{name}") for name, left, right in pairs)
        return next(filter(None, found), None)
    return None if bool(expected == got) else _values(expected, got, where)
