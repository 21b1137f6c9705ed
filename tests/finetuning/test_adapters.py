"""Adapters as files: there and back through `peft`, and files that are not what they should be."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
from adapter_pairs import CASES, models, pair, randomised
from random_families import VOCABULARY
from safetensors.torch import load_file, save_file

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.finetuning import TARGET_MODULES, adapters, add_lora, changes_of, load_adapter, save_adapter
from llm_edu.finetuning.adapter_files import SETTINGS, TENSORS
from llm_edu.finetuning.adapters import hub_order, our_order
from llm_edu.pretrained import load_smollm2
from llm_edu.transformer import Transformer, TransformerConfig

NEEDS_PEFT = "install the tests' packages: pip install -e .[test]"
IDS = torch.randint(VOCABULARY, (2, 20), generator=torch.Generator().manual_seed(0))
CONFIG = TransformerConfig.llama(vocab_size=VOCABULARY, context_length=32, layers=2, width=24, heads=3,
                                 feed_forward_width=40)


@torch.no_grad()
@pytest.mark.parametrize("number, case", list(enumerate(CASES)))
def test_peft_reads_ours_and_we_read_what_it_writes(number, case, tmp_path):
    pytest.importorskip("peft", reason=NEEDS_PEFT)
    theirs, ours = pair(tmp_path, *case, seed=number)
    expected = ours(IDS)
    assert (theirs(IDS).logits - expected).abs().max() <= 1e-5
    theirs.save_pretrained(tmp_path / "theirs")
    written = [load_file(tmp_path / folder / TENSORS) for folder in ("adapter", "theirs")]
    assert written[0].keys() == written[1].keys()
    assert all(torch.equal(tensor, written[1][name]) for name, tensor in written[0].items())
    again = load_adapter(models(tmp_path / "model", seed=number)[1], tmp_path / "theirs")
    assert torch.equal(again(IDS), expected)


@torch.no_grad()
@pytest.mark.parametrize("settings", [
    {"target_modules": "all-linear", "lora_dropout": 0.3}, {"target_modules": r".*mlp\.(up|down)_proj"},
    {"target_modules": ["q_proj", "o_proj"], "layers_to_transform": [1]}, {"target_modules": ["self_attn.k_proj"]},
    {"target_modules": ["v_proj"], "init_lora_weights": "gaussian", "exclude_modules": ["layers.0.self_attn.v_proj"]},
    {"target_modules": ["v_proj", "k_proj"], "exclude_modules": ["v_proj"]}, {"target_modules": ["q_proj", "up_proj"], "use_rslora": True},
    {"target_modules": ["o_proj"], "init_lora_weights": "orthogonal", "r": 4, "fan_in_fan_out": True},
    {"target_modules": ["q_proj", "v_proj", "down_proj"], "rank_pattern": {"q_proj": 5, "layers.0.mlp.down_proj": 1, r"1\.mlp\..*": 2}},
    {"target_modules": ["q_proj", "v_proj", "down_proj"], "alpha_pattern": {"self_attn.[qk]_proj": 5, "^model.layers.0.mlp.down_proj": 1}},
    {"target_modules": "all-linear", "use_rslora": True, "rank_pattern": {"mlp.*": 6}, "alpha_pattern": {".*_proj": 1.5}}])
def test_we_read_what_others_have_trained(settings, tmp_path):
    """Patterns, some layers only, a dropout that no longer counts, other ranks and sizes; and they go back to peft."""
    peft = pytest.importorskip("peft", reason=NEEDS_PEFT)
    theirs, ours = models(tmp_path / "model", seed=2)
    theirs = peft.get_peft_model(theirs, peft.LoraConfig(**{"r": 3, "lora_alpha": 7, "task_type": "CAUSAL_LM"} | settings)).eval()
    for name, parameter in theirs.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    theirs.save_pretrained(tmp_path / "theirs")
    adapted = load_adapter(ours, tmp_path / "theirs")
    assert (theirs(IDS).logits - adapted(IDS)).abs().max() <= 1e-5 < (adapted(IDS) - ours(IDS)).abs().max()
    save_adapter(adapted, tmp_path / "again")
    again = peft.PeftModel.from_pretrained(models(tmp_path / "other", seed=2)[0], tmp_path / "again")
    assert (again(IDS).logits - adapted(IDS)).abs().max() <= 1e-5
    assert torch.equal(load_adapter(ours, tmp_path / "again")(IDS), adapted(IDS))


GPT2_PLACES = [("queries",), ("keys", "values"), ("output",), ("up",), ("down", "output"),
               ("queries", "keys", "values", "output", "up", "down")]


@torch.no_grad()
@pytest.mark.parametrize("places", GPT2_PLACES)
def test_gpt2_s_changes_go_to_peft_and_back(places, tmp_path):
    """There queries, keys and values are one module."""
    peft = pytest.importorskip("peft", reason=NEEDS_PEFT)
    theirs, ours = models(tmp_path / "model", "gpt2", seed=4)
    layers = None if len(places) > 2 else [len(ours.blocks) - 1]
    adapted = randomised(add_lora(ours, 3, 5.0, places, layers))
    save_adapter(adapted, tmp_path / "adapter")
    loaded = peft.PeftModel.from_pretrained(theirs, tmp_path / "adapter")
    assert (loaded(IDS).logits - adapted(IDS)).abs().max() <= 1e-5 < (adapted(IDS) - ours(IDS)).abs().max()
    again = load_adapter(ours, tmp_path / "adapter")
    assert changes_of(again).keys() == changes_of(adapted).keys()
    assert {change.rank for change in changes_of(again).values()} == {3}    # a way there and back adds none
    assert (again(IDS) - adapted(IDS)).abs().max() <= 1e-5
    fresh = add_lora(ours, 3, 5.0, ("queries", "keys", "values"))    # all zeros yet
    save_adapter(fresh, tmp_path / "fresh")
    assert changes_of(load_adapter(ours, tmp_path / "fresh")).keys() == changes_of(fresh).keys()


@torch.no_grad()
def test_what_peft_trained_on_gpt2_is_read(tmp_path):
    peft = pytest.importorskip("peft", reason=NEEDS_PEFT)
    theirs, ours = models(tmp_path / "model", "gpt2", seed=4)
    settings = peft.LoraConfig(r=3, target_modules=["c_attn", "mlp.c_proj"], fan_in_fan_out=True, use_rslora=True, task_type="CAUSAL_LM")
    theirs = peft.get_peft_model(theirs, settings).eval()
    for name, parameter in theirs.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    theirs.save_pretrained(tmp_path / "theirs")
    adapted = load_adapter(ours, tmp_path / "theirs")
    assert (theirs(IDS).logits - adapted(IDS)).abs().max() <= 1e-5 < (adapted(IDS) - ours(IDS)).abs().max()
    with pytest.raises(CourseError, match="belongs to another model"):
        load_adapter(Transformer(CONFIG), tmp_path / "theirs")


@torch.no_grad()
def test_an_adapter_of_gpt2_from_before_is_read_still(tmp_path, monkeypatch):
    """The course once saved it under Llama's names."""
    _, ours = models(tmp_path / "model", "gpt2", seed=4)
    adapted = randomised(add_lora(ours, 3, 5.0, ("queries", "values", "down")))
    with monkeypatch.context() as patched:
        patched.setattr(adapters, "layout_of", lambda config: adapters.LLAMA)
        save_adapter(adapted, tmp_path)
    assert any("self_attn.q_proj" in name for name in load_file(tmp_path / TENSORS))
    assert torch.equal(load_adapter(ours, tmp_path)(IDS), adapted(IDS))


@torch.no_grad()
def test_some_layers_only_go_to_peft_and_back(tmp_path):
    peft = pytest.importorskip("peft", reason=NEEDS_PEFT)
    theirs, ours = models(tmp_path / "model", seed=5)
    adapted = randomised(add_lora(ours, 2, 4, ("queries", "down"), layers=[len(ours.blocks) - 1]))
    save_adapter(adapted, tmp_path / "adapter", base="somebody/model")
    theirs = peft.PeftModel.from_pretrained(theirs, tmp_path / "adapter")
    assert (theirs(IDS).logits - adapted(IDS)).abs().max() <= 1e-5
    assert theirs.peft_config["default"].base_model_name_or_path == "somebody/model"
    assert torch.equal(load_adapter(ours, tmp_path / "adapter")(IDS), adapted(IDS))


@torch.no_grad()
def test_the_same_model_in_either_order_of_its_rows(tmp_path):
    """SmolLM2's GGUF file has queries and keys in another order than its safetensors: an adapter fits both."""
    torch.manual_seed(0)
    half = Transformer(CONFIG)
    interleaved = Transformer(replace(CONFIG, rope_pairing="interleaved"))
    interleaved.load_state_dict(half.state_dict())
    for block in interleaved.blocks:
        table = block.attention.queries_keys_values.weight
        for rows, place in ((slice(0, 24), "queries"), (slice(24, 48), "keys")):
            table[rows] = our_order(table[rows].clone(), interleaved.config, place)
            assert torch.equal(hub_order(table[rows], interleaved.config, place),
                               half.state_dict()["blocks.0.attention.queries_keys_values.weight"][rows]) \
                or block is not interleaved.blocks[0]
    assert (half(IDS) - interleaved(IDS)).abs().max() < 1e-5
    adapted = randomised(add_lora(interleaved, 4, 8, ("queries", "keys", "values")))
    save_adapter(adapted, tmp_path)
    assert (load_adapter(half, tmp_path)(IDS) - adapted(IDS)).abs().max() < 1e-5 < (half(IDS) - adapted(IDS)).abs().max()
    assert torch.equal(load_adapter(interleaved, tmp_path)(IDS), adapted(IDS))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("adapter")
    save_adapter(randomised(add_lora(Transformer(CONFIG), 2, 4, ("queries", "down"))), folder)
    return folder


@pytest.mark.parametrize("changes, message", [
    ({"use_dora": True}, "DoRA"), ({"bias": "all"}, "learned biases"), ({"lora_bias": True}, "learned biases"),
    ({"rank_pattern": {"q_proj": 3}}, r"ask for \(3, 24\)"), ({"rank_pattern": {"q_proj": 0}}, "make no sense"),
    ({"rank_pattern": [1]}, "make no sense"), ({"alpha_pattern": {"q_proj": "a"}}, "make no sense"),
    ({"alpha_pattern": {"(": 1}}, "cannot use one"), ({"alpha_pattern": {"(?:a{9999}){9999}": 1}}, "cannot use one"),
    ({"alpha_pattern": {r"(?:\w|\S|.)*[A-Z]+": 1}}, "take too long"), ({"rank_pattern": {f"q{number}": 2 for number in range(3000)}}, "3,000 patterns"),
    ({"modules_to_save": ["lm_head"]}, "trained whole"), ({"init_lora_weights": "pissa"}, "changes the model's own"),
    ({"peft_type": "IA3"}, "other than LoRA"), ({"velora_config": {"a": 1}}, "does not know"),
    ({"peft_type": "absent"}, "does not say"), ({"r": 4}, "ask for"), ({"r": 0}, "make no sense"), ({"r": "2"}, "make no sense"),
    ({"lora_alpha": -1}, "make no sense"), ({"r": "absent"}, "lacks the setting r"),
    ({"target_modules": ["q_proj", "lm_head"]}, "target module 'lm_head'"), ({"target_modules": [1]}, "make no sense"),
    ({"target_modules": ["q_proj", "v_proj", "down_proj"]}, "no changes of v_proj"),
])
def test_settings_that_cannot_be_used(folder, tmp_path, changes, message):
    copy = shutil.copytree(folder, tmp_path / "copy")
    settings = json.loads((copy / SETTINGS).read_text(encoding="utf-8")) | changes
    settings = {name: value for name, value in settings.items() if value != "absent"}
    (copy / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(CourseError, match=message):
        load_adapter(Transformer(CONFIG), copy)


START = "base_model.model.model.layers."


@pytest.mark.parametrize("change, message", [
    (lambda tensors: tensors.pop(START + "1.mlp.down_proj.lora_B.weight"), "lacks the tensor .*1.mlp.down_proj.lora_B"),
    (lambda tensors: tensors.clear(), "no changes of"),
    (lambda tensors: tensors.update({START + "0.self_attn.q_proj.lora_magnitude_vector": torch.ones(24)}), "lacks: it has"),
    (lambda tensors: tensors.update({"base_model.model.lm_head.lora_A.weight": torch.ones(2, 24)}), "lm_head.* lacks"),
    (lambda tensors: tensors.update({START + "2.mlp.down_proj.lora_B.weight": torch.ones(2)}), "no such weights"),
    (lambda tensors: tensors.update({START + "0.mlp.down_proj.lora_B.weight": torch.ones(25, 2)}), r"\(25, 2\).*\(24, 2\)"),
    (lambda tensors: tensors.update({START + "0.mlp.down_proj.lora_A.weight": torch.ones(2, 40).int()}), "kind I32"),
    (lambda tensors: tensors[START + "0.mlp.down_proj.lora_A.weight"].fill_(float("nan")), "numbers that are none"),
])
def test_tensors_that_do_not_fit(folder, tmp_path, change, message):
    copy = shutil.copytree(folder, tmp_path / "copy")
    tensors = load_file(copy / TENSORS)
    change(tensors)
    save_file(tensors, copy / TENSORS)
    with pytest.raises(CourseError, match=message):
        load_adapter(Transformer(CONFIG), copy)


def test_files_that_are_missing_or_no_adapter(folder, tmp_path):
    model = Transformer(CONFIG)
    with pytest.raises(CourseError, match=f"no {SETTINGS}"):
        load_adapter(model, tmp_path)
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / TENSORS).write_bytes((folder / TENSORS).read_bytes()[:-40])
    with pytest.raises(CourseError, match="not a whole safetensors file"):
        load_adapter(model, copy)
    (copy / TENSORS).unlink()
    with pytest.raises(CourseError, match=f"no {TENSORS} in .* an adapter is"):
        load_adapter(model, copy)
    (copy / "adapter_model.bin").write_bytes(b"cos\nsystem\n(S'exit 1'\ntR.")
    with pytest.raises(CourseError, match="a pickle"):
        load_adapter(model, copy)
    (copy / SETTINGS).write_text("{", encoding="utf-8")
    with pytest.raises(CourseError, match="is damaged"):
        load_adapter(model, copy)
    with pytest.raises(ValueError, match="no changes to save"):
        save_adapter(model, tmp_path / "nothing")
    with pytest.raises(ValueError, match="changes already"):
        load_adapter(add_lora(model), folder)
    assert not (tmp_path / "nothing").exists() and not changes_of(model)


@torch.no_grad()
@pytest.mark.full
@pytest.mark.slow
@pytest.mark.asset("smollm2")
def test_peft_puts_what_was_learned_here_on_smollm2_as_transformers_reads_it(tmp_path):
    peft = pytest.importorskip("peft", reason=NEEDS_PEFT)
    transformers = pytest.importorskip("transformers")
    file = assets.path("smollm2")
    theirs = transformers.AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32)
    ours, tokenizer = load_smollm2()
    adapted = randomised(add_lora(ours, 4, 8, TARGET_MODULES))
    for change in changes_of(adapted).values():
        change.up.mul_(0.05)
    save_adapter(adapted, tmp_path)
    theirs = peft.PeftModel.from_pretrained(theirs, tmp_path).eval()
    ids = torch.tensor([tokenizer.encode("The village by the sea had lost its only clock.")])
    expected = theirs(ids).logits
    assert (adapted(ids) - expected).abs().max() <= 1e-3    # of some 20, after 30 layers
    assert (ours(ids) - expected).abs().max() > 0.3
