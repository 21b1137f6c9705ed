"""One walled-in process, seen from its parent: started, listened to, killed with all that came from it."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm_edu.applications.sandbox.inside.landlock import NEWEST
from llm_edu.applications.sandbox.inside.measuring import Process
from llm_edu.applications.sandbox.inside.plain import LIMIT
from llm_edu.applications.sandbox.inside.removing import remove_folder
from llm_edu.applications.sandbox.plans import Plan, open_to_all, seatbelt

INSIDE = Path(__file__).with_name("inside")
NOBODY = 65534
OVERHEAD = 64 * 2**20  # bytes of the address space that a process may name, beyond what it may hold
WAIT = 10.0  # seconds until what was killed must have ended
MESSAGES = 32 * 2**20  # bytes of answers that a program may give in all


@dataclass(frozen=True, slots=True)
class Limits:
    """What a program may use: seconds; bytes of memory (Python's 10 MB and all processes), output, disk; numbers."""

    timeout: float
    memory: int
    output: int = 64_000
    disk: int = 32 * 2**20
    files: int = 500
    processes: int = 24


def python() -> str:
    """The interpreter itself, without the virtual environment around it and what is installed there."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


def readable_folders() -> list[str]:
    """What Python needs to run, and the course's own few files that run inside."""
    prefixes = {os.path.realpath(sys.base_prefix), os.path.realpath(sys.base_exec_prefix)}
    if sys.platform == "linux":  # not all of a prefix: it may be ``~/.local``, with a home's secrets in it
        parts = [python(), *(os.path.join(prefix, part) for prefix in prefixes for part in ("lib", "lib64"))]
        prefixes = {os.path.realpath(part) for part in parts if os.path.exists(part)}
    return sorted({*prefixes, str(INSIDE.resolve())})


def is_root() -> bool:
    return hasattr(os, "getuid") and os.getuid() == 0


def becomes_nobody(plan: Plan) -> bool:
    """Whether a program started by root can run as nobody: in a world of its own, or where nobody may read Python."""
    return is_root() and ("namespaces" in plan or all(map(open_to_all, [python(), *readable_folders()])))


def command_line(plan: Plan, limits: Limits, folder: Path) -> tuple[list[str], dict[str, str]]:
    """The command that starts the runner behind the walls of a plan, and its environment: nothing of ours."""
    # a name that nothing else has, so that no folder of the course or of Python can lie in it
    place = f"/{folder.name}" if "namespaces" in plan else str(folder)
    environment = {"HOME": place, "TMPDIR": place, "LANG": "C.UTF-8"}
    isolated = [python(), "-I", "-S", "-B", "-X", "utf8"]
    runner = [*isolated, str(INSIDE.resolve() / "runner.py")]
    if sys.platform == "win32":
        system = {name: os.environ[name] for name in ("SYSTEMROOT", "SYSTEMDRIVE") if name in os.environ}
        return runner, {"TEMP": place, "TMP": place, "USERPROFILE": place, **system}
    if "sandbox-exec" in plan:
        runner = ["/usr/bin/sandbox-exec", "-p", seatbelt(os.path.realpath(folder), readable_folders()), *runner]
    settings = {
        "plan": sorted(plan), "folder": os.path.realpath(folder), "command": runner, "environment": environment,
        "readable": readable_folders(), "nobody": becomes_nobody(plan), "cpu": int(limits.timeout) + 5,
        "address_space": limits.memory + OVERHEAD, "disk": limits.disk, "files": limits.files,
        "processes": limits.processes, "memory": limits.memory, "place": place, "landlock": NEWEST,
    }  # fmt: skip
    return [*isolated, str(INSIDE.resolve() / "launcher.py"), json.dumps(settings)], environment


class Confined:
    """A process behind walls, which waits for its first line (``send``).

    Each of its messages goes to ``heard(kind, line)``, in a thread of its own.

    ``changed`` is set whenever there is something new to look at.
    """

    def __init__(
        self, plan: Plan, limits: Limits, heard: Callable[[bytes, bytes], None], changed: threading.Event
    ) -> None:
        self.limits, self.heard, self.changed = limits, heard, changed
        self.output, self.too_much, self.silent = bytearray(), False, False
        self.folder = Path(tempfile.mkdtemp(prefix="llm-edu-program-"))
        self.inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.job: Any = None  # a `Job`, which Windows alone has
        try:
            self._start(plan)
        except BaseException:
            remove_folder(str(self.folder))
            raise
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._listen, self._read)]
        for thread in self.threads:
            thread.start()

    def _start(self, plan: Plan) -> None:
        if becomes_nobody(plan) and "namespaces" not in plan:
            os.chown(self.folder, NOBODY, NOBODY)
        command, environment = command_line(plan, self.limits, self.folder)
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NO_WINDOW}
        pipe = subprocess.PIPE
        self.process: Any = subprocess.Popen(  # whose type does not know that all pipes are open
            command, env=environment, cwd=self.folder, stdin=pipe, stdout=pipe, stderr=pipe, **flags
        )
        if "job" in plan:  # the runner waits for its first line, so nothing has run yet
            from llm_edu.applications.sandbox.windows import Job

            try:
                self.job = Job(self.limits.memory + OVERHEAD, self.limits.processes)
                self.job.take(int(self.process._handle))  # type: ignore[attr-defined,unused-ignore] # Windows has one
            except BaseException:
                self.process.kill()
                raise

    def send(self, line: bytes) -> None:
        """Puts a line into its standard input, as soon as it reads."""
        self.inbox.put(line)

    def _write(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # it has ended, or has closed its side
            for line in iter(self.inbox.get, None):
                self.process.stdin.write(line)
                self.process.stdin.flush()

    def _listen(self) -> None:
        total = 0
        with contextlib.suppress(OSError, ValueError):
            while line := self.process.stdout.readline(LIMIT + 2):
                total += len(line)
                if total > MESSAGES or not line.endswith(b"\n"):
                    self.too_much = self.too_much or total > MESSAGES or len(line) > LIMIT
                    break
                self.heard(line[:1], line[1:])
                if line[:1] not in (b"A", b"Q"):  # those are for the other process only
                    self.changed.set()
        self.silent = True
        self.changed.set()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while piece := self.process.stderr.read1(65536):
                room = self.limits.output - len(self.output)
                self.output += piece[:room]
                if len(piece) > room:
                    self.too_much = True
                    self.changed.set()
                    break

    def exit_code(self) -> int | None:
        """How it ended, negative for a signal; None while it runs."""
        code = self.process.poll()
        return 128 - code if code is not None and code > 128 and sys.platform == "linux" else code  # as the guard says

    def end(self) -> None:
        """Kills it and all that came from it, and removes its folder."""
        if self.job is not None:
            self.job.end()
        if sys.platform == "linux":  # the launcher ends when nothing is left in there
            self.process.terminate()
            try:
                self.process.wait(timeout=WAIT)
            except subprocess.TimeoutExpired:  # it hangs, and its own end would set free what it guards
                for child in Process(self.process.pid).children():
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.killpg(child, signal.SIGKILL)
        if sys.platform == "win32":
            self.process.kill()
        else:
            self._kill_group()
        self.process.wait()
        self.inbox.put(None)
        for thread in self.threads:
            thread.join(timeout=5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if not any(thread.is_alive() for thread in self.threads):
                with contextlib.suppress(OSError):
                    stream.close()
        remove_folder(str(self.folder))

    def _kill_group(self) -> None:
        """Kills the group of processes and waits until none of it is left."""
        until = time.monotonic() + WAIT
        with contextlib.suppress(ProcessLookupError, PermissionError):  # none is left; zombies only (macOS)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            while time.monotonic() < until:
                os.killpg(self.process.pid, 0)
                time.sleep(0.005)
