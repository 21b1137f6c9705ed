"""AttentionViewer saved, reopened without its kernel, long, hostile, and in a page without Jupyter."""

import numpy as np
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
from browser.lab import asked, heard, pause, run_all

from llm_edu.widgets import AttentionViewer

HOSTILE = ["<script>window.attacked=1</script>", "<img src=x onerror=window.attacked=1>", "مرحبا", "\u202egnp", "😀",
           "x" * 300, "a\nb", "${1}", "‍", "e"]


def test_reopened_without_its_kernel(lab, page):
    start(lab, page)
    weights = np.array(asked(page, "widget.weights.tolist()"))
    press(page, "Switch this head off")
    wait_for_line(page, "Without layer 0, head 0")
    press(page, "Inside a head")
    page.wait_for_selector(f"{ROOT} .lm-sum-row")
    heard(page, 500)
    lab.reopen(page)
    page.wait_for_selector(DRAWN)
    assert page.locator(ROOT).get_attribute("data-state") == "asleep"
    assert "Run the cell to wake it" in page.locator(f"{ROOT} .lm-state").text_content()
    assert not page.locator(f"{ROOT} textarea").is_editable()
    assert page.locator(f"{ROOT} .lm-sum-row").count() == 1  # the inside that was saved
    assert page.locator(f"{ROOT} .lm-next-row").count() == 8 and "Without layer 0, head 0" in line(page)
    press(page, "Head 2")
    assert "were not saved" in page.locator(f"{ROOT} .lm-inside .lm-caption").text_content()
    press(page, "Lines")
    best = weights[0, 2, -1].max()  # the first layer is the same with a head of its own off
    assert line(page).startswith("Layer 0, head 2: t looks") and abs(float(line(page).split("(")[1][:4]) - best) < 0.01
    press(page, "Matrix")
    page.mouse.move(*cell(page, 4, 1, 11))
    assert "(± 0.00" in line(page) or "weight 0.0" in line(page)
    for name in ("All heads", "Lines"):
        press(page, name)
    button = page.get_by_role("button", name="Switch this head off")
    assert button.get_attribute("aria-disabled") == "true"
    button.click(force=True)
    pause(page, 200)
    assert page.locator(f"{ROOT} .lm-gone .lm-button").count() == 1
    assert run_all(page)
    page.wait_for_selector(f"{ROOT}[data-state=ready]")


def test_saved_it_is_a_picture_a_sentence_and_small(lab, page):
    start(lab, page, "AttentionViewer(random_weights(12, 12, 64), [f't{n}' for n in range(64)])")
    [output] = lab.save(page).cells[0].outputs
    assert output.data["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert output.data["text/plain"].startswith("Attention of 12 layers with 12 heads over 64 tokens.")
    small = lab.notebook.stat().st_size
    assert small <= 500_000
    page.evaluate("""async (code) => {
        await jupyterapp.commands.execute('notebook:insert-cell-below');
        jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.setSource(code);
        await jupyterapp.commands.execute('notebook:run-cell');
    }""", "AttentionViewer(random_weights(30, 9, 64), [f't{n}' for n in range(64)])")
    page.wait_for_function("() => document.querySelectorAll('.lm-attention[data-drawn]').length === 2")
    assert "30 layers with 9 heads" in lab.save(page).cells[1].outputs[0].data["text/plain"]
    assert lab.notebook.stat().st_size - small <= 900_000


def test_tokens_are_data_never_markup(lab, page):
    start(lab, page, f"AttentionViewer(random_weights(1, 2, {len(HOSTILE)}), {HOSTILE!r})")
    shown = page.locator(f"{ROOT} .lm-tokens-key .lm-chip").all_text_contents()
    assert shown[0] == "<script>window.attacked=1</script>" and shown[6] == "a↵b" and shown[4] == "😀"
    assert shown[3] == "⟨U+202E⟩gnp" and shown[5] == "x" * 48 + "…"
    heights = page.locator(KEYS).evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
    assert max(heights) <= 24 and min(heights) == max(heights)
    frame = page.locator(ROOT).bounding_box()
    for name in VIEWS:
        press(page, name)
        pause(page, 100)
        wide = page.locator(ROOT).evaluate("root => root.scrollWidth - root.clientWidth")
        assert wide <= 0 and page.locator(ROOT).bounding_box()["width"] == frame["width"], name
    assert page.evaluate("() => window.attacked") is None
    assert page.locator(f"{ROOT} :is(img, script)").count() == 0
    assert "\u202e" not in page.locator(ROOT).text_content()


def test_512_tokens_come_head_by_head(lab, page):
    start(lab, page, "AttentionViewer(random_weights(2, 3, 512), [f't{n}' for n in range(512)], view='matrix')")
    assert line(page).startswith("Layer 0, head 0: t511 looks mostly at")
    press(page, "Head 2")
    wait_for_line(page, "Layer 0, head 2: t511 looks mostly at")
    row = np.array(asked(page, "widget.weights[0, 2, -1].tolist()"))
    wait_for_line(page, f"t{row.argmax()} ({row.max():.2f})")
    page.locator(f"{ROOT} .lm-matrix").focus()
    for _ in range(9):
        page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert "t511 looks at t510 with weight" in line(page)
    press(page, "Lines")
    assert page.locator(QUERIES).count() == 512
    page.locator(QUERIES).nth(300).click()
    wait_for_line(page, "Layer 0, head 2: t300 looks")
    press(page, "All heads")
    box = page.locator(f"{ROOT} .lm-overview").bounding_box()
    page.mouse.click(box["x"] + 40, box["y"] + 20)
    page.mouse.move(2, 2)
    wait_for_line(page, "Layer 0, head 0: t300 looks mostly at")


def both_ways():
    weights = np.random.default_rng(0).dirichlet(np.ones(6) / 2, (2, 2, 6))
    return AttentionViewer(weights, ["[CLS]", "the", "green", "hat", ".", "[SEP]"])


def test_weights_that_look_ahead(page):
    widget = both_ways()
    show_viewer(page, widget)
    press(page, "Matrix")
    weight = float(widget.weights[0, 0, 1, 4])
    page.mouse.move(*cell(page, 1, 4, 6))
    assert "the looks at . with weight" in line(page)
    assert abs(float(line(page).split("weight ")[1][:5]) - weight) < 0.005
    page.mouse.move(2, 2)
    x, y = cell(page, 1, 4, 6)
    assert color_at(page, x - 20, y - 20)[3] == 255
