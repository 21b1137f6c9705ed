"""The learner's own copies of the notebooks in ``my_work/``, and what happens to them when the course is updated.

A copy that was never edited is refreshed. An edited one is the learner's: it is kept as it is, and the new notebook is
laid beside it. "Edited" means that the source of some cell differs; having run it does not count. What was copied is
remembered as a hash of its cells in ``my_work/.course/copies.json``.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from llm_edu.course.paths import notebooks_folder, work_folder
from llm_edu.errors import CourseError


def find_lesson(name: str) -> str:
    """The full name of a lesson: "1", "01" and "tokenization" all mean "01_tokenization".

    Raises CourseError, listing the lessons, when there is no such lesson or there are two.
    """
    lessons = sorted(path.stem for path in notebooks_folder().glob("[0-9][0-9]_*.ipynb"))
    name = name.removesuffix(".ipynb").removesuffix(".md").lower()
    wanted = name.zfill(2) if name.isdecimal() else name
    found = [lesson for lesson in lessons if wanted in (lesson, lesson[:2], lesson[3:])]
    if not found:
        found = [lesson for lesson in lessons if wanted and wanted in lesson]
    if len(found) != 1:
        raise CourseError(f"There is no lesson {name!r}. The lessons: {', '.join(lessons) or 'none are built yet'}.")
    return found[0]


def update() -> list[str]:
    """Bring the copies of all notebooks up to date, and their figures; returns a line for each change.

    Raises CourseError when the work folder cannot be written.
    """
    work = work_folder()
    try:
        (work / ".course").mkdir(parents=True, exist_ok=True)
        copied = _read_record(work)
        lines = [line for notebook in sorted(notebooks_folder().glob("*.ipynb"))
                 if (line := _update_one(notebook, work, copied))]
        _write_record(work, copied)
        if (notebooks_folder() / "figures").is_dir():
            shutil.copytree(notebooks_folder() / "figures", work / "figures", dirs_exist_ok=True)
    except PermissionError as error:
        raise CourseError(f"{error.filename} cannot be written. Your notebooks are kept in {work}: make it writable, "
                          "or set LLM_EDU_WORK to a folder of your own.") from error
    return lines


def reset(lesson: str) -> list[str]:
    """Put a fresh copy of a lesson's notebook in place, keeping the present one under another name."""
    lesson = find_lesson(lesson)
    work = work_folder()
    (work / ".course").mkdir(parents=True, exist_ok=True)
    copy, lines = work / f"{lesson}.ipynb", []
    if copy.exists():
        kept = _free_name(copy, "old")
        os.replace(copy, kept)
        lines.append(f"Your notebook is kept as {kept.name}.")
    copied = _read_record(work)
    _copy(notebooks_folder() / copy.name, copy)
    copied[copy.name] = cells_hash(copy)
    _write_record(work, copied)
    return [*lines, f"{copy} is fresh. (Reload it in JupyterLab if it is open.)"]


def cells_hash(notebook: Path) -> str | None:
    """A hash of the cells' types and sources, blind to outputs and metadata; None when the file is no notebook."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError):
        return None
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def _update_one(notebook: Path, work: Path, copied: dict[str, str]) -> str | None:
    """Update one copy and its entry in the record; what to tell about it, if anything."""
    copy, new = work / notebook.name, cells_hash(notebook)
    if not copy.exists():
        _copy(notebook, copy)
        copied[copy.name] = new
        return None
    mine, original = cells_hash(copy), copied.get(copy.name)
    if mine == new:
        copied[copy.name] = new
        return None
    if mine == original:
        _copy(notebook, copy)
        copied[copy.name] = new
        return f"{copy.name} is new in this version of the course; you had not changed yours, so it was replaced."
    if original == new:
        return None  # the learner's own work, and nothing new to offer
    beside = _free_name(copy, "new")
    _copy(notebook, beside)
    copied[copy.name] = new  # offered once
    return f"{copy.name} is new in this version of the course; yours is kept, and the new one is {beside.name}."


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that the target is whole or not there, whenever this is cut off."""
    new = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, new)
    os.replace(new, target)


def _free_name(path: Path, word: str) -> Path:
    """``04_attention (new).ipynb``, or with a number when that is taken."""
    for number in range(1, 1000):
        candidate = path.with_stem(f"{path.stem} ({word}{'' if number == 1 else f' {number}'})")
        if not candidate.exists():
            return candidate
    raise CourseError(f"There are too many old copies of {path.name} in {path.parent}: remove some.")


def _read_record(work: Path) -> dict[str, str]:
    """Notebook name -> hash of the cells as copied. Without a record ({}), a copy that differs counts as edited."""
    try:
        return dict(json.loads((work / ".course" / "copies.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _write_record(work: Path, copied: dict[str, str]) -> None:
    new = work / ".course" / f"copies.{os.getpid()}.json"
    new.write_text(json.dumps(copied, indent=1, sort_keys=True), encoding="utf-8")
    os.replace(new, work / ".course" / "copies.json")
