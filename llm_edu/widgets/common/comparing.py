"""Two texts side by side: which words the one has and the other has not."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from itertools import groupby

WORDS = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")

Piece = tuple[str, bool]  # a stretch of text, and whether the other text has other words there


def compare(before: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces: what they have in common, in the same order, and what only one of them has.

    >>> compare("Mia is a baker.", "Mia is our new vet.")
    ([('Mia is ', False), ('a baker', True), ('.', False)], [('Mia is ', False), ('our new vet', True), ('.', False)])
    """
    spans = [[found.span() for found in WORDS.finditer(text)] for text in (before, now)]
    words = [[text[start:stop] for start, stop in places] for text, places in zip((before, now), spans, strict=True)]
    differs = [[True] * len(each) for each in words]
    for match in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
        for flags, start in zip(differs, (match.a, match.b), strict=True):
            flags[start : start + match.size] = [False] * match.size
    return pieces(before, spans[0], differs[0]), pieces(now, spans[1], differs[1])


def pieces(text: str, spans: list[tuple[int, int]], differs: list[bool]) -> list[Piece]:
    """A text cut where words that differ begin and end; between two of them the space differs, too."""
    flags = [False] * len(text)
    for at, ((start, stop), changed) in enumerate(zip(spans, differs, strict=True)):
        if changed and at and differs[at - 1]:
            start = spans[at - 1][1]
        flags[start:stop] = [changed] * (stop - start)
    return runs(zip(text, flags, strict=True))


def runs(letters: Iterable[tuple[str, bool]]) -> list[Piece]:
    """Letters, each with its mark, as pieces of the same mark."""
    groups = groupby(letters, key=lambda each: each[1])
    return [("".join(letter for letter, _ in group), mark) for mark, group in groups]


def count_words(parts: list[Piece]) -> tuple[int, int]:
    """How many words differ, and how many there are.

    >>> count_words([("Mia is ", False), ("a baker", True), (".", False)])
    (2, 5)
    """
    counts = [(len(WORDS.findall(text)), changed) for text, changed in parts]
    return sum(count for count, changed in counts if changed), sum(count for count, _ in counts)
