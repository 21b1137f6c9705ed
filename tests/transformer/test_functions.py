"""The model as plain functions, the model with a part taken out, and the recurrent one beside it."""

import pytest
import torch
from torch import nn

from llm_edu import transformer
from llm_edu.attention import Call
from llm_edu.transformer import Record, Transformer, TransformerConfig, functions
from llm_edu.transformer.recurrent import RecurrentModel, lstm_step
from llm_edu.transformer.removing import REMOVABLE, remove

SMALL = dict(vocab_size=60, context_length=32, layers=3, width=24, heads=6)


def randomised(model, seed=0):
    """All parameters random and not small, norms too, so that no part can be left out unnoticed."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.2 * noise)
    return model


@torch.no_grad()
@pytest.mark.parametrize("overrides", [
    {}, {"key_value_heads": 2}, {"key_value_heads": 1, "rope_pairing": "interleaved"},
    {"feed_forward_width": 10, "norm_epsilon": 0.1, "rope_base": 100.0},
])
def test_functions_are_the_model(overrides):
    model = randomised(Transformer(TransformerConfig.llama(**SMALL | overrides)))
    ids = torch.tensor([3, 59, 0, 3, 17, 8])
    logits = functions.llama_logits(ids, functions.plain_weights(model), model.config)
    assert logits.std() > 0.5
    assert (logits - model(ids[None])[0]).abs().max() <= 1e-4


@torch.no_grad()
def test_norms_and_feed_forward_are_the_modules():
    x = torch.randn(2, 5, 16) * 3 + 1
    norm, rms = randomised(transformer.LayerNorm(16)), randomised(transformer.RMSNorm(16))
    assert torch.allclose(functions.layer_norm(x, norm.weight, norm.bias), norm(x), atol=1e-5)
    assert torch.allclose(functions.rms_norm(x, rms.weight), rms(x), atol=1e-5)
    wide = randomised(transformer.FeedForward(16, 40))
    ours, share = functions.feed_forward(x, wide.up.weight, wide.up.bias, wide.down.weight, wide.down.bias)
    assert torch.allclose(ours, wide(x), atol=1e-5)
    assert torch.allclose(share, (wide.up(x) > 0).float().mean(-1))
    gated = randomised(transformer.SwiGLU(16, 40))
    gate, up = gated.gate_and_up.weight.chunk(2)
    assert torch.allclose(functions.swiglu(x, gate, up, gated.down.weight), gated(x), atol=1e-5)


@pytest.mark.parametrize("config", [TransformerConfig.gpt2(**SMALL),
                                    TransformerConfig.llama(**SMALL, tie_embeddings=False)])
def test_functions_are_for_llamas(config):
    with pytest.raises(ValueError, match="Llama"):
        functions.plain_weights(Transformer(config))


@pytest.mark.slow
@pytest.mark.asset("smollm2")
@torch.no_grad()
def test_functions_run_smollm2():
    from llm_edu.pretrained import load_smollm2

    model, tokenizer = load_smollm2()
    ids = torch.tensor(tokenizer.encode("The capital of France is"))
    logits = functions.llama_logits(ids, functions.plain_weights(model), model.config)
    assert (logits - model(ids[None])[0]).abs().max() <= 1e-2    # of logits that reach 20
    assert tokenizer.decode([int(logits[-1].argmax())]) == " Paris"


# --- a part taken out


def gpt2(seed=0, **overrides):
    torch.manual_seed(seed)
    return randomised(Transformer(TransformerConfig.gpt2(**SMALL | overrides)))


@torch.no_grad()
@pytest.mark.parametrize("part", REMOVABLE)
def test_what_is_left_runs_and_differs(part):
    ids = torch.tensor([[3, 59, 0, 3, 17, 8]])
    record = Record("residual")
    logits = remove(gpt2(), part)(ids, record=record)
    assert logits.shape == (1, 6, 60) and torch.isfinite(logits).all()
    assert (logits - gpt2()(ids)).abs().max() > 0.01
    assert len(record["residual"]) == 4


@torch.no_grad()
def test_each_removal_takes_what_it_says():
    ids, other = torch.tensor([[3, 59, 0, 3]]), torch.tensor([[8, 7, 0, 3]])
    blind = remove(gpt2(), "attention")
    assert torch.equal(blind(ids)[:, 2:], blind(other)[:, 2:])    # what stood before makes no difference
    same = torch.tensor([[5, 5, 5]])
    assert remove(gpt2(), "positions")(same).std(dim=1).max() < 1e-5 < gpt2()(same).std(dim=1).max()
    model = remove(gpt2(layers=1), "feed_forward")
    block, x = model.blocks[0], model.token_embedding(ids) + model.position_embedding(torch.arange(4))
    call = Call(torch.ones(4, 4, dtype=torch.bool).tril())
    assert torch.allclose(block(x, call), x + block.attention(block.attention_norm(x), call), atol=1e-6)
    bare = remove(gpt2(layers=1), "norm").blocks[0]
    looked = x + bare.attention(x, call)
    assert torch.allclose(bare(x, call), looked + bare.feed_forward(looked), atol=1e-5)
    alone = remove(gpt2(layers=1), "residual").blocks[0]
    looked = alone.attention(alone.attention_norm(x), call)
    assert torch.allclose(alone(x, call), alone.feed_forward(alone.feed_forward_norm(looked)), atol=1e-5)


def test_what_is_left_starts_alike_and_learns():
    whole = dict(gpt2().named_parameters())
    for part in REMOVABLE:
        model = remove(gpt2(), part)
        assert all(torch.equal(parameter, whole[name]) for name, parameter in model.named_parameters()
                   if parameter.requires_grad)
        model(torch.tensor([[3, 59, 0]])).square().mean().backward()
        assert model.token_embedding.weight.grad.abs().sum() > 0
    assert model.position_embedding.weight.grad is not None
    assert remove(gpt2(), "positions").position_embedding.weight.requires_grad is False


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="part is one of"):
        remove(gpt2(), "soul")
    with pytest.raises(ValueError, match="RoPE"):
        remove(Transformer(TransformerConfig.llama(**SMALL)), "positions")


# --- recurrent


def test_a_step_is_pytorchs():
    layer, cell = nn.LSTM(5, 5, batch_first=True), nn.LSTMCell(5, 5)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    x, hidden, memory = torch.randn(3, 3, 5)
    for ours, theirs in zip(lstm_step(x, hidden, memory, layer), cell(x, (hidden, memory)), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-6)


def test_step_by_step_is_the_same_and_nobody_looks_ahead():
    torch.manual_seed(0)
    model, ids = RecurrentModel(30, width=12, layers=2), torch.randint(30, (2, 9))
    assert torch.allclose(model(ids), model.forward_step_by_step(ids), atol=1e-5)
    assert model.count_parameters() == 30 * 12 + 30 + 2 * (8 * 12 * 12 + 8 * 12)
    later = ids.clone()
    later[:, 5:] = 0
    assert torch.allclose(model(ids)[:, :5], model(later)[:, :5], atol=1e-6)
