"""What lesson 09's cells on files print and make."""

import json
import re

import pytest
import torch

from llm_edu import assets
from llm_edu.lessons.pretrained import demos
from llm_edu.pretrained import load_pretrained
from llm_edu.pretrained.family_model import FamilyConfig
from llm_edu.pretrained.gguf_file import GGUFFile
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.mark.asset("smollm2")
def test_bits_and_megabytes_are_those_of_the_file(capsys):
    path = assets.path("smollm2")
    demos.print_kinds(GGUFFile(path))
    printed = capsys.readouterr().out
    assert re.search(r"^Q4_1 .* 5\.00 .*\nQ8_0 .* 8\.50 .*\nF32 .* 32\.00 ", printed, re.MULTILINE)
    megabytes = [float(line.split()[-1]) for line in printed.splitlines()[1:]]
    assert sum(megabytes[:3]) == pytest.approx(megabytes[3], abs=0.2)
    assert megabytes[3] < path.stat().st_size / 1e6 < megabytes[3] + 3    # settings and the tokenizer take the rest
    assert "134,515,008" in printed


def small_llama():
    torch.manual_seed(0)
    config = TransformerConfig.llama(vocab_size=20, layers=3, width=24, heads=3, key_value_heads=1, head_dim=8,
                                     rope_pairing="interleaved")
    model = Transformer(config).eval()
    for block in model.blocks:    # far from the quiet start, so that the order of a pair counts
        torch.nn.init.normal_(block.attention.queries_keys_values.weight)
    return model


def in_halves(rows, heads):
    return torch.cat([half for head in rows.chunk(heads) for half in (head[::2], head[1::2])])


@torch.no_grad()
def test_reordered_rows_make_the_same_model_and_others_do_not():
    model, ids = small_llama(), torch.tensor([[3, 1, 4, 1, 5, 9]])
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    expected = model(ids)
    torch.testing.assert_close(demos.paired_in_halves(model, in_halves)(ids), expected)
    for layers in ((), (0, 2), (1,)):
        assert (demos.paired_in_halves(model, in_halves, layers)(ids) - expected).abs().max() > 1e-3
    assert (demos.paired_in_halves(model, lambda rows, heads: rows)(ids) - expected).abs().max() > 1e-3
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_only_queries_and_keys_are_copied():
    model = small_llama()
    half = demos.paired_in_halves(model, in_halves)
    own = {name for name, weight in half.named_parameters()
           if weight.data_ptr() != model.get_parameter(name).data_ptr()}
    assert own == {f"blocks.{layer}.attention.queries_keys_values.weight" for layer in range(3)}


BEYOND = {"Llama 2": "nothing", "Llama 3.1": "rope_speeds=", "Mistral": "window=16", "Qwen2": "query_key_value_bias=True",
          "Qwen3": "head_norm=True"}


@pytest.mark.parametrize("family", demos.FAMILIES)
def test_a_random_model_of_each_family_loads(tmp_path, family):
    demos.write_random_model(tmp_path, family)
    model, tokenizer = load_pretrained(tmp_path)
    assert demos.beyond_llama2(model).startswith(BEYOND[family])
    assert isinstance(model.config, FamilyConfig) == (family != "Llama 2")
    logits = model(torch.tensor([tokenizer.encode("hello")]))
    assert logits.isfinite().all() and logits.std() > 0.1
    assert json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))["model_type"] in family.lower()
