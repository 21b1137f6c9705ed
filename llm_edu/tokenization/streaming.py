"""Cutting an endless text into blocks that can be tokenized one by one, with the ids of the whole.

Where may a text be cut? Not between any two pre-tokens, because a pattern looks ahead. GPT-2's pattern separates two
spaces when a word follows them, and otherwise keeps them together; o200k's looks at a whole run of letters to find
where capitals begin. ``patterns.SAFE_CUT`` describes the positions that are safe for all four published patterns. For
any other pattern no such position is known, so its text stays in one block: the ids are right, but no memory is saved.
"""

from collections.abc import Iterable, Iterator

from llm_edu.tokenization.patterns import PATTERNS_WITH_SAFE_CUT, SAFE_CUT

BLOCK = 1 << 16  # characters to gather before looking for a cut


def iterate_blocks(
    chunks: Iterable[str], pattern: str, specials: Iterable[str] = (), block: int = BLOCK
) -> Iterator[str]:
    """Regroup chunks, cut anywhere, into blocks to which ``encode`` may be applied one by one.

    specials: special tokens that are recognised in the text; no cut may divide one.   block: characters to gather
    first. Memory: about ``block`` characters and one chunk, or twice the longest stretch without a safe cut (a megabyte
    of one letter is a single pre-token, and must be read whole).

    >>> from llm_edu.tokenization.patterns import GPT2_PATTERN
    >>> list(iterate_blocks(["Two wo", "rds,  and", " more"], GPT2_PATTERN, block=1))
    ['Two', ' words,', '  and', ' more']
    """
    # A special token might lie across a cut if what comes before the cut ends like its beginning.
    beginnings = tuple({special[:length] for special in specials for length in range(1, len(special))})
    gathered: list[str] = []
    size, enough = 0, block
    for chunk in chunks:
        if not isinstance(chunk, str):
            raise TypeError(f"the chunks must be strings, not {type(chunk).__name__}: open files in text mode")
        gathered.append(chunk)
        size += len(chunk)
        if size < enough:
            continue
        text = "".join(gathered)
        cut = last_safe_cut(text, beginnings) if pattern in PATTERNS_WITH_SAFE_CUT else 0
        if cut:
            yield text[:cut]
        gathered = [text[cut:]]
        size -= cut
        enough = max(block, 2 * size)  # so that a long stretch without a cut is not searched again at every chunk
    if size:
        yield "".join(gathered)


def last_safe_cut(text: str, beginnings: tuple[str, ...] = ()) -> int:
    """The last position at which the text may be cut; 0 when there is none.

    >>> last_safe_cut("Two words,  ")
    10
    """
    for match in SAFE_CUT.finditer(text):
        if not (beginnings and text.endswith(beginnings, 0, match.end())):
            return match.end()
    return 0
