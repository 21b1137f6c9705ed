"""Files, connections and processes that a program may not reach, on Linux 5.13 or later (Landlock, landlock(7)).

For machines where namespaces are forbidden. It needs no rights; what a process gives up so, it never gets back. What it
does not see (modes, times and owners of files; signals before version 6) ``seccomp`` refuses. That a file exists, its
size and its dates stay visible to whoever guesses its name.
"""

import ctypes
import os

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, the same on every processor
EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER = 1, 2, 4, 8
ALL_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # rights known to each version
ALL_FILES_NOW = (1 << 16) - 1
ONE_FILE = EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | (1 << 15)  # the last two: truncate, ioctl on a device
BIND_OR_CONNECT, SOCKETS_AND_SIGNALS = 3, 3
NEWEST = 7  # the newest version whose rights are known here
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")  # not zero: mapped shared, it is memory that nobody counts
LIBRARIES = ("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache")
SYSTEM = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None


class Rights(ctypes.Structure):
    """What is taken away: rights on files, on TCP ports, and (from version 6) signals to processes outside."""

    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class Beneath(ctypes.Structure):
    """What is given back for all that lies in one folder."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("rights", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def version(newest: int = NEWEST) -> int:
    """The version of Landlock that this system has, as far as it is known here; 0 when there is none."""
    return 0 if SYSTEM is None else min(newest, max(0, SYSTEM.syscall(CREATE_RULESET, None, 0, 1)))


def restrict(readable: list[str], folder: str, newest: int = NEWEST) -> None:
    """Leaves the folders of ``readable`` and the libraries to read, ``folder`` to do as one likes, and nothing else.

    With a smaller ``newest`` it is what an older system would do.
    """
    known = version(newest)
    if known < 1:
        raise OSError("Landlock is not there")
    files = ALL_FILES.get(known, ALL_FILES_NOW)
    rights = Rights(files, BIND_OR_CONNECT if known >= 4 else 0, SOCKETS_AND_SIGNALS if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = check(SYSTEM.syscall(CREATE_RULESET, ctypes.byref(rights), size, 0))
    for path in (*readable, *LIBRARIES):
        allow(ruleset, path, files & (EXECUTE | READ_FILE | READ_FOLDER))
    for path in DEVICES:
        allow(ruleset, path, files & (READ_FILE | WRITE_FILE))
    allow(ruleset, folder, files)
    check(SYSTEM.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def allow(ruleset: int, path: str, rights: int) -> None:
    """One exception to what is taken away; a path that does not exist is skipped."""
    if not os.path.exists(path):
        return
    number = os.open(path, os.O_PATH)
    beneath = Beneath(rights if os.path.isdir(path) else rights & ONE_FILE, number)
    check(SYSTEM.syscall(ADD_RULE, ruleset, 1, ctypes.byref(beneath), 0))
    os.close(number)


def check(result: int) -> int:
    """The result of a system call; OSError with the system's reason when it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return result
