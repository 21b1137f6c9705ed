"""PromptLab in a real JupyterLab and in a bare page: a run is watched, stopped, gone on with; prompts edited; no kernel."""

from pathlib import Path

import pytest
import small_lab
from browser.bare import run_module, set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel

from llm_edu.prompting import Prompt
from llm_edu.widgets.prompt_lab.words import p_words

ROOT = ".lm-lab"
SETUP = Path(small_lab.__file__).read_text(encoding="utf-8") + "\n"
CODE = SETUP + "lab = finish(small_lab(examples=[('one', 0), ('two', 1)]))\nlab"
# Its model waits for a press of Stop, from the first answer on, or once there are 100.
PATIENT = SETUP + """gate, held = threading.Event(), []

def hold(change):
    state, done = change["new"]["state"], change["new"]["done"]
    if state == "running" and done >= 100 and not held:
        gate.clear()
        held.append(done)
    if state == "stopping":
        gate.set()

answers = Answers(gate, delay=0.004)
lab = small_lab(ITEMS_HERE, score=answers, start=False)
lab.observe(hold, "status")
lab.run()
lab"""
MANY = PATIENT.replace("ITEMS_HERE", "[(f'text {number} is {[\"bad\", \"good\"][number % 2]}', number % 2) for number in range(500)]")
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def part(page, selector):
    return page.locator(f"{ROOT} {selector}").first


def press(page, name):
    page.locator(ROOT).first.get_by_role("button", name=name, exact=True).click()


def row(page, name):
    return page.locator(ROOT).first.locator(".lm-lab-row").filter(has_text=name)


def wait_for_run(page, state):
    page.wait_for_selector(f"{ROOT}[data-run={state}]")


def says(page, text):
    page.wait_for_function("([root, text]) => document.querySelector(`${root} .lm-line`).textContent.includes(text)", arg=[ROOT, text])


def test_a_run_is_stopped_while_a_cell_waits(lab, page):
    lab.open(page, PATIENT.replace("ITEMS_HERE", "ITEMS"), "(await lab.finished()).status['state']")
    page.evaluate("() => { jupyterapp.commands.execute('notebook:run-all-cells'); }")
    wait_for_run(page, "running")
    press(page, "Stop")
    wait_for_run(page, "stopped")
    page.wait_for_function("() => document.querySelectorAll('.jp-Cell .jp-OutputArea')[1].textContent.includes('stopped')")
    assert asked(page, "lab.status['done'] < 120")
    press(page, "Go on")
    wait_for_run(page, "done")


def test_500_items_while_the_page_stays_awake(lab, page):
    lab.run(page, MANY)
    wait_for_run(page, "running")
    page.evaluate("""() => {
        window.longest = 0; window.widths = []; window.counts = [];
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => { window.longest = Math.max(longest, duration); }))
            .observe({ entryTypes: ['longtask'] });
        const look = () => {
            const line = document.querySelector('.lm-lab-interval');
            if (!line || document.querySelector('.lm-lab').dataset.run === 'done') return;
            if (!line.hidden) { widths.push(parseFloat(line.style.width)); counts.push(document.querySelector('.lm-lab-count').textContent); }
            requestAnimationFrame(look);
        };
        look();
    }""")
    in_kernel(page, "gate.set()")
    page.wait_for_function("() => parseInt(document.querySelector('.lm-lab-count').textContent) >= 100")
    press(page, "Stop")
    wait_for_run(page, "stopped")
    done = asked(page, "lab.status['done']")
    assert asked(page, "held[0]") <= done <= asked(page, "held[0]") + 8
    assert asked(page, "len(answers.asked)") == done < 1_500
    press(page, "Go on")
    wait_for_run(page, "done")
    assert part(page, ".lm-lab-count").text_content() == "1,500 of 1,500 answers"
    assert asked(page, "[len(answers.asked), len(set(answers.asked))]") == [1500, 1500]
    widths, counts = page.evaluate("() => [widths, counts]")
    assert widths[-1] < widths[0] / 2 and len(set(counts)) > 3    # seen on its way
    assert page.evaluate("() => longest") < 2_000    # milliseconds of a frozen page, on a busy machine


def test_500_items_are_drawn_within_a_tenth_of_a_second(page):
    """What the kernel tells of 12 prompts and 500 items, from its coming to the screen, in the page itself."""
    items = [(f"a text of some length, number {number}", number % 2) for number in range(500)]
    prompts = {f"prompt {number}": Prompt(f"{['', 'Hope'][number % 2]} {{text}} {number} {{label}}", ("bad", "good")) for number in range(12)}
    lab = small_lab.finish(small_lab.small_lab(items, prompts))
    show(page, lab)
    taken = page.evaluate("""() => Array.from({ length: 30 }, () => {
        const began = performance.now();
        for (const name of ['told', 'figures', 'status']) model.set(name, structuredClone(model.get(name)));
        document.body.offsetHeight; // laid out
        return performance.now() - began;
    })""")
    assert sorted(taken)[15] < 100


def test_figures_on_the_page_are_those_of_the_kernel(lab, page):
    lab.run(page, CODE, "lab")    # two views
    wait_for_run(page, "done")
    for name in ("hopes", "counts", "reads"):
        row(page, name).click()
        found = asked(page, f"lab.results['{name}']")
        assert row(page, name).get_attribute("aria-pressed") == "true"
        assert row(page, name).locator(".lm-lab-share").text_content() == f"{100 * found['share']:.0f} %"
        cells = part(page, "table").locator("tbody td").all_text_contents()
        assert cells == [str(count) for counts in found["matrix"] for count in counts]
    part(page, "[aria-label='Compare with']").select_option(label="hopes")
    says(page, "alone is right on 20")
    assert "20 against 0: p < 0.001" in part(page, ".lm-lab-test").text_content()
    assert part(page, ".lm-lab-browse output").text_content() == "1 to 4 of 20"
    expected = asked(page, "[lab.items[number] for number in range(40) if lab.classes_of('reads')[number] != lab.classes_of('hopes')[number]]")
    for start in range(0, 20, 4):
        texts = page.locator(ROOT).first.locator(".lm-lab-item:not([hidden]) .lm-lab-text").all_text_contents()
        assert texts == [text for text, _ in expected[start:start + 4]]
        press(page, "Next items") if start < 16 else None
    assert part(page, ".lm-lab-item .lm-lab-verdicts").text_content() == "it is badA✓bad69 %B✗good69 %"
    part(page, "[aria-label='Which items']").select_option("B")
    assert part(page, ".lm-lab-browse output").text_content() == "none so far"
    heard(page, 100)
    assert asked(page, "lab.chosen") == ["1", "2"]


def test_edited_added_and_removed_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    wait_for_run(page, "done")
    row(page, "reads").click()
    before = page.evaluate(ACTIVE_CELL)
    row(page, "hopes").focus()
    page.keyboard.press("Enter")
    part(page, "textarea").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("{text} without its place")
    assert "edited" in row(page, "hopes").text_content()
    page.locator(ROOT).first.get_by_role("button", name="Try it").focus()
    page.keyboard.press("Enter")
    says(page, "“hopes”: in the template {label} is missing")
    assert part(page, ".lm-lab-problem").text_content().startswith("“hopes”: in the template {label} is missing")
    row(page, "reads").click()    # and back: what was typed is still there, and nothing was lost
    heard(page, 50)
    row(page, "hopes").click()
    assert part(page, "textarea").input_value() == "{text} without its place"
    assert asked(page, "lab.status['done']") == 120
    part(page, "textarea").fill("{text} so {label}")
    part(page, "[aria-label=Examples]").select_option("2")
    press(page, "Add as new")
    page.wait_for_function("() => document.querySelectorAll('.lm-lab-row').length === 4")
    page.wait_for_function("() => document.querySelector('.lm-lab-count').textContent === '160 of 160 answers'")
    assert row(page, "hopes 2").get_attribute("aria-pressed") == "true"
    assert asked(page, "[lab._ways[3].prompt.template, len(lab._ways[3].prompt.examples)]") == ["{text} so {label}", 2]
    assert asked(page, "lab._ways[1].prompt.template") == "Hope: {text} {label}"
    part(page, "summary").click()
    assert part(page, ".lm-lab-reads").text_content() == asked(page, "lab._ways[3].prompt.text(lab.items[0][0])")
    press(page, "Remove")
    page.wait_for_function("() => document.querySelectorAll('.lm-lab-row').length === 3")
    heard(page, 50)
    assert asked(page, "[way.name for way in lab._ways]") == ["reads", "hopes", "counts"]
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_a_busy_kernel_hears_of_the_newest(lab, page):
    lab.run(page, CODE)
    wait_for_run(page, "done")
    busy(page, 2)
    press(page, "Add as new")
    press(page, "Add as new")
    assert page.locator(ROOT).first.locator(".lm-lab-row").count() == 5
    heard(page, 500)
    page.wait_for_function("() => document.querySelector('.lm-lab-count').textContent === '200 of 200 answers'")
    assert asked(page, "[way.name for way in lab._ways]") == ["reads", "hopes", "counts", "reads 2", "reads 3"]


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE)
    wait_for_run(page, "done")
    said = part(page, ".lm-line").text_content()
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert part(page, ".lm-line").text_content() == said
    assert "run the cell again" in part(page, ".lm-state").text_content()
    row(page, "counts").click()
    says(page, "“counts” is right on")
    assert part(page, "[aria-label=Template]").input_value() == "Count: {text} {label}"
    press(page, "Next items")
    assert part(page, ".lm-lab-browse output").text_content().startswith("5 to 8 of")
    for name in ("Run", "Try it", "Add as new", "Remove"):
        button = page.locator(ROOT).first.get_by_role("button", name=name, exact=True)
        assert button.get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize("width", [860, 560, 380])
def test_hostile_texts_and_names(page, width):
    hostile = "<img src=x onerror=alert(1)>" + "x" * 300
    lab = small_lab.small_lab([(hostile, 0), ("<b>\u202e 😀</b>", 1)], {hostile[:60]: Prompt(hostile + "{text}{label}", ("<i>", "b")),
                                                                     "Hope": Prompt("Hope{text}{label}")}, classes=("<i>no</i>", "y" * 90))
    show(page, small_lab.finish(lab), views=2)
    assert "<img src=x onerror=alert(1)>" in page.locator(f"{ROOT} >> nth=0").inner_text()
    assert page.locator(f"{ROOT} img, {ROOT} b, {ROOT} .lm-lab-items i").count() == 0
    set_width(page, width)
    assert sticks_out(page) <= 0


def test_numbers_are_written_alike(page):
    numbers = [0.0, 0.0009, 0.001, 0.0312, 0.0999, 0.1, 0.5, 0.999, 1.0]
    written = run_module(page, ["prompt_lab/parts.js"], "pWords", "(numbers) => numbers.map(pWords)", numbers)
    assert written == [p_words(number) for number in numbers]
