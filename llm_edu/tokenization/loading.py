"""Published vocabularies in our own tokenizer: GPT-2's, tiktoken's, and the one inside a GGUF model file."""

import base64
import json
from pathlib import Path

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.tokenization.checks import ids_to_tokens
from llm_edu.tokenization.gguf_metadata import read_metadata
from llm_edu.tokenization.merging import merge_ids
from llm_edu.tokenization.patterns import CL100K_PATTERN, GPT2_PATTERN, O200K_PATTERN, SMOLLM2_PATTERN
from llm_edu.tokenization.tokenizer import BPETokenizer
from llm_edu.tokenization.visible_bytes import visible_to_bytes

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


def load_tokenizer(name: str) -> BPETokenizer:
    """A published tokenizer by name: "gpt2", "cl100k" (GPT-4), "o200k" (GPT-4o) or "smollm2".

    Raises CourseError, saying what to do, when its files are not fetched yet or damaged; ValueError for another name.
    """
    if name == "gpt2":
        folder = "gpt2-vocabulary"
        return tokenizer_from_gpt2_files(assets.path(folder, "encoder.json"), assets.path(folder, "vocab.bpe"))
    if name == "cl100k":
        path = assets.path("tiktoken-vocabularies", "cl100k_base")
        return tokenizer_from_tiktoken_file(path, CL100K_SPECIAL_TOKENS, CL100K_PATTERN, "cl100k")
    if name == "o200k":
        path = assets.path("tiktoken-vocabularies", "o200k_base")
        return tokenizer_from_tiktoken_file(path, O200K_SPECIAL_TOKENS, O200K_PATTERN, "o200k")
    if name == "smollm2":
        return tokenizer_from_gguf(assets.path("smollm2"), name="smollm2")
    raise ValueError(f'there is no tokenizer {name!r}; there are "gpt2", "cl100k", "o200k" and "smollm2"')


def tokenizer_from_gpt2_files(encoder: Path, merges: Path) -> BPETokenizer:
    """GPT-2's two files: ``encoder.json`` (token -> id) and ``vocab.bpe`` (one merge a line).

    Hugging Face calls the same two files ``vocab.json`` and ``merges.txt``.
    """
    try:
        ids = json.loads(encoder.read_text(encoding="utf-8"))
        ordinary = {token: token_id for token, token_id in ids.items() if token not in GPT2_SPECIAL_TOKENS}
        vocab = ids_to_tokens(ordinary, visible_to_bytes)
        lines = [line for line in merges.read_text(encoding="utf-8").splitlines() if not line.startswith("#version")]
        special_tokens = {text: ids[text] for text in GPT2_SPECIAL_TOKENS if text in ids}
        return BPETokenizer(vocab, parse_merges(lines), special_tokens, GPT2_PATTERN, "gpt2")
    except (ValueError, TypeError, AttributeError) as problem:
        raise damaged(f"{encoder} or {merges}", problem) from problem


def tokenizer_from_tiktoken_file(path: Path, special_tokens: dict[str, int], pattern: str, name: str) -> BPETokenizer:
    """A ``.tiktoken`` file: a line for each token, its bytes in base64 and its id, which is also its rank."""
    try:
        lines = [line.split() for line in path.read_bytes().splitlines()]
        ids = {token: int(token_id) for token, token_id in lines}
        vocab = ids_to_tokens(ids, lambda token: base64.b64decode(token, validate=True))
        return BPETokenizer(vocab, recover_merges(vocab), special_tokens, pattern, name)
    except ValueError as problem:  # base64's own error is one, too
        raise damaged(path, problem) from problem


def recover_merges(vocab: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
    """The merges of a vocabulary that is given without them, when ids are in the order of merges.

    Merge the bytes of each token with the merges before it. Two tokens are left: the pair that its own merge joins.
    Raises ValueError when more are left.

    >>> recover_merges({97: b"a", 110: b"n", 256: b"an", 257: b"ana"})
    [(b'a', b'n'), (b'an', b'a')]
    """
    byte_ids = {token[0]: token_id for token_id, token in vocab.items() if len(token) == 1}
    ranks: dict[tuple[int, int], int] = {}
    merged_ids: list[int] = []
    merges = []
    for token_id, token in sorted(vocab.items()):
        if len(token) == 1:
            continue
        if not all(byte in byte_ids for byte in token):
            raise ValueError(f"token {token_id}, {token!r}, holds a byte that has no token")
        parts = merge_ids([byte_ids[byte] for byte in token], ranks, merged_ids)
        if len(parts) != 2:
            raise ValueError(f"token {token_id}, {token!r}, is not a pair of earlier tokens")
        ranks[parts[0], parts[1]] = len(merged_ids)
        merged_ids.append(token_id)
        merges.append((vocab[parts[0]], vocab[parts[1]]))
    return merges


def tokenizer_from_gguf(source, name: str = "gguf") -> BPETokenizer:
    """The tokenizer inside a GGUF model file.

    source: the file's path, or a ``gguf.GGUFReader`` that is already open. (Opening one takes a second or two, since it
    makes objects for all 98,000 tokens and merges; a path is read in a tenth of that.)
    Raises CourseError when the file is damaged or holds another kind of tokenizer.
    """
    if hasattr(source, "fields"):
        metadata = {key: field.contents() for key, field in source.fields.items() if key.startswith("tokenizer.")}
    else:
        metadata = read_metadata(Path(source))
    try:
        model, pre = metadata["tokenizer.ggml.model"], metadata["tokenizer.ggml.pre"]
        tokens, types = metadata["tokenizer.ggml.tokens"], metadata["tokenizer.ggml.token_type"]
        merges = metadata["tokenizer.ggml.merges"]
    except KeyError as key:
        raise CourseError(f"this GGUF file has no {key}, so no byte-level BPE tokenizer; try another model") from None
    if model != "gpt2" or pre not in GGUF_PATTERNS:
        raise CourseError(
            f"this GGUF file holds a tokenizer of the kind {model!r}, {pre!r}, which the course does not read; it "
            f"reads 'gpt2' with {' or '.join(map(repr, GGUF_PATTERNS))}"
        )
    try:
        special_tokens = {token: place for place, token in enumerate(tokens) if types[place] == CONTROL_TOKEN}
        vocab = {place: visible_to_bytes(token) for place, token in enumerate(tokens) if token not in special_tokens}
        return BPETokenizer(vocab, parse_merges(merges), special_tokens, GGUF_PATTERNS[pre], name)
    except (ValueError, IndexError) as problem:
        raise damaged("the tokenizer in this GGUF file", problem) from problem


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
