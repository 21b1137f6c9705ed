"""Read files without trusting them, and replace them in one step: whole or not at all."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llm_edu.errors import CourseError

LOCK_SECONDS = 10.0
LARGEST = 500_000_000  # bytes: no notebook and no record of the course comes near it


def read_file(path: Path) -> bytes:
    """The content of a file. Raises OSError (such as FileNotFoundError) when the system refuses, and ValueError for a
    pipe (reading it would never end) and for a file that is too large to be one of the course's."""
    if not path.is_file() and os.path.lexists(path):
        raise ValueError(f"{path} is not a file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path} is larger than any file of the course")
    return path.read_bytes()


def read_json(path: str | Path) -> Any:
    """The content of a JSON file. Errors as for ``read_file`` and ``parse_json``."""
    return parse_json(read_file(Path(path)))


def parse_json(content: bytes) -> Any:
    """The value that JSON bytes hold. Raises ValueError for anything that is not JSON: half a file, bytes that are not
    UTF-8, thousands of nested lists."""
    try:
        return json.loads(content.decode("utf-8"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def write_atomically(path: Path, data: bytes) -> None:
    """Write a new file beside the old one, then replace it in one step, so that it is whole even after a power cut.

    After an OSError the old file is unchanged, and no unfinished one is left.
    """
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())    # the name must not change before the content is on the disk
        move(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def move(source: Path, target: Path, tries: int = 20) -> None:
    """``os.replace``, repeated while Windows says that a virus scanner or an editor has the file open."""
    for attempt in range(tries):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if attempt == tries - 1:
                raise
            time.sleep(0.05)


@contextmanager
def locked(path: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock of a file; the lock is a file beside it. Raises CourseError when another program still holds the
    lock after `LOCK_SECONDS`, and OSError when none can be made.

    waiting: for work of minutes: wait as long as the other program works, and call this about once a second
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{path}.lock", timeout=1.0 if waiting else LOCK_SECONDS)
    while not lock.is_locked:
        try:
            lock.acquire()
        except Timeout as error:
            if waiting is None:
                raise CourseError(f"another program holds {path}.lock. If none is running, delete that file."
                                  ) from error
            waiting()
    try:
        yield
    finally:
        lock.release()
