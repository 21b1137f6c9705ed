"""Texts with their words and vectors: searched in both ways at once, renewed when texts change, kept in a folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from llm_edu.retrieval.bm25 import BM25, WordCounts, best
from llm_edu.retrieval.encoder import SentenceEncoder
from llm_edu.retrieval.fusion import reciprocal_rank_fusion
from llm_edu.retrieval.index_files import read_index, write_index

DEPTH = 100    # of each ranking that is fused


@dataclass(frozen=True, slots=True)
class Found:
    """A text that a search has found.

    number: of the text in the index   name: where it is from   score: by which it was ranked, the sum of reciprocal
    ranks   word_score: BM25's   cosine: of the vectors of text and query
    """

    number: int
    name: str
    text: str
    score: float
    word_score: float
    cosine: float


class Index:
    """Texts, each with a name, their words (`bm25`) and vectors. `build` makes one, `load` reads one that was saved.

    vectors: float32 (texts, width), each of length 1, by the encoder with the name `encoder_name`
    Raises ValueError where numbers of texts, names, vectors and documents differ.
    """

    def __init__(self, texts: Sequence[str], names: Sequence[str], bm25: BM25, vectors: np.ndarray, encoder_name: str):
        if not len(texts) == len(names) == len(bm25) == len(vectors):
            raise ValueError(f"each text has a name, words and a vector: there are {len(texts)} texts, {len(names)} "
                             f"names, words of {len(bm25)} texts, and {len(vectors)} vectors")
        self.texts, self.names, self.bm25 = list(texts), list(map(str, names)), bm25    # names may be numbers
        self.vectors, self.encoder_name = vectors, encoder_name

    @classmethod
    def build(cls, encoder: SentenceEncoder, texts: Sequence[str], names: Sequence[str] | None = None,
              report: Callable[[int, int], None] | None = None) -> "Index":
        """An index of texts. For 10,000 paragraphs MiniLM takes about four minutes on one core.

        names: where each text is from, such as a title; None: its number   report: as for `SentenceEncoder.encode`
        """
        nothing = cls([], [], BM25([]), np.empty((0, encoder.config.width), np.float32), encoder.name)
        return nothing.renewed(encoder, texts, names, report)

    def renewed(self, encoder: SentenceEncoder, texts: Sequence[str], names: Sequence[str] | None = None,
                report: Callable[[int, int], None] | None = None) -> "Index":
        """An index of other texts, where each text that this one has keeps its vector: only new texts are encoded.

        Arguments as for `build`. Raises ValueError for another encoder than that of this index.
        """
        self.check_encoder(encoder)
        rows = {text: row for row, text in enumerate(self.texts)}
        new = list(dict.fromkeys(text for text in texts if text not in rows))
        rows |= {text: len(self.texts) + place for place, text in enumerate(new)}
        vectors = np.concatenate([self.vectors, encoder.encode(new, report)])[[rows[text] for text in texts]] \
            if len(texts) else np.empty((0, self.vectors.shape[1]), np.float32)
        names = [str(number) for number in range(len(texts))] if names is None else names
        return type(self)(texts, names, BM25(texts, self.bm25.k1, self.bm25.b), vectors, self.encoder_name)

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        return f"Index({len(self):,} texts, {len(self.bm25.rows):,} words, vectors by {self.encoder_name})"

    def check_encoder(self, encoder: SentenceEncoder) -> None:
        """Raise ValueError for an encoder whose vectors cannot be compared with those in here."""
        if (encoder.name, encoder.config.width) != (self.encoder_name, self.vectors.shape[1]):
            raise ValueError(f"the vectors of this index are by {self.encoder_name!r}, width {self.vectors.shape[1]}, "
                             f"and cannot be compared with those by {encoder.name!r}, width {encoder.config.width}: "
                             "build the index with this encoder, or search with the other")

    def by_words(self, query: str, count: int = 10) -> list[tuple[int, float]]:
        """BM25's ranking: numbers of texts with their scores, the best first; none that shares no word."""
        return self.bm25.search(query, count)

    def by_meaning(self, encoder: SentenceEncoder, query: str, count: int = 10) -> list[tuple[int, float]]:
        """The texts whose vectors are most similar to the query's: numbers with cosines, the best first."""
        return best(self.cosines(encoder, query), count)

    def cosines(self, encoder: SentenceEncoder, query: str) -> np.ndarray:
        """The cosine of the query's vector and each text's: (texts,)."""
        self.check_encoder(encoder)
        return self.vectors @ encoder.encode([query])[0]

    def search(self, encoder: SentenceEncoder, query: str, count: int = 10, depth: int = DEPTH) -> list[Found]:
        """Search by words and by meaning, and fuse the two rankings (`reciprocal_rank_fusion`), the best first.

        depth: how much of each ranking is fused; at least `count`
        """
        if count < 1:
            raise ValueError(f"count is at least 1, not {count}")
        scores, cosines = self.bm25.scores(query), self.cosines(encoder, query)
        depth = max(depth, count)
        by_words = [number for number, score in best(scores, depth) if score > 0]
        by_meaning = [number for number, _ in best(cosines, depth)]
        return [Found(number, self.names[number], self.texts[number], score, float(scores[number]),
                      float(cosines[number]))
                for number, score in reciprocal_rank_fusion([by_words, by_meaning])[:count]]

    def save(self, folder: str | Path) -> None:
        """Keep the index in a folder, in place of an earlier one.

        At every moment, even when the process is killed in here, the folder holds one whole index, old or new.
        Raises CourseError while another program saves there, and OSError where the system refuses.
        """
        write_index(Path(folder), *self.parts())

    def parts(self) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What `save` writes: facts, and arrays by their names."""
        counted = self.bm25.counted
        return ({"encoder": self.encoder_name, "k1": self.bm25.k1, "b": self.bm25.b, "texts": self.texts,
                 "names": self.names, "words": counted.words},
                {"vectors": self.vectors, "starts": counted.starts, "documents": counted.documents,
                 "counts": counted.counts, "lengths": counted.lengths})

    @classmethod
    def load(cls, folder: str | Path) -> "Index":
        """Read the index in a folder. Raises CourseError where there is none, or a damaged one."""
        return cls.from_parts(*read_index(Path(folder)))

    @classmethod
    def from_parts(cls, facts: dict[str, Any], arrays: dict[str, np.ndarray]) -> "Index":
        """The index with these `parts`."""
        counted = WordCounts(facts["words"], *(arrays[name] for name in ("starts", "documents", "counts", "lengths")))
        return cls(facts["texts"], facts["names"], BM25(counted, facts["k1"], facts["b"]), arrays["vectors"],
                   facts["encoder"])
