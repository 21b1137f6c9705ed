"""Which walls can be built on this machine: tried out once, the highest first."""

import functools
import os
import sys
from dataclasses import dataclass

Plan = frozenset[str]
PLANS = {
    "linux": (
        {"namespaces", "seccomp"},
        {"namespaces"},
        {"landlock", "seccomp"},
        {"seccomp"},
        {"landlock"},
        set(),
    ),
    "darwin": ({"sandbox-exec"}, set()),
    "win32": ({"job"}, set()),
}  # fmt: skip
SEATBELT = """(version 1)
(allow default)
(deny network*)
(deny process-fork)
(deny signal (target others))
(deny file-write* (require-not (require-any (subpath "{folder}") (literal "/dev/null"))))
(deny file-read* (require-all (subpath "/Users") {readable}))
"""


@dataclass(frozen=True, slots=True)
class Protection:
    """One thing that a program must not do, whether this machine keeps it from it, and by what."""

    name: str
    holds: bool
    how: str


def plans(platform: str = sys.platform) -> list[Plan]:
    """What to try on a system, the best first; the last, with nothing but a process of its own, works everywhere."""
    return [frozenset(plan) for plan in PLANS.get(platform, ({*()},))]


@functools.cache
def best_plan() -> Plan:
    """The first plan with which a program of one line passes on this machine."""
    from llm_edu.applications.sandbox.running import works

    return next((plan for plan in plans() if works(plan)), frozenset())


def seatbelt(folder: str, readable: list[str]) -> str:
    """The profile for ``sandbox-exec`` (macOS): no network, no further process, no file outside, no home."""
    exceptions = " ".join(f'(require-not (subpath "{path}"))' for path in (folder, *readable))
    return SEATBELT.format(folder=folder, readable=exceptions)


def open_to_all(path: str) -> bool:
    """Whether any user may read a folder or a file: each folder on the way lets them through."""
    path = os.path.realpath(path)
    while True:
        if os.stat(path).st_mode & 0o005 != 0o005:
            return False
        parent = os.path.dirname(path)
        if parent == path:
            return True
        path = parent


def protections(plan: Plan | None = None, platform: str = sys.platform, root: bool | None = None) -> list[Protection]:
    """What a program is kept from on this machine, and by what. Without arguments it is what ``run_program`` uses.

    >>> all(protection.holds for protection in protections() if protection.name == "run for ever")
    True
    """
    plan = best_plan() if plan is None else plan
    root = getattr(os, "getuid", lambda: 1)() == 0 if root is None else root
    posix = platform != "win32"
    alone, seccomp, landlock = "namespaces" in plan, "seccomp" in plan, "landlock" in plan
    seatbelt_, job = "sandbox-exec" in plan, "job" in plan
    inescapable = alone or seccomp or seatbelt_ or job

    def by(*choices: tuple[bool, str]) -> tuple[bool, str]:
        nothing = (False, "nothing; Python's own calls are watched")
        return next(((True, how) for holds, how in choices if holds), nothing)

    rows = {
        "run for ever": (True, "the parent's clock, and a limit on processor time" if posix else "the parent's clock"),
        "take all memory": by(
            (job, "the job's limit"),
            (platform == "linux", "a limit on each process; all together are measured 50 times a second"),
            (platform == "darwin", "all together are measured five times a second"),
        ),
        "fill the disk": by(
            (alone, "its folder is a small one in memory"),
            (posix, "a limit on each file; the folder is measured while it runs"),
            (True, "the folder is measured while it runs"),
        ),
        "print without end": (True, "the parent reads no further than the limit, and kills"),
        "start processes without end": by(
            (job, "the job's limit"),
            (seatbelt_, "no further process at all"),
            (posix and (alone or not root), "a limit on the user's processes"),
        ),
        "survive": by(
            (alone, "the system ends all processes of its world"),
            (job, "the system ends all processes of the job"),
            (inescapable, "it cannot leave its group of processes, which is killed"),
        ),
        "send signals to other processes": by(
            (alone, "it cannot see them"), (seccomp, "refused by seccomp"), (seatbelt_, "refused by sandbox-exec")
        ),
        "read your files": by(
            (alone, "they do not exist in its world"),
            (landlock, "refused by Landlock"),
            (seatbelt_, "refused by sandbox-exec in /Users"),
        ),
        "write outside its folder": by(
            (alone, "nothing there can be written"),
            (landlock, "refused by Landlock"),
            (seatbelt_, "refused by sandbox-exec"),
        ),
        "use the network": by(
            (alone, "its world has no network" + (", and seccomp refuses sockets" if seccomp else "")),
            (seccomp, "seccomp refuses sockets"),
            (seatbelt_, "refused by sandbox-exec"),
        ),
        "act as administrator": by(
            (alone and root, "it runs as nobody, without capabilities"),
            (posix and root, "it runs without capabilities"),
            (posix, "it runs as you, and can gain no rights"),
        ),
    }
    return [Protection(name, *row) for name, row in rows.items()]
