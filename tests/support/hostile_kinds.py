"""Programs that mean harm: what one is, and what all of them find set.

Every one is safe by construction, should the sandbox fail: at most 200 children that sleep half a minute, some hundred
megabytes, signals that nobody minds (SIGWINCH) or to a process that is there to be killed, changes to files that are
there to be changed. One that gets what it wants prints HARM. The names in capitals are set before: see ``prelude``.
"""

from dataclasses import dataclass

PASSED, FAILED, TIMEOUT, MEMORY, OUTPUT, FORBIDDEN = "passed", "failed", "timeout", "memory", "output", "forbidden"
MEMORY_LIMIT, DISK_LIMIT = 128, 32  # megabytes that each may have
# Names of protections, which a program tries: where a machine has them not, nothing is asked.
SIGNALS, READS, WRITES = "send signals to other processes", "read your files", "write outside its folder"
NETWORK, SURVIVES, ALL_MEMORY = "use the network", "survive", "take all memory"
DISK, PROCESSES = "fill the disk", "start processes without end"


@dataclass(frozen=True)
class Hostile:
    """A program; the verdicts that are right where it is watched, and where only the walls are there."""

    name: str
    source: str
    watched: tuple[str, ...] = ()  # none: it is never run watched
    walls: tuple[str, ...] = (PASSED, FAILED)
    error: str = ""  # part of what the outcome says in words, with walls only
    needs: str = ""  # the protection that is tried
    endless: bool = False  # gets a short time only, which has to end it
    seconds: float = 60.0  # its time; and it has to be over, cleaned up and all, within a fifth more and a second
    megabytes: int = 0  # it says "+" for each megabyte that it has got: at most so many, and a fifth more, are right


def same(name: str, source: str, *verdicts: str, **more) -> Hostile:
    """One whose verdict does not depend on being watched."""
    return Hostile(name, source, verdicts, verdicts, **more)


def caught(name: str, source: str, *walls: str, **more) -> Hostile:
    """One that is seen where it is watched, and where not runs on to its end without success."""
    return Hostile(name, source, (FORBIDDEN,), walls or (PASSED,), **more)


def refused(name: str, action: str, needs: str, **more) -> Hostile:
    """One attempt, behind Python's back or not, that has to fail."""
    return Hostile(name, action if "\n" in action else f"attempt(lambda: {action})", needs=needs, **more)


def takes_memory(name: str, source: str, *walls: str, **more) -> Hostile:
    return Hostile(name, source, walls=walls or (MEMORY,), needs=ALL_MEMORY, megabytes=MEMORY_LIMIT, **more)


def takes_disk(name: str, source: str, *walls: str, **more) -> Hostile:
    return Hostile(name, source, walls=walls or (OUTPUT, FAILED), needs=DISK, megabytes=DISK_LIMIT, **more)


def prelude(source: str, **values) -> str:
    """The first lines of a program: a name for its processes by which a survivor is found, and values."""
    modules = [name for name in ("fcntl", "mmap", "resource", "signal", "socket", "threading") if name in source]
    lines = [
        ", ".join(["import ctypes, os, sys, time", *modules]),
        "system = ctypes.CDLL(None, use_errno=True)",
        "KEYCTL, IOPRIO_SET = {'x86_64': (250, 251)}.get(os.uname().machine, (219, 30))  # their numbers",
        "if sys.platform == 'linux': system.prctl(15, NAME.encode(), 0, 0, 0)",
        "def attempt(action):",
        "    try:",
        "        result = action()",
        "    except (OSError, ValueError) as error:",
        "        print(type(error).__name__)",
        "    else:",
        "        print('HARM', repr(result)[:200])",
        "def got(megabytes=1): os.write(2, b'+' * megabytes)",
        "def child(action):",
        "    if os.fork() == 0:",
        "        try:",
        "            action()",
        "        finally:",
        "            os._exit(0)",
        "def grow(megabytes=200):",
        "    blocks = []",
        "    for _ in range(megabytes):",
        "        blocks.append(b'x' * 2**20)",
        "        got()",
        "    time.sleep(30)",
        "def call(function, *arguments):",
        "    if function(*arguments) < 0: raise OSError(ctypes.get_errno(), 'refused')",
    ]
    return "\n".join([*(f"{name} = {value!r}" for name, value in values.items()), *lines, ""])
