"""DecodingPlayground in a real JupyterLab: by mouse, by keyboard, busy, wrong, and reopened without its kernel."""

import re

from browser.decoding import (
    BARS,
    ROOT,
    SETUP,
    TWO,
    line,
    names,
    set_slider,
    shares,
    start,
    wait_for_line,
    wait_for_text,
    wait_for_texts,
)
from browser.lab import busy, heard, in_kernel, pause, run_all

LETTERS = f"DecodingPlayground(letters_model(), BYTES, 'Hi', {TWO})"
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
FOCUS = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


def press(page, name, view=0):
    page.get_by_role("button", name=name, exact=True).nth(view).click()


def test_by_mouse(lab, page):
    start(lab, page, LETTERS, "widget")
    assert names(page)[:3] == ["e", "t", "a"] and len(names(page)) == 20
    assert shares(page)[:2] == ["32.4 %", "21.7 %"]
    assert line(page) == ("Untouched: all 256 tokens are left. “e” has 32.4 %; entropy 3.0 bits, as if choosing among "
                          "8.1 tokens.")
    busy(page, 2)  # the sliders need no kernel
    set_slider(page, "Top-k", 1)
    assert shares(page)[:3] == ["59.9 %", "40.1 %", "–"] == shares(page, view=1)[:3]
    set_slider(page, "Temperature", 10)
    assert shares(page)[:3] == ["69.0 %", "31.0 %", "–"]
    assert page.locator(f"{ROOT} .lm-choices strong").first.text_content() == "1.9 tokens"
    cut = page.locator(BARS).nth(2)
    label = cut.locator(".lm-bar-label")
    assert label.evaluate("label => getComputedStyle(label).textDecorationLine") == "line-through"
    assert cut.locator(".lm-untouched").evaluate("ghost => parseFloat(ghost.style.width)") > 10
    assert page.locator(f"{ROOT} .lm-others .lm-bar-label").first.text_content() == "236 others"
    said = "Temperature 0.5, top-k 2: 2 of 256 tokens are left. “e” has 69.0 % (untouched: 32.4 %)"
    assert line(page).startswith(said)
    in_kernel(page, "")  # once it is free, it hears of the second slider too
    heard(page, 300)
    assert in_kernel(page, "print(widget.summary())") == f"After “Hi”, t{line(page)[1:]}"

    press(page, "Draw a token")
    page.wait_for_function("() => /^Hi[et]$/.test(document.querySelector('.lm-decoding textarea').value)")
    page.locator(BARS).nth(1).click()
    page.wait_for_selector(f"{ROOT} .lm-history .lm-chip >> nth=3")  # two in each view
    text = page.locator(f"{ROOT} textarea").first.input_value()
    assert re.fullmatch("Hi[et]t", text)
    wait_for_text(page, text, view=1)
    chip = page.locator(f"{ROOT} .lm-history .lm-chip").nth(1)
    chip.hover()
    assert page.locator(f"{ROOT} .lm-note").first.text_content() == (
        "“t” had 31.0 % by temperature 0.5, top-k 2, 21.7 % untouched; id 116")
    press(page, "Undo")
    wait_for_text(page, text[:-1])
    press(page, "Undo")
    wait_for_text(page, "Hi")
    assert page.locator(f"{ROOT} .lm-history").first.is_hidden()

    press(page, "Reset sliders")
    assert shares(page)[:2] == ["32.4 %", "21.7 %"] == shares(page, view=1)[:2]
    page.locator(f"{ROOT} textarea").first.fill("He")
    wait_for_text(page, "He", view=1)
    set_slider(page, "Repetition penalty", -1)
    assert shares(page)[0] == "6.1 %" and page.locator(f"{ROOT} .lm-penalised").count() == 2  # of “H” no bar is shown
    in_kernel(page, "widget.strategy = Sampling(min_p=0.9); widget.text = 'from Python'")
    wait_for_text(page, "from Python")
    wait_for_line(page, "Min-p 0.9: 1 of 256")


def test_side_by_side(lab, page):
    start(lab, page)
    assert page.locator(f"{ROOT} .lm-text-table").is_hidden()
    set_slider(page, "Top-k", 0)
    press(page, "Write")
    wait_for_texts(page, 3)
    rows = page.locator(f"{ROOT} .lm-text-table .lm-text-row")
    assert rows.locator(".lm-strategy").all_text_contents() == ["greedy", "warm", "your sliders"]
    assert rows.nth(2).locator(".lm-how").text_content() == "top-k 1"
    written = [rows.nth(at).locator(".lm-text-chip").all_text_contents() for at in range(3)]
    assert written[0] == written[2] != written[1] and len(written[0]) == 6
    figures = rows.nth(0).locator(".lm-figure").all_text_contents()
    assert figures[0].startswith("−") and 0 < float(figures[1]) <= 1 and figures[2].isdigit()
    rows.nth(0).locator(".lm-text-chip").first.hover()
    assert re.fullmatch("“.+” had .+ %, rank 1", page.locator(f"{ROOT} .lm-note").text_content())
    entry = in_kernel(page, "entry = widget.texts['entries'][0]; print(entry['mean'], entry['distinct'])")
    assert figures[:2] == [f"{float(number):.2f}".replace("-", "−") for number in entry.split()]

    press(page, "warm")
    assert line(page).startswith("Temperature 1.5: ")
    press(page, "Write again")
    page.wait_for_function("() => document.querySelector('.lm-about-texts').textContent.endsWith('seed 1')")
    wait_for_texts(page, 3)
    assert rows.nth(0).locator(".lm-text-chip").all_text_contents() == written[0]
    assert rows.nth(1).locator(".lm-text-chip").all_text_contents() != written[1]


SLOW = """
import time
pace = {"c": 2, "d": 2}  # seconds a token: the third text is written for longer than a page takes to say "stop"
class Slow(Greedy):
    def __init__(self, name):
        self.name = name
    def choose(self, logits, generator=None, written=None):
        time.sleep(pace.get(self.name, 0.1))
        return super().choose(logits)
"""


def test_texts_come_one_by_one_and_can_be_stopped(lab, page):
    four = "strategies={name: Slow(name) for name in 'abcd'}, max_new_tokens=8"
    start(lab, page, f"DecodingPlayground(small_transformer(), BYTES, 'Hi', {four})", setup=SETUP + SLOW)
    press(page, "Write")
    page.wait_for_selector(f"{ROOT} .lm-text-row[data-state=done]")
    assert page.locator(f"{ROOT} .lm-text-row[data-state=done]").count() < 4
    assert page.locator(f"{ROOT} .lm-text-row[data-state=writing] .lm-rest").text_content() == "writing …"
    set_slider(page, "Top-k", 0)
    assert shares(page)[0] == "100.0 %"  # the page lives on
    chip = page.locator(f"{ROOT} .lm-text-row[data-state=done] .lm-text-chip").first
    chip.focus()
    page.wait_for_selector(f"{ROOT} .lm-text-row[data-state=done] >> nth=1")
    assert chip.evaluate("chip => chip === document.activeElement")  # the next text leaves the first as it is
    press(page, "Stop")
    page.wait_for_selector(f"{ROOT}[data-state=ready]")
    pause(page, 400)
    done = page.locator(f"{ROOT} .lm-text-row[data-state=done]").count()
    assert 0 < done < 4 and in_kernel(page, "print(len(widget.texts['entries']))") == str(done)
    assert page.get_by_role("button", name="Stop").get_attribute("aria-disabled") == "true"

    in_kernel(page, "pace.clear(); print()")
    press(page, "Write again")
    page.wait_for_selector(f"{ROOT} .lm-text-row[data-state=done]")
    box = page.locator(f"{ROOT} textarea")
    box.fill("typed while it writes")
    wait_for_texts(page, 5)
    assert box.input_value() == in_kernel(page, "print(widget.text)") == "typed while it writes"
    assert in_kernel(page, "print(len({entry['text'] for entry in widget.texts['entries'][:4]}))") == "1"


def test_by_keyboard(lab, page):
    start(lab, page, LETTERS, "1 + 1")
    page.get_by_label("Temperature").focus()
    before = page.evaluate(ACTIVE_CELL)
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("() => document.activeElement.getAttribute('aria-valuetext')") == "Temperature 1.05"
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    assert shares(page)[:2] == ["100.0 %", "–"]
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate(FOCUS).startswith("Append “e”, 100.0 %, untouched 32.4 %")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS) == "“t” is cut off, untouched 21.7 %"
    page.keyboard.press("Enter")  # cannot be drawn
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    wait_for_text(page, "Hie")
    assert page.evaluate(FOCUS).startswith("Append “e”")  # the focus stays, for the next one
    page.keyboard.press("Space")
    wait_for_text(page, "Hiee")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "Write"
    page.keyboard.press("Enter")
    wait_for_texts(page, 3)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "greedy"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS).startswith("“e” had 32.4 %, rank 1")
    page.keyboard.press("End")
    assert page.evaluate(FOCUS).endswith("part of a run of 4 tokens that came before")
    for name, text in (("Draw a token", "Hieee"), ("Undo", "Hiee"), ("Undo", "Hie")):
        page.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        wait_for_text(page, text)
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_what_goes_wrong_is_said(lab, page):
    start(lab, page, f"DecodingPlayground(letters_model(), STRICT, 'Hi', {TWO})")
    box = page.locator(f"{ROOT} textarea")
    box.fill("Hi!")
    page.wait_for_selector(f"{ROOT} .lm-line.lm-failed")
    assert line(page) == "KeyError: \"no such token: '!'\"" and box.input_value() == "Hi!"
    assert len(names(page)) == 20 and page.locator(f"{ROOT}.lm-stale").count() == 1
    for name in ("Draw a token", "Write"):
        button = page.get_by_role("button", name=name)
        button.click(force=True)
    page.wait_for_selector(f"{ROOT}[data-state=ready]")
    assert box.input_value() == "Hi!" and page.locator(f"{ROOT} .lm-text-row[data-state=done]").count() == 0
    box.fill("")
    wait_for_line(page, "Type something")
    assert page.locator(f"{ROOT} .lm-line.lm-failed").count() == 0  # that is no mistake
    box.fill("fine")
    page.wait_for_selector(f"{ROOT} .lm-line:not(.lm-failed)")
    press(page, "Write")
    wait_for_texts(page, 3)
    press(page, "Undo")
    wait_for_text(page, "Hi")


def test_reopened_without_its_kernel(lab, page):
    start(lab, page, LETTERS)
    page.locator(BARS).nth(1).click()
    wait_for_text(page, "Hit")
    press(page, "Write")
    wait_for_texts(page, 3)
    set_slider(page, "Top-k", 2)
    heard(page, 300)
    lab.reopen(page)
    page.wait_for_selector(BARS)
    assert page.locator(ROOT).get_attribute("data-state") == "asleep"
    assert "Run the cell to wake it" in page.locator(f"{ROOT} .lm-state").text_content()
    box = page.locator(f"{ROOT} textarea")
    assert box.input_value() == "Hit" and not box.is_editable()
    assert page.locator(f"{ROOT} .lm-history .lm-chip-label").all_text_contents() == ["t"]
    assert page.locator(f"{ROOT} .lm-text-row[data-state=done]").count() == 3
    assert shares(page)[2:4] == ["21.2 %", "–"]
    page.get_by_label("Top-k").focus()
    page.keyboard.press("Home")
    assert shares(page)[:2] == ["100.0 %", "–"]
    press(page, "Draw a token")
    assert page.locator(f"{ROOT} .lm-history .lm-chip-label").all_text_contents() == ["t", "e"]
    assert line(page).startswith("Drew “e”. Only the model knows what may follow: run the cell to wake the model")
    page.get_by_role("button", name="Draw a token").click(force=True)
    page.locator(BARS).first.click()
    assert page.locator(f"{ROOT} .lm-history .lm-chip").count() == 2  # one only
    press(page, "Undo")
    assert page.locator(f"{ROOT} .lm-history .lm-chip").count() == 1 and line(page).startswith("Top-k 1: ")
    for name in ("Undo", "Write again"):
        page.get_by_role("button", name=name).click(force=True)
    assert page.locator(f"{ROOT} .lm-history .lm-chip").count() == 1
    assert page.locator(f"{ROOT} .lm-text-row[data-state=done]").count() == 3

    assert run_all(page)
    page.wait_for_selector(f"{ROOT}[data-state=ready]")
    press(page, "Draw a token")
    page.wait_for_function("() => document.querySelector('.lm-decoding textarea').value.length === 3")


def test_saved_it_is_a_picture_and_a_sentence(lab, page):
    start(lab, page, LETTERS)
    [output] = lab.save(page).cells[0].outputs
    assert output.data["text/html"].startswith('<img src="data:image/png;base64,iVBOR')
    assert output.data["text/plain"].startswith("After “Hi”, untouched: all 256 tokens are left.")
