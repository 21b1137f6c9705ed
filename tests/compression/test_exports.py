"""Exports: what other programs read back is the model, its tokenizer and its chat template."""

import copy

import gguf
import numpy as np
import pytest
import torch
from tiny_models import KINDS, SETTINGS, write_gguf

from llm_edu.compression import compressed, export_folder, export_gguf, gguf_export, huggingface_folder, quantise
from llm_edu.compression.int8_ways import PLAIN
from llm_edu.decoding import generate
from llm_edu.errors import CourseError
from llm_edu.finetuning import add_lora
from llm_edu.pretrained import load_gguf, load_pretrained, load_smollm2
from llm_edu.tokenization import BPETokenizer
from llm_edu.training import load_storyteller
from llm_edu.transformer import Transformer, TransformerConfig

TEMPLATE = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
CHAT = {"tokenizer.chat_template": TEMPLATE, "tokenizer.ggml.bos_token_id": 1, "tokenizer.ggml.eos_token_id": 2}
TEXT = "hello, he'll sell 1999  shells é\n"
SIZES = dict(vocab_size=270, layers=2, width=64, heads=4, key_value_heads=2, feed_forward_width=96, context_length=64)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return load_gguf(write_gguf(tmp_path_factory.mktemp("tiny") / "tiny.gguf", SETTINGS | CHAT))[1]


def tiny(seed=0, **changes):
    torch.manual_seed(seed)
    model = Transformer(TransformerConfig.llama(**SIZES | changes)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.uniform_(0.5, 1.5)    # norms that do something
            else:
                parameter.mul_(2)
    return model


MODELS = {"interleaved": dict(rope_pairing="interleaved"), "half": dict(rope_pairing="half"),
          "untied": dict(tie_embeddings=False, rope_base=5e4, norm_epsilon=1e-6, head_dim=32)}


def as_in_file(kind):
    """A change for `compressed`: what the gguf package makes of a matrix."""
    def change(name, weight):
        used = KINDS.Q8_0 if name == "token_embedding" and kind.startswith("Q4") else KINDS[kind]
        return torch.from_numpy(gguf.dequantize(gguf.quantize(weight.numpy(), used), used).astype(np.float32))
    return change


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
@pytest.mark.parametrize("kind", ["F32", "F16", "Q8_0", "Q4_0", "Q4_1"])
def test_a_gguf_file_holds_the_quantised_model(tmp_path, tokenizer, kind, changes):
    model = tiny(**changes)
    path = export_gguf(model, tokenizer, tmp_path / "model.gguf", kind)
    again, its_tokenizer = load_gguf(path)
    expected = compressed(model, as_in_file(kind))
    ids = torch.tensor([tokenizer.encode(TEXT)])
    with torch.no_grad():
        assert torch.allclose(again(ids), expected(ids), atol=1e-5)
    assert torch.equal(generate(again, ids, max_new_tokens=20), generate(expected, ids, max_new_tokens=20))
    assert its_tokenizer.encode(TEXT) == tokenizer.encode(TEXT) and its_tokenizer.chat == tokenizer.chat
    assert its_tokenizer.special_tokens == tokenizer.special_tokens


def test_a_gguf_file_says_all_that_llama_cpp_asks_for(tmp_path, tokenizer):
    """The keys are those of llama-model.cpp and llama-vocab.cpp for the architecture llama and the vocabulary gpt2."""
    export_gguf(tiny(), tokenizer, tmp_path / "model.gguf", "Q4_1", name="Tiny")
    reader = gguf.GGUFReader(tmp_path / "model.gguf")
    found = {name: field.contents() for name, field in reader.fields.items()}
    expected = {
        "general.architecture": "llama", "general.name": "Tiny", "general.file_type": 3,
        "general.quantization_version": 2, "llama.vocab_size": 270, "llama.context_length": 64,
        "llama.embedding_length": 64, "llama.block_count": 2, "llama.feed_forward_length": 96,
        "llama.attention.head_count": 4, "llama.attention.head_count_kv": 2, "llama.rope.dimension_count": 16,
        "llama.rope.freq_base": 10_000.0, "llama.attention.layer_norm_rms_epsilon": pytest.approx(1e-5),
        "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm", "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2, "tokenizer.ggml.add_bos_token": False,
        "tokenizer.ggml.merges": ["h e", "l l"], "tokenizer.chat_template": TEMPLATE}
    assert {name: found.get(name) for name in expected} == expected
    tokens, types = found["tokenizer.ggml.tokens"], found["tokenizer.ggml.token_type"]
    assert len(tokens) == len(set(tokens)) == len(types) == 270
    assert types[:3] == [3] * 3 and types[3:261] == [1] * 258 and types[261:] == [5] * 9
    kinds = {tensor.name: tensor.tensor_type for tensor in reader.tensors}
    assert kinds["token_embd.weight"] == KINDS.Q8_0 and kinds["blk.0.attn_norm.weight"] == KINDS.F32
    assert kinds["blk.1.ffn_down.weight"] == KINDS.Q4_1 and len(kinds) == 2 + 2 * 9


def test_a_matrix_that_does_not_divide_into_blocks_keeps_16_bits(tmp_path, tokenizer):
    model = tiny(width=48, heads=4, key_value_heads=4, head_dim=12)
    again, _ = load_gguf(export_gguf(model, tokenizer, tmp_path / "model.gguf", "Q8_0"))
    assert torch.equal(again.token_embedding.weight, model.token_embedding.weight.half().float())    # 48 columns
    down = [each.blocks[0].feed_forward.down.weight for each in (again, model)]    # 96 columns
    assert torch.equal(down[0], as_in_file("Q8_0")("down", down[1].detach()))


@pytest.mark.parametrize("changes", MODELS.values(), ids=MODELS)
def test_transformers_loads_both(tmp_path, tokenizer, changes):
    transformers = pytest.importorskip("transformers")
    model = tiny(**changes)
    folder = export_folder(model, tokenizer, tmp_path / "model")
    export_gguf(model, tokenizer, tmp_path / "model.gguf", "F32")
    ids = torch.tensor([tokenizer.encode(TEXT)])
    load = transformers.AutoModelForCausalLM.from_pretrained
    theirs = [load(folder), load(tmp_path, gguf_file="model.gguf", dtype=torch.float32)]
    with torch.no_grad():
        logits = model(ids)
        assert all((each.eval()(ids).logits - logits).abs().max() <= 1e-5 for each in theirs)
        assert (load_pretrained(folder)[0](ids) - logits).abs().max() <= 1e-5
    assert theirs[0].dtype == torch.float32 and theirs[0].generation_config.eos_token_id == 2


def test_their_tokenizer_gives_the_same_ids_and_chats_alike(tmp_path, tokenizer):
    transformers = pytest.importorskip("transformers")
    folder = export_folder(tiny(), tokenizer, tmp_path / "model")
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    messages = [{"role": "user", "content": "hell"}]
    assert theirs(TEXT)["input_ids"] == tokenizer.encode(TEXT) and theirs.decode(tokenizer.encode(TEXT)) == TEXT
    assert theirs.apply_chat_template(messages, tokenize=False) == tokenizer.chat.render(messages)
    assert (theirs.bos_token, theirs.eos_token) == ("<|im_start|>", "<|im_end|>")
    again = load_pretrained(folder)[1]
    assert again.encode(TEXT) == tokenizer.encode(TEXT) and again.chat == tokenizer.chat


def lora():
    return add_lora(tiny(), rank=2)


def trained(**given):
    return BPETokenizer.train("low lower lowest", vocab_size=262, **given)


@pytest.mark.parametrize("make, of, error, message", [
    (lambda: Transformer(TransformerConfig.gpt2(**SIZES | {"key_value_heads": None})), None, ValueError,
     "beyond it: positions is 'learned'"),
    (lambda: load_storyteller()[0], None, ValueError, "query_key_norm is 14"), (lora, None, ValueError, "LoRA"),
    (lambda: quantise(tiny(), way=PLAIN), None, ValueError, "export the model that"),
    (lambda: tiny(vocab_size=200), None, ValueError, "belongs to another model"),
    (lambda: tiny(vocab_size=900), None, ValueError, "belongs to another model"),
    (tiny, lambda: "letters", TypeError, "byte-level BPE tokenizers, not str"),
    (tiny, trained, ValueError, "no special token"),
])
@pytest.mark.parametrize("export", [export_gguf, export_folder])
def test_what_cannot_be_exported(tmp_path, tokenizer, export, make, of, error, message):
    with pytest.raises(error, match=message):
        export(make(), of() if of else tokenizer, tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("export, name", [(export_gguf, "blk.1.ffn_up.weight"),
                                          (export_folder, "model.layers.1.mlp.up_proj.weight")])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_weights_that_are_no_numbers_are_named(tmp_path, tokenizer, export, name, number):
    model = tiny()
    with torch.no_grad():
        model.blocks[1].feed_forward.gate_and_up.weight[96 + 3, 5] = number    # rows of gate, then those of up
    with pytest.raises(ValueError, match=f"in {name} are numbers that are infinite or nan"):
        export(model, tokenizer, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_weight_that_16_bits_cannot_hold_is_not_made_infinite(tmp_path, tokenizer):
    model = tiny()
    with torch.no_grad():
        model.blocks[0].feed_forward.down.weight[0, 0] = 70_000
    with pytest.raises(ValueError, match="the largest number in blk.0.ffn_down.weight is 70,000"):
        export_gguf(model, tokenizer, tmp_path / "out", "F16")
    again, _ = load_gguf(export_gguf(model, tokenizer, tmp_path / "out", "F32"))
    assert again.blocks[0].feed_forward.down.weight[0, 0] == 70_000


@pytest.mark.parametrize("of, kind, message", [
    (lambda: trained(special_tokens=["<|end|>"], pattern=r"\S+|\s+"), "Q8_0", "cuts by others"),
    (lambda: trained(special_tokens=["l"]), "Q8_0", "written like an ordinary token"),
    (lambda: BPETokenizer.train("", 257, special_tokens=["<|end|>"]), "Q8_0", "merges nothing"),
    (lambda: trained(special_tokens=["<|end|>"]), "Q2_K", "kind is one of F32, F16, Q4_0")])
def test_what_a_gguf_file_cannot_hold(tmp_path, of, kind, message):
    with pytest.raises(ValueError, match=message):
        export_gguf(tiny(), of(), tmp_path / "out", kind)


def test_a_tokenizer_without_a_chat_ends_texts_with_its_special_token(tmp_path):
    tokenizer = trained(special_tokens=["<|end|>", "<|endoftext|>"])
    path = export_gguf(tiny(), tokenizer, tmp_path / "out.gguf", "F32")
    assert gguf.GGUFReader(path).fields["tokenizer.ggml.eos_token_id"].contents() == tokenizer.special_tokens[
        "<|endoftext|>"]
    assert load_gguf(path)[1].encode("slow lower") == tokenizer.encode("slow lower")


@pytest.mark.parametrize("export, owner, step", [
    (export_gguf, gguf.GGUFWriter, "write_tensors_to_file"), (export_gguf, gguf_export, "add_tensor"),
    (export_folder, huggingface_folder, "save_file"), (export_folder, huggingface_folder, "on_disk")])
def test_a_failure_leaves_nothing(tmp_path, tokenizer, monkeypatch, export, owner, step):
    def full(*_, **__):
        raise OSError("no space left on device")

    monkeypatch.setattr(owner, step, full)
    with pytest.raises(OSError, match="no space left"):
        export(tiny(), tokenizer, tmp_path / "out")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("export", [export_gguf, export_folder])
def test_nothing_is_replaced(tmp_path, tokenizer, export):
    export(tiny(), tokenizer, tmp_path / "new" / "out")    # folders are made
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match="is there already"):
        export(tiny(), tokenizer, tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_smollm2_comes_back(tmp_path):
    transformers = pytest.importorskip("transformers")
    model, tokenizer = load_smollm2()
    ids = torch.tensor([tokenizer.encode("Once upon a time, in 1999, there lived a fisherman who")])
    again, _ = load_gguf(export_gguf(model, tokenizer, tmp_path / "model.gguf"))
    expected = compressed(model, as_in_file("Q8_0"))
    assert torch.equal(generate(again, ids, max_new_tokens=24), generate(expected, ids, max_new_tokens=24))
    del again, expected
    folder = export_folder(model, tokenizer, tmp_path / "model")
    theirs = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    with torch.no_grad():    # measured: logits up to 35, whose last bit is 4e-6; 3.7e-5 from theirs to ours, and from
        ours, exact = model(ids), copy.deepcopy(model).double()(ids)    # float64 4.1e-5 to ours and 4.5e-5 to theirs
        assert (theirs(ids).logits - ours).abs().max() <= 1e-5 * ours.abs().max()
        assert (ours - exact).abs().max() <= 2 * (theirs(ids).logits - exact).abs().max() <= 1e-5 * ours.abs().max()
        assert (theirs(ids).logits.softmax(-1) - ours.softmax(-1)).abs().max() <= 1e-5
    text = "It's 1999,  isn't it?\n\n\tdef f(x):\n  return x ** 2  # naïve"
    assert transformers.AutoTokenizer.from_pretrained(folder)(text)["input_ids"] == tokenizer.encode(text)
