"""Frozen weights in 8 and 4 bits: near the table, the gradients of what they stand for, the memory that they promise."""

import pytest
import torch
from adapter_pairs import randomised
from torch import nn

from llm_edu.decoding import generate
from llm_edu.finetuning import add_lora, bytes_held, merge, quantised, trainable_parameters
from llm_edu.finetuning.lora import frozen_linear, frozen_twin
from llm_edu.finetuning.quantised import QuantisedLinear, dequantise, quantise
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import Transformer, TransformerConfig

CONFIG = TransformerConfig.llama(vocab_size=61, layers=2, width=40, heads=4, key_value_heads=2, bias=True)


def make(bits=None):
    torch.manual_seed(0)
    model = Transformer(CONFIG)
    for parameter in model.parameters():
        if parameter.dim() == 1:
            nn.init.normal_(parameter, 1.0, 0.2)    # biases, too
    return model if bits is None else quantised(model, bits)


def dequantised(model):
    """A plain model with the tables that a quantised one stands for."""
    twin = frozen_twin(model)
    for holder in list(twin.modules()):
        for name, layer in list(holder.named_children()):
            if isinstance(layer, QuantisedLinear):
                setattr(holder, name, frozen_linear(layer.weight, layer.bias))
    return twin


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize("inputs", [1, 31, 32, 100])
def test_every_number_comes_back_within_half_a_step(bits, inputs):
    table = torch.randn(7, inputs, generator=torch.Generator().manual_seed(inputs)) * 0.1
    codes, steps, smallest = quantise(table, bits)
    back = dequantise(codes, steps, smallest, inputs)
    step = steps.float().expand(-1, -1, 32).flatten(1)[:, :inputs]
    assert back.shape == table.shape and codes.dtype == torch.uint8
    assert ((back - table).abs() <= 0.5 * step + 2e-3 * table.abs().max()).all()    # and the rounding of 16 bits
    once_more = dequantise(*quantise(back, bits), inputs)
    assert (once_more - back).abs().max() <= 2e-3 * table.abs().max()


def test_tables_without_any_spread_and_those_out_of_range():
    for table in (torch.zeros(2, 40), torch.full((2, 32), 0.25)):
        assert torch.equal(dequantise(*quantise(table, 4), table.shape[1]), table)
    with pytest.raises(ValueError, match="16 bits"):
        quantise(torch.tensor([[1e9, 0.0]]), 8)
    with pytest.raises(ValueError, match="4 or 8"):
        quantised(make(), 2)
    with pytest.raises(ValueError, match="changes already"):
        quantised(add_lora(make()), 4)


@pytest.mark.parametrize("bits", [4, 8])
def test_outputs_and_gradients_are_those_of_the_tables_that_codes_stand_for(bits):
    found, ids = [], torch.randint(61, (2, 9), generator=torch.Generator().manual_seed(1))
    for base in (make(bits), dequantised(make(bits))):
        adapted = randomised(add_lora(base, 3, 6, ("queries", "values", "gate", "down")))
        logits = adapted(ids)
        logits.square().mean().backward()
        found.append([logits.detach(), *(parameter.grad for _, parameter in trainable_parameters(adapted))])
    for one, two in zip(*found, strict=True):
        torch.testing.assert_close(one, two, atol=1e-6, rtol=1e-5)
    model = make()
    error = {width: (make(width)(ids) - model(ids)).abs().max().item() for width in (4, 8)}
    assert 0 < error[8] < error[4] / 4


@torch.no_grad()
def test_it_decodes_and_merges_into_32_bits():
    adapted = randomised(add_lora(make(4), 2, 4, ("queries", "up")))
    ids = torch.tensor([[5, 7, 11]])
    merged = merge(adapted)
    torch.testing.assert_close(merged(ids), adapted(ids), atol=1e-5, rtol=1e-5)
    kinds = {name: type(layer).__name__ for name, layer in merged.blocks[0].attention.named_children()}
    assert kinds == {"queries_keys_values": "Linear", "output": "QuantisedLinear"}
    assert generate(adapted, ids, max_new_tokens=6).tolist() == generate(merged, ids, max_new_tokens=6).tolist()


@pytest.mark.parametrize("bits, numbers", [(8, 36), (4, 20)])
def test_memory_is_what_the_bits_come_to(bits, numbers):
    """Of 32 numbers: 32 or 16 bytes of codes, and 2 each for the step and the smallest."""
    linear = nn.Linear(64, 10, bias=False)
    assert bytes_held(QuantisedLinear(linear, bits)) == 10 * 2 * numbers
    model = make()
    twin = quantised(model, bits)
    assert bytes_held(twin) < bytes_held(model) and bytes_held(add_lora(twin)) > bytes_held(twin)
    assert twin.token_embedding.weight.data_ptr() == model.token_embedding.weight.data_ptr()


@torch.no_grad()
@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_smollm2_loses_nothing_in_4_bits():
    """Its file has the same blocks, steps and smallest values."""
    model, _ = load_smollm2()
    twin = quantised(model, 4)
    for block, small in zip(model.blocks, twin.blocks, strict=True):
        for part, names in (("attention", ("queries_keys_values", "output")), ("feed_forward", ("gate_and_up", "down"))):
            for name in names:
                one, two = (getattr(getattr(each, part), name).weight for each in (block, small))
                assert (one - two).abs().max() <= 1e-6 * one.abs().max()
    assert bytes_held(twin) < 0.34 * bytes_held(model)
