"""What lesson 09 shows of files and of loading, where the code would stand in the way of the lesson."""

import json
import math
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import gguf
import torch
from safetensors.torch import save_file
from torch import nn

from llm_edu.pretrained.family_model import FamilyConfig, make_model
from llm_edu.pretrained.llama import hub_llama_places, llama_from_hub
from llm_edu.pretrained.settings import Settings
from llm_edu.shapes_only import shapes_only
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

# --- bytes


def readable(data: bytes) -> str:
    """Bytes as text, with a dot for each that is no letter, figure or sign of ASCII.

    >>> readable(b"\\x08\\x00\\xc4\\xa0Athens")
    '····Athens'
    """
    return "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in data)


def print_kinds(file) -> None:
    """How many numbers of a `GGUFFile` are stored as which kind, in how many bits each, and what all of them take."""
    tensors, numbers, sizes = Counter(), Counter(), Counter()
    for tensor in file.tensors.values():
        for name in (gguf.GGMLQuantizationType(tensor.kind).name, "all"):
            tensors[name] += 1
            numbers[name] += math.prod(tensor.shape)
            sizes[name] += tensor.size
    print(f"{'kind':6}{'tensors':>8}{'numbers':>14}{'bits each':>11}{'MB':>8}")
    for name in sorted(sizes, key=lambda name: (name == "all", -sizes[name])):
        bits = 8 * sizes[name] / numbers[name]
        print(f"{name:6}{tensors[name]:8}{numbers[name]:14,}{bits:11.2f}{sizes[name] / 1e6:8.1f}")
    print(f"{'in 16 bits each':39}{2 * numbers['all'] / 1e6:8.1f}")


# --- the order of rows


def paired_in_halves(model, reorder, layers=None):
    """The model with rope_pairing="half", which shares all other weights with it.

    reorder(rows, heads) -> rows: applied to each layer's table of queries, and to that of keys
    layers: the numbers of those that are reordered; None: all of them
    """
    with shapes_only():
        half = Transformer(replace(model.config, rope_pairing="half"))
    half.load_state_dict(model.state_dict(), assign=True)
    config = model.config
    sizes = [count * config.head_dim for count in (config.heads, config.key_value_heads, config.key_value_heads)]
    for layer in range(config.layers) if layers is None else layers:
        made = half.blocks[layer].attention.queries_keys_values
        queries, keys, values = made.weight.detach().split(sizes)
        parts = reorder(queries, config.heads), reorder(keys, config.key_value_heads), values
        made.weight = nn.Parameter(torch.cat(parts), requires_grad=False)
    return half.eval()


# --- folders as huggingface.co has them, with random models

SMALL = {"vocab_size": 259, "max_position_embeddings": 64, "num_hidden_layers": 2, "hidden_size": 32,
         "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 48,
         "rms_norm_eps": 1e-6, "tie_word_embeddings": True, "hidden_act": "silu", "rope_theta": 10_000.0}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 64}
FAMILIES = {
    "Llama 2": {"model_type": "llama"},
    "Llama 3.1": {"model_type": "llama", "rope_scaling": LLAMA3},
    "Mistral": {"model_type": "mistral", "sliding_window": 16},
    "Qwen2": {"model_type": "qwen2"},
    "Qwen3": {"model_type": "qwen3"},
}


def write_random_model(folder, family, seed=0) -> None:
    """A model that has learned nothing, in three files as on huggingface.co. family: a name in `FAMILIES`"""
    folder, settings = Path(folder), FAMILIES[family] | SMALL
    model = make_model(llama_from_hub(Settings(settings, folder / "config.json"), ()))
    generator, tensors = torch.Generator().manual_seed(seed), {}
    for name, place in hub_llama_places(model).items():
        noise = torch.randn(place.shape, generator=generator) / place.shape[-1] ** 0.5
        tensors[name] = (noise if place.dim() == 2 else 1 + noise).bfloat16()
    (folder / "config.json").write_text(json.dumps(settings, indent=1), encoding="utf-8")
    save_file(tensors, folder / "model.safetensors")
    BPETokenizer.train("hello yellow", 259).save(folder / "tokenizer.json")


def beyond_llama2(model) -> str:
    """What a model's configuration has that `TransformerConfig` has not, in words.

    >>> from llm_edu.transformer import TransformerConfig
    >>> beyond_llama2(Transformer(TransformerConfig.llama(vocab_size=9, layers=1, width=8, heads=1)))
    'nothing'
    """
    config = model.config
    if not isinstance(config, FamilyConfig):
        return "nothing"
    own = {field.name: (getattr(config, field.name), field.default) for field in fields(FamilyConfig)
           if field.name in FamilyConfig.__annotations__}
    return ", ".join(f"{name}={tuple(round(each, 4) for each in value) if isinstance(value, tuple) else value}"
                     for name, (value, default) in own.items() if value != default)
