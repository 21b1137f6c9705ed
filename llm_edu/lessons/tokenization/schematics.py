"""What lesson 01 draws: merges one after the other, what is learned once, and the way from a text to its ids."""

from collections.abc import Sequence

import regex

from llm_edu.lessons.tokenization.demos import merge_pair, spellings, visible
from llm_edu.schematic import Box, Lines, Matrix, Schematic, Shape, Token, column, row, space, table
from llm_edu.tokenization import BPETokenizer

Pairs = Sequence[tuple[int, int]]


def draw_merges(text: str, merges: Pairs, unit: float = 42) -> Schematic:
    """How a text is encoded: a row for each merge that finds something to do; a token is as wide as it has bytes.

    merges: pairs of ids; number 0 makes id 256   unit: pixels for each byte

    >>> draw_merges("that hat", [(97, 116), (256, 32), (116, 104)]).problems()
    []
    """
    spelling, ids = spellings(merges), list(text.encode("utf-8"))
    rows, words = [(Lines("the bytes", align="right"), _bricks(ids, spelling, unit))], [_joined(ids, spelling)]
    for number, pair in enumerate(merges):
        merged = merge_pair(ids, pair, 256 + number)
        if merged != ids:
            left, right = (visible(spelling[part]) for part in pair)
            rows.append((Lines(f"merge {number + 1}: {left} + {right}", align="right"),
                         _bricks(merged, spelling, unit, new=256 + number)))
            words.append(f"merge {number + 1} makes {visible(spelling[256 + number])}: {_joined(merged, spelling)}")
            ids = merged
    drawing = Schematic(
        f"“{text}”: {len(text.encode('utf-8'))} bytes become {len(ids)} tokens in {len(rows) - 1} merges",
        table(([name, row(*(chip for chip, _, _ in bricks), gap=6)] for name, bricks in rows), gap=(16, 30)),
        "The bytes: " + "; ".join(words) + ".")
    for (_, above), (_, below) in zip(rows, rows[1:]):
        for chip, first, end in below:
            parts = [part for part, start, stop in above if first <= start and stop <= end]
            for part in parts:
                drawing.line(part, chip, color="learner" if len(parts) > 1 else "context",
                             leave="bottom", enter="top", straight=True, width=2.4 if len(parts) > 1 else 1)
    return drawing


def _bricks(ids: Sequence[int], spelling: dict[int, bytes], unit: float,
            new: int = -1) -> list[tuple[Token, int, int]]:
    """A chip for each token, with the bytes of the text that it covers: from, to."""
    bricks, place = [], 0
    for token in ids:
        size = len(spelling[token])
        chip = Token(visible(spelling[token]), highlight=token == new, width=size * unit - 6)
        bricks.append((chip, place, place + size))
        place += size
    return bricks


def _joined(ids: Sequence[int], spelling: dict[int, bytes]) -> str:
    return " | ".join(visible(spelling[token]) for token in ids)


def draw_tokenizer(corpus: str, merges: Pairs, text: str, ids: Sequence[int]) -> Schematic:
    """What happens once (learning merges) and what happens with each text (encoding and decoding).

    corpus: what the merges were learned from   ids: of the text

    >>> draw_tokenizer("banana", [(97, 110), (256, 97)], "banana", [98, 256, 257]).problems()
    []
    """
    spelling = spellings(merges)
    first = [f"{visible(spelling[left])}+{visible(spelling[right])}" for left, right in merges[:2]]
    learned = Box("merges", f"{len(merges)} pairs in order:", ", ".join(first) + ", …", color="truth")
    read, written, back = (Box(name, f"{len(words):,}", "characters", color="context", width=98)
                           for name, words in (("corpus", corpus), ("text", text), ("text", text)))
    train, encode, decode = (Box(name, when, width=98) for name, when in (
        ("train", "once"), ("encode", "each text"), ("decode", "each text")))
    numbers = Box("ids", f"{len(ids)} numbers", color="learner", width=learned.width)
    drawing = Schematic(
        "The merges are learned once; encoding and decoding only use them",
        table([[read, train, learned, space(98), space(98)], [written, encode, numbers, decode, back]], gap=(30, 70)),
        f"Once: from a corpus of {len(corpus):,} characters, training makes {len(merges)} merges, beginning with "
        f"{' and '.join(first)}. For each text: encoding uses the merges to turn a text of {len(text)} characters into "
        f"{len(ids)} ids, and decoding uses them to turn the ids into the text again.")
    way = [written, encode, numbers, decode, back]
    for start, end in [(read, train), (train, learned), *zip(way, way[1:])]:
        drawing.arrow(start, end)
    for user in (encode, decode):
        drawing.arrow(learned, user, leave="bottom", enter="top", dashed=True, color="truth")
    return drawing


def draw_encoding(tokenizer: BPETokenizer, text: str, pattern: str) -> Schematic:
    """The way from a text to its ids: the pattern cuts pieces, merges join the bytes of each, and tokens have numbers.

    pattern: the regular expression of the tokenizer

    >>> from llm_edu.tokenization import GPT2_PATTERN
    >>> some = BPETokenizer.train(["the llamas spit", "the llamas"], vocab_size=262, pattern=GPT2_PATTERN)
    >>> draw_encoding(some, "The llamas!", GPT2_PATTERN).problems()
    []
    """
    pieces = regex.findall(pattern, text)
    cuts = [[(number, visible(tokenizer.token_bytes(number))) for number in tokenizer.encode(piece)]
            for piece in pieces]
    tokens = [[Token(spelled, highlight=True) for _, spelled in cut] for cut in cuts]
    groups = [row(*(column(chip, Lines(str(number), mono=True), gap=4, line=0) for chip, (number, _) in zip(some, cut)),
                  gap=5) for some, cut in zip(tokens, cuts)]
    chips = [Token(piece, width=group.width) for piece, group in zip(pieces, groups)]
    lengths = [len(piece.encode("utf-8")) for piece in pieces]
    sizes = [Matrix(f"{length} byte{'s' if length > 1 else ''}", 1, round(chip.width), scale=1, shape="",
                    color="context") for length, chip in zip(lengths, chips)]
    names: list[Shape] = [Lines(*words) for words in (
        ("pieces, cut", "by the pattern"), ("their bytes",), ("tokens and ids,", "by merges"))]
    lower = table([[names[0], *chips], [names[1], *sizes], [names[2], *groups]], gap=(14, 28))
    whole = Token(text, width=lower.width - max(name.width for name in names) - 14)
    total = sum(map(len, cuts))
    drawing = Schematic(
        f"{len(text)} characters become {len(pieces)} pieces, and {total} tokens",
        column(whole, lower, gap=28, align="right"),
        f"The text {text!r} is cut into pieces: {' | '.join(visible(piece.encode()) for piece in pieces)}. Merges join "
        "the bytes of each piece to tokens, which have ids: "
        + ", ".join(f"{spelled} {number}" for cut in cuts for number, spelled in cut) + ".")
    for chip, size, some in zip(chips, sizes, tokens):
        drawing.arrow(whole, chip, leave="bottom", enter="top")
        drawing.arrow(chip, size)
        for each in some:
            drawing.arrow(size, each, leave="bottom", enter="top")
    return drawing
