"""Text to words and back: punctuation marks and 's are words of their own."""

import re
from collections.abc import Iterable

END = "<end>"
"""What follows the last word of a story. It is not a word of the text."""

_WORD = re.compile(r"'s\b|[^\W\d_]+(?:-[^\W\d_]+)*|\d+|\S")
_NO_SPACE_BEFORE = frozenset([".", ",", "!", "?", ":", ";", "'s", "”"])
_NO_SPACE_AFTER = frozenset(["“"])


def split_words(text: str) -> list[str]:
    """The words of a text, in order.

    >>> split_words("“Is this Mia's hat?” she asked.")
    ['“', 'Is', 'this', 'Mia', "'s", 'hat', '?', '”', 'she', 'asked', '.']
    """
    return _WORD.findall(text)


def join_words(words: Iterable[str]) -> str:
    """The text of these words: the inverse of `split_words`, with single spaces.

    >>> join_words(['“', 'Is', 'this', 'Mia', "'s", 'hat', '?', '”', 'she', 'asked', '.'])
    "“Is this Mia's hat?” she asked."
    """
    pieces = []
    glue = ""
    for word in words:
        pieces.append(word if word in _NO_SPACE_BEFORE else glue + word)
        glue = "" if word in _NO_SPACE_AFTER else " "
    return "".join(pieces)
