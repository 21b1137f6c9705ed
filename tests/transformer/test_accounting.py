"""What a model costs on paper, against the model itself."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from llm_edu.transformer import SMOLLM2_135M, Record, Transformer, TransformerConfig
from llm_edu.transformer.accounting import count_flops, count_parameters, parts, sizes

TINY = {
    "gpt2": TransformerConfig.gpt2(vocab_size=50, context_length=32, layers=2, width=24, heads=4),
    "llama": TransformerConfig.llama(vocab_size=50, context_length=32, layers=3, width=24, heads=6, key_value_heads=2),
    "untied": TransformerConfig.llama(vocab_size=50, layers=1, width=16, heads=2, tie_embeddings=False),
    "mixed": TransformerConfig(vocab_size=7, context_length=9, layers=2, width=12, heads=3, feed_forward="swiglu",
                               positions="rope", feed_forward_width=5),
    "no bias": TransformerConfig.gpt2(vocab_size=9, context_length=8, layers=2, width=8, heads=1, bias=False),
    "no layers": TransformerConfig.gpt2(vocab_size=9, context_length=8, layers=0, width=8, heads=1),
}
IN_MODEL = {"positions": "position_embedding"}  # where the model's own name is another


def without_memory(config):
    with torch.device("meta"):
        return Transformer(config)


@pytest.mark.parametrize("config", TINY.values(), ids=TINY)
def test_parameters_of_each_part_and_of_all(config):
    model = without_memory(config)
    assert count_parameters(config) == model.count_parameters()
    for part in parts(config):
        name = IN_MODEL.get(part.name, part.name)
        places = [f"blocks.{layer}.{name}." for layer in range(config.layers)] + [f"{name}."]
        found = sum(p.numel() for key, p in model.named_parameters() if key.startswith(tuple(places)))
        assert part.parameters == found, part.name


@pytest.mark.parametrize(
    ("config", "count"), [(TransformerConfig.gpt2(), 124_439_808), (SMOLLM2_135M, 134_515_008)], ids=["gpt2", "smollm2"]
)
def test_parameters_of_the_known_models(config, count):
    assert count_parameters(config) == without_memory(config).count_parameters() == count


@pytest.mark.parametrize("config", TINY.values(), ids=TINY)
@pytest.mark.parametrize(("batch", "time"), [(1, 1), (2, 7)])
def test_flops_are_what_pytorch_counts(config, batch, time):
    """PyTorch counts as it runs; asking for the weights makes it take the plain path, with all pairs."""
    model = Transformer(config)
    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(batch, time, dtype=torch.long), record=Record("attention"))
    assert count_flops(config, batch, time).total == counter.get_total_flops()


def test_twice_the_parameters_for_each_token():
    """The rule of thumb (Kaplan et al. 2020), which holds where the text is short and the embedding is tied."""
    flops = count_flops(SMOLLM2_135M, batch=1, time=1)
    assert flops.total == pytest.approx(2 * count_parameters(SMOLLM2_135M), rel=0.01)


def test_twice_the_text_is_four_times_the_pairs():
    short, long = (count_flops(TINY["gpt2"], 3, time) for time in (16, 32))
    assert long.linear == 2 * short.linear and long.quadratic == 4 * short.quadratic


def test_shapes_are_the_model_s_own():
    """Hooks on the linear layers see what the steps say."""
    config, seen = TINY["llama"], {}
    model = Transformer(config)
    for name in ("attention.queries_keys_values", "attention.output", "feed_forward.gate_and_up", "feed_forward.down"):
        model.get_submodule(f"blocks.0.{name}").register_forward_hook(
            lambda module, inputs, output, name=name: seen.update({name: tuple(output.shape)}))
    record = Record("attention", "residual")
    logits = model(torch.zeros(2, 5, dtype=torch.long), record=record)
    size = sizes(config, 2, 5)
    shape = {step.does: tuple(size[name] for name in step.shape) for part in parts(config) for step in part.steps}
    assert shape["queries, keys and values"] == seen["attention.queries_keys_values"]
    assert shape["output projection"] == seen["attention.output"] == tuple(record["residual"][0].shape)
    assert shape["gate and up"] == seen["feed_forward.gate_and_up"]
    assert shape["scores: each query · each key"] == tuple(record["attention"][0].shape)
    assert shape["compare with every token"] == tuple(logits.shape)
