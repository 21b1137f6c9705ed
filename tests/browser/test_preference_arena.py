"""PreferenceArena in a real JupyterLab and in a bare page: clicks, keys, the training, the blind test, without a kernel."""

from pathlib import Path

import pytest
import small_arena
from browser.bare import set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel

ROOT = ".lm-arena"
SETUP = Path(small_arena.__file__).read_text(encoding="utf-8") + "\n"
CODE = SETUP + "arena = small_arena(blind=8)\narena"
ENDLESS = SETUP + """arena = small_arena(settings=TuningSettings(first=16, imitate_steps=2, second=16, dpo_steps=100_000))
arena.choices = ["left", "right"] * 6
arena"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def part(page, selector):
    return page.locator(f"{ROOT} {selector}").first


def press(page, name):
    page.locator(ROOT).first.get_by_role("button", name=name).click()


def stories(page):
    return page.locator(ROOT).first.locator(".lm-arena-card .lm-arena-story").all_text_contents()


def wait_for_stage(page, stage):
    page.wait_for_selector(f"{ROOT}[data-stage={stage}]")


def count(page):
    return part(page, ".lm-arena-count").text_content()


def settled(page, milliseconds=50):
    """Wait until the kernel has heard of every click, and has answered."""
    heard(page, milliseconds)
    page.wait_for_function("() => document.querySelector('.lm-arena').dataset.state === 'ready'")


def test_the_whole_way_by_mouse(lab, page):
    lab.run(page, CODE, "arena")    # two views
    page.wait_for_selector(".lm-arena-card")
    pairs = asked(page, "arena.pairs")
    assert stories(page) == pairs[0]
    learn = page.locator(ROOT).first.get_by_role("button", name="Learn this taste")
    for made in range(12):
        assert stories(page) == pairs[made] and learn.get_attribute("aria-disabled") == "true"
        if made % 3 == 2:
            press(page, "Can't say")
        else:
            part(page, f".lm-arena-{('left', 'right')[made % 3]}").click()
        assert count(page) == f"{made + 1} of 12"    # at once: nobody has been waited for
    settled(page)
    assert asked(page, "arena.choices") == ["left", "right", "same"] * 4
    assert page.locator(f"{ROOT} .lm-arena-count").nth(1).text_content() == "12 of 12"    # the other view
    press(page, "Undo")
    assert stories(page) == pairs[11] and count(page) == "11 of 12"
    part(page, ".lm-arena-right").click()
    part(page, "summary").click()
    page.wait_for_function("() => document.querySelector('.lm-arena-say').textContent.startsWith('12 clicks. ')")
    press(page, "Learn this taste")
    wait_for_stage(page, "judge")
    blind = asked(page, "arena.blind")
    for made in range(8):
        assert stories(page) == blind[made]
        assert part(page, ".lm-arena-question").text_content().startswith("Blind: ")
        part(page, ".lm-arena-left").click()
    wait_for_stage(page, "done")
    afters = asked(page, "arena.result['afters']")
    assert part(page, ".lm-arena-big").text_content() == f"{100 * sum(afters) / 8:.0f} %"
    assert part(page, ".lm-line").text_content() == asked(page, "arena.result['say']")
    for number in range(8):
        tags = page.locator(ROOT).first.locator(".lm-arena-tag").all_text_contents()
        assert tags == (["new", "old"] if afters[number] else ["old", "new"])
        assert page.locator(ROOT).first.locator(".lm-arena-told .lm-arena-story").all_text_contents() == blind[number]
        press(page, "Next pair") if number < 7 else None
    press(page, "Back to the choices")
    wait_for_stage(page, "choose")
    settled(page)
    assert count(page) == "12 of 12" and in_kernel(page, "print(arena.blind, len(arena.choices))") == "[] 12"


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(".lm-arena-card")
    part(page, ".lm-arena-left").focus()
    before = page.evaluate(ACTIVE_CELL)
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "u", "Backspace", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")    # on the right card
    settled(page)
    assert asked(page, "arena.choices") == ["right", "left", "left", "right"]
    page.keyboard.down("ArrowRight")
    page.keyboard.down("ArrowRight")    # held down: one choice
    page.keyboard.up("ArrowRight")
    assert count(page) == "5 of 12"
    page.keyboard.press("Control+ArrowRight")
    assert count(page) == "5 of 12"
    for _ in range(7):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("() => document.activeElement.textContent").startswith("Learn this taste")
    page.keyboard.press("Enter")
    wait_for_stage(page, "judge")
    assert page.evaluate("() => document.activeElement.className").startswith("lm-arena-card")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    wait_for_stage(page, "done")
    page.keyboard.press("Shift+Tab")    # from the last button to the pairs
    page.keyboard.press("Enter")
    assert part(page, ".lm-arena-browse output").text_content().startswith("Pair 2 of 8")
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_a_training_is_watched_and_stopped_while_a_cell_waits(lab, page):
    lab.open(page, ENDLESS, "arena.tune()\n(await arena.finished()).tuning['state']")
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_selector(f"{ROOT} .lm-arena-loss")
    page.wait_for_function("() => document.querySelector('.lm-arena .lm-line').textContent.startsWith('DPO, step ')")
    assert page.locator(f"{ROOT} .lm-arena-phase[data-state=done]").count() == 3
    assert part(page, ".lm-arena-phase[data-state=now]").text_content().startswith("DPO learns")
    press(page, "Stop")
    wait_for_stage(page, "judge")
    page.wait_for_function("() => document.querySelectorAll('.jp-Notebook .jp-Cell')[1].textContent.includes(\"'ready'\")")
    assert len(asked(page, "arena.tuning['losses']")) < 100_000


def test_clicks_while_the_kernel_is_busy_are_all_kept(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-arena-card")
    pairs = asked(page, "arena.pairs")
    busy(page, 2)
    for made in range(5):
        part(page, ".lm-arena-right").click()
        assert stories(page) == pairs[made + 1] and count(page) == f"{made + 1} of 12"
    settled(page, 500)
    assert asked(page, "arena.choices") == ["right"] * 5


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-arena-card")
    for _ in range(3):
        part(page, ".lm-arena-left").click()
    heard(page, 100)
    fourth = asked(page, "arena.pairs[3]")
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert stories(page) == fourth and count(page) == "3 of 12"
    assert "The buttons need one: run the cell again" in part(page, ".lm-state").text_content()
    part(page, ".lm-arena-left").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert count(page) == "3 of 12"
    for button in page.locator(ROOT).get_by_role("button").all():
        assert button.get_attribute("aria-disabled") == "true"


def test_a_result_is_read_without_its_kernel(lab, page):
    lab.run(page, SETUP + "from llm_edu.alignment import Taste\narena = small_arena(Taste({'cat': 5.0}))\n"
            "arena._run.thread.join()\narena")
    wait_for_stage(page, "done")
    said, big = (part(page, name).text_content() for name in (".lm-line", ".lm-arena-big"))
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert part(page, ".lm-line").text_content() == said and part(page, ".lm-arena-big").text_content() == big
    assert page.locator(f"{ROOT} .lm-arena-gauge").count() > 3
    press(page, "Next pair")
    assert part(page, ".lm-arena-browse output").text_content().startswith("Pair 2 of 10")


@pytest.mark.parametrize("stage", ["choose", "tune", "done"])
def test_hostile_stories_and_a_narrow_place(page, stage):
    """What a model writes is data, however it reads; nothing is cut off at 380 pixels."""
    arena = small_arena.small_arena(blind=1)
    hostile = ["<img src=x onerror=alert(1)>" + "x" * 300, "<b>\u202e 😀</b>"]
    arena.pairs = [hostile] * 12
    if stage != "choose":
        arena.choices = ["left", "right", "same"] * 4
        arena.tuning = {**arena.tuning, "state": "running", "phase": "dpo", "done": [1, 1, 1, 0.2, 0], "losses": [0.7, 0.4],
                        "dpo_steps": 9, "story": hostile[0], "preferred": [0.8], "say": "<i>", "error": None}
    if stage == "done":
        arena.blind, arena._afters = [hostile], [True]
        arena.verdicts = ["left"]
    show(page, arena, views=2)
    assert page.locator(ROOT).first.get_attribute("data-stage") == stage
    shown = page.locator(f"{ROOT} >> nth=0").inner_text()
    assert "<img src=x onerror=alert(1)>" in shown
    assert page.locator(f"{ROOT} img, {ROOT} b, {ROOT} i").count() == 0
    for width in (860, 380):
        set_width(page, width)
        assert sticks_out(page) <= 0
        assert all(page.locator(f"{ROOT} .lm-arena-name").evaluate_all(
            "(names) => names.map((name) => name.scrollWidth <= name.clientWidth)"))


def test_a_click_is_answered_within_a_tenth_of_a_second(page):
    """From the press to the next pair on the screen, in the page itself."""
    show(page, small_arena.small_arena(clicks=60))
    taken = page.evaluate("""async () => {
        const taken = [];
        for (let number = 0; number < 50; number++) {
            const before = document.querySelector('.lm-arena-left .lm-arena-story').textContent, began = performance.now();
            document.querySelector('.lm-arena-left').click();
            if (document.querySelector('.lm-arena-left .lm-arena-story').textContent === before) throw Error('the same');
            document.body.offsetHeight; // laid out
            taken.push(performance.now() - began);
            await new Promise((done) => setTimeout(done, 5));
        }
        return taken;
    }""")
    assert sorted(taken)[25] < 100
