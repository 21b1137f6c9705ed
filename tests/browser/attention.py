"""What the browser tests of AttentionViewer share: where things are on the page, and what they say."""

from inspect import getsource

import numpy as np
import torch
from browser.bare import show
from browser.lab import widget_code
from browser.stand_ins import BYTES, small_transformer

from llm_edu.widgets import AttentionViewer

ROOT = ".lm-attention"
DRAWN = f"{ROOT}[data-drawn]"
QUERIES = f"{ROOT} .lm-tokens-query button"
KEYS = f"{ROOT} .lm-tokens-key button"
VIEWS = ("Lines", "Matrix", "All heads", "Inside a head")
MODEL = "AttentionViewer(sharp_transformer(), BYTES, 'a green hat')"


def random_weights(layers, heads, time, seed=0):
    scores = np.random.default_rng(seed).normal(0, 2, (layers, heads, time, time))
    scores = np.where(np.tril(np.ones((time, time), dtype=bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return (weights / weights.sum(-1, keepdims=True)).astype(np.float32)


def sharp_transformer():
    """Heads that choose, untrained as they are."""
    model = small_transformer()
    with torch.no_grad():
        for table in model.parameters():
            if table.dim() == 2:
                table.mul_(3)
    return model


SETUP = "import numpy as np\nimport torch\n" + getsource(random_weights) + getsource(sharp_transformer)  # for a cell


def start(lab, page, expression=MODEL, *more, setup=SETUP):
    lab.run(page, widget_code(expression, setup), *more)
    page.wait_for_selector(DRAWN)


def sharp_viewer():
    """The viewer that MODEL makes, made here."""
    return AttentionViewer(sharp_transformer(), BYTES, "a green hat")


def show_viewer(page, widget, width=980):
    show(page, widget, width=width)
    page.wait_for_selector(DRAWN)


def press(page, name, view=0):
    page.get_by_role("button", name=name, exact=True).nth(view).click()


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def wait_for_line(page, text, view=0):
    try:
        page.wait_for_function(
            "([view, text]) => document.querySelectorAll('.lm-attention .lm-line')[view].textContent.includes(text)",
            arg=[view, text])
    except Exception as problem:  # Playwright's own, which is not imported where there is no Playwright
        raise AssertionError(f"the line says {line(page, view)!r}, not {text!r}") from problem


def cell(page, query, key, time, keys=None):
    """Where a cell of the one matrix is on the page, scrolled to where it can be clicked; its cells are squares."""
    return page.evaluate("""([query, key, time]) => {
        const canvas = document.querySelector('.lm-attention .lm-matrix');
        canvas.scrollIntoView({ block: 'nearest' });
        const frame = canvas.getBoundingClientRect();
        const margin = Math.min(104, canvas.parentNode.clientWidth / 4);
        const size = Math.max(60, Math.floor(Math.min(canvas.parentNode.clientWidth - margin - 2, 520, 44 * time)));
        const top = 18 + 0.8 * margin;
        const step = size / time;
        return [frame.left + margin + (key + 0.5) * step, frame.top + top + (query + 0.5) * step];
    }""", [query, key, max(time, keys or 0)])


def color_at(page, x, y, canvas=".lm-matrix"):
    """[red, green, blue, alpha] of the canvas under a point of the page."""
    return page.evaluate("""([x, y, canvas]) => {
        const found = document.querySelector('.lm-attention ' + canvas);
        const frame = found.getBoundingClientRect();
        const scale = found.width / frame.width;
        return [...found.getContext('2d').getImageData((x - frame.left) * scale, (y - frame.top) * scale, 1, 1).data];
    }""", [x, y, canvas])
