"""Some seventy programs that mean harm: none does any, and each is reported as what it is."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import hostile_programs
import pytest
from hostile_programs import FORBIDDEN, prelude

from llm_edu.applications.sandbox import protections, run_program
from llm_edu.applications.sandbox.confined import readable_folders
from llm_edu.applications.sandbox.running import best_plan, works

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are written for POSIX systems")

BEST = best_plan() if sys.platform != "win32" else frozenset()
OTHER = frozenset({"landlock", "seccomp"})  # for machines without namespaces
NAME = f"hostile{os.getpid() % 10**6}"
SAMPLE = {"connects by IPv4", "kills behind Python's back", "reads a file of mine", "writes behind Python's back", "a daemon",
          "many files"}
WATCHED = {"connects by IPv4", "kills a process", "reads the passwords", "overwrites a file of mine", "starts a program"}
MORE = {"cannot be interrupted", "sleeps for ever", "deep recursion without a limit", "deep recursion in C",
        "memory, again and again"}  # those of one kind with others that take long
GENEROUS = 60.0  # seconds, for what ends by itself


class World:
    """What there is to be harmed: a file, a process, a server, a secret in the environment and in an open file."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.canary = folder / "canary"
        self.canary.write_text("SECRET-canary", encoding="utf-8")
        self.canary.chmod(0o644)
        self.open_file = os.open(self.canary, os.O_RDWR)
        os.set_inheritable(self.open_file, True)
        patch.setenv("LLM_EDU_SECRET", "SECRET-environment")
        self.victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        self.unix = [socket.socket(socket.AF_UNIX) for _ in range(2)]
        self.addresses = [str(folder / "s"), f"\0{NAME}" if sys.platform == "linux" else str(folder / "t")]
        for server, address in zip(self.unix, self.addresses):
            server.bind(address)
            server.listen()
            server.setblocking(False)
        self.signals: list[int] = []
        self.before = signal.signal(signal.SIGWINCH, lambda number, _: self.signals.append(number))
        self.temporary = Path(os.path.realpath(folder))
        patch.setattr("tempfile.tempdir", str(folder))

    def prelude(self) -> str:
        return prelude(NAME=NAME, PORT=self.server.getsockname()[1], SOCKET=self.addresses[0],
                       ABSTRACT=self.addresses[1], PARENT=os.getpid(), VICTIM=self.victim.pid,
                       CANARY=str(self.canary), HOME_OF_USER=str(Path.home()), SECRET="SECRET-canary",
                       WAY_TO_PYTHON=[part for folder in readable_folders() for part in Path(folder).parts])

    def assert_unharmed(self) -> None:
        assert self.canary.read_text(encoding="utf-8") == "SECRET-canary"
        assert self.victim.poll() is None
        assert not self.signals
        for server in (self.server, *self.unix):
            with pytest.raises(BlockingIOError):
                server.accept()
        assert not survivors()
        assert {path.name for path in self.temporary.iterdir()} <= {"canary", "s", "t"}
        assert not Path("/dev/shm/llm-edu-escaped").exists()

    def close(self) -> None:
        signal.signal(signal.SIGWINCH, self.before)
        self.victim.kill()
        self.victim.communicate()
        for server in (self.server, *self.unix):
            server.close()
        os.close(self.open_file)


def survivors() -> list[str]:
    """Processes that a hostile program has left, which have given themselves a name (Linux)."""
    found = []
    for comm in Path("/proc").glob("[0-9]*/comm"):
        try:
            if comm.read_text(encoding="utf-8").strip() == NAME and zombie(comm.parent) is False:
                found.append(comm.parent.name)
        except OSError:
            continue
    return found


def zombie(process: Path) -> bool:
    return "\nState:\tZ" in (process / "status").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        there = World(tmp_path_factory.mktemp("world"), patch)
        yield there
        there.close()


def run(world, hostile, plan, watch):
    if hostile.needs and not {each.name: each.holds for each in protections(plan)}[hostile.needs]:
        pytest.skip(f"nothing on this machine keeps a program from this: {hostile.needs}")
    outcome = run_program(world.prelude() + hostile.source, timeout=1.0 if hostile.endless else GENEROUS, memory=256,
                          plan=plan, watch=watch)
    assert "HARM" not in outcome.output, outcome.output
    assert "SECRET" not in outcome.output
    assert len(outcome.output) <= 64_000
    world.assert_unharmed()
    return outcome


def some_of(hostiles, fast):
    """Cases, of which those named in ``fast`` run each time, and the others in the full tier."""
    return [pytest.param(each, id=each.name.replace(" ", "-"), marks=() if each.name in fast else pytest.mark.full)
            for each in hostiles]


@pytest.mark.parametrize("hostile", some_of([each for each in hostile_programs.ALL if FORBIDDEN in each.watched], WATCHED))
def test_what_is_forbidden_is_reported(world, hostile):
    outcome = run(world, hostile, BEST, watch=True)
    assert outcome.status in hostile.watched, outcome
    if outcome.status == FORBIDDEN:
        assert outcome.message


@pytest.mark.parametrize("hostile", some_of(hostile_programs.ALL, {each.name for each in hostile_programs.ALL} - MORE))
def test_the_walls_hold_by_themselves(world, hostile):
    outcome = run(world, hostile, BEST, watch=False)
    assert outcome.status in hostile.walls, outcome
    assert hostile.error in str(outcome)


@pytest.mark.skipif(BEST == OTHER or not works(OTHER), reason="no Landlock here, or nothing else")
@pytest.mark.parametrize("hostile", some_of(hostile_programs.ALL, SAMPLE))
def test_the_walls_of_machines_without_namespaces_hold(world, hostile):
    outcome = run(world, hostile, OTHER, watch=False)
    assert outcome.status in hostile.walls, outcome
    assert hostile.error in str(outcome)


@pytest.mark.parametrize("watch", [False, pytest.param(True, marks=pytest.mark.full)], ids=["walls", "watched"])
@pytest.mark.parametrize("name", hostile_programs.CHEATS)
def test_nothing_that_a_program_does_makes_its_check_pass(world, name, watch):
    source = world.prelude() + hostile_programs.CHEATS[name]
    takes_questions = name == "reads the questions ahead"  # and then waits for more that do not come
    timeout = 1.0 if takes_questions else GENEROUS
    outcome = run_program(source, check="assert program.add(2, 3) == 5", timeout=timeout, watch=watch)
    assert outcome.status in (("failed", "timeout") if takes_questions else ("failed", "output")), outcome
    world.assert_unharmed()
