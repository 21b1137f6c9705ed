"""What a program is kept from on this machine, in words."""

import os
import sys
from dataclasses import dataclass

from llm_edu.applications.sandbox.plans import Plan
from llm_edu.applications.sandbox.running import best_plan


@dataclass(frozen=True, slots=True)
class Protection:
    """One thing that a program must not do, whether this machine keeps it from it, and by what."""

    name: str
    holds: bool
    how: str


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
