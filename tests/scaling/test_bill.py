"""The bill: its arithmetic, what it refuses, serving, and when training longer pays."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.scaling.bill import (
    LIMITS,
    TrainingBill,
    bill_of,
    check_input,
    serving_cost,
    training_bill,
    worth_training_longer,
)
from llm_edu.scaling.budgets import BESIROGLU, HOFFMANN
from llm_edu.scaling.hardware import GRIDS, HARDWARE, find_grid, find_hardware

H100 = find_hardware("H100")
ROUND = replace(H100, operations_per_second=1e12, utilisation=0.5, watts=1000, price=2.0)
SENSIBLE = {"parameters": 1e9, "tokens": 2e10, "gpus": 4, "operations_per_second": 1e12, "utilisation": 0.5, "price": 2,
            "watts": 1000, "pue": 1.5, "grams_per_kwh": 500}


class TestTrainingBill:
    def test_by_hand(self):
        """10⁹ parameters, 3·10¹¹ tokens: 1.8·10²¹ operations; at ½·10¹² a second 3.6·10⁹ s, a million hours of a GPU."""
        bill = training_bill(1e9, 3e11, ROUND, gpus=100, grams_per_kwh=500, pue=1.2)
        assert bill == TrainingBill(operations=pytest.approx(1.8e21), hours=pytest.approx(1e4),
                                    days=pytest.approx(1e4 / 24), gpu_hours=pytest.approx(1e6),
                                    money=pytest.approx(2e6), energy=pytest.approx(1.2e6), carbon=pytest.approx(6e5))

    @given(st.floats(1, 1e13), st.floats(1, 1e14), st.integers(1, 10**6))
    def test_more_gpus_take_less_time_and_as_much_money(self, parameters, tokens, gpus):
        alone, together = (training_bill(parameters, tokens, H100, count) for count in (1, gpus))
        assert together.hours * gpus == pytest.approx(alone.hours)
        for name in ("operations", "gpu_hours", "money", "energy", "carbon"):
            assert getattr(together, name) == getattr(alone, name)

    def test_what_is_given_replaces_the_row_s(self):
        usual = training_bill(7e9, 1e12, H100)
        assert training_bill(7e9, 1e12, H100, utilisation=H100.utilisation, price=H100.price) == usual
        assert training_bill(7e9, 1e12, H100, utilisation=H100.utilisation / 2).hours == pytest.approx(2 * usual.hours)
        assert training_bill(7e9, 1e12, H100, price=0).money == 0
        assert training_bill(7e9, 1e12, H100, grams_per_kwh=0).carbon == 0

    @pytest.mark.parametrize("name", LIMITS)
    @pytest.mark.parametrize("value", [-1, math.nan, math.inf, -math.inf, 1e31, 10**400])
    def test_nonsense_is_refused_by_name(self, name, value):
        with pytest.raises(ValueError, match=LIMITS[name][0].split()[-1] if name != "pue" else "PUE"):
            bill_of({**SENSIBLE, name: value})

    @pytest.mark.parametrize("name", LIMITS)
    @pytest.mark.parametrize("value", [None, "7e9", True, [1], 1j])
    def test_what_is_no_number_is_refused(self, name, value):
        with pytest.raises(TypeError, match="is a number, not"):
            bill_of({**SENSIBLE, name: value})

    def test_errors_say_what_to_do(self):
        with pytest.raises(ValueError, match=r"a share, at most 1: 40 % is 0\.4"):
            training_bill(1e9, 1e9, H100, utilisation=40)
        with pytest.raises(ValueError, match=r"whole number, not 1\.5"):
            training_bill(1e9, 1e9, H100, gpus=1.5)
        with pytest.raises(ValueError, match="PUE is at least 1"):
            training_bill(1e9, 1e9, H100, pue=0.9)
        with pytest.raises(TypeError, match="find_hardware"):
            training_bill(1e9, 1e9, "H100")
        with pytest.raises(TypeError, match="find_hardware"):
            serving_cost(1e9, "H100", price=2)
        with pytest.raises(ValueError, match="a bill needs parameters, tokens"):
            bill_of({"parameters": 1})

    def test_numbers_of_arrays_are_numbers(self):
        assert check_input("tokens", np.float32(8)) == check_input("tokens", torch.tensor(8)) == 8


class TestServing:
    def test_by_hand(self):
        """Weights of 2 GB at 1 TB/s: 2 ms a step; 10⁹ parameters for 1 text at 10¹² operations a second: 2 ms, too."""
        machine = replace(ROUND, memory=2e9, bandwidth=1e12, price=3.6)
        alone = serving_cost(1e9, machine)
        assert (alone.gpus, alone.limit, alone.seconds) == (1, "memory", pytest.approx(0.002))
        assert alone.dollars_per_million_tokens == pytest.approx(2.0)  # 2,000 s at a thousandth of a dollar
        many = serving_cost(1e9, machine, batch=10)
        assert (many.limit, many.seconds, many.dollars_per_million_tokens) == ("arithmetic", pytest.approx(0.02), pytest.approx(2.0))
        assert serving_cost(1e9, machine, bytes_per_parameter=1).dollars_per_million_tokens == pytest.approx(2.0)
        assert serving_cost(1.1e9, machine).gpus == 2

    def test_a_batch_is_cheaper_until_arithmetic_is_the_limit(self):
        costs = [serving_cost(8e9, H100, batch) for batch in (1, 2, 16, 128, 1024, 2048)]
        assert [cost.limit for cost in costs] == ["memory"] * 4 + ["arithmetic"] * 2
        assert costs[1].dollars_per_million_tokens == pytest.approx(costs[0].dollars_per_million_tokens / 2)
        assert costs[5].dollars_per_million_tokens == pytest.approx(costs[4].dollars_per_million_tokens)

    @pytest.mark.parametrize("wrong", [{"parameters": 0}, {"batch": 0}, {"bytes_per_parameter": 0}, {"price": -1}])
    def test_nonsense_is_refused(self, wrong):
        with pytest.raises(ValueError, match="at least"):
            serving_cost(**{"parameters": 1e9, "hardware": H100, **wrong})


class TestTrainingLonger:
    @pytest.mark.parametrize("law, smaller", [(HOFFMANN, 10e9), (BESIROGLU, 30e9)])
    def test_both_are_equally_good_and_equally_dear_at_the_border(self, law, smaller):
        longer = worth_training_longer(law, 70e9, 1.4e12, smaller)
        assert law(smaller, longer.tokens) == pytest.approx(law(70e9, 1.4e12))
        large = 6 * 70e9 * 1.4e12 + 2 * 70e9 * longer.served
        small = 6 * smaller * longer.tokens + 2 * smaller * longer.served
        assert longer.served > 0 and small == pytest.approx(large)

    def test_a_model_that_has_read_too_little_is_dearer_at_once(self):
        longer = worth_training_longer(HOFFMANN, 540e9, 780e9, 300e9)
        assert longer.extra < 0 and longer.served == 0

    def test_too_small_a_model_never_gets_there(self):
        with pytest.raises(ValueError, match="cannot be reached"):
            worth_training_longer(HOFFMANN, 70e9, 1.4e12, 1e9)
        with pytest.raises(ValueError, match="fewer than"):
            worth_training_longer(HOFFMANN, 7e9, 1.4e12, 7e9)


class TestTables:
    def test_every_figure_has_its_source(self):
        for row in HARDWARE:
            figures = {field.name for field in fields(row)} - {"name", "sources"}
            assert set(row.sources) == figures and all(len(source) > 8 for source in row.sources.values())
            assert 0 < row.utilisation < 1
        assert all(len(grid.source) > 20 for grid in GRIDS)
        assert [grid.grams_per_kwh for grid in GRIDS] == sorted(grid.grams_per_kwh for grid in GRIDS)

    def test_rows_are_found_by_the_beginning_of_their_names(self):
        assert find_hardware("a100").name == "A100 80 GB" and find_grid("fr").grams_per_kwh == 56
        for name in ("", " ", "B200", "w" * 200):
            with pytest.raises(ValueError, match="there are V100, TPU v4"):
                find_hardware(name)
        with pytest.raises(TypeError, match="by its name"):
            find_grid(3)
