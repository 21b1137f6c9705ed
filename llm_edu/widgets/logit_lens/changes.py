"""What is changed in the first prompt's run: cells brought over from the other prompt, and parts switched off.

A change is a list, in the names of `llm_edu.interpretability.places`:

["residual", 23, 3]               the stream after 23 layers (before block 23), at position 3, as in the other prompt
["attention_output", 23]          block 23's attention adds nothing; likewise ["feed_forward_output", 23]
["head", 23, 4]                   head 4 of block 23 finds nothing
"""

from collections.abc import Iterable

NUMBERS = {"residual": 2, "attention_output": 1, "feed_forward_output": 1, "head": 2}  # that follow the name
MOST = 500


def check_changes(changes, layers: int, heads: int) -> list[list]:
    """Changes as lists, each once, in the order given; ValueError for one that this model has no place for.

    >>> check_changes([("head", 1, 0), ("residual", 2, 5), ("head", 1, 0)], layers=2, heads=4)
    [['head', 1, 0], ['residual', 2, 5]]
    """
    if isinstance(changes, (str, bytes)) or not isinstance(changes, Iterable):
        raise ValueError(f"changes are a list such as [('residual', 2, 5), ('head', 1, 0)], not {changes!r:.60}")
    checked = []
    for change in changes:
        if not isinstance(change, (list, tuple)) or not change or change[0] not in list(NUMBERS):
            raise ValueError(f"a change is ('residual', layer, position), ('attention_output', block), "
                             f"('feed_forward_output', block) or ('head', block, head), not {change!r:.60}")
        kind, *numbers = change
        if len(numbers) != NUMBERS[kind] or any(type(number) is not int for number in numbers):
            raise ValueError(f"{kind!r} takes {NUMBERS[kind]} whole number(s), not {numbers!r:.60}")
        if not _within(kind, numbers, layers, heads):
            raise ValueError(f"this model has {layers} blocks with {heads} heads, counted from 0, but no place for "
                             f"{tuple(change)!r:.60}")
        if list(change) not in checked:
            checked.append(list(change))
    if len(checked) > MOST:
        raise ValueError(f"{len(checked)} changes are too many to follow: at most {MOST}")
    return checked


def _within(kind: str, numbers: list[int], layers: int, heads: int) -> bool:
    if kind == "residual":
        return 0 <= numbers[0] <= layers and numbers[1] >= 0
    return 0 <= numbers[0] < layers and (kind != "head" or 0 <= numbers[1] < heads)


def applicable(changes: list[list], time: int, other_time: int | None) -> list[list]:
    """Those that can be made now: a cell is brought over only between prompts of equally many tokens, `time`."""
    return [change for change in changes if change[0] != "residual" or (time == other_time and change[2] < time)]
