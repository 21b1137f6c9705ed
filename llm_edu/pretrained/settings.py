"""The settings of a model file: looked at before anything is made of them."""

import math

from llm_edu.errors import CourseError

MOST = 1 << 24    # no model has more of anything: tokens in its vocabulary or context, width, layers
_NEEDED = object()


class Settings:
    """Settings by name, from the file `path`. Each method raises CourseError for what no model can have."""

    def __init__(self, values, path):
        if not isinstance(values, dict):
            raise ValueError(f"it holds a {type(values).__name__} instead of settings by name")
        self.values, self.path = values, path

    def value(self, name, default=_NEEDED):
        """A setting as it stands in the file."""
        value = self.values.get(name, default)
        if value is _NEEDED:
            raise CourseError(f"{self.path} lacks the setting {name}: it is not complete, download it again")
        return value

    def whole(self, name, default=_NEEDED):
        """A whole number of at least 1."""
        value = self.value(name, default)
        if type(value) is not int or not 1 <= value <= MOST:
            raise self.nonsense(f"{name} is {shortened(value)}, not a whole number from 1 to {MOST:,}")
        return value

    def number(self, name, default=_NEEDED):
        """A number above 0."""
        value = self.value(name, default)
        if type(value) not in (int, float) or not 0 < value < math.inf:
            raise self.nonsense(f"{name} is {shortened(value)}, not a number above 0")
        return float(value)

    def nonsense(self, problem):
        """The error for settings that cannot be."""
        return CourseError(f"the settings in {self.path} make no sense ({problem}): download it again")


def shortened(value, most=40):
    """How a value is written, or its beginning.

    >>> shortened("four"), shortened([7] * 100)
    ("'four'", '[7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,…')
    """
    text = repr(value)
    return text if len(text) <= most else text[:most - 1] + "…"
