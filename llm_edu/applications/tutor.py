"""A hint for an exercise: does it give the solution away, and is it about the mistake?

    leaks_solution(hint, solution, given)     # it contains a line of the solution
    longest_shared(hint, solution, given)     # how many pieces of code in a row they share
    mentioned_share(hint, message)            # it mentions what the check's message names
    code_in(hint, name)                       # its code, to try in the sandbox
"""

import ast
import re

from llm_edu.applications.notes import words_in

SHORTEST = 12    # characters of a line that gives something away
PIECE = re.compile(r"\w+|[^\w\s]")    # a word, a number, a sign
FENCE = re.compile(r"```(?:\w*)\n(.*?)(?:```|\Z)", re.DOTALL)


def leaks_solution(hint_text: str, solution_text: str, given: str) -> bool:
    """Whether a hint gives away a line of the solution.

    given: what the learner has anyway (statement, own attempt). The solution's lines are compared without white space
    at their ends. Lines of fewer than 12 characters give nothing away, and neither do lines that `given` contains.

    >>> leaks_solution("Try `return sum(values) / len(values)`.", "    return sum(values) / len(values)", "return 0")
    True
    """
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(line in hint_text for line in lines if len(line) >= SHORTEST and line not in given)


def longest_shared(hint_text: str, solution_text: str, given: str) -> int:
    """The longest run of pieces (words, numbers, signs) that a hint and the solution share, and `given` lacks.

    White space does not count, so the line breaks do not matter.

    >>> longest_shared("Use sum( values )/len(values)", "return sum(values) / len(values)", "sum of values")
    9
    """
    hint, known = (f" {' '.join(PIECE.findall(text))} " for text in (hint_text, given))
    pieces, longest = PIECE.findall(solution_text), 0
    for start in range(len(pieces)):
        stop = start
        while stop < len(pieces) and f" {' '.join(pieces[start : stop + 1])} " in hint:
            stop += 1
        if stop > start and f" {' '.join(pieces[start:stop])} " not in known:
            longest = max(longest, stop - start)
    return longest


def mentioned_share(hint_text: str, message: str, common: str = "") -> float:
    """The share of a message's words that a hint also has, 0 to 1: is the hint about the mistake?

    Words of fewer than four letters do not count, and neither do those of `common` (the statement, which any hint may
    repeat).

    >>> mentioned_share("Which pair comes last? Where does it stop?", "The last pair is missing: range stops early.")
    0.5
    """
    words = {word for word in words_in(message) if len(word) >= 4} - set(words_in(common))
    return len(words & set(words_in(hint_text))) / len(words) if words else 0.0


def code_in(hint_text: str, name: str) -> str | None:
    """The code in a hint that defines the function `name`; None if there is none that Python can parse.

    It looks between fences, and from a line that begins with ``def name`` to the last line that still parses.

    >>> code_in("Try def twice(x): return 2 * x", "twice") is None    # not at the beginning of a line
    True
    >>> code_in("Try this.\\ndef twice(x): return 2 * x\\nGood luck!", "twice")
    'def twice(x): return 2 * x'
    """
    candidates = [*FENCE.findall(hint_text), *re.findall(rf"^(def {name}\(.*)", hint_text, re.MULTILINE | re.DOTALL)]
    for text in candidates:
        lines = text.rstrip().splitlines()
        for count in range(len(lines), 0, -1):
            code = "\n".join(lines[:count])
            if defines(code, name):
                return code
    return None


def defines(code: str, name: str) -> bool:
    """Whether a text is Python, and defines a function of that name."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):    # null characters; thousands of signs in a row
        return False
    return any(isinstance(each, ast.FunctionDef) and each.name == name for each in body)
