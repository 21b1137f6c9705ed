"""Every family in a GGUF file, in every kind of numbers: the logits of transformers with the same numbers."""

import gguf
import numpy as np
import pytest
import torch
from gguf_families import KINDS, SCALES, gguf_tensors, quantised, random_blocks, write_model
from random_families import CONTEXT, FAMILIES, VOCABULARY, random_model

from llm_edu.errors import CourseError
from llm_edu.pretrained import load_gguf
from llm_edu.pretrained.gguf_file import GGUFFile
from llm_edu.pretrained.loading import GGUF, HUB
from llm_edu.pretrained.unsupported import missing

pytest.importorskip("transformers", reason="install the tests' packages: pip install -e .[test]")

from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

WRITTEN = [KINDS.F32, KINDS.F16, KINDS.BF16, KINDS.Q8_0, KINDS.Q4_0, KINDS.Q4_1]
FEW, MANY = 2, 24
# GGUF files know no windows for these families; Llama 3's factors are divided out again, exactly enough where long
# texts are slowed down, as in the models that exist. Blocks of quantised numbers need rows of a multiple of 32.
LIKE_FILES = {"mistral": {"sliding_window": None}, "qwen2": {"use_sliding_window": False},
              "qwen3": {"use_sliding_window": False},
              "llama3": {"rope_parameters": {
                  "rope_type": "llama3", "rope_theta": 5e5, "factor": 8.0, "low_freq_factor": 1.0,
                  "high_freq_factor": 4.0, "original_max_position_embeddings": 1024}}}
ROUND = {"hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 96}


def random_ids(seed=0):
    return torch.randint(VOCABULARY, (3, CONTEXT), generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def difference(theirs, path, seed=0):
    ours, tokenizer = load_gguf(path)
    assert tokenizer.decode(tokenizer.encode("hello")) == "hello"
    ids = random_ids(seed)
    expected = theirs(ids).logits
    assert expected.std() > 0.3
    cache = ours.new_cache(batch=3)
    pieces = torch.cat([ours(part, cache=cache) for part in ids.split([7, 1, 40], dim=1)], dim=1)
    return max((ours(ids) - expected).abs().max().item(), (pieces - expected).abs().max().item())


def compare(family, seeds, folder, record_property):
    worst = 0.0
    for seed in seeds:
        theirs = random_model(family, seed, **LIKE_FILES.get(family, {}))
        worst = max(worst, difference(theirs, write_model(folder / f"{seed}.gguf", theirs), seed))
        assert worst <= 1e-5, f"{family}, seed {seed}: {worst:.1e}"
    record_property("largest difference", worst)


@pytest.mark.parametrize("family", FAMILIES)
def test_logits_equal_those_of_transformers(family, tmp_path, record_property):
    compare(family, range(FEW), tmp_path, record_property)


@pytest.mark.full
@pytest.mark.parametrize("family", FAMILIES)
def test_logits_of_many_configurations(family, tmp_path, record_property):
    compare(family, range(FEW, MANY), tmp_path, record_property)


@pytest.mark.parametrize("family", [
    pytest.param(family, marks=[pytest.mark.full] * (family != "llama")) for family in FAMILIES])
@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.name)
def test_each_kind_of_numbers(kind, family, tmp_path, record_property):
    sizes = {"n_embd": 64, "n_head": 4, "n_inner": 96} if family == "gpt2" else ROUND
    theirs = random_model(family, 0, **LIKE_FILES.get(family, {}) | sizes)
    path = write_model(tmp_path / "model.gguf", theirs, kind)
    found = difference(quantised(theirs, kind), path)
    record_property("largest difference", found)
    assert found <= 1e-5


@pytest.mark.parametrize("kind", SCALES, ids=lambda kind: kind.name)
def test_random_blocks_of_the_kinds_that_gguf_cannot_write(kind, tmp_path):
    """K-quants: every matrix of a Llama in random blocks; the model that runs has the numbers gguf makes of them."""
    generator = np.random.default_rng(0)
    sizes = ROUND | {"hidden_size": 256, "intermediate_size": 256, "num_attention_heads": 16, "num_key_value_heads": 16}
    theirs = random_model("qwen3", 1, **LIKE_FILES["qwen3"] | sizes)    # its rows stay in their order
    blocks = {name: (random_blocks(kind, numbers.shape, generator), kind)
              for name, numbers in gguf_tensors(theirs).items() if numbers.ndim == 2}
    path = write_model(tmp_path / "model.gguf", theirs, tensors=blocks)
    file = GGUFFile(path)
    numbers = {name: gguf.dequantize(raw, kind) for name, (raw, _) in blocks.items()}
    for name in blocks:
        assert np.isfinite(numbers[name]).all() and numbers[name].std() > 0
        assert np.array_equal(file.read(name).numpy(), numbers[name])
    ours, _ = load_gguf(path)
    made = ours.blocks[0].attention.queries_keys_values.weight.detach().numpy()
    assert np.array_equal(made[:256], numbers["blk.0.attn_q.weight"])
    assert ours(random_ids()).isfinite().all()


def test_an_output_layer_stored_twice(tmp_path):
    """Older files of GPT-2 hold the embedding again as output.weight."""
    theirs = random_model("gpt2", 3, tie_word_embeddings=True)
    theirs.config.tie_word_embeddings = False    # for the writer alone
    assert difference(theirs, write_model(tmp_path / "model.gguf", theirs)) <= 1e-5


def write_with(path, architecture="llama", **settings):
    """A file with these settings and no tensors."""
    writer = gguf.GGUFWriter(path, architecture)
    for name, value in settings.items():
        add = {str: writer.add_string, float: writer.add_float32, int: writer.add_uint32}[type(value)]
        name = name.replace("__", ".")
        add(name if name.startswith("split.") else f"{architecture}.{name}", value)
    writer.add_tensor("token_embd.weight", np.zeros((4, 32), np.float32))
    writer.add_tensor("output_norm.weight", np.zeros(32, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.mark.parametrize("architecture, settings, message", [
    ("llama", {"expert_count": 8}, "mixture of experts"), ("qwen2moe", {"expert_count": 60}, "mixture of experts"),
    ("gemma2", {"final_logit_softcapping": 30.0}, "logit soft-capping"), ("mamba", {}, "state-space"),
    ("llama", {"split__count": 3}, "one of several parts"), ("gemma3", {"attention__sliding_window": 512}, "sliding window attention as"), ("new", {}, "not known here"),
    ("qwen2", {"attention__head_count": 4, "embedding_length": 32, "rope__scaling__type": "yarn", "block_count": 1,
               "context_length": 8, "feed_forward_length": 8, "attention__layer_norm_rms_epsilon": 1e-5},
     "qwen2.rope.scaling.type to 'yarn'"),
])
def test_what_cannot_be_run_is_named(architecture, settings, message, tmp_path):
    with pytest.raises(CourseError, match=message):
        load_gguf(write_with(tmp_path / "model.gguf", architecture, **settings))


@pytest.mark.parametrize("names", [gguf.MODEL_ARCH_NAMES.values(), MODEL_FOR_CAUSAL_LM_MAPPING_NAMES], ids=["gguf", "transformers"])
def test_hardly_an_architecture_is_not_known(names):
    """By its name alone; settings say more, and of the rest the tensors do."""
    others = set(names) - {*HUB, *GGUF}
    unknown = [name for name in others if "not known" in missing(name, {})[0]]
    assert len(others) > 100 and len(unknown) < len(others) / 6
    assert missing("qwen3moe", {}) == ["mixture of experts"] and "feed-forward side by side" in missing("command-r", {})[0]


def test_of_an_unknown_architecture_the_tensors_tell(tmp_path):
    path = tmp_path / "model.gguf"
    writer = gguf.GGUFWriter(path, "new")
    for name in ("blk.0.attn_q.weight", "blk.0.attn_sinks.weight", "blk.1.attn_sinks.weight", "blk.1.attn_gate.bias"):
        writer.add_tensor(name, np.zeros((4, 32), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(CourseError, match="layers hold what ours do not: attn_gate.bias, attn_sinks.weight"):
        load_gguf(path)
