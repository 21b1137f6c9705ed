"""What all tests share: their order, a work folder of their own, and what to do when an asset is missing."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from skipping import require_asset

# The learner's own folder is not for tests. Set before anything reads it, and inherited by kernels and subprocesses.
WORK = Path(tempfile.mkdtemp(prefix="llm_edu_tests_"))
os.environ["LLM_EDU_WORK"] = str(WORK / "my_work")
os.environ["MPLBACKEND"] = "agg"
if "PYTEST_XDIST_WORKER" in os.environ:  # tests run side by side: two threads each would wait for each other
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Whoever starts pytest in the background of a script starts it deaf to interrupts, by which checks wake sleeping code.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure(config):
    shutil.rmtree(WORK, ignore_errors=True)


def pytest_collection_modifyitems(items):
    """Fast tests first, then the slow ones, notebooks, and the browser: what breaks most is told soonest."""
    items.sort(key=lambda item: rank(item))  # stable: otherwise in the order of the files


def rank(item) -> int:
    """0 fast, 1 slow, 2 notebooks, 3 browser."""
    path = item.path.as_posix()
    if "/tests/browser/" in path or item.get_closest_marker("browser"):
        return 3
    if "/tests/notebooks/" in path or item.get_closest_marker("notebook"):
        return 2
    return 1 if item.get_closest_marker("slow") else 0


def pytest_runtest_setup(item):
    """``@pytest.mark.asset("smollm2")``: the test needs these assets."""
    for marker in item.iter_markers("asset"):
        for name in marker.args:
            require_asset(name)


@pytest.fixture
def announce(request):
    """announce(text) shows text at the end of the run, also of a test that passes, whichever process it ran in."""
    return lambda text: request.node.user_properties.append(("announced", text))


def pytest_terminal_summary(terminalreporter):
    """What tests have announced: what notebooks took, how exercises fared."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    texts = [text for report in reports for name, text in report.user_properties if name == "announced"]
    if texts:
        terminalreporter.section("announced by the tests")
        terminalreporter.write_line("\n".join(texts))


@pytest.fixture
def work_folder(tmp_path, monkeypatch):
    """A work folder for one test alone, in a path with a space and an accent."""
    folder = tmp_path / "mon œuvre é"
    monkeypatch.setenv("LLM_EDU_WORK", str(folder))
    return folder
