"""Text as rows of ids for training, and which rows a step reads.

All texts stand in one long sequence, each between two ends:    END the cat slept END a dog END
A row is a stretch of it. From each token but its last, the model is to predict the one after; so both ways to make
rows, one text a row and cutting wherever a row is full, are a list of where rows start and stop.
"""

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from llm_edu.language_models import END_ID, pad_rows


class TokenRows:
    """Rows of a long sequence of ids. Make them with `one_text_a_row`, `packed` or `cut`.

    tokens: (count,), integers, an array in memory or on disk (see `token_files`)
    starts, stops: row i is tokens[starts[i]:stops[i]]; its targets are all of these but the first

    >>> rows = TokenRows.one_text_a_row([[5, 6], [7]])
    >>> len(rows), rows.target_count, rows[0].tolist(), rows[1].tolist()
    (2, 5, [0, 5, 6, 0], [0, 7, 0])
    """

    def __init__(self, tokens, starts, stops):
        self.tokens = tokens if isinstance(tokens, np.ndarray) else np.asarray(tokens)
        self.starts, self.stops = np.asarray(starts, dtype=np.int64), np.asarray(stops, dtype=np.int64)
        if not len(self.starts):
            raise ValueError("there is no text to make rows of")
        if self.tokens.ndim != 1 or self.tokens.dtype.kind not in "iu":
            raise ValueError(f"tokens are one sequence of whole numbers, not {self.tokens.dtype} of the shape "
                             f"{self.tokens.shape}")
        if len(self.starts) != len(self.stops) or (self.stops - self.starts).min() < 2:
            raise ValueError("every row has a start and a stop, and at least 2 ids: one to read and one to predict")
        if self.starts.min() < 0 or self.stops.max() > len(tokens):
            raise ValueError(f"rows reach from {self.starts.min()} to {self.stops.max()}, but there are {len(tokens)} "
                             "tokens")

    @classmethod
    def one_text_a_row(cls, texts, length=None):
        """One text a row: what a model reads begins with the end's id, and what it predicts closes with it.

        texts: lists of ids   length: the most targets in a row; a longer text goes on in the next row
        """
        tokens, sizes = join_texts(texts)
        starts = np.cumsum(sizes) - sizes    # the end before each text
        return cls.in_lengths(tokens, starts, starts + sizes + 1, length)

    @classmethod
    def packed(cls, texts, length):
        """Several whole texts in a row of at most `length` targets, with the end between them, so that little is filled
        up. The model can see the texts before in its row, and learns to look no further back than the end.

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
    def cut(cls, tokens, length):
        """Cut a sequence, perhaps a file of tokens, into rows of `length` targets wherever they end.

        Every token but the first is a target once.

        >>> TokenRows.cut(np.array([0, 5, 6, 0, 7, 0]), length=3).row_texts()
        [[0, 5, 6, 0], [0, 7, 0]]
        """
        return cls.in_lengths(tokens, [0], [len(tokens)], length)

    @classmethod
    def in_lengths(cls, tokens, starts, stops, length):
        """Rows with at most `length` targets each; what is longer goes on in a row of its own."""
        if length is None:
            return cls(tokens, starts, stops)
        if length < 1:
            raise ValueError(f"a row has at least 1 target, not {length}")
        starts, stops = np.asarray(starts), np.asarray(stops)
        counts = -(-(stops - starts - 1) // length)    # rows for each, rounded up
        first = np.repeat(np.cumsum(counts) - counts, counts)    # for each row, the number of its text's first row
        row_starts = np.repeat(starts, counts) + length * (np.arange(counts.sum()) - first)
        return cls(tokens, row_starts, np.minimum(row_starts + length + 1, np.repeat(stops, counts)))

    def __len__(self):
        return len(self.starts)

    def __getitem__(self, number):
        return self.tokens[self.starts[number]:self.stops[number]]

    def row_texts(self):
        """All rows as lists, to look at."""
        return [row.tolist() for row in self]

    def side_by_side(self, numbers):
        """Rows filled up at the end: inputs and targets, (rows, longest of these) each."""
        return pad_rows([self[number] for number in numbers])

    @property
    def target_count(self):
        """How many predictions one pass over all rows asks for."""
        return self.targets_in(np.arange(len(self)))

    def targets_in(self, numbers):
        """How many predictions these rows ask for."""
        return int((self.stops[numbers] - self.starts[numbers] - 1).sum())

    def fingerprint(self):
        """A number that tells other data from these: from where rows lie, and the first and last million tokens."""
        sample = [self.starts, self.stops, *(np.asarray(part, dtype=np.int64)
                                             for part in (self.tokens[:1_000_000], self.tokens[-1_000_000:]))]
        found = 0
        for part in sample:
            found = zlib.crc32(np.ascontiguousarray(part).astype("<i8").tobytes(), found)
        return found


def join_texts(texts: Sequence[Sequence[int]]):
    """All texts in one sequence, with the end before, between and after them, and how long each is with its end.

    >>> join_texts([[5, 6], [7]])
    (array([0, 5, 6, 0, 7, 0], dtype=int32), array([3, 2]))
    """
    texts = [list(ids) for ids in texts]
    sizes = np.array([len(ids) + 1 for ids in texts], dtype=np.int64)
    tokens = [END_ID]
    for ids in texts:
        tokens += ids
        tokens.append(END_ID)
    return np.array(tokens, dtype=np.int32), sizes


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
    rows, with_room = [], {}    # with_room: free places -> rows that have so many
    for number in sorted(range(len(sizes)), key=lambda number: -sizes[number]):
        free = next((free for free in range(sizes[number], length) if with_room.get(free)), length)
        row = with_room[free].pop() if free < length else new_row(rows)
        row.append(number)
        with_room.setdefault(free - sizes[number], []).append(row)
    return rows


def new_row(rows):
    """An empty row at the end of these."""
    rows.append([])
    return rows[-1]


@lru_cache(maxsize=4)
def epoch_order(count: int, seed: int, epoch: int):
    """The rows 0 … count − 1, shuffled; the same (seed, epoch) gives the same order.   ->   (count,)"""
    return np.random.default_rng([seed, epoch]).permutation(count)


def batch_numbers(count: int, step: int, batch_size: int, seed: int = 0):
    """The rows that a step reads, from their number, the step, and a seed alone.   ->   (batch_size,)

    Each row comes once in an epoch; the next epoch begins where one ends, in the middle of a batch if need be. As
    nothing is remembered from step to step, a training can go on at any step as if it had never been interrupted.

    >>> [batch_numbers(5, step, batch_size=3).tolist() for step in range(3)]
    [[2, 4, 3], [0, 1, 1], [4, 3, 0]]
    """
    if batch_size < 1 or step < 0:
        raise ValueError(f"step {step} must be 0 or more, and batch_size {batch_size} at least 1")
    places = step * batch_size + np.arange(batch_size)
    return np.array([epoch_order(count, seed, int(place // count))[place % count] for place in places])


def get_batch(rows: TokenRows, step: int, batch_size: int, seed: int = 0, device=None):
    """What the model reads at a step, and what it should say: (batch_size, longest) ids each; −100 does not count.

    device: where the two tensors go; None: they stay on the CPU

    >>> get_batch(TokenRows.one_text_a_row([[5, 6], [7]]), step=0, batch_size=2)
    (tensor([[0, 5, 6],
            [0, 7, 0]]), tensor([[   5,    6,    0],
            [   7,    0, -100]]))
    """
    check_rows(rows)
    inputs, targets = collate(rows, batch_numbers(len(rows), step, batch_size, seed))
    return inputs.to(device), targets.to(device)


def collate(rows: TokenRows, numbers):
    """Rows side by side, filled up at the end: inputs and targets, (rows, longest of these) each."""
    return rows.side_by_side(numbers)


def check_rows(rows):
    """Raise TypeError, saying how rows are made, for data that are none."""
    if not isinstance(rows, TokenRows):
        raise TypeError(f"the data are TokenRows, not {type(rows).__name__}: TokenRows.one_text_a_row(texts) makes "
                        "them of lists of ids, TokenRows.cut(ids, length) of one long list or array")
