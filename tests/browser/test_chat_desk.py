"""ChatDesk in a real JupyterLab and in a bare page: talked to, stopped, stepped back; mouse, keyboard, no kernel."""

import json
from pathlib import Path

import pytest
import small_desk
from browser.bare import run_module, set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel, pause

from llm_edu.widgets.chat_desk.words import memory_words

ROOT = ".lm-desk"
SETUP = Path(small_desk.__file__).read_text(encoding="utf-8") + "\n"
CODE = SETUP + "desk = ScriptedDesk()\nchat = small_desk(desk=desk)\nchat"
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
FOCUS = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"


def part(page, selector):
    return page.locator(f"{ROOT} {selector}").first


def button(page, name):
    return page.locator(ROOT).first.get_by_role("button", name=name, exact=True)


def box(page):
    return page.locator(ROOT).first.get_by_label("Your message", exact=True)


def says(page, text, selector=".lm-line"):
    page.wait_for_function("([part, text]) => document.querySelector(part)?.textContent.includes(text)",
                           arg=[f"{ROOT} {selector}", text])


def idle(page):
    page.wait_for_selector(f"{ROOT}[data-desk=idle]")


def said(page):
    """What is in the bubbles, each in a line."""
    return page.locator(ROOT).first.locator(".lm-desk-bubble:visible .lm-desk-said").all_text_contents()


def test_by_mouse_an_order_is_cancelled_and_the_books_outlast_a_step_back(lab, page):
    lab.run(page, CODE)
    button(page, "Where is my order 1026?").click()
    says(page, "The desk answered after 1 call. 270 of 1,000 tokens of memory used.")
    assert said(page) == ["Where is my order 1026?", "Your Matchbox radio is packed. It arrives on Thursday, 5 March."]
    assert part(page, ".lm-desk-steps").text_content() == (
        "order_status✓ doneargumentsorder_id1026resultorder_id1026productMatchbox radiostatuspackedarrives2026-03-05")
    assert "Where is my order 1026?" in part(page, ".lm-desk-reads").text_content()
    box(page).fill("please cancel order 1026")
    button(page, "Send").click()
    says(page, "It waits for your yes or no.")
    assert part(page, ".lm-desk-read-back").text_content() == small_desk.READ_BACK and asked(page, "desk.books") == []
    button(page, "Yes").click()
    says(page, "carried out by code, after your yes", ".lm-desk-steps")
    assert asked(page, "desk.books") == ["cancelled"] and not part(page, ".lm-desk-draft").is_visible()
    says(page, "1 earlier turn left out", ".lm-desk-figures")
    assert part(page, ".lm-desk-track").get_attribute("aria-label") == "450 of 1,000 tokens of memory used, 1 earlier turn left out"
    page.locator(f"{ROOT} .lm-desk-look").nth(0).click()    # an earlier answer
    says(page, "Behind turn 1", ".lm-desk-behind")
    button(page, "Step back").click()
    says(page, "What the desk wrote to the shop's books stays written.")
    assert len(said(page)) == 4 and box(page).input_value() == "Yes" and asked(page, "[desk.books, len(chat.turns)]") == [["cancelled"], 2]
    button(page, "New conversation").click()
    button(page, "Keep it").click()
    assert len(said(page)) == 4
    button(page, "New conversation").click()
    button(page, "Leave it").click()
    says(page, "A new conversation: the desk remembers nothing")
    assert said(page) == [] and asked(page, "desk.conversation.turns") == [] and button(page, "My lamp stays dark").is_visible()


def test_by_keyboard_with_a_stop_and_an_error(lab, page):
    lab.run(page, CODE, "1 + 1")
    box(page).focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.type("two lines")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dd jj aa bb")
    page.keyboard.press("Enter")
    says(page, "The desk answered without a call.")
    assert said(page)[-1] == "You said: two lines\ndd jj aa bb" and page.evaluate(FOCUS) == "Your message"
    page.keyboard.type("be slow")
    page.keyboard.press("Enter")
    says(page, "The desk writes …")
    assert said(page)[-1] == "One moment " and part(page, "[role=log]").get_attribute("aria-busy") == "true"
    page.keyboard.type("the next thing")
    page.keyboard.press("Enter")    # kept: the desk still writes
    page.keyboard.press("Escape")
    says(page, "Stopping …")
    assert asked(page, "chat._answering.stop_asked")
    in_kernel(page, "desk.gate.set()")
    says(page, "Stopped. You stopped the desk. You can go on.")
    assert box(page).input_value() == "the next thing" and page.evaluate(FOCUS) == "Your message"
    assert part(page, "[role=log]").get_attribute("aria-busy") == "false"
    box(page).fill("now fail")
    page.keyboard.press("Enter")
    says(page, "The desk failed: KeyError: 'the model is gone'. You can go on.")
    assert "order_status ✗" in part(page, "[data-turn=failed] .lm-desk-look").text_content()
    page.keyboard.type("My lamp stays dark")
    page.keyboard.press("Enter")
    says(page, "The desk answered after 1 call.")
    assert asked(page, "[turn['state'] for turn in chat.turns]") == ["replied", "stopped", "failed", "replied"]
    page.locator(f"{ROOT} .lm-desk-look").nth(3).focus()
    page.keyboard.press("ArrowUp")
    says(page, "Behind turn 3", ".lm-desk-behind")
    page.keyboard.press("Home")
    says(page, "Behind turn 1", ".lm-desk-behind")
    button(page, "New conversation").press("Enter")
    assert page.evaluate(FOCUS) == "Leave it"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == "New conversation" and len(said(page)) == 7
    button(page, "Step back").press("Enter")
    says(page, "The last turn is taken back")
    assert page.evaluate(FOCUS) == "Your message" and box(page).input_value() == "My lamp stays dark"
    assert page.evaluate(ACTIVE_CELL) == before and page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_a_person_takes_over(lab, page):
    lab.run(page, CODE)
    box(page).fill("a person, please")
    box(page).press("Enter")
    says(page, "A person has taken over this conversation.")
    for name in ("Send", "Step back"):
        assert button(page, name).get_attribute("aria-disabled") == "true"
    assert box(page).get_attribute("readonly") is not None
    button(page, "New conversation").click()
    button(page, "Leave it").click()
    says(page, "A person has taken over from this desk: run the cell that makes it again.")
    assert len(said(page)) == 2


def test_each_piece_is_seen_at_once(lab, page):
    """From the moment at which the desk gives a piece to its text on the page: below 50 ms, at the median of 40."""
    lab.run(page, SETUP + """import time
class Ticking(ScriptedDesk):
    def answer(self, text):
        for number in range(40):
            yield Event("piece", f"{time.time()} ")
            time.sleep(0.05)
        yield Event("reply", "done")
chat = small_desk(desk=Ticking())
chat""")
    page.evaluate("""() => {
        window.taken = [];
        new MutationObserver(() => {
            const last = document.querySelector('.lm-desk-it .lm-desk-said')?.textContent.trim().split(' ').at(-1);
            if (Number(last) > 1e9) taken.push(Date.now() - 1000 * Number(last));
        }).observe(document.querySelector('.lm-desk-log'), { subtree: true, childList: true, characterData: true });
    }""")
    box(page).fill("go")
    box(page).press("Enter")
    idle(page)
    taken = sorted(page.evaluate("() => taken"))
    assert len(taken) >= 20 and taken[len(taken) // 2] < 50, taken


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE.replace("small_desk(desk", "small_desk('My lamp stays dark', 'please cancel order 1026', desk"))
    says(page, "It waits for your yes or no.")
    before = said(page)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert said(page) == before and part(page, ".lm-desk-read-back").text_content() == small_desk.READ_BACK
    assert "The desk cannot answer. To go on, run the cell again." in part(page, ".lm-state").text_content()
    for name in ("Send", "Yes", "No", "Step back", "New conversation"):
        assert button(page, name).get_attribute("aria-disabled") == "true"
    page.locator(f"{ROOT} .lm-desk-look").nth(0).click()
    says(page, "Try another socket.", ".lm-desk-steps")
    with page.expect_download() as saved:
        button(page, "Export").click()
    transcript = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert [turn["user"] for turn in transcript["turns"]] == ["My lamp stays dark", "please cancel order 1026"]


def test_a_busy_kernel_hears_it_later_and_twice_is_no_trouble(lab, page):
    lab.run(page, CODE, "chat")    # two views
    busy(page, 2)
    box(page).fill("hello")
    box(page).press("Enter")
    assert said(page) == ["hello"] and "waits for the kernel" in part(page, ".lm-desk-end").text_content()
    says(page, "The kernel is busy", ".lm-state")
    says(page, "The desk answered without a call.")
    heard(page, 500)
    assert said(page) == ["hello", "You said: hello"] and asked(page, "len(chat.turns)") == 1
    in_kernel(page, "_ = chat.say('from Python')")
    page.wait_for_function("() => [...document.querySelectorAll('.lm-desk-log')].every((log) => log.textContent.includes('You said: from Python'))")


def test_what_is_refused_goes_back_into_the_box(lab, page):
    lab.run(page, CODE)
    box(page).fill("x" * 10_001)
    box(page).press("Enter")
    says(page, "A message has 1 to 10,000 characters, not 10,001.")
    idle(page)
    assert len(box(page).input_value()) == 10_001 and said(page) == [] and asked(page, "len(chat.turns)") == 0


HOSTILE = ["<img src=x onerror=alert(1)> <script>alert(1)</script> $$\\frac{1}{2}$$", "y" * 9_000, "\u202eright to left \u2067 שלום مرحبا \u0000\x07",
           "😀" * 900, "** # [x](javascript:alert(1))", "word " * 2_000]


@pytest.mark.parametrize("width", [860, 560, 380])
def test_hostile_texts_are_only_shown(page, width):
    class Hostile(small_desk.ScriptedDesk):
        def answer(self, text):
            yield small_desk.Event("window", text, tokens=10**9)
            yield from self.call(text, {text: text, "deep": [[[[[[{"a": text}]]]]]]}, {text: [text] * 30, "none": None, "list": []}, ok=False)
            yield small_desk.Event("call", text)
            yield small_desk.Event("stopped", text)
            yield from self.say(text, small_desk.SimpleNamespace(read_back=text, call=None))

    chat = small_desk.small_desk(*HOSTILE, desk=Hostile(), name="<b>x</b>" * 9, examples=["<i>e</i>" * 50])
    show(page, chat, views=2)
    assert [text.strip() for text in said(page)] == [text for message in chat.turns for text in (message["user"], message["reply"].strip())]
    assert page.locator(f"{ROOT} :is(img, script, b, i, a)").count() == 0
    set_width(page, width)
    assert sticks_out(page) <= 0
    page.evaluate("() => model.set('turns', [])")
    pause(page, 30)
    assert sticks_out(page) <= 0


def test_words_and_transcripts_are_those_of_python(page):
    memories = [{"tokens": 7, "budget": None, "left_out": None}, {"tokens": 1234, "budget": 2000, "left_out": 0},
                {"tokens": 1, "budget": 10, "left_out": 1}, {"tokens": 1, "budget": 10, "left_out": 12}]
    files = ["chat_desk/words.js"]
    assert run_module(page, files, "memoryWords", "(all) => all.map(memoryWords)", memories) == [memory_words(each) for each in memories]
    chat = small_desk.small_desk("My lamp stays dark", "fail", "please cancel order 1026", "Yes", "a <b> $$ \u202e 😀")
    assert run_module(page, files, "transcriptOf", "transcriptOf", chat.turns, 4) == chat.transcript()
