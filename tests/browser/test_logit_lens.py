"""LogitLens in a real JupyterLab and in a bare page: mouse, keyboard, changes, two prompts, and without a kernel."""

from inspect import getsource

import numpy as np
import pytest
from browser.bare import contrast, run_module, set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel, pause, themes, widget_code
from browser.stand_ins import BYTES
from every_widget import MAKERS
from widgets.test_logit_lens import sharp

from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import LogitLens
from llm_edu.widgets.logit_lens.words import about, spoken

ROOT = ".lm-lens"
ONE, OTHER = "a green hat", "a brown cat"
SETUP = "import torch\n" + getsource(sharp)
TWO = f"LogitLens(sharp(), BYTES, {ONE!r}, {OTHER!r})"
FOCUSED = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


def start(lab, page, expression=TWO, *more):
    lab.run(page, widget_code(expression, SETUP), *more)
    page.wait_for_selector(f"{ROOT} .lm-lens-cell")


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def wait_for_line(page, text, view=0):
    page.wait_for_function("([view, text]) => document.querySelectorAll('.lm-lens .lm-line')[view].textContent.includes(text)",
                           arg=[view, text])


def cell(page, layer, position, grid=0, view=0):
    rows = page.locator(ROOT).nth(view).locator(".lm-lens-grid").nth(grid).locator(".lm-lens-row")
    return rows.nth(layer + 1).locator(".lm-lens-cell").nth(position)


def press(page, name, view=0):
    page.locator(ROOT).nth(view).get_by_role("button", name=name, exact=True).click()


def words(page, view=0):
    """The best guess of every cell of the first grid, as drawn."""
    return page.locator(ROOT).nth(view).locator(".lm-lens-grid").first.locator(".lm-lens-word").all_text_contents()


def python_line(page):
    return in_kernel(page, "print(widget.line())")


def test_cells_by_mouse(lab, page):
    start(lab, page, f"LogitLens(sharp(), BYTES, {ONE!r})", "widget")
    assert words(page) == asked(page, "[widget.label(id) for id in widget.reading.best[..., 0].ravel()]")
    assert line(page).startswith("After all 2 layers, at “t”: ") and line(page) == python_line(page)
    cell(page, 1, 4).click()
    assert line(page).startswith("After 1 of 2 layers, at “e” (position 4): ") and line(page, view=1) == line(page)
    bars = page.locator(f"{ROOT} .lm-bar .lm-bar-label").all_text_contents()[:10]
    assert bars == asked(page, "[widget.label(id) for id in widget.reading.best[1, 4]]")
    cell(page, 0, 2).hover()
    assert page.locator(f"{ROOT} .lm-note").first.text_content().startswith("before the first layer: ")

    page.locator(f"{ROOT} .lm-lens-best button").nth(2).click()    # follow the third guess
    page.wait_for_function("() => document.querySelector('.lm-lens').dataset.state === 'ready'")
    heard(page, 100)
    follow = asked(page, "[widget.reading.followed, float(widget.reading.followed_codes[1, 4] / 65535) ** 2]")
    assert follow[0] == asked(page, "int(widget.reading.best[1, 4, 2])")
    assert cell(page, 1, 4).locator(".lm-lens-number").text_content() == ("<1" if follow[1] < 0.005 else f"{100 * follow[1]:.0f}")
    assert f" has {about(follow[1])} here" in line(page) and line(page) == python_line(page)
    press(page, "Show all guesses again")
    heard(page, 100)    # else it may come to the kernel after the next line, and take it back
    in_kernel(page, "widget.follow('q'); widget.show(1, 3)")
    wait_for_line(page, "“q” has ", view=1)
    assert line(page) == python_line(page) and cell(page, 0, 0).get_attribute("aria-label").startswith("before the first layer")


def test_a_cell_is_brought_over_and_parts_are_switched_off(lab, page):
    start(lab, page, TWO, "widget")
    own = words(page)
    cell(page, 1, 10, grid=1).click()
    assert line(page).startswith("In the other prompt, after 1 of 2 layers, at “t”")
    cell(page, 1, 8).click()
    press(page, "⇠ Bring this cell over")
    wait_for_line(page, "Changed: “h” after 1 layer as in the other prompt. At the end of the text: ", view=1)
    assert asked(page, "[widget.changes, widget.scene['applied']]") == [[["residual", 1, 8]]] * 2
    assert line(page) == python_line(page) and "lm-lens-brought" in cell(page, 1, 8).get_attribute("class")
    now = words(page)
    moved = page.locator(ROOT).first.locator(".lm-lens-grid").first.locator(".lm-lens-cell").evaluate_all(
        "cells => cells.map((cell) => cell.classList.contains('lm-lens-moved'))")
    assert moved == [before != after for before, after in zip(own, now, strict=True)] and any(moved)

    press(page, "Block 0: attention")
    wait_for_line(page, "; block 0 without attention. ")
    press(page, "Block 0: switch head 3 off")
    wait_for_line(page, "; block 0 without head 3. ")
    assert asked(page, "widget.changes") == [["residual", 1, 8], ["attention_output", 0], ["head", 0, 3]]
    result = page.locator(f"{ROOT} .lm-lens-result").first.text_content()
    assert result.startswith("Answer: ") and line(page).endswith(f"{result.removeprefix('Answer: ')}.")
    press(page, "Take back: “h” after 1 layer as in the other prompt")
    wait_for_line(page, "Changed: block 0 without attention; block 0 without head 3. ")
    assert page.evaluate(FOCUSED) == "Take back: block 0 without attention"
    press(page, "Undo", view=1)
    wait_for_line(page, "Changed: block 0 without attention. ")
    press(page, "Block 1: feed-forward layer")
    wait_for_line(page, "; block 1 without feed-forward layer. ")
    press(page, "Reset")
    page.wait_for_function("() => !document.querySelector('.lm-lens .lm-line').textContent.includes('Changed')")
    heard(page, 50)
    assert asked(page, "widget.changes") == [] and words(page) == own


def test_by_keyboard(lab, page):
    start(lab, page, TWO, "1 + 1")
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    page.locator(f"{ROOT} textarea").first.click()
    before = page.evaluate(active)
    seen = []
    for _ in range(7):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert seen[0] == "Other prompt" and "⇠ Bring this cell over" in seen and "Block 0: attention" in seen
    cell(page, 2, 10).focus()
    for key, place in (("ArrowUp", "After 1 of 2 layers, at “t”"), ("ArrowLeft", "After 1 of 2 layers, at “a” (position 9)"),
                       ("Home", "After 1 of 2 layers, at “a” (position 0)"), ("ArrowLeft", "After 1 of 2 layers, at “a” (pos"),
                       ("PageUp", "Before the first layer, at “a” (position 0)"), ("ArrowUp", "Before the first layer"),
                       ("End", "Before the first layer, at “t”"), ("PageDown", "After all 2 layers, at “t”"),
                       ("ArrowRight", "After all 2 layers, at “t”"), ("ArrowUp", "After 1 of 2 layers, at “t”")):
        page.keyboard.press(key)
        assert line(page).startswith(place), key
    page.keyboard.press("Enter")
    wait_for_line(page, "Changed: “t” after 1 layer")
    page.keyboard.press(" ")
    page.wait_for_function("() => !document.querySelector('.lm-lens .lm-line').textContent.includes('Changed')")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED).startswith("after 1 of 2 layers, at “t”: ")    # the same cell of the other prompt
    assert line(page).startswith("In the other prompt, after 1 of 2 layers, at “t”: ")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED).startswith("Follow “")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{ROOT} .lm-lens-best [aria-pressed=true]")
    page.locator(f"{ROOT} .lm-lens-switch").first.focus()
    for key, name in (("ArrowRight", "Block 0: feed-forward layer"), ("ArrowDown", "Block 1: feed-forward layer"),
                      ("Home", "Block 0: feed-forward layer"), ("End", "Block 1: feed-forward layer")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == name
    page.keyboard.press("Enter")
    wait_for_line(page, "block 1 without feed-forward layer")
    page.locator(f"{ROOT} .lm-lens-head").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_for_line(page, "block 0 without head 1")
    assert page.evaluate(active) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_other_prompts(lab, page):
    start(lab, page, TWO, "widget")
    first, second = (page.locator(f"{ROOT} textarea").nth(at) for at in (0, 1))
    cell(page, 1, 3).click()
    press(page, "⇠ Bring this cell over")
    wait_for_line(page, "Changed: ")
    second.fill("a cat")
    second.press("Enter")    # at once
    page.wait_for_function("() => document.querySelector('.lm-lens-bar').textContent.includes('these have 11 and 5.')")
    assert cell(page, 2, 4, grid=1).is_visible() and page.locator(f"{ROOT} .lm-lens-waits").count() == 2
    assert page.locator(f"{ROOT} .lm-lens-bring").first.get_attribute("aria-disabled") == "true"
    cell(page, 1, 3).press("Enter")    # says nothing, does nothing
    assert "Changed" not in line(page)
    second.fill("a small cat")    # after a pause
    wait_for_line(page, "Changed: ", view=1)
    assert asked(page, "[widget.other, widget.scene['applied']]") == ["a small cat", [["residual", 1, 3]]]

    for text, problem in (("", "The first prompt is empty"), ("x" * 41, "The first prompt has 41 tokens, and at most 40")):
        first.fill(text)
        page.wait_for_function("(text) => document.querySelector('.lm-lens-problem').textContent.startsWith(text)", arg=problem)
        assert len(words(page)) == 33    # the grid of the text before stays
    first.fill("<img src=x onerror=alert(1)>")
    page.wait_for_function("() => document.querySelector('.lm-lens-problem').textContent === ''"
                           " && document.querySelectorAll('.lm-lens-token')[1].textContent === 'i'")
    assert page.locator(f"{ROOT} img").count() == 0
    in_kernel(page, "widget.prompt, widget.other = 'from Python', None")
    page.wait_for_function("() => document.querySelectorAll('.lm-lens')[1].querySelector('textarea').value === 'from Python'")
    assert not second.is_visible() and not page.locator(f"{ROOT} .lm-lens-bring").first.is_visible()
    first.fill("typed just before")
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("() => document.querySelector('.lm-widget') === null")
    pause(page, 500)


def test_a_busy_kernel_is_waited_for(lab, page):
    start(lab, page)
    busy(page, 2)
    cell(page, 1, 4).click()
    assert line(page).startswith("After 1 of 2 layers, at “e”")
    for name in ("Block 0: attention", "Block 1: attention"):
        press(page, name)
    wait_for_line(page, "Changed: block 0 without attention; block 1 without attention. ")


def test_reopened_without_its_kernel_in_light_and_dark(lab, page):
    start(lab, page)
    cell(page, 1, 8).click()
    press(page, "⇠ Bring this cell over")
    wait_for_line(page, "Changed: “h” after 1 layer")
    heard(page, 100)
    said, seen = line(page), words(page)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-lens-cell")
    assert line(page) == said and words(page) == seen
    assert page.locator(ROOT).get_attribute("data-state") == "asleep"
    assert "No kernel is attached" in page.locator(f"{ROOT} .lm-state").text_content()
    cell(page, 2, 3, grid=1).click()
    assert line(page).startswith("In the other prompt, after all 2 layers, at “r”")
    page.locator(f"{ROOT} .lm-lens-best button").nth(1).click()
    assert "Colour and number" in page.locator(f"{ROOT} .lm-lens-legend").text_content()
    numbers = page.locator(f"{ROOT} .lm-lens-number").all_text_contents()
    assert "?" in numbers and set(numbers) != {"?"}    # where it is not among the best, nobody knows
    press(page, "Show all guesses again")
    page.locator(f"{ROOT} .lm-lens-switch").first.click(force=True)    # Playwright will not press what says disabled
    page.locator(f"{ROOT} .lm-lens-bring").click(force=True)
    assert not page.locator(f"{ROOT} textarea").first.is_editable()
    pause(page, 300)
    assert page.locator(f"{ROOT} .lm-lens-switch[aria-pressed=true]").count() == 0 and "Changed: “h”" in line(page)
    for theme in themes(page):
        for part in (".lm-lens-selected", ".lm-lens-layer", ".lm-state", ".lm-lens-change", ".lm-lens-problem"):
            assert contrast(page.locator(f"{ROOT} {part}")) >= 4.5, (theme, part)


def certain():
    """A lens whose guesses at layer 0 are as good as certain: the darkest cells that there are."""
    import torch

    model = sharp()
    with torch.no_grad():
        model.token_embedding.weight.mul_(20)
    return LogitLens(model, BYTES, ONE, OTHER)


@pytest.mark.parametrize("dark", [False, True])
def test_the_darkest_cell_can_be_read(page, dark):
    lens = certain()
    assert lens.reading.shares[0, 2, 0] > 0.98
    show(page, lens)
    if dark:
        page.add_style_tag(content=":root { color-scheme: dark }")
    for follow in (None, int(lens.reading.best[0, 2, 0])):
        page.evaluate("follow => model.set('view', { ...model.get('view'), follow })", follow)
        found = cell(page, 0, 2)
        assert float(found.evaluate("node => node.style.getPropertyValue('--strength')")) > 0.98
        assert contrast(found) >= 4.5, follow


def test_the_page_says_what_python_says(page):
    """The line, to the letter, of every cell, with one prompt or two, changes, and a followed token."""
    model = sharp()
    for options in (dict(), dict(other=OTHER, changes=[("residual", 1, 3), ("head", 0, 1)], follow="q"),
                    dict(other="a", follow="a", changes=[("head", 1, head) for head in range(4)])):
        lens = LogitLens(model, BYTES, ONE, **options)
        show(page, lens)
        for grid, reading in enumerate([lens.reading, lens.other_reading][: 1 + ("other" in options)]):
            for layer in range(3):
                for position in range(len(reading.ids)):
                    lens.show(layer, position, other=bool(grid))
                    page.evaluate("view => model.set('view', view)", lens.view)
                    assert line(page) == lens.line(), (options, lens.view)
    shares = [*np.linspace(0, 1, 401), 0.0004, 0.0005, 0.0094, 0.0095, 0.0096, 0.994, 0.995, 0.125]
    labels = ["·hat", "·", "", "Ġhat", "·" + "x" * 30, "y" * 25, "\U0001f600" * 25]
    found = run_module(page, ["logit_lens/words.js"], "about, spoken", "(shares, labels) => [shares.map(about), "
                       "labels.map(spoken)]", [float(share) for share in shares], labels)
    assert found == [[about(share) for share in shares], [spoken(label) for label in labels]]


def test_it_is_drawn_to_its_place(page):
    """Long prompts scroll inside, and numbers stand where there is room."""
    lens = LogitLens(sharp(), BYTES, "x" * 40)
    show(page, lens, width=700)
    assert sticks_out(page) <= 0
    assert page.locator(".lm-lens-frame").first.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    cell(page, 1, 39).focus()
    box, frame = cell(page, 1, 39).bounding_box(), page.locator(".lm-lens-frame").first.bounding_box()
    assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    show(page, LogitLens(sharp(), BYTES, "hat"), width=980)
    assert page.locator(".lm-lens-numbers .lm-lens-number").first.is_visible()
    assert page.locator(".lm-lens-beside").count() == 0    # so few layers leave room below
    press(page, "Block 0: attention")
    request = page.evaluate("() => model.sent.at(-1)")
    assert request["changes"] == [["attention_output", 0]] and request["prompt"] == "hat"
    deep = Transformer(TransformerConfig.llama(vocab_size=256, layers=13, width=16, heads=2))
    for other, twice in ((None, 0), ("cat", 1)):
        show(page, LogitLens(deep, BYTES, "hat", other), width=980)
        assert page.locator(".lm-lens-beside").count() == 1 - twice and page.locator(".lm-lens-twice").count() == twice
        set_width(page, 380)
        assert page.locator(".lm-lens-beside, .lm-lens-twice").count() == 0 and sticks_out(page) <= 0


def test_long_prompts_are_scrolled_side_by_side(page):
    show(page, LogitLens(sharp(), BYTES, "x" * 40, "y" * 40), width=700)
    lefts = "() => [...document.querySelectorAll('.lm-lens-frame')].map((frame) => frame.scrollLeft)"
    assert min(page.evaluate(lefts)) > 0    # the selected cell, the last, is in sight
    cell(page, 1, 39, grid=1).focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"() => ({lefts})().every((left) => left === 0)")
    page.locator(".lm-lens-frame").first.evaluate("frame => { frame.scrollLeft = 77; }")
    page.wait_for_function(f"() => ({lefts})().every((left) => left === 77)")


def test_in_little_room_nothing_is_cut_without_a_sign(page):
    show(page, MAKERS["LogitLens"](), width=600)
    inside, lines, signs, switch = page.evaluate("""() => {
        const find = (part) => document.querySelector(`.lm-lens ${part}`);
        const right = (node) => node.getBoundingClientRect().right;
        find('.lm-lens-result').textContent = 'Answer: “·Olympia-and-more” 96 % → “·Constantinople” 30 %';
        find('.lm-bar-share').textContent = '0.0007 %';
        const range = document.createRange();
        range.selectNodeContents(find('.lm-bar-share'));
        return [right(find('.lm-lens-result')) <= right(document.querySelector('.lm-lens')), range.getClientRects().length,
            ['.lm-lens-word', '.lm-lens-token'].map((part) => getComputedStyle(find(part)).textOverflow),
            getComputedStyle(find('.lm-lens-switch')).borderTopColor];
    }""")
    assert inside and lines == 1 and signs == ["ellipsis", "ellipsis"] and switch != "rgba(0, 0, 0, 0)"
