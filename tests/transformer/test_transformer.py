"""The model against Hugging Face's, with and without cache and padding; its sizes, its start, its gradients."""

import math

import pytest
import torch

from llm_edu.pretrained.gpt2 import gpt2_places
from llm_edu.pretrained.llama import llama_places
from llm_edu.pretrained.safetensors_folder import is_copy
from llm_edu.pretrained.weights import build_model
from llm_edu.transformer import SMOLLM2_135M, KVCache, LayerNorm, RMSNorm, Transformer, TransformerConfig

transformers = pytest.importorskip("transformers", reason="install the tests' packages: pip install -e .[test]")

SMALL = dict(vocab_size=97, context_length=40, layers=3, width=32, heads=4)
GPT2_CASES = {"plain": {}, "narrow feed-forward": {"feed_forward_width": 24}, "one head": {"heads": 1}}
LLAMA_CASES = {"tied": {}, "untied": {"tie_embeddings": False}, "one shared head": {"key_value_heads": 1},
               "no sharing": {"key_value_heads": 4}, "other base": {"rope_base": 100_000.0},
               "interleaved": {"rope_pairing": "interleaved"}}


def gpt2_pair(**overrides):
    """Hugging Face's GPT-2 with random weights, and ours with the same."""
    config = TransformerConfig.gpt2(**SMALL | overrides)
    settings = transformers.GPT2Config(
        vocab_size=config.vocab_size, n_positions=config.context_length, n_embd=config.width, n_layer=config.layers,
        n_head=config.heads, n_inner=config.feed_forward_width)
    theirs = randomise(transformers.GPT2LMHeadModel(settings))
    weights = {name.removeprefix("transformer."): tensor for name, tensor in theirs.state_dict().items()
               if not is_copy(name) and name != "lm_head.weight"}
    return theirs, model_with(config, gpt2_places, weights)


def llama_pair(**overrides):
    """Hugging Face's Llama with random weights, and ours with the same."""
    config = TransformerConfig.llama(**SMALL | {"key_value_heads": 2, "feed_forward_width": 72} | overrides)
    settings = transformers.LlamaConfig(
        vocab_size=config.vocab_size, max_position_embeddings=config.context_length, hidden_size=config.width,
        num_hidden_layers=config.layers, num_attention_heads=config.heads, intermediate_size=config.feed_forward_width,
        num_key_value_heads=config.key_value_heads, rms_norm_eps=config.norm_epsilon, rope_theta=config.rope_base,
        rope_parameters={"rope_type": "default", "rope_theta": config.rope_base},
        tie_word_embeddings=config.tie_embeddings)
    theirs = randomise(transformers.LlamaForCausalLM(settings))
    weights = {gguf_name(name): tensor for name, tensor in theirs.state_dict().items()}
    if config.tie_embeddings:
        weights.pop("output.weight", None)
    if config.rope_pairing == "interleaved":    # as GGUF stores it: the halves of each head's rows shuffled together
        for name in weights:
            if name.endswith(("attn_q.weight", "attn_k.weight")):
                halves = weights[name].unflatten(0, (-1, 2, config.head_dim // 2))
                weights[name] = halves.transpose(1, 2).flatten(0, 2)
    return theirs, model_with(config, llama_places, weights)


def gguf_name(name):
    """GGUF's name for a tensor of Hugging Face's Llama."""
    for theirs, ours in {
        "model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "model.layers": "blk",
        "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
        "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    }.items():
        name = name.replace(theirs, ours)
    return name


def randomise(model):
    """All parameters random and not small, norms and biases too, so that no part can be left out unnoticed."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.2 * noise)
    return model.eval()


def model_with(config, places, weights):
    shapes = {name: tuple(tensor.shape) for name, tensor in weights.items()}
    return build_model(config, places, shapes, weights.__getitem__, "a test")


def random_ids(batch, time, vocab_size=97, seed=0):
    return torch.randint(vocab_size, (batch, time), generator=torch.Generator().manual_seed(seed))


PAIRS = ([pytest.param(gpt2_pair, case, id=f"GPT-2, {name}") for name, case in GPT2_CASES.items()]
         + [pytest.param(llama_pair, case, id=f"Llama, {name}") for name, case in LLAMA_CASES.items()])


@torch.no_grad()
@pytest.mark.parametrize("make_pair, case", PAIRS)
def test_logits_equal_those_of_transformers(make_pair, case, record_property):
    theirs, ours = make_pair(**case)
    ids = random_ids(3, 40)
    expected = theirs(ids).logits
    whole = ours(ids)
    cache = KVCache(ours.config, batch=3)
    parts = [ours(part, cache=cache) for part in ids.split([7, 1, 1, 20, 11], dim=1)]    # prompt, tokens, later chunks
    for name, logits in {"whole": whole, "with cache": torch.cat(parts, dim=1)}.items():
        difference = (logits - expected).abs().max().item()
        record_property(name, difference)
        assert difference <= 1e-5, f"{name}: {difference:.1e}"
    assert expected.std() > 0.5    # else a small difference would mean little


@torch.no_grad()
@pytest.mark.parametrize("make_pair", [gpt2_pair, llama_pair])
def test_padding_on_the_left_changes_nothing(make_pair):
    _, model = make_pair()
    lengths, longest = [9, 4, 1], 9
    rows = [random_ids(1, length, seed=length) for length in lengths]
    padded = torch.cat([torch.nn.functional.pad(row, (longest - row.shape[1], 0), value=50) for row in rows])
    padding = torch.tensor([longest - length for length in lengths])
    cache, next_ids = KVCache(model.config, batch=3), random_ids(3, 2, seed=5)
    first = model(padded, padding=padding, cache=cache)
    then = torch.cat([model(next_ids[:, step:step + 1], padding=padding, cache=cache) for step in (0, 1)], dim=1)
    for row, (ids, length) in enumerate(zip(rows, lengths)):
        alone = model(torch.cat([ids, next_ids[row:row + 1]], dim=1))[0]
        together = torch.cat([first[row, longest - length:], then[row]])
        assert (alone - together).abs().max() <= 1e-5
    assert torch.isfinite(first).all()


@torch.no_grad()
def test_the_last_position_alone():
    model, ids = Transformer(TransformerConfig.llama(**SMALL)), random_ids(2, 5)
    assert (model(ids, last_only=True) - model(ids)[:, -1:]).abs().max() <= 1e-6


def test_norms_equal_torch():
    x = torch.randn(2, 5, 16) * 3 + 1
    ours, theirs = LayerNorm(16), torch.nn.LayerNorm(16)
    assert (ours(x) - theirs(x)).abs().max() < 1e-5
    assert (RMSNorm(16)(x) - torch.nn.RMSNorm(16, eps=1e-5)(x)).abs().max() < 1e-5


@pytest.mark.parametrize("config, parameters", [
    (SMOLLM2_135M, 134_515_008), (TransformerConfig.gpt2(), 124_439_808),
    (TransformerConfig.gpt2(layers=48, width=1600, heads=25), 1_557_611_200),
])
def test_published_sizes(config, parameters):
    with torch.device("meta"):
        assert Transformer(config).count_parameters() == parameters


def test_a_new_model_expects_every_token_alike():
    """At the start the loss is about that of guessing, ln(vocab_size)."""
    torch.manual_seed(0)
    for config in (TransformerConfig.gpt2(**SMALL), TransformerConfig.llama(**SMALL)):
        logits, targets = Transformer(config)(random_ids(4, 40)), random_ids(4, 40, seed=1)
        loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
        assert abs(loss.item() - math.log(97)) < 0.2    # GPT-2 itself begins 0.15 above


def test_nobody_looks_ahead():
    """The gradient of position 3's logits reaches the embeddings of positions 0 to 3 and no later one."""
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.llama(**SMALL)), torch.arange(8)[None]    # every id once
    model(ids)[0, 3, 50].backward()
    reached = model.token_embedding.weight.grad[:8].abs().sum(-1) > 0
    assert reached.tolist() == [True] * 4 + [False] * 4


def test_all_parameters_learn():
    model = Transformer(TransformerConfig.llama(**SMALL | {"tie_embeddings": False}))
    model(random_ids(2, 8)).square().mean().backward()
    assert all(parameter.grad is not None and parameter.grad.abs().sum() > 0 for parameter in model.parameters())
