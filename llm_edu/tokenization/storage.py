"""Tokenizers as files: JSON in the format of Hugging Face's ``tokenizers``, so that other tools read them too.

Tokens are written with visible characters (see ``visible_bytes``), merges as pairs of tokens.
"""

import json
import os
from pathlib import Path

import regex

from llm_edu.errors import CourseError
from llm_edu.tokenization.visible_bytes import bytes_to_visible, visible_to_bytes

BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}


def save_tokenizer(tokenizer, path: Path) -> None:
    """Write a tokenizer. The file appears whole or not at all."""
    specials = [
        {"id": token_id, "content": text, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": True}
        for text, token_id in tokenizer.special_tokens.items()
    ]  # fmt: skip
    split = {"type": "Split", "pattern": {"Regex": tokenizer.pattern}, "behavior": "Isolated", "invert": False}
    content = {
        "version": "1.0",
        "name": tokenizer.name,
        "added_tokens": specials,
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, BYTE_LEVEL]},
        "post_processor": None,
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE",
            "vocab": {bytes_to_visible(token): token_id for token_id, token in tokenizer.vocab.items()},
            "merges": [[bytes_to_visible(left), bytes_to_visible(right)] for left, right in tokenizer.merges],
        },
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    # The lists inside, two lines a merge and six a special token, go on one line each.
    text = regex.sub(r'\[\s+("(?:[^"\\]|\\.)*"),\s+("(?:[^"\\]|\\.)*")\s+\]', r"[\1, \2]", text) + "\n"
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    os.replace(unfinished, path)


def load_tokenizer_file(path: Path, tokenizer_class):
    """Read a tokenizer that ``save_tokenizer`` wrote. Raises CourseError when the file is damaged or of another kind."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        split, byte_level = content["pre_tokenizer"]["pretokenizers"]
        if content["model"]["type"] != "BPE" or split["behavior"] != "Isolated" or byte_level != BYTE_LEVEL:
            raise ValueError("it describes another kind of tokenizer")
        return tokenizer_class(
            vocab={token_id: visible_to_bytes(token) for token, token_id in content["model"]["vocab"].items()},
            merges=[(visible_to_bytes(left), visible_to_bytes(right)) for left, right in content["model"]["merges"]],
            special_tokens={special["content"]: special["id"] for special in content["added_tokens"]},
            pattern=split["pattern"]["Regex"],
            name=content["name"],
        )
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        what = f"{problem} is missing" if isinstance(problem, KeyError) else str(problem)
        raise CourseError(
            f"{path} is no tokenizer that BPETokenizer.save has written, or it is damaged ({what}). "
            "Train and save it again, or take a copy that works."
        ) from problem
