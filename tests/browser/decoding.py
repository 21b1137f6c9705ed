"""What the browser tests of DecodingPlayground share: where things are on the page, and what they say."""

import base64
import json

from browser.lab import widget_code
from browser.test_modules import HOST

ROOT = ".lm-decoding"
BARS = f"{ROOT} .lm-token-bars button.lm-bar"
TWO = "strategies={'greedy': Greedy(), 'warm': Sampling(temperature=1.5)}, max_new_tokens=6"
SETUP = "from llm_edu.decoding import *"


def start(lab, page, expression=f"DecodingPlayground(small_transformer(), BYTES, 'Hi', {TWO})", *more, setup=SETUP,
          name="decoding.ipynb"):
    lab.run(page, name, widget_code(expression, setup), *more)
    page.wait_for_selector(BARS)


def show_bare(page, widget, width=860, views=1):
    """The widget's real module and state in a page without Jupyter; bytes travel as base64."""

    def plain(value):
        return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value

    names = ("distribution", "settings", "strategies", "texts", "shown", "request", "answer")
    state = {name: getattr(widget, name) for name in names}
    page.set_content(f"<style>{widget._css}</style><main style='width:{width}px'></main>")
    page.evaluate(HOST)
    page.evaluate("""async ([module, state, views]) => {
        const revive = (key, value) => (value && value.base64 !== undefined
            ? new DataView(Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)).buffer) : value);
        const widget = await load(module);
        window.model = makeModel(JSON.parse(state, revive));
        window.cleanups = [];
        for (let view = 0; view < views; view++) {
            const place = document.querySelector('main').appendChild(document.createElement('div'));
            cleanups.push(await widget.render({ model, el: place }));
        }
    }""", [widget._esm, json.dumps(state, default=plain), views])


def set_slider(page, name, place, view=0):
    """Drag a slider to one of its places, counted from the left; below 0 from the right."""
    page.get_by_role("slider", name=name).nth(view).evaluate("""(slider, place) => {
        slider.value = place < 0 ? Number(slider.max) + 1 + place : place;
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }""", place)


def names(page, view=0):
    return page.locator(ROOT).nth(view).locator("button.lm-bar .lm-bar-label").all_text_contents()


def shares(page, view=0):
    return page.locator(ROOT).nth(view).locator("button.lm-bar .lm-bar-share").all_text_contents()


def line(page, view=0):
    return page.locator(f"{ROOT} > .lm-line").nth(view).text_content()


def wait_for_line(page, text):
    page.wait_for_function("(text) => document.querySelector('.lm-decoding > .lm-line').textContent.startsWith(text)",
                           arg=text)


def wait_for_text(page, text, view=0):
    page.wait_for_function(
        "([view, text]) => { const root = document.querySelectorAll('.lm-decoding')[view];"
        "return root.querySelector('textarea').value === text && root.dataset.state === 'ready'; }",
        arg=[view, text])


def wait_for_texts(page, count):
    """Until so many strategies have written, and no more is asked for."""
    page.wait_for_function(
        "(count) => document.querySelectorAll('.lm-decoding .lm-text-row[data-state=done]').length === count"
        " && document.querySelector('.lm-decoding').dataset.state === 'ready'", arg=count)
