"""A test that has passed on this machine is not run again until something on which it depends has changed.

That is the content of files (``dependencies.py`` says which) and the environment: its key. A run appends to a file the
keys of what passed and of what failed, and leaves out what it finds there as passed. It does not note a test that is
skipped or expected to fail, or that opens a file of the repository which its key does not cover.
"""

import hashlib
import os
import platform
import re
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest
from dependencies import Repository


class Unchanged:
    """A plugin. Of several processes the first reads what has passed before; each notes what passes in it."""

    def __init__(self, config):
        packages = sorted(f"{each.name} {each.version}" for each in distributions())
        told = sorted(f"{name}={value}" for name, value in os.environ.items() if name == "CI"
                      or (name.startswith("LLM_EDU_") and name not in ("LLM_EDU_WORK", "LLM_EDU_STARTED")))
        self.environment = "\n".join([sys.version, platform.platform(), *packages, *told])
        self.root, self.option, self.repository = config.rootpath, config.option, Repository(config.rootpath)
        self.file = Path(config.cache.mkdir("unchanged")) / "passed.txt"
        everything = (config.option.all or config.option.fresh or config.option.keyword or config.option.markexpr
                      or os.environ.get("CI") or config.args_source != config.ArgsSource.TESTPATHS)
        self.passed = getattr(config, "workerinput", {}).get("passed", set() if everything else self.read())
        self.keys: dict[pytest.Item, str] = {}
        self.phases: dict[str, list[str]] = {}  # test -> what came of its set-up, call and tear-down
        self.now, self.opened = "", set()  # the test file at work; (test file, what of the repository it has opened)
        self.covered: dict[str, set[str]] = {}  # test file -> the files that its tests' keys cover
        self.places = {str(config.rootpath / file): file for file in self.repository.files}
        sys.addaudithook(self._hear)

    def read(self) -> set[str]:
        """The keys of tests that have passed, and not failed since."""
        text = self.file.read_text("ascii", "replace") if self.file.is_file() else ""
        found = re.findall(r"(?m)^(\w{32}) (passed|failed)$", text)  # the last line of a key holds
        return {key for key, last in dict(found).items() if last == "passed"}

    def key(self, item, repository) -> str:
        file, values = item.nodeid.partition("::")[0], getattr(getattr(item, "callspec", None), "params", {}).values()
        said = [each for each in values if isinstance(each, Path) or (isinstance(each, str) and "." not in each)]
        files, content = repository.content(file, frozenset(self.places.get(str(each), str(each)) for each in said))
        self.covered.setdefault(file, set()).update(files)
        tier = str(self.option.all and "full_tier" in getattr(item, "fixturenames", ()))
        return hashlib.sha256("\n".join([item.nodeid, tier, self.environment, content]).encode()).hexdigest()[:32]

    def leave_out(self, items: list) -> tuple[list, str]:
        """Take the tests that need not run out of the list; return them, and say why."""
        self.now = ""  # what this opens no test does
        self.keys = {item: self.key(item, self.repository) for item in items}
        left = [item for item in items if self.keys[item] in self.passed]
        items[:] = [item for item in items if self.keys[item] not in self.passed]
        return left, (f"{len(left)} tests in {len({item.path for item in left})} files: nothing on which they depend "
                      "has changed since they passed here. --fresh runs them.")

    def _hear(self, event: str, arguments: tuple) -> None:
        """Python tells of each file that it opens. (Of modules only what is read as text: imports read bytes.)"""
        if event == "open" and isinstance(arguments[0], (str, Path)):
            file = self.places.get(os.path.abspath(arguments[0]))
            if file and not (file.endswith(".py") and "b" in (arguments[1] or "")):
                self.opened.add((self.now, file))

    @pytest.hookimpl(optionalhook=True)  # of pytest-xdist
    def pytest_configure_node(self, node):
        node.workerinput["passed"] = self.passed

    def pytest_collectstart(self, collector):
        self.now = collector.nodeid.partition("::")[0]

    def pytest_runtest_logstart(self, nodeid):
        self.now = nodeid.partition("::")[0]

    def pytest_runtest_logreport(self, report):
        self.phases.setdefault(report.nodeid, []).append(report.outcome)

    def pytest_sessionfinish(self, session, exitstatus):
        """Note what has passed, if its key is still the same, and what has failed, in one piece: others may, too."""
        more = {file for file, opened in set(self.opened) if opened not in self.covered.get(file, set())
                and opened not in self.repository.closure(frozenset({file}), packages=True)}
        now, lines = Repository(self.root), []
        for item, key in self.keys.items():
            phases = self.phases.get(item.nodeid, [])
            if "failed" in phases:
                lines.append(f"{key} failed\n")
            elif phases == ["passed"] * 3 and item.nodeid.partition("::")[0] not in more and key == self.key(item, now):
                lines.append(f"{key} passed\n")
        with open(self.file, "ab", buffering=0) as out:
            out.write("".join(lines).encode("ascii"))
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and self.passed:
            session.exitstatus = pytest.ExitCode.OK
