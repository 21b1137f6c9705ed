"""CostCalculator without a browser: what is typed, what is written, the bill, wrong input, pictures and words."""

import math

import pytest
import traitlets
from shown import check_drawn_alike, check_shown

from llm_edu.scaling.bill import training_bill
from llm_edu.scaling.hardware import find_hardware
from llm_edu.scaling.presets import PRESETS
from llm_edu.widgets import CostCalculator
from llm_edu.widgets.cost_calculator.reading import (
    carbon_text,
    count_text,
    energy_text,
    power_text,
    read_number,
    significant,
    time_text,
)


class TestNumbers:
    @pytest.mark.parametrize("text, number", [
        ("175e9", 175e9), ("175B", 175e9), (" 1.4 T", 1.4e12), ("1.4t", 1.4e12), ("65_200_000_000", 65.2e9), ("30 %", 0.3),
        ("1,400,000.5", 1400000.5), (".5", 0.5), ("5.", 5), ("$2.79", 2.79), ("7 billion", 7e9), ("1P", 1e15),
        ("1.5e3k", 1.5e6), ("-3", -3), ("3\u202f000", 3000), ("1e-3", 0.001), ("134.515008M", 134_515_008),
    ])
    def test_what_people_type_is_understood(self, text, number):
        assert read_number(text) == number

    @pytest.mark.parametrize("text", ["", " ", "many", "1,4T", "1.2.3", "7 apples", "e9", "B", "%", "+", "0x10", "١٢", "nan",
                                      "inf", "1e", "1e9999", "\u212a", "1" * 61, "1,40,000", "4 T B", "--1"])
    def test_what_is_no_number_is_refused(self, text):
        with pytest.raises(ValueError, match="is no number; write 175e9"):
            read_number(text)

    def test_figures_have_three_digits(self):
        assert [significant(number) for number in (999.5, 0.00123456, 1e-9, 1.005, 12345678)] == [
            "1,000", "0.00123", "≈ 0", "1", "12,300,000"]
        assert [count_text(number) for number in (0, 1, 9999, 12345, 999_999, 1e6, 1.4e12)] == [
            "0", "1", "9,999", "12,300", "1,000,000", "1 million", "1.4 trillion"]
        assert power_text(3.79e25) == "3.79 · 10²⁵" and power_text(9.999e23) == "1 · 10²⁴" and power_text(12) == "12"

    def test_units_follow_the_size(self):
        assert [time_text(hours) for hours in (1 / 3600, 1 / 60, 24, 48.5, 5000, 1e6)] == [
            "1 second", "1 minute", "24 hours", "2.02 days", "208 days", "114 years"]
        assert [energy_text(kwh) for kwh in (0.5, 1, 2e3, 3e6, 4e9)] == ["500 Wh", "1 kWh", "2 MWh", "3 GWh", "4 TWh"]
        assert [carbon_text(kg) for kg in (0.5, 2, 1000, 8_930_000, 3e9)] == ["500 g", "2 kg", "1 t", "8,930 t", "3 million t"]


class TestWidget:
    def test_the_bill_is_that_of_the_course(self):
        for preset in PRESETS:
            calculator = CostCalculator(preset.name)
            assert calculator.bill == preset.bill() and calculator.shown_preset is preset
            assert calculator.published == {each.quantity: each.value for each in preset.published}

    def test_a_model_of_one_s_own(self):
        calculator = CostCalculator(None, parameters="7B", tokens="140B", gpus=64, hardware="A100", grid="France")
        assert calculator.bill == training_bill(7e9, 140e9, find_hardware("A100"), 64, grams_per_kwh=56)
        assert calculator.sentence().startswith("Your model: 7 billion parameters that read 140 billion tokens, ")
        assert calculator.published == {}

    def test_a_preset_on_other_machines(self):
        calculator = CostCalculator("GPT-3", hardware="H100", gpus=1024)
        assert calculator.bill.gpu_hours < CostCalculator("GPT-3").bill.gpu_hours / 10
        assert "On 1,024 × H100 that takes" in calculator.sentence()
        assert "Published: 3.55 million GPU hours; the bill is 0.0608 times that." in calculator.sentence()

    def test_other_tokens_make_it_a_model_of_one_s_own_and_back(self):
        calculator = CostCalculator("LLaMA")
        calculator.values = {**calculator.values, "tokens": 2e12}
        assert calculator.shown_preset is None and "Published" not in calculator.sentence()
        calculator.values = {**calculator.values, "tokens": 1.4e12}
        assert "Published" in calculator.sentence()
        calculator.choose("SmolLM2")
        assert calculator.sentence().endswith("What it took was not published.")
        assert calculator.values["gpus"] == 64

    def test_wrong_input_is_refused_and_changes_nothing(self):
        calculator = CostCalculator()
        before = calculator.values
        for wrong in ({}, {**before, "gpus": 1.5}, {**before, "price": -1}, {**before, "more": 1},
                      {**before, "tokens": math.nan}, {**before, "watts": "400"}):
            with pytest.raises((ValueError, TypeError, traitlets.TraitError)):
                calculator.values = wrong
        for name, value in (("preset", "GPT-9"), ("hardware", "abacus"), ("compare", "love")):
            with pytest.raises((ValueError, traitlets.TraitError)):
                setattr(calculator, name, value)
        assert calculator.values == before and calculator.preset == "LLaMA"
        with pytest.raises(ValueError, match="there is no preset"):
            CostCalculator("GPT-9")
        with pytest.raises(ValueError, match="a bill needs parameters, tokens"):
            CostCalculator(None, parameters=1e9)
        with pytest.raises(ValueError, match="a bill needs"):
            CostCalculator(people=3)
        with pytest.raises(ValueError, match="is no number; write"):
            CostCalculator(tokens="a few")

    @pytest.mark.parametrize("arguments", [{}, {"preset": "Storyteller", "compare": "carbon"},
                                           {"preset": None, "parameters": 1, "tokens": 1, "price": 0},
                                           {"grams_per_kwh": 0, "compare": "carbon"}])
    def test_shown_where_no_browser_is(self, arguments, recwarn):
        check_shown(lambda: CostCalculator(**arguments), recwarn)

    def test_drawn_alike(self):
        check_drawn_alike(lambda: CostCalculator("BLOOM", compare="energy"))
