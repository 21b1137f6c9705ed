"""GPTQ: the same as solving each least-squares problem exactly; better than plain rounding on what the layer gives."""

import pytest
import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.compression import (
    compressed,
    hessian_of,
    layer_inputs,
    output_error,
    quantise_weights,
    round_with_compensation,
)
from llm_edu.training import load_storyteller
from llm_edu.training.storyteller import split_pages


def solved_column_by_column(weights, hessian, bits, group, damping):
    """Frantar et al. 2022, sections 3.1 and 4.2, plainly: round a column, then solve for the best change of the rest."""
    top = 2 ** (bits - 1) - 1
    hessian = hessian.double() + damping * hessian.double().diagonal().mean() * torch.eye(len(hessian))
    left, found = weights.double().clone(), torch.zeros(weights.shape, dtype=torch.double)
    columns = weights.shape[1]
    for column in range(columns):
        if column % (group if isinstance(group, int) else columns) == 0:    # a new group: its scales, row by row
            stop = column + group if isinstance(group, int) else columns
            part = left[:, column:stop].abs()
            largest = part.amax(1) if group is not None else part.amax().expand(len(part))
            scale = (largest / top).half().double()
        found[:, column] = scale * (left[:, column] / scale).round().clamp(-top, top)
        error = left[:, column] - found[:, column]
        rest = slice(column + 1, None)
        if column + 1 < columns:
            best = torch.linalg.lstsq(hessian[rest, rest], hessian[rest, column, None]).solution[:, 0]
            left[:, rest] += torch.outer(error, best)
    return found.float()


def correlated_inputs(columns=24, count=400, seed=0):
    """Inputs that often come together, as in a model: a few directions and a little noise."""
    generator = torch.Generator().manual_seed(seed)
    directions = torch.randn(4, columns, generator=generator)
    return torch.randn(count, 4, generator=generator) @ directions + 0.3 * torch.randn(count, columns,
                                                                                        generator=generator)


@pytest.mark.parametrize("damping", [0.01, 0.0])
@pytest.mark.parametrize("group", [None, "row", 8, 10, 64])
@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_equals_least_squares_solved_column_by_column(bits, group, damping):
    weights = torch.randn(12, 24, generator=torch.Generator().manual_seed(1))
    hessian = hessian_of(correlated_inputs())
    made = round_with_compensation(weights, hessian, bits, group, damping)
    torch.testing.assert_close(made.dequantise(), solved_column_by_column(weights, hessian, bits, group, damping))
    assert made.nbytes == quantise_weights(weights, bits, group).nbytes


@pytest.mark.parametrize("group", ["row", 32, 50])
def test_blocks_of_columns_change_nothing(group, monkeypatch):
    weights, hessian = torch.randn(7, 300, generator=torch.Generator().manual_seed(1)), hessian_of(
        correlated_inputs(300, 900))
    made = round_with_compensation(weights, hessian, 3, group)
    monkeypatch.setattr("llm_edu.compression.rounding.BLOCK", 1000)
    assert (made.codes == round_with_compensation(weights, hessian, 3, group).codes).float().mean() > 0.99


def test_inputs_that_have_nothing_to_do_with_each_other_are_rounded_plainly():
    weights = torch.randn(5, 9, generator=torch.Generator().manual_seed(1))
    for hessian in (torch.eye(9), torch.zeros(9, 9)):
        made = round_with_compensation(weights, hessian, 3, "row", damping=0)
        assert torch.equal(made.codes, quantise_weights(weights, 3, "row").codes)


@pytest.mark.parametrize("weights", [torch.randn(1, 6), torch.randn(6, 4).T], ids=["one row", "transposed"])
def test_the_weights_stay_as_they_are(weights):
    before, hessian = weights.clone(), correlated_inputs(weights.shape[1], 30)
    round_with_compensation(weights, hessian.T @ hessian, 3)
    assert torch.equal(weights, before)


@pytest.mark.parametrize("layer", ["blocks.0.feed_forward.up", "blocks.1.attention.queries_keys_values",
                                   "blocks.2.feed_forward.down"])
@pytest.mark.parametrize("group", ["row", 32])
@pytest.mark.asset("wikipedia-leads")
def test_at_3_bits_on_another_text_it_loses_less_than_plain_rounding(layer, group):
    model, tokenizer = load_storyteller()
    learned, unseen = split_pages(load_wikipedia_leads())
    rows = [[[tokenizer.special_tokens["<|page|>"], *tokenizer.encode(text)][:200] for text in texts[:40]]
            for texts in (learned, unseen)]
    calibration, held_out = (layer_inputs(model, some, [layer])[layer] for some in rows)
    weights = model.get_parameter(f"{layer}.weight").detach()

    plain, passed_on = (output_error(weights, made.dequantise(), held_out) for made in (
        quantise_weights(weights, 3, group), round_with_compensation(weights, calibration, 3, group)))
    assert passed_on < 0.75 * plain


@pytest.mark.parametrize("weights, hessian, options, message", [
    (torch.ones(2, 3), torch.eye(2), {}, r"3 inputs has a Hessian of the shape \(3, 3\), not \(2, 2\)"),
    (torch.ones(3), torch.eye(3), {}, r"a matrix.*not of the shape \(3,\)"),
    (torch.ones(2, 2), torch.ones(2, 2), {"damping": 0.0}, "not positive definite: use a damping above 0"),
    (torch.ones(2, 2), -torch.eye(2), {}, "not positive definite"),
    (torch.ones(2, 2), torch.full((2, 2), torch.nan), {}, "infinite or nan"),
    (torch.ones(2, 2), torch.eye(2), {"damping": -1}, "damping is at least 0, not -1"),
])
def test_what_does_not_fit(weights, hessian, options, message):
    with pytest.raises(ValueError, match=message):
        round_with_compensation(weights, hessian, 4, **options)


@pytest.mark.full
def test_every_matrix_of_a_model_with_its_own_hessian():
    model, tokenizer = load_storyteller()
    sums = layer_inputs(model, [tokenizer.encode("<|story|>Mia had lost her green hat.", allowed_special="all")])
    small = compressed(model, lambda name, weight: round_with_compensation(weight, sums[name], 4, 32))
    assert all(parameter.isfinite().all() for parameter in small.parameters())
