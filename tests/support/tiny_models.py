"""Tiny model files in the formats that the course reads, with random weights: written once, then damaged at will."""

import json

import gguf
import numpy as np

from llm_edu.tokenization.visible_bytes import bytes_to_visible

SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
SETTINGS = {
    "general.architecture": "llama", "llama.context_length": 64, "llama.embedding_length": 32, "llama.block_count": 2,
    "llama.feed_forward_length": 64, "llama.attention.head_count": 4, "llama.attention.head_count_kv": 2,
    "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.rope.freq_base": 10_000.0, "llama.rope.dimension_count": 8,
    "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "smollm",
}
KINDS = gguf.GGMLQuantizationType


def vocabulary():
    """The special tokens, then a token for each byte, in GGUF's visible characters, then two merged ones."""
    return SPECIALS + [bytes_to_visible(bytes([byte])) for byte in range(256)] + ["he", "ll"]


def llama_tensors(seed=0):
    """name -> random float32 numbers, of the shapes that SETTINGS asks for."""
    generator = np.random.default_rng(seed)
    shapes = {"token_embd.weight": (261, 32), "output_norm.weight": (32,)}
    for layer in range(2):
        shapes |= {f"blk.{layer}.{name}.weight": shape for name, shape in {
            "attn_norm": (32,), "attn_q": (32, 32), "attn_k": (16, 32), "attn_v": (16, 32), "attn_output": (32, 32),
            "ffn_norm": (32,), "ffn_gate": (64, 32), "ffn_up": (64, 32), "ffn_down": (32, 64)}.items()}
    return {name: generator.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()}


def write_gguf(path, settings=SETTINGS, tensors=None, kind=KINDS.F32, raw=None):
    """Write a GGUF file; matrices are quantised as `kind`. Return the path.

    raw: name -> (bytes, kind) of tensors that are to be written as they are
    """
    writer = gguf.GGUFWriter(path, settings.get("general.architecture", "llama"))
    for name, value in settings.items():
        if name == "general.architecture":
            continue    # the writer has put it there
        add = {str: writer.add_string, float: writer.add_float32, int: writer.add_uint32}[type(value)]
        add(name, value)
    writer.add_array("tokenizer.ggml.tokens", vocabulary())
    writer.add_array("tokenizer.ggml.token_type", [3] * 3 + [1] * 258)
    writer.add_array("tokenizer.ggml.merges", ["h e", "l l"])
    for name, numbers in (tensors or llama_tensors()).items():
        if raw and name in raw:
            blocks, kind_of_blocks = raw[name]
            writer.add_tensor(name, blocks, raw_dtype=kind_of_blocks)
        elif numbers.ndim == 1 or kind == KINDS.F32:
            writer.add_tensor(name, numbers)
        else:
            writer.add_tensor(name, gguf.quantize(numbers, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def write_gpt2_tokenizer(folder):
    """vocab.json and merges.txt with a token for each byte and two merges; `<|endoftext|>` is last, as in GPT-2."""
    tokens = [bytes_to_visible(bytes([byte])) for byte in range(256)] + ["he", "ll", "<|endoftext|>"]
    ids = {token: place for place, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(ids, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\nh e\nl l\n", encoding="utf-8")
