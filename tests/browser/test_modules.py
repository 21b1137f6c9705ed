"""What is typed into a widget, and when it is sent: TokenizerPlayground's module in a bare page."""

import pytest
from browser.bare import answer, show
from browser.lab import pause
from browser.stand_ins import BYTES

from llm_edu.widgets import TokenizerPlayground


def labels(page):
    return page.locator(".lm-chip-label").all_text_contents()


@pytest.fixture
def playground():
    return TokenizerPlayground("Hi", "bytes", tokenizers={"bytes": BYTES})


def type_text(page, text):
    page.locator("textarea").first.fill(text)


def test_typing_is_sent_after_a_pause_once(page, playground):
    page.clock.install()    # the page's time goes on only as told, however busy the machine is
    show(page, playground)
    page.clock.pause_at("2100-01-01")
    page.locator("textarea").click()
    page.keyboard.press("End")
    for character in " there":
        page.keyboard.type(character)
        page.clock.run_for(100)
    assert page.evaluate("() => model.sent.length") == 0
    page.clock.run_for(100)
    assert page.evaluate("() => model.sent.map(({ text, sequence }) => [text, sequence])") == [["Hi there", 1]]


def test_answers_to_older_requests_are_dropped(page, playground):
    show(page, playground)
    for text in ("one", "two!"):
        type_text(page, text)
        pause(page, 250)
    first, second = page.evaluate("() => model.sent")
    answer(page, playground, **first)
    assert labels(page) == ["H", "i"]
    answer(page, playground, **second)
    assert labels(page) == list("two!")


def test_what_is_not_answered_is_sent_once_more_and_one_at_a_time(page, playground):
    """ipywidgets may hold the state back for good; a message of its own gets through."""
    page.clock.install()
    show(page, playground)
    page.clock.pause_at("2100-01-01")
    type_text(page, "one")
    page.clock.run_for(400)
    assert page.evaluate("() => model.messages.length") == 0    # it has hardly been asked
    page.clock.run_for(300)
    type_text(page, "two!")
    page.clock.run_for(700)
    first, second = page.evaluate("() => model.sent")
    assert page.evaluate("() => model.messages") == [{"request": first}]    # nothing piles up
    answer(page, playground, **first)
    page.clock.run_for(500)
    assert page.evaluate("() => model.messages") == [{"request": first}, {"request": second}]
    answer(page, playground, **second)
    type_text(page, "three")
    page.clock.run_for(250)
    answer(page, playground, **page.evaluate("() => model.sent.at(-1)"))    # in time
    page.clock.run_for(500)
    assert page.evaluate("() => model.messages.length") == 2


def test_an_answer_does_not_touch_what_is_being_typed(page, playground):
    show(page, playground)
    type_text(page, "one")
    pause(page, 250)
    type_text(page, "one more")
    answer(page, playground, **page.evaluate("() => model.sent[0]"))
    assert page.locator("textarea").input_value() == "one more"
    pause(page, 250)
    answer(page, playground, **page.evaluate("() => model.sent.at(-1)"))
    assert labels(page) == list("one·more")


def test_a_word_being_composed_is_not_sent(page, playground):
    """Chinese is typed through an input method: letters that are not yet characters stay in the browser."""
    show(page, playground)
    page.evaluate("""() => {
        const box = document.querySelector('textarea');
        box.value = 'ni';
        box.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
    }""")
    pause(page, 250)
    assert page.evaluate("() => model.sent.length") == 0
    page.evaluate("""() => {
        const box = document.querySelector('textarea');
        box.value = '你';
        box.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
    }""")
    pause(page, 250)
    assert page.evaluate("() => model.sent.map(({ text }) => text)") == ["你"]


def test_silence_is_explained_and_forgiven(page, playground):
    show(page, playground)
    type_text(page, "hello")
    page.wait_for_selector("[data-state=busy]")
    answer(page, playground, **page.evaluate("() => model.sent[0]"))
    assert page.locator(".lm-widget").get_attribute("data-state") == "ready"
    assert page.locator(".lm-state").text_content() == ""


def test_a_plain_page_reads_in_light_and_dark(page, playground):
    show(page, playground)
    ink = "() => getComputedStyle(document.querySelector('.lm-widget')).color"
    paper = "() => getComputedStyle(document.querySelector('.lm-widget')).backgroundColor"
    assert page.evaluate(ink) == "rgb(0, 0, 0)" and page.evaluate(paper) == "rgb(255, 255, 255)"
    page.add_style_tag(content=":root { color-scheme: dark }")
    assert page.evaluate(ink) == "rgb(255, 255, 255)" and page.evaluate(paper) == "rgb(18, 18, 18)"
