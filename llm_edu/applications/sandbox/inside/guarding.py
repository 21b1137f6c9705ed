"""Stays beside a program, outside its walls (Linux): keeps it to its limits, and ends all that came from it."""

import contextlib
import json
import math
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import measuring

del sys.path[0]

SPEED = 8e9  # bytes a second: nothing fills memory or disk faster on one core
SELDOM = 0.01  # seconds between two looks when there is much room left
FEW = 3  # processes that run at their usual speed
WAIT = 5.0  # seconds until what was killed must have ended
EVENTS = {signal.SIGTERM, getattr(signal, "SIGCHLD", signal.SIGTERM)}  # Windows, where nobody runs this, lacks one


def exit_code(status: int) -> int:
    """How a process ended; 128 + the signal when one ended it."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


class Guard:
    """Watches the process ``first`` and its descendants; ``alone``: it is the first process of a world of its own."""

    def __init__(self, first: int, settings: dict, alone: bool) -> None:
        self.first, self.settings, self.alone = first, settings, alone
        self.next_look = 0.0
        self.crowded: set[int] = set()  # processes that take too long to look at exactly
        self.swaps = measuring.contents("/proc/swaps").count(b"\n") > 1  # a first line, then one for each place

    def run(self) -> int:
        """Stays until all is over, and nothing is left; the first process's exit code."""
        passed = ""
        try:
            passed = self.watch()
        finally:  # an error of the guard must not set anything free
            code = self.end_all()
        if passed:
            with contextlib.suppress(OSError):  # nobody listens any more
                os.write(1, b"\nL" + json.dumps(passed).encode() + b"\n")
        return code

    def watch(self) -> str:
        """Until the process has ended, a limit is passed, or the parent says so (SIGTERM); the limit, or nothing."""
        passed, pause = "", 0.0
        while not passed:
            event = signal.sigtimedwait(EVENTS, pause)
            if (event and event.si_signo == signal.SIGTERM) or self.has_ended():
                return ""
            passed, pause = self.look(time.monotonic())
        return passed

    def has_ended(self) -> bool:
        """Whether the first process has; buries the orphans that have ended."""
        while state := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if state.si_pid == self.first:
                return True
            os.waitpid(state.si_pid, 0)
        return False

    def look(self, began: float) -> tuple[str, float]:
        """(the limit that is passed, or nothing; seconds until the next look: the less room is left, the fewer).

        Looks take at most half of the time. Those at the folder are quick, so there are more of them.
        """
        passed, room = self.look_at_folder(deleted=0)
        looked = time.monotonic()
        if not passed and began >= self.next_look:
            passed, least = self.look_at_processes()
            took = time.monotonic() - looked
            self.next_look = looked + took + max(took, min(SELDOM, least / SPEED))
        wait = max(0.0, self.next_look - time.monotonic())
        return passed, wait if self.alone else max(looked - began, min(wait, room / SPEED))

    def look_at_folder(self, deleted: int) -> tuple[str, float]:
        """(the limit that is passed, or nothing; how many bytes are left until it is), with some deleted files."""
        if self.alone:  # its folder is as large as it may be
            return "", math.inf
        size, count = measuring.folder_use(self.settings["folder"], self.settings["files"])
        room = self.settings["disk"] - size - deleted
        return ("disk" if room < 0 or count > self.settings["files"] else ""), room

    def look_at_processes(self) -> tuple[str, float]:
        """The same for what its processes hold, deleted files among it."""
        settings, family = self.settings, self.family()
        if sum(len(process.threads) for process in family) > settings["processes"] + 1:
            return "processes", 0
        if len(family) > FEW:
            self.slow_down(family)
        memory = self.memory_of(family)
        if memory > settings["memory"]:
            return "memory", 0
        files = measuring.Holdings(family, "" if self.alone else settings["folder"], settings["disk"])
        memory += files.buffers
        if memory > settings["memory"]:
            return "memory", 0
        passed, room = self.look_at_folder(files.deleted)
        return passed, min(room, settings["memory"] - memory)

    def slow_down(self, family: list[measuring.Process]) -> None:
        """Lets everything else on a busy machine go first, the guard too: many processes outrun it otherwise."""
        for process in family:
            with contextlib.suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.number, 19)

    def memory_of(self, family: list[measuring.Process]) -> int:
        """Bytes that they hold together; exactly only where the quick way says that it is too much."""
        memory = sum(process.memory + (process.swapped() if self.swaps else 0) for process in family)
        if memory <= self.settings["memory"]:
            return memory
        if len(family) <= FEW:
            return measuring.exact_memory_of(family, self.crowded)
        with self.stopped():
            return measuring.exact_memory_of(self.family(), self.crowded)

    @contextlib.contextmanager
    def stopped(self):
        """Many processes stand still meanwhile: they would grow while the guard waits for the system's answers."""
        stopped: set[int] = set()
        while new := {process.number for process in self.family()} - stopped:  # one may have started others before
            for number in new:
                self.kill(os.kill, number, signal.SIGSTOP)
            stopped |= new
        try:
            yield
        finally:
            for number in stopped:
                self.kill(os.kill, number, signal.SIGCONT)

    def end_all(self) -> int:
        """Kills everything and waits for its end; the first process's exit code."""
        for member in [] if not self.alone else self.family():  # sooner than with the first process of its world
            self.kill(os.kill, member.number)
        self.kill(os.killpg, self.first)
        self.kill(os.kill, self.first)
        code = exit_code(os.waitpid(self.first, 0)[1])
        until = time.monotonic() + WAIT
        while (left := self.family()) and not self.alone and time.monotonic() < until:
            for member in left:
                self.kill(os.kill, member.number)
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            time.sleep(0.001)
        return code

    def family(self) -> list[measuring.Process]:
        """The program's processes; in a world of its own all but the first, which is ours."""
        return measuring.family_of(measuring.Process(self.first if self.alone else os.getpid()).children())

    @staticmethod
    def kill(by, number: int, signal_number: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            by(number, signal_number)
