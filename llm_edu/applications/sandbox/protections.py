"""What a program is kept from on this machine, in words."""

import sys
from dataclasses import dataclass

from llm_edu.applications.sandbox.confined import becomes_nobody, is_root
from llm_edu.applications.sandbox.inside import landlock as landlock_calls
from llm_edu.applications.sandbox.inside.measuring import can_see_children
from llm_edu.applications.sandbox.plans import Plan
from llm_edu.applications.sandbox.running import best_plan


@dataclass(frozen=True, slots=True)
class Protection:
    """One thing that a program must not do, whether this machine keeps it from it, and by what.

    Where it does not hold, ``how`` says what there is instead.
    """

    name: str
    holds: bool
    how: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides which walls hold: the system, who starts programs, whom they run as, the version of Landlock."""

    platform: str = sys.platform
    root: bool = False
    nobody: bool = False  # root's programs run as nobody
    landlock: int = 0
    counts: bool = True  # Linux tells whose child a process is


def this_machine(plan: Plan) -> Machine:
    counts = sys.platform != "linux" or can_see_children()
    return Machine(sys.platform, is_root(), becomes_nobody(plan), landlock_calls.version(), counts)


def protections(plan: Plan | None = None, machine: Machine | None = None) -> list[Protection]:
    """What a program is kept from on this machine, and by what. Without arguments it is what ``run_program`` uses.

    What does not hold weakens the rest: a program that can write your files can leave one there that runs later, as
    you and without walls.

    >>> all(protection.holds for protection in protections() if protection.name == "run for ever")
    True
    """
    plan = best_plan() if plan is None else plan
    machine = machine or this_machine(plan)
    rows = limits_held(plan, machine) | reach_held(plan, machine)
    return [Protection(name, *row) for name, row in rows.items()]


def by(*choices: tuple[bool, str], otherwise: str = "nothing; Python's own calls are watched") -> tuple[bool, str]:
    """The first of several ways that is there, or what there is instead."""
    return next(((True, how) for holds, how in choices if holds), (False, otherwise))


def limits_held(plan: Plan, machine: Machine) -> dict[str, tuple[bool, str]]:
    """What a program may use up."""
    linux, posix = machine.platform == "linux", machine.platform != "win32"
    alone, seccomp, job = "namespaces" in plan, "seccomp" in plan, "job" in plan
    closed_in = alone or "landlock" in plan  # it can write in its own folder only
    own_user = alone or not machine.root or machine.nobody
    return {
        "run for ever": (True, "the parent's clock, and a limit on processor time" if posix else "the parent's clock"),
        "take all memory": by(
            (job, "the job's limit"),
            (linux and closed_in and seccomp and machine.counts,
             "a guard adds up all its processes, 100 times a second or more; not what the kernel notes for itself"),
            otherwise="a limit on each process, and all are added up; not what they share or keep in files in memory"
            if posix else "nothing",
        ),
        "fill the disk": by(
            (alone, "its folder is a small one in memory"),
            (linux and closed_in and seccomp,
             "a limit on each file; a guard measures the folder, and deleted files still open, 200 times a second"),
            otherwise="its own folder is measured now and then" + ("" if closed_in or "sandbox-exec" in plan else
                                                                   "; it can write elsewhere"),
        ),
        "print without end": (True, "the parent reads no further than the limit, and kills"),
        "start processes without end": by(
            (job, "the job's limit"),
            ("sandbox-exec" in plan, "no further process at all"),
            (posix and own_user, "a limit on the user's processes"),
            otherwise="they are counted now and then; the system sets root no limit" if linux else "nothing",
        ),
    }  # fmt: skip


def reach_held(plan: Plan, machine: Machine) -> dict[str, tuple[bool, str]]:
    """What a program may reach."""
    posix, root = machine.platform != "win32", machine.root
    alone, seccomp, landlock = "namespaces" in plan, "seccomp" in plan, "landlock" in plan
    seatbelt, job = "sandbox-exec" in plan, "job" in plan
    return {
        "survive": by(
            (alone, "the system ends all processes of its world"),
            (job, "the system ends all processes of the job"),
            (seccomp or seatbelt, "it cannot leave its group of processes, which is killed"),
        ),
        "send signals to other processes": by(
            (alone, "it cannot see them"),
            (seccomp, "refused by seccomp"),
            (seatbelt, "refused by sandbox-exec"),
            (landlock and machine.landlock >= 6, "refused by Landlock"),
        ),
        "read your files": by(
            (alone, "they do not exist in its world"),
            (landlock, "refused by Landlock; that a file exists, its size and dates can be seen"),
            (seatbelt, "refused by sandbox-exec in /Users"),
        ),
        "write outside its folder": by(
            (alone, "nothing there can be written"),
            (landlock and seccomp, "refused by Landlock; changes of modes, owners and dates by seccomp"),
            (seatbelt, "refused by sandbox-exec"),
            otherwise="Landlock refuses to write; modes and dates can be changed" if landlock else
            "nothing, not even what your other processes have in memory; Python's own calls are watched",
        ),
        "use the network": by(
            (alone, "its world has no network" + (", and seccomp refuses sockets" if seccomp else "")),
            (seccomp, "seccomp refuses sockets"),
            (seatbelt, "refused by sandbox-exec"),
        ),
        "act as administrator": by(
            (root and (alone or machine.nobody), "it runs as nobody, without capabilities"),
            (root and landlock and seccomp, "it runs without capabilities, and root's files are out of reach"),
            (posix and not root, "it runs as you, and can gain no rights"),
            otherwise="it runs as root, and can write root's files" if posix else "nothing",
        ),
    }  # fmt: skip
