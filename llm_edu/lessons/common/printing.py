"""What lessons print: tables, measurements, code."""

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Iterable, Sequence

from llm_edu.course.measuring import Measurement
from llm_edu.wrapping import wrapped


def print_table(heading: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Print rows under a heading: the first column to the left, the others to the right.

    A learner's number may be one of NumPy's or PyTorch's: it looks like any other.

    >>> import numpy as np
    >>> print_table(["", "tokens"], [["bytes", 1234], ["words", 0.5], ["pages", np.array(0.25)]])
           tokens
    bytes   1,234
    words    0.50
    pages    0.25
    """
    cells = [[str(cell) for cell in heading]]
    for row in rows:
        plain = [cell.item() if hasattr(cell, "item") else cell for cell in row]
        cells.append([f"{cell:,.2f}" if isinstance(cell, float) else f"{cell:,}" if isinstance(cell, int) else str(cell)
                      for cell in plain])
    widths = [max(map(len, column)) for column in zip(*cells)]
    for first, *rest in cells:
        line = first.ljust(widths[0]) + "".join("  " + cell.rjust(width) for cell, width in zip(rest, widths[1:]))
        print(line.rstrip())


def print_about(measurement: Measurement) -> None:
    """What a measurement is, on which machine it was made, and the command that does it again."""
    print()
    print(wrapped(str(measurement)))


def signed(text):
    """A text whose hyphens are minus signs.

    >>> signed("abstracts -0.038")
    'abstracts −0.038'
    """
    return text.replace("-", "−")


def code_of(*things, without: Sequence[str] = ()) -> str:
    """The source of functions and classes without docstrings, comments, blank lines, and methods with these names.

    >>> print(code_of(signed))
    def signed(text):
        return text.replace("-", "−")
    """
    pieces = []
    for thing in things:
        source = textwrap.dedent(inspect.getsource(thing))    # a method stands inside a class
        kept = set(range(1, source.count("\n") + 1)) - lines_left_out(source, without)
        lines = source.splitlines()
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column].rstrip()
        pieces.append("\n".join(line for row, line in enumerate(lines, 1) if row in kept and line.strip()))
    return "\n\n".join(pieces)


def lines_left_out(source: str, methods: Sequence[str]) -> set[int]:
    """The numbers of the lines that docstrings stand on, and functions with these names."""
    found: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name in methods:
            found |= set(range(node.lineno, node.end_lineno + 1))
        elif isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            found |= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return found


def count_lines(*things) -> int:
    """How many lines `code_of` has, blank ones left out."""
    return sum(1 for line in code_of(*things).splitlines() if line.strip())
