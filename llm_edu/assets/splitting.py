"""Split texts into a training set and a held-out set, with no text in both.

Two texts count as the same if they share at least half of their word triples (Jaccard similarity of 3-word shingles;
Broder 1997, "On the resemblance and containment of documents"). Such a pair is always on the same side.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import ceil
from typing import Protocol, TypeVar


class WithText(Protocol):
    """A record with a text."""

    @property
    def text(self) -> str: ...


Record = TypeVar("Record", bound=WithText)


def word_triples(text: str) -> set[tuple[str, ...]]:
    """All three words in a row, in lower case; of a shorter text all its words.

    >>> sorted(word_triples("A dog, a cat."))
    [('a', 'dog', 'a'), ('dog', 'a', 'cat')]
    """
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[place : place + 3]) for place in range(max(1, len(words) - 2))}


def near_duplicates(texts: Sequence[str], least: float = 0.5) -> list[tuple[int, int]]:
    """The indices of all pairs of texts that share at least the part `least` of their word triples (Jaccard).

    >>> near_duplicates(["one of the worst movies", "a fine film", "One of the worst movies!"])
    [(0, 2)]

    Texts that share half of their triples share one among the rarer half, so only texts with a rare triple in common
    are compared (prefix filtering; Bayardo, Ma, Srikant 2007, "Scaling up all pairs similarity search").
    """
    if not 0 < least <= 1:
        raise ValueError(f"least is a share above 0, at most 1, not {least}")
    sets = [word_triples(text) for text in texts]
    frequency = Counter(triple for triples in sets for triple in triples)
    rarest_first = sorted(frequency, key=lambda triple: frequency[triple])
    rank = {triple: place for place, triple in enumerate(rarest_first)}
    ranks = [{rank[triple] for triple in triples} for triples in sets]
    pairs: list[tuple[int, int]] = []
    holders: dict[int, list[int]] = defaultdict(list)
    for number, triples in enumerate(ranks):
        rare = sorted(triples)[: len(triples) - ceil(least * len(triples)) + 1]
        for other in sorted({other for triple in rare for other in holders[triple]}):
            shared = len(ranks[other] & triples)
            if shared >= least * (len(ranks[other]) + len(triples) - shared):
                pairs.append((other, number))
        for triple in rare:
            holders[triple].append(number)
    return pairs


def split_texts(texts: Sequence[str], held_out: float = 0.2) -> tuple[list[int], list[int]]:
    """The indices of the training texts and of the held-out texts, which are about the share `held_out` of all.

    The same texts are split alike on every machine: the position of a text in the order, and its side, come from its
    sha256, so the first n of either part are a fair sample. Near-duplicates follow the first of them.
    Raises ValueError for a share below 0 or above 1.
    """
    if not 0 <= held_out <= 1:
        raise ValueError(f"held_out is a share between 0 and 1, not {held_out}")
    leader = list(range(len(texts)))
    for first, second in near_duplicates(texts):
        keep, gone = sorted((leader[first], leader[second]))
        leader = [keep if each == gone else each for each in leader]
    place = [int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8]) / 2**64 for text in texts]
    order = sorted(range(len(texts)), key=lambda number: (place[number], number))
    return ([number for number in order if place[leader[number]] >= held_out],
            [number for number in order if place[leader[number]] < held_out])  # fmt: skip


def split_records(records: Sequence[Record], held_out: float = 0.2) -> tuple[list[Record], list[Record]]:
    """Split records, each with its ``text``, as ``split_texts`` does: the training set, and the held-out records."""
    learned, tested = split_texts([record.text for record in records], held_out)
    return [records[number] for number in learned], [records[number] for number in tested]
