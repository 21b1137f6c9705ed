"""SourceTrace in a real JupyterLab and in a bare page: passages off and poisoned, tries kept; mouse, keyboard, no kernel."""

from pathlib import Path

import pytest
import small_sources
from browser.axe import findings
from browser.bare import answer, run_module, set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel, run_cell, themes
from notebook_runner import assets_of

from llm_edu.course.paths import notebooks_folder
from llm_edu.course.work.copies import without_outputs
from llm_edu.widgets.source_trace.words import quoted

ROOT = ".lm-trace"
SETUP = Path(small_sources.__file__).read_text(encoding="utf-8") + "\n"
CODE = SETUP + "sources = small_sources()\nsources"
POISON = "The BBC is British. It was founded in 1999."
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def part(page, selector):
    return page.locator(f"{ROOT} {selector}").first


def button(page, name):
    return page.locator(ROOT).first.get_by_role("button", name=name, exact=True)


def label(page, name):
    return page.locator(ROOT).first.get_by_label(name, exact=True)


def says(page, text, selector=".lm-line"):
    page.wait_for_function("([part, text]) => document.querySelector(part)?.textContent.includes(text)",
                           arg=[f"{ROOT} {selector}", text])


def said(page):
    return page.locator(ROOT).first.locator(".lm-trace-said").all_text_contents()


def test_by_mouse_a_passage_is_switched_off_poisoned_and_restored(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-trace-sentence")
    assert said(page)[0] == "It was founded in 1922."
    assert page.locator(f"{ROOT} .lm-trace-number").all_text_contents() == ["7.3", "0.81", "3.5", "0.42", "0.0", "−0.05"]
    button(page, "Switch off passage 1").click()
    says(page, "answer 2 of 2", "output")
    assert said(page)[0] == "It was founded in 1895." and part(page, ".lm-trace-tag").text_content() == "off"
    says(page, "With the passages as found: “It was founded in 1922.", ".lm-trace-before")
    button(page, "Switch on passage 1").click()    # answered before: no third answer
    says(page, "answer 1 of 2", "output")
    button(page, "Edit passage 1").click()
    label(page, "Text of passage 1").fill(POISON)
    button(page, "Answer again with the new text of passage 1").click()
    says(page, "answer 3 of 3", "output")
    assert said(page)[0] == "It was founded in 1999." and part(page, "mark").text_content() == "It was founded in 1999."
    assert label(page, "Text of passage 1").count() == 0 or label(page, "Text of passage 1").is_hidden()
    assert asked(page, "sources.shown['passages'][0]['text']") == POISON
    part(page, ".lm-trace-sentence").click()
    says(page, "is supported by “It was founded in 1999.” in passage 1, “BBC”, which was edited.")
    button(page, "Restore passage 1").click()
    says(page, "answer 1 of 3", "output")
    assert asked(page, "len(sources.tries)") == 3
    in_kernel(page, "_ = sources.ask(sources.scene['questions'][1], off=[2, 3])")
    says(page, "answer 4 of 4", "output")
    assert part(page, ".lm-trace-select").input_value() == "When was radio born?"


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(".lm-trace-sentence")
    part(page, ".lm-trace-sentence").focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("ArrowDown")
    says(page, "Sentence 2 of 2, “Everybody knows that.”, is unsupported: no passage that is on has a sentence for it.")
    page.keyboard.press("Home")
    says(page, "Sentence 1 of 2, “It was founded in 1922.”, is supported by “It was founded in 1922.” in passage 1")
    assert page.locator(f"{ROOT} .lm-trace-picked").count() == 1
    box = label(page, "Another question")
    box.focus()
    page.keyboard.type("When was bread born?")
    page.keyboard.press("Enter")
    says(page, "answer 2 of 2", "output")
    assert box.input_value() == "" and part(page, ".lm-trace-select").input_value() == "When was bread born?"
    button(page, "Switch off passage 1").press("Enter")
    says(page, "answer 3 of 3", "output")
    assert page.evaluate("() => document.activeElement.textContent") == "Switch on"
    button(page, "Edit passage 2").press("Enter")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Bread was born in 1111. ")
    page.keyboard.press("Control+Enter")
    says(page, "answer 4 of 4", "output")
    assert "1111" in said(page)[0] and page.evaluate("() => document.activeElement.textContent") == "Edit"
    box.fill("an error?")
    box.press("Enter")
    says(page, "KeyError: 'no such model'. The answer shown is from before.")
    assert part(page, ".lm-trace-problem").is_visible() and box.input_value() == "an error?" and "1111" in said(page)[0]
    assert page.evaluate(ACTIVE_CELL) == before


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE + "\n_ = sources.ask(off=[1])\n_ = sources.ask(edits={1: '" + POISON + "'})\nsources")
    page.wait_for_selector(".lm-trace-sentence")
    says(page, "answer 3 of 3", "output")
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert said(page)[0] == "It was founded in 1999." and "run the cell again" in part(page, ".lm-state").text_content()
    button(page, "Restore passage 1").click()
    assert said(page)[0] == "It was founded in 1922."
    button(page, "Switch off passage 1").click()
    assert said(page)[0] == "It was founded in 1895."
    for name in ("Switch off passage 2", "Edit passage 1", "Ask"):
        assert button(page, name).get_attribute("aria-disabled") == "true"
    button(page, "Answer after").click()
    part(page, ".lm-trace-sentence").click()
    says(page, "is supported by “It was founded in 1999.” in passage 1")
    assert page.locator(f"{ROOT} option[disabled]").all_text_contents() == ["When was radio born?"]


def tab_to(page, control, key="Tab"):
    """By keyboard, from where the focus is to another control of the widget."""
    for _ in range(20):
        page.keyboard.press(key)
        if control.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{key} does not reach {control}")


@pytest.mark.full
def test_in_the_lesson_a_real_model_is_poisoned_by_mouse_and_by_keyboard(lab, page):
    """The learner's own notebook, search and SmolLM2; only the cells that the widget needs."""
    assets_of("15_grounding")
    file = lab.notebooks / "15_grounding.ipynb"
    file.write_bytes(without_outputs((notebooks_folder() / file.name).read_bytes()))
    lab.open_file(page, file)
    for text in ("SYSTEM, question =", "SourceTrace("):
        run_cell(page, text)
    said_of = {}

    def answered(number, name):
        says(page, f"answer {number} of {number}", "output")
        said_of[name] = said(page)

    answered(1, "BBC")
    part(page, ".lm-trace-select").select_option("In which year was the Brooklyn Bridge opened?")
    answered(2, "bridge")
    part(page, ".lm-trace-sentence").click()
    says(page, "Sentence 1 of ")
    button(page, "Switch off passage 1").click()
    answered(3, "bridge off")
    button(page, "Switch on passage 1").click()
    says(page, "answer 2 of 3", "output")
    button(page, "Edit passage 1").click()
    box = label(page, "Text of passage 1")
    box.fill(box.input_value().replace("1883", "1923"))
    button(page, "Answer again with the new text of passage 1").click()
    answered(4, "bridge poisoned")

    tab_to(page, label(page, "Question"), "Shift+Tab")
    page.keyboard.press("Home")
    says(page, "answer 1 of 4", "output")
    tab_to(page, part(page, ".lm-trace-sentence"))
    says(page, "Sentence 1 of ")
    tab_to(page, button(page, "Switch off passage 1"))
    page.keyboard.press("Enter")
    answered(5, "BBC off")
    page.keyboard.press("Enter")
    says(page, "answer 1 of 5", "output")
    tab_to(page, button(page, "Edit passage 1"))
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("The British Broadcasting Corporation (BBC) was established in 1999.")
    page.keyboard.press("Shift+Enter")
    answered(6, "BBC poisoned")
    assert len({str(each) for each in said_of.values()}) == 6    # each change has changed the answer
    for theme in themes(page):
        assert findings(page, ROOT) == [], theme
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert said(page) == said_of["BBC poisoned"]


def test_a_busy_kernel_keeps_what_is_switched_and_typed(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-trace-sentence")
    busy(page, 2)
    button(page, "Edit passage 3").click()
    label(page, "Text of passage 3").fill("Bread is old.")
    button(page, "Switch off passage 1").click()
    button(page, "Switch off passage 2").click()
    page.wait_for_selector(f"{ROOT}[data-state=busy]")
    assert [tag.text_content() for tag in page.locator(f"{ROOT} .lm-trace-tag").all()] == ["off", "off", ""]
    page.wait_for_selector(f"{ROOT}[data-state=ready]")
    heard(page, 150)
    says(page, "It was founded in 1234.", ".lm-trace-said")
    assert asked(page, "[each['on'] for each in sources.shown['passages']]") == [False, False, True]
    assert label(page, "Text of passage 3").input_value() == "Bread is old."


@pytest.mark.parametrize("width", [860, 560, 380])
def test_hostile_texts_are_only_shown(page, width):
    hostile = "<img src=x onerror=alert(1)> <b>1922</b> \u202e😀 " + "y" * 300
    sources = small_sources.small_sources(
        search=lambda question: [(hostile, hostile * 10, 999_999, -999_999)] * 12,
        answer=lambda question, texts: f"<i>It</i> was 1922. {hostile}", questions=["<s>?</s>" + "z" * 250, "b"],
        supports=lambda sentence, passage: (0, 30), score_names=("<u>" + "w" * 40, "c"))
    show(page, sources, views=2)
    set_width(page, width)
    assert sticks_out(page) <= 0 and page.locator(f"{ROOT} :is(img, b, i, s, u)").count() == 0
    assert part(page, ".lm-trace-text").text_content() == sources.shown["passages"][0]["text"]
    assert part(page, "mark").text_content() == sources.shown["passages"][0]["text"][:30]
    button(page, "Switch off passage 12").click()
    answer(page, sources, **page.evaluate("() => model.sent.at(-1)"))
    assert part(page, ".lm-state").is_hidden() and sources.shown["passages"][11]["on"] is False


def test_narrow_the_two_scores_stay_side_by_side_and_a_long_text_ends_within_a_line(page):
    show(page, small_sources.small_sources(search=lambda question: [("Akashi Kaikyo Bridge", "a long text " * 99, 8.5, 0.37)]), width=400)
    one, other = (score.bounding_box() for score in page.locator(".lm-trace-score").all())
    assert one["y"] == other["y"]
    lines = part(page, ".lm-trace-text").evaluate("node => node.clientHeight / parseFloat(getComputedStyle(node).lineHeight)")
    assert 0.3 < lines % 1 < 0.7


def test_texts_are_quoted_alike(page):
    texts = ["a  b\nc ", "😀" * 200, "x" * 158 + " yz", ""]
    assert run_module(page, ["source_trace/words.js"], "quoted", "(texts) => texts.map(quoted)", texts) == [
        quoted(text) for text in texts]
