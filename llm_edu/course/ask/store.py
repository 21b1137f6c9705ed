"""The index of a folder in the user's cache: whole, and beside it what a process has done since, in portions.

    ask/SHA-256 of the folder's path/
      index.json, index-….safetensors      as `llm_edu.retrieval` keeps an index, with the state of each file
      portion-000001-….safetensors         files read and texts encoded since; the index takes them in when all is done
      building.lock                        held while a process reads and encodes

Each file appears in one step, and its name holds its SHA-256: a process may die at any moment.
"""

import contextlib
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save

from llm_edu.course import paths
from llm_edu.errors import CourseError
from llm_edu.files import write_atomically
from llm_edu.retrieval import Index
from llm_edu.retrieval.index_files import DAMAGED, NAME, read_index, write_index

READING = 1    # raised when files are read or cut in another way: what was kept before is then read again
PORTION = re.compile(r"portion-(\d{6,})-([0-9a-f]{64})\.safetensors")
LEFT = (".portion-*", "portion-*")    # portions, and what a killed process wrote of one


@dataclass(frozen=True)
class Record:
    """What was read of a file.

    changed: as in `Seen`, or -1 where the file was so new that it may have changed once more in the same instant
    sha256: of its content   problem: why it is skipped, or ""   places: the line or page of each passage   texts: these
    """

    size: int
    changed: int
    sha256: str
    problem: str = ""
    places: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass
class Known:
    """What is kept of a folder: records by path, vectors by text, the whole index (None: none yet, or damaged), the
    number of portions, and what there is to say about damage."""

    records: dict[str, Record] = field(default_factory=dict)
    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    index: Index | None = None
    portions: int = 0
    notes: list[str] = field(default_factory=list)


class Store:
    """The index of one folder for one encoder."""

    def __init__(self, folder: Path, encoder: Any, cache: Path | None = None):
        key = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        self.folder, self.encoder = (paths.indexes_folder() if cache is None else cache) / key, encoder

    def make(self) -> None:
        """Make the folder, which nobody else may read."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def load(self) -> Known:
        """All that is kept, but for what another encoder made, or is damaged; a note tells of damage."""
        known = Known()
        if (self.folder / NAME).exists():
            try:
                facts, arrays = read_index(self.folder)
                index = Index.from_parts(facts, arrays)
                if self.fits(facts, index.vectors):
                    known.records, known.index = records_of(facts["files"], index), index
                    known.vectors = dict(zip(index.texts, index.vectors, strict=True))
            except (CourseError, OSError, *DAMAGED) as problem:
                known.notes.append(f"The index kept of this folder cannot be used, and is built again ({problem}).")
        for path in self.portion_files():
            known.portions += 1
            try:
                self.take_in(path, known)
            except (OSError, *DAMAGED) as problem:
                known.notes.append(f"{path.name}, a part of an unfinished index, is damaged and left out ({problem}).")
        return known

    def fits(self, facts: dict[str, Any], vectors: np.ndarray) -> bool:
        """Whether something kept was read in this way, and encoded by this encoder."""
        return (facts.get("reading"), facts.get("encoder")) == (READING, self.encoder.name) and \
            vectors.ndim == 2 and vectors.shape[1] == self.encoder.config.width

    def portion_files(self) -> list[Path]:
        """The portions, in the order in which they were written."""
        if not self.folder.is_dir():
            return []
        numbers = {path: int(found[1]) for path in self.folder.iterdir() if (found := PORTION.fullmatch(path.name))}
        return sorted(numbers, key=numbers.__getitem__)

    def take_in(self, path: Path, known: Known) -> None:
        """Add what a portion holds. Raises OSError, or one of DAMAGED."""
        if hashlib.sha256(path.read_bytes()).hexdigest() not in path.name:
            raise ValueError("it has changed since it was written")
        with safe_open(path, framework="np") as file:
            facts, vectors = json.loads(file.metadata()["facts"]), file.get_tensor("vectors")
        if self.fits(facts, vectors):
            known.vectors.update(zip(facts["texts"], vectors, strict=True))
            known.records.update({name: Record(*record[:4], tuple(record[4]), tuple(record[5]))
                                  for name, record in facts["files"].items()})

    def add_portion(self, records: dict[str, Record], texts: list[str], vectors: np.ndarray) -> None:
        """Keep files that were read and texts that were encoded; at once, and whole or not at all."""
        files = {path: [each.size, each.changed, each.sha256, each.problem, each.places, each.texts]
                 for path, each in records.items()}
        facts = {"reading": READING, "encoder": self.encoder.name, "texts": texts, "files": files}
        data = save({"vectors": np.ascontiguousarray(vectors)}, {"facts": json.dumps(facts)})
        last = max((int(PORTION.fullmatch(path.name)[1]) for path in self.portion_files()), default=0)
        write_atomically(self.folder / f"portion-{last + 1:06d}-{hashlib.sha256(data).hexdigest()}.safetensors", data)

    def finish(self, index: Index, records: dict[str, Record]) -> None:
        """Keep the whole index in place of the earlier one; only then delete the portions."""
        facts, arrays = index.parts()
        files = {path: [each.size, each.changed, each.sha256, each.problem, each.places]
                 for path, each in sorted(records.items())}
        write_index(self.folder, {**facts, "reading": READING, "files": files}, arrays)
        for path in [path for pattern in LEFT for path in self.folder.glob(pattern)]:
            with contextlib.suppress(PermissionError):    # on Windows, while it is being read; then the next time
                path.unlink(missing_ok=True)


def records_of(files: dict[str, list], index: Index) -> dict[str, Record]:
    """The records that an index keeps, each with its texts, which are in the order of the files."""
    records, start = {}, 0
    for path, (size, changed, sha256, problem, places) in files.items():
        texts = tuple(index.texts[start:start + len(places)])
        records[path] = Record(size, changed, sha256, problem, tuple(places), texts)
        start += len(places)
    names = [f"{path}:{int(place)}" for path, record in records.items() for place in record.places]
    if names != index.names:
        raise ValueError("files and passages do not belong together")
    return records
