"""Printed text in lines short enough for every window: JupyterLab breaks a longer line in the middle of a word."""

import re
import textwrap
from typing import Any

BEFORE_PERCENT = re.compile(r"(?<=\d) (?=%)")
NO_BREAK = "\ue000"    # of the private area: no text has it


def lines_of(text: str, width: int, **how: Any) -> list[str]:
    """What textwrap.wrap returns, but a number and its % stay in one line.

    >>> lines_of("about 50 % of all", 8)
    ['about', '50 % of', 'all']
    """
    return [line.replace(NO_BREAK, " ") for line in textwrap.wrap(BEFORE_PERCENT.sub(NO_BREAK, text), width, **how)]


def wrapped(text: str, width: int = 96, indent: str = "") -> str:
    """The text in lines of at most `width` letters, broken at spaces; the text's own line breaks stay.

    indent: what every line after the first of a long line begins with

    >>> print(wrapped("one two three\\nfour", width=9, indent="  "))
    one two
      three
    four
    """
    lines = []
    for line in text.split("\n"):
        lines += lines_of(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
                          expand_tabs=False, replace_whitespace=False) or [""]
    return "\n".join(lines)
