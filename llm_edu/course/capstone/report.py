"""A report cut into sections, blocks, numbers and quotations, by plain regular expressions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADING = re.compile(r"## +(.+?)\s*#*")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LABEL = re.compile(r"[-*] +\*\*(.+?):?\*\*:? *(.*)")
# What is not a figure: code with a letter in it, where a link leads, the number of a lesson, the usual interval, a
# date, the number of a list's item
NO_FIGURE = re.compile(r"`[^`]*[^\W\d][^`]*`|\]\([^)]*\)|<http[^>]*>|\b[Ll]essons? \d+"
                       r"|\b95 ?% (?:confidence )?intervals?|\b\d{4}-\d\d-\d\d\b|^\s*\d+[.)] ")
# Not in a word or a version, such as SmolLM2, 4-bit and 2.9.1; with its minus, which the dash in 57-86 is not
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?!\w|-[A-Za-z]|\.\d)")


@dataclass(frozen=True)
class Block:
    """A paragraph, a list item or a row of a table, and the line on which it begins."""

    line: int
    text: str

    def names(self) -> list[str]:
        """What could be names of figures: words of small letters, digits and _ in backticks, at most one a span."""
        return re.findall(r"`([a-z][a-z0-9_]*)`", self.text)

    def numbers(self) -> list[str]:
        """The numbers in the text that could be figures, as they are written.

        >>> Block(1, "`model_right` is 74 % (58–86, `n=35`) of 1,200 with SmolLM2 in lesson 15, or −0.5").numbers()
        ['74', '58', '86', '1,200', '−0.5']
        """
        return NUMBER.findall(NO_FIGURE.sub(" ", self.text))


def sections_of(text: str) -> dict[str, list[tuple[int, str]]]:
    """The lines under each heading of level 2, in small letters, each with its number; comments are left out."""
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    found: dict[str, list[tuple[int, str]]] = {}
    lines, fenced = None, False
    for number, line in enumerate(text.splitlines(), 1):
        fenced ^= line.lstrip().startswith("```")
        if not fenced and (heading := HEADING.fullmatch(line.rstrip())):
            lines = found.setdefault(heading[1].lower(), [])
        elif lines is not None:
            lines.append((number, line))
    return found


def text_of(lines: list[tuple[int, str]]) -> str:
    return "\n".join(line for _, line in lines)


def blocks_of(lines: list[tuple[int, str]]) -> Iterator[Block]:
    """The paragraphs, list items and rows of tables; not headings, quotations and code blocks."""
    block: list[str] = []
    start, fenced = 0, False
    for number, line in [*lines, (0, "")]:
        fence = line.lstrip().startswith("```")
        apart = fence or fenced or not line.strip() or line.lstrip().startswith((">", "#"))
        begins = re.match(r"\s*(?:[-*+] |\d+[.)] |\|)", line)
        if block and (apart or begins):
            yield Block(start, "\n".join(block))
            block = []
        if not apart:
            start = start if block else number
            block.append(line)
        fenced ^= fence


def quotations_of(lines: list[tuple[int, str]]) -> list[Block]:
    """The quotations, each in lines that begin with >, as one line of text."""
    found: list[Block] = []
    before = False
    for number, line in lines:
        quoted = line.lstrip().startswith(">")
        said = line.lstrip().lstrip(">").strip()
        if quoted and before:
            found[-1] = Block(found[-1].line, f"{found[-1].text} {said}".strip())
        elif quoted:
            found.append(Block(number, said))
        before = quoted
    return found


def labels_of(lines: list[tuple[int, str]]) -> dict[str, str]:
    """What follows each bold label of a list: {"source": "…"}; the label in small letters."""
    found: dict[str, str] = {}
    label = None
    for _, line in lines:
        if match := LABEL.fullmatch(line.strip()):
            label = match[1].lower()
            found[label] = match[2]
        elif not line.strip():
            label = None
        elif label is not None:
            found[label] = f"{found[label]} {line.strip()}".strip()
    return found


def agrees(written: str, actual: float) -> bool:
    """Whether a number in a text is this one, rounded as it is written; per cent or not.

    It may not be rounded away: 1 is not 0.74.

    >>> [agrees(text, 0.7429) for text in ("0.743", "0.74", "74", "74.3", "0.75", "75", "1", "−0.74")]
    [True, True, True, True, False, False, False, False]
    """
    number = float(written.replace(",", "").replace("−", "-"))
    decimals = len(written.partition(".")[2])
    return any(abs(number - unit * actual) <= min(0.5 * 10**-decimals, unit * max(0.005, 0.05 * abs(actual))) + 1e-9
               for unit in (1, 100))
