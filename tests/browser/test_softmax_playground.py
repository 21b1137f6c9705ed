"""SoftmaxPlayground in a real JupyterLab, its module in a bare page, and its arithmetic against its twin in Python."""

import json
import random

import pytest
from browser.bare import run_module, set_width, show
from browser.lab import heard, in_kernel, pause

from llm_edu.widgets import SoftmaxPlayground
from llm_edu.widgets.common.numbers import percent
from llm_edu.widgets.softmax_playground.reading import describe, multiplier, read_scores

ROOT = ".lm-softmax"
CODE = "from llm_edu.widgets import SoftmaxPlayground\nwidget = SoftmaxPlayground()\nwidget"
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
PERCENT, SLOPE, SCORE, INPUT = 6, 8, 3, 4  # children of a row


def column(page, child, view=0):
    rows = page.locator(ROOT).nth(view).locator(f".lm-score-rows .lm-score-row > :nth-child({child})")
    return rows.all_text_contents()


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def test_by_mouse(lab, page):
    lab.run(page, CODE, "widget")
    page.wait_for_selector(f"{ROOT} .lm-sweep polyline")
    assert column(page, PERCENT) == column(page, PERCENT, view=1) == ["1.6 %", "86.7 %", "11.7 %"]
    assert column(page, SLOPE) == ["0.016", "0.115", "0.104"]
    handle = page.get_by_label("Score of Mia").first
    place = handle.bounding_box()
    middle = place["y"] + place["height"] / 2
    page.mouse.move(place["x"] + place["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] - 8, middle, steps=4)
    page.mouse.up()
    assert column(page, SCORE) == ["6.0", "4.0", "2.0"] and column(page, PERCENT) == column(page, PERCENT, view=1)
    assert line(page).startswith("“Mia” gets 86.7 % of the weight; entropy 0.64 of at most 1.58 bits.")
    heard(page, 150)
    assert in_kernel(page, "print(widget.scores)") == "{'Mia': 6, 'green': 4, 'hat': 2}"

    page.get_by_label("Dot products of width").first.check()
    assert column(page, INPUT) == ["→ 6.0", "→ 4.0", "→ 2.0"] and page.locator(f"{ROOT} .lm-ghost").count() == 2
    page.get_by_label("÷ √d").first.uncheck()
    assert column(page, INPUT) == ["→ 48.0", "→ 32.0", "→ 16.0"]
    assert line(page).endswith("so nudging a score hardly moves a weight, and hardly anything is learned.")
    assert page.locator(f"{ROOT}.lm-is-saturated").count() == 2
    heard(page, 150)
    assert in_kernel(page, "print(widget.summary())").endswith(line(page))

    page.get_by_role("button", name="Reset").first.click()
    page.get_by_label("Slopes if").first.select_option("green rises")
    assert column(page, SLOPE) == column(page, SLOPE, view=1) == ["−0.014", "0.115", "−0.102"]
    assert "If the input of “green” rises, its weight takes 0.115 of that from the others." in line(page)
    heard(page, 150)
    said = in_kernel(page, "print(widget.rising, widget.summary())")
    assert said == f"green Scores: Mia 0, green 4, hat 2. {line(page)}"

    page.get_by_role("button", name="All equal").first.click()
    assert line(page).startswith("All 3 get the same, 33.3 %; entropy 1.58 of at most 1.58 bits.")
    page.get_by_role("button", name="Draw").first.click()
    assert column(page, SCORE) != ["0.0"] * 3
    page.get_by_role("button", name="Reset").first.click()
    assert column(page, PERCENT) == ["1.6 %", "86.7 %", "11.7 %"] and page.locator(f"{ROOT} .lm-ghost").count() == 0

    heard(page, 150)
    in_kernel(page, "widget.scores = {'a': 20, 'b': 19}; widget.temperature = 0.5")  # other labels, further away
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT}')[1].querySelector('.lm-line')"
                           ".textContent.startsWith('“a” gets 88.1 %')")
    assert column(page, SCORE) == ["20.0", "19.0"] and page.get_by_label("Score of b").first.input_value() == "19"


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(f"{ROOT} .lm-sweep polyline")
    heat = page.get_by_label("Temperature")
    heat.focus()
    before = page.evaluate(ACTIVE_CELL)
    for key in ("ArrowUp", "ArrowDown", "ArrowRight", "Home"):
        page.keyboard.press(key)
    assert page.locator(f"{ROOT} output").first.text_content() == "0.02" and column(page, PERCENT)[1] == "100.0 %"
    page.keyboard.press("End")
    assert page.locator(f"{ROOT} output").first.text_content() == "50.0"
    for name in ("Draw", "All equal", "Reset"):
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # dot products
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # no division any more
    assert column(page, INPUT) == ["→ 0.0", "→ 256", "→ 128"]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator(".lm-slope-head").text_content() == "slope" and column(page, SLOPE)[1].startswith("−")
    page.keyboard.press("Tab")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert column(page, SCORE)[0] == "0.5"
    assert page.evaluate("() => document.activeElement.getAttribute('aria-valuetext')").startswith("0.5: weight ")
    heard(page, 150)
    assert in_kernel(page, "print(widget.values, widget.width)") == "[0.5, 4, 2] 4096"  # no press was lost to an echo
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_the_browser_s_arithmetic_is_python_s(page):
    """Hundreds of random settings through the module's own functions: numbers to 12 digits, sentences to the letter."""
    generator = random.Random(7)
    cases = [([0, 40], 1), ([5], 3), ([1000, -1000, 3], 50), ([0] * 16, 1), ([2, 2, 1], 1), ([1, 1, 1, 1, 0], 2)]
    for _ in range(300):
        scores = [round(generator.gauss(0, generator.choice((0.1, 1, 8))), 1) for _ in range(generator.randint(1, 9))]
        width = generator.choice((None, 1, 64, 576, 4096))
        cases.append((scores, multiplier(generator.uniform(0.02, 50), width, generator.random() < 0.5)))
    found = run_module(page, ["softmax_playground/reading.js", "common/shared.js"],
                       "readScores, columnOf, describeReading, multiplier, percent", """(cases) =>
        [cases.map(([scores, factor]) => {
            const reading = readScores(scores, factor);
            const names = scores.map((_, at) => `n${at}`);
            return { ...reading, words: [null, names.at(-1)].map((rising) => describeReading(names, reading, rising)),
                column: columnOf(reading, 0), shares: reading.weights.map(percent) };
        }), multiplier(2, 64, false), multiplier(2, 64, true), multiplier(2, null, false)]""", cases)
    readings, *factors = found
    assert factors == [multiplier(2, 64, False), multiplier(2, 64, True), multiplier(2, None, False)]
    saturated = 0
    for (scores, factor), theirs in zip(cases, readings, strict=True):
        ours = read_scores(scores, factor)
        for name in ("inputs", "weights", "slopes"):
            assert theirs[name] == pytest.approx(getattr(ours, name), rel=1e-12, abs=1e-300)
        for name in ("entropy", "most", "steepest"):
            assert theirs[name] == pytest.approx(getattr(ours, name), rel=1e-9, abs=1e-14)
        assert theirs["column"] == pytest.approx(ours.column(0), rel=1e-12, abs=1e-300)
        names = [f"n{at}" for at in range(len(scores))]
        assert theirs["words"] == [describe(names, ours), describe(names, ours, names[-1])]
        assert theirs["shares"] == [percent(weight) for weight in ours.weights]
        saturated += "Saturated" in theirs["words"][0]
    assert 20 < saturated < 280  # both kinds have been seen


def test_hostile_labels_are_shown_as_themselves(page):
    labels = ["<img src=x onerror=alert(1)>", "<b>", "__proto__", "constructor", "a\u202eb", "😀", "x" * 300]
    labels += ["2", "1"]
    show(page, SoftmaxPlayground({label: at for at, label in enumerate(labels)}))
    shown = page.locator(f"{ROOT} .lm-score-name").all_text_contents()
    assert shown[:4] == ["<img·src=x·onerror=alert(1)>", *labels[1:4]]
    assert shown[-2:] == ["2", "1"] and shown[6] == "x" * 48 + "…"
    assert page.locator(f"{ROOT} img, {ROOT} b").count() == 0
    assert page.evaluate("() => document.querySelector('.lm-softmax').scrollWidth <= 700")


def test_it_is_drawn_to_its_place(page):
    show(page, SoftmaxPlayground(width=64))
    set_width(page, 380)
    pause(page, 100)
    assert page.evaluate("() => document.querySelector('.lm-sweep').viewBox.baseVal.width <= 380")


def test_state_of_a_view_is_what_is_saved(page):
    """What is dragged is sent at once, or the echo of an earlier change would undo it."""
    show(page, SoftmaxPlayground())
    for count, value in enumerate(("1", "2", "2.5"), start=1):
        page.get_by_label("Score of Mia").fill(value)
        assert page.evaluate("() => model.sent.length") == count
    assert json.loads(page.evaluate("() => JSON.stringify(model.get('values'))")) == [2.5, 4, 2]
