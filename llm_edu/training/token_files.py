"""Text larger than memory: a file of ids; the system loads only the parts that you read.

The file is a header of 64 bytes, then the ids, one after the other, little-endian, in as few bytes as the vocabulary
allows. The header says what follows and has a checksum of its own, so that a file of another kind, another version or
another vocabulary is never taken for text; `verify_tokens` reads the ids too.
"""

import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from llm_edu.errors import CourseError
from llm_edu.language_models import END_ID

MAGIC = b"LLMTOKEN"
VERSION = 1
HEADER = struct.Struct("<8sIIQQII20xI")    # magic, version, bytes an id, vocabulary, ids, checksum of ids, end, own sum
CHUNK = 1 << 20    # ids written, or checked, at once


def id_type(vocab_size: int) -> np.dtype:
    """The smallest kind of integer that holds every id.

    >>> [id_type(size).name for size in (256, 257, 65_536, 65_537)]
    ['uint8', 'uint16', 'uint16', 'uint32']
    """
    if not 1 <= vocab_size <= 1 << 32:
        raise ValueError(f"a vocabulary has 1 to {1 << 32:,} ids, not {vocab_size}")
    return np.dtype("<u1" if vocab_size <= 1 << 8 else "<u2" if vocab_size <= 1 << 16 else "<u4")


def write_tokens(path: str | Path, texts: Iterable[Sequence[int]], vocab_size: int) -> int:
    """Write texts into a file, with the end's id before, between and after them; return the number of ids.

    texts: lists of ids, perhaps a generator: only a chunk of them is in memory at a time
    The file gets its name when it is complete. Raises ValueError for an id outside the vocabulary, and leaves no file.
    """
    path, kind = Path(path), id_type(vocab_size)
    unfinished = path.with_name(path.name + ".unfinished")
    count = checksum = 0
    try:
        with unfinished.open("wb") as file:
            file.write(bytes(HEADER.size))
            for chunk in chunks_of(texts):
                check_ids(chunk, vocab_size, count)
                data = np.array(chunk, dtype=kind).tobytes()
                file.write(data)
                count, checksum = count + len(chunk), zlib.crc32(data, checksum)
            file.seek(0)
            file.write(make_header(kind.itemsize, vocab_size, count, checksum))
            file.flush()
            os.fsync(file.fileno())    # the name must not be there before the content is
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def chunks_of(texts):
    """The ids of all texts, with ends, in lists of about a million."""
    chunk = [END_ID]
    for ids in texts:
        chunk.extend(ids)    # not +=, which would add an array to the numbers that are there
        chunk.append(END_ID)
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    yield chunk


def check_ids(chunk, vocab_size, count):
    """Raise ValueError, saying where, for what is no id of the vocabulary."""
    ids = np.array(chunk)
    if len(ids) and (ids.dtype.kind not in "iu" or ids.min() < 0 or ids.max() >= vocab_size):
        for place, id in enumerate(chunk):    # all may be right: NumPy makes fractions of uint64 beside an int
            if not isinstance(id, (int, np.integer)) or not 0 <= id < vocab_size:
                raise ValueError(f"ids are integers from 0 to {vocab_size - 1}, but number {count + place} is {id!r}")


def make_header(width, vocab_size, count, checksum):
    """The 64 bytes at the start, closed by their own checksum."""
    start = HEADER.pack(MAGIC, VERSION, width, vocab_size, count, checksum, END_ID, 0)[:-4]
    return start + struct.pack("<I", zlib.crc32(start))


def read_header(path: Path) -> tuple[np.dtype, int, int, int]:
    """The kind of integer, the vocabulary's size, the number of ids, and their checksum. CourseError if not right."""
    if not path.is_file():
        raise CourseError(f"There is no file {path}. `write_tokens(path, texts, vocab_size)` makes one.")
    with path.open("rb") as file:
        header = file.read(HEADER.size)
    if header[:8] != MAGIC or len(header) < HEADER.size:
        raise CourseError(f"{path} is not a file of tokens: it does not begin as `write_tokens` begins one.")
    if zlib.crc32(header[:-4]) != struct.unpack("<I", header[-4:])[0]:
        raise CourseError(f"The header of {path} is damaged: write the file again.")
    _, version, width, vocab_size, count, checksum, end, _ = HEADER.unpack(header)
    if version != VERSION or end != END_ID or width not in (1, 2, 4):
        raise CourseError(f"{path} is of version {version} with end {end} and {width} bytes an id; this course reads "
                          f"version {VERSION} with end {END_ID} and 1, 2 or 4 bytes: write the file again.")
    size, wanted = path.stat().st_size, HEADER.size + width * count
    if size != wanted:
        raise CourseError(f"{path} has {size:,} bytes, but its header promises {wanted:,}: it was cut off or added to. "
                          "Write it again.")
    return np.dtype(f"<u{width}"), vocab_size, count, checksum


def open_tokens(path: str | Path, vocab_size: int | None = None) -> np.memmap:
    """The ids of a file, (count,), as an array that stays on disk: ``TokenRows.cut(open_tokens(path), length)``.

    vocab_size: of the model that will read it   Raises CourseError for a file that is missing, damaged, or written for
    another vocabulary.
    """
    path = Path(path)
    kind, written_for, count, _ = read_header(path)
    if vocab_size is not None and vocab_size != written_for:
        raise CourseError(f"{path} was written for a vocabulary of {written_for:,} tokens, but the model has "
                          f"{vocab_size:,}: were the ids made with another tokenizer?")
    return np.memmap(path, dtype=kind, mode="r", offset=HEADER.size, shape=(count,))


def verify_tokens(path: str | Path) -> None:
    """Read all ids and compare their checksum. Raises CourseError if even one bit has changed."""
    tokens, wanted = open_tokens(path), read_header(Path(path))[3]
    found = 0
    for start in range(0, len(tokens), CHUNK):
        found = zlib.crc32(tokens[start:start + CHUNK].tobytes(), found)
    if found != wanted:
        raise CourseError(f"{path} is damaged: its ids are not those that were written. Write it again.")
