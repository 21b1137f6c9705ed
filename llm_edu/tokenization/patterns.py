"""Pre-tokenization: how a text is cut into pieces before any merge, so that no token straddles two words.

Each pattern is one regular expression; its matches, from left to right, are the pre-tokens. They must cover the whole
text, or something would be lost. Patterns use the syntax of the ``regex`` package, which has Unicode's classes:
``\\p{L}`` letters, ``\\p{N}`` numbers, ``\\s`` white space.

>>> regex.findall(GPT2_PATTERN, "It's 2019,  isn't it?")
['It', "'s", ' 2019', ',', ' ', ' isn', "'t", ' it', '?']
>>> regex.findall(CL100K_PATTERN, "It's 2019,  isn't it?")
['It', "'s", ' ', '201', '9', ',', ' ', ' isn', "'t", ' it', '?']
"""

import math
from collections.abc import Iterable

import regex

# Radford et al. 2019, "Language Models are Unsupervised Multitask Learners" (GPT-2), file encoder.py.
GPT2_PATTERN = "|".join([
    r"'s|'t|'re|'ve|'m|'ll|'d",  # English contractions
    r" ?\p{L}+",  # a word, with the space before it
    r" ?\p{N}+",  # a number
    r" ?[^\s\p{L}\p{N}]+",  # punctuation, symbols, emoji
    r"\s+(?!\S)",  # white space, but not the last one before a word: that belongs to the word
    r"\s+",
])

# tiktoken's cl100k_base: GPT-3.5 and GPT-4. (tiktoken has since rewritten it for speed; the ids are the same.)
CL100K_PATTERN = "|".join([
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)",  # contractions, also in capitals
    r"[^\r\n\p{L}\p{N}]?\p{L}+",  # a word, with one sign before it: a space, a bracket, a quotation mark
    r"\p{N}{1,3}",  # at most three digits
    r" ?[^\s\p{L}\p{N}]+[\r\n]*",  # punctuation, with the line breaks after it
    r"\s*[\r\n]+",  # line breaks, with the white space before them
    r"\s+(?!\S)",
    r"\s+",
])

# tiktoken's o200k_base: GPT-4o. Words are also cut where capitals begin (camelCase), and keep their contractions.
O200K_PATTERN = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    r"\s*[\r\n]+",
    r"\s+(?!\S)",
    r"\s+",
])

# SmolLM2: each digit alone, then GPT-2's pattern on what is left; here as one pattern.
SMOLLM2_PATTERN = "|".join([
    r"'s|'t|'re|'ve|'m|'ll|'d",
    r"\p{N}",
    r" ?\p{L}+",
    r" ?[^\s\p{L}\p{N}]+",
    r"\s+(?=\p{N})",  # before a digit all white space stays together: the digit takes none of it
    r"\s+(?!\S)",
    r"\s+",
])

# Positions where all four patterns cut, whatever comes before and after, and even if nothing follows; `streaming` says
# why they are needed. A match ends at such a position. (?r) searches from the end of the text.
SAFE_CUT = regex.compile("(?r)" + "|".join([
    r"\p{L}(?=[^\p{L}\p{M}'])",  # a word goes on with letters, accents or an apostrophe, and with nothing else
    r"\p{N}(?=\P{N})",  # a number goes on with digits
    r"[^\s\p{L}\p{N}](?= )",  # a sign may take line breaks with it, never a space
]))
PATTERNS_WITH_SAFE_CUT = frozenset([GPT2_PATTERN, CL100K_PATTERN, O200K_PATTERN, SMOLLM2_PATTERN])


# A pattern can grow without end by calling itself, and by counted repetition, which is written out when compiled.
RECURSION = regex.compile(r"(?<!\\)(?:\\\\)*\(\?(?:R|0)\)")
REPETITION = regex.compile(r"\{(\d+)(?:,\d*)?\}")
MOST_REPETITIONS = 10_000


def compile_pattern(pattern: str) -> regex.Pattern:
    """Compile a pattern. Raises ValueError for a text that is not a regular expression, for capturing groups, and for
    a pattern that could grow without bounds."""
    if not isinstance(pattern, str):
        raise TypeError(f"pattern must be a string in the syntax of the regex package, not {type(pattern).__name__}")
    if RECURSION.search(pattern):
        raise ValueError("the pattern calls itself, with (?R), and would take all memory: write it without recursion")
    if math.prod(max(1, int(count[:20])) for count in REPETITION.findall(pattern)) > MOST_REPETITIONS:
        raise ValueError(f"the pattern repeats something more than {MOST_REPETITIONS:,} times in all: use + or *")
    try:
        compiled = regex.compile(pattern)
    except (regex.error, RecursionError, OverflowError, ValueError) as problem:
        raise ValueError(f"the pattern is not a regular expression: {problem}") from None
    if compiled.groups:
        raise ValueError("the pattern has a capturing group (…): write (?:…), as whole matches are the pre-tokens")
    return compiled


def split_text(compiled: regex.Pattern, text: str) -> list[str]:
    """The pre-tokens of a text, in order. Raises ValueError when the pattern leaves out part of the text.

    >>> split_text(compile_pattern(GPT2_PATTERN), "How many r in strawberry?")
    ['How', ' many', ' r', ' in', ' strawberry', '?']
    """
    pieces = compiled.findall(text)
    if sum(map(len, pieces)) != len(text):
        end = 0
        for match in compiled.finditer(text):
            if match.start() > end:
                break
            end = match.end()
        raise ValueError(
            f"the pattern leaves out {text[end]!r} at position {end}, so the text could not be decoded again; "
            r"give it a last alternative that takes everything else, such as |\s+|."
        )
    return pieces


def special_pattern(specials: Iterable[str]) -> regex.Pattern:
    """A pattern that finds special tokens: the leftmost first, and the longest of several at the same position."""
    return regex.compile("(" + "|".join(regex.escape(text) for text in sorted(specials, key=len, reverse=True)) + ")")
