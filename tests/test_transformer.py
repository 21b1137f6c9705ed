"""The model against Hugging Face's, with and without cache; what it records, switches off and refuses."""

import math
from dataclasses import replace

import pytest
import torch

from llm_edu.pretrained.gpt2 import gpt2_places, is_copy
from llm_edu.pretrained.llama import llama_places
from llm_edu.pretrained.weights import build_model
from llm_edu.transformer import SMOLLM2_135M, KVCache, LayerNorm, Record, RMSNorm, Transformer, TransformerConfig
from llm_edu.transformer.light import light_twin

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
               if not is_copy(name)}
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
        assert abs(loss.item() - math.log(97)) < 0.1


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


@torch.no_grad()
def test_a_record_holds_every_layer_and_adds_up():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.llama(**SMALL | {"key_value_heads": 2})), random_ids(2, 6)
    record = Record(*Record.KINDS)
    for _ in range(2):    # the second call replaces what the first has left
        logits = model(ids, record=record)
    assert (logits - model(ids)).abs().max() <= 1e-5
    assert [len(record[kind]) for kind in ("attention", "residual", "attention_output")] == [3, 4, 3]
    assert record["attention"][1].shape == (2, 4, 6, 6)
    assert (record["attention"][1].sum(-1) - 1).abs().max() < 1e-5
    for layer in range(3):
        added = record["attention_output"][layer] + record["feed_forward_output"][layer]
        assert (record["residual"][layer] + added - record["residual"][layer + 1]).abs().max() < 1e-5
    assert (model.norm(record["residual"][-1]) @ model.token_embedding.weight.T - logits).abs().max() <= 1e-5


@torch.no_grad()
def test_a_record_with_cache_shows_the_new_rows():
    model, ids = Transformer(TransformerConfig.gpt2(**SMALL)), random_ids(1, 6)
    whole, steps, cache = Record("attention"), Record("attention"), KVCache(model.config)
    model(ids, record=whole)
    model(ids[:, :5], cache=cache)
    model(ids[:, 5:], cache=cache, record=steps)
    assert (steps["attention"][2] - whole["attention"][2][:, :, 5:]).abs().max() < 1e-6


def test_a_record_refuses_what_it_cannot_keep():
    with pytest.raises(ValueError, match="attention"):
        Record("attentions")


@torch.no_grad()
def test_switching_heads_off():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.gpt2(**SMALL)), random_ids(1, 6)
    record = Record("attention_output", "residual")
    everything = {(1, head) for head in range(4)}
    logits = model(ids, ablate=everything, record=record)
    assert (record["attention_output"][1] - model.blocks[1].attention.output.bias).abs().max() == 0
    assert (logits - model(ids)).abs().max() > 0
    with pytest.raises(ValueError, match=r"no head \(1, 4\)"):
        model(ids, ablate={(1, 4)})


@pytest.mark.parametrize("ids, error, message", [
    (torch.tensor([[1.0, 2.0]]), TypeError, "integers, not torch.float32"),
    ([[1, 2]], TypeError, "integers, not list"),
    (torch.tensor([1, 2]), ValueError, r"ids\[None\]"),
    (torch.zeros(1, 0, dtype=torch.long), ValueError, "at least one token"),
    (torch.tensor([[5, 97]]), ValueError, "between 0 and 96, but there is 97"),
    (torch.tensor([[5, -1]]), ValueError, "between 0 and 96, but there is -1"),
    (torch.zeros(1, 41, dtype=torch.long), ValueError, "41 tokens do not fit .* 40: shorten"),
])
def test_ids_that_make_no_sense(ids, error, message):
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    with pytest.raises(error, match=message):
        model(ids)


def test_a_cache_that_does_not_fit():
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    with pytest.raises(ValueError, match="cache is for 1 rows of 5 tokens"):
        model(random_ids(1, 6), cache=KVCache(model.config, capacity=5))
    with pytest.raises(ValueError, match="not for 2 rows"):
        model(random_ids(2, 3), cache=KVCache(model.config, capacity=5))


def test_a_cache_keeps_no_gradients():
    model = Transformer(TransformerConfig.gpt2(**SMALL))
    assert not model(random_ids(1, 3), cache=KVCache(model.config)).requires_grad
    assert model(random_ids(1, 3)).requires_grad


class Adapted(torch.nn.Linear):
    """A linear layer that somebody has extended: with a part of its own, and through `super()`."""

    def __init__(self, linear):
        super().__init__(linear.in_features, linear.out_features, bias=False)
        self.more, self.nothing = torch.nn.Linear(linear.in_features, linear.out_features), None

    def forward(self, x):
        assert self.nothing is None
        return super().forward(x) + self.more(x)


@torch.no_grad()
def test_a_light_twin_is_the_same_model():
    torch.manual_seed(0)
    model, ids = Transformer(TransformerConfig.llama(**SMALL)), random_ids(2, 6)
    model.blocks[1].attention.output = Adapted(model.blocks[1].attention.output)
    calls = []
    hook = lambda module, inputs, output: calls.append(output) or -output    # noqa: E731
    handle = model.blocks[2].feed_forward.down.register_forward_hook(hook)
    names = set(vars(model.blocks[0].attention))
    twin = light_twin(model)
    assert torch.equal(twin(ids), model(ids)) and len(calls) == 2    # a hook is still called, and still has its say
    assert twin.blocks[0].attention.output.weight is model.blocks[0].attention.output.weight
    assert isinstance(twin, Transformer) and twin.count_parameters() == model.count_parameters()
    assert set(vars(model.blocks[0].attention)) == names    # the model itself is as it was
    model.blocks[0].attention.output.weight.zero_()    # training goes on: the twin sees it
    handle.remove()
    assert torch.equal(twin(ids), model(ids))


@pytest.mark.parametrize("wrong, message", [
    ({"heads": 5}, "multiple of heads"), ({"key_value_heads": 3}, "key_value_heads"),
    ({"norm": "batch"}, "norm is one"),
    ({"positions": "rope", "width": 36, "heads": 4}, "even"), ({"vocab_size": 0}, "vocab_size is at least 1"),
])
def test_configurations_that_make_no_sense(wrong, message):
    with pytest.raises(ValueError, match=message):
        TransformerConfig(**SMALL | wrong)
    with pytest.raises(ValueError, match=message):
        replace(TransformerConfig(**SMALL), **wrong)


@pytest.mark.parametrize("pairing", ["half", "interleaved"])
def test_bfloat16_and_autocast_give_nearly_the_same(pairing):
    torch.manual_seed(0)
    config = TransformerConfig.llama(
        vocab_size=50, context_length=32, layers=2, width=32, heads=2, rope_pairing=pairing
    )
    model, ids = Transformer(config), torch.tensor([[1, 2, 3, 4]])
    expected = model(ids).softmax(-1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.allclose(model(ids).float().softmax(-1), expected, atol=1e-3)
    logits = model.bfloat16()(ids)
    assert logits.dtype == torch.bfloat16 and torch.allclose(logits.float().softmax(-1), expected, atol=1e-3)
