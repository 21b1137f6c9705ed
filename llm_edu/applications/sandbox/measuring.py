"""Looks at a running program from outside: its memory, and what lies in its folder."""

import os
import subprocess
import sys
from pathlib import Path


def children_of(process: int) -> list[int]:
    """The processes that a process has started (Linux); none when it has ended."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            found += map(int, Path(f"/proc/{process}/task/{task}/children").read_text(encoding="ascii").split())
    except OSError:
        pass
    return found


def family_of(process: int) -> list[int]:
    """A process and all that came from it (Linux)."""
    family = [process]
    for member in family:  # grows while it is walked
        family += children_of(member)
    return family


def resident(process: int, shared: bool) -> int:
    """Bytes of memory that a process holds (Linux); not ``shared``: what it shares with others counts by its part."""
    try:
        if shared:
            pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
            return int(pages) * os.sysconf("SC_PAGE_SIZE")
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    except (OSError, ValueError, IndexError):
        return resident(process, shared=True) if not shared and os.path.exists(f"/proc/{process}/statm") else 0


def memory_exceeds(group: int, most: int, ours: int) -> bool:
    """Whether all processes of a program together hold more than ``most`` bytes. The first ``ours`` are not its own.

    A forked process shares its memory with its parent until one of them writes; only when the plain sum is too much
    is the slower, exact one taken.
    """
    if sys.platform == "linux":
        family = family_of(group)[ours:]
        return sum(resident(member, shared=True) for member in family) > most and (
            sum(resident(member, shared=False) for member in family) > most
        )
    if sys.platform == "darwin":
        table = subprocess.run(["/bin/ps", "-A", "-o", "pgid=,rss="], capture_output=True, text=True, check=False)
        rows = [line.split() for line in table.stdout.splitlines()]
        return sum(int(row[1]) for row in rows if len(row) == 2 and row[0] == str(group)) * 1024 > most
    return False  # on Windows the job holds the limit


def folder_exceeds(folder: Path, size: int, files: int) -> bool:
    """Whether a folder holds more than ``size`` bytes or ``files`` files; stops counting at the first that is too many.

    A link counts as itself, and a folder that cannot be opened as one file: nothing is followed.
    """
    total = count = 0
    for place, folders, names in os.walk(folder):
        count += len(folders) + len(names)
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:  # removed meanwhile
                continue
            if total > size:
                return True
        if count > files or total > size:
            return True
    return False
