"""Stays beside a program, outside its walls (Linux): keeps it to its limits, and ends all that came from it."""

import contextlib
import json
import os
import signal
import time

import measuring

SPEED = 4e9  # bytes a second: no program fills memory or disk much faster
SELDOM = 0.02  # seconds between two looks when there is much room left
WAIT = 5.0  # seconds until what was killed must have ended
EVENTS = {signal.SIGCHLD, signal.SIGTERM}


def exit_code(status: int) -> int:
    """How a process ended; 128 + the signal when one ended it."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


class Guard:
    """Watches the process ``first`` and its descendants; ``alone``: it is the first process of a world of its own."""

    def __init__(self, first: int, settings: dict, alone: bool) -> None:
        self.first, self.settings, self.alone = first, settings, alone

    def run(self) -> int:
        """Until the process has ended, a limit is passed, or the parent says so (SIGTERM); then nothing is left."""
        passed, before, pause = "", "", 0.0
        while True:
            event = signal.sigtimedwait(EVENTS, pause)
            if (event and event.si_signo == signal.SIGTERM) or self.has_ended():
                passed = ""
                break
            began = time.monotonic()
            passed, room = self.look()
            if passed and passed == before:  # twice: a process just forked counts double until it is its own
                break
            before = passed
            pause = 0.001 if passed else max(time.monotonic() - began, min(SELDOM, room / SPEED))
        code = self.end_all()
        if passed:
            with contextlib.suppress(OSError):  # nobody listens any more
                os.write(1, b"\nL" + json.dumps(passed).encode() + b"\n")
        return code

    def has_ended(self) -> bool:
        """Whether the first process has; buries the orphans that have ended."""
        while state := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if state.si_pid == self.first:
                return True
            os.waitpid(state.si_pid, 0)
        return False

    def look(self) -> tuple[str, float]:
        """(the limit that is passed, or nothing; how many bytes are left until the next one)."""
        settings = self.settings
        family = measuring.family_of(measuring.children_of(self.first if self.alone else os.getpid()))
        threads = [measuring.threads_of(member) for member in family]
        if sum(map(len, threads)) > settings["processes"] + 1:
            return "processes", 0
        files = measuring.Holdings(threads, settings["folder"], settings["disk"])
        memory = files.buffers + sum(map(measuring.memory_of, threads))
        if memory > settings["memory"]:
            memory = files.buffers + sum(measuring.memory_of(each, exactly=True) for each in threads)
        if memory > settings["memory"]:
            return "memory", 0
        if self.alone:  # its folder is as large as it may be
            return "", settings["memory"] - memory
        size, count = measuring.folder_use(settings["folder"], settings["files"])
        size += files.deleted
        if size > settings["disk"] or count > settings["files"]:
            return "disk", 0
        return "", min(settings["memory"] - memory, settings["disk"] - size)

    def end_all(self) -> int:
        """Kills everything and waits for its end; the first process's exit code."""
        with contextlib.suppress(ProcessLookupError):  # with the first of a world the system ends all others in it
            os.killpg(self.first, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first, signal.SIGKILL)
        code = exit_code(os.waitpid(self.first, 0)[1])
        until = time.monotonic() + WAIT
        while (left := measuring.children_of(os.getpid())) and time.monotonic() < until:
            for member in measuring.family_of(left):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            time.sleep(0.001)
        return code
