"""What lesson 09 shows of files and of loading, where the code would stand in the way of the lesson."""

import math
from collections import Counter
from dataclasses import replace

import gguf
import torch
from torch import nn

from llm_edu.shapes_only import shapes_only
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
