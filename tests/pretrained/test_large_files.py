"""Files that say much more than a model needs, within their own size: refused before they take time or memory.

Most are holes: the file system keeps no zeros.
"""

import struct

import numpy as np
import pytest
from hostile import answer, gguf_value
from random_families import random_model, save
from safetensors.torch import load_file, save_file
from tiny_models import llama_tensors, write_gguf

from llm_edu.errors import CourseError
from llm_edu.pretrained import load_gguf, load_pretrained
from llm_edu.pretrained.gguf_tokenizer import tokenizer_from_metadata

BYTE, TEXT, ARRAY, DOUBLE = 0, 8, 9, 12    # types of values in GGUF
ZERO_BYTE_TENSOR = gguf_value("")[4:] + struct.pack("<IQIQ", 1, 1, 1, 0)


def header(settings, tensors=0):
    return struct.pack("<4sIQQ", b"GGUF", 3, tensors, settings)


def array(kind, length):
    return header(1) + gguf_value("a")[4:] + struct.pack("<IIQ", ARRAY, kind, length)


def text(length):
    return header(1) + gguf_value("a")[4:] + struct.pack("<IQ", TEXT, length)


@pytest.mark.parametrize("begin, size, message", [
    (array(BYTE, 400_000_000), 400_000_100, "more than 3,000,000 values"),
    (array(TEXT, 60_000_000), 480_000_100, "more than 3,000,000 values"),
    (array(ARRAY, 30_000_000), 480_000_100, "more than 3,000,000 values"),
    (array(DOUBLE, 2_900_000), 480_000_100, "general.architecture"), (array(TEXT, 2_900_000), 100_000_000, "general.architecture"),
    (array(ARRAY, 290_000), 100_000_000, "general.architecture"), (text(300_000_000), 300_000_100, "more than 64,000,000 bytes"),
    (text(63_000_000), 300_000_100, "general.architecture"),
    (header(30_000_000), 400_000_000, "more than 3,000,000 values"), (header(299_000), 400_000_000, "general.architecture"),
    (header(0, 10_000_000), 400_000_000, "more than 3,000,000 values"), (header(0, 299_000), 400_000_000, "has 0 dimensions"),
    (header(0, 299_000) + ZERO_BYTE_TENSOR * 299_000, 400_000_000, "the same name"),
    (header(2**64 - 1, 2**64 - 1), 400_000_000, "more than 3,000,000 values"),
    (array(ARRAY, 2) + struct.pack("<IQ", BYTE, 2_990_000) + bytes(2_990_000) + struct.pack("<IQ", BYTE, 2_990_000), 480_000_100,
     "more than 3,000,000 values")])
def test_a_gguf_header_that_takes_too_much(begin, size, message, tmp_path):
    path = tmp_path / "large.gguf"
    with path.open("wb") as file:
        file.write(begin)
        file.truncate(size)
    caught = []

    def load():
        try:
            load_gguf(path)
        except CourseError as error:
            caught.append(str(error))
            raise

    assert not answer(load, file_size=size) and message in caught[0]


TOKENS = {
    "all prefixes": [("a" * first + "b" * second) or "c" for first in range(128) for second in range(128)],
    "long": [f"{number:07d}" * 36 for number in range(60_000)], "many": [f"{number:x}" for number in range(700_000)]}


@pytest.mark.full
@pytest.mark.parametrize("kind", ["llama", "gpt2"])
@pytest.mark.parametrize("names", TOKENS)
@pytest.mark.parametrize("types", [1, 3, 4])
def test_a_gguf_vocabulary_that_takes_too_much(names, types, kind, tmp_path):
    tokens = TOKENS[names]
    merges = [f"{token[:1]} {token[1:]}" for token in tokens if len(token) > 1]
    metadata = {"model": kind, "pre": "smollm", "tokens": tokens, "token_type": [types] * len(tokens), "merges": merges,
                "scores": [0.0] * len(tokens)}
    answer(lambda: tokenizer_from_metadata({f"tokenizer.ggml.{name}": value for name, value in metadata.items()}, "a")
           .encode("a 12", "drop", "all"), ValueError)


@pytest.mark.parametrize("name, content", [
    ("config.json", b"[" + b"{}," * 30_000_000 + b"{}]"), ("tokenizer.json", b'{"model": [' + b"[]," * 30_000_000 + b"[]]}"),
    ("tokenizer_config.json", b"[" + b'"",' * 30_000_000 + b'""]'), ("config.json", b'{"a": "' + b"a" * 100_000_000 + b'"}'),
    ("model.safetensors.index.json", b'{"weight_map": {' + b",".join(b'"%d": "a.safetensors"' % number for number in range(900_000)) + b"}}"),
    ("model.safetensors", struct.pack("<Q", 90_000_000) + b'{"__metadata__": {"a": "' + b"a" * (90_000_000 - 26) + b'"}}'),
    ("model.safetensors", struct.pack("<Q", 95_000_000) + b" " * 95_000_000), ("model.safetensors", struct.pack("<Q", 2**63) + b" " * 100_000_000)])
def test_a_folder_whose_files_take_too_much(name, content, tmp_path):
    folder = save(random_model("llama", 1), tmp_path, seed=3)
    for path in folder.glob("model*.safetensors*") if name.startswith("model") else ():
        path.unlink()
    (folder / name).write_bytes(content)
    assert not answer(lambda: load_pretrained(folder), file_size=len(content))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("name", ["blk.1.ffn_up.weight", "output_norm.weight", "token_embd.weight"])
def test_weights_that_are_no_numbers(name, wrong, tmp_path):
    tensors = llama_tensors()
    tensors[name].flat[-3] = wrong
    path = write_gguf(tmp_path / "model.gguf", tensors=tensors)
    with pytest.raises(CourseError, match=f"{name} in .* holds numbers that are none"):
        load_gguf(path)
    folder = save(random_model("qwen3", 1), tmp_path / "folder")
    for path in folder.glob("*.safetensors"):
        tensors = load_file(path)
        next(iter(tensors.values())).flatten()[-1:].fill_(wrong)
        save_file(tensors, path)
    with pytest.raises(CourseError, match="holds numbers that are none"):
        load_pretrained(folder)


def test_weights_whose_sum_is_too_large_are_numbers_all_the_same(tmp_path):
    tensors = llama_tensors()
    tensors["blk.0.ffn_up.weight"][:] = np.float32(3e38)
    model, _ = load_gguf(write_gguf(tmp_path / "model.gguf", tensors=tensors))
    assert model.blocks[0].feed_forward.gate_and_up.weight.isfinite().all()
