"""A process that dies, or a disk that is full, at the n-th thing that is done to files in a folder."""

import errno
import os
from pathlib import Path

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class Killed(BaseException):
    """What nothing in the course catches. After it nothing more happens to files: as after kill -9."""


class Disk:
    """Counts what is done to files: folders made, files opened to be written, written, brought to the disk, renamed and
    deleted. Use `install` with pytest's monkeypatch.

    way: "killed", or "full" (deleting and renaming still work)   place: of which operation, counted from 1; None: never
    """

    def __init__(self, way="killed", place=None):
        self.way, self.place, self.count = way, place, 0

    def install(self, monkeypatch):
        for name in ("mkdir", "fsync", "replace", "unlink"):
            monkeypatch.setattr(os, name, self.counted(getattr(os, name), name))
        opened = Path.open

        def open_it(path, mode="r", *arguments, **options):
            if "w" not in mode:
                return opened(path, mode, *arguments, **options)
            return Written(self, self.do(lambda: opened(path, mode, *arguments, **options), "open"))

        monkeypatch.setattr(Path, "open", open_it)

    def counted(self, function, name):
        return lambda *arguments, **options: self.do(lambda: function(*arguments, **options), name)

    def do(self, work, name, half=None):
        """Do it, or half of it and die. Once dead or full, always."""
        self.count += 1
        if self.place is None or self.count < self.place or (
                self.way == "full" and name in ("replace", "unlink")):
            return work()
        if half is not None and self.count == self.place:
            half()
        raise Killed if self.way == "killed" else FULL


class Written:
    """A file that is written, of which half the content may arrive."""

    def __init__(self, disk, file):
        self.disk, self.file = disk, file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, data):
        return self.disk.do(lambda: self.file.write(data), "write", lambda: self.file.write(data[:len(data) // 2]))
