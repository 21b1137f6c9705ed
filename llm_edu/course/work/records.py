"""The learner's progress: one small JSON file in the work folder.

Several kernels may write at once: each change is made under a lock on what the file holds by then, and replaces the
file in one step, so that nothing is lost and nothing half-written is ever read. A damaged file is put aside, never
overwritten.

    {"schema": 1, "exercises": {"count_pairs": {"lesson": "01_tokenization", "status": "right", "attempts": 2,
                                                "last_attempt": "3f9a…", "hints": 1, "solution_seen": false}}}
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from llm_edu.course import paths
from llm_edu.errors import CourseError
from llm_edu.files import locked, read_json, write_atomically

SCHEMA = 1
STATUSES = ("right", "wrong")


def progress_file() -> Path:
    """Where progress is kept: ``progress.json`` in the work folder."""
    return paths.work_folder() / "progress.json"


def read() -> tuple[dict[str, dict[str, Any]], str | None]:
    """All records by name of exercise, and a message when something is amiss: with the file, or with saving.

    Raises CourseError where there is no work folder to look in, or where the file cannot be opened.
    """
    file = progress_file()
    if not os.path.lexists(file):
        return {}, None
    try:
        try:
            with locked(file):
                return _load(file)
        except OSError as error:  # a folder in which nothing can be written; what is there can be shown all the same
            kept, _ = _load(file, aside=False)
            return kept, f"Nothing new can be saved in {file.parent}: {error.strerror}."
    except (OSError, ValueError) as error:
        raise CourseError(f"Your progress in {file} cannot be read: {error}.") from error


def record_attempt(name: str, lesson: str, right: bool, fingerprint: str) -> str | None:
    """Note a checked attempt; the same code checked again (Run All) is no new attempt. Once right stays right.

    Returns a message for the learner when something is amiss with the file, else None; so do the others.
    """
    def change(record: dict[str, Any]) -> None:
        if record.get("last_attempt") != fingerprint:
            record["attempts"] = record.get("attempts", 0) + 1
            record["last_attempt"] = fingerprint
        if right or record.get("status") != "right":
            record["status"] = "right" if right else "wrong"

    return _change(name, lesson, change)


def record_hint(name: str, lesson: str, level: int) -> str | None:
    """Note how many of the hints were read."""
    return _change(name, lesson, lambda record: record.update(hints=max(level, record.get("hints", 0))))


def record_solution(name: str, lesson: str) -> str | None:
    """Note that the solution was read."""
    return _change(name, lesson, lambda record: record.update(solution_seen=True))


def _change(name: str, lesson: str, change: Callable[[dict[str, Any]], None]) -> str | None:
    """Read, change and replace the file under its lock."""
    try:
        file = progress_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file):
            records, message = _load(file)
            before = json.dumps(records)
            record = records.setdefault(name, {})
            record["lesson"] = lesson
            change(record)
            if json.dumps(records) != before:
                _save(file, records)
        return message
    except (OSError, RecursionError, CourseError) as error:
        return f"Your progress could not be saved: {error}"


def _load(file: Path, aside: bool = True) -> tuple[dict[str, dict[str, Any]], str | None]:
    """What the file holds; a damaged one is renamed and its place is empty (or raises ValueError)."""
    try:
        content = read_json(file)
        schema, records = content["schema"], content["exercises"]
        if not isinstance(schema, int) or not all(isinstance(record, dict) for record in records.values()):
            raise ValueError("it holds no records of exercises")
    except FileNotFoundError:
        return {}, None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if not aside:
            raise ValueError(f"it is damaged ({error})") from error
        return {}, _put_aside(file)
    if schema > SCHEMA:
        raise CourseError(f"{file} was written by a newer version of the course. Update this one to go on with it.")
    return {name: _tidied(record) for name, record in records.items()}, None


def _tidied(record: dict[str, Any]) -> dict[str, Any]:
    """A record in which the fields that are used have the right types (somebody may have edited the file)."""
    kept = dict(record)
    for key in ("attempts", "hints"):
        if key in kept and (not isinstance(kept[key], int) or kept[key] < 0):
            del kept[key]
    if "status" in kept and kept["status"] not in STATUSES:
        del kept["status"]
    return kept


def _put_aside(file: Path) -> str:
    """Rename a damaged file to the first free ``progress.damaged-N.json``."""
    number = 1
    while os.path.lexists(aside := file.with_name(f"{file.stem}.damaged-{number}{file.suffix}")):
        number += 1
    file.rename(aside)
    return f"Your progress file was damaged. It is kept as {aside.name}; a new one begins."


def _save(file: Path, records: dict[str, dict[str, Any]]) -> None:
    content = {"schema": SCHEMA, "exercises": dict(sorted(records.items()))}
    write_atomically(file, json.dumps(content, indent=1).encode() + b"\n")
