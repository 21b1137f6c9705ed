"""Text as rows of ids for training, and the rows of each step.

All texts are in one long sequence, each between two end tokens:    END the cat slept END a dog END
A row is a stretch of it, and the model predicts each of its tokens but the first. So both ways to make rows, one text
a row and cutting wherever a row is full, come down to a list of where rows start and stop.
"""

import zlib
from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Self

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from llm_edu.language_models import END_ID, pad_rows


class TokenRows:
    """Rows of a long sequence of ids. Make them with `one_text_a_row`, `packed` or `cut`.

    tokens: (count,), integers, an array in memory or on disk (see `token_files`)
    starts, stops: (rows,); row i is tokens[starts[i]:stops[i]], and its targets are all of these but the first
    Raises ValueError for no rows, tokens that are not whole numbers, and rows that do not fit the tokens.

    >>> rows = TokenRows.one_text_a_row([[5, 6], [7]])
    >>> len(rows), rows.target_count, rows[0].tolist(), rows[1].tolist()
    (2, 5, [0, 5, 6, 0], [0, 7, 0])
    """

    def __init__(self, tokens: np.ndarray | Sequence[int], starts: ArrayLike, stops: ArrayLike):
        self.tokens = tokens if isinstance(tokens, np.ndarray) else np.asarray(tokens)
        self.starts, self.stops = np.asarray(starts, dtype=np.int64), np.asarray(stops, dtype=np.int64)
        if not len(self.starts):
            raise ValueError("give at least one text to make rows from")
        if self.tokens.ndim != 1 or self.tokens.dtype.kind not in "iu":
            raise ValueError(f"tokens are one sequence of whole numbers, not {self.tokens.dtype} of the shape "
                             f"{self.tokens.shape}")
        if len(self.starts) != len(self.stops) or (self.stops - self.starts).min() < 2:
            raise ValueError("every row has a start and a stop, and at least 2 ids: one to read and one to predict")
        if self.starts.min() < 0 or self.stops.max() > len(tokens):
            raise ValueError(f"rows reach from {self.starts.min()} to {self.stops.max()}, but there are {len(tokens)} "
                             "tokens")

    @classmethod
    def one_text_a_row(cls, texts: Iterable[Sequence[int]], length: int | None = None) -> Self:
        """One text a row: the inputs begin with the end's id, and the targets close with it.

        texts: lists of ids   length: the most targets in a row; a longer text continues in the next row
        """
        tokens, sizes = join_texts(texts)
        starts = np.cumsum(sizes) - sizes    # the end before each text
        return cls.in_lengths(tokens, starts, starts + sizes + 1, length)

    @classmethod
    def packed(cls, texts: Iterable[Sequence[int]], length: int) -> "TokenRows":
        """Several whole texts in a row of at most `length` targets, with the end between them, to save padding.

        The model sees the earlier texts of its row, and learns to look no further back than the end. Raises ValueError
        for a text that is too long for a row.

        >>> TokenRows.packed([[5, 6], [7, 7, 7], [8]], length=6).row_texts()
        [[0, 7, 7, 7, 0, 8, 0], [0, 5, 6, 0]]
        """
        texts = list(texts)
        rows = pack([len(ids) + 1 for ids in texts], length)
        tokens, sizes = join_texts([texts[number] for row in rows for number in row])
        ends = np.cumsum([0, *sizes])    # where each text's end before it stands, and the last end
        borders = ends[np.cumsum([0, *map(len, rows)])]
        return cls(tokens, borders[:-1], borders[1:] + 1)

    @classmethod
    def cut(cls, tokens: np.ndarray | Sequence[int], length: int) -> "TokenRows":
        """Cut a sequence, perhaps a file of tokens, into rows of `length` targets each.

        Every token but the first is a target exactly once.

        >>> TokenRows.cut(np.array([0, 5, 6, 0, 7, 0]), length=3).row_texts()
        [[0, 5, 6, 0], [0, 7, 0]]
        """
        return cls.in_lengths(tokens, [0], [len(tokens)], length)

    @classmethod
    def in_lengths(cls, tokens: np.ndarray | Sequence[int], starts: ArrayLike, stops: ArrayLike, length: int | None
                   ) -> Self:
        """Rows with at most `length` targets each; a longer row is cut into several."""
        if length is None:
            return cls(tokens, starts, stops)
        if length < 1:
            raise ValueError(f"a row has at least 1 target, not {length}")
        starts, stops = np.asarray(starts), np.asarray(stops)
        counts = -(-(stops - starts - 1) // length)    # rows for each, rounded up
        first = np.repeat(np.cumsum(counts) - counts, counts)    # for each row, the number of its text's first row
        row_starts = np.repeat(starts, counts) + length * (np.arange(counts.sum()) - first)
        return cls(tokens, row_starts, np.minimum(row_starts + length + 1, np.repeat(stops, counts)))

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, number: int) -> np.ndarray:
        return self.tokens[self.starts[number]:self.stops[number]]

    def row_texts(self) -> list[list[int]]:
        """All rows as lists of ids, for you to look at."""
        return [self[number].tolist() for number in range(len(self))]

    def side_by_side(self, numbers: Sequence[int] | np.ndarray) -> tuple[Tensor, Tensor]:
        """Some rows as one batch, padded at the end: inputs and targets, (rows, longest row) each."""
        return pad_rows([self[number] for number in numbers])    # type: ignore[misc]  # arrays are as good as lists

    @property
    def target_count(self) -> int:
        """The number of predictions in one epoch."""
        return self.targets_in(np.arange(len(self)))

    def targets_in(self, numbers: np.ndarray) -> int:
        """The number of predictions in these rows."""
        return int((self.stops[numbers] - self.starts[numbers] - 1).sum())

    def fingerprint(self) -> int:
        """A checksum of where rows start and stop, and of the first and last million tokens."""
        sample = [self.starts, self.stops, *(np.asarray(part, dtype=np.int64)
                                             for part in (self.tokens[:1_000_000], self.tokens[-1_000_000:]))]
        found = 0
        for part in sample:
            found = zlib.crc32(np.ascontiguousarray(part).astype("<i8").tobytes(), found)
        return found


def join_texts(texts: Iterable[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """All texts in one sequence, with the end before, between and after them, and the length of each with its end.

    Raises ValueError for ids that are not whole numbers.

    >>> join_texts([[5, 6], [7]])
    (array([0, 5, 6, 0, 7, 0], dtype=int32), array([3, 2]))
    """
    texts = [list(ids) for ids in texts]
    sizes = np.array([len(ids) + 1 for ids in texts], dtype=np.int64)
    tokens = [END_ID]
    for ids in texts:
        tokens += ids
        tokens.append(END_ID)
    try:
        return np.array(array("i", tokens)), sizes    # NumPy alone would make 5 of 5.7, and of "5"
    except (TypeError, OverflowError) as problem:
        raise ValueError(f"texts are lists of ids, whole numbers below 2³¹: {problem}") from None


def pack(sizes: Sequence[int], length: int) -> list[list[int]]:
    """Put things of these sizes into rows of `length`: the largest first, each where it leaves the least room.

    Returns the numbers of the things in each row ("best fit decreasing"; Krell et al. 2021, Efficient Sequence Packing
    without Cross-contamination, arXiv:2107.02027).

    >>> pack([3, 4, 2], length=6)
    [[1, 2], [0]]
    """
    if len(sizes) and max(sizes) > length:
        raise ValueError(f"the longest text needs {max(sizes)} places with its end, and a row has {length}: take "
                         "longer rows, or `cut`, which cuts texts in two")
    rows: list[list[int]] = []
    with_room: dict[int, list[list[int]]] = {}    # number of free places -> the rows that have as many
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        free = next((free for free in range(sizes[number], length) if with_room.get(free)), length)
        row = with_room[free].pop() if free < length else new_row(rows)
        row.append(number)
        with_room.setdefault(free - sizes[number], []).append(row)
    return rows


def new_row(rows: list[list[int]]) -> list[int]:
    """An empty row at the end of these."""
    rows.append([])
    return rows[-1]


@lru_cache(maxsize=4)
def epoch_order(count: int, seed: int, epoch: int) -> np.ndarray:
    """The rows 0 … count − 1 in random order; the same (seed, epoch) gives the same order.   ->   (count,)"""
    return np.random.default_rng([seed, epoch]).permutation(count)


def batch_indices(count: int, step: int, batch_size: int, seed: int = 0) -> np.ndarray:
    """The indices of the rows of a step, out of `count` rows: (batch_size,). They depend on the arguments only.

    Each row comes once in an epoch; the next epoch begins where one ends, even in the middle of a batch. Because
    nothing is remembered from step to step, training can continue at any step as if it had never been interrupted.
    Raises ValueError for a step below 0, and a batch_size below 1.

    >>> [batch_indices(5, step, batch_size=3).tolist() for step in range(3)]
    [[2, 4, 3], [0, 1, 1], [4, 3, 0]]
    """
    if batch_size < 1 or step < 0:
        raise ValueError(f"step {step} must be 0 or more, and batch_size {batch_size} at least 1")
    places = step * batch_size + np.arange(batch_size)
    return np.array([epoch_order(count, seed, int(place // count))[place % count] for place in places])


batch_numbers = batch_indices    # its earlier name, which your notebooks may hold


def get_batch(rows: TokenRows, step: int, batch_size: int, seed: int = 0, device: torch.device | str | None = None
              ) -> tuple[Tensor, Tensor]:
    """The inputs and targets of a step: (batch_size, longest row) ids each; targets of −100 don't count.

    device: where the two tensors go; None: the CPU   Raises TypeError for data other than `TokenRows`.

    >>> get_batch(TokenRows.one_text_a_row([[5, 6], [7]]), step=0, batch_size=2)
    (tensor([[0, 5, 6],
            [0, 7, 0]]), tensor([[   5,    6,    0],
            [   7,    0, -100]]))
    """
    check_rows(rows)
    inputs, targets = collate(rows, batch_indices(len(rows), step, batch_size, seed))
    return inputs.to(device), targets.to(device)


def collate(rows: TokenRows, numbers: Sequence[int] | np.ndarray) -> tuple[Tensor, Tensor]:
    """Some rows as one batch, padded at the end: inputs and targets, (rows, longest row) each."""
    return rows.side_by_side(numbers)


def check_rows(rows: object) -> None:
    """Raise TypeError, saying how to make `TokenRows`, for other data."""
    if not isinstance(rows, TokenRows):
        raise TypeError(f"the data must be TokenRows, not {type(rows).__name__}: make them by "
                        "TokenRows.one_text_a_row(texts) from lists of ids, or by TokenRows.cut(ids, length) from one "
                        "long list or array")
