"""ForwardPass in a real JupyterLab and in a bare page: mouse, keyboard, playing, switching off, and without a kernel."""

from datetime import datetime
from inspect import getsource

import numpy as np
import pytest
from browser.bare import contrast, run_module, show
from browser.lab import asked, busy, heard, in_kernel, pause, themes, widget_code
from browser.stand_ins import BYTES
from widgets.test_forward_pass import large, sharp

from llm_edu.widgets import ForwardPass
from llm_edu.widgets.forward_pass.words import STAGES, size, spoken

ROOT = ".lm-pass"
SETUP = "import torch\n" + getsource(sharp) + getsource(large)
SMALL, LARGE = "ForwardPass(sharp(), BYTES, 'a green hat')", "ForwardPass(large(), BYTES, 'a green hat')"
FOCUSED = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


def start(lab, page, expression=SMALL, *more):
    lab.run(page, widget_code(expression, SETUP), *more)
    page.wait_for_selector(f"{ROOT} .lm-pass-stop")


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def wait_for_line(page, text, view=0):
    page.wait_for_function("([view, text]) => document.querySelectorAll('.lm-pass .lm-line')[view].textContent.includes(text)",
                           arg=[view, text])


def title(page):
    return page.locator(f"{ROOT} .lm-pass-title").first.text_content()


def press(page, name, view=0):
    page.locator(ROOT).nth(view).get_by_role("button", name=name, exact=True).click()


def stop(page, stage, block=""):
    return page.locator(ROOT).first.locator(f".lm-pass-stop[data-stage={stage}][data-block='{block}']")


def numbers(page):
    """The opened numbers, as they are written."""
    return page.locator(f"{ROOT} .lm-pass-number").all_text_contents()


def test_step_by_step_by_mouse(lab, page):
    start(lab, page, SMALL, "widget")
    said = [line(page)]
    assert title(page) == "Tokens" and page.locator(f"{ROOT} .lm-pass-mono").all_text_contents()[-2:] == ["74", "116"]
    while page.locator(f"{ROOT} .lm-pass-next").first.get_attribute("aria-disabled") == "false":
        press(page, "Next ›")
        said.append(line(page))
    heard(page, 50)
    assert len(said) == len(set(said)) == 12 and title(page) == "Next token" and line(page, view=1) == said[-1]
    assert said[-1] == in_kernel(page, "print(widget.line())")
    assert page.locator(f"{ROOT} .lm-pass-count").first.text_content() == "step 12 of 12"
    press(page, "‹ Back")
    assert line(page) == said[-2]

    stop(page, "weights", 1).click()
    press(page, "head 2")
    page.locator(f"{ROOT} .lm-pass-follow").nth(4).click()    # the second e
    heard(page, 50)
    assert title(page) == "Block 1 · Attention weights" and line(page) == in_kernel(page, "print(widget.line())")
    weights = asked(page, "sorted((100 * widget.reading.weights[1, 2, 4, :5]).tolist(), reverse=True)")
    shares = page.locator(ROOT).first.locator(".lm-pass-share").all_text_contents()
    assert len(shares) == 5 and np.allclose([float(share.strip("≈> %")) for share in shares], weights, atol=0.06)
    stop(page, "feed_forward", 0).click()
    page.locator(ROOT).first.get_by_role("button", name="the line after block 0: 32 numbers").click()
    stream = asked(page, "widget.reading.residual[1, 4].astype('float16').tolist()")
    assert numbers(page) == [size(number) for number in stream]
    assert page.locator(f"{ROOT} .lm-pass-numbers-title").first.text_content().startswith("the line after block 0: 32 numbers, length ")
    lengths = page.locator(ROOT).first.locator("tr", has_text="+").locator(".lm-pass-right").all_text_contents()
    parts = asked(page, "[[float((part[0, 4].astype('float16').astype(float) ** 2).sum() ** 0.5)] for part in "
                        "(widget.reading.attention_output, widget.reading.feed_forward_output)]")
    assert lengths == [size(length) for [length] in parts]


def test_parts_are_switched_off_and_on_again(lab, page):
    start(lab, page, SMALL, "widget")
    stop(page, "attention", 0).click()
    press(page, "Switch head 3 of block 0 off")
    wait_for_line(page, "Off: head 3 of block 0. Next token: ", view=1)
    assert page.evaluate(FOCUSED) == "Switch head 3 of block 0 off"    # of the same name, and pressed
    press(page, "Switch the feed-forward layer of block 0 off")
    wait_for_line(page, "Off: head 3 of block 0; the feed-forward layer of block 0. ")
    assert asked(page, "widget.off") == [["head", 0, 3], ["feed_forward_output", 0]]
    assert line(page) == in_kernel(page, "print(widget.line())")
    shares = page.locator(ROOT).first.locator(".lm-bar-share").all_text_contents()
    expected = asked(page, "[100 * float(widget.reading.probabilities[-1, each['id']]) for each in widget.shown.next(10)]")
    assert np.allclose([float(share.strip("≈> %")) for share in shares], expected, atol=0.06)
    assert page.locator(ROOT).first.locator(".lm-pass-before:visible").count() == 8
    assert "lm-pass-is-off" in stop(page, "feed_forward", 0).get_attribute("class")
    press(page, "Switch head 3 of block 0 on again")
    wait_for_line(page, "Off: the feed-forward layer of block 0. ")
    in_kernel(page, "widget.off = [('attention_output', 0), ('attention_output', 1)]")
    wait_for_line(page, "attention is off, so the line of “t” stays as it is")
    press(page, "All on again", view=1)
    page.wait_for_function("() => !document.querySelector('.lm-pass .lm-line').textContent.includes('Off:')")
    assert asked(page, "widget.off") == [] and page.locator(f"{ROOT} .lm-pass-before:visible").count() == 0


def test_by_keyboard(lab, page):
    start(lab, page, SMALL, "1 + 1")
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    page.locator(f"{ROOT} textarea").click()
    before = page.evaluate(active)
    seen = []
    for _ in range(6):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert seen == ["t", "‹ Back", "Next ›", "▶ Play", "Tokens", "Tokens and their numbers, a table"]
    stop(page, "tokens").focus()
    for key, name in (("ArrowRight", "Vectors"), ("ArrowDown", "Block 0 · Queries, keys, values"), ("End", "Next token"),
                      ("ArrowUp", "Logits"), ("Home", "Tokens"), ("ArrowLeft", "Tokens"), ("ArrowRight", "Vectors")):
        page.keyboard.press(key)
        assert title(page) == name, key
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")    # the heads
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert line(page).startswith("Block 0, head 1: “t” asks with a query") and page.evaluate(FOCUSED) == "head 1"
    page.locator(f"{ROOT} .lm-pass-strip").first.focus()
    assert page.evaluate(FOCUSED).startswith("query of “a” (position 0): 8 numbers, length ") and len(numbers(page)) == 8
    for key, name in (("ArrowRight", "key of “a” (position 0)"), ("ArrowDown", "key of “·”"), ("ArrowLeft", "query of “·”"),
                      ("End", "value of “t”"), ("ArrowDown", "value of “t”"), ("Home", "query of “a”")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED).startswith(name), key
    page.locator(f"{ROOT} .lm-pass-follow.lm-chosen").focus()
    page.keyboard.press("ArrowLeft")
    assert "“a” (position 9) asks" in line(page)
    page.locator(f"{ROOT} .lm-pass-next").focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    page.locator(f"{ROOT} .lm-pass-switch").first.focus()
    page.keyboard.press("Enter")
    wait_for_line(page, "Off: the attention of block 0")
    assert page.evaluate(active) == before and page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_it_plays_to_the_end_and_stops(page):
    """By the page's own clock, which the test moves."""
    page.clock.install(time=datetime(2026, 1, 1, 8))
    show(page, ForwardPass(sharp(), BYTES, "hat", stage="probabilities"))
    page.clock.pause_at(datetime(2026, 1, 1, 9))
    page.emulate_media(reduced_motion="reduce")
    press(page, "▶ Play")    # from the end, it begins again
    assert title(page) == "Tokens"
    page.clock.run_for(1600)
    assert title(page) == "Vectors"
    press(page, "❚❚ Pause")
    page.clock.run_for(5000)
    assert title(page) == "Vectors"
    press(page, "▶ Play")
    assert title(page) == "Block 0 · Queries, keys, values"
    page.clock.run_for(60_000)
    assert title(page) == "Next token" and page.get_by_role("button", name="▶ Play").count() == 1


def test_other_texts(lab, page):
    start(lab, page)
    box, problem = page.locator(f"{ROOT} textarea"), "document.querySelector('.lm-pass-problem').textContent"
    for text, words in (("", "The text is empty"), ("x" * 61, "The text has 61 tokens, and at most 60")):
        box.fill(text)
        page.wait_for_function(f"(words) => {problem}.startsWith(words)", arg=words)
        assert page.locator(f"{ROOT} .lm-pass-follow").count() == 11    # the text before stays
    hostile = "<img src=x onerror=alert(1)>"
    box.fill(hostile)
    box.press("Enter")
    page.wait_for_function(f"() => {problem} === '' && document.querySelectorAll('.lm-pass-follow').length === 28")
    assert page.locator(f"{ROOT} img").count() == 0 and line(page).startswith("The model reads 28 tokens. “>” is number 62")
    in_kernel(page, "widget.text = 'from Python'; widget.show('weights', block=1, position=3)")
    wait_for_line(page, "Block 1, head 0: “m” asks")
    assert box.input_value() == "from Python"
    busy(page, 2)
    stop(page, "queries", 1).click()
    assert line(page).startswith("Block 1, head 0: “m” asks with a query of 8 numbers")    # needs no kernel
    box.fill("typed just before")
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("() => document.querySelector('.lm-widget') === null")
    pause(page, 500)


def test_a_large_model_reopened_without_its_kernel(lab, page):
    """What was looked at is there; of the rest it says that it needs a kernel."""
    start(lab, page, LARGE)
    for _ in range(3):
        press(page, "Next ›")
    wait_for_line(page, "Block 0, head 0: “t” asks, ")
    assert not stop(page, "weights", 3).is_visible()    # only one block is open
    stop(page, "feed_forward", 3).click()
    wait_for_line(page, "Block 3: to the line of “t”")
    page.wait_for_selector(f"{ROOT} .lm-pass-sum-now")
    stop(page, "weights", 3).click()
    wait_for_line(page, "Block 3, head 0: “t” asks, ")
    heard(page, 100)
    said = line(page)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-pass-stop")
    assert line(page) == said and page.locator(ROOT).get_attribute("data-state") == "asleep"
    assert "No kernel is attached" in page.locator(f"{ROOT} .lm-state").text_content()
    press(page, "head 4")
    assert line(page).startswith("Block 3, head 4: “t” asks, ")
    stop(page, "attention", 3).click()
    assert page.locator(f"{ROOT} .lm-pass-sum-inner").count() == 6
    page.locator(f"{ROOT} .lm-pass-switch").first.click(force=True)    # Playwright will not press what says disabled
    pause(page, 300)
    assert page.locator(f"{ROOT} .lm-pass-switch[aria-pressed=true]").count() == 0
    assert not page.locator(f"{ROOT} textarea").is_editable()
    stop(page, "attention", 1).click()
    assert page.locator(f"{ROOT} .lm-pass-missing").text_content().endswith("run the cell to see them.")
    for theme in themes(page):
        for part in (".lm-pass-missing", ".lm-state", ".lm-pass-stop[aria-checked=true]"):
            assert contrast(page.locator(f"{ROOT} {part}")) >= 4.5, (theme, part)


def test_the_page_says_what_python_says(page):
    """The line, to the letter, at every stage of every token; numbers and names, too."""
    for model, options in ((sharp(), {}), (sharp(), dict(off=[("head", 0, 1), ("attention_output", 1), ("head", 1, 2),
                                                             ("feed_forward_output", 0)]))):
        walk = ForwardPass(model, BYTES, "a hat", **options)
        show(page, walk)
        for stage in STAGES:
            for block, head in ((0, 0), (0, 1), (1, 3)):
                for position in range(5):
                    walk.show(stage, block, head, position)
                    page.evaluate("view => model.set('view', view)", walk.view)
                    assert line(page) == walk.line(), walk.view
    sizes = [*np.linspace(-30, 30, 301), 0.004, 0.006, 9.994, 9.996, 99.94, 99.96, 12345.6, -0.001]
    labels = ["·hat", "·", "", "Ġhat", "·" + "x" * 30, "y" * 25, "\U0001f600" * 25]
    found = run_module(page, ["forward_pass/words.js"], "size, spoken", "(sizes, labels) => [sizes.map(size), labels.map(spoken)]",
                       [float(number) for number in sizes], labels)
    assert found == [[size(float(number)) for number in sizes], [spoken(label) for label in labels]]
    halves = np.arange(0, 0x7c00, 7, dtype=np.uint16)
    found = run_module(page, ["forward_pass/store.js"], "halfOf", "(bits) => bits.map(halfOf)", halves.tolist())
    assert found == halves.view(np.float16).astype(float).tolist()


@pytest.mark.parametrize("make", [sharp, large])
def test_60_tokens_are_drawn_at_once(page, make):
    """Each step takes far less than a tenth of a second; the test allows for a busy machine, the best of three counts."""
    walk = ForwardPass(make(), BYTES, ("the green hat of Mia " * 3)[:60])
    assert len(walk.reading.ids) == 60
    walk.respond({**walk.request, "look": {"blocks": [0, 1, 2, 3], "position": None}})
    show(page, walk, width=860)
    for stage in STAGES:
        took = page.evaluate("""([stage]) => Math.min(...[0, 1, 2].map((block) => {
            const begin = performance.now();
            model.set('view', { ...model.get('view'), stage, block: block % 2, head: block });
            document.querySelector('.lm-pass').getBoundingClientRect(); // laid out as well
            return performance.now() - begin;
        }))""", [stage])
        assert took < 100, stage
