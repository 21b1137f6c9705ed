"""The roofline: what it says of made-up processors, and that measuring a real one is sane and bounded."""

import pytest
import torch

from llm_edu.decoding import fast as decoding_fast
from llm_edu.decoding.fast import Plan
from llm_edu.scaling import roofline
from llm_edu.scaling.roofline import (
    Processor,
    attainable,
    decoding_intensity,
    fastest,
    measure_decoding,
    measure_processor,
    tokens_per_second,
)
from llm_edu.transformer import Transformer, TransformerConfig

MADE_UP = Processor(threads=1, bandwidth=10e9, operations_per_second=100e9, ceiling={1: 5e9, 64: 50e9})


@pytest.fixture
def small_blocks(monkeypatch):
    """Matrices so small that a test can afford them."""
    monkeypatch.setattr(roofline, "SHAPES", ((48, 16), (16, 48)))


def test_fetching_decides_for_one_text_and_computing_for_many():
    one, many = (tokens_per_second(batch, 134_515_008, 4, 10e9, 100e9) for batch in (1, 64))
    assert one == pytest.approx(10e9 / (134_515_008 * 4)) and many == pytest.approx(100e9 / (134_515_008 * 2))


def test_the_two_limits_meet_at_the_ridge():
    batch = 20    # two operations a text and four bytes: the ridge of 10 operations a byte
    assert decoding_intensity(batch, 4) == MADE_UP.ridge == 10
    speeds = [tokens_per_second(each, 1000, 4, 10e9, 100e9) for each in (10, 20, 40)]
    assert speeds == pytest.approx([25e6, 50e6, 50e6])


@pytest.mark.parametrize("batch", [1, 3, 20, 500])
def test_tokens_a_second_are_the_height_of_the_roof(batch):
    height = attainable(decoding_intensity(batch, 2), 10e9, 100e9)
    assert tokens_per_second(batch, 1000, 2, 10e9, 100e9) == pytest.approx(height / 2000)


def test_each_text_brings_its_cache():
    fetched = 1000 * 4 + 8 * 500
    assert tokens_per_second(8, 1000, 4, 10e9, 1e18, cache_bytes=500) == pytest.approx(8 * 10e9 / fetched)
    assert tokens_per_second(8, 1000, 4, 1e18, 100e9, cache_bytes=500) == pytest.approx(100e9 / 2000)


def test_products_alone_say_what_a_model_could_reach():
    assert MADE_UP.reached(64, parameters=1000) == pytest.approx(50e9 / 2000)


def test_a_processor_is_measured(small_blocks):
    before = torch.get_rng_state()
    found = measure_processor(batches=(1, 3), copies=2, square=32, rounds=2)
    assert found.threads == torch.get_num_threads() and set(found.ceiling) == {1, 3}
    assert found.bandwidth > 0 and 0 < max(found.ceiling.values()) <= found.operations_per_second
    assert found.bandwidth * decoding_intensity(1) == pytest.approx(found.ceiling[1])    # one row lies on the slope
    assert torch.get_rng_state().equal(before)


def test_one_row_is_measured_for_the_bandwidth_even_if_nobody_asks(small_blocks):
    assert set(measure_processor(batches=(2,), copies=1, square=16, rounds=1).ceiling) == {1, 2}


@torch.inference_mode()
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_timed_are_all_products_in_the_way_that_decoding_asks(packed, monkeypatch):
    asked = []
    monkeypatch.setattr(roofline, "pack", lambda weight: ("packed", weight.shape))
    monkeypatch.setattr(roofline, "by_onednn", lambda rows, weight: asked.append((rows.shape, *weight)))
    plan = Plan(lambda rows, weight: asked.append((rows.shape, "plain", weight.shape)), packed)
    monkeypatch.setattr(roofline, "plan_for", lambda rows, threads: plan)
    run = roofline.products(3, [torch.ones(5, 2), torch.ones(2, 5)])
    assert not asked
    run()
    name = "packed" if packed else "plain"
    assert asked == [((3, 2), name, (5, 2)), ((3, 5), name, (2, 5))]


def test_rounds_end_when_the_time_is_up():
    calls = []
    taken = fastest({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=50, limit=0.0)
    assert calls == ["a", "b"] and set(taken) == {"a", "b"} and min(taken.values()) >= 0
    fastest({"a": lambda: calls.append("a")}, rounds=3, limit=60.0)
    assert calls[2:] == ["a"] * 3


SMALL = TransformerConfig.llama(vocab_size=50, layers=1, width=16, heads=2)


def clock_of_squares(monkeypatch):
    """A clock whose readings are squares, so that each step seems longer than the one before."""
    readings = iter([number**2 for number in range(200)])
    monkeypatch.setattr(roofline.time, "perf_counter", lambda: next(readings))


@pytest.mark.parametrize("packed, first", [(True, roofline.PATIENCE + 1), (False, 2)])
@pytest.mark.parametrize("limit", [0.0, 1e9])
def test_decoding_is_timed_after_it_has_settled(packed, first, limit, monkeypatch):
    model = Transformer(SMALL).eval()
    monkeypatch.setattr(roofline, "plan_for", lambda rows, threads: Plan(torch.mm, packed))
    clock_of_squares(monkeypatch)
    monkeypatch.setattr(decoding_fast, "plan_for", lambda rows, threads: Plan(torch.nn.functional.linear))
    assert measure_decoding(model, 3, timed=4, limit=limit) == pytest.approx(3 / (2 * first - 1))
    assert roofline.time.perf_counter() == (first + (1 if limit == 0 else 4))**2    # so many tokens were written


def test_a_model_is_timed_with_each_batch():
    model = Transformer(SMALL).eval()
    for batch in (1, 5):
        assert 0 < measure_decoding(model, batch, timed=2) < 1e7
