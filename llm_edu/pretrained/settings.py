"""The settings of a model file: looked at before anything is made of them."""

from llm_edu.errors import CourseError
from llm_edu.files import parse_json, read_file

MOST = 1 << 24    # no model has more of anything: tokens in its vocabulary or context, width, layers
LARGEST = 1e300    # and no setting is larger
MOST_VALUES = 4_000_000    # in one JSON file; 260,000 tokens with their merges come to 2 million
_NEEDED = object()


def read_values(path):
    """The content of a JSON file, like `read_json`, up to the size that a model needs: its values take a lot of memory.

    Raises ValueError for anything that is not JSON, and for more than `MOST_VALUES` values.
    """
    content = read_file(path)
    if sum(content.count(sign) for sign in (b",", b"[", b"{")) > MOST_VALUES:
        raise ValueError(f"it holds more than {MOST_VALUES:,} values")
    return parse_json(content)


class Settings:
    """Settings by name, from the file `path`. Each method raises CourseError for a value that no model can have.

    prefix: comes before each name in the file, such as "llama." in a GGUF file
    """

    def __init__(self, values, path, prefix=""):
        if not isinstance(values, dict):
            raise ValueError(f"it holds a {type(values).__name__} instead of settings by name")
        self.values, self.path, self.prefix = values, path, prefix

    def __contains__(self, name):
        return self.prefix + name in self.values

    def value(self, name, default=_NEEDED):
        """A setting as the file has it. Raises CourseError where it is missing and there is no default."""
        value = self.values.get(self.prefix + name, default)
        if value is _NEEDED:
            raise CourseError(f"{self.path} lacks the setting {self.prefix}{name}: it is not complete, download it "
                              "again")
        return value

    def whole(self, name, default=_NEEDED, least=1):
        """A whole number of at least `least`. With a default, null in the file means the default."""
        value = self.value(name, default)
        value = default if value is None and default is not _NEEDED else value
        if type(value) is not int or not least <= value <= MOST:
            raise self.nonsense(f"{name} is {shortened(value)}, not a whole number from {least} to {MOST:,}")
        return value

    def number(self, name, default=_NEEDED):
        """A number above 0."""
        value = self.value(name, default)
        if type(value) not in (int, float) or not 0 < value < LARGEST:
            raise self.nonsense(f"{name} is {shortened(value)}, not a number above 0")
        return float(value)

    def boolean(self, name, default=_NEEDED):
        """True or False."""
        value = self.value(name, default)
        if type(value) is not bool:
            raise self.nonsense(f"{name} is {shortened(value)}, not true or false")
        return value

    def inside(self, name, values):
        """Settings inside the setting `name`, from its values."""
        return Settings(values, f"{name} of {self.path}")

    def part(self, name):
        """The settings within a setting; None where there are none."""
        value = self.value(name, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.nonsense(f"{name} is {shortened(value)}, not settings by name")
        return self.inside(name, value)

    def expect(self, name, ours, lacking=None):
        """Raise CourseError where a setting changes what is computed in a way that our model lacks.

        ours: the only value, or a tuple of values, that it has
        """
        allowed = ours if isinstance(ours, tuple) else (ours,)
        value = self.value(name, allowed[0])
        if value not in allowed:
            raise CourseError(f"{self.path} sets {self.prefix}{name} to {shortened(value)}, and the course's model has "
                              f"only {allowed[0]!r}{f': it lacks {lacking}' if lacking else ''}; take another model")

    def sensible(self, make, **arguments):
        """The result of `make` with these arguments. Raises CourseError where it refuses them."""
        try:
            return make(**arguments)
        except (ValueError, ArithmeticError) as problem:
            raise self.nonsense(problem) from problem

    def nonsense(self, problem):
        """The error for settings that no model can have."""
        return CourseError(f"the settings in {self.path} make no sense ({problem}): download it again")


def shortened(value, most=40):
    """How a value is written, or its beginning.

    >>> shortened("four"), shortened([7] * 100)
    ("'four'", '[7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,…')
    """
    text = repr(value)
    return text if len(text) <= most else text[:most - 1] + "…"
