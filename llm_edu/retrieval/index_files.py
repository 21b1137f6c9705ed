"""An index on disk: ``index.json``, and one safetensors file that it names.

The safetensors file is named after its content, so that writing a new one touches no old one; then ``index.json`` is
replaced in one step. Whenever the process dies, the folder holds the old index whole or the new one whole.
"""

import contextlib
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from llm_edu.errors import CourseError
from llm_edu.files import locked, read_json, write_atomically

FORMAT = 1
NAME = "index.json"
ARRAYS = re.compile(r"\.?index-[0-9a-f]{64}\.safetensors(\.unfinished)?")
KINDS = {"vectors": ("float32", 2), "starts": ("int64", 1), "documents": ("int32", 1), "counts": ("int32", 1),
         "lengths": ("int32", 1)}    # each array's kind of number, and its number of dimensions
# What comes of arrays that are made from a damaged safetensors file: its header can be wrong in many ways.
DAMAGED = (SafetensorError, ValueError, TypeError, KeyError, AttributeError, OverflowError, RuntimeError)


def write_index(folder: Path, facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Write an index in place of an earlier one; then delete what that, or a killed process, has left."""
    folder.mkdir(parents=True, exist_ok=True)
    data = save({name: np.ascontiguousarray(array) for name, array in arrays.items()})
    file = f"index-{hashlib.sha256(data).hexdigest()}.safetensors"
    with locked(folder / NAME):
        write_atomically(folder / file, data)
        write_atomically(folder / NAME, json.dumps({"format": FORMAT, "arrays": file, **facts}).encode())
        for path in folder.iterdir():
            if ARRAYS.fullmatch(path.name) and path.name != file:
                with contextlib.suppress(PermissionError):    # on Windows, while it is being read; then the next time
                    path.unlink(missing_ok=True)


def read_index(folder: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The facts and arrays of an index, checked: what is returned fits together."""
    for last_try in (False, True):
        facts = read_facts(folder)
        try:
            arrays = read_arrays(folder, facts["arrays"])
            break
        except FileNotFoundError as problem:    # another process may just have saved, and deleted the old file
            if last_try:
                raise damaged(folder, f"{facts['arrays']} is missing") from problem
    if wrong := misfit(facts, arrays):
        raise damaged(folder, wrong)
    return facts, arrays


def damaged(folder: Path, problem: object) -> CourseError:
    return CourseError(f"The index in {folder} is damaged ({problem}): delete the folder, and build the index again")


def read_facts(folder: Path) -> dict[str, Any]:
    """What index.json says, each value of the right kind."""
    if not (folder / NAME).exists():
        raise CourseError(f"There is no index in {folder}: it has no {NAME}. Index.build makes one, and save keeps it")
    try:
        facts = read_json(folder / NAME)
    except (ValueError, OSError) as problem:
        raise damaged(folder, problem) from problem
    if not isinstance(facts, dict):
        raise damaged(folder, f"{NAME} does not hold facts by name")
    if facts.get("format") != FORMAT:
        raise CourseError(f"The index in {folder} has the format {str(facts.get('format'))[:20]}, and this version of "
                          f"the course reads {FORMAT}: delete the folder, and build the index again")
    for name, kind in {"encoder": str, "arrays": str, "texts": list, "names": list, "words": list}.items():
        if not isinstance(facts.get(name), kind):
            raise damaged(folder, f"{name} in {NAME} is missing, or of another kind")
        if kind is list and not all(isinstance(text, str) for text in facts[name]):
            raise damaged(folder, f"{name} in {NAME} holds what is not text")
    if not (type(facts.get("k1")) in (int, float) and 0 < facts["k1"] < 1e9
            and type(facts.get("b")) in (int, float) and 0 <= facts["b"] <= 1):
        raise damaged(folder, f"k1 or b in {NAME} makes no sense")
    return facts


def read_arrays(folder: Path, file: str) -> dict[str, np.ndarray]:
    """The arrays in a file whose content must be what its name says. Raises FileNotFoundError if it is not there."""
    if not ARRAYS.fullmatch(file) or file[0] == ".":    # a name from elsewhere must not lead out of the folder
        raise damaged(folder, f"{NAME} names a file {file[:80]!r}")
    data = (folder / file).read_bytes()
    if hashlib.sha256(data).hexdigest() not in file:
        raise damaged(folder, f"{file} has changed since it was written")
    try:
        return load(data)
    except DAMAGED as problem:
        raise damaged(folder, problem) from problem


def misfit(facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> str | None:
    """What does not fit together, in words; None where all does."""
    if {name: (str(array.dtype), array.ndim) for name, array in arrays.items()} != KINDS:
        return "its arrays are of other kinds"
    vectors, starts, documents, counts, lengths = (arrays[name] for name in KINDS)
    texts, entries = len(facts["texts"]), len(documents)
    if not texts == len(facts["names"]) == len(vectors) == len(lengths):
        return "texts, names, vectors and lengths are not equally many"
    if not np.isfinite(vectors).all():
        return "a vector holds what is not a number"
    if len(starts) != len(facts["words"]) + 1 or len(set(facts["words"])) != len(facts["words"]):
        return "words and their places are not equally many, or a word is there twice"
    if starts[0] != 0 or starts[-1] != entries or (np.diff(starts) < 1).any() or len(counts) != entries:
        return "the places of words make no sense"
    rising = np.diff(documents) > 0
    rising[starts[1:-1] - 1] = True    # where the next word begins
    if not rising.all() or entries and (documents.min() < 0 or documents.max() >= texts or counts.min() < 1):
        return "the documents of a word make no sense"
    if (np.bincount(documents, counts, texts) != lengths).any():
        return "the counts of words are not those of the texts"
    return None
