"""The learner's copies: an untouched one follows the course, an edited one is never overwritten."""

import errno
import json
import os
from pathlib import Path

import nbformat
import pytest

from llm_edu.course import paths
from llm_edu.course.work import copies
from llm_edu.errors import CourseError


def notebook(*sources, outputs=(), widgets=None):
    """As Jupyter saves it; without outputs, what a learner gets of it."""
    cells = [{"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": {},
              "execution_count": len(outputs) or None} for source in sources]
    metadata = {"widgets": widgets} if widgets else {}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


@pytest.fixture
def course(tmp_path, monkeypatch, work_folder):
    """A course with two notebooks and a figure; returns the folder of the built notebooks."""
    home = tmp_path / "home"
    (home / "lessons").mkdir(parents=True)
    (home / "notebooks" / "figures").mkdir(parents=True)
    (home / "notebooks" / "figures" / "a.svg").write_text("<svg/>", encoding="utf-8")
    for name in ("00_meet_an_llm", "01_tokenization"):
        (home / "notebooks" / f"{name}.ipynb").write_text(notebook("1 + 1", "2"), encoding="utf-8")
    monkeypatch.setenv("LLM_EDU_HOME", str(home))
    return home / "notebooks"


def write(folder, text, name="01_tokenization.ipynb"):
    (folder / name).write_text(text, encoding="utf-8")


def read(folder, name="01_tokenization.ipynb"):
    return (folder / name).read_text(encoding="utf-8")


def test_first_copy_holds_everything(course, work_folder):
    assert copies.update() == []
    assert sorted(path.stem for path in work_folder.glob("*.ipynb")) == ["00_meet_an_llm", "01_tokenization"]
    assert (work_folder / "figures" / "a.svg").exists()
    assert paths.work_folder() == work_folder


def test_nothing_new_changes_nothing(course, work_folder):
    copies.update()
    write(work_folder, notebook("1 + 1", "2", outputs=["mine"]))
    before = read(work_folder)
    assert copies.update() == [] and read(work_folder) == before


def test_an_untouched_copy_is_refreshed(course, work_folder):
    copies.update()
    write(course, notebook("1 + 1", "3"))
    (course / "figures" / "a.svg").write_text("<svg>2</svg>", encoding="utf-8")
    assert copies.update() == ["01_tokenization.ipynb is new in this version of the course; you had not changed yours, "
                               "so it was replaced."]
    assert read(work_folder) == read(course) and read(work_folder / "figures", "a.svg") == "<svg>2</svg>"
    assert copies.update() == [] and len(list(work_folder.rglob("*.*"))) == 6


def test_outputs_of_a_run_are_kept(course, work_folder):
    copies.update()
    mine = notebook("1 + 1", "2", outputs=["run by the learner"])
    write(work_folder, mine)
    write(course, notebook("1 + 1", "2", outputs=["run by the course, as it is now"]))
    assert copies.update() == [] and read(work_folder) == mine  # the cells are the same: nothing new to offer
    write(course, notebook("1 + 1", "3"))
    assert "kept as 01_tokenization (old).ipynb, with its outputs" in copies.update()[0]
    assert read(work_folder) == read(course) and read(work_folder, "01_tokenization (old).ipynb") == mine
    assert copies.update() == []


def test_a_record_of_an_earlier_version_is_understood(course, work_folder):
    copies.update()
    record = work_folder / ".course" / "copies.json"
    entries = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({name: entry["cells"] for name, entry in entries.items()}), encoding="utf-8")
    write(course, notebook("1 + 1", "3"))
    assert "(old).ipynb" in copies.update()[0]  # whether it was run is not known: better kept
    assert read(work_folder) == read(course) and copies.update() == []


WITH_OUTPUTS = notebook("1 + 1", "2", outputs=["of the course"], widgets={"state": "saved"})


@pytest.mark.parametrize("make", [copies.update, lambda: copies.reset("01")])
def test_copies_come_without_outputs(course, work_folder, make):
    write(course, WITH_OUTPUTS)
    make()
    assert read(work_folder) == notebook("1 + 1", "2") and read(course) == WITH_OUTPUTS
    assert copies.update() == []


@pytest.mark.parametrize("now", ["2", "3"])  # the cells of the new version are the same, or others
@pytest.mark.parametrize("mine, told, kept", [
    (WITH_OUTPUTS, "had not changed yours, so it was replaced", None),
    (notebook("1 + 1", "2", outputs=["mine"]), "You had run yours", "01_tokenization (old).ipynb"),
    (notebook("1 + 1", "mine", outputs=["of the course"]), "yours is kept", "01_tokenization.ipynb"),
])
def test_copies_of_an_earlier_version_that_copied_outputs(course, work_folder, monkeypatch, mine, told, kept, now):
    write(course, WITH_OUTPUTS)
    with monkeypatch.context() as earlier:
        earlier.setattr(copies, "without_outputs", lambda content: content)
        copies.update()
    assert read(work_folder) == WITH_OUTPUTS
    write(work_folder, mine)
    write(course, notebook("1 + 1", now, outputs=["of the course"]))
    lines = copies.update()
    if now == "2" and kept:  # the learner's, and no new cell to offer
        assert lines == [] and read(work_folder) == mine
        return
    assert told in lines[0] and len(lines) == 1
    assert read(work_folder, kept or "01_tokenization.ipynb") == (mine if kept else notebook("1 + 1", now))
    assert copies.update() == []


def test_every_lesson_comes_without_outputs(work_folder):
    copies.update()
    built = sorted(paths.notebooks_folder().glob("*.ipynb"))
    assert built and [path.name for path in built] == sorted(path.name for path in work_folder.glob("*.ipynb"))
    for path in built:
        mine = nbformat.read(work_folder / path.name, as_version=4)
        nbformat.validate(mine)
        assert [(cell.id, cell.source, cell.metadata) for cell in mine.cells] == [
            (cell.id, cell.source, cell.metadata) for cell in nbformat.read(path, as_version=4).cells]
        assert not [cell for cell in mine.cells if cell.get("outputs") or cell.get("execution_count")], path.name
        assert "widgets" not in mine.metadata


def test_own_figures_are_kept(course, work_folder):
    (work_folder / "figures").mkdir(parents=True)
    write(work_folder / "figures", "mine", "a.svg")
    assert "yours is kept, and the new one is a (new).svg" in copies.update()[0]
    assert read(work_folder / "figures", "a.svg") == "mine" and copies.update() == []
    assert read(work_folder / "figures", "a (new).svg") == "<svg/>"


def test_an_edited_copy_is_kept_and_the_new_one_laid_beside_it_once(course, work_folder):
    copies.update()
    mine = notebook("1 + 1", "my own solution")
    write(work_folder, mine)
    assert copies.update() == []  # edited, but nothing new
    write(course, notebook("1 + 1", "3"))
    assert "yours is kept, and the new one is 01_tokenization (new).ipynb" in copies.update()[0]
    assert read(work_folder) == mine and read(work_folder, "01_tokenization (new).ipynb") == read(course)
    assert copies.update() == []
    write(course, notebook("1 + 1", "4"))
    assert "01_tokenization (new 2).ipynb" in copies.update()[0]
    assert read(work_folder) == mine and '"3"' in read(work_folder, "01_tokenization (new).ipynb")


@pytest.mark.parametrize("damage", ["", "{", "[1]", "3", '{"01_tokenization.ipynb": [3]}', "[" * 100_000, None])
def test_without_its_record_a_differing_copy_counts_as_edited(course, work_folder, damage):
    copies.update()
    record = work_folder / ".course" / "copies.json"
    record.unlink() if damage is None else record.write_text(damage, encoding="utf-8")
    mine = notebook("mine")
    write(work_folder, mine)
    copies.update()
    assert read(work_folder) == mine and read(work_folder, "01_tokenization (new).ipynb") == read(course)
    assert copies.update() == []


@pytest.mark.parametrize("recorded", [True, False])
@pytest.mark.parametrize("mine", [b"", b"half a fi", b"<<<<<<< mine\n{}\n=======", b"\xff", b"[" * 100_000, b"[1]"])
def test_a_copy_that_cannot_be_read_is_kept_beside_a_fresh_one(course, work_folder, mine, recorded):
    copies.update()
    (work_folder / "01_tokenization.ipynb").write_bytes(mine)
    if not recorded:
        (work_folder / ".course" / "copies.json").unlink()
    assert copies.update() == ["01_tokenization.ipynb could not be read: it is kept as 01_tokenization (unreadable)"
                               ".ipynb, and a fresh one lies in its place."]
    assert (work_folder / "01_tokenization (unreadable).ipynb").read_bytes() == mine
    assert read(work_folder) == read(course) and copies.update() == []


def test_a_damaged_notebook_of_the_course_spoils_no_copy(course, work_folder):
    copies.update()
    before = read(work_folder)
    write(course, "<<<<<<< HEAD")
    assert "cannot be read, so your copy stays" in copies.update()[0] and read(work_folder) == before
    with pytest.raises(CourseError, match="Unpack or clone the course again"):
        copies.reset("01")
    assert read(work_folder) == before


def test_reset_keeps_the_old_one(course, work_folder):
    copies.update()
    for number, kept in enumerate(["01_tokenization (old).ipynb", "01_tokenization (old 2).ipynb"]):
        mine = notebook(f"mine {number}")
        write(work_folder, mine)
        assert kept in copies.reset("01")[0]
        assert read(work_folder, kept) == mine and read(work_folder) == read(course)
    write(course, notebook("newer"))
    assert "was replaced" in copies.update()[0]  # a fresh copy counts as untouched


def test_reset_on_a_full_disk_changes_nothing(course, work_folder, monkeypatch):
    copies.update()
    write(work_folder, notebook("mine"))
    before = sorted((path, path.is_file() and path.read_bytes()) for path in work_folder.rglob("*"))

    def full(target, content):
        with target.open("wb") as file:
            file.write(content[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CourseError, match="disk .* is full .*Nothing of yours is lost"):
        copies.reset("01")
    assert sorted((path, path.is_file() and path.read_bytes()) for path in work_folder.rglob("*")) == before


def test_what_was_done_before_the_disk_was_full_is_told(course, work_folder, monkeypatch):
    copies.update()
    write(work_folder, notebook("mine"))
    write(course, notebook("new"))

    def full(descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)  # of the record, which comes last
    with pytest.raises(CourseError, match=r"kept as 01_tokenization \(old\).ipynb(.|\n)*disk .* is full"):
        copies.reset("01")


def test_reset_without_a_copy(course, work_folder):
    assert copies.reset("tokenization") == [f"{work_folder / '01_tokenization.ipynb'} is fresh. "
                                            "(Reload it in JupyterLab if it is open.)"]


@pytest.mark.parametrize("name", ["1", "01", "tokenization", "01_tokenization", "01_tokenization.ipynb", "token",
                                  "Tokenization"])
def test_names_of_a_lesson(course, name):
    assert copies.find_lesson(name) == "01_tokenization"


@pytest.mark.parametrize("name", ["7", "attention", "", "_", "../01_tokenization"])
def test_no_such_lesson(course, name):
    with pytest.raises(CourseError, match="The lessons: 00_meet_an_llm, 01_tokenization"):
        copies.find_lesson(name)


def test_a_folder_that_cannot_be_written(course, work_folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied", str(work_folder))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(CourseError, match="LLM_EDU_WORK"):
        copies.update()
