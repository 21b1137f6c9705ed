"""CrossAttentionViewer: two texts side by side, by mouse, by keyboard, saved, long, hostile, in light and dark."""

import re
from inspect import getsource

import numpy as np
import pytest
from browser.attention import (
    DRAWN,
    KEYS,
    QUERIES,
    ROOT,
    VIEWS,
    cell,
    color_at,
    line,
    press,
    show_viewer,
    start,
    wait_for_line,
)
from browser.axe import findings
from browser.bare import set_width, sticks_out
from browser.lab import asked, heard, pause, themes

from llm_edu.widgets import CrossAttentionViewer

OFFERED = VIEWS[:-1]
SOURCE, TARGET = ["Mia", "lost", "her", "green", "hat", "."], ["Mia", "zasa", "dosun", "lulsen", "."]
CAUSAL = re.compile(r"\b(earlier|ahead|later|mask|masked|previous|before|next|itself|induction|duplicate)\b", re.IGNORECASE)
HOSTILE = ["<script>window.attacked=1</script>", "<img/src=x/onerror=window.attacked=1>", "مرحبا", "\u202egnp", "x" * 300]


def random_cross(layers=2, heads=3, target=5, source=6, seed=0):
    return np.random.default_rng(seed).dirichlet(np.full(source, 0.3), (layers, heads, target)).astype(np.float32)


SETUP = f"import numpy as np\nSOURCE, TARGET = {SOURCE}, {TARGET}\n{getsource(random_cross)}"
CROSS = "CrossAttentionViewer(random_cross(), SOURCE, TARGET)"


def all_words(page):
    """What can be read in the widget's present view: texts, titles, names for screen readers."""
    return page.locator(ROOT).first.evaluate("""(root) => [root, ...root.querySelectorAll('*')].filter(
        (node) => node.checkVisibility()).flatMap((node) => [
        node.title, node.getAttribute('aria-label'), ...[...node.childNodes].filter(({ nodeType }) => nodeType === 3)
            .map(({ data }) => data)]).filter(Boolean)""")


def test_by_mouse(lab, page):
    start(lab, page, CROSS, "widget", setup=SETUP)
    weights = np.array(asked(page, "widget.weights.tolist()"))
    first = page.locator(ROOT).first
    assert first.locator(".lm-tokens-query .lm-chip").all_text_contents() == TARGET
    assert first.locator(".lm-tokens-key .lm-chip").all_text_contents() == SOURCE
    assert first.locator(".lm-lines-head").text_content() == "target looks atthe source"
    page.locator(QUERIES).nth(2).hover()
    best = weights[0, 0, 2].argmax()
    assert line(page).startswith(f"Layer 0, head 0: dosun looks mostly at {SOURCE[best]} (")
    page.locator(KEYS).nth(5).hover()
    assert line(page).startswith(f"Layer 0, head 0: . is looked at most by {TARGET[weights[0, 0, :, 5].argmax()]} (")
    page.locator(QUERIES).nth(1).click()
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 0: zasa looks", view=1)  # the other view follows

    press(page, "Head 2")
    press(page, "Matrix")
    page.mouse.move(*cell(page, 1, 5, 5, 6))  # right of the diagonal, where a causal head has nothing
    wait_for_line(page, f"zasa looks at . with weight {weights[0, 2, 1, 5]:.4f}.")  # exact, from the kernel
    x, y = cell(page, 0, 5, 5, 6)
    assert color_at(page, x + 18, y - 18)[3] == 255
    page.mouse.click(*cell(page, 3, 0, 5, 6))
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 2: lulsen looks")
    press(page, "All heads")
    box = page.locator(f"{ROOT} .lm-overview").first.bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + 20)
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 0: lulsen looks")
    heard(page, 400)
    assert asked(page, "[widget.view['heads'], widget.view['query']]") == [[[0, 0]], 3]


def test_no_word_of_a_mask_or_of_one_text(page):
    show_viewer(page, CrossAttentionViewer(random_cross(), SOURCE, TARGET))
    assert page.locator(f"{ROOT} [data-mode]").all_text_contents() == list(OFFERED)
    for name in OFFERED:
        press(page, name)
        assert [words for words in all_words(page) if CAUSAL.search(words) and words not in ("Layer before", "Next layer")] == []
    options = page.get_by_label("Sort by").locator("option").all_text_contents()
    assert options == ["layer", "the diagonal (word for word)", "first source token", "last source token",
                       "one source token", "most even", "most focused (entropy)"]


def test_what_a_head_does(page):
    weights = np.full((1, 3, 5, 6), 0.02)
    weights[0, 0, range(5), [3, 0, 5, 2, 1]] = 0.9
    weights[0, 1, range(5), range(5)] = 0.9
    weights[0, 2] = 1 / 6
    widget = CrossAttentionViewer(weights, SOURCE, TARGET, view="overview")
    show_viewer(page, widget)
    for head, words in ((0, "one source token (0.90 of its attention); each target token spreads over about 1.6 tokens."),
                        (1, "the diagonal (0.74 of its attention); each target token spreads over about 1.6 tokens."),
                        (2, "everywhere alike; each target token spreads over about 6.0 tokens.")):
        press(page, f"Head {head}")
        assert line(page) == f"Layer 0, head {head}: {words}"
    page.get_by_label("Sort by").select_option("diagonal")
    page.locator(f"{ROOT} .lm-overview").focus()
    page.keyboard.press("Home")
    assert line(page).startswith("Layer 0, head 1: ")


def test_by_keyboard(lab, page):
    start(lab, page, CROSS, "1 + 1", setup=SETUP)
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    page.get_by_role("button", name="Lines", exact=True).click()
    page.mouse.move(2, 2)
    before = page.evaluate(active)
    page.locator(QUERIES).first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert line(page).startswith("Layer 0, head 0: lulsen looks")
    page.keyboard.press("Enter")
    assert page.locator(QUERIES).nth(3).get_attribute("aria-pressed") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert line(page).startswith("Layer 0, head 0: . is looked at most by")
    page.get_by_role("button", name="Matrix", exact=True).press("Enter")
    page.locator(f"{ROOT} .lm-matrix").focus()
    for key in ("End", *["ArrowUp"] * 9):
        page.keyboard.press(key)
    assert "Mia looks at . with weight" in line(page)
    for key in (*["ArrowDown"] * 9, *["ArrowLeft"] * 9):
        page.keyboard.press(key)
    assert ". looks at Mia with weight" in line(page)
    for key in ("+", "0", "Escape"):
        page.keyboard.press(key)
    page.get_by_role("button", name="All heads", exact=True).press("Enter")
    page.locator(f"{ROOT} .lm-overview").focus()
    for key in ("ArrowDown", "ArrowDown", "x", "Enter"):
        page.keyboard.press(key)
    wait_for_line(page, "Layer 1, head 0: lulsen looks")
    assert page.evaluate(active) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_reopened_without_its_kernel(lab, page):
    start(lab, page, CROSS, setup=SETUP)
    weights = np.array(asked(page, "widget.weights.tolist()"))
    [output] = lab.save(page).cells[0].outputs
    assert output.data["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert output.data["text/plain"].startswith("Cross-attention of 2 layers with 3 heads, from 5 target tokens to 6")
    lab.reopen(page)
    page.wait_for_selector(DRAWN)
    assert page.locator(ROOT).get_attribute("data-state") == "asleep"
    page.get_by_label("Layer", exact=True).select_option("1")
    press(page, "Head 1")
    page.locator(QUERIES).nth(3).click()
    best = weights[1, 1, 3].argmax()
    found = re.match(r"Layer 1, head 1: lulsen looks mostly at (\S+) \((\d\.\d\d)", line(page))
    assert found[1] == SOURCE[best] and abs(float(found[2]) - weights[1, 1, 3, best]) < 0.01
    for name in OFFERED:
        press(page, name)
        assert page.locator(f"{ROOT} [data-mode][aria-pressed=true]").text_content() == name


def test_a_single_head_needs_no_picker(page):
    show_viewer(page, CrossAttentionViewer(random_cross(1, 1), SOURCE, TARGET))
    assert page.locator(f"{ROOT} [data-mode]").all_text_contents() == ["Lines", "Matrix"]
    assert not page.get_by_label("Layer", exact=True).is_visible()
    assert not page.locator(f"{ROOT} .lm-head").first.is_visible()


@pytest.mark.parametrize(("target", "source"), [(5, 300), (300, 5)])
def test_a_long_text_and_a_short_one(lab, page, target, source):
    start(lab, page, f"CrossAttentionViewer(random_cross(1, 2, {target}, {source}), [f's{{n}}' for n in range({source})], "
          f"[f't{{n}}' for n in range({target})], query=3)", setup=SETUP)
    press(page, "Head 1")
    row = np.array(asked(page, "widget.weights[0, 1, 3].tolist()"))
    wait_for_line(page, f"Layer 0, head 1: t3 looks mostly at s{row.argmax()} ({row.max():.2f}")
    press(page, "Matrix")
    page.locator(f"{ROOT} .lm-matrix").focus()
    page.keyboard.press("End")
    wait_for_line(page, f"t3 looks at s{source - 1} with weight {row[-1]:.4f}")
    box = page.locator(f"{ROOT} .lm-matrix").bounding_box()
    assert box["height"] < 700 and sticks_out(page) <= 0


def test_tokens_are_data_never_markup(page):
    show_viewer(page, CrossAttentionViewer(random_cross(1, 2, 5, 5), HOSTILE, HOSTILE[::-1]))
    shown = page.locator(f"{ROOT} .lm-tokens-key .lm-chip").all_text_contents()
    assert shown == [*HOSTILE[:3], "⟨U+202E⟩gnp", "x" * 48 + "…"]
    for name in OFFERED:
        press(page, name)
        assert sticks_out(page) <= 0
    assert page.evaluate("() => window.attacked") is None and page.locator(f"{ROOT} :is(img, script)").count() == 0


def test_axe_finds_nothing_in_light_and_dark(lab, page):
    start(lab, page, CROSS, setup=SETUP)
    for theme in themes(page):
        for name in OFFERED:
            press(page, name)
            assert findings(page, ROOT) == [], (theme, name)


def test_on_a_telephone(page):
    show_viewer(page, CrossAttentionViewer(random_cross(), SOURCE, TARGET))
    set_width(page, 390)
    for name in OFFERED:
        press(page, name)
        pause(page, 60)
        assert sticks_out(page) <= 0, name
        canvas = page.locator(f"{ROOT} canvas:visible").first.bounding_box()
        assert canvas["width"] > 90 and canvas["height"] > 60
