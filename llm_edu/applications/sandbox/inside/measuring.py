"""Looks at running programs from outside: at the memory and the files of their processes, and at their folder.

On Linux the launcher looks, up to several hundred times a second; elsewhere the parent does, less often.
"""

import os
import stat

PIPE, SOCKET = 2**16, 2**18  # bytes that the system may keep for one: at most so many
MEMORY_FIELDS = ("VmRSS:", "VmSwap:", "VmPTE:", "HugetlbPages:")  # in physical memory, swapped out, page tables, huge


def can_see_children() -> bool:
    """Whether this system tells whose child a process is, as nearly every Linux does."""
    return os.path.exists(f"/proc/{os.getpid()}/task/{os.getpid()}/children")


def lines_of(path: str) -> list[str]:
    """The lines of a file of /proc; none when its process has ended."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()
    except OSError:
        return []


def threads_of(process: int) -> list[str]:
    """Where /proc shows the threads of a process. Each may have files of its own, and the first may have left."""
    try:
        return [f"/proc/{process}/task/{thread}" for thread in os.listdir(f"/proc/{process}/task")]
    except OSError:
        return []


def children_of(process: int) -> list[int]:
    """The processes that a process has started, and those that it took over (Linux)."""
    lines = [line for thread in threads_of(process) for line in lines_of(thread + "/children")]
    return [int(word) for line in lines for word in line.split()]


def family_of(first: list[int]) -> list[int]:
    """Some processes and all that came from them (Linux)."""
    family = list(first)
    for member in family:  # grows while it is walked
        family += children_of(member)
    return family


def memory_of(threads: list[str], exactly: bool = False) -> int:
    """Bytes that a process holds; ``exactly``: what it shares with others counts by its part, which takes longer."""
    for thread in threads:  # they share it: the first one that still has memory tells
        held = [line.split() for line in lines_of(thread + "/status") if line.startswith(MEMORY_FIELDS)]
        if not held:
            continue
        if exactly:
            rollup = lines_of(thread + "/smaps_rollup")  # empty where the process hides: then all counts
            held = [line.split() for line in rollup if line.startswith(("Pss:", "SwapPss:"))] or held
        return 1024 * sum(int(words[1]) for words in held)
    return 0


class Holdings:
    """What the open files of some processes hold: ``deleted`` bytes on disk without a name, ``buffers`` in memory."""

    def __init__(self, families: list[list[str]], folder: str, largest: int) -> None:
        self.deleted, self.buffers, self.seen = 0, 0, set()
        for threads in families:
            for thread in threads:
                self._open(thread)
        for threads in families:
            self._mapped(threads, folder, largest)

    def _open(self, thread: str) -> None:
        try:
            numbers = os.listdir(thread + "/fd")
        except PermissionError:  # a zombie, or it hides: then it may hold anything
            self.deleted += 2**62 if memory_of([thread]) else 0
            return
        except OSError:
            return
        for number in numbers:
            try:
                status = os.stat(f"{thread}/fd/{number}")
            except OSError:  # closed meanwhile
                continue
            key = (stat.S_IFMT(status.st_mode), status.st_ino)
            if key in self.seen:
                continue
            self.seen.add(key)
            if stat.S_ISFIFO(status.st_mode) or stat.S_ISSOCK(status.st_mode):
                self.buffers += PIPE if stat.S_ISFIFO(status.st_mode) else SOCKET
            elif stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                self.deleted += status.st_size

    def _mapped(self, threads: list[str], folder: str, largest: int) -> None:
        """Counts files that are deleted and closed, but still mapped, each as the largest: nobody sees its size."""
        for line in next(filter(None, (lines_of(thread + "/maps") for thread in threads)), []):
            if line.endswith(" (deleted)") and f" {folder}/" in line:
                key = (stat.S_IFREG, int(line.split(maxsplit=5)[4]))
                if key not in self.seen:
                    self.seen.add(key)
                    self.deleted += largest


def folder_use(folder: str, most: int) -> tuple[int, int]:
    """(bytes, files) in a folder; stops at more than ``most`` files. A link counts as itself: nothing is followed.

    A folder that nobody can look into, because it is closed or too deep, counts as endlessly large.
    """
    size = count = 0
    pending = [folder]
    while pending and count <= most:
        try:
            entries = os.scandir(pending.pop())
        except (FileNotFoundError, NotADirectoryError):  # removed meanwhile
            continue
        except OSError:
            return 2**62, count
        with entries:
            for entry in entries:
                count += 1
                if count > most:
                    break
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                except OSError:  # its folder lets nobody through
                    return 2**62, count
                size += status.st_size
                if stat.S_ISDIR(status.st_mode):
                    pending.append(entry.path)
    return size, count


def memory_of_group(group: int) -> int:
    """Bytes that the processes of a group hold together (macOS)."""
    import subprocess  # only here: the launcher starts sooner without it

    table = subprocess.run(["/bin/ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=False)
    rows = [line.split() for line in table.stdout.splitlines()]
    return sum(int(row[1]) for row in rows if len(row) == 2 and row[0] == str(group)) * 1024
