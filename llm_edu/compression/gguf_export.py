"""A model as a quantised GGUF file, for llama.cpp and the programs built on it, such as Ollama and LM Studio.

The file holds everything: settings, tokenizer, chat template, weights. `gguf` quantises: 32 neighbours in a row share
a scale in 16 bits (Q8_0, Q4_0), in Q4_1 also a smallest value.

Format and names: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and
https://github.com/ggml-org/llama.cpp/blob/master/gguf-py/gguf/constants.py
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import Tensor

from llm_edu.compression.exporting import check_model, checked, named_ids, on_disk, whole_or_nothing
from llm_edu.pretrained.file_tokenizer import FileTokenizer
from llm_edu.pretrained.gguf_tokenizer import CONTROL, NORMAL, RULES, UNUSED, WORD
from llm_edu.pretrained.llama import llama_places
from llm_edu.tokenization import BPETokenizer
from llm_edu.tokenization.loading import GGUF_PATTERNS
from llm_edu.tokenization.visible_bytes import bytes_to_visible
from llm_edu.transformer import Transformer, TransformerConfig

if TYPE_CHECKING:
    from gguf import GGMLQuantizationType, GGUFWriter

FILE_TYPES = {"F32": 0, "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7}    # llama.cpp's numbers for kinds of files
EMBEDDING = "token_embd.weight"
LARGEST = 65_504.0    # of 16-bit numbers and scales


def export_gguf(model: Transformer, tokenizer: BPETokenizer, path: str | Path, kind: str = "Q8_0",
                name: str = "") -> Path:
    """Write a model of the architecture llama, with its tokenizer, as a GGUF file; return its path.

    kind: "Q8_0" (8.5 bits a weight), "Q4_0" (4.5), "Q4_1" (5), "F16" or "F32". Norms stay in 32 bits. With 4 bits the
    embedding, which every text needs, is written in 8, as llama.cpp does.   name: what programs show
    The file appears whole or not at all. Raises ValueError or TypeError for a model or tokenizer that such a file
    cannot hold, weights that are infinite or nan included, CourseError where there is a file already, OSError where
    none can be written.
    """
    import gguf

    if kind not in FILE_TYPES:
        raise ValueError(f"kind is one of {', '.join(FILE_TYPES)}, not {kind!r}")
    check_model(model, tokenizer)
    path = Path(path)
    settings = model_settings(model, kind, name or path.stem) | tokenizer_settings(model, tokenizer)
    with whole_or_nothing(path) as unfinished:
        writer = gguf.GGUFWriter(unfinished, "llama")
        try:
            for key, value in settings.items():
                add_setting(writer, key, value)
            for tensor, part in llama_places(model).items():
                used = kind_of(tensor, part.shape, kind)
                most = math.inf if used is gguf.GGMLQuantizationType.F32 else LARGEST
                rows = gguf_order(checked(tensor, part, most), model.config, tensor)
                add_tensor(writer, tensor, rows.numpy(), used)
            writer.write_header_to_file()
            writer.write_kv_data_to_file()
            writer.write_tensors_to_file()
            for file in writer.fout or []:
                on_disk(file)
        finally:
            writer.close()
    return path


def model_settings(model: Transformer, kind: str, name: str) -> dict[str, Any]:
    """The settings that describe the model."""
    config = model.config
    sizes = {
        "vocab_size": config.vocab_size, "context_length": config.context_length, "embedding_length": config.width,
        "block_count": config.layers, "feed_forward_length": config.feed_forward_width,
        "attention.head_count": config.heads, "attention.head_count_kv": config.key_value_heads,
        "attention.key_length": config.head_dim, "attention.value_length": config.head_dim,
        "rope.dimension_count": config.head_dim, "rope.freq_base": float(config.rope_base),
        "attention.layer_norm_rms_epsilon": float(config.norm_epsilon)}
    return {"general.type": "model", "general.name": name, "general.file_type": FILE_TYPES[kind],
            "general.quantization_version": 2} | {f"llama.{key}": value for key, value in sizes.items()}


def tokenizer_settings(model: Transformer, tokenizer: BPETokenizer) -> dict[str, Any]:
    """The settings that hold the tokenizer. Ids that it does not use get a token that no text makes."""
    special, words = tokenizer.special_tokens, getattr(getattr(tokenizer, "rules", None), "words", {})
    texts = {number: bytes_to_visible(token) for number, token in tokenizer.vocab.items()}
    types = dict.fromkeys(texts, NORMAL)
    for added, kind in ((special, CONTROL), (words, WORD)):
        texts |= {number: text for text, number in added.items()}
        types |= dict.fromkeys(added.values(), kind)
    if len(set(texts.values())) < len(texts):
        raise ValueError("a special token is written like an ordinary token; a GGUF file cannot hold both")
    if not tokenizer.merges:
        raise ValueError("this tokenizer merges nothing, and no program reads a GGUF file without merges")
    ids = range(model.config.vocab_size)
    settings = {
        "model": "gpt2", "pre": rules_of(tokenizer), "tokens": [texts.get(number, f"[PAD{number}]") for number in ids],
        "token_type": [types.get(number, UNUSED) for number in ids],
        "merges": [f"{bytes_to_visible(left)} {bytes_to_visible(right)}" for left, right in tokenizer.merges],
        "add_bos_token": False, "add_space_prefix": False,
        **{f"{name}_token_id": number for name, number in named_ids(tokenizer).items()}}
    settings = {f"tokenizer.ggml.{key}": value for key, value in settings.items()}
    chat = getattr(tokenizer, "chat", None)
    return settings | ({} if chat is None else {"tokenizer.chat_template": chat.source})


def rules_of(tokenizer: BPETokenizer) -> str:
    """llama.cpp's name for the rules by which a tokenizer cuts texts. Raises ValueError for rules without a name."""
    for name, rules in RULES.items():
        if isinstance(tokenizer, FileTokenizer):
            its = tokenizer.rules
            if (its.patterns, its.form, its.whole_words) == (rules.patterns, rules.form, rules.whole_words):
                return name
        elif tokenizer.pattern == GGUF_PATTERNS.get(name):
            return name
    raise ValueError(f"llama.cpp knows rules for cutting texts by their names ({', '.join(RULES)}), and the tokenizer "
                     f"{tokenizer.name!r} cuts by others")


def add_setting(writer: "GGUFWriter", key: str, value: Any) -> None:
    """Write a setting as the kind of number, text or list that it is."""
    add: dict[type, Callable[[str, Any], None]] = {
        bool: writer.add_bool, int: writer.add_uint32, float: writer.add_float32, str: writer.add_string,
        list: writer.add_array}
    add[type(value)](key, value)


def gguf_order(rows: Tensor, config: TransformerConfig, name: str) -> Tensor:
    """Rows of queries and keys with RoPE's pairs side by side, as a llama's GGUF file has them. rows: (rows, …)"""
    if config.rope_pairing == "interleaved" or not name.endswith((".attn_q.weight", ".attn_k.weight")):
        return rows
    return rows.unflatten(0, (-1, 2, config.head_dim // 2)).transpose(1, 2).flatten(0, 2)


def kind_of(name: str, shape: tuple[int, ...], kind: str) -> "GGMLQuantizationType":
    """How a tensor is written: norms in 32 bits; in 16 what does not divide into blocks."""
    import gguf

    if len(shape) == 1:
        return gguf.GGMLQuantizationType.F32
    if name == EMBEDDING and kind.startswith("Q4"):
        kind = "Q8_0"
    chosen = gguf.GGMLQuantizationType[kind]
    return gguf.GGMLQuantizationType.F16 if shape[-1] % gguf.GGML_QUANT_SIZES[chosen][0] else chosen


def add_tensor(writer: "GGUFWriter", name: str, numbers: np.ndarray, kind: "GGMLQuantizationType") -> None:
    """Write a tensor, quantised."""
    import gguf

    writer.add_tensor(name, gguf.quantize(np.ascontiguousarray(numbers), kind), raw_dtype=kind)
