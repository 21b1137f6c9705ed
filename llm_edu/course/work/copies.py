"""The learner's own copies of the notebooks in ``my_work/``, and what happens to them when the course is updated.

Copies come without outputs: what the learner shall predict must not stand under the cell already. The built notebooks
keep theirs, for GitHub and for readers without a kernel.

An untouched copy is refreshed. An edited one is the learner's: it stays as it is, and the new notebook is laid beside
it. "Edited" means that the source of some cell differs. One that was run and not edited makes room for the new notebook
and is kept beside it, for its outputs' sake; so is whatever cannot be read. Figures are treated alike. What was copied
is remembered as hashes in ``my_work/.course/copies.json``; without them, a copy that differs counts as edited.
"""

import errno
import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from llm_edu.course.paths import built_notebooks, notebooks_folder, work_folder
from llm_edu.course.work.kernel import kernel_metadata
from llm_edu.errors import CourseError
from llm_edu.files import locked, move, parse_json, read_file, read_json, write_atomically


class Fingerprint(NamedTuple):
    """A file in two hashes: of a notebook's cells (of another file the whole), None when it cannot be read, and of its
    bytes, None when they are not known."""

    cells: str | None
    whole: str | None


def find_lesson(name: str) -> str:
    """The full name of a lesson: "1", "01" and "tokenization" all mean "01_tokenization".

    Raises CourseError, listing the lessons, when there is no such lesson or there are two.
    """
    lessons = [path.stem for path in built_notebooks()]
    name = name.removesuffix(".ipynb").removesuffix(".md").lower()
    wanted = name.zfill(2) if name.isdecimal() else name
    found = [lesson for lesson in lessons if wanted in (lesson, lesson[:2], lesson[3:])]
    if not found:
        found = [lesson for lesson in lessons if wanted and wanted in lesson]
    if len(found) != 1:
        raise CourseError(f"There is no lesson {name!r}. The lessons: {', '.join(lessons) or 'none are built yet'}.")
    return found[0]


def update() -> list[str]:
    """Bring the copies of all notebooks and their figures up to date; returns a line for each change to tell.

    Raises CourseError when the work folder cannot be written; its message says what was changed until then.
    """
    source, work, lines = notebooks_folder(), work_folder(), []
    with _record(work, lines) as copied:
        for file in [*sorted(source.glob("*.ipynb")), *sorted((source / "figures").rglob("*"))]:
            if file.is_dir():
                continue
            content = _learners_copy(file)
            if content is None:
                lines.append(_damaged(file))
                continue
            name = file.relative_to(source).as_posix()
            line = _update_one(content, work / name, copied.get(name, Fingerprint(None, None)))
            copied[name] = fingerprint_of(content, file.suffix)
            lines += [line] if line else []
    return lines


def reset(lesson: str) -> list[str]:
    """Put a fresh copy of a lesson's notebook in place, keeping the present one under another name.

    Raises CourseError as ``update`` does.
    """
    name = f"{find_lesson(lesson)}.ipynb"
    source, work, lines = notebooks_folder() / name, work_folder(), []
    content = _learners_copy(source)
    if content is None:
        raise CourseError(_damaged(source))
    with _record(work, lines) as copied:
        kept = _exchange(content, work / name, "old")
        if kept is not None:
            lines.append(f"Your notebook is kept as {kept.name}.")
        lines.append(f"{work / name} is fresh. (Reload it in JupyterLab if it is open.)")
        copied[name] = fingerprint_of(content, source.suffix)
    return lines


def without_outputs(content: bytes) -> bytes:
    """A notebook without outputs, execution counts and saved widgets, as Jupyter saves it here.

    Raises ValueError, KeyError, TypeError, AttributeError or RecursionError for what is not a notebook.
    """
    notebook = parse_json(content)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    notebook["metadata"].pop("widgets", None)
    if "kernelspec" in notebook["metadata"]:
        notebook["metadata"].update(kernel_metadata())
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode() + b"\n"


def _learners_copy(source: Path) -> bytes | None:
    """What the learner gets of a file of the course; None when it cannot be read."""
    try:
        content = read_file(source)
        return without_outputs(content) if source.suffix == ".ipynb" else content
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def fingerprint(file: Path) -> Fingerprint:
    """The hashes of a file."""
    try:
        return fingerprint_of(read_file(file), file.suffix)
    except (OSError, ValueError):
        return Fingerprint(None, None)


def fingerprint_of(content: bytes, suffix: str) -> Fingerprint:
    """The hashes of a file's bytes; a notebook's first one covers the cells' types and sources, no outputs and no
    metadata."""
    whole = cells = hashlib.sha256(content).hexdigest()
    if suffix == ".ipynb":
        try:
            sources = [(cell["cell_type"], "".join(cell["source"])) for cell in parse_json(content)["cells"]]
            cells = hashlib.sha256(json.dumps(sources).encode()).hexdigest()
        except (ValueError, KeyError, TypeError, RecursionError):
            cells = None
    return Fingerprint(cells, whole)


def _update_one(content: bytes, place: Path, original: Fingerprint) -> str | None:
    """Update one copy, of which ``original`` was copied before; what to tell about it, if anything."""
    if not os.path.lexists(place):
        _exchange(content, place)
        return None
    mine, new = fingerprint(place), fingerprint_of(content, place.suffix)
    untouched = not place.is_symlink() and mine.whole == original.whole
    if mine.whole == new.whole or mine.cells == new.cells and not untouched:
        return None  # in the second case with the outputs of the learner's own runs
    news = f"{place.name} is new in this version of the course"
    if mine.cells is None:
        return f"{place.name} could not be read: it is kept as {_exchange(content, place, 'unreadable').name}, and a " \
               "fresh one lies in its place."
    if untouched:  # an earlier version copied it with its outputs, or it is out of date
        _exchange(content, place)
        return f"{news}; you had not changed yours, so it was replaced." if place.suffix == ".ipynb" else None
    if not place.is_symlink() and mine.cells == original.cells:
        return f"{news}. You had run yours and changed no cell of it: it is kept as " \
               f"{_exchange(content, place, 'old').name}, with its outputs."
    if original.cells == new.cells:
        return None  # the learner's own work, and nothing new to offer
    beside = _free_name(place, "new")
    _exchange(content, beside)  # offered once
    return f"{news}; yours is kept, and the new one is {beside.name}."


def _damaged(source: Path) -> str:
    return f"{source} cannot be read, so your copy stays as it is. Unpack or clone the course again."


def _exchange(content: bytes, place: Path, word: str | None = None) -> Path | None:
    """Put a copy in its place, whole or not at all, whenever this is cut off.

    With a word, what lies there is first renamed by it; returns its new name. After an OSError all is as before.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh, kept = place.with_name(f".{place.name}.{os.getpid()}.tmp"), None
    try:
        fresh.write_bytes(content)
        if word is not None and os.path.lexists(place):
            kept = _free_name(place, word)
            move(place, kept)
        try:
            move(fresh, place)
        except BaseException:
            if kept is not None:
                move(kept, place)
            raise
    finally:
        fresh.unlink(missing_ok=True)
    return kept


def _free_name(path: Path, word: str) -> Path:
    """``04_attention (new).ipynb``, or with a number when that is taken."""
    for number in itertools.count(1):
        candidate = path.with_stem(f"{path.stem} ({word}{'' if number == 1 else f' {number}'})")
        if not os.path.lexists(candidate):
            return candidate


@contextmanager
def _record(work: Path, lines: list[str]) -> Iterator[dict[str, Fingerprint]]:
    """What was copied: name -> fingerprint, locked, and written at the end as the body has changed it.

    An OSError becomes a CourseError that begins with the lines so far: what has been done must be told all the same.
    """
    file = work / ".course" / "copies.json"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with locked(file):
            copied = _read_record(file)
            before = dict(copied)
            try:
                yield copied
            except OSError:
                with suppress(OSError):  # the first refusal is the one to tell
                    _write_record(file, copied, before)
                raise
            _write_record(file, copied, before)
    except OSError as error:
        raise CourseError("\n".join([*lines, _explain(error, work)])) from error


def _read_record(file: Path) -> dict[str, Fingerprint]:
    """The entries that can be read. Earlier versions kept the cells' hash alone."""
    try:
        entries = read_json(file).items()
    except (OSError, ValueError, AttributeError):
        return {}
    fingerprints = {name: Fingerprint(entry, None) if isinstance(entry, str) else
                    Fingerprint(entry.get("cells"), entry.get("whole"))
                    for name, entry in entries if isinstance(entry, (str, dict))}
    return {name: entry for name, entry in fingerprints.items()
            if isinstance(entry.cells, str) and isinstance(entry.whole, str | None)}


def _write_record(file: Path, copied: dict[str, Fingerprint], before: dict[str, Fingerprint]) -> None:
    if copied != before:
        entries = {name: entry._asdict() for name, entry in copied.items()}
        write_atomically(file, json.dumps(entries, indent=1, sort_keys=True).encode())


def _explain(error: OSError, work: Path) -> str:
    """What stopped us, and the way out."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return (f"The disk that holds {work} is full ({error}). Nothing of yours is lost: make room and run the same "
                "command again.")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return (f"{work} cannot be written ({error}). Your notebooks are kept there: make it writable, close other "
                "programs that use it, or set LLM_EDU_WORK to a folder of your own.")
    return (f"Your notebooks in {work} cannot be brought up to date ({error}). Move away what is in the way, or set "
            "LLM_EDU_WORK to another folder.")
