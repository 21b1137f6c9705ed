"""Parts of a model that a widget switches off or changes, in the names of `llm_edu.interpretability.sites`."""

import math
from collections.abc import Iterable
from numbers import Integral

OFF = {"attention_output": ("block",), "feed_forward_output": ("block",), "head": ("block", "head")}
MOST = 500


def check_parts(name: str, parts, layers: int, heads: int, kinds: dict[str, tuple[str, ...]] = OFF) -> list[list]:
    """Parts as lists, each once, in the order given; ValueError for one that this model does not have.

    name: of the argument, for messages   kinds: {kind: what the numbers after it are}

    >>> check_parts("off", [("head", 1, 0), ("attention_output", 2), ("head", 1, 0)], layers=3, heads=4)
    [['head', 1, 0], ['attention_output', 2]]
    """
    if isinstance(parts, (str, bytes)) or not isinstance(parts, Iterable):
        raise ValueError(f"{name} takes a list such as [('head', 1, 0), ('feed_forward_output', 2)], not {parts!r:.60}")
    counts = {"block": layers, "head": heads, "layer": layers + 1, "position": math.inf}
    checked: list[list] = []
    for part in parts:
        if not isinstance(part, (list, tuple)) or not part or part[0] not in list(kinds):
            forms = ", ".join(f"({', '.join([repr(kind), *numbers])})" for kind, numbers in kinds.items())
            raise ValueError(f"{name} takes parts such as {forms}, not {part!r:.60}")
        kind, *numbers = part
        if len(numbers) != len(kinds[kind]) or not all(map(is_whole, numbers)):
            raise ValueError(f"{kind!r} takes {len(kinds[kind])} whole number(s), not {numbers!r:.60}")
        numbers = list(map(int, numbers))
        if not all(0 <= number < counts[what] for what, number in zip(kinds[kind], numbers)):
            raise ValueError(f"this model has {layers} blocks with {heads} heads, counted from 0, but no "
                             f"{tuple(part)!r:.60}")
        if [kind, *numbers] not in checked:
            checked.append([kind, *numbers])
    if len(checked) > MOST:
        raise ValueError(f"{len(checked)} parts are too many to follow: at most {MOST}")
    return checked


def within(number, count: int, name: str) -> int:
    """A number from 0; one below 0 counts from the end, as in a list."""
    if not is_whole(number) or not -count <= number < count:
        raise ValueError(f"{name} lies between 0 and {count - 1}, not at {number!r:.60}")
    return int(number) % count


def is_whole(number) -> bool:
    """Whether this is a whole number, of Python or of NumPy, as `argmax` gives one."""
    return isinstance(number, Integral) and not isinstance(number, bool)
