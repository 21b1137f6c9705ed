"""What the exercises of lesson 17 share: numbers are right in whatever holds them."""

from llm_edu.course.checks.comparing import Rules, difference

SHAPES = "must match|doesn't match|broadcast|cannot be multiplied"    # what torch says of shapes that do not fit


def as_lists(value):
    """Tensors, arrays and tuples as plain lists, at any depth; numbers as Python's own."""
    if hasattr(value, "tolist"):
        return as_lists(value.detach().tolist() if hasattr(value, "detach") else value.tolist())
    if isinstance(value, list | tuple):
        return [as_lists(item) for item in value]
    return value


def same_numbers(expected, got):
    """A comparison for `Exercise`: the same numbers, as a tensor, an array or lists, and 3.0 where 3 is expected."""
    lists = as_lists(got)
    if not isinstance(lists, list):
        return difference(expected, got)
    return difference(as_lists(expected), lists, Rules(close=True, numbers=True)) or True
