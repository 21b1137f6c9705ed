"""What both exports need: is it a model that other programs have, which token ends a text, and whole files or none."""

import dataclasses
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from torch import Tensor

from llm_edu.compression.int8 import Int8Embedding, Int8Linear
from llm_edu.errors import CourseError
from llm_edu.files import move
from llm_edu.finetuning.lora import check_unchanged
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig

LLAMA = {"positions": "rope", "norm": "rms", "feed_forward": "swiglu", "bias": False}
NAMED = {"bos": "bos_token", "eos": "eos_token", "unknown": "unk_token", "padding": "pad_token"}
END = "<|endoftext|>"


def check_model(model: Transformer, tokenizer: BPETokenizer) -> None:
    """Raise ValueError for a model that is not a plain Llama, which other programs could not run, and for a tokenizer
    that is not its own; TypeError for what is no byte-level BPE tokenizer."""
    check_unchanged(model)
    if any(isinstance(layer, Int8Linear | Int8Embedding) for layer in model.modules()):
        raise ValueError("this model computes in 8 bits, in a form that only PyTorch reads: export the model that "
                         "`quantise` was given")
    config = model.config
    other = [f"{name} is {getattr(config, name)!r}, not {value!r}" for name, value in LLAMA.items()
             if getattr(config, name) != value]
    other += [f"{field.name} is {getattr(config, field.name)!r}" for field in dataclasses.fields(config)
              if field.name not in TransformerConfig.__dataclass_fields__
              and getattr(config, field.name) != field.default]
    if other or type(model) is not Transformer:
        why = "; ".join(other) or f"it is a {type(model).__name__}"
        raise ValueError("the exports write models of the architecture llama, as `TransformerConfig.llama` makes them, "
                         f"and other programs have no place for what this one has beyond it: {why}")
    if not isinstance(tokenizer, BPETokenizer):
        raise TypeError(f"the exports write byte-level BPE tokenizers, not {type(tokenizer).__name__}")
    if tokenizer.vocab_size > config.vocab_size:
        raise ValueError(f"the tokenizer has ids up to {tokenizer.vocab_size - 1:,}, and the model knows only "
                         f"{config.vocab_size:,}: it belongs to another model")
    if tokenizer.vocab_size < config.vocab_size // 2:    # a table may have some rows that no token uses, not most
        raise ValueError(f"the tokenizer has {tokenizer.vocab_size:,} tokens, and the model {config.vocab_size:,}: it "
                         "belongs to another model")


def checked(name: str, numbers: Tensor, most: float = math.inf) -> Tensor:
    """A tensor's numbers as float32. Raises ValueError for infinite ones, nan, and those above `most`, which a file
    would hold silently, or turn into infinite ones."""
    numbers = numbers.detach().float()
    largest = numbers.abs().max().item()    # nan if any is
    if not math.isfinite(largest):
        raise ValueError(f"in {name} are numbers that are infinite or nan: the training of this model has failed, and "
                         "no program could use the file")
    if largest > most:
        raise ValueError(f"the largest number in {name} is {largest:,.0f}, and 16 bits end at {most:,.0f}: choose the "
                         'kind "F32"')
    return numbers


def named_ids(tokenizer: BPETokenizer) -> dict[str, int]:
    """The ids of special tokens by their use: "eos" ends a text or an answer, "bos" may begin one; "unknown", "padding"

    They come from the tokenizer's chat template. Without one, `<|endoftext|>` or else the first special token ends a
    text. Raises ValueError for a tokenizer without special tokens: then a program would not know where to stop.
    """
    special = tokenizer.special_tokens
    if not special:
        raise ValueError("this tokenizer has no special token, so that no program would know where a text ends: give "
                         f'it one, with_special_tokens(["{END}"]), and the model a row for it')
    chat = getattr(tokenizer, "chat", None)
    texts = {} if chat is None else chat.variables
    found = {name: special[texts[text]] for name, text in NAMED.items() if texts.get(text) in special}
    if "eos" not in found:
        found["eos"] = special.get(END, min(special.values()))
    return found


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """A path to write to, which becomes `path` at the end. If anything fails, nothing is left.

    Raises CourseError where there is something already: an export replaces nothing.
    """
    if os.path.lexists(path):
        raise CourseError(f"{path} is there already, and an export replaces nothing: choose another name, or delete it")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    remove(unfinished)    # of an export that was killed
    try:
        yield unfinished
        move(unfinished, path)
    finally:
        remove(unfinished)


def remove(path: Path) -> None:
    """Remove a file, or a folder with its files, if it is there."""
    if path.is_dir():
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def on_disk(file: Any) -> None:
    """Wait until a file's content is on the disk, so that its name does not change before."""
    file.flush()
    os.fsync(file.fileno())
