"""No byte of a learner's work is lost, whatever state the work folder is in and whatever the system refuses.

Random walks: the learner, the course's updates and accidents change files; after each ``update`` and ``reset`` all that
the learner had made is still there, under some name that was told.
"""

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from llm_edu.course.work import copies
from llm_edu.errors import CourseError

NAMES = ["00_first.ipynb", "01_second.ipynb", "figures/a.svg"]
PLACES = [*NAMES, "01_second (new).ipynb", "01_second (old).ipynb", "01_second (unreadable).ipynb"]
RECORDS = [b"", b"{", b"[1]", b"3", b"\xff", b"[" * 100_000, b'{"00_first.ipynb": 3}', b'{"01_second.ipynb": null}', None]


class World:
    """A course, a work folder and what may happen to them."""

    def __init__(self, folder, seed):
        self.random, self.count = random.Random(seed), 0
        self.course, self.work, self.elsewhere = folder / "notebooks", folder / "work", folder / "elsewhere"
        for path in (self.course / "figures", self.work / "figures", self.elsewhere, folder / "lessons"):
            path.mkdir(parents=True)
        self.by_the_course = set()
        for name in NAMES:
            self.publish(name)

    def content(self, cells=None):
        """A notebook that nobody has written before, or with the cells of another one."""
        self.count += 1
        cells = cells or [{"cell_type": "code", "source": f"edit {self.count}"}]
        return json.dumps({"cells": cells, "metadata": {"time": self.count}}).encode()

    def publish(self, name):
        """A new version of the course: other cells, or other metadata only."""
        file = self.course / name
        same = self.random.random() < 0.3 and file.suffix == ".ipynb" and file.exists()
        file.write_bytes(self.content(json.loads(file.read_bytes())["cells"] if same else None))
        self.by_the_course.add(copies._learners_copy(file))

    def learn(self, name):
        """The learner works on a file, or an accident happens to it."""
        file = self.work / name
        old = file.read_bytes() if file.is_file() else b""
        if os.path.lexists(file):
            shutil.rmtree(file) if file.is_dir() and not file.is_symlink() else file.unlink()
        kind = self.random.choice(["edit", "run", "half", "conflict", "bytes", "empty", "deep", "gone", "folder", "link",
                                   "nowhere", "pipe"])
        try:
            cells = json.loads(old)["cells"]
        except (ValueError, TypeError, RecursionError):
            cells = None
        new = self.content(cells if kind == "run" else None)
        if kind == "folder":
            file.mkdir()
            (file / "inside.txt").write_bytes(new)
        elif kind == "link" and os.name != "nt":
            (self.elsewhere / str(self.count)).write_bytes(new)
            file.symlink_to(self.elsewhere / str(self.count))
        elif kind == "nowhere" and os.name != "nt":
            file.symlink_to(self.elsewhere / "gone")
        elif kind == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(file)
        elif kind != "gone":
            half = new[:self.random.randrange(len(new))]
            file.write_bytes({"half": half, "conflict": b"<<<<<<< mine\n" + new, "bytes": b"\xff" + new, "empty": b"",
                              "deep": b"[" * 100_000 + new}.get(kind, new))

    def learners(self):
        """All that the learner has made: contents of files, targets of links, numbers of pipes."""
        found = set()
        for path in [*self.work.rglob("*"), *self.elsewhere.iterdir()]:
            if ".course" in path.parts or path.is_dir() and not path.is_symlink():
                continue
            found.add(os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file()
                      else path.lstat().st_ino)
        return found - self.by_the_course

    def names(self):
        return {path.name for path in self.work.rglob("*") if ".course" not in path.parts}


def refusing(monkeypatch, world):
    """From some call on, or once, the system refuses: the disk is full, or a file is in use."""
    first, last, number = world.random.randrange(8), world.random.choice([1, 99]), world.random.choice([28, 13, 5])
    calls = iter(range(10_000))

    def may_fail(real, halfway=lambda *_: None):
        def call(*arguments):
            if first <= next(calls) < first + last:
                halfway(*arguments)
                raise OSError(number, os.strerror(number), *map(str, arguments[:1]))
            return real(*arguments)
        return call

    monkeypatch.setattr(Path, "write_bytes", may_fail(Path.write_bytes, lambda path, _: path.open("wb").close()))
    monkeypatch.setattr(os, "replace", may_fail(os.replace))
    monkeypatch.setattr(os, "fsync", may_fail(os.fsync))


def walk(world, monkeypatch, steps):
    """Random steps, each checked."""
    for _ in range(steps):
        for _ in range(world.random.randrange(4)):
            world.random.choice([world.learn, lambda _: world.publish(world.random.choice(NAMES))])(
                world.random.choice(PLACES))
        if world.random.random() < 0.3 and (record := world.random.choice(RECORDS)) is not None:
            (world.work / ".course").mkdir(exist_ok=True)
            (world.work / ".course" / "copies.json").write_bytes(record)
        fails, before, names = world.random.random() < 0.4, world.learners(), world.names()
        with monkeypatch.context() as patches:
            patches.setattr("time.sleep", lambda seconds: None)
            if fails:
                refusing(patches, world)
            try:
                told = "\n".join(world.random.choice([copies.update, lambda: copies.reset("01")])())
            except CourseError as error:
                told = str(error)
                assert fails, told
        assert before <= world.learners(), f"lost, and told was: {told}"
        untold = {name for name in world.names() - names if name not in told} - {name.split("/")[-1] for name in NAMES}
        assert not untold, f"{untold}, and told was: {told}"


@pytest.mark.parametrize("seed", range(30))
def test_nothing_of_the_learners_is_lost(tmp_path, monkeypatch, seed):
    monkeypatch.setenv("LLM_EDU_HOME", str(tmp_path))
    monkeypatch.setenv("LLM_EDU_WORK", str(tmp_path / "work"))
    world = World(tmp_path, seed)
    walk(world, monkeypatch, steps=10)
    lines = copies.update()
    assert all(copies.fingerprint(world.work / name).cells for name in NAMES), lines
    assert copies.update() == []  # everything is told once
