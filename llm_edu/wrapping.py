"""Printed text in lines short enough for every window: JupyterLab breaks a longer line in the middle of a word."""

import textwrap


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
        lines += textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
                               expand_tabs=False, replace_whitespace=False) or [""]
    return "\n".join(lines)
