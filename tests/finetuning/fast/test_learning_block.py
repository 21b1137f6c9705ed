"""The faster way of learning changes: numbers and gradients of the plain one, which is taken where it does not fit."""

import pytest
import torch
from adapter_pairs import randomised

from llm_edu.finetuning import (
    TARGET_MODULES,
    add_lora,
    answer_loss,
    last_stream,
    quantised,
    streams,
    trainable_parameters,
)
from llm_edu.finetuning.fast import products
from llm_edu.finetuning.fast.changed_product import ChangedProduct
from llm_edu.finetuning.fast.learning_attention import BLOCK, LONGEST, ShortAttention
from llm_edu.finetuning.fast.learning_block import FrozenRMSNorm, Gate, LearningBlock, learning
from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.transformer import Record, TransformerConfig

SMALL = dict(vocab_size=61, context_length=LONGEST + 8, layers=2, width=24, heads=4)
SHARED = SMALL | {"key_value_heads": 2}
CONFIGS = {
    "llama": TransformerConfig.llama(**SHARED), "gpt2": TransformerConfig.gpt2(**SMALL),
    "SmolLM2": TransformerConfig.llama(**SHARED, rope_pairing="interleaved"),
    "qwen2": FamilyConfig.llama(**SHARED, query_key_value_bias=True, window=BLOCK // 2, full_layers=1),
    "qwen3": FamilyConfig.llama(**SMALL, head_norm=True),
}


def make(kind, bits=None):
    torch.manual_seed(0)
    model = make_model(CONFIGS[kind])
    places = [place for place in TARGET_MODULES if kind != "gpt2" or place != "gate"]
    return randomised(add_lora(model if bits is None else quantised(model, bits), 2, 4, places))


def learned(model, ids, padding=None):
    """The loss and all gradients."""
    loss = answer_loss(model, ids, ids, padding)
    loss.backward()
    found = [loss.detach(), *(parameter.grad.clone() for _, parameter in trainable_parameters(model))]
    model.zero_grad()
    return found


@pytest.mark.parametrize("kind, bits", [*((kind, None) for kind in CONFIGS), ("SmolLM2", 4)])
@pytest.mark.parametrize("time", [5, BLOCK + 6, LONGEST + 2])
def test_loss_and_gradients_are_those_of_the_plain_way(kind, bits, time, monkeypatch):
    model, ids = make(kind, bits).double(), torch.randint(61, (3, time))
    assert all(isinstance(learning(block), LearningBlock) for block in model.blocks)
    for padding in (None, torch.tensor([0, 4, 1])):
        fast = learned(model, ids, padding)
        with monkeypatch.context() as patch:
            patch.setattr(streams, "learning", lambda block: block)
            plain = learned(model, ids, padding)
        for one, two in zip(fast, plain, strict=True):    # QLoRA's tables and angles stay in 32 bits
            torch.testing.assert_close(one, two, atol=1e-9, rtol=1e-6)


@pytest.mark.parametrize("function, shapes, others", [
    (FrozenRMSNorm, [(2, 3, 6)], (torch.tensor([1.0, -2, 0.5, 1, 3, 1]).double(), 1e-5)), (Gate, [(2, 3, 8)], ()),
    (ShortAttention, [(2, 5, 8 * 4)], ((2, 2, 4), torch.ones(1, 1, 5, 5).tril().bool(), None, "half")),
])
def test_gradients_written_out_are_the_slopes(function, shapes, others):
    inputs = [torch.randn(shape, dtype=torch.double, requires_grad=True) for shape in shapes]
    assert torch.autograd.gradcheck(lambda *given: function.apply(*given, *others), inputs)


@pytest.mark.parametrize("bias", [True, False])
def test_slopes_of_a_changed_product(bias):
    base = torch.nn.Linear(5, 7, bias=bias).double().requires_grad_(False)
    places, shapes = [slice(0, 4), slice(4, 7)], [(3, 4, 5), (2, 5), (3, 5), (4, 2), (3, 3)]
    inputs = [torch.randn(shape, dtype=torch.double, requires_grad=True) for shape in shapes]
    assert torch.autograd.gradcheck(lambda x, *tables: ChangedProduct.apply(x, base, places, 0.5, *tables), inputs)


@pytest.mark.parametrize("faster", [True, False])
def test_products_are_the_same_from_each_library(faster, monkeypatch):
    if faster and not products.can_pack():
        pytest.skip("this PyTorch has no oneDNN")
    monkeypatch.setattr(products, "onednn_is_faster", lambda threads: faster)
    for tokens in (1, products.FEW, 100):
        x, g, table = torch.randn(tokens, 24), torch.randn(tokens, 33), torch.randn(33, 24)
        torch.testing.assert_close(products.times(x, table), x @ table.T, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(products.times_narrow(x, table[:3]), x @ table[:3].T, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(products.over_tokens(x[:, :3], g), x[:, :3].T @ g, atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(products.times_back(g, table), g @ table, atol=1e-5, rtol=1e-5)
        apart = torch.randn(24, 33).T    # a table that does not lie in order
        torch.testing.assert_close(products.times(x, apart), x @ apart.T, atol=1e-5, rtol=1e-5)


def test_who_looks_inside_sees_what_there_is_to_see():
    model, ids = make("llama"), torch.randint(61, (2, 9))
    with torch.no_grad():
        expected = Record("attention", "residual")
        model(ids, record=expected)
    record, seen = Record("attention", "residual"), []
    last_stream(model, ids, record=record)
    for kind in ("attention", "residual"):
        for one, two in zip(record[kind], expected[kind], strict=True):
            torch.testing.assert_close(one, two)
    model.blocks[0].attention.register_forward_hook(lambda module, given, result: seen.append(result.shape))
    last_stream(model, ids)
    assert seen == [(2, 9, 24)]


def test_what_does_not_learn_goes_the_plain_way_to_the_bit():
    model = add_lora(make_model(CONFIGS["llama"]), layers=[1])
    assert isinstance(learning(model.blocks[1]), LearningBlock)
    assert learning(model.blocks[0]) is model.blocks[0]
