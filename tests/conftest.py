"""What all tests share: the two tiers, what need not run again, their order, a work folder of their own, what to do
when an asset is missing."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from skipping import require_asset
from unchanged import Unchanged

# The learner's own folder is not for tests. Set before anything reads it, and inherited by kernels and subprocesses.
WORK = Path(tempfile.mkdtemp(prefix="llm_edu_tests_"))
os.environ["LLM_EDU_WORK"] = str(WORK / "my_work")
os.environ["MPLBACKEND"] = "agg"
if "PYTEST_XDIST_WORKER" in os.environ:  # tests run side by side: two threads each would wait for each other
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Property tests try fewer examples in the fast tier, and never fail for taking long.
SLOW_IS_NO_FAILURE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("fast", max_examples=40, **SLOW_IS_NO_FAILURE)
settings.register_profile("full", max_examples=100, **SLOW_IS_NO_FAILURE)

# Whoever starts pytest in the background of a script starts it deaf to interrupts, by which checks wake sleeping code.
signal.signal(signal.SIGINT, signal.default_int_handler)

LEFT_OUT = pytest.StashKey[list[str]]()  # which tests this run leaves out, and why, in sentences
SMOKE = "test_smoke.py"  # of the browser tests the fast tier runs this file


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the full tier too: what the marker `full` is on")
    parser.addoption("--fresh", action="store_true", help="also run what has not changed since it passed here")


def pytest_configure(config):
    settings.load_profile("full" if config.getoption("--all") else "fast")
    config.stash[LEFT_OUT] = []
    if hasattr(config, "cache"):  # not with -p no:cacheprovider
        config.pluginmanager.register(Unchanged(config), "unchanged")


def pytest_unconfigure(config):
    shutil.rmtree(WORK, ignore_errors=True)


# --- two tiers, and the order of tests -------------------------------------------------------------------------------
@pytest.hookimpl(trylast=True)  # after -k and -m have chosen
def pytest_collection_modifyitems(config, items):
    """Leave out the full tier unless asked for it, and what has passed and not changed since; fast tests first: what
    breaks most is told soonest."""
    full = [] if config.getoption("--all") else [item for item in items if is_full(item)]
    items[:] = [item for item in items if config.getoption("--all") or not is_full(item)]
    plugin = config.pluginmanager.get_plugin("unchanged")
    unchanged, why = plugin.leave_out(items) if plugin else ([], "")
    if full or unchanged:
        config.hook.pytest_deselected(items=full + unchanged)
    if unchanged:
        config.stash[LEFT_OUT].append(why)
    if full:
        config.stash[LEFT_OUT].append(f"{len(full)} tests of the full tier: --all runs them.")
    items.sort(key=rank)  # stable: otherwise in the order of the files


def is_full(item) -> bool:
    return item.get_closest_marker("full") is not None or (in_browser(item) and item.path.name != SMOKE)


def in_browser(item) -> bool:
    return not {"page", "lab"}.isdisjoint(getattr(item, "fixturenames", ()))


def rank(item) -> int:
    """0 fast, 1 notebooks (long: what follows is shared out while the last of them runs), 2 slow, 3 browser.

    Files that open a browser come last, whole, since a process is handed whole files: from then on Playwright's event
    loop runs in it, and no other may.
    """
    if "/tests/browser/" in item.path.as_posix():
        return 3
    if "/tests/notebooks/" in item.path.as_posix():
        return 1
    return 2 if item.get_closest_marker("slow") else 0


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_make_scheduler(config, log):
    from scheduling import FilesButNotebooksOneByOne

    return FilesButNotebooksOneByOne(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):  # one of several processes: the first of them shall tell
        session.config.workeroutput["left_out"] = session.config.stash[LEFT_OUT]


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_testnodedown(node, error):
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_terminal_summary(terminalreporter, config):
    """What tests have announced (how exercises fared, how notebooks ran), and what the fast tier has left out."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    texts = [text for report in reports for name, text in report.user_properties if name == "announced"]
    if texts:
        terminalreporter.section("announced by the tests")
        terminalreporter.write_line("\n".join(texts))
    for sentence in config.stash[LEFT_OUT]:
        terminalreporter.write_line(f"Left out: {sentence}")


# --- fixtures --------------------------------------------------------------------------------------------------------
def pytest_runtest_setup(item):
    """``@pytest.mark.asset("smollm2")``: the test needs these assets."""
    for marker in item.iter_markers("asset"):
        for name in marker.args:
            require_asset(name)


@pytest.fixture(scope="session")
def full_tier(request) -> bool:
    """Whether this run was asked for everything (--all)."""
    return request.config.getoption("--all")


@pytest.fixture
def announce(request):
    """announce(text) shows text at the end of the run, also of a test that passes, whichever process it ran in."""
    return lambda text: request.node.user_properties.append(("announced", text))


@pytest.fixture
def work_folder(tmp_path, monkeypatch):
    """A work folder for one test alone, in a path with a space and an accent."""
    folder = tmp_path / "mon œuvre é"
    monkeypatch.setenv("LLM_EDU_WORK", str(folder))
    return folder
