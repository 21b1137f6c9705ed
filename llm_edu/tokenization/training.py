"""Learning the merges of byte-pair encoding from millions of words.

``by_hand.train_bpe`` counts all pairs of the whole text again after each merge: 8,000 merges of five million bytes are
forty billion steps. Three ideas bring the same merges in seconds:

1. A text has many words and few *different* ones: keep each pre-token once, with its count.
2. A merge changes the text only where the pair occurs: remember all these positions, and update the counts there.
3. A priority queue gives the most frequent pair without looking at all of them.
"""

import heapq
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from llm_edu.errors import CourseError
from llm_edu.tokenization.checks import describe_surrogate
from llm_edu.tokenization.patterns import compile_pattern, special_pattern, split_text
from llm_edu.tokenization.streaming import iterate_blocks

Pair = tuple[int, int]
NO_TOKEN = -1  # what stands at a place where no token begins or ends

# Where counts are equal, the greater pair of byte strings goes first, but a heap gives the smallest entry first. So
# the entries hold each token's spelling turned around: byte b becomes the character 255 - b, and an end mark that is
# greater than all of them puts a longer token before its own beginning.
UPSIDE_DOWN = bytes(range(255, -1, -1))
END_MARK = "\u0100"


def reversed_order(token: bytes) -> str:
    """A string that sorts the other way round than the token's bytes.

    >>> sorted([b"a", b"ab", b"b"], key=reversed_order)
    [b'b', b'ab', b'a']
    """
    return token.translate(UPSIDE_DOWN).decode("latin-1") + END_MARK


class MergeStep(NamedTuple):
    """One learned merge, as ``report`` gets it: the ``number``-th of ``total``; the pair occurred ``count`` times."""

    number: int
    total: int
    left: bytes
    right: bytes
    count: int    # type: ignore[assignment]    # hides tuple's method of this name


class PairCounts:
    """All words in one list of ids, with the positions of each pair of neighbours and their count.

    words: the different words, as ids below 256.   counts: how often each of them occurs.

    A long token still occupies the positions of its bytes: its id is at the first and at the last of them, so that a
    step of its size leads to the neighbour on either side. A merge looks only at the positions of its pair, so that
    even a word of a million letters costs no more than a million words of one letter.

    >>> pairs = PairCounts([[1, 2, 3], [1, 2]], counts=[10, 1])
    >>> pairs.totals
    {(1, 2): 11, (2, 3): 10}
    >>> pairs.merge((1, 2), 256)                 # the pairs that the merge has made
    {(256, 3)}
    >>> pairs.words, pairs.totals
    ([[256, 3], [256]], {(2, 3): 0, (256, 3): 10})
    """

    def __init__(self, words: Iterable[Sequence[int]], counts: Iterable[int]):
        self.ids = [NO_TOKEN]  # the words, with one position between any two
        self.counts = [0]  # at each position, how often its word occurs
        self.sizes = [1] * 256  # of each token, in positions
        for word, count in zip(words, counts):
            self.ids += word
            self.ids.append(NO_TOKEN)
            self.counts += [count] * (len(word) + 1)
        self.totals: dict[Pair, int] = {}
        self.places: dict[Pair, list[int]] = {}  # pair -> where it begins, or once began, from left to right
        for place, pair in enumerate(zip(self.ids, self.ids[1:])):
            if NO_TOKEN not in pair:
                self.totals[pair] = self.totals.get(pair, 0) + self.counts[place]
                self.places.setdefault(pair, []).append(place)

    @property
    def words(self) -> list[list[int]]:
        """The words as they are now, to look at."""
        words: list[list[int]] = [[]]
        place = 1
        while place < len(self.ids):
            token = self.ids[place]
            if token == NO_TOKEN:
                words.append([])
                place += 1
            else:
                words[-1].append(token)
                place += self.sizes[token]
        return words[:-1]

    def merge(self, pair: Pair, new_id: int) -> set[Pair]:
        """Merge the pair wherever it occurs and bring all counts up to date. Returns the pairs that hold ``new_id``.

        new_id: one more than the highest so far.
        """
        left, right = pair
        ids, sizes, totals, places = self.ids, self.sizes, self.totals, self.places
        left_size, right_size = sizes[left], sizes[right]
        sizes.append(left_size + right_size)
        new_pairs = set()
        for place in places.pop(pair, ()):
            middle = place + left_size
            if ids[place] != left or ids[middle] != right:  # a merge since then has taken one of the two
                continue
            count, end = self.counts[place], middle + right_size
            ids[middle - 1] = ids[middle] = NO_TOKEN  # inside the new token no other begins or ends
            ids[place] = ids[end - 1] = new_id
            before, after = ids[place - 1], ids[end]
            if before != NO_TOKEN:  # before left right  ->  before new_id
                totals[before, left] -= count
                made = before, new_id
                totals[made] = totals.get(made, 0) + count
                places.setdefault(made, []).append(place - sizes[before])
                new_pairs.add(made)
            if after != NO_TOKEN:
                totals[right, after] -= count
                made = new_id, after
                totals[made] = totals.get(made, 0) + count
                places.setdefault(made, []).append(place)
                new_pairs.add(made)
        del totals[pair]
        return new_pairs


def learn_merges(
    word_counts: Mapping[bytes, int], merges: int, report: Callable[[MergeStep], None] | None = None
) -> list[tuple[bytes, bytes]]:
    """The first ``merges`` merges of byte-pair encoding, or fewer when no pair is left.

    word_counts: how often each pre-token occurs.   report: called after each merge, with a ``MergeStep``.

    >>> learn_merges({b"low": 5, b"lower": 2, b"newest": 6, b"widest": 3}, merges=4)
    [(b's', b't'), (b'e', b'st'), (b'o', b'w'), (b'l', b'ow')]
    """
    pairs = PairCounts(word_counts.keys(), word_counts.values())
    spelling = [bytes([byte]) for byte in range(256)]
    order = [reversed_order(token) for token in spelling]

    def entry(pair: Pair) -> tuple[int, str, str, Pair]:
        return -pairs.totals[pair], order[pair[0]], order[pair[1]], pair

    queue = [entry(pair) for pair in pairs.totals]
    heapq.heapify(queue)
    learned: list[tuple[bytes, bytes]] = []
    while queue and len(learned) < merges:
        negative_count, _, _, pair = heapq.heappop(queue)
        count = pairs.totals.get(pair, 0)
        if count == 0:  # other merges have used up all of these pairs
            continue
        if count != -negative_count:  # or some of them: the entry is out of date, queue it again
            heapq.heappush(queue, entry(pair))
            continue
        left, right = spelling[pair[0]], spelling[pair[1]]
        new_id = len(spelling)
        spelling.append(left + right)
        order.append(reversed_order(left + right))
        learned.append((left, right))
        for made in pairs.merge(pair, new_id):
            heapq.heappush(queue, entry(made))
        if report is not None:
            report(MergeStep(len(learned), merges, left, right, count))
    return learned


def count_words(source: Path | str | Iterable[str], pattern: str, special_tokens: Iterable[str] = ()) -> Counter[bytes]:
    """How often each pre-token occurs in the source: a file (``Path``), a text (``str``) or an iterable of documents.

    Special tokens are not counted, and divide the text where they occur.

    >>> from llm_edu.tokenization.patterns import GPT2_PATTERN
    >>> count_words("to be or not to be", GPT2_PATTERN)
    Counter({b' be': 2, b'to': 1, b' or': 1, b' not': 1, b' to': 1})
    """
    compiled = compile_pattern(pattern)
    specials = tuple(special_tokens)
    counts: Counter[str] = Counter()
    for document in documents_of(source, pattern, specials):
        if not isinstance(document, str):
            raise TypeError(f"each document must be a string, not {type(document).__name__}")
        for part in special_pattern(specials).split(document)[::2] if specials else [document]:
            counts.update(split_text(compiled, part))
    try:
        return Counter({word.encode("utf-8"): count for word, count in counts.items()})
    except UnicodeEncodeError as problem:
        word = problem.object
        raise ValueError(f"{word!r} in the training text holds {describe_surrogate(word)}") from None


def documents_of(source: Path | str | Iterable[str], pattern: str, specials: tuple[str, ...]) -> Iterable[str]:
    """The texts of a source. A file is read a megabyte at a time and cut where pre-tokens end in any case."""
    if isinstance(source, str):
        if os.path.isfile(source):
            raise ValueError(f"{source!r} is the name of a file: pass Path({source!r}) to train on what is in it")
        return [source]
    if not isinstance(source, Path):
        return source
    return iterate_blocks(read_chunks(source), pattern, specials)


def read_chunks(path: Path, size: int = 1 << 20) -> Iterator[str]:
    """A UTF-8 file in chunks of ``size`` characters, with its own line ends. Raises CourseError if it is not UTF-8."""
    with path.open(encoding="utf-8", newline="") as file:
        try:
            while chunk := file.read(size):
                yield chunk
        except UnicodeDecodeError as problem:
            raise CourseError(
                f"{path} is not UTF-8 text ({problem.reason}: byte 0x{problem.object[problem.start]:02X}). Save it as "
                "UTF-8, or read it yourself with open(path, encoding=…) and pass the text."
            ) from None
