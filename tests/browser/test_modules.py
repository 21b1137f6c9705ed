"""The browser modules in a bare page, without Jupyter: a host that gives a model and a place, and nothing else."""

import json
from pathlib import Path

import pytest
from browser.lab import pause

import llm_edu.widgets
from llm_edu.widgets import NextTokenExplorer, TokenizerPlayground
from llm_edu.widgets.common.joining import join_modules

FOLDER = Path(llm_edu.widgets.__file__).parent
HOST = """
window.makeModel = (state) => {
    const handlers = new Map(), sent = [], messages = [];
    const model = {
        get: (name) => state[name],
        set(name, value) {
            if (state[name] === value) return;
            state[name] = value;
            for (const handler of [...(handlers.get(`change:${name}`) ?? [])]) handler();
        },
        save_changes: () => sent.push(structuredClone(state.request)),
        send: (content) => messages.push(structuredClone(content)),
        on(name, handler) { handlers.set(name, [...(handlers.get(name) ?? []), handler]); },
        off(name, handler) { handlers.set(name, (handlers.get(name) ?? []).filter((other) => other !== handler)); },
        listening: () => [...handlers.values()].reduce((sum, list) => sum + list.length, 0),
        sent, messages,
    };
    return model;
};
window.exportsOf = async (texts) => Object.assign({}, ...await Promise.all(texts.map((text) =>
    import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))))));
window.load = async (text) => (await exportsOf([text])).default;
"""


def joined(*files):
    """These files of llm_edu/widgets, each with what it imports, for the page's `exportsOf`."""
    return [join_modules(FOLDER / file) for file in files]


@pytest.fixture
def bytes_tokenizer():
    from browser.stand_ins import BYTES

    return BYTES


def show(page, widget, views=1):
    """Draw a widget's real module and state in a bare page."""
    state = {name: getattr(widget, name) for name in widget.keys if not name.startswith("_") and name != "layout"}
    state = {name: value for name, value in state.items() if name not in ("tabbable", "tooltip", "comm")}
    page.set_content(f"<style>{widget._css}</style><main style='width:700px'></main>")
    page.evaluate(HOST)
    page.evaluate(
        """async ([module, state, views]) => {
            const widget = await load(module);
            window.model = makeModel(JSON.parse(state));
            window.cleanups = [];
            for (let view = 0; view < views; view++) {
                const place = document.querySelector('main').appendChild(document.createElement('div'));
                cleanups.push(await widget.render({ model, el: place }));
            }
        }""",
        [widget._esm, json.dumps(state), views],
    )


def answer(page, widget, **request):
    """The kernel's answer to a request, delivered when we like."""
    widget.request = request
    page.evaluate("answer => model.set('answer', answer)", widget.answer)


def labels(page):
    return page.locator(".lm-chip-label").all_text_contents()


@pytest.fixture
def playground(bytes_tokenizer):
    return TokenizerPlayground("Hi", "bytes", tokenizers={"bytes": bytes_tokenizer})


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


@pytest.mark.parametrize("kind", ["playground", "explorer"])
def test_cleanup_removes_listeners_timers_and_elements(page, playground, bytes_tokenizer, kind):
    from browser.stand_ins import letters_model

    explorer = NextTokenExplorer(letters_model(), bytes_tokenizer, "Hi")
    show(page, playground if kind == "playground" else explorer, views=2)
    assert page.evaluate("() => model.listening()") > 0
    type_text(page, "unsent")
    page.evaluate("() => cleanups.forEach((cleanup) => cleanup())")
    assert page.evaluate("() => model.listening()") == 0
    assert page.locator(".lm-widget").count() == 0
    pause(page, 400)
    assert page.evaluate("() => model.sent.length") == 0


def test_every_focusable_element_keeps_its_keys(page, playground, bytes_tokenizer):
    from browser.stand_ins import letters_model

    for widget in (playground, NextTokenExplorer(letters_model(), bytes_tokenizer, "Hi")):
        show(page, widget)
        missing = page.evaluate("""() => [...document.querySelectorAll(
            'main button, main input, main select, main textarea, main [tabindex]')]
            .filter((node) => node.dataset.lmSuppressShortcuts !== 'true').map((node) => node.outerHTML)""")
        assert missing == []
        unnamed = page.evaluate("""() => [...document.querySelectorAll(
            'main button, main input, main select, main textarea')]
            .filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length))
            .map((node) => node.outerHTML)""")
        assert unnamed == []


def test_no_motion_for_those_who_prefer_none(page, bytes_tokenizer):
    from browser.stand_ins import letters_model

    show(page, NextTokenExplorer(letters_model(), bytes_tokenizer, "Hi"))
    duration = "() => getComputedStyle(document.querySelector('.lm-bar-fill')).transitionDuration"
    assert page.evaluate(duration) == "0.12s"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(duration) == "0s"


def test_a_narrow_place_gets_one_column(page, bytes_tokenizer):
    show(page, TokenizerPlayground("Hi", "bytes", "bytes", tokenizers={"bytes": bytes_tokenizer}))
    columns = "() => getComputedStyle(document.querySelector('.lm-panels')).gridTemplateColumns.split(' ').length"
    assert page.evaluate(columns) == 2
    page.evaluate("() => { document.querySelector('main').style.width = '420px'; }")
    assert page.evaluate(columns) == 1


def test_a_plain_page_reads_in_light_and_dark(page, playground):
    show(page, playground)
    ink = "() => getComputedStyle(document.querySelector('.lm-widget')).color"
    paper = "() => getComputedStyle(document.querySelector('.lm-widget')).backgroundColor"
    assert page.evaluate(ink) == "rgb(0, 0, 0)" and page.evaluate(paper) == "rgb(255, 255, 255)"
    page.add_style_tag(content=":root { color-scheme: dark }")
    assert page.evaluate(ink) == "rgb(255, 255, 255)" and page.evaluate(paper) == "rgb(18, 18, 18)"
