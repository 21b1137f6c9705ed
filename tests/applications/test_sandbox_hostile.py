"""Some hundred and fifty programs that mean harm: none does any, and each is reported as what it is."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hostile_cheats
import hostile_programs
import hostile_world
import pytest
from hostile_kinds import FORBIDDEN
from hostile_world import World, complaints

from llm_edu.applications.sandbox import run_program
from llm_edu.applications.sandbox.confined import is_root
from llm_edu.applications.sandbox.plans import open_to_all
from llm_edu.applications.sandbox.running import best_plan, works

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are written for POSIX systems")

BEST = best_plan() if sys.platform != "win32" else frozenset()
OTHER = frozenset({"landlock", "seccomp"})  # for machines without namespaces
PACKAGE = Path(__file__).parents[2]
# What each run of the tests tries, with the best walls and with the others: a few of each kind.
SAMPLE = {"connects by IPv4", "kills behind Python's back", "reads a file of mine", "writes behind Python's back", "a daemon",
          "many files", "memory of orphans", "disk by files that are deleted and open", "5,000 folders in one another",
          "has the system kill for it: F_SETOWN", "changes the mode of a file of mine", "changes dates through an open file",
          "sets an attribute of a file that it may read", "reads memory that is shared by a number", "fork bomb"}
WATCHED = {"connects by IPv4", "kills a process", "reads the passwords", "overwrites a file of mine", "starts a program"}
CHEATS = {"equals everything", "exits", "traces", "changes the builtins", "changes the runner", "finds the token and uses it",
          "says the judge's word", "reads the questions ahead"}
WALLS = [("namespaces seccomp", 7), *(("landlock seccomp", version) for version in (7, 4, 2)), ("seccomp", 7)]


@pytest.fixture(scope="module")
def world():
    there = World()
    yield there
    there.close()


def some_of(hostiles, fast):
    """Cases, of which those named in ``fast`` run each time, and the others in the full tier."""
    return [pytest.param(each, id=each.name.replace(" ", "-"), marks=() if each.name in fast else pytest.mark.full)
            for each in hostiles]


def try_out(world, hostile, plan, watch=False):
    wrong = complaints(world, hostile, plan, watch)
    if wrong is None:
        pytest.skip(f"nothing on this machine keeps a program from this: {hostile.needs}")
    assert not wrong


@pytest.mark.parametrize("hostile", some_of([each for each in hostile_programs.ALL if FORBIDDEN in each.watched], WATCHED))
def test_what_is_forbidden_is_reported(world, hostile):
    try_out(world, hostile, BEST, watch=True)


@pytest.mark.parametrize("hostile", some_of([each for each in hostile_programs.WALLS if each.name in SAMPLE], SAMPLE))
@pytest.mark.parametrize("plan", [BEST, OTHER], ids=["best", "others"])
def test_the_walls_hold_by_themselves(world, hostile, plan):
    if plan == OTHER and (plan == BEST or not works(OTHER)):
        pytest.skip("no Landlock here, or nothing else")
    try_out(world, hostile, plan)


@pytest.mark.parametrize("hostile", [*hostile_programs.CRASHES, *hostile_programs.ENDINGS], ids=lambda each: each.name)
def test_a_crash_is_no_success(world, hostile):
    try_out(world, hostile, BEST)


def public_python():
    """A Python that every user may run, with the course; None where there is none."""
    found = [shutil.which(name, path="/usr/bin:/usr/local/bin") for name in ("python3.14", "python3.13", "python3.12", "python3.11")]
    return next((path for path in found if path and open_to_all(path) and open_to_all(str(PACKAGE))), None)


def all_behind(walls, landlock, user):
    """What ``hostile_world`` prints of all programs behind some walls, as this user or as an ordinary one."""
    python, who = (sys.executable, {}) if user is None else (public_python(), {"user": user, "group": user, "extra_groups": []})
    support = str(Path(hostile_world.__file__).parent)
    environment = {"PYTHONPATH": os.pathsep.join([str(PACKAGE), support]), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": "/tmp",
                   "HOME": str(Path.home()), "PATH": os.environ["PATH"]}
    return subprocess.run([python, hostile_world.__file__, walls, str(landlock)], capture_output=True, text=True, cwd="/",
                          env=environment, **who)


@pytest.fixture(scope="module")
def everywhere():
    """(walls, Landlock, whether as an ordinary user) -> what came out, two of them at a time."""
    pools = {False: ThreadPoolExecutor(1), True: ThreadPoolExecutor(1)}
    started = {(*walls, ordinary): pools[ordinary].submit(all_behind, *walls, 64001 if ordinary else None)
               for walls in WALLS for ordinary in (False, True) if not ordinary or (is_root() and public_python())}
    yield started
    for pool in pools.values():
        pool.shutdown(cancel_futures=True)


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="these walls are Linux's")
@pytest.mark.parametrize("ordinary", [False, True], ids=["as I am", "as an ordinary user"])
@pytest.mark.parametrize("walls, landlock", WALLS, ids=[f"{name.split()[0]} {version}" for name, version in WALLS])
def test_all_walls_hold_for_all_programs(everywhere, walls, landlock, ordinary):
    if (walls, landlock, ordinary) not in everywhere:
        pytest.skip("only root can become somebody else, who needs a Python and the course open to all")
    if not works(frozenset(walls.split())):
        pytest.skip("this machine cannot build these walls")
    done = everywhere[walls, landlock, ordinary].result()
    assert done.returncode == 0, done.stderr
    answers = dict(map(json.loads, done.stdout.splitlines()))
    assert len(answers) == len(hostile_programs.WALLS)
    assert sum(wrong is not None for wrong in answers.values()) >= 40
    assert not {name: wrong for name, wrong in answers.items() if wrong}


def some_cheats():
    return [pytest.param(name, marks=() if name in CHEATS else pytest.mark.full) for name in hostile_cheats.CHEATS]


@pytest.mark.parametrize("watch", [False, pytest.param(True, marks=pytest.mark.full)], ids=["walls", "watched"])
@pytest.mark.parametrize("name", some_cheats())
def test_nothing_that_a_program_does_makes_its_check_pass(world, name, watch):
    source = world.prelude(hostile_cheats.CHEATS[name]) + hostile_cheats.CHEATS[name]
    takes_questions = name == "reads the questions ahead"  # and then waits for more that do not come
    timeout = 1.0 if takes_questions else 60.0
    outcome = run_program(source, check="assert program.add(2, 3) == 5", timeout=timeout, watch=watch)
    assert outcome.status in (("failed", "timeout") if takes_questions else ("failed", "output")), outcome
    assert not world.harm()
