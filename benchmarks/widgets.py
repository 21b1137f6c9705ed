"""AttentionViewer in a real JupyterLab in Chromium: how large what is saved is, and how fast what is clicked is drawn.

    llm-edu benchmark widgets [--rounds 7] [--without-smollm2]

Sizes are of the notebook file as JupyterLab saves it, with the widget's state, code and picture in it, for random
weights of 12 layers × 12 heads × 64 tokens and for SmolLM2 (30 × 9) on 64 tokens. Times are from the run of a cell, or
from a click, to the end of the frame in which the result is painted; shown is the median over the rounds with the
fastest and the slowest. Head and layer changes run while the kernel is kept busy, so they cannot have asked it.
Needs Playwright for Python and Chromium; nothing may be requested from anywhere but this machine.
"""

import argparse
import os
import platform
import re
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))  # the JupyterLab of the browser tests

SETUP = """
import numpy as np, torch
from llm_edu.widgets import AttentionViewer
def random_weights(layers, heads, time):
    scores = np.random.default_rng(0).normal(0, 2, (layers, heads, time, time))
    scores = np.where(np.tril(np.ones((time, time), dtype=bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return (weights / weights.sum(-1, keepdims=True)).astype(np.float32)
def viewer(layers, heads, time):
    return AttentionViewer(WEIGHTS[layers, heads, time], [f"token{n}" for n in range(time)])
WEIGHTS = {shape: random_weights(*shape) for shape in [(12, 12, 64), (12, 12, 512)]}
first = viewer(12, 12, 64)
first._repr_mimebundle_()   # imports and fonts, which only the first picture of a session waits for
first.close()   # and is then not saved
"""
SMOLLM2 = """
from llm_edu.pretrained import load_smollm2
MODEL, TOKENIZER = load_smollm2(fetch=True)
TEXT = ("Last spring, Mia had lost her green hat. She asked everyone in the village, and Otto came to help. They "
        "searched by the river, and found nothing. At last they looked behind the mill. ") * 4
IDS = TOKENIZER.encode(TEXT)
"""
HELPERS = """() => {
    window.painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    window.until = async (test) => {
        while (!test()) await new Promise((done) => setTimeout(done, 2));
        await painted();
    };
    window.timed = async (act, test = () => true) => {
        const begun = performance.now();
        await act();
        await until(test);
        return performance.now() - begun;
    };
    window.named = (name) => [...document.querySelectorAll('.lm-attention button')].find(
        (button) => (button.getAttribute('aria-label') ?? button.textContent) === name);
    window.runCell = (at) => {
        jupyterapp.shell.currentWidget.content.activeCellIndex = at;
        jupyterapp.commands.execute('notebook:run-cell');
    };
}"""
VIEWS = ("Lines", "Matrix", "All heads", "Inside a head")
DRAWN = "() => document.querySelector('.lm-attention[data-drawn]') !== null"
GONE = "() => document.querySelector('.lm-attention') === null"
FREE = """async () => void await jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
    .requestExecute({ code: '' }).done"""  # all that was asked of the kernel before has been done
BUSY = """(seconds) => void jupyterapp.shell.currentWidget.context.sessionContext.session.kernel
    .requestExecute({ code: `import time; time.sleep(${seconds})` })"""
BUSY_SECONDS = 0.3    # for each round: two clicks take a tenth of that
CLICK = """([name, title]) => timed(() => named(name).click(),
    () => document.querySelector('.lm-attention .lm-side-name').textContent === title)"""
BARS = """() => document.querySelector('.lm-attention .lm-next').textContent
    + document.querySelector('.lm-attention .lm-side-model .lm-caption').textContent"""


def main(argv: list[str] | None = None) -> int:
    """Measure, print the table, and return 0; 1 when a figure is missed or something was requested elsewhere."""
    parser = argparse.ArgumentParser(prog="llm-edu benchmark widgets", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="rounds of each time (default 7)")
    parser.add_argument("--without-smollm2", action="store_true", help="only what needs no model")
    options = parser.parse_args(argv)
    from lab import Lab, find_browser
    from playwright.sync_api import sync_playwright

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    rows, elsewhere = [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"] if root else [])
        with Lab(Path(folder) / "lab", browser) as lab:
            for measure in [measure_weights] if options.without_smollm2 else [measure_weights, measure_smollm2]:
                with lab.watched() as (page, problems):
                    measure(lab, page, rows, options.rounds)
                    elsewhere += problems
        print(f"Python {platform.python_version()}, Chromium {browser.version}, {cores} cores, median of "
              f"{options.rounds} rounds\n")
        browser.close()
    return report(rows, elsewhere)


def open_notebook(lab, page, *cells: str) -> None:
    """A notebook of these cells, of which the first has been run."""
    lab.open(page, *cells)
    page.evaluate(HELPERS)
    assert page.evaluate("""async () => {
        jupyterapp.shell.currentWidget.content.activeCellIndex = 0;
        return jupyterapp.commands.execute('notebook:run-cell');
    }""") is True, "the set-up cell failed"


def draw_cell(page, number: int, rounds: int) -> list[float]:
    """Milliseconds from running a cell to the widget it shows being drawn, its old output gone before."""
    times = []
    for _ in range(rounds):
        page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        page.wait_for_function(GONE)
        times.append(page.evaluate(f"at => timed(() => runCell(at), {DRAWN})", number))
        page.evaluate(FREE)
    return times


def click_heads(page, rounds: int, heads: int) -> dict[str, list[float]]:
    """Milliseconds for a change of head and of layer in each view, the kernel busy meanwhile."""
    times = {}
    for view in VIEWS:
        page.evaluate("view => named(view).click()", view)
        page.evaluate(BUSY, BUSY_SECONDS * rounds)
        page.wait_for_timeout(100)
        times[view] = []
        layer, head = map(int, re.findall(r"\d+", page.locator(".lm-attention .lm-side-name").first.text_content()))
        for number in range(rounds):
            head = (head + 5) % heads
            times[view].append(page.evaluate(CLICK, [f"Head {head}", f"Layer {layer}, head {head}"]))
            name, layer = ("Next layer", layer + 1) if number % 2 == 0 else ("Layer before", layer - 1)
            times[view].append(page.evaluate(CLICK, [name, f"Layer {layer}, head {head}"]))
        page.evaluate(FREE)
    return times


def saved_size(lab, page) -> int:
    """Bytes of the notebook once its one widget has been drawn: JupyterLab saves all that the kernel has made."""
    draw_cell(page, 1, 1)
    lab.save(page)
    return lab.notebook.stat().st_size


def measure_weights(lab, page, rows: list, rounds: int) -> None:
    from llm_edu.widgets.attention_viewer.packing import packed_size

    rows.append(("12 × 12 × 64, weights", "buffer", [packed_size((12, 12, 64, 64), True) / 1e6], "MB", 0.35))
    open_notebook(lab, page, SETUP, "viewer(12, 12, 64)", "viewer(12, 12, 512)")
    rows.append(("", "saved notebook", [saved_size(lab, page) / 1e6], "MB", 0.5))
    rows.append(("", "cell run to drawn", draw_cell(page, 1, rounds), "ms", 500))
    for view, times in click_heads(page, rounds, 12).items():
        rows.append(("", f"head or layer, {view}", times, "ms", 50))
    rows.append(("12 × 12 × 512, weights", "cell run to drawn", draw_cell(page, 2, rounds), "ms", None))
    page.evaluate("() => named('Matrix').click()")
    slices = [page.evaluate("""async (name) => {
        const line = document.querySelector('.lm-attention .lm-line');
        return timed(() => named(name).click(), () => !line.textContent.includes('…'));
    }""", f"Head {number % 11 + 1}") for number in range(min(rounds, 10))]
    rows.append(("", "head on demand (kernel)", slices, "ms", None))
    rows.append(("", "head again, All heads", click_heads(page, rounds, 12)["All heads"], "ms", None))
    page.evaluate("() => named('Lines').click()")
    pointed = [page.evaluate("""(at) => {
        const tokens = document.querySelectorAll('.lm-attention .lm-tokens-query button');
        return timed(() => tokens[at].focus(), () => tokens[at].classList.contains('lm-token-pointed'));
    }""", 500 - number) for number in range(rounds)]
    rows.append(("", "point at a token, Lines", pointed, "ms", None))


def measure_smollm2(lab, page, rows: list, rounds: int) -> None:
    from llm_edu.widgets.attention_viewer.packing import packed_size

    rows.append(("SmolLM2, 30 × 9 × 64", "buffer", [packed_size((30, 9, 64, 64), True) / 1e6], "MB", 0.65))
    open_notebook(lab, page, SETUP + SMOLLM2, "AttentionViewer(MODEL, TOKENIZER, IDS[:64])",
                  "AttentionViewer(MODEL, TOKENIZER, IDS[:32])")
    rows.append(("", "saved notebook", [saved_size(lab, page) / 1e6], "MB", 0.9))
    rows.append(("", "cell run to drawn, model read", draw_cell(page, 1, rounds), "ms", None))
    for view, times in click_heads(page, rounds, 9).items():
        rows.append(("", f"head or layer, {view}", times, "ms", 50))
    draw_cell(page, 2, 1)
    switched = []
    for number in range(rounds):
        page.evaluate("name => named(name).click()", f"Head {number % 9}")
        page.wait_for_timeout(400)
        switched.append(page.evaluate(f"""() => {{
            const seen = {BARS};
            const before = seen();
            return timed(() => named('Switch this head off').click(), () => seen() !== before);
        }}"""))
    rows.append(("SmolLM2, 32 tokens", "switch a head off to new bars", switched, "ms", 500))


def report(rows: list, elsewhere: list) -> int:
    """The table, and whether every figure was met."""
    missed = []
    for what, name, values, unit, most in rows:
        middle = statistics.median(values)
        digits = 3 if unit == "MB" else 0
        spread = f"({min(values):.{digits}f} to {max(values):.{digits}f})" if len(values) > 1 else ""
        aim = "" if most is None else f"asked for: ≤ {most:g} {unit}" + ("" if middle <= most else "   MISSED")
        if most is not None and middle > most:
            missed.append(name)
        print(f"  {what:<24}{name:<32}{middle:>8.{digits}f} {unit}  {spread:<18} {aim}".rstrip())
    print(f"\n  {'; '.join(elsewhere) if elsewhere else 'no console error, no request elsewhere'}")
    return 1 if missed or elsewhere else 0


if __name__ == "__main__":
    sys.exit(main())
