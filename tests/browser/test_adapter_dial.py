"""AdapterDial in a real JupyterLab and in a bare page: mouse, keyboard, two views, texts, and without a kernel."""

import pytest
from browser.bare import set_width, show
from browser.lab import heard, in_kernel, pause

from llm_edu.widgets import AdapterDial
from llm_edu.widgets.adapter_dial import DialReading
from llm_edu.widgets.adapter_dial.reading import STRENGTHS

ROOT = ".lm-dial"
CODE = """from stand_ins import *
from llm_edu.widgets import AdapterDial
widget = AdapterDial(adapted_transformer(), BYTES, ["a hat", "a cat"], {"nats a byte": surprise}, max_new_tokens=6)
widget"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
SLIDER = "Strength of the learned change"
UNEVEN = DialReading((-1, 0, 0.1, 1), {"new": (4, 3, 2.5, 1), "the old village, far away": (2, 0, 0.5, 2)}, {
    "Mia is": ("the the", "a baker, here.", "a vet, here.", "a vet."), "Otto is": ("", "here", "here", "here")})


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def number(page, view=0):
    return page.locator(f"{ROOT} output").nth(view).text_content()


def shown_texts(page, tag):
    """The marked words of the texts that can be seen."""
    return page.locator(f"{ROOT} .lm-dial-text:not(.lm-dial-hidden) {tag}").all_text_contents()


def test_by_mouse_and_by_keyboard(lab, page):
    lab.run(page, CODE, "widget", "1 + 1")
    page.wait_for_selector(f"{ROOT} .lm-dial-line polyline")
    place = page.get_by_label(SLIDER).first.bounding_box()
    middle, inside = place["y"] + place["height"] / 2, place["width"] - 16

    def at(share):
        return place["x"] + 8 + share * inside

    page.mouse.move(at(0.75), middle)    # strength 1 lies at three quarters of −0.5 … 1.5
    page.mouse.down()
    page.mouse.move(at(0.44), middle, steps=4)
    assert number(page) == number(page, view=1) == "0.5"    # to what is nearest, in both views
    page.mouse.move(at(0.01), middle, steps=4)
    page.mouse.up()
    assert number(page) == "−0.5" and line(page) == line(page, view=1)
    assert line(page).startswith("Strength −0.5, the opposite of what was learned: nats a byte ")
    heard(page, 150)
    assert in_kernel(page, "print(widget.strength, widget.scene['strengths'][widget.at]['say'])") == f"-0.5 {line(page)}"

    page.get_by_role("button", name="As learned").nth(1).click()
    assert number(page) == "1" and shown_texts(page, "ins") != []
    chart = page.locator(f"{ROOT} .lm-dial-chart").first.bounding_box()
    page.mouse.click(at(0.25), chart["y"] + 100)    # the chart above the slider has the same places
    assert number(page) == "0" and shown_texts(page, "ins") == shown_texts(page, "del") == []
    heard(page, 150)
    in_kernel(page, "widget.strength = 1.25")
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT} output')[1].textContent === '1.25'")

    slider = page.get_by_label(SLIDER).first
    slider.focus()
    before = page.evaluate(ACTIVE_CELL)
    for key, expected in (("ArrowLeft", "1"), ("ArrowDown", "0.75"), ("ArrowRight", "1"), ("End", "1.5"),
                          ("ArrowUp", "1.5"), ("Home", "−0.5"), ("ArrowLeft", "−0.5"), ("ArrowUp", "−0.25")):
        page.keyboard.press(key)
        assert number(page) == expected, key
        assert slider.get_attribute("aria-valuetext").startswith(f"{expected}, ")
    heard(page, 150)
    assert in_kernel(page, "print(widget.strength)") == "-0.25" and page.evaluate(ACTIVE_CELL) == before


def test_reopened_without_a_kernel_it_still_turns(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(f"{ROOT} .lm-dial-line polyline")
    page.get_by_role("button", name="As before").click()
    heard(page, 150)
    said = line(page)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-dial-line polyline")
    assert line(page) == said and number(page) == "0"
    page.get_by_label(SLIDER).focus()
    page.keyboard.press("End")
    assert number(page) == "1.5" and line(page).startswith("Strength 1.5, more than was learned")
    assert shown_texts(page, "ins") != []


@pytest.mark.parametrize("strengths", [STRENGTHS, UNEVEN.strengths])
def test_keys_go_through_every_strength_there_and_back(page, strengths):
    show(page, AdapterDial(DialReading(strengths, {"a": range(len(strengths))}), strength=0))
    slider = page.get_by_label(SLIDER)
    slider.focus()
    page.keyboard.press("Home")
    seen = []
    for key in ["ArrowRight"] * len(strengths) + ["ArrowLeft"] * len(strengths):
        seen.append(page.evaluate("() => model.get('strength')"))
        page.keyboard.press(key)
    assert seen == [*strengths, *reversed(strengths)]
    assert page.evaluate("() => document.querySelector('.lm-dial-texts').hidden")    # there are none


def test_texts_are_marked_on_both_sides_and_keep_their_place(page):
    show(page, AdapterDial(UNEVEN, strength=1))
    assert shown_texts(page, "del") == ["baker, here"] and shown_texts(page, "ins") == ["vet"]
    heights = set()
    for strength in UNEVEN.strengths:
        page.evaluate("strength => model.set('strength', strength)", strength)
        heights.add(page.locator(f"{ROOT} .lm-dial-texts").bounding_box()["height"])
    assert len(heights) == 1
    page.evaluate("() => model.set('strength', -1)")
    assert page.locator(f"{ROOT} .lm-dial-text:not(.lm-dial-hidden)").all_text_contents() == [
        "a baker, here.", "the the", "here", "(nothing)"]
    decorations = page.locator(f"{ROOT} :is(ins, del)").evaluate_all(
        "nodes => nodes.map((node) => getComputedStyle(node).textDecorationLine)")
    assert set(decorations) == {"underline"}    # not by colour alone
    assert page.locator(f"{ROOT} [role=group]").first.get_attribute("aria-label") == "Mia is"


def test_the_chart_is_drawn_to_its_place_with_its_names(page):
    show(page, AdapterDial(UNEVEN, unit="nats", strength=0.1))
    for width in (860, 380):
        set_width(page, width)
        pause(page, 100)
        boxes = page.locator(f"{ROOT} .lm-dial-chart text").evaluate_all("""texts => texts.map((text) => {
            const { left, right } = text.getBoundingClientRect(), frame = text.ownerSVGElement.getBoundingClientRect();
            return [left - frame.left, right - frame.right];
        })""")
        assert min(left for left, _ in boxes) >= -1 and max(right for _, right in boxes) <= 1
        thumb = page.evaluate("""() => {
            const slider = document.querySelector('.lm-dial-slider').getBoundingClientRect();
            const now = document.querySelector('.lm-dial-now').getBoundingClientRect();
            return slider.left + 8 + (slider.width - 16) * 1.1 / 2 - now.left;
        }""")
        assert abs(thumb) < 1.5    # the thumb stands below the line
        below = page.locator(f"{ROOT} .lm-dial-chart > .lm-dial-tick[y='224']").all_text_contents()
        assert below == ["0", "1", "−1", "0.1"][: 4 if width == 860 else 3]    # 0 and 1 first, others where there is room
    assert page.locator(f"{ROOT} .lm-dial-figure").all_text_contents() == ["2.50", "0.50"]
    name = page.locator(f"{ROOT} .lm-dial-name").nth(1)
    assert name.locator("title").text_content() == "the old village, far away"
    assert name.locator("tspan").all_text_contents() == ["the old", "village, …", "0.50"]


def test_hostile_texts_are_shown_as_themselves(page):
    wild = "<img src=x onerror=alert(1)>"
    show(page, AdapterDial(DialReading([0, 1], {wild: [1, 2], "__proto__": [2, 1]}, {
        wild: ["<b>", "a\u202eb\x07 <script>"], "x" * 900: ["😀", "y" * 5000]}), unit=wild))
    assert page.locator(f"{ROOT} :is(img, b, script)").count() == 0
    assert page.locator(f"{ROOT} .lm-dial-prompt").first.text_content() == wild
    assert page.locator(f"{ROOT} .lm-dial-text").nth(2).text_content() == "a\u202eb␇ <script>"
    assert page.evaluate("() => document.querySelector('.lm-dial').scrollWidth <= 700")
