"""The course as a learner starts it: the command `lab` in a process of its own, and the page that it opens."""

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from browser.lab import free_port

FIRST = ".jp-Notebook .jp-CodeCell .cm-content"
BARS = ".lm-explorer button.lm-bar"


@contextmanager
def started(folder: Path, lesson: str = "00", command=(sys.executable, "-m", "llm_edu.course.cli")):
    """The address that `command` prints when JupyterLab is ready on a lesson. All that it writes lies in `folder`."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "IPYTHONDIR")
    private = {**{name: str(folder / name) for name in names}, "LLM_EDU_WORK": str(folder / "my_work"),
               "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen([*command, "lab", lesson, "--no-browser", "--port", str(free_port())],
                               env={**os.environ, **private}, encoding="utf-8",
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if "Ctrl-C" in line:
                break
        address = re.search(r"http\S+", "".join(printed))
        assert address, "".join(printed)
        yield address[0]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()


def wait_for_kernel(page) -> None:
    """Until the status bar says so: the notebook's own sign says idle too early."""
    page.get_by_text(re.compile(r"^Python 3.*\| Idle$")).wait_for()


def run_first_cell(page) -> None:
    """A click into the first cell of code, and Shift + Enter."""
    page.locator(FIRST).first.click()
    page.keyboard.press("Shift+Enter")


def click_a_word(page) -> None:
    """Click the second bar, until its token is at the end of the text and the model has answered."""
    page.locator(BARS).nth(1).click()
    page.wait_for_selector(".lm-explorer[data-state=ready] .lm-history:not([hidden]) .lm-chip")
