"""A world that hostile programs can harm, and what each of them did to it.

As a program (``python hostile_world.py PLAN LANDLOCK``, with a plan such as "landlock seccomp") it tries all whose walls
count, as whoever starts it, and prints a line of JSON for each: its name and the complaints, null where none was asked.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest import mock

import hostile_programs
from hostile_kinds import MEMORY_LIMIT, prelude

from llm_edu.applications.sandbox import confined, protections, run_program
from llm_edu.applications.sandbox.protections import this_machine

NAME = f"hostile{os.getpid() % 10**6}"
SHORT = 0.4  # seconds, for what never ends by itself
TRIES = 6  # to keep within a fifth of a limit
SECRET = "SECRET-canary"


class World:
    """What there is to be harmed: files, processes, servers, shared memory, a secret in the environment and a file."""

    def __init__(self, landlock: int = 7) -> None:
        self.landlock = landlock
        self.folder = Path(os.path.realpath(tempfile.mkdtemp(prefix="llm-edu-world-")))
        self.folder.chmod(0o755)
        self.canary, self.library = self.folder / "mine" / "canary", self.folder / "library" / "module.py"
        for file in (self.canary, self.library):
            file.parent.mkdir()
            file.write_text(SECRET, encoding="utf-8")
            file.chmod(0o644)
        readable = [*confined.readable_folders(), str(self.library.parent)]
        self.patches = [
            mock.patch.dict(os.environ, LLM_EDU_SECRET="SECRET-environment"),
            mock.patch.object(tempfile, "tempdir", str(self.folder)),
            mock.patch.object(confined, "readable_folders", lambda: readable),
            mock.patch.object(confined, "NEWEST", landlock),
        ]
        for patch in self.patches:
            patch.start()
        self.open_file = os.open(self.canary, os.O_RDWR)
        os.set_inheritable(self.open_file, True)
        self.victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self.listen()
        self.signals: list[int] = []
        self.before = signal.signal(signal.SIGWINCH, lambda number, _: self.signals.append(number))
        self.names, self.looks = set(os.listdir(self.folder)), self.look()

    def listen(self) -> None:
        linux = sys.platform == "linux"
        self.addresses = [str(self.folder / "s"), f"\0{NAME}" if linux else str(self.folder / "t"),
                          str(self.folder / "d"), f"\0{NAME}d" if linux else str(self.folder / "e")]
        kinds = [socket.SOCK_STREAM, socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_DGRAM]
        self.unix = [socket.socket(socket.AF_UNIX, kind) for kind in kinds]
        self.server = socket.create_server(("127.0.0.1", 0))
        for server, address in zip(self.unix, self.addresses):
            server.bind(address)
        for server in (*self.unix[:2], self.server):
            server.listen()
        for server in (*self.unix, self.server):
            server.setblocking(False)
        for path in (address for address in self.addresses if not address.startswith("\0")):
            os.chmod(path, 0o777)
        self.system, self.shared = ctypes.CDLL(None), -1
        if linux:
            self.shared = self.system.shmget(0, 4096, 0o1666)
            self.system.shmat.restype = ctypes.c_void_p
            self.memory = self.system.shmat(self.shared, None, 0)

    def prelude(self, source: str) -> str:
        way = [part for folder in confined.readable_folders() for part in Path(folder).parts]
        return prelude(
            source, NAME=NAME, PORT=self.server.getsockname()[1], SOCKET=self.addresses[0], ABSTRACT=self.addresses[1],
            DATAGRAMS=self.addresses[2], ABSTRACT_DATAGRAMS=self.addresses[3], PARENT=os.getpid(), SHARED=self.shared,
            VICTIM=self.victim.pid, CANARY=str(self.canary), LIBRARY=str(self.library), SECRET=SECRET,
            HOME_OF_USER=str(Path.home()), WAY_TO_PYTHON=way)

    def look(self) -> list:
        """All that must not change about the files."""
        found = []
        for path in (self.canary, self.canary.parent, self.library, self.library.parent, self.folder):
            status = path.stat()
            change = 0 if path == self.folder else status.st_ctime_ns  # programs' folders come and go in it
            attributes = os.listxattr(path) if hasattr(os, "listxattr") else []
            found.append((status.st_mode, status.st_uid, status.st_size if path.is_file() else 0, change, attributes))
        return found

    def harm(self) -> list[str]:
        """What has been done to it; nothing, if all is well."""
        found = [] if self.look() == self.looks else [f"files have changed: {self.looks} -> {self.look()}"]
        found += [f"left in the folder: {name}" for name in set(os.listdir(self.folder)) - self.names]
        if any(file.read_text(encoding="utf-8") != SECRET for file in (self.canary, self.library)):
            found.append("a file was written")
        if self.victim.poll() is not None:
            found.append("a process was killed")
        if self.signals:
            found.append("a signal came")
        for server in (*self.unix, self.server):
            try:
                server.recv(1) if server.type == socket.SOCK_DGRAM else server.accept()
            except BlockingIOError:
                continue
            found.append("somebody has called")
        if self.shared >= 0 and ctypes.string_at(self.memory, 4) != bytes(4):
            found.append("shared memory was written")
        if left := survivors():
            found.append(f"left running: {left}")
        if os.path.exists("/dev/shm/llm-edu-escaped"):
            found.append("a file in /dev/shm")
        self.names, self.looks = set(os.listdir(self.folder)), self.look()  # each is charged with its own harm
        return found

    def close(self) -> None:
        signal.signal(signal.SIGWINCH, self.before)
        self.victim.kill()
        self.victim.communicate()
        for server in (self.server, *self.unix):
            server.close()
        os.close(self.open_file)
        if self.shared >= 0:
            self.system.shmctl(self.shared, 0, None)
        for patch in self.patches:
            patch.stop()
        shutil.rmtree(self.folder)


def survivors() -> list[str]:
    """Processes that a hostile program has left, which have given themselves a name (Linux)."""
    found = []
    for comm in Path("/proc").glob("[0-9]*/comm"):
        try:
            status = (comm.parent / "status").read_text(encoding="utf-8")
            if comm.read_text(encoding="utf-8").strip() == NAME and "\nState:\tZ" not in status:
                found.append(comm.parent.name)
        except OSError:
            continue
    return found


def complaints(world, hostile, plan, watch=False, tries=1) -> list[str] | None:
    """What is wrong with how a program went; None where this machine does not promise to hold it."""
    machine = this_machine(plan)
    machine = type(machine)(machine.platform, machine.root, machine.nobody, min(machine.landlock, world.landlock))
    if hostile.needs and not {each.name: each.holds for each in protections(plan, machine)}[hostile.needs]:
        return None
    seconds = SHORT if hostile.endless else hostile.seconds
    began = time.monotonic()
    outcome = run_program(world.prelude(hostile.source) + hostile.source, timeout=seconds, memory=MEMORY_LIMIT,
                          plan=plan, watch=watch)
    took, wrong, text = time.monotonic() - began, world.harm(), f"{outcome}; {outcome.output[:300]!r}"
    expected = hostile.watched if watch else hostile.walls
    if outcome.status not in expected or (not watch and hostile.error not in str(outcome)):
        wrong.append(f"expected {expected} {hostile.error}: {text}")
    if outcome.status == "forbidden" and not outcome.message:
        wrong.append("forbidden, and no word of what")
    if "HARM" in outcome.output or "SECRET" in outcome.output or len(outcome.output) > 64_000:
        wrong.append(f"got what it wanted: {text}")
    megabytes = outcome.output.count("+")
    if megabytes > 1.2 * hostile.megabytes > 0:  # the guard may have come late, on a busy machine
        if tries < TRIES:
            return complaints(world, hostile, plan, watch, tries + 1)
        wrong.append(f"{megabytes} megabytes of {hostile.megabytes}, {tries} times more than a fifth too many")
    if took > 1.2 * seconds + 1:
        wrong.append(f"{took:.1f} s of {seconds:g}")
    return wrong


def main() -> None:
    world = World(int(sys.argv[2]))
    try:
        for hostile in hostile_programs.WALLS:
            print(json.dumps([hostile.name, complaints(world, hostile, frozenset(sys.argv[1].split()))]), flush=True)
    finally:
        world.close()


if __name__ == "__main__":
    main()
