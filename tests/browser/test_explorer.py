"""NextTokenExplorer in a real JupyterLab."""

import re

import numpy as np
from browser.lab import busy, heard, in_kernel, widget_code

ROOT = ".lm-explorer"
BARS = f"{ROOT} button.lm-bar"


def start(lab, page, *more, model="letters_model()", options=""):
    lab.run(page, widget_code(f"NextTokenExplorer({model}, BYTES, 'Hi', seed=3{options})"), *more)
    page.wait_for_selector(BARS)


def wait_for_text(page, text, view=0):
    page.wait_for_function(
        "([view, text]) => { const root = document.querySelectorAll('.lm-explorer')[view];"
        "return root.querySelector('textarea').value === text && root.dataset.state === 'ready'; }",
        arg=[view, text],
    )


def shares(page):
    """What the bars say, from their widths, which are not rounded; checked against the numbers beside them."""
    fills = page.locator(f"{BARS} .lm-bar-fill")
    widths = fills.evaluate_all("fills => fills.map(fill => parseFloat(fill.style.width))")
    for width, words in zip(widths, page.locator(f"{BARS} .lm-bar-share").all_text_contents(), strict=True):
        number = re.fullmatch(r"([>≈] )?([\d.e-]+) %", words)
        assert number and abs(float(number[2]) - width) <= 0.1, (words, width)
    return [width / 100 for width in widths]


def expected_shares(temperature):
    scores = np.full(256, -4.0)
    scores[:12] = 4.0 - 0.4 * np.arange(12)
    weights = np.exp(scores / temperature)
    return (weights / weights.sum())[:10]


def set_temperature(page, value):
    page.evaluate("""(value) => {
        const slider = document.querySelector('.lm-explorer input[type=range]');
        slider.value = value;
        slider.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }""", value)


def test_by_mouse(lab, page):
    start(lab, page, "widget")
    assert page.locator(f"{BARS} .lm-bar-label").all_text_contents()[:3] == ["e", "t", "a"]
    np.testing.assert_allclose(shares(page)[:10], expected_shares(1), atol=1e-6)
    assert page.locator(f"{ROOT} .lm-others .lm-bar-label").first.text_content() == "all 246 others"

    page.locator(BARS).nth(1).click()
    wait_for_text(page, "Hit")
    wait_for_text(page, "Hit", view=1)
    page.get_by_role("button", name="Most likely").first.click()
    wait_for_text(page, "Hite")
    history = page.locator(f"{ROOT} .lm-history").first
    assert history.locator(".lm-chip-label").all_text_contents() == ["t", "e"]
    first, second = expected_shares(1)[[1, 0]]
    assert history.locator(".lm-quiet").text_content() == f"2 chosen tokens, together {100 * first * second:.1f} %"
    page.get_by_role("button", name="Sample one").first.click()
    page.wait_for_function("() => document.querySelector('textarea').value.length === 5")
    page.get_by_role("button", name="Undo").first.click()
    wait_for_text(page, "Hite")
    page.get_by_role("button", name="Reset").first.click()
    wait_for_text(page, "Hi")
    assert history.text_content() == "Chosen tokens: none yet"
    page.get_by_role("button", name="Undo").first.click()
    wait_for_text(page, "Hite")

    page.locator(f"{ROOT} textarea").first.fill("Hello")
    wait_for_text(page, "Hello", view=1)
    assert in_kernel(page, "print(widget.text, widget.chosen)") == "Hello []"
    page.locator(f"{ROOT} textarea").first.fill("")
    wait_for_text(page, "")
    assert page.locator(BARS).count() == 0
    assert "Type something" in page.locator(f"{ROOT} .lm-line").first.text_content()
    in_kernel(page, "widget.text = 'from Python'")
    wait_for_text(page, "from Python")


def test_temperature_needs_no_kernel(lab, page):
    start(lab, page, "widget")
    busy(page, 2)
    for temperature in (0.5, 2, 0.05, 1):
        set_temperature(page, temperature)
        np.testing.assert_allclose(shares(page)[:10], expected_shares(temperature), atol=1e-6)
    set_temperature(page, 0)
    assert shares(page)[:2] == [1, 0]
    assert page.locator(f"{ROOT} output").nth(1).text_content() == "0.00"  # the other view moves with it
    assert "at temperature 0.00" in page.locator(f"{ROOT} .lm-line").nth(1).text_content()
    heard(page, 300)
    assert in_kernel(page, "print(widget.temperature)") == "0.0"
    in_kernel(page, "widget.temperature = 1.5")
    page.wait_for_function("() => document.querySelector('.lm-explorer output').textContent === '1.50'")
    page.get_by_role("button", name="Sample one").first.click()
    wait_for_text(page, in_kernel(page, "print(widget.text)"))
    assert in_kernel(page, "print(widget.answer['chosen'][0][4])") == "1.5"


def test_by_keyboard(lab, page):
    start(lab, page, "1 + 1")
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    box = page.locator(f"{ROOT} textarea")
    box.click()
    before = page.evaluate(active)
    page.keyboard.press("Shift+Enter")  # runs a cell elsewhere; here it neither does that nor adds a line
    assert box.input_value() == "Hi"
    page.keyboard.press("Tab")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith("Append “e”, 3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused).startswith("Append “a”")
    page.keyboard.press("Enter")
    wait_for_text(page, "Hia")
    assert page.evaluate(focused).startswith("Append “a”")  # the focus stays, for the next one
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    wait_for_text(page, "Hiae")

    page.get_by_role("slider").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.locator(f"{ROOT} output").text_content() == "1.10"
    for name, text in (("Undo", "Hia"), ("Most likely", "Hiae"), ("Reset", "Hi")):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        wait_for_text(page, text)
        assert page.evaluate("() => document.activeElement.textContent") == name
    page.wait_for_function("() => document.querySelector('.lm-explorer output').textContent === '1.00'")
    assert page.evaluate(active) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_the_page_lives_while_the_kernel_is_busy(lab, page):
    start(lab, page)
    busy(page, 3)
    page.locator(BARS).nth(0).click()
    page.wait_for_selector(f"{ROOT}[data-state=busy]")
    page.locator(BARS).nth(1).click()  # chosen from bars that are on their way out: not taken
    box = page.locator(f"{ROOT} textarea")
    box.click()
    page.keyboard.press("End")
    page.keyboard.type("!!")
    assert box.input_value() == "Hi!!"
    wait_for_text(page, "Hi!!")
    heard(page, 300)
    assert box.input_value() == in_kernel(page, "print(widget.text)") == "Hi!!"


def test_a_real_model_answers_clicks(lab, page):
    start(lab, page, model="small_transformer()", options=", top=5")
    assert page.locator(BARS).count() == 5
    for count in range(3):
        page.locator(BARS).nth(0).click()
        page.wait_for_function(
            "count => document.querySelectorAll('.lm-history .lm-chip').length === count", arg=count + 1, polling=10
        )


def test_an_error_of_the_model_is_shown(lab, page):
    lab.run(page, widget_code("NextTokenExplorer(lambda ids: 1 / 0, BYTES, 'Hi')"))
    page.wait_for_selector(f"{ROOT} .lm-line")
    assert page.locator(f"{ROOT} .lm-line").text_content() == "ZeroDivisionError: division by zero"
