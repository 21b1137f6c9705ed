"""How long a learner waits for the first answer: from the command `lab` to a click on one of the model's next words.

    llm-edu benchmark first_click [--rounds 3]

Each round starts the course anew (`llm-edu lab`, as `python course.py lab` does once the course is installed), opens
lesson 00 in Chromium, runs its first cell as soon as the kernel is idle, and clicks a bar. Shown are the seconds since
the command, median over the rounds with the fastest and the slowest, and how busy the machine was with other things
when each round began. Files are as warm as the rounds before left them. Needs Playwright for Python and Chromium.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))  # browser/ drives JupyterLab

STEPS = ("JupyterLab is ready", "the first cell is on the page", "the kernel is idle", "something shows",
         "bars to click on", "the first click is answered")
GOAL = 25.0  # seconds to the last step, on two cores


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark first_click", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds (default 3)")
    options = parser.parse_args(argv)
    from browser.lab import find_browser
    from playwright.sync_api import sync_playwright

    rounds, busy = [], []
    with sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"] if root else [])
        for _ in range(options.rounds):
            busy.append(psutil.cpu_percent(1.0))
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                rounds.append(one_round(browser, Path(folder)))
        print(f"Python {platform.python_version()}, Chromium {browser.version}, {os.cpu_count()} cores; before each "
              f"round the machine was {', '.join(f'{share:.0f} %' for share in busy)} busy\n")
        browser.close()
    for step, seconds in zip(STEPS, zip(*rounds, strict=True), strict=True):
        print(f"{step:<32}{statistics.median(seconds):>6.1f} s  ({min(seconds):.1f} to {max(seconds):.1f})")
    median = statistics.median(seconds[-1] for seconds in rounds)
    print(f"goal: {GOAL:.0f} s, {'met' if median <= GOAL else 'MISSED'}")
    return int(median > GOAL)


def one_round(browser, folder: Path) -> list[float]:
    """Seconds from the command to each of STEPS."""
    from browser.lab import watched_page
    from browser.started import BARS, FIRST, click_a_word, run_first_cell, started, wait_for_kernel

    began, times = time.perf_counter(), []

    def note() -> None:
        times.append(time.perf_counter() - began)

    with started(folder) as address, watched_page(browser) as (page, _):
        note()
        page.goto(address)
        page.locator(FIRST).first.wait_for()
        note()
        wait_for_kernel(page)
        note()
        run_first_cell(page)
        page.get_by_text("SmolLM2 is waking up.").wait_for()
        note()
        page.locator(BARS).nth(1).wait_for()
        note()
        click_a_word(page)
        note()
    return times


if __name__ == "__main__":
    sys.exit(main())
