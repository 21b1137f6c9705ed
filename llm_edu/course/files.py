"""Small files that a learner's work hangs on: read without trust, replaced in one step, by one program at a time."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llm_edu.errors import CourseError

LOCK_SECONDS = 10.0
LARGEST = 500_000_000  # bytes: no notebook and no record of the course comes near it


def read_file(path: Path) -> bytes:
    """What a file holds. Raises OSError where the system refuses, FileNotFoundError among them, and ValueError for a
    pipe (reading it would never end) and for a file that is too large to be one of the course's."""
    if not path.is_file() and os.path.lexists(path):
        raise ValueError(f"{path} is no file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than any file of the course")
    return path.read_bytes()


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises as ``read_file`` and ``parse_json`` do."""
    return parse_json(read_file(path))


def parse_json(content: bytes) -> Any:
    """Raises ValueError for all that is no JSON: half a file, no UTF-8, lists nested by the thousand."""
    try:
        return json.loads(content.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def replace_file(path: Path, text: str) -> None:
    """Write beside a file and put it in its place in one step. On an OSError the old one stays, and nothing else."""
    new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(new, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        move(new, path)
    finally:
        new.unlink(missing_ok=True)


def move(source: Path, target: Path, tries: int = 20) -> None:
    """``os.replace``, again while Windows says that a virus scanner or an editor has the file open."""
    for attempt in range(tries):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if attempt == tries - 1:
                raise
            time.sleep(0.05)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which lies beside it. Raises CourseError when another program keeps it, and OSError
    where no lock can be made."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise CourseError(f"another program holds {path}.lock. If none is running, delete that file.") from error
    try:
        yield
    finally:
        lock.release()
