"""Published vocabularies in our own tokenizer: GPT-2's, tiktoken's, and the one inside a GGUF model file."""

import binascii
import functools
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.files import read_json
from llm_edu.tokenization.checks import ids_to_tokens
from llm_edu.tokenization.gguf_metadata import read_metadata
from llm_edu.tokenization.patterns import CL100K_PATTERN, GPT2_PATTERN, O200K_PATTERN, SMOLLM2_PATTERN
from llm_edu.tokenization.recovering import recover_merges, remembered_merges
from llm_edu.tokenization.tokenizer import BPETokenizer
from llm_edu.tokenization.visible_bytes import visible_to_bytes

if TYPE_CHECKING:
    from gguf import GGUFReader

GPT2_SPECIAL_TOKENS = ("<|endoftext|>",)
# The special tokens of a .tiktoken file are not in it; these are from tiktoken's openai_public.py.
CL100K_SPECIAL_TOKENS = {
    "<|endoftext|>": 100257,
    "<|fim_prefix|>": 100258,
    "<|fim_middle|>": 100259,
    "<|fim_suffix|>": 100260,
    "<|endofprompt|>": 100276,
}
O200K_SPECIAL_TOKENS = {"<|endoftext|>": 199999, "<|endofprompt|>": 200018}

CONTROL_TOKEN = 3  # GGUF's token type of special tokens
GGUF_PATTERNS = {"smollm": SMOLLM2_PATTERN, "gpt-2": GPT2_PATTERN}  # by the key tokenizer.ggml.pre


TIKTOKEN_NAMES = {"cl100k_base": "cl100k", "o200k_base": "o200k"}
FILES = {
    "gpt2": (("gpt2-vocabulary", "encoder.json"), ("gpt2-vocabulary", "vocab.bpe")),
    "cl100k": (("tiktoken-vocabularies", "cl100k_base"),),
    "o200k": (("tiktoken-vocabularies", "o200k_base"),),
    "smollm2": (("smollm2", None),),
}


def load_tokenizer(name: str) -> BPETokenizer:
    """A published tokenizer by name: "gpt2", "cl100k" (GPT-4), "o200k" (GPT-4o) or "smollm2".

    tiktoken's names "cl100k_base" and "o200k_base" work, too. Every call returns the same object.
    Raises CourseError, saying what to do, when its files are not fetched yet or damaged; ValueError for another name.
    """
    name = TIKTOKEN_NAMES.get(name, name)
    if name not in FILES:
        raise ValueError(f"there is no tokenizer {name!r}; there are {', '.join(FILES)}")
    paths = [assets.path(*file) for file in FILES[name]]
    return load_once(name, tuple((path, path.stat().st_mtime_ns) for path in paths))


@functools.lru_cache(maxsize=8)
def load_once(name: str, files: tuple[tuple[Path, int], ...]) -> BPETokenizer:
    """The tokenizer in these files, which are known by path and time of change."""
    paths = [path for path, _ in files]
    if name == "gpt2":
        encoder, merges = paths
        return tokenizer_from_gpt2_files(encoder, merges)
    [path] = paths
    if name == "smollm2":
        return tokenizer_from_gguf(path, name=name)
    merges_of = partial(remembered_merges, name=name, folder=assets.cache_folder() / "merges")
    if name == "cl100k":
        return tokenizer_from_tiktoken_file(path, CL100K_SPECIAL_TOKENS, CL100K_PATTERN, name, merges_of)
    return tokenizer_from_tiktoken_file(path, O200K_SPECIAL_TOKENS, O200K_PATTERN, name, merges_of)


def tokenizer_from_gpt2_files(encoder: Path, merges: Path) -> BPETokenizer:
    """GPT-2's tokenizer from its two files: ``encoder.json`` (token -> id) and ``vocab.bpe`` (one merge a line).

    Hugging Face calls the same two files ``vocab.json`` and ``merges.txt``. Raises CourseError for damaged files.
    """
    try:
        ids = read_json(encoder)
        ordinary = {token: token_id for token, token_id in ids.items() if token not in GPT2_SPECIAL_TOKENS}
        vocab = ids_to_tokens(ordinary, visible_to_bytes)
        lines = [line for line in merges.read_text(encoding="utf-8").splitlines() if not line.startswith("#version")]
        special_tokens = {text: ids[text] for text in GPT2_SPECIAL_TOKENS if text in ids}
        return BPETokenizer(vocab, parse_merges(lines), special_tokens, GPT2_PATTERN, "gpt2")
    except (ValueError, TypeError, AttributeError) as problem:
        raise damaged(f"{encoder} or {merges}", problem) from problem


def tokenizer_from_tiktoken_file(
    path: Path,
    special_tokens: dict[str, int],
    pattern: str,
    name: str,
    merges_of: Callable[[dict[int, bytes]], list[tuple[bytes, bytes]]] = recover_merges,
) -> BPETokenizer:
    """The tokenizer of a ``.tiktoken`` file: a line for each token, its bytes in base64 and its id, also its rank."""
    try:
        lines = [line.split() for line in path.read_bytes().splitlines()]
        ids = {token: int(token_id) for token, token_id in lines}
        vocab = ids_to_tokens(ids, partial(binascii.a2b_base64, strict_mode=True))
        return BPETokenizer(vocab, merges_of(vocab), special_tokens, pattern, name)
    except ValueError as problem:  # base64's own error is one, too
        raise damaged(path, problem) from problem


def tokenizer_from_gguf(source: "str | os.PathLike | GGUFReader", name: str = "gguf") -> BPETokenizer:
    """The tokenizer inside a GGUF model file.

    source: the file's path, or a ``gguf.GGUFReader`` that is already open. (To open one takes a second or two, because
    it makes objects for all 98,000 tokens and merges; a path is read in a tenth of that.)
    Raises CourseError when the file is damaged or holds another kind of tokenizer.
    """
    if isinstance(source, str | os.PathLike):
        metadata = read_metadata(Path(source))
    else:
        metadata = {key: field.contents() for key, field in source.fields.items() if key.startswith("tokenizer.")}
    try:
        model, pre = metadata["tokenizer.ggml.model"], metadata["tokenizer.ggml.pre"]
        tokens, types = texts_in(metadata, "tokenizer.ggml.tokens"), metadata["tokenizer.ggml.token_type"]
        merges = texts_in(metadata, "tokenizer.ggml.merges")
        if model != "gpt2" or pre not in tuple(GGUF_PATTERNS):
            raise CourseError(
                f"this GGUF file holds a tokenizer of the kind {model!r}, {pre!r}, which the course does not read; it "
                f"reads 'gpt2' with {' or '.join(map(repr, GGUF_PATTERNS))}"
            )
        special_tokens = {token: number for number, token in enumerate(tokens) if types[number] == CONTROL_TOKEN}
        vocab = {number: visible_to_bytes(token) for number, token in enumerate(tokens) if token not in special_tokens}
        return BPETokenizer(vocab, parse_merges(merges), special_tokens, GGUF_PATTERNS[pre], name)
    except KeyError as key:
        raise CourseError(f"this GGUF file has no {key}, so no byte-level BPE tokenizer; try another model") from None
    except (ValueError, TypeError, IndexError) as problem:
        raise damaged("the tokenizer in this GGUF file", problem) from problem


def texts_in(metadata: dict, key: str) -> list[str]:
    """A list of texts among a GGUF file's settings. Raises ValueError for anything else, KeyError if it is missing."""
    value = metadata[key]
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise ValueError(f"{key} is not a list of texts")
    return value


def parse_merges(lines: list[str]) -> list[tuple[bytes, bytes]]:
    """Merges written as two tokens in visible characters, with a space between.

    >>> parse_merges(["Ġ t", "h e"])
    [(b' ', b't'), (b'h', b'e')]
    """
    pairs = [line.split(" ") for line in lines]
    return [(visible_to_bytes(left), visible_to_bytes(right)) for left, right in pairs]


def damaged(what: Path | str, problem: Exception) -> CourseError:
    """The error for a vocabulary that cannot be right."""
    return CourseError(f"{what} is damaged ({problem}). Run `llm-edu doctor`, or remove it and fetch it again.")
