"""AttentionViewer in a real JupyterLab: mouse, keyboard, kernel."""

import numpy as np
from browser.attention import (
    KEYS,
    MODEL,
    QUERIES,
    ROOT,
    VIEWS,
    cell,
    color_at,
    line,
    press,
    random_weights,
    sharp_viewer,
    show_viewer,
    start,
    wait_for_line,
)
from browser.lab import asked, busy, heard, in_kernel, pause

from llm_edu.widgets import AttentionViewer

SHOWN = f"{ROOT} [data-mode][aria-pressed=true]"


def test_by_mouse(lab, page):
    start(lab, page, MODEL, "widget")
    chips = page.locator(f"{ROOT} >> nth=0").locator(".lm-tokens-key .lm-chip").all_text_contents()
    assert chips == list("a·green·hat")
    assert line(page).startswith("Layer 0, head 0: t looks mostly at")
    page.locator(QUERIES).nth(3).hover()
    assert line(page).startswith("Layer 0, head 0: r looks mostly at")
    page.locator(KEYS).nth(2).hover()
    assert line(page).startswith("Layer 0, head 0: g is looked at most by")
    page.locator(QUERIES).nth(4).click()
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 0: e looks mostly at", view=1)  # the other view follows

    press(page, "Head 2")
    page.get_by_label("Layer", exact=True).first.select_option("1")
    weights = asked(page, "widget.weights[1, 2, 4].tolist()")
    best = int(np.argmax(weights))
    assert f"Layer 1, head 2: e looks mostly at {'a·green·hat'[best]}" in line(page)
    assert f"({weights[best]:.2f}" in line(page)

    press(page, "Matrix")
    page.mouse.move(*cell(page, 4, 1, 11))
    wait_for_line(page, f"e looks at · with weight {weights[1]:.4f}.")  # exact, from the kernel
    page.mouse.move(*cell(page, 2, 5, 11))
    assert "g cannot look ahead at e" in line(page)
    assert color_at(page, *cell(page, 1, 6, 11))[3] == 0  # nothing is drawn there
    page.mouse.click(*cell(page, 6, 0, 11))
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 1, head 2: n looks")

    press(page, "All heads")
    box = page.locator(f"{ROOT} .lm-overview").first.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 20)
    assert line(page).startswith("Layer 0, head 0: ")
    page.mouse.click(box["x"] + 40, box["y"] + 20)
    assert page.locator(SHOWN).first.text_content() == "Lines"
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 0: n looks")
    heard(page, 400)
    assert asked(page, "[widget.view['heads'], widget.view['query']]") == [[[0, 0]], 6]
    in_kernel(page, "widget.show(1, 3, query=1, view='matrix')")
    wait_for_line(page, "Layer 1, head 3: · looks", view=1)
    assert page.locator(SHOWN).first.text_content() == "Matrix"


def test_heads_need_no_kernel(lab, page):
    start(lab, page)
    weights = np.array(asked(page, "widget.weights.tolist()"))
    busy(page, 3)
    for layer, head in ((1, 3), (0, 2), (1, 0)):
        page.get_by_label("Layer", exact=True).select_option(str(layer))
        press(page, f"Head {head}")
        best = weights[layer, head, -1].max()
        assert line(page).startswith(f"Layer {layer}, head {head}: t looks mostly at")
        assert abs(float(line(page).split("(")[1][:4]) - best) < 0.01
    for name in VIEWS:
        press(page, name)
        assert page.locator(SHOWN).text_content() == name


def test_several_heads_in_colours(page):
    show_viewer(page, sharp_viewer())
    press(page, "Several")
    press(page, "Head 2")
    press(page, "Head 3")
    words = line(page)
    assert "Layer 0, head 0: t looks" in words and "Layer 0, head 3: t looks" in words
    tints = page.locator(f"{ROOT} .lm-head[aria-pressed=true]").evaluate_all(
        "heads => heads.map(head => head.style.getPropertyValue('--tint'))")
    assert tints == ["#0072b2", "#d55e00", "#009e73"]
    assert page.locator(KEYS).nth(7).locator(".lm-token-bar").count() == 3
    press(page, "Head 0")
    assert "head 0" not in line(page)
    press(page, "Matrix")
    assert page.evaluate("() => model.get('view').heads") == [[0, 2], [0, 3]]


def next_tokens(page):
    return page.locator(f"{ROOT} .lm-next-row").evaluate_all("rows => rows.map(row => row.getAttribute('aria-label'))")


def test_a_story_is_seen_from_its_last_word_to_its_first(page):
    weights = random_weights(1, 1, 52)
    weights[0, 0, -1] = 0.01 / 51
    weights[0, 0, -1, 3] = 0.99
    show_viewer(page, AttentionViewer(weights, [f"word{at}" for at in range(52)]))
    assert line(page).startswith("Layer 0, head 0: word51 looks mostly at word3 (0.99)")
    frame = page.locator(f"{ROOT} .lm-lines").bounding_box()
    for token in (page.locator(QUERIES).nth(51), page.locator(KEYS).nth(3)):
        box = token.bounding_box()
        assert frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_switching_heads_off(lab, page):
    start(lab, page)
    before = next_tokens(page)
    assert len(before) == 8 and "→" not in before[0]
    press(page, "Switch this head off")
    wait_for_line(page, "Without layer 0, head 0: next ")
    assert all("→" in words for words in next_tokens(page))
    assert asked(page, "widget.off") == [[0, 0]]
    assert "Loss on this text:" in page.locator(f"{ROOT} .lm-side-model .lm-caption").text_content()
    press(page, "All heads")
    page.get_by_role("button", name="A click switches off").click()
    box = page.locator(f"{ROOT} .lm-overview").bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + box["height"] - 40)
    wait_for_line(page, "")
    page.wait_for_function("() => document.querySelectorAll('.lm-gone .lm-button').length === 3")
    heard(page, 500)
    assert asked(page, "widget.off") == [[0, 0], [1, 0]]
    press(page, "All on")
    page.wait_for_function("() => !document.querySelector('.lm-line').textContent.includes('Without')")
    heard(page, 500)
    assert asked(page, "widget.off") == [] and next_tokens(page) == before
    in_kernel(page, "widget.off = [(1, 2)]")
    wait_for_line(page, "Without layer 1, head 2")


def test_another_text(lab, page):
    start(lab, page, MODEL, "widget")
    box = page.locator(f"{ROOT} textarea").first
    box.fill("a cap")
    page.wait_for_function("() => document.querySelectorAll('.lm-attention')[1].querySelectorAll('.lm-tokens-key li')"
                           ".length === 5")
    assert asked(page, "widget.text") == "a cap" and "Layer 0, head 0: p looks" in line(page)
    box.fill("")
    wait_for_line(page, "no text yet")
    assert page.locator(KEYS).count() == 10  # the picture of the text before stays
    in_kernel(page, "widget.text = 'from Python'")
    wait_for_line(page, "n looks mostly at")
    assert box.input_value() == "from Python"
    box.fill("typed just before")
    page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.wait_for_function("() => document.querySelector('.lm-widget') === null")
    pause(page, 500)  # what was still to be sent must not stumble over the closed view


def test_inside_a_head(lab, page):
    start(lab, page)
    press(page, "Inside a head")
    press(page, "Head 1")
    page.wait_for_selector(f"{ROOT} .lm-sum-row")
    [weights] = asked(page, "[widget.weights[0, 1, -1].tolist()]")
    soft = page.locator(f"{ROOT} .lm-inside-table .lm-soft .lm-cell-number").all_text_contents()
    for words, weight in zip(soft, weights, strict=True):
        assert abs(float(words.replace("< 0.001", "0")) - weight) < 0.0011
    page.locator(f"{ROOT} .lm-inside-box").focus()
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    assert page.locator(f"{ROOT} .lm-masked-row").count() == 5
    assert page.locator(f"{ROOT} .lm-masked-row .lm-soft .lm-cell-number").all_text_contents() == ["0"] * 5
    assert "Layer 0, head 1: e looks" in line(page)


def test_by_keyboard(lab, page):
    start(lab, page, MODEL, "1 + 1")
    active = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
    page.locator(f"{ROOT} textarea").click()
    page.mouse.move(2, 2)
    before = page.evaluate(active)
    focused = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    seen = []
    for _ in range(22):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(focused))
    for name in (*VIEWS, "Layer before", "Next layer", "Head 0", "Several", "a, query 0", "Switch this head off"):
        assert name in seen, (name, seen)
    page.locator(QUERIES).first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert line(page).startswith("Layer 0, head 0: r looks")
    page.keyboard.press("Enter")
    assert page.locator(QUERIES).nth(3).get_attribute("aria-pressed") == "true"
    page.locator(f"{ROOT} .lm-head").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert "head 1: r looks" in line(page)
    page.get_by_label("Layer", exact=True).focus()
    page.keyboard.press("ArrowDown")
    assert line(page).startswith("Layer 1, head 1")

    page.get_by_role("button", name="Matrix", exact=True).press("Enter")
    page.locator(f"{ROOT} .lm-matrix").focus()
    for key in ("ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert "looks at" in line(page) and "with weight" in line(page)
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="All heads", exact=True).press("Enter")
    page.locator(f"{ROOT} .lm-overview").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert line(page).startswith("Layer 1, head 2: ")
    page.keyboard.press("x")
    page.wait_for_selector(f"{ROOT} .lm-gone .lm-button")
    page.keyboard.press("Enter")
    wait_for_line(page, "Layer 1, head 2: r looks")
    assert page.evaluate(active) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_through_training(lab, page):
    setup = ("from llm_edu.transformer import Transformer, TransformerConfig\nimport torch\ntorch.manual_seed(9)\n"
             "first = Transformer(TransformerConfig.llama(vocab_size=256, layers=2, width=32, heads=4))\n"
             "with torch.no_grad():\n    [p.mul_(9) for p in first.parameters()]")
    start(lab, page, "AttentionViewer(small_transformer(), BYTES, 'a hat', checkpoints={'step 0': first})", setup=setup)
    assert page.locator(f"{ROOT} .lm-reached").text_content() == "now" and line(page).startswith("now. Layer 0")
    busy(page, 1)
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    assert line(page).startswith("step 0. Layer 0, head 0: t looks mostly at")
    weights = asked(page, "widget.weights[0, 0, -1].tolist()")  # waits until the kernel is free and has heard of it
    assert asked(page, "widget.view['checkpoint']") == 0 and f"({max(weights):.2f}" in line(page)
    page.get_by_role("button", name="Play the training").click()
    wait_for_line(page, "now. Layer 0")


def test_heads_sorted_and_compared_in_the_overview(page):
    widget = sharp_viewer()
    show_viewer(page, widget)
    press(page, "All heads")
    page.get_by_label("Sort by").select_option("previous")
    order = [list(divmod(int(at), 4)) for at in np.argsort(-widget.head_scores["previous"].ravel())]
    wanted = [head for head in order if head != [0, 0]][:2]
    page.locator(f"{ROOT} .lm-overview").focus()
    for head in wanted:
        page.keyboard.press("Home")
        for _ in range(order.index(head)):
            page.keyboard.press("ArrowRight")
        assert line(page).startswith(f"Layer {head[0]}, head {head[1]}: ")
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Escape")
    assert page.evaluate("() => model.get('view').heads") == [[0, 0], *wanted]
    assert page.locator(SHOWN).text_content() == "All heads"
    page.get_by_label("Sort by").press("ArrowDown")  # a native select keeps its arrows
    assert page.evaluate("() => model.get('view').sort") == "next"
