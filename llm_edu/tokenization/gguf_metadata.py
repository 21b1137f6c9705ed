"""The first part of a GGUF file, its keys and values, read quickly.

``gguf.GGUFReader`` makes several NumPy arrays for each of the 98,000 strings of a vocabulary and takes over a second.
For the tokenizer alone it is enough to walk through the bytes once.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3 (little-endian).
"""

import mmap
import struct
from pathlib import Path
from typing import Any

from llm_edu.errors import CourseError

MAGIC = b"GGUF"
STRING, ARRAY = 8, 9  # value types
DEEPEST = 8  # arrays inside arrays
# More than the largest vocabularies need: 260,000 tokens with their merges come to 1.5 million values in 15 MB. The
# file's own size is no bound: made of empty texts or single bytes, 400 MB would become gigabytes of Python's objects.
MOST_VALUES = 3_000_000
WHOLE_ENTRY = 10  # a setting, a tensor or an inner array takes as long as so many values in an array
LARGEST_HEADER = 64_000_000  # bytes: settings and the list of tensors
# Of the other types, what ``struct`` calls them.
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}


def read_metadata(path: Path) -> dict:
    """All keys and values of a GGUF file; arrays as lists. Does not look at the tensors.

    Raises CourseError when the file is damaged or of another kind.
    """
    with path.open("rb") as file:
        try:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return MetadataReader(data).read()
        except ValueError as problem:
            raise CourseError(
                f"{path} is not a GGUF file, or it is damaged ({problem}). Run `llm-edu doctor`, or remove it and "
                "fetch it again."
            ) from problem


class MetadataReader:
    """Walks through the bytes: ``position`` is where the next value begins; after ``read``, the list of tensors."""

    def __init__(self, data: mmap.mmap):
        self.data = data
        self.position = 0
        self.end = min(len(data), LARGEST_HEADER)
        self.values_left = MOST_VALUES

    def read(self) -> dict:
        magic, version, self.tensor_count, count = self.numbers("4sIQQ")
        if magic != MAGIC:
            raise ValueError(f"it begins with {magic!r} instead of {MAGIC!r}")
        if version not in (2, 3):
            raise ValueError(f"its version is {version}, not 2 or 3")
        self.expect((count + self.tensor_count) * WHOLE_ENTRY)
        return {self.string(): self.value(*self.numbers("I")) for _ in range(count)}

    def expect(self, count: int) -> None:
        """Raise ValueError before so many values are read when that would be more than any model has."""
        self.values_left -= count
        if self.values_left < 0:
            raise ValueError(f"its settings hold more than {MOST_VALUES:,} values")

    def numbers(self, form: str) -> tuple:
        return struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))

    def string(self) -> str:
        (length,) = self.numbers("Q")
        return self.bytes(length).decode("utf-8")

    def bytes(self, length: int) -> bytes:
        end = self.position + length
        if end > self.end:
            raise ValueError("it ends in the middle of a value" if end > len(self.data) else
                             f"its settings and its list of tensors take more than {LARGEST_HEADER:,} bytes")
        value = self.data[self.position:end]
        self.position = end
        return value

    def value(self, kind: int, depth: int = 0) -> Any:
        if kind == STRING:
            return self.string()
        if kind == ARRAY:
            return self.array(depth)
        if kind not in NUMBERS:
            raise ValueError(f"it has a value of the unknown type {kind}")
        return self.numbers(NUMBERS[kind])[0]

    def array(self, depth: int) -> list:
        kind, length = self.numbers("IQ")
        if depth == DEEPEST:
            raise ValueError(f"it has arrays inside arrays, more than {DEEPEST} deep")
        self.expect(length * (WHOLE_ENTRY if kind == ARRAY else 1))
        if kind in NUMBERS:
            return list(self.numbers(f"{length}{NUMBERS[kind]}"))
        return [self.value(kind, depth + 1) for _ in range(length)]
