"""A test that has passed on this machine is not run again until something on which it depends has changed.

That is the content of files (``dependencies.py`` says which) and the environment: together they make the test's key. At
its end a run notes the keys of the tests that passed, and it leaves out those that it finds noted. It only appends to
the file of keys, so no run undoes what another noted. A test is not noted when it is skipped or expected to fail, when
it reads a file of the repository that its key does not cover, or when one of its files changes meanwhile; when it
fails, that is noted, too.
"""

import hashlib
import os
import platform
import re
import sys
from functools import cache, cached_property
from importlib.metadata import distributions
from pathlib import Path

import pytest
from dependencies import LESSON, Repository

SETTINGS = frozenset({"pyproject.toml", "requirements.txt"})
CONFTESTS = frozenset({"tests/conftest.py", "tests/support/unchanged.py"})  # for all tests, with what they import there
ASSETS = "llm_edu/assets/cache.py"  # with the registry: what a test needs that is marked `asset`
# A test that looks into the repository by these depends on what its parameters name there, else on every file.
LOOKING = {"llm_edu/course/paths.py", "llm_edu/course/checks/catalogue.py", "llm_edu/course/build/lesson_source.py"}
OF_ONE_RUN = ("LLM_EDU_WORK", "LLM_EDU_STARTED")
LARGEST = 10_000_000  # bytes of noted keys, some thirty runs of all tests; then everything runs once more


def environment() -> str:
    """What else decides whether a test passes: Python, the system, the installed packages, what the course is told."""
    packages = sorted(f"{each.name} {each.version}" for each in distributions())
    told = sorted(f"{name}={value}" for name, value in os.environ.items()
                  if name == "CI" or (name.startswith("LLM_EDU_") and name not in OF_ONE_RUN))
    return "\n".join([sys.version, platform.platform(), *packages, *told])


def runs_everything(config) -> bool:
    """Whether a run leaves nothing out: everything was asked for, or tests by their names, or this is a CI server."""
    asked = config.option
    return bool(asked.all or asked.fresh or asked.keyword or asked.markexpr or os.environ.get("CI")
                or config.args_source != config.ArgsSource.TESTPATHS)


def parameters(item) -> list:
    return list(getattr(getattr(item, "callspec", None), "params", {}).values())


class Unchanged:
    """A plugin. Of several processes the first reads what has passed before; each notes what passes in it."""

    def __init__(self, config):
        self.config = config
        self.repository = Repository(config.rootpath)
        self.environment = environment()
        self.file = Path(config.cache.mkdir("unchanged")) / "passed.txt"
        given = getattr(config, "workerinput", None)
        self.passed = given["passed"] if given else set() if runs_everything(config) else self.read()
        self.keys: dict[str, tuple[str, frozenset[str], str]] = {}  # test -> its key, the files it covers, its own file
        self.phases: dict[str, list[str]] = {}  # test -> what came of its set-up, call and tear-down
        self.now: str | None = None  # the test file at work
        self.opened: dict[str, set[str]] = {}  # test file -> what of the repository it has opened
        self.covered: dict[str, set[str]] = {}  # test file -> what the keys of its tests cover
        self.content = cache(self._content)
        used = {file for each in CONFTESTS for file, _ in self.repository.uses(each) if file.startswith("tests/support/")}
        self.for_all = SETTINGS | CONFTESTS | used
        sys.addaudithook(self._hear)

    # --- what a test depends on ---------------------------------------------------------------------------------------
    def starts(self, item) -> frozenset[str]:
        """The files on which a test depends directly."""
        file = self.relative(item.path)
        named = {each for value in parameters(item) for each in self.named(value)}
        if not named and self.looks_around(file):
            return self.repository.files
        conftests = {f"{folder.as_posix()}/conftest.py" for folder in Path(file).parents} - {"tests/conftest.py"}
        assets = {ASSETS} if item.get_closest_marker("asset") else set()
        return frozenset({file} | named | assets | (conftests & self.repository.files))

    def named(self, value) -> set[str]:
        """What a parameter names: a file by its path; a lesson, a measurement or, with its lesson, an exercise."""
        if isinstance(value, Path) and value.is_relative_to(self.config.rootpath):
            return {self.relative(value)}
        return self.names.get(value, set()) if isinstance(value, str) else set()

    @cached_property
    def names(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        lessons = {match[2]: file for file in self.repository.files if (match := LESSON.fullmatch(file))}
        for file in self.repository.files:
            match file.split("/"):
                case ["lessons", _] | ["lessons", "measurements", _]:
                    found.setdefault(Path(file).stem, set()).add(file)
                case ["llm_edu", "lessons", topic, "exercises", _]:
                    found.setdefault(Path(file).stem, set()).update({file, lessons.get(topic, file)})
        return found

    def looks_around(self, file: str) -> bool:
        _, files = self.content(frozenset({file}))
        return any(used in LOOKING for each in files - self.for_all if each.startswith("tests/")
                   for used, whole in self.repository.uses(each) if whole)

    def relative(self, path) -> str:
        return Path(os.path.relpath(path, self.config.rootpath)).as_posix()

    def _content(self, starts: frozenset[str]) -> tuple[str, frozenset[str]]:
        files = self.for_all | (starts if starts == self.repository.files else self.repository.closure(starts))
        return "\n".join(f"{file} {self.repository.digest(file)}" for file in sorted(files)), files

    # --- leaving out, and what is said of it --------------------------------------------------------------------------
    def leave_out(self, items: list) -> list:
        """Take the tests that need not run out of the list, and return them."""
        for item in items:
            content, files = self.content(self.starts(item))
            tier = "all" if self.config.option.all and "full_tier" in getattr(item, "fixturenames", ()) else ""
            text = "\n".join([item.nodeid, tier, self.environment, content])
            file = self.relative(item.path)
            self.covered.setdefault(file, set()).update(files)
            self.keys[item.nodeid] = hashlib.sha256(text.encode()).hexdigest()[:32], files, file
        left = [item for item in items if self.keys[item.nodeid][0] in self.passed]
        items[:] = [item for item in items if self.keys[item.nodeid][0] not in self.passed]
        return left

    def sentence(self, left: list, run: list) -> str:
        """What a run leaves out."""
        lessons, still = ({value for item in items if "tests/notebooks/" in item.nodeid for value in parameters(item)}
                          for items in (left, run))
        notebooks = f", {count} notebooks among them" if (count := len(lessons - still)) else ""
        return (f"{len(left)} tests in {len({item.path for item in left})} files{notebooks}: nothing on which they "
                "depend has changed since they passed here. --fresh runs them.")

    # --- noting what passes -------------------------------------------------------------------------------------------
    def read(self) -> set[str]:
        """The keys of tests that have passed, and not failed since."""
        if not self.file.is_file():
            return set()
        if self.file.stat().st_size > LARGEST:
            self.file.unlink()
            return set()
        lines = re.findall(r"^(\w{32}) (passed|failed)$", self.file.read_text("ascii", "replace"), re.MULTILINE)
        return {key for key, last in dict(lines).items() if last == "passed"}

    def note(self) -> None:
        """Append what has passed and what has failed, in one piece."""
        stamps, lines = self.repository.stamps, []
        changed = {file for file in stamps if self.repository.changed_at(file) != stamps[file]}
        for test, phases in self.phases.items():
            key, files, file = self.keys[test]
            if "failed" in phases:
                lines.append(f"{key} failed\n")
            elif phases == ["passed"] * 3 and not (files & changed or self.read_more(file)):
                lines.append(f"{key} passed\n")
        with open(self.file, "ab", buffering=0) as out:
            out.write("".join(lines).encode("ascii"))

    def read_more(self, file: str) -> bool:
        """Whether a test file has opened what neither its keys cover nor Python reads with a package: should that be
        damaged, no test can be collected that imports the package."""
        more = self.opened.get(file, set()) - self.covered[file]
        return bool(more and more - self.repository.closure([file], packages=True))

    def _hear(self, event: str, arguments: tuple) -> None:
        """Python tells of each file that it opens. (Of modules only what is read as text: imports read bytes.)"""
        if event != "open" or self.now is None or not isinstance(arguments[0], (str, Path)):
            return
        path, binary = os.path.abspath(arguments[0]), "b" in (arguments[1] or "")
        if path.startswith(f"{self.config.rootpath}{os.sep}") and not (path.endswith(".py") and binary):
            self.opened.setdefault(self.now, set()).update({self.relative(path)} & self.repository.files)

    # --- pytest's hooks -----------------------------------------------------------------------------------------------
    @pytest.hookimpl(optionalhook=True)  # of pytest-xdist
    def pytest_configure_node(self, node):
        node.workerinput["passed"] = self.passed

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        self.now = self.relative(collector.path) if isinstance(collector, pytest.File) else None
        try:
            return (yield)
        finally:
            self.now = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.now = self.relative(item.path)
        try:
            return (yield)
        finally:
            self.now = None

    def pytest_runtest_logreport(self, report):
        if report.nodeid in self.keys:  # else it ran in another process
            outcome = "expected" if hasattr(report, "wasxfail") else report.outcome
            self.phases.setdefault(report.nodeid, []).append(outcome)

    def pytest_sessionfinish(self, session, exitstatus):
        self.note()
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self.passed:
            session.exitstatus = pytest.ExitCode.OK
