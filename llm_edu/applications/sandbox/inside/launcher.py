"""Walls a process in, then becomes (or starts) the runner in it (Linux, macOS): ``python -I -S launcher.py SETTINGS``.

Settings, as JSON: ``plan`` (which walls to build), ``folder`` (empty, the program's working folder), ``command`` (the
runner), ``readable`` (what Python needs), the limits, ``nobody`` (whether to become the user nobody), ``place`` (the
folder's name in a world of its own), ``landlock`` (the newest version to use).
"""

import ctypes
import json
import os
import random
import signal
import sys

try:
    import resource
except ImportError:  # Windows, where nobody runs this
    resource = None

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
if sys.platform == "linux":
    from guarding import EVENTS, Guard, exit_code
NOBODY = 65534
SETUP_FAILED = 70
DIE_WITH_PARENT, NO_NEW_PRIVILEGES, BE_SUBREAPER, DROP_BOUND = 1, 38, 36, 24  # prctl(2)


def prctl(option: int, value: int = 0) -> None:
    """prctl(2), where there is one (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def own_threads() -> int:
    """How many processes and threads this user has already; the limit on processes counts them too."""
    if sys.platform != "linux":
        import subprocess

        table = subprocess.run(["/bin/ps", "-U", str(os.getuid()), "-o", "pid="], capture_output=True, text=True)
        return len(table.stdout.splitlines())
    count = 0
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{process}").st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{process}/task"))
        except OSError:  # it has just ended
            continue
    return count


def limit(settings: dict, others: int) -> None:
    """Sets the limits that hold for each process by itself; ``others`` are processes of this user outside."""
    limits = {
        "RLIMIT_CPU": settings["cpu"],
        "RLIMIT_AS": settings["address_space"],
        "RLIMIT_FSIZE": settings["disk"],
        "RLIMIT_NOFILE": 64,
        "RLIMIT_NPROC": settings["processes"] + others,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 200,  # timers, too
    }
    for name, most in limits.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(number, (most, most))
        except (ValueError, OSError):  # macOS refuses a limit on address space; the parent watches memory there
            if sys.platform == "linux":
                raise


def become_nobody() -> None:
    """Gives up the administrator's rights for good."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY) if hasattr(os, "setresgid") else os.setgid(NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY) if hasattr(os, "setresuid") else os.setuid(NOBODY)


def drop_rights() -> None:
    """No capability, now or through any program started later."""
    for capability in range(64):
        prctl(DROP_BOUND, capability)
    prctl(NO_NEW_PRIVILEGES, 1)
    if sys.platform == "linux":  # those that outlast a new program, too, and where the bound cannot be lowered
        version, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        if ctypes.CDLL(None, use_errno=True).capset(version, none):
            raise OSError(ctypes.get_errno(), "the capabilities could not be given up")


def start_runner(settings: dict, alone: bool) -> None:
    """The last steps in the process that becomes the program. ``alone``: it is walled in by namespaces."""
    plan = settings["plan"]
    if settings["nobody"]:
        become_nobody()
    limit(settings, 0 if alone else own_threads())
    drop_rights()
    if sys.platform == "linux":
        os.nice(5)  # and one core for all its processes: however many, they do not keep the guard from looking
        os.sched_setaffinity(0, {settings["core"]})
        prctl(DIE_WITH_PARENT, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    if "landlock" in plan:
        import landlock

        landlock.restrict([*settings["readable"], "/usr/share/zoneinfo"], settings["folder"], settings["landlock"])
    if "seccomp" in plan:
        import seccomp

        seccomp.restrict(alone)
    os.execve(settings["command"][0], settings["command"], settings["environment"])


def first_of_a_world(settings: dict) -> None:
    """The first process of new namespaces: builds their files, starts the runner, buries, and ends all with itself."""
    import namespaces

    prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    namespaces.new_root(
        settings["folder"], settings["place"], settings["readable"], settings["disk"], settings["files"]
    )
    runner = os.fork()
    if runner == 0:
        os.setsid()
        start_runner(settings, alone=True)
    for stream in (0, 1, 2):
        os.close(stream)
    while True:
        ended, status = os.wait()
        if ended == runner:
            os._exit(exit_code(status))


def start(settings: dict) -> int:
    """Builds the walls, starts the runner behind them, and stays outside until all is over; its exit code (Linux)."""
    alone = "namespaces" in settings["plan"]
    if alone:
        import namespaces

        namespaces.leave_the_machine(keep_root=settings["nobody"], outside=NOBODY)
    else:
        prctl(BE_SUBREAPER, 1)  # whose parent ends becomes a child of this process, and stays in sight
    cores = os.sched_getaffinity(0)
    settings["core"] = random.choice(sorted(cores))
    first = os.fork()
    if first == 0 and alone:
        first_of_a_world(settings)
    elif first == 0:
        os.setsid()
        start_runner(settings, alone=False)
    os.close(0)
    os.sched_setaffinity(0, cores - {settings["core"]} or cores)
    code = Guard(first, settings, alone).run()
    if os.getppid() != settings["parent"]:  # nobody else is left to clear up
        import removing

        removing.remove_folder(settings["folder"])
    return code


def main() -> None:
    settings = json.loads(sys.argv[1])
    try:
        if sys.platform == "linux":
            settings["parent"] = os.getppid()
            signal.pthread_sigmask(signal.SIG_BLOCK, EVENTS)
            prctl(DIE_WITH_PARENT, signal.SIGTERM)
            os.chdir(settings["folder"])
            os._exit(start(settings))
        os.chdir(settings["folder"])
        start_runner(settings, alone=False)
    except Exception as error:
        os.write(2, f"{type(error).__name__}: {error}".encode())
    os._exit(SETUP_FAILED)


if __name__ == "__main__":
    main()
