"""A test that takes its process with it fails alone, and the run goes on to its end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = """
from scheduling import FilesButNotebooksOneByOne

def pytest_xdist_make_scheduler(config, log):
    return FilesButNotebooksOneByOne(config, log)
"""
CRASHES = """
import os, pytest

@pytest.mark.parametrize("number", range(12))
def test_crash(number):
    if number % 5 == 3:
        os.abort()
"""
NOTEBOOK = "import os\ndef test_before(): pass\ndef test_crash(): os.abort()\ndef test_after(): pass\n"


@pytest.mark.slow
@pytest.mark.full
def test_crashes(tmp_path):
    (tmp_path / "tests/notebooks").mkdir(parents=True)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "tests/notebooks/test_notebook.py").write_text(NOTEBOOK)
    (tmp_path / "tests/test_whole.py").write_text(CRASHES)
    for letter in "abc":
        (tmp_path / f"tests/test_{letter}.py").write_text("def test_one(): pass\ndef test_two(): pass\n")
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider",
                          "-p", "no:nbval", "--rootdir", str(tmp_path), str(tmp_path)], capture_output=True, text=True,
                         cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent / "support")}, timeout=300)
    assert "3 failed, 18 passed in " in run.stdout, run.stdout[-3000:] + run.stderr[-1000:]
    # Named once or twice: where CI is set, pytest's summary repeats the whole line.
    assert set(re.findall(r"crashed while running 'tests/(\S+)'", run.stdout)) == {
        "notebooks/test_notebook.py::test_crash", "test_whole.py::test_crash[3]", "test_whole.py::test_crash[8]"}
