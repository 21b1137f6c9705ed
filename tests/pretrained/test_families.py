"""Every family in a Hugging Face folder: the logits of transformers, from files that transformers has written."""

import json
import shutil

import pytest
import torch
from random_families import CONTEXT, FAMILIES, VOCABULARY, random_model, random_settings, save
from safetensors.torch import save_file

from llm_edu.decoding import BeamSearch, generate
from llm_edu.errors import CourseError
from llm_edu.pretrained import chat, load_pretrained
from llm_edu.pretrained.family_model import FamilyConfig, FamilyTransformer, make_config, make_model
from llm_edu.transformer import Record, Transformer
from llm_edu.transformer.accounting import count_parameters

transformers = pytest.importorskip("transformers", reason="install the tests' packages: pip install -e .[test]")
FEW, MANY = 3, 24    # configurations of each family


def random_ids(batch, time, seed=0):
    return torch.randint(VOCABULARY, (batch, time), generator=torch.Generator().manual_seed(seed))


def differences(theirs, ours, seed):
    """The largest differences between the logits of the two: on a batch, with a cache in pieces, with padding."""
    ids = random_ids(3, CONTEXT, seed)
    expected = theirs(ids).logits
    assert expected.std() > 0.3    # else a small difference would mean little
    cache = ours.new_cache(batch=3)
    pieces = torch.cat([ours(part, cache=cache) for part in ids.split([7, 1, 1, 20, 19], dim=1)], dim=1)
    padding = torch.tensor([0, 5, 13])
    seen = (torch.arange(CONTEXT) >= padding[:, None]).long()
    padded = theirs(ids, attention_mask=seen, position_ids=(seen.cumsum(1) - 1).clamp(min=0)).logits
    kept = seen.bool()
    return {"whole": (ours(ids) - expected).abs().max().item(), "pieces": (pieces - expected).abs().max().item(),
            "padded": (ours(ids, padding=padding) - padded)[kept].abs().max().item()}


@torch.no_grad()
def compare(family, seeds, folder, record_property):
    worst = {}
    for seed in seeds:
        theirs = random_model(family, seed)
        ours, tokenizer = load_pretrained(save(theirs, folder / str(seed), seed, old_settings=seed % 3 == 1))
        assert tokenizer.decode(tokenizer.encode("hello")) == "hello"
        tied = getattr(theirs.config, "tie_word_embeddings", True)
        assert ours.config.tie_embeddings == tied and count_parameters(ours.config) == ours.count_parameters()
        for name, difference in differences(theirs, ours, seed).items():
            worst[name] = max(difference, worst.get(name, 0.0))
            assert difference <= 1e-5, f"{family}, seed {seed}, {name}: {difference:.1e}"
    for name, difference in worst.items():
        record_property(name, difference)


@pytest.mark.parametrize("family", FAMILIES)
def test_logits_equal_those_of_transformers(family, tmp_path, record_property):
    compare(family, range(FEW), tmp_path, record_property)


@pytest.mark.full
@pytest.mark.parametrize("family", FAMILIES)
def test_logits_of_many_configurations(family, tmp_path, record_property):
    compare(family, range(FEW, MANY), tmp_path, record_property)


def test_the_configurations_hold_what_they_are_to_show():
    """Else parity would say little: windows that matter, factors, both kinds of embeddings, heads of their own size."""
    drawn = {family: [random_settings(family, seed) for seed in range(MANY)] for family in FAMILIES}
    for family, settings in drawn.items():
        assert {one["tie_word_embeddings"] for one in settings} == {True, False}, family
    assert {one["sliding_window"] for one in drawn["mistral"][:FEW]} & {1, 5, 16}
    windows = [one["max_window_layers"] < one["num_hidden_layers"] for one in drawn["qwen2"] if "sliding_window" in one]
    assert {True, False} <= set(windows)
    assert any(one["hidden_size"] != one["head_dim"] * one["num_attention_heads"] for one in drawn["qwen3"][:FEW])


@torch.no_grad()
@pytest.mark.parametrize("family, changes", [
    ("qwen2", {}), ("qwen3", {}), ("llama3", {}), ("mistral", {"sliding_window": 6}), ("gpt2", {})])
def test_decoding_gives_the_tokens_that_transformers_gives(family, changes, tmp_path):
    theirs = random_model(family, 7, **changes)
    ours, _ = load_pretrained(save(theirs, tmp_path))
    prompts = random_ids(4, 9, seed=2)
    theirs.generation_config.eos_token_id = None
    expected = theirs.generate(prompts, attention_mask=torch.ones_like(prompts), do_sample=False, max_new_tokens=30,
                               pad_token_id=0)[:, 9:]
    assert generate(ours, prompts, max_new_tokens=30).tolist() == expected.tolist()
    beams = generate(ours, prompts[:1], BeamSearch(width=3), max_new_tokens=12)    # rows of the cache change places
    assert beams.shape == (1, 12)
    unequal = generate(ours, [prompts[0].tolist(), prompts[1, 4:].tolist()], max_new_tokens=10)
    assert unequal[1].tolist() == generate(ours, prompts[1:2, 4:], max_new_tokens=10)[0].tolist()


@torch.no_grad()
@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_whatever_kind_of_numbers_the_file_has_the_model_has_float32(kind, tmp_path):
    ours, _ = load_pretrained(save(random_model("qwen3", 2).to(kind), tmp_path))
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path, dtype=torch.float32)
    assert {parameter.dtype for parameter in ours.parameters()} == {torch.float32}
    assert (ours(random_ids(1, 9)) - theirs(random_ids(1, 9)).logits).abs().max() <= 1e-5


@torch.no_grad()
def test_what_was_not_learned_may_stand_in_the_file(tmp_path):
    """Older files hold RoPE's speeds, and the embedding a second time where it is tied."""
    theirs = random_model("llama", 3, tie_word_embeddings=True)
    folder = save(theirs, tmp_path)
    tensors = {name: tensor.clone() for name, tensor in theirs.state_dict().items()}
    speeds = {"model.layers.0.self_attn.rotary_emb.inv_freq": torch.arange(4)}
    for path in folder.glob("model*"):
        path.unlink()
    save_file(tensors | speeds, folder / "model.safetensors")
    assert "lm_head.weight" in tensors
    ours, _ = load_pretrained(folder)
    assert (ours(random_ids(1, 9)) - theirs(random_ids(1, 9)).logits).abs().max() <= 1e-5
    save_file(tensors | {"model.norm.weight": torch.ones(5, dtype=torch.int8)}, folder / "model.safetensors")
    with pytest.raises(CourseError, match="model.norm.weight in .* holds numbers of the kind I8"):
        load_pretrained(folder)


def test_a_folder_without_its_tokenizer(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "tokenizer.json").unlink()
    for name in ("vocab.json", "merges.txt"):    # they do not say how to cut a text
        (copy / name).write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="There is no tokenizer.json"):
        load_pretrained(copy)
    (copy / "tokenizer.model").write_bytes(b"\n")
    model, tokenizer = load_pretrained(copy)
    assert model(random_ids(1, 3)).shape == (1, 3, VOCABULARY)
    for use in (lambda: tokenizer.encode("a"), lambda: chat(model, tokenizer, "Hello!")):
        with pytest.raises(CourseError, match="SentencePiece's own format only"):
            use()


@torch.no_grad()
def test_a_look_inside_is_the_same_model():
    """With a record attention takes another path; heads can be switched off."""
    settings = dict(vocab_size=50, context_length=32, layers=3, width=24, heads=4, key_value_heads=2, positions="rope",
                    norm="rms", feed_forward="swiglu", bias=False)
    torch.manual_seed(0)
    model = make_model(make_config(**settings, query_key_value_bias=True, head_norm=True, window=5, full_layers=1,
                                   rope_speeds=(1.0, 0.2, 0.01))).eval()
    assert isinstance(model, FamilyTransformer)
    record, ids = Record("attention", "residual"), torch.arange(20)[None]
    assert (model(ids, record=record) - model(ids)).abs().max() < 1e-5
    last = [attention[0, 0, -1] for attention in record["attention"]]
    assert (last[0] > 0).sum() == 20 and (last[1] > 0).sum() == (last[2] > 0).sum() == 5    # how many keys it sees
    assert (model(ids, ablate={(1, 0)}) - model(ids)).abs().max() > 0
    assert type(make_model(make_config(**settings, window=32))) is Transformer    # nothing is to be added


@pytest.mark.parametrize("settings, message", [
    ({"rope_speeds": (1.0,)}, "1 numbers for 4 pairs"), ({"rope_speeds": (1.0, -2.0, 0.0, 1.0)}, "at least 0"),
    ({"window": 0}, "window is at least 1")])
def test_configurations_that_make_no_sense(settings, message):
    with pytest.raises(ValueError, match=message):
        FamilyConfig.llama(vocab_size=9, layers=1, width=8, heads=1, **settings)


LINEAR, PLAIN = {"rope_type": "linear", "factor": 2.0}, {"rope_type": "default", "rope_theta": 5e4}


LONG = {"max_position_embeddings": 4200, "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1}


@torch.no_grad()
@pytest.mark.parametrize("family, made, changes", [
    ("llama", {}, {"rope_parameters": PLAIN, "rope_scaling": LINEAR}),
    ("qwen3", {}, {"rope_parameters": LINEAR, "rope_scaling": PLAIN}),
    ("llama", {}, {"rope_parameters": LINEAR, "rope_scaling": {"type": "linear", "factor": 4.0}, "rope_theta": 2e4}),
    ("llama", {}, {"rope_parameters": {}, "rope_scaling": LINEAR}), ("qwen2", {}, {"rope_parameters": LINEAR, "rope_scaling": {}}),
    ("llama", {}, {"rope_parameters": {"rope_theta": 7e4}, "rope_scaling": None}),
    ("mistral", LONG, {"sliding_window": "absent"}), ("mistral", LONG, {"sliding_window": None}),
    ("qwen2", LONG | {"max_window_layers": 0, "use_sliding_window": True}, {"sliding_window": "absent", "layer_types": "absent"}),
    ("qwen3", {"num_hidden_layers": 30, "use_sliding_window": True, "sliding_window": 3},
     {"max_window_layers": "absent", "layer_types": "absent"}),
])
def test_settings_that_stand_twice_or_nowhere_mean_what_they_mean_in_transformers(family, made, changes, tmp_path):
    theirs = random_model(family, 1, rope_parameters=PLAIN, **made)
    copy = changed(save(theirs, tmp_path / "made"), tmp_path, changes)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(copy)
    ours, _ = load_pretrained(copy)
    ids = random_ids(1, made.get("max_position_embeddings", CONTEXT))
    assert (ours(ids) - theirs(ids).logits).abs().max() <= 2e-5


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save(random_model("llama3", 1), tmp_path_factory.mktemp("llama3"), seed=0)


def changed(folder, tmp_path, changes):
    copy = shutil.copytree(folder, tmp_path / "copy")
    settings = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    settings = {name: value for name, value in (settings | changes).items() if value != "absent"}
    (copy / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return copy


ROPE = {"rope_theta": 10_000.0, "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 64}


@pytest.mark.parametrize("changes, message", [
    ({"model_type": "gemma2", "final_logit_softcapping": 30.0}, "logit soft-capping"),
    ({"model_type": "mixtral", "num_local_experts": 8}, "mixture of experts"),
    ({"model_type": "gemma3", "sliding_window": 512}, "sliding window attention"),
    ({"model_type": "deepseek_v3", "kv_lora_rank": 512}, "latent attention"),
    ({"model_type": "olmo2"}, "norms after attention"), ({"model_type": "new"}, "not known here"),
    ({"model_type": ["llama"]}, r"architecture \['llama'\]"), ({"model_type": "absent"}, "lacks the setting model_type"),
    ({"hidden_act": "gelu"}, "hidden_act to 'gelu'"), ({"attention_bias": True}, "attention_bias to True"),
    ({"quantization_config": {"bits": 4}}, "quantised in that way"),
    ({"rope_parameters": ROPE | {"rope_type": "yarn"}}, "scales RoPE in the way 'yarn'"),
    ({"rope_parameters": ROPE | {"factor": -1}}, "make no sense"), ({"rope_parameters": [1]}, "make no sense"),
    ({"rope_parameters": ROPE | {"low_freq_factor": 4.0}}, "is not below"),
    ({"rope_parameters": {"full_attention": ROPE}}, "of different layers"),
    ({"rope_parameters": ROPE | {"partial_rotary_factor": 0.5}}, "partial_rotary_factor"),
    ({"model_type": "qwen2", "use_sliding_window": True, "sliding_window": 4, "layer_types": ["full_attention", "?"]},
     "arranges its layers"),
    ({"model_type": "qwen2"}, "lacks the tensor model.layers.0.self_attn.k_proj.bias"),
    ({"model_type": "qwen3"}, "lacks the tensor model.layers.0.self_attn.k_norm"),
    ({"num_hidden_layers": 16_000_000}, "lacks the tensor"), ({"num_key_value_heads": 5}, "make no sense"),
    ({"head_dim": 3}, "make no sense|has shape"), ({"head_dim": 1 << 20}, "a head of 1,048,576 numbers"), ({"num_hidden_layers": 0}, "make no sense"),
])
def test_folders_that_cannot_be_run(folder, tmp_path, changes, message):
    with pytest.raises(CourseError, match=message):
        load_pretrained(changed(folder, tmp_path, changes))


@torch.no_grad()
def test_a_sharded_folder_with_a_shard_missing_or_elsewhere(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "copy")
    index, shards = copy / "model.safetensors.index.json", sorted(copy.glob("model-*.safetensors"))
    assert len(shards) > 2
    whole = json.loads(index.read_text(encoding="utf-8"))
    for wrong, message in [({"weight_map": {}}, "names 0 files"), ({}, "is damaged"), ([], "is damaged"),
                           ({"weight_map": {"a": "../model.safetensors"}}, "not a safetensors file beside"),
                           ({"weight_map": {"a": "model.bin"}}, "not a safetensors file beside"),
                           ({"weight_map": {"a": 7}}, "is damaged|not a safetensors file"),
                           ({"weight_map": {"a": shards[0].name}}, "lacks the tensor")]:
        index.write_text(json.dumps(wrong), encoding="utf-8")
        with pytest.raises(CourseError, match=message):
            load_pretrained(copy)
    index.write_text(json.dumps(whole), encoding="utf-8")
    load_pretrained(copy)
    shutil.copy(shards[0], copy / "again.safetensors")
    index.write_text(json.dumps({"weight_map": whole["weight_map"] | {"a": "again.safetensors"}}), encoding="utf-8")
    with pytest.raises(CourseError, match="another file holds, too"):
        load_pretrained(copy)
    shards[1].unlink()
    with pytest.raises(CourseError, match=f"There is no {shards[1].name}"):
        load_pretrained(copy)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "consolidated.00.pth"])
def test_a_pickle_is_not_opened(folder, tmp_path, name):
    copy = shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("*.safetensors*"))
    with pytest.raises(CourseError, match="There is no model.safetensors"):
        load_pretrained(copy)
    (copy / name).write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(CourseError, match=f"{name}, which is a pickle: opening one runs .* Look for model.safetensors"):
        load_pretrained(copy)
