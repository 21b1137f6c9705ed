"""Size, text and operations: the best division, against search; the rule 6·N·D, against PyTorch; curves, against truth."""

import math

import numpy as np
import pytest
import torch

from llm_edu.scaling.budgets import (
    BESIROGLU,
    HOFFMANN,
    LossLaw,
    best_size_without_embeddings,
    compute_optimal,
    count_training_flops,
    fit_best_sizes,
    isoflop_minimum,
    kaplan_optimal,
    published_allocations,
    training_flops,
)
from llm_edu.transformer import Transformer, TransformerConfig

LAWS = {"Hoffmann": HOFFMANN, "Besiroglu": BESIROGLU, "lopsided": LossLaw(1.0, 20.0, 0.7, 5.0, 0.2)}
MODELS = {
    "gpt2": TransformerConfig.gpt2(vocab_size=50, context_length=32, layers=2, width=24, heads=4),
    "llama": TransformerConfig.llama(vocab_size=530, context_length=64, layers=3, width=128, heads=2),
    "untied": TransformerConfig.llama(vocab_size=50, layers=1, width=16, heads=2, tie_embeddings=False),
}


@pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
@pytest.mark.parametrize("operations", [1e12, 1e21])
def test_no_other_division_of_the_budget_does_better(law, operations):
    parameters, tokens = compute_optimal(law, operations)
    assert training_flops(parameters, tokens) == pytest.approx(operations)
    best = law(parameters, tokens)
    for factor in (0.01, 0.5, 0.9, 0.99, 1.01, 1.1, 2, 100):
        assert law(parameters * factor, tokens / factor) > best


def test_best_sizes_grow_as_the_papers_say():
    """Hoffmann et al. print 0.46 from exponents before rounding, which give 0.452 as printed; Besiroglu et al. 0.5126."""
    for law, exponent, within in ((HOFFMANN, 0.46, 0.01), (BESIROGLU, 0.5126, 5e-5)):
        (small, _), (large, _) = compute_optimal(law, 1e20), compute_optimal(law, 1e22)
        assert math.log(large / small) / math.log(100) == pytest.approx(exponent, abs=within)
    (small, _), (large, _) = kaplan_optimal(1e20), kaplan_optimal(1e22)
    assert math.log(large / small) / math.log(100) == pytest.approx(0.73)


def test_kaplan_in_their_own_unit():
    """One petaflop-day buys 1.3 billion parameters; two of them spent (2·C) are their 2·10^10 tokens (table 6)."""
    parameters, tokens = kaplan_optimal(8.64e19)
    assert parameters == pytest.approx(1.3e9) and 2 * tokens == pytest.approx(2e10, rel=0.15)


def test_chinchilla_itself():
    """70 billion parameters and 1.4 trillion tokens were chosen for 5.76e23 operations (their tables 3 and 4)."""
    assert training_flops(70e9, 1.4e12) == pytest.approx(5.76e23, rel=0.03)
    parameters, tokens = compute_optimal(BESIROGLU, 5.76e23)
    assert 0.5 < parameters / 70e9 < 2 and 0.5 < tokens / 1.4e12 < 2


def test_who_leaves_embeddings_out_sees_the_exponent_of_kaplan_in_small_models_and_that_of_hoffmann_in_large():
    """Pearce and Song 2024 print 0.78 over the sizes of Kaplan et al., 768 to 1.5 billion, and 0.51 for all parameters."""
    for low, high, exponent, within in ((12.95, 20.7, 0.75, 0.04), (22, 26, 0.51, 0.01)):
        budgets = np.geomspace(10.0**low, 10.0**high, 30)
        sizes = [best_size_without_embeddings(BESIROGLU, operations) for operations in budgets]
        assert fit_best_sizes(budgets, sizes).exponent == pytest.approx(exponent, abs=within)


def test_every_allocation_spends_the_budget():
    for allocation in published_allocations(1e21):
        assert training_flops(allocation.parameters, allocation.tokens) == pytest.approx(1e21)
        assert allocation.tokens_per_parameter == allocation.tokens / allocation.parameters


def test_what_a_loss_takes():
    loss = HOFFMANN(1e9, 2e10)
    assert HOFFMANN.tokens_for(loss, 1e9) == pytest.approx(2e10)
    assert HOFFMANN.parameters_for(loss, 2e10) == pytest.approx(1e9)
    assert HOFFMANN.tokens_for(loss, 5e8) > 2e10    # a smaller model has to read more
    with pytest.raises(ValueError, match="cannot be reached with a model of 1e.07 parameters, whatever it reads"):
        HOFFMANN.tokens_for(loss, 1e7)
    with pytest.raises(ValueError, match="cannot be reached with 1e.06 tokens, however large the model"):
        HOFFMANN.parameters_for(loss, 1e6)


@pytest.mark.parametrize("config", MODELS.values(), ids=MODELS)
def test_what_pytorch_counts_is_three_forward_passes(config):
    """Forward once, backward twice as much: to the number, with attention and the unembedding."""
    model = Transformer(config)
    first = next(model.parameters())
    first.grad = torch.ones_like(first)
    with torch.no_grad():    # as a notebook may have it
        count = count_training_flops(model, torch.zeros(2, 16, dtype=torch.long))
    assert count.counted == count.blocks + count.unembedding + count.attention
    assert (first.grad == 1).all() and all(each.grad is None for each in list(model.parameters())[1:])


def test_the_rule_is_near_for_a_model_of_the_course_and_misses_the_pairs():
    model = Transformer(MODELS["llama"])
    short, long = (count_training_flops(model, torch.zeros(1, time, dtype=torch.long)) for time in (16, 64))
    assert short.counted == pytest.approx(short.rule, rel=0.02)
    assert long.attention / long.counted == pytest.approx(4 * short.attention / short.counted, rel=0.1)
    assert long.counted / long.rule > short.counted / short.rule


def test_the_lowest_point_of_a_parabola_is_found():
    sizes = [1e5, 2e5, 4e5, 8e5, 1.6e6]
    best = isoflop_minimum(sizes, [2 + 0.3 * math.log(size / 3e5) ** 2 for size in sizes])
    assert best == pytest.approx((3e5, 2.0))
    twice = isoflop_minimum(sizes * 2, [2 + 0.3 * math.log(size / 3e5) ** 2 for size in sizes] * 2)
    assert twice == pytest.approx(best)


def test_on_curves_of_a_law_it_is_near_the_law_s_own_best_size():
    """No curve is a parabola; over a range of 16 times the size the lowest point is missed by a few per cent."""
    for operations in (1e18, 1e20):
        best, _ = compute_optimal(HOFFMANN, operations)
        sizes = best * np.array([0.25, 0.5, 1, 2, 4])
        found = isoflop_minimum(sizes, HOFFMANN(sizes, operations / 6 / sizes))
        assert found.size == pytest.approx(best, rel=0.1)


@pytest.mark.parametrize(("losses", "end", "more"), [
    ([4.0, 3.0, 2.3, 2.0], "largest", "larger"), ([2.0, 2.3, 3.0, 4.0], "smallest", "smaller"),
    ([2.0, 3.0, 2.9, 1.5], "largest", "larger"), ([1.5, 3.0, 2.9, 2.0], "smallest", "smaller"),
    ([4.0, 3.0, 2.0, 1.0], "largest", "larger"),
])
def test_a_minimum_outside_is_said(losses, end, more):
    with pytest.raises(ValueError, match=f"1,000 and 8,000 parameters: the {end} do best, so train {more} models"):
        isoflop_minimum([1000, 2000, 4000, 8000], losses)


def test_two_sizes_are_no_curve_and_two_budgets_no_interval():
    with pytest.raises(ValueError, match="at least 3 different sizes, not 2"):
        isoflop_minimum([1, 2, 2], [3, 2, 1])
    for sizes, losses in (([1, 2, 4], [3, math.nan, 3]), ([0, 2, 4], [3, 2, 3])):
        with pytest.raises(ValueError, match="leave out a run that failed"):
            isoflop_minimum(sizes, losses)
    with pytest.raises(ValueError, match="at least 3 budgets, not 2"):
        fit_best_sizes([1e12, 1e13], [1e5, 2e5])


@pytest.mark.full
def test_the_exponent_of_best_sizes_and_how_often_its_interval_holds():
    budgets = np.array([1e12, 4e12, 1.6e13, 6.4e13])
    growth = fit_best_sizes(budgets, 0.1 * budgets**0.5)
    assert growth[:2] == pytest.approx((0.1, 0.5)) and growth(1e14) == pytest.approx(1e6)
    assert growth.interval.width == pytest.approx(0, abs=1e-6)
    generator = np.random.default_rng(0)
    noisy = [fit_best_sizes(budgets, 0.1 * budgets**0.5 * np.exp(0.1 * generator.normal(size=4))) for _ in range(400)]
    assert 0.85 <= np.mean([each.interval.contains(0.5) for each in noisy]) <= 0.95
