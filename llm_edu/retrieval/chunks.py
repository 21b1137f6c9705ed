"""A long text in pieces: small enough for one vector each, and made of whole sentences where that is possible."""

import re
from dataclasses import dataclass

# A sentence ends at . ! ? or … with closing quotes and brackets, where white space follows; at Chinese and Japanese
# marks without any; and at an empty line. A row of dots is looked at once, not again from each dot: that takes hours.
SENTENCE_END = re.compile(r"""(?<![.!?…])[.!?…]+['"’”»)\]]*(?=\s)|[。！？]+[」』”]*|\n\s*\n""")
# But not after an initial (J. S. Bach), or one of these abbreviations.
SHORTENED = re.compile(r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|St|Prof|Jr|Sr|vs|etc|e\.g|i\.e|cf|ca|c|No|Fig|Vol|pp|al))\.$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a text: `text` is text[start:end] of the whole."""

    text: str
    start: int
    end: int


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where sentences begin and end, without the white space around them.

    >>> text = "Dr. No is a film. Is it? (Yes.)"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['Dr. No is a film.', 'Is it?', '(Yes.)']
    """
    spans, start = [], 0
    for match in SENTENCE_END.finditer(text):
        if not SHORTENED.search(text, max(start, match.start() - 8), match.end()):
            spans.append((start, match.end()))
            start = match.end()
    spans = [stripped(text, *span) for span in [*spans, (start, len(text))]]
    return [(start, end) for start, end in spans if start < end]


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends; empty if there is nothing else."""
    inside = text[start:end]
    return end - len(inside.lstrip()) if inside.strip() else end, start + len(inside.rstrip())


def split_into_chunks(text: str, most: int = 800, overlap: int = 150) -> list[Chunk]:
    """A text in chunks of at most `most` characters, each of whole sentences; neighbours share some.

    most: characters in a chunk; 800 make about 200 of the 256 tokens that MiniLM reads   overlap: each chunk begins
    with the last sentences of the one before it, at most so many characters, so that a sentence keeps what it refers
    to; at most half of `most`
    A sentence longer than `most` is cut between words, and a longer word inside. Everything but white space is in some
    chunk. Raises ValueError for other sizes.

    >>> [chunk.text for chunk in split_into_chunks("Mia has a hat. It is red. She likes it.", most=26, overlap=12)]
    ['Mia has a hat. It is red.', 'It is red. She likes it.']
    """
    if most < 1 or not 0 <= overlap <= most // 2:
        raise ValueError(f"most is at least 1, and overlap from 0 to half of it, not {most} and {overlap}")
    spans = [part for start, end in sentence_spans(text) for part in cut_to_size(text, start, end, most)]
    chunks: list[Chunk] = []
    first = 0    # the first sentence of the chunk
    for last, (_, end) in enumerate(spans):
        if last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= most:
            continue    # the next one fits in as well
        start = spans[first][0]
        chunks.append(Chunk(text[start:end], start, end))
        if last + 1 < len(spans):
            first = next_first(spans, first, last, most, overlap)
    return chunks


def next_first(spans: list[tuple[int, int]], first: int, last: int, most: int, overlap: int) -> int:
    """The sentence with which the next chunk begins: the earliest that the overlap and the next sentence allow."""
    end, following = spans[last][1], spans[last + 1][1]
    return next((number for number in range(first + 1, last + 1)
                 if end - spans[number][0] <= overlap and following - spans[number][0] <= most), last + 1)


def cut_to_size(text: str, start: int, end: int, most: int) -> list[tuple[int, int]]:
    """A sentence in parts of at most `most` characters, cut at the last white space in each, if it has any."""
    parts = []
    while end - start > most:
        cut = max((start + place.start() for place in re.finditer(r"\s", text[start:start + most + 1])),
                  default=start + most)
        parts.append(stripped(text, start, cut))
        start = cut
        while text[start].isspace():    # a sentence does not end with white space
            start += 1
    return [*parts, (start, end)]
