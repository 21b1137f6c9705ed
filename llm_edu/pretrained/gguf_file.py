"""A GGUF file: settings, a list of tensors, then their numbers, mostly quantised (lesson 17 quantises its own).

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, versions 2 and 3.
"""

import math
import mmap
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from llm_edu.errors import CourseError
from llm_edu.tokenization.gguf_metadata import MetadataReader

MOST_DIMENSIONS = 4    # ggml has no more


@dataclass(frozen=True)
class StoredTensor:
    """Where a tensor is in the file. `shape` is as in PyTorch; GGUF writes it in reverse."""

    shape: tuple[int, ...]
    kind: int      # ggml's number for the kind of quantisation
    offset: int    # bytes, from the start of the file
    size: int      # bytes


class GGUFFile:
    """The `metadata` {name: setting} and the `tensors` {name: `StoredTensor`} of a GGUF file.

    Raises CourseError for a file that is missing or damaged. Every length is checked against the size of the file, so
    a damaged file cannot ask for more memory than it has bytes.
    """

    def __init__(self, path: str | Path):
        self.path = Path(path)
        if not self.path.is_file():
            raise CourseError(f"There is no file {self.path}")
        try:
            with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                reader = MetadataReader(data)
                self.metadata = reader.read()
                self.tensors = dict(read_tensor_entry(reader) for _ in range(reader.tensor_count))
                if len(self.tensors) < reader.tensor_count:
                    raise ValueError("two of its tensors have the same name")
                alignment = self.metadata.get("general.alignment", 32)
                if type(alignment) is not int or alignment < 1:
                    raise ValueError(f"its general.alignment is {alignment!r}")
                start = -(-reader.position // alignment) * alignment    # rounded up: here the numbers begin
                self.tensors = {name: place(tensor, start, len(data)) for name, tensor in self.tensors.items()}
                check_no_overlap(self.tensors.values(), len(data))
        except (ValueError, KeyError) as problem:
            raise CourseError(f"{self.path} is not a GGUF file, or it is damaged ({problem}): "
                              "remove it and fetch it again") from problem

    def read(self, name: str) -> Tensor:
        """One tensor as float32, dequantised. Raises CourseError for a quantisation that cannot be read."""
        import gguf

        tensor = self.tensors[name]
        data = np.fromfile(self.path, np.uint8, tensor.size, offset=tensor.offset)
        kind = gguf.GGMLQuantizationType(tensor.kind)
        try:
            numbers = gguf.dequantize(data.reshape(*tensor.shape[:-1], -1), kind)
        except NotImplementedError as problem:
            raise CourseError(f"{name} in {self.path} is quantised as {kind.name}, which the gguf package cannot read: "
                              "take another file of this model, such as Q4_1 or Q8_0") from problem
        return torch.from_numpy(numbers.astype(np.float32, copy=False).reshape(tensor.shape))


def read_tensor_entry(reader):
    """The next entry in the list of tensors: its name, and what is known of it so far."""
    name = reader.string()
    (dimensions,) = reader.numbers("I")
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise ValueError(f"the tensor {name} has {dimensions} dimensions")
    *shape, kind, offset = reader.numbers(f"{dimensions}QIQ")
    return name, StoredTensor(tuple(reversed(shape)), kind, offset, size_in_bytes(shape, kind))


def size_in_bytes(shape, kind):
    """How many bytes a tensor takes; quantised numbers come in blocks along the first dimension that GGUF writes."""
    import gguf

    block_numbers, block_bytes = gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType(kind)]
    if not all(shape) or shape[0] % block_numbers:
        raise ValueError(f"a tensor of shape {shape} does not divide into blocks of {block_numbers}")
    return math.prod(shape) // block_numbers * block_bytes


def place(tensor, start, file_size):
    """The entry with its offset from the start of the file."""
    offset = start + tensor.offset
    if offset + tensor.size > file_size:
        raise ValueError(f"it has {file_size:,} bytes, but a tensor ends at byte {offset + tensor.size:,}")
    return StoredTensor(tensor.shape, tensor.kind, offset, tensor.size)


def check_no_overlap(tensors, file_size):
    """Raise ValueError for tensors that share bytes: a small file could ask for any amount of memory."""
    total = sum(tensor.size for tensor in tensors)
    if total > file_size:
        raise ValueError(f"it has {file_size:,} bytes, but its tensors together take {total:,}")
