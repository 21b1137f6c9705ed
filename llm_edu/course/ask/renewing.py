"""An index brought up to date: only files that are new or have changed are read, and only new passages encoded."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from llm_edu.course.ask.files import Scan, Seen, Unreadable, check_pdf_reader, is_pdf, passages_of, scan
from llm_edu.course.ask.store import Known, Record, Store
from llm_edu.files import locked
from llm_edu.retrieval import BM25, Index

PORTION = 64    # passages that are encoded before they are kept: seconds of work, or 15 on a busy machine
FILES = 500    # files that are read before they are kept, if none of them has new passages
Report = Callable[[int, int, int], None]
JUST_NOW = 2_000_000_000    # nanoseconds: the coarsest clock of a file system, that of FAT


@dataclass(frozen=True)
class FolderIndex:
    """The index of a folder, whose names are "path:place"; how many files are in it; `skipped` and `ignored` as in
    `Scan`; what there is to say about the index itself."""

    index: Index
    files: int
    skipped: dict[str, str]
    ignored: int
    notes: list[str]


def renew(folder: Path, encoder: Any, cache: Path | None = None,
          report: Report | None = None) -> FolderIndex:
    """The index of a folder as its files are now; it is kept in the cache.

    encoder: such as a `SentenceEncoder`   cache: where indexes are kept; None: in the user's cache
    report: called with (files read, of how many, passages encoded) again and again; with no file read for as long as
    another process makes this index, because then this one waits
    Raises CourseError for a folder that cannot be read, and for PDF files without pypdf.
    """
    found, store = scan(folder), Store(folder, encoder, cache)
    known = store.load()
    if not up_to_date(known, found.files):
        store.make()
        report = report or (lambda *_: None)
        with locked(store.folder / "building", waiting=lambda: report(0, len(found.files), 0)):
            found, known = scan(folder), store.load()    # another process may have built it while this one waited
            if not up_to_date(known, found.files):
                Renewal(folder, store, known, report).run(found)
    problems = {path: record.problem for path, record in known.records.items() if record.problem}
    skipped = dict(sorted({**found.skipped, **problems}.items()))
    return FolderIndex(known.index, len(found.files) - len(problems), skipped, found.ignored, known.notes)


def up_to_date(known: Known, files: dict[str, Seen]) -> bool:
    """Whether the index holds these files as they are, and nothing else."""
    return known.index is not None and not known.portions and known.records.keys() == files.keys() and \
        all(as_before(known.records[path], seen) for path, seen in files.items())


def as_before(record: Record | None, seen: Seen) -> bool:
    """Whether a file looks as it did when it was read."""
    return record is not None and (record.size, record.changed) == (seen.size, seen.changed)


class Renewal:
    """One run through the files of a folder; it changes `known` into what there is in the end."""

    def __init__(self, folder: Path, store: Store, known: Known, report: Report):
        self.folder, self.store, self.known, self.report = folder, store, known, report
        self.read, self.encoded, self.total = 0, 0, 0    # what is reported
        self.records: dict[str, Record] = {}    # of all files
        self.unsaved: dict[str, Record] = {}
        self.waiting: dict[str, None] = {}    # texts to encode, in their order, each once

    def run(self, found: Scan) -> None:
        """Read, encode and keep. Files of `found` that the system refuses go from its `files` to its `skipped`."""
        check_pdf_reader(sum(is_pdf(path) and not as_before(self.known.records.get(path), seen)
                             for path, seen in found.files.items()))
        self.total = len(found.files)
        for self.read, (path, seen) in enumerate(list(found.files.items()), 1):
            try:
                record = self.record_of(path, seen)
            except OSError as problem:    # it may be readable the next time, so that nothing is kept of it
                found.skipped[path] = f"cannot be read ({problem.strerror})"
                del found.files[path]
            else:
                self.add(path, record)
            self.report(self.read, self.total, self.encoded)
        while self.waiting or self.unsaved:
            self.keep_portion()
        self.known.records, self.known.index = self.records, self.whole()
        self.store.finish(self.known.index, self.records)
        self.known.portions = 0

    def record_of(self, path: str, seen: Seen) -> Record:
        """The record of a file: the one kept where its size and time, or else its content, are the same."""
        kept = self.known.records.get(path)
        if as_before(kept, seen):
            return kept
        content = (self.folder / path).read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        changed = seen.changed if time.time_ns() - seen.changed > JUST_NOW else -1
        if kept is not None and kept.sha256 == sha256 and not kept.problem:
            return Record(seen.size, changed, sha256, kept.problem, kept.places, kept.texts)
        try:
            places, texts = zip(*passages_of(path, content), strict=True)
        except Unreadable as problem:
            return Record(seen.size, changed, sha256, str(problem))
        return Record(seen.size, changed, sha256, "", places, texts)

    def add(self, path: str, record: Record) -> None:
        """Note a record and the texts in it that have no vector yet; keep a portion whenever there is one."""
        self.records[path] = record
        if record != self.known.records.get(path):
            self.unsaved[path] = record
        self.waiting.update((text, None) for text in record.texts if text not in self.known.vectors)
        while len(self.waiting) >= PORTION or len(self.unsaved) >= FILES:
            self.keep_portion()

    def keep_portion(self) -> None:
        """Encode texts that wait, at most a portion, and keep them with the files that were read."""
        texts = list(self.waiting)[:PORTION]
        vectors = self.store.encoder.encode(texts)
        self.store.add_portion(self.unsaved, texts, vectors)
        self.known.vectors.update(zip(texts, vectors, strict=True))
        self.unsaved = {}
        for text in texts:
            del self.waiting[text]
        self.encoded += len(texts)
        self.report(self.read, self.total, self.encoded)

    def whole(self) -> Index:
        """The index of all files, in the order of their paths."""
        texts, names, encoder = [], [], self.store.encoder
        for path, record in sorted(self.records.items()):
            texts += record.texts
            names += [f"{path}:{place}" for place in record.places]
        vectors = np.array([self.known.vectors[text] for text in texts], np.float32).reshape(-1, encoder.config.width)
        return Index(texts, names, BM25(texts), vectors, encoder.name)
