"""BiasExplorer in a real JupyterLab and in a bare page: edited, sorted, compared, saved; mouse, keyboard, no kernel."""

import csv
import io

import pytest
from browser.bare import run_module, set_width, show, sticks_out
from browser.lab import asked, busy, heard, in_kernel
from browser.stand_ins import BYTES, small_transformer

from llm_edu.widgets import BiasExplorer
from llm_edu.widgets.bias_explorer.words import signed, value_words

ROOT = ".lm-bias"
CODE = """from stand_ins import *
from llm_edu.widgets import BiasExplorer
torch.manual_seed(1)
other = Transformer(TransformerConfig.llama(vocab_size=256, layers=1, width=16, heads=2))
explorer = BiasExplorer({"before": (small_transformer(), BYTES), "after": (other, BYTES)},
    ["The {who} ran as{what}", "{who} sat and{what}", "A {who}, so{what}"], ["cook", "smith", "old baker"],
    reference={"cook": 3, "smith": 5})
explorer"""
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"


def names(page):
    return page.locator(ROOT).first.locator(".lm-bias-name").all_text_contents()


def press(page, name):
    page.locator(ROOT).first.get_by_role("button", name=name, exact=True).click()


def label(page, name):
    return page.locator(ROOT).first.get_by_label(name, exact=True)


def says(page, text):
    page.wait_for_function("([root, text]) => document.querySelector(`${root} .lm-line`).textContent.includes(text)", arg=[ROOT, text])


def saved(page):
    with page.expect_download() as waiting:
        press(page, "Save CSV")
    assert waiting.value.suggested_filename == "log_odds.csv"
    return list(csv.DictReader(io.StringIO(open(waiting.value.path(), encoding="utf-8-sig", newline="").read())))


def test_edited_by_mouse_and_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(".lm-bias-interval")
    assert names(page) == asked(page, "[explorer.who[place] for place in explorer.order()]")
    box = label(page, "Words, one a line")
    box.focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("Control+End")
    page.keyboard.type("\nvet ")
    assert "press Compare" in page.locator(f"{ROOT} .lm-bias-pair").first.text_content()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("() => document.querySelectorAll('.lm-bias-row').length === 4")
    assert asked(page, "explorer.who") == ["cook", "smith", "old baker", "vet"]
    assert names(page) == asked(page, "[explorer.who[place] for place in explorer.order()]")
    label(page, "Second phrase").fill("it")
    page.keyboard.press("Enter")
    says(page, "before")
    page.wait_for_function("() => document.querySelector('.lm-bias-left').textContent === '← it'")
    label(page, "Sentences, one a line").fill("The {who} ran")
    page.keyboard.press("Shift+Enter")
    says(page, "{what} is missing: it marks the place of what is compared. The plot shows what was compared before.")
    assert page.locator(f"{ROOT} .lm-bias-problem").first.is_visible() and len(names(page)) == 4
    press(page, "Undo")
    assert label(page, "Sentences, one a line").input_value() == asked(page, "'\\n'.join(explorer.templates)")
    press(page, "Compare")
    page.wait_for_function("() => document.querySelector('.lm-bias-problem').hidden")
    in_kernel(page, "explorer.who = ['pilot']")
    page.wait_for_function("() => document.querySelectorAll('.lm-bias-row').length === 1")
    assert box.input_value() == "pilot" and "One word has nothing" in page.locator(".lm-bias-notes").first.text_content()
    assert page.evaluate(ACTIVE_CELL) == before


def test_sorted_picked_and_shown(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(".lm-bias-interval")
    sort = label(page, "Sort")
    for value, expected in (("name", ["cook", "old baker", "smith"]), ("typed", ["cook", "smith", "old baker"]),
                            ("reference", ["smith", "cook", "old baker"])):
        sort.select_option(value)
        assert names(page) == expected
    heard(page, 150)
    page.locator(".lm-bias-row").first.focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("ArrowDown")
    says(page, "“cook”: before ")
    page.keyboard.press("End")
    says(page, "“old baker”: before ")
    assert page.locator(".lm-bias-row[tabindex='0']").count() == 1 and page.evaluate(ACTIVE_CELL) == before
    read = page.locator(".lm-bias-table tbody th").all_text_contents()
    assert read == ["The old baker ran as ___", "old baker sat and ___", "A old baker, so ___"]
    found = asked(page, "explorer.results['after']['old baker']")
    said = page.locator(".lm-line").text_content()
    assert f"after {value_words(found)} over 3 sentences" in said
    sort.select_option("value")
    place = page.locator(".lm-bias-plot").bounding_box()
    axis = page.locator(".lm-bias-ticks").text_content()
    press(page, "before")    # hide it: sorted by the other
    means = asked(page, "[explorer.results['after'][word]['mean'] for word in explorer.who]")
    assert page.locator(".lm-bias-value").all_text_contents() == [signed(mean) for mean in sorted(means, reverse=True)]
    assert page.locator(".lm-bias-ticks").text_content() == axis and page.locator(".lm-bias-plot").bounding_box()["y"] == place["y"]
    last = page.get_by_role("button", name="after", exact=True)
    assert last.get_attribute("aria-disabled") == "true" and last.get_attribute("aria-pressed") == "true"
    heard(page, 150)
    assert asked(page, "explorer.view") == {"sort": "value", "shown": [1], "picked": "old baker"}


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-bias-interval")
    results = asked(page, "explorer.results")
    said = page.locator(".lm-line").text_content()
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT}[data-state=asleep]")
    assert page.locator(".lm-line").text_content() == said
    assert "run the cell again" in page.locator(f"{ROOT} .lm-state").text_content()
    assert page.get_by_role("button", name="Compare", exact=True).get_attribute("aria-disabled") == "true"
    label(page, "Sort").select_option("name")
    assert names(page) == ["cook", "old baker", "smith"]
    rows = saved(page)
    assert [(row["who"], row["model"], row["reference"]) for row in rows][:3] == [
        ("cook", "before", "3"), ("cook", "after", "3"), ("smith", "before", "5")]
    for row in rows:
        found = results[row["model"]][row["who"]]
        assert float(row["log-odds of she against he (nats)"]) == pytest.approx(found["mean"])
        assert [float(row["95 % from"]), float(row["95 % to"])] == pytest.approx([found["low"], found["high"]])
        (first, second), = found["each"][1]
        assert float(row["{who} sat and {what}"]) == pytest.approx(first - second)


def test_a_busy_kernel_keeps_what_is_typed(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(".lm-bias-interval")
    busy(page, 2)
    label(page, "Words, one a line").fill("cook, vet")
    press(page, "Compare")
    page.wait_for_selector(f"{ROOT}[data-state=busy]")
    label(page, "Words, one a line").fill("cook, vet, nurse")    # meanwhile
    page.wait_for_function("() => document.querySelectorAll('.lm-bias-row').length === 2")
    assert label(page, "Words, one a line").input_value() == "cook, vet, nurse"
    press(page, "Compare")
    page.wait_for_function("() => document.querySelectorAll('.lm-bias-row').length === 3")


@pytest.mark.parametrize("width", [860, 560, 380])
def test_hostile_words_and_many_of_them(page, width):
    hostile = ["<img src=x onerror=alert(1)>", "\u202e😀", "y" * 60, 'say "hi", now', *(f"word {number}" for number in range(96))]
    model = small_transformer()
    show(page, BiasExplorer({"<b>one</b>": (model, BYTES), "z" * 90: (model, BYTES), "c": (model, BYTES), "d": (model, BYTES)},
                            ["The {who} <i>ran</i> as{what}", "{who}" + "x" * 200 + "{what}"], hostile,
                            [(" <u>she</u>", " " + "h" * 50), (" her", " his")], sort="typed", reference={hostile[0]: 1e300},
                            reference_name="<s>" + "r" * 80), views=2)
    set_width(page, width)
    assert sticks_out(page) <= 0
    assert names(page)[0] == hostile[0] and len(names(page)) == 100
    assert page.locator(f"{ROOT} :is(img, b, u, s)").count() == 0
    beyond = page.locator(f"{ROOT} .lm-bias-track > *").evaluate_all("""marks => marks.filter((mark) => {
        const frame = mark.parentNode.getBoundingClientRect(), place = mark.getBoundingClientRect();
        return place.left < frame.left - 6 || place.right > frame.right + 6;
    }).length""")
    assert beyond == 0
    rows = saved(page)
    assert [row["who"] for row in rows[::4]] == hostile and "[her / his]" in list(rows[0])[-2]


def test_numbers_are_written_alike(page):
    numbers = [0, 0.04, -0.04, 0.05, -0.25, 0.95, 2.449, -12.05, 100.0]
    written = run_module(page, ["bias_explorer/words.js"], "signed", "(numbers) => numbers.map(signed)", numbers)
    assert written == [signed(number) for number in numbers]
    ratios = run_module(page, ["bias_explorer/words.js"], "times", "(numbers) => numbers.map(times)", [0.7, -2.3, 2.71, 8, 20])
    assert ratios == ["2.0", "10", "15", "3,000", "over a million"]
