"""CompressionLab in a real JupyterLab and in a bare page: mouse, keyboard, two views, levels, and without a kernel."""

import pytest
from browser.bare import set_width, show
from browser.lab import asked, heard, in_kernel, pause
from browser.stand_ins import BYTES, small_transformer

from llm_edu.widgets import CompressionLab

ROOT = ".lm-press"
CODE = """from stand_ins import *
from llm_edu.widgets import CompressionLab
lab = CompressionLab(small_transformer(), BYTES, ["the green hat"], prompts=["a hat", "a cat"], max_new_tokens=6)
lab"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def settled(page, begin, view=0):
    """Wait until a setting is measured; what the widget says then."""
    page.wait_for_function(f"""([begin, view]) => {{
        const said = document.querySelectorAll('{ROOT} .lm-line')[view].textContent;
        return said.startsWith(begin) && said.includes('The loss is');
    }}""", arg=[begin, view])
    return line(page, view)


def steps(page, view=0):
    return page.locator(f"{ROOT} .lm-press-steps output").nth(view).text_content()


def test_by_mouse_and_by_keyboard(lab, page):
    lab.run(page, CODE, "lab", "1 + 1")
    settled(page, "8 bits, a scale for each matrix: ")
    root = page.locator(ROOT).first
    root.get_by_text("row", exact=True).click()
    settled(page, "8 bits, a scale for each row: ")
    root.get_by_label("embeddings").click()
    said = settled(page, "8 bits, a scale for each row, embeddings in 16 bits: ", view=1)    # in both views
    assert asked(page, "lab.shown['say']") == said and steps(page) == steps(page, 1) == "setting 3 of 3"
    assert root.locator(".lm-press-beside").nth(1).text_content().startswith("in 16 bits: ")

    before = page.evaluate(ACTIVE_CELL)
    root.get_by_label("Bits of a weight").focus()
    page.keyboard.press("Home")
    assert "2 bits" in settled(page, "2 bits, a scale for each row, embeddings")
    page.keyboard.press("Tab")    # to the chosen one of the radio buttons
    page.keyboard.press("ArrowRight")
    settled(page, "2 bits, a scale for each 128 weights, embeddings")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    said = settled(page, "2 bits, a scale for each 128 weights: ")
    assert asked(page, "[lab.shown['bits'], lab.shown['group'], lab.shown['keep']]") == [2, 128, []]
    assert root.locator(".lm-press-text ins").count() > 0 and page.evaluate(ACTIVE_CELL) == before

    count = len(asked(page, "lab.tries"))
    root.get_by_role("button", name="Setting before").click()
    settled(page, "2 bits, a scale for each 128 weights, embeddings")
    root.locator("circle.lm-press-try").first.dispatch_event("click")    # another dot may lie over it
    heard(page, 100)
    assert len(asked(page, "lab.tries")) == count    # nothing was measured again
    in_kernel(page, "lab.choose(bits=2, group=128, keep=[])")
    assert settled(page, "2 bits, a scale for each 128 weights: ") == said


def test_the_weights_and_their_levels(lab, page):
    lab.run(page, CODE)
    settled(page, "8 bits")
    root = page.locator(ROOT)
    root.get_by_label("Matrix", exact=True).select_option("token_embedding")
    page.wait_for_function(f"() => document.querySelector('{ROOT} .lm-press-said').textContent.startsWith('All 8,192')")
    assert root.locator(".lm-press-level").count() == 255 and not root.get_by_label("Row of the matrix").is_visible()
    root.get_by_text("32", exact=True).click()
    root.get_by_label("Bits of a weight").press("Home")
    settled(page, "2 bits, a scale for each 32")
    row = root.get_by_label("Row of the matrix")
    row.press("Home")
    for _ in range(3):
        row.press("ArrowRight")
    page.wait_for_function(f"() => document.querySelector('{ROOT} .lm-press-said').textContent.startsWith('Row 3 (')")
    assert root.locator(".lm-press-level").count() == 3 and root.locator(".lm-press-weight").count() == 32
    root.get_by_role("button", name="Largest outlier").click()
    page.wait_for_function(f"() => !document.querySelector('{ROOT} .lm-press-said').textContent.startsWith('Row 3 (')")
    assert row.input_value() == str(asked(page, "lab.shown['look']['row']"))
    root.get_by_label("embeddings").click()
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT} .lm-press-level').length === 0")


def test_reopened_without_a_kernel_it_shows_what_was_tried(lab, page):
    lab.run(page, CODE)
    settled(page, "8 bits")
    page.locator(ROOT).get_by_text("64", exact=True).click()
    said = settled(page, "8 bits, a scale for each 64")
    heard(page, 200)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    root = page.locator(ROOT)
    assert line(page) == said and "No kernel is attached" in root.locator(".lm-state").text_content()
    assert root.get_by_label("Bits of a weight").is_disabled()
    drawn = root.locator(".lm-press-said").text_content()
    root.get_by_role("button", name="Setting before").press("Enter")
    assert line(page).startswith("8 bits, a scale for each matrix: ") and steps(page) == "setting 1 of 2"
    assert root.locator(".lm-press-said").text_content() != drawn
    root.get_by_role("button", name="Setting after").press("Enter")
    assert line(page) == said


def test_levels_are_there_before_the_loss(page):
    widget = CompressionLab(small_transformer(), BYTES, ["the green hat"], max_new_tokens=3)
    seen = []
    widget.observe(lambda change: seen.append(change["new"]), "scene")
    show(page, widget)
    widget.choose(bits=3, group="row")
    page.evaluate("([request, scene]) => { model.set('request', request); model.set('scene', scene); }",
                  [widget.request, seen[0]])
    figures = page.locator(f"{ROOT} .lm-press-figure").all_text_contents()
    assert figures[0].endswith(" bytes") and figures[1:] == ["…", "…"]
    assert page.locator(f"{ROOT} .lm-press-level").count() == 7
    page.evaluate("([scene, answer]) => { model.set('scene', scene); model.set('answer', answer); }",
                  [seen[1], widget.answer])
    assert page.locator(f"{ROOT} .lm-press-figure").nth(1).text_content() == widget.shown["figure"]
    page.evaluate("answer => model.set('answer', answer)", {**widget.answer, "error": "no <b>memory</b>."})
    assert line(page) == "no <b>memory</b>. What is shown was measured before."


@pytest.mark.parametrize("width", [860, 380])
def test_hostile_texts_and_names_stay_in_their_place(page, width):
    class Wild:
        encode, decode = BYTES.encode, BYTES.decode

        def token_bytes(self, id):
            return f"<img src=x onerror=alert({id})>\u202e".encode()

    wild = "<script>alert(1)</script> " + "x" * 300
    widget = CompressionLab(small_transformer(), Wild(), ["the green hat"], prompts=[wild], unit="<b>nats</b>", max_new_tokens=3)
    widget.choose(matrix="token_embedding", group="row", bits=4)
    show(page, widget)
    set_width(page, width)
    pause(page, 100)
    assert page.locator(f"{ROOT} :is(img, b, script)").count() == 0
    assert page.locator(f"{ROOT} .lm-press-prompt").text_content() == f"{wild} …"
    assert "<img·src=x·onerror=alert(" in page.locator(f"{ROOT} .lm-press-said").text_content()
    boxes = page.locator(f"{ROOT} .lm-press-chart text").evaluate_all("""texts => texts.map((text) => {
        const { left, right } = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
        return [left - frame.left, right - frame.right];
    })""")
    assert min(left for left, _ in boxes) >= -1 and max(right for _, right in boxes) <= 1
