"""Files that are read with suspicion and written whole or not at all."""

import json
import os
from pathlib import Path

from safetensors import SafetensorError

# What comes of tensors that are made from a damaged safetensors file: its header can be wrong in many ways.
DAMAGED = (SafetensorError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RuntimeError)


def read_json(path: str | Path):
    """What a UTF-8 file of JSON says. ValueError, and no other error, where it is none (or OSError: there is none)."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("it is nested deeper than any file that the course writes") from None


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, even after a power cut."""
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())    # the name must not change before the content is on the disk
    os.replace(unfinished, path)
