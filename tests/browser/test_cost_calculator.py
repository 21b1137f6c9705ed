"""CostCalculator in a real JupyterLab, its module in a bare page, and its arithmetic against its twin in Python."""

import json
import random

import pytest
from browser.bare import run_module, set_width, show
from browser.lab import heard, in_kernel

from llm_edu.scaling.bill import LIMITS, bill_of, check_input
from llm_edu.widgets import CostCalculator
from llm_edu.widgets.cost_calculator.reading import WRITERS, describe, read_number
from llm_edu.widgets.cost_calculator.widget import TABLES

ROOT = ".lm-cost"
CODE = "from llm_edu.widgets import CostCalculator\nwidget = CostCalculator()\nwidget"
ACTIVE_CELL = "() => jupyterapp.shell.currentWidget.content.activeCellIndex"
FIGURES = [("operations", "5.48 · 10²³"), ("gpu_hours", "1.64 million"), ("days", "33.4 days"), ("money", "$4.58 million"),
           ("energy", "722 MWh"), ("carbon", "278 t")]
TEXTS = ["175e9", "175B", "1.4T", "1,400", "1,4T", "30 %", "30", "0.3", "$2.79", ".5", "5.", "", " ", "x", "-1", "0", "1e400",
         "1e-9", "7 billion", "1.5", "1e31", "٣", "\u212a", "3\u202f000", "1" * 61, "100 %", "101 %", "0.99", "10001", "1e9"]


def card(page, quantity, view=0):
    return page.locator(ROOT).nth(view).locator(f"[data-of={quantity}].lm-cost-card .lm-cost-card-figure").text_content()


def beside(page, quantity):
    return page.locator(f"{ROOT} [data-of={quantity}].lm-cost-card .lm-cost-beside").first.text_content()


def line(page, view=0):
    return page.locator(f"{ROOT} .lm-line").nth(view).text_content()


def field(page, label):
    return page.locator(ROOT).first.get_by_label(label, exact=True)


def problem(page, name):
    return page.locator(f"{ROOT} .lm-cost-field[data-of={name}] .lm-problem").first.text_content()


def test_by_mouse(lab, page):
    lab.run(page, CODE, "widget")
    page.wait_for_selector(f"{ROOT} .lm-cost-bar")
    for view in (0, 1):
        assert [card(page, name, view) for name, _ in FIGURES] == [text for _, text in FIGURES]
    assert beside(page, "gpu_hours") == "= 1.61 × published 1.02 million" and beside(page, "money") == ""
    field(page, "Machines").select_option("H100")
    assert card(page, "gpu_hours") == card(page, "gpu_hours", view=1) == "375,000"
    assert field(page, "Utilisation").input_value() == "41 %" and field(page, "GPUs").input_value() == "2048"
    field(page, "Electricity").select_option("France")
    assert card(page, "carbon") == "16.2 t"
    heard(page, 150)
    assert in_kernel(page, "print(widget.summary())") == line(page)

    field(page, "Model and text").select_option("GPT-3")
    assert field(page, "Machines").input_value() == "0" and card(page, "days") == "12.4 days"
    assert beside(page, "energy") == "= 0.837 × published 1.29 GWh"
    field(page, "Compare").select_option("carbon")
    assert page.locator(f"{ROOT}").first.locator("text.lm-cost-own").all_text_contents() == ["Yours", "462 t"]
    page.locator(f"{ROOT} summary").first.click()
    assert "Brown et al. 2020" in page.locator(f"{ROOT} .lm-cost-sources").first.text_content()
    heard(page, 150)
    assert in_kernel(page, "print(widget.preset, widget.hardware, widget.compare)") == "GPT-3 V100 carbon"

    in_kernel(page, "widget.choose('BLOOM')")
    page.wait_for_function(f"() => document.querySelectorAll('{ROOT} .lm-line')[1].textContent.startsWith('BLOOM')")
    assert field(page, "Tokens").input_value() == "366B"
    page.locator(ROOT).first.get_by_role("button", name="Reset").click()
    assert [card(page, name) for name, _ in FIGURES] == [text for _, text in FIGURES]


def test_by_keyboard(lab, page):
    lab.run(page, CODE, "1 + 1")
    page.wait_for_selector(f"{ROOT} .lm-cost-bar")
    field(page, "Model and text").focus()
    before = page.evaluate(ACTIVE_CELL)
    page.keyboard.press("ArrowDown")  # Llama 2
    assert line(page).startswith("Llama 2: 70 billion")
    page.keyboard.press("Tab")
    page.keyboard.type("7b")  # over what stands there: a box that is reached by Tab is selected
    page.keyboard.press("Tab")
    assert field(page, "Parameters").input_value() == "7B" and line(page).startswith("Your model: 7 billion parameters")
    page.keyboard.type("1.4 T")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Operations/s"
    page.keyboard.press("Tab")
    page.keyboard.type("abc")
    assert problem(page, "utilisation") == "no number: write 175e9, 175B, 1.4T"
    page.keyboard.press("Escape")
    assert problem(page, "utilisation") == "" and field(page, "Utilisation").input_value() == "29.7 %"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("50%")
    page.keyboard.press("Enter")
    assert field(page, "Utilisation").input_value() == "50 %"
    heard(page, 150)
    assert in_kernel(page, "print([widget.values[name] for name in ('parameters', 'tokens', 'utilisation')])") == (
        "[7000000000.0, 1400000000000.0, 0.5]")
    assert page.evaluate(ACTIVE_CELL) == before
    assert page.evaluate("() => jupyterapp.shell.currentWidget.content.widgets.length") == 2


def test_bad_input_says_why_and_changes_nothing(page):
    show(page, CostCalculator())
    said = line(page)
    for label, name, text, why in (
            ("Tokens", "tokens", "1,4T", "no number: write 175e9, 175B, 1.4T"), ("Tokens", "tokens", "", "a number is missing"),
            ("Utilisation", "utilisation", "40", "a share, at most 1: write 40 %"), ("GPUs", "gpus", "2.5", "a whole number"),
            ("Price", "price", "-1", "at least 0"), ("PUE", "pue", "0.5", "at least 1: the machines, and more"),
            ("CO2", "grams_per_kwh", "1e6", "at most 10000"), ("Parameters", "parameters", "1e31", "at most 1e30")):
        field(page, label).fill(text)
        assert problem(page, name) == why and field(page, label).get_attribute("aria-invalid") == "true"
        assert field(page, label).input_value() == text  # what is typed stays, to be mended
    assert line(page) == said and page.evaluate("() => model.sent.length") == 0
    field(page, "Price").fill("3")
    assert problem(page, "price") == "" and line(page) != said and problem(page, "pue") != ""
    field(page, "Model and text").select_option("LLaMA")
    field(page, "Electricity").focus()
    page.locator(ROOT).get_by_role("button", name="Reset").click()
    assert line(page) == said and page.locator(f"{ROOT} .lm-wrong").count() == 0


def test_the_browser_s_arithmetic_is_python_s(page):
    """Hundreds of random bills, sentences to the letter; and what is typed is understood by both or by neither."""
    generator = random.Random(8)
    cases = [preset["values"] for preset in TABLES["presets"]]
    for _ in range(300):
        cases.append({name: float(round(10 ** generator.uniform(0, 7))) if name == "gpus" else
                      generator.choice((0, 1)) * least + generator.random() if name == "utilisation" else
                      10 ** generator.uniform(-2, 3) + least if most < 1e10 else 10 ** generator.uniform(0, 20)
                      for name, (_, least, most) in LIMITS.items()})
    for case in cases:
        case["utilisation"], case["pue"] = min(1.0, max(1e-6, case["utilisation"])), min(100.0, case["pue"])
    found = run_module(page, ["cost_calculator/reading.js"], "billOf, describeBill, LIMITS, problemOf, readNumber, "
                       "writeNumber, WRITERS", """(cases, texts) => [cases.map((values) => {
            const bill = billOf(values);
            return { bill, words: Object.entries(WRITERS).map(([name, write]) => write(bill[name])),
                said: [describeBill(values, "H100", bill), describeBill(values, "H100", bill, "X", {}),
                    describeBill(values, "H100", bill, "X", { gpu_hours: 1e6 })],
                back: Object.entries(values).map(([name, number]) => readNumber(writeNumber(name, number)) - number) };
        }), texts.map((text) => Object.fromEntries(Object.keys(LIMITS).map((name) =>
            [name, problemOf(name, text) ? null : readNumber(text)])))]""", cases, TEXTS)
    for case, theirs in zip(cases, found[0], strict=True):
        ours = bill_of(case)
        for name, number in theirs["bill"].items():
            assert number == pytest.approx(getattr(ours, name), rel=1e-14)
        assert theirs["words"] == [write(getattr(ours, name)) for name, write in WRITERS.items()]
        assert theirs["said"] == [describe(case, "H100", ours), describe(case, "H100", ours, "X", {}),
                                  describe(case, "H100", ours, "X", {"gpu_hours": 1e6})]
        assert theirs["back"] == [0] * 9
    for text, theirs in zip(TEXTS, found[1], strict=True):
        assert theirs == {name: understood(name, text) for name in LIMITS}, text


def understood(name, text):
    try:
        return check_input(name, read_number(text))
    except ValueError:
        return None


def test_reopened_without_its_kernel(lab, page):
    lab.run(page, CODE)
    page.wait_for_selector(f"{ROOT} .lm-cost-bar")
    field(page, "Tokens").fill("2.8T")
    heard(page, 150)
    lab.reopen(page)
    page.wait_for_selector(f"{ROOT} .lm-cost-bar")
    assert field(page, "Tokens").input_value() == "2.8T" and card(page, "gpu_hours") == "3.28 million"
    field(page, "Model and text").select_option("Storyteller")
    assert card(page, "gpu_hours") == "1.43" and beside(page, "gpu_hours") == "= 1.47 × published 0.974"


def test_it_is_drawn_to_its_place(page):
    show(page, CostCalculator(preset="Storyteller", compare="carbon"))
    for width in (860, 380):
        set_width(page, width)
        assert page.evaluate("() => document.querySelector('.lm-cost-chart').viewBox.baseVal.width") <= width
        ends = page.locator(".lm-cost-chart text").evaluate_all(
            "texts => Math.max(...texts.map((text) => text.getBBox().x + text.getBBox().width))")
        assert ends <= width
    assert json.loads(page.evaluate("() => JSON.stringify(model.sent)")) == []
