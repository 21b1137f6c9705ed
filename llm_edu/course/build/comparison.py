"""``llm-edu build --check``: are the committed notebooks what the lessons say? Everything counts but the outputs."""

import difflib
import json
from pathlib import Path
from typing import Any

import nbformat

from llm_edu.course.build.notebook import Built, to_text
from llm_edu.course.build.outputs import lighten


def differences(built: Built, path: Path) -> list[str]:
    """What differs between a notebook as built and the file at `path`, in words; empty when nothing does.

    Sources, ids, order, metadata and the way the file is written are compared; outputs and execution counts are not
    (running them is what the notebook tests do).
    """
    if not path.is_file():
        return [f"{path} is missing"]
    text = path.read_text(encoding="utf-8")
    try:
        committed = nbformat.from_dict(json.loads(text))
        cells = committed.cells
    except (ValueError, AttributeError) as error:
        return [f"{path} is not a notebook: {error}"]
    where = f"{path}: the notebook's metadata"
    found = _metadata_differences(built.notebook.metadata, committed.get("metadata"), where)
    found += _cell_differences(built, cells, path)
    if not found and to_text(_with_outputs_of(built, text)) != text.replace("\r\n", "\n"):
        found.append(f"{path}: the same content, but written by another program or with leftovers in its outputs")
    return found


def _cell_differences(built: Built, cells: list[Any], path: Path) -> list[str]:
    """Cell by cell. A changed lesson changes ids, so cells of other ids are paired by their place."""
    found = []
    ours = built.notebook.cells
    expected, actual = [cell.id for cell in ours], [cell.get("id") for cell in cells]
    matcher = difflib.SequenceMatcher(None, expected, actual, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        paired = end - start if operation in ("equal", "replace") and end - start == other_end - other_start else 0
        for offset in range(paired):
            found += _one_cell(built, start + offset, cells[other_start + offset], path)
        for index in range(start + paired, end):
            found.append(f"{path}: cell {_place(built, index)} is missing")
        for index in range(other_start + paired, other_end):
            first = "".join(cells[index].get("source", "")).strip().split("\n")[0]
            found.append(f"{path}: cell {index + 1} is not in the lesson, or not here: {first!r}")
    return found


def _one_cell(built: Built, index: int, other: Any, path: Path) -> list[str]:
    cell = built.notebook.cells[index]
    where = f"{path}: cell {_place(built, index)}"
    found = []
    if other.get("cell_type") != cell.cell_type:
        found.append(f"{where} is of type {other.get('cell_type')}, not {cell.cell_type}")
    source = "".join(other.get("source", ""))
    if source != cell.source:
        found.append(f"{where} has another source:\n{_diff(cell.source, source)}")
    found += _metadata_differences(cell.metadata, other.get("metadata"), f"{where}: its metadata")
    if not found and other.get("id") != cell.id:
        found.append(f"{where} has the id {other.get('id')}, not {cell.id}")
    return found


def _place(built: Built, index: int) -> str:
    cell = built.notebook.cells[index]
    return f"{index + 1} ({built.lesson.path.name}:{built.lines[cell.id]})"


def _metadata_differences(expected: Any, actual: Any, where: str) -> list[str]:
    if expected == actual:
        return []
    before, after = (json.dumps(each, indent=1, sort_keys=True, ensure_ascii=False) for each in (expected, actual))
    return [f"{where} differs:\n{_diff(before, after)}"]


def _diff(lesson: str, notebook: str) -> str:
    lines = difflib.unified_diff(lesson.split("\n"), notebook.split("\n"), "lesson", "notebook", lineterm="", n=1)
    return "\n".join(f"    {line}" for line in lines)


def _with_outputs_of(built: Built, text: str) -> nbformat.NotebookNode:
    """The notebook as built, with the outputs of the committed `text`: what the build would have written."""
    notebook = nbformat.from_dict(built.notebook)
    code = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    for cell, committed in zip((cell for cell in notebook.cells if cell.cell_type == "code"), code):
        cell.outputs = committed.outputs
    return notebook if all(cell.execution_count is None for cell in code) else lighten(notebook)


def file_differences(expected: bytes, path: Path, source: str) -> list[str]:
    """For the files that the build writes beside notebooks: pictures, the glossary."""
    if not path.is_file():
        return [f"{path} is missing; it is built from {source}"]
    if path.read_bytes().replace(b"\r\n", b"\n") != expected.replace(b"\r\n", b"\n"):
        return [f"{path} differs from what {source} gives"]
    return []
