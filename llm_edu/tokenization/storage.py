"""Tokenizers as files: JSON in the format of Hugging Face's ``tokenizers``, so that other tools read them too.

Tokens are written with visible characters (see ``visible_bytes``), merges as pairs of tokens. Unlike ours, other tools
recognise a special token in every text, wherever the text comes from.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import regex

from llm_edu.errors import CourseError
from llm_edu.files import read_json, write_atomically
from llm_edu.tokenization.checks import Tokenizer, ids_to_tokens
from llm_edu.tokenization.visible_bytes import bytes_to_visible, visible_to_bytes

Made = TypeVar("Made")
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
SPECIAL = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}


def save_tokenizer(tokenizer: Tokenizer, path: Path) -> None:
    """Write a tokenizer. The file appears whole or not at all."""
    ids = {bytes_to_visible(token): token_id for token_id, token in tokenizer.vocab.items()}
    for text in tokenizer.special_tokens:
        if text in ids:
            raise ValueError(f"special token {text!r} is written like an ordinary token; a file cannot hold both")
    ids = dict(sorted((ids | dict(tokenizer.special_tokens)).items(), key=lambda item: item[1]))
    content = {
        "version": "1.0",
        "added_tokens": [{"id": ids[text], "content": text, **SPECIAL} for text in tokenizer.special_tokens],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": tokenizer.pattern}, "behavior": "Isolated", "invert": False},
                BYTE_LEVEL,
            ],
        },
        "post_processor": None,
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE",
            "vocab": ids,
            "merges": [[bytes_to_visible(left), bytes_to_visible(right)] for left, right in tokenizer.merges],
        },
    }
    before, key, merges = json.dumps(content, ensure_ascii=False, indent=1).rpartition('"merges": [')
    # A merge on one line instead of four. (What comes before holds special tokens, in which anything may stand.)
    merges = regex.sub(r'\[\s+("(?:[^"\\]|\\.)*"),\s+("(?:[^"\\]|\\.)*")\s+\]', r"[\1, \2]", merges) + "\n"
    write_atomically(path, (before + key + merges).encode())


def load_tokenizer_file(path: Path, tokenizer_class: Callable[..., Made]) -> Made:
    """Read what ``save_tokenizer`` wrote; the name is the file's.

    Raises CourseError when the file is damaged or of another kind.
    """
    try:
        content = read_json(path)
        split, byte_level = content["pre_tokenizer"]["pretokenizers"]
        model = content["model"]
        if model["type"] != "BPE" or split["behavior"] != "Isolated" or byte_level != BYTE_LEVEL:
            raise ValueError("it describes another kind of tokenizer")
        special_tokens = {special["content"]: special["id"] for special in content["added_tokens"]}
        for text, token_id in special_tokens.items():
            if model["vocab"][text] != token_id:
                raise ValueError(f"special token {text!r} has two ids, {token_id} and {model['vocab'][text]}")
        ordinary = {token: token_id for token, token_id in model["vocab"].items() if token not in special_tokens}
        return tokenizer_class(
            vocab=ids_to_tokens(ordinary, visible_to_bytes),
            merges=[(visible_to_bytes(left), visible_to_bytes(right)) for left, right in model["merges"]],
            special_tokens=special_tokens,
            pattern=split["pattern"]["Regex"],
            name=path.stem,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise CourseError(
            f"{path} is not a tokenizer that BPETokenizer.save has written, or it is damaged ({what}). "
            "Train and save it again, or take a copy that works."
        ) from problem
