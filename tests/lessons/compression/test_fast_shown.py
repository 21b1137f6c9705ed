"""What the first half of sitting 4 shows: on a small model, and of figures made up for it."""

import pytest
import torch

from llm_edu.lessons.compression import fast_demos
from llm_edu.lessons.compression.fast_plots import largest_inputs, plot_largest_inputs
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig

TEXT = "low lower lowest"
TOKENIZER = BPETokenizer.train(TEXT, vocab_size=262)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=262, layers=2, width=32, heads=2)).eval()


def figures(speeds):
    return {"instructions": "AVX2", "threads": 2, "way": "", **{
        name: {"speed": values, "prefill": [0.5, 0.7], "batch": [9.0, 9.0]}
        for name, values in speeds.items()}}


def test_all_ways_are_timed_beside_float32(model, capsys):
    fast_demos.print_ways(model, blocks=1)
    names = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["way", "float32", *(way.name for way in fast_demos.right_ways())]


def test_speeds_are_compared_round_by_round(capsys):
    """The median of the ratios, 4 and 2: not the ratio of medians, which a busy moment would change."""
    kept = figures({"transformers": [10.0, 30.0], "llm_edu": [20.0, 60.0], "llm_edu, 8 bits": [40.0, 60.0]})
    fast_demos.print_speeds({"as it is": kept, "as with AVX2": kept})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3:5] for line in lines if line.startswith("ours, 8 bits")] == [["50", "3.0"]] * 2


def test_memory_is_that_of_whole_processes(capsys):
    kept = {"empty": [2.4e8], "loaded": [5e8], "loaded_peak": [9e8]}
    fast_demos.print_memory({name: kept for name in fast_demos.PROGRAMS})
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1][-2:] == ["0.24", "GB"] and lines[-1] == ["ours,", "8", "bits", "0.50", "GB", "0.90", "GB"]


def test_losses_have_their_intervals(capsys):
    fast_demos.print_losses({"float32": 0.9001, **dict.fromkeys(
        ("weights alone", "each row its own steps", "all rows the same steps"), [-0.0012, 0.0007])})
    assert capsys.readouterr().out.count("−0.0012 ± 0.0007") == 3


def test_a_token_that_stands_out_is_found_and_named(model):
    weight = model.blocks[1].feed_forward.gate_and_up.weight
    with torch.no_grad():
        weight.mul_(0.01)
        model.token_embedding.weight[TOKENIZER.encode("low")[0]] *= 50
        model.blocks[1].feed_forward_norm.weight.fill_(1.0)
    ids = TOKENIZER.encode(TEXT)
    assert largest_inputs(model, ids).shape == (2, len(ids))
    plot = plot_largest_inputs(model, TOKENIZER, TOKENIZER.encode(TEXT))
    largest = largest_inputs(model, ids)
    block = int(plot.alt.split(":")[0].removeprefix("Block "))
    assert f"“{TOKENIZER.decode([ids[int(largest[block].argmax())]]).replace(' ', '·')}”" in plot.alt
    assert not any(layer._forward_pre_hooks for layer in model.modules())


def test_both_write_and_files_are_listed(model, tmp_path, capsys):
    fast_demos.print_both({"float32": model}, TOKENIZER, "low", count=3)
    (tmp_path / "one.bin").write_bytes(bytes(1_500_000))
    fast_demos.print_files(tmp_path)
    fast_demos.print_files(tmp_path / "one.bin")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("float32, ") and [line.split() for line in lines[1:]] == [["one.bin", "1.5", "MB"]] * 2
