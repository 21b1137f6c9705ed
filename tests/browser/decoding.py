"""What the browser tests of DecodingPlayground share: where things are on the page, and what they say."""

from browser.lab import widget_code

ROOT = ".lm-decoding"
BARS = f"{ROOT} .lm-token-bars button.lm-bar"
TWO = "strategies={'greedy': Greedy(), 'warm': Sampling(temperature=1.5)}, max_new_tokens=6"
SETUP = "from llm_edu.decoding import *"


def start(lab, page, expression=f"DecodingPlayground(small_transformer(), BYTES, 'Hi', {TWO})", *more, setup=SETUP):
    lab.run(page, widget_code(expression, setup), *more)
    page.wait_for_selector(BARS)


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
