"""Looks at running programs from outside: at the memory and the files of their processes, and at their folder.

On Linux the launcher looks, up to several hundred times a second; elsewhere the parent does, less often.
"""

import contextlib
import ctypes
import os
import stat

PIPE, SOCKET = 2**16, 2**18  # bytes that the system may keep for one: at most so many
SAME_MEMORY, SAME_MEMORY_NUMBER = 1, {"x86_64": 312, "aarch64": 272}  # kcmp(2)
MAPS = 2**18  # bytes that describe what a process has mapped: with PyTorch and NumPy they are fifty thousand
PAGE = os.sysconf("SC_PAGE_SIZE") if os.name == "posix" else 0
SYSTEM = ctypes.CDLL(None) if os.name == "posix" else None


def can_see_children() -> bool:
    """Whether this system tells whose child a process is, as nearly every Linux does."""
    return os.path.exists(f"/proc/{os.getpid()}/task/{os.getpid()}/children")


def contents(path: str, most: int = 2**31) -> bytes:
    """A file of /proc, or somewhat more than ``most`` bytes of it; empty when its process has ended."""
    try:
        number = os.open(path, os.O_RDONLY)
    except OSError:
        return b""
    try:
        text = bytearray()
        while len(text) <= most and (piece := os.read(number, 65536)):
            text += piece
        return bytes(text)
    except OSError:
        return b""
    finally:
        os.close(number)


class Process:
    """A process at one moment (Linux). Its first thread may have left, and then says nothing of the others."""

    def __init__(self, number: int) -> None:
        try:
            threads = [f"/proc/{number}/task/{thread}/" for thread in os.listdir(f"/proc/{number}/task")]
        except OSError:
            threads = []
        self.number = number
        self.threads = [(thread, pages) for thread in threads if (pages := contents(thread + "statm").split()[1:2])]
        self.living = next((thread for thread, pages in self.threads if pages != [b"0"]), None)  # they share memory
        resident = next((int(pages[0]) for _, pages in self.threads if pages != [b"0"]), 0)
        self.memory = resident * PAGE  # bytes; what it shares with others counts in full

    def ask(self, name: str, most: int = 2**31) -> bytes:
        """What /proc says of its memory; nothing when it has ended."""
        return contents(self.living + name, most) if self.living else b""

    def children(self) -> list[int]:
        """The processes that it has started, and those that it took over."""
        return [int(word) for thread, _ in self.threads for word in contents(thread + "children").split()]

    def exact_memory(self, crowded: set[int]) -> int:
        """Bytes that it holds, swapped out or not; what it shares with others counts by its part. Takes longer.

        With tens of thousands of mappings it would take a tenth of a second, while others grow: then all counts, and
        its number joins the ``crowded``, which nobody asks again.
        """
        if self.number in crowded or len(self.ask("maps", MAPS)) > MAPS:
            crowded.add(self.number)
            return self.memory
        lines = (line.split() for line in self.ask("smaps_rollup").splitlines())
        held = sum(int(words[1]) * 1024 for words in lines if words[0] in (b"Pss:", b"SwapPss:"))
        return held or self.memory  # it may hide: then all counts

    def swapped(self) -> int:
        """Bytes that are swapped out; what it shares with others counts in full."""
        lines = (line.split() for line in self.ask("status").splitlines())
        return sum(int(words[1]) * 1024 for words in lines if words[:1] == [b"VmSwap:"])

    def has_memory_of(self, other: "Process") -> bool:
        """Whether two are one memory: a process just started runs in its parent's until it has become its program."""
        number = SAME_MEMORY_NUMBER.get(os.uname().machine)
        if number is None or not self.living or not other.living:
            return False
        mine, others = (int(process.living.split("/")[-2]) for process in (self, other))
        return SYSTEM.syscall(number, mine, others, SAME_MEMORY, 0, 0) == 0


def family_of(first: list[int]) -> list[Process]:
    """Some processes and all that came from them (Linux)."""
    family = [Process(number) for number in first]
    for member in family:  # grows while it is walked
        family += map(Process, member.children())
    return family


def exact_memory_of(family: list[Process], crowded: set[int]) -> int:
    """Bytes that some processes hold together; ``crowded``: see ``Process.exact_memory``."""
    different: list[Process] = []
    for process in family:
        if not any(process.has_memory_of(other) for other in different):
            different.append(process)
    return sum(process.exact_memory(crowded) for process in different)


class Holdings:
    """What the open files of some processes hold: ``deleted`` bytes on disk without a name, ``buffers`` in memory.

    Without a ``folder``, deleted files that are not open do not matter.
    """

    def __init__(self, family: list[Process], folder: str, largest: int) -> None:
        self.deleted, self.buffers, self.seen = 0, 0, set()
        for process in family:
            for thread, _ in process.threads:  # each may have a table of its own
                self._open(thread)
        for process in family if folder else []:
            with contextlib.suppress(OSError):  # a program that runs holds its file, mapped or not
                self._count(os.stat(f"/proc/{process.number}/exe"))
            maps = process.ask("maps", MAPS)
            if len(maps) > MAPS:  # reading it all would keep the guard from looking: it may hold anything
                self.deleted += 2**62
            self._mapped(maps, os.fsencode(folder), largest)

    def _is_new(self, kind: int, number: int) -> bool:
        new = (kind, number) not in self.seen
        self.seen.add((kind, number))
        return new

    def _open(self, thread: str) -> None:
        try:
            table = os.open(thread + "fd", os.O_RDONLY)
        except PermissionError:  # it has ended, or it hides: then it may hold anything
            self.deleted += 2**62 if contents(thread + "statm")[:2] not in (b"", b"0 ") else 0
            return
        except OSError:
            return
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for number in os.listdir(table):
                with contextlib.suppress(OSError):  # closed meanwhile
                    self._count(os.stat(number, dir_fd=table))
        os.close(table)

    def _count(self, status: os.stat_result) -> None:
        kind = stat.S_IFMT(status.st_mode)
        if kind == stat.S_IFREG and status.st_nlink == 0 and self._is_new(kind, status.st_ino):
            self.deleted += status.st_size
        elif kind in (stat.S_IFIFO, stat.S_IFSOCK) and self._is_new(kind, status.st_ino):
            self.buffers += PIPE if kind == stat.S_IFIFO else SOCKET

    def _mapped(self, maps: bytes, folder: bytes, largest: int) -> None:
        """Counts files that are deleted and closed, but still mapped, each as the largest: nobody sees its size."""
        if b" (deleted)\n" not in maps:
            return
        for line in maps.splitlines():
            if line.endswith(b" (deleted)") and b" " + folder + b"/" in line:
                self.deleted += largest if self._is_new(stat.S_IFREG, int(line.split(maxsplit=5)[4])) else 0


def folder_use(folder: str, most: int) -> tuple[int, int]:
    """(bytes, files) in a folder; stops at more than ``most`` files. A link counts as itself: nothing is followed.

    A folder that nobody can look into, because it is closed or too deep, counts as endlessly large.
    """
    size = count = 0
    pending = [folder]
    while pending and count <= most:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    count += 1
                    if count > most:
                        break
                    with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                        status = entry.stat(follow_symlinks=False)
                        size += status.st_size
                        pending += [entry.path] if stat.S_ISDIR(status.st_mode) else []
        except (FileNotFoundError, NotADirectoryError):  # removed meanwhile
            continue
        except OSError:
            return 2**62, count
    return size, count


def memory_of_group(group: int) -> int:
    """Bytes that the processes of a group hold together (macOS)."""
    import subprocess  # only here: the launcher starts sooner without it

    table = subprocess.run(["/bin/ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=False)
    rows = [line.split() for line in table.stdout.splitlines()]
    return sum(int(row[1]) for row in rows if len(row) == 2 and row[0] == str(group)) * 1024
