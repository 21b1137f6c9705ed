"""Unforeseen answers to the exercise leaks_solution."""

# %% right: a loop
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.split("\n"):
        line = line.strip()
        if len(line) < 12:
            continue
        if line in given:
            continue
        if line in hint_text:
            return True
    return False

# %% right: any
def leaks_solution(hint_text, solution_text, given):
    return any(len(s) >= 12 and s in hint_text and s not in given for s in map(str.strip, solution_text.splitlines()))

# %% right: find and count
def leaks_solution(hint_text, solution_text, given):
    for raw in solution_text.splitlines():
        bare = raw.strip()
        if len(bare) > 11 and hint_text.find(bare) >= 0 and given.count(bare) == 0:
            return True
    return False

# %% right: sets
def leaks_solution(hint_text, solution_text, given):
    lines = {line.strip() for line in solution_text.splitlines()}
    telling = {line for line in lines if len(line) >= 12}
    known = {line for line in telling if line in given}
    told = {line for line in telling if line in hint_text}
    return bool(told - known)

# %% right: filters one after the other
def leaks_solution(hint_text, solution_text, given):
    lines = map(str.strip, solution_text.splitlines())
    lines = filter(lambda line: len(line) >= 12, lines)
    lines = filter(lambda line: line not in given, lines)
    return next((True for line in lines if line in hint_text), False)

# %% right: regular expressions, escaped
import re

def leaks_solution(hint_text, solution_text, given):
    found = False
    for line in re.split(r"\r?\n", solution_text):
        line = re.sub(r"^\s+|\s+$", "", line)
        if len(line) >= 12 and re.search(re.escape(line), hint_text) and not re.search(re.escape(line), given):
            found = True
    return found

# %% right: recursion
def leaks_solution(hint_text, solution_text, given):
    first, _, rest = solution_text.partition("\n")
    first = first.strip()
    if len(first) >= 12 and first in hint_text and first not in given:
        return True
    return bool(rest) and leaks_solution(hint_text, rest, given)

# %% right: not all harmless
def leaks_solution(hint_text, solution_text, given):
    def harmless(line):
        return len(line) < 12 or line in given or line not in hint_text
    return not all(harmless(line.strip()) for line in solution_text.splitlines())

# %% right: every window of the hint
def leaks_solution(hint_text, solution_text, given):
    def stands_in(line, text):
        return any(text[i:i + len(line)] == line for i in range(len(text) - len(line) + 1))
    for line in solution_text.splitlines():
        line = line.strip()
        if len(line) >= 12 and not stands_in(line, given) and stands_in(line, hint_text):
            return True
    return False

# %% right: NumPy's truth
import numpy as np

def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return np.any([len(line) >= 12 and line in hint_text and line not in given for line in lines])

# %% right: io, line by line
import io

def leaks_solution(hint_text, solution_text, given):
    leaked = []
    for line in io.StringIO(solution_text):
        text = line.lstrip().rstrip()
        if 12 <= len(text) and text in hint_text and text not in given:
            leaked.append(text)
    return len(leaked) > 0

# %% right: index and its error
def leaks_solution(hint_text, solution_text, given):
    for line in (each.strip() for each in solution_text.splitlines()):
        try:
            hint_text.index(line)
        except ValueError:
            continue
        if len(line) >= 12 and line not in given:
            return True
    return False

# %% wrong: the whole solution
def leaks_solution(hint_text, solution_text, given):
    return solution_text.strip() in hint_text

# %% wrong: the whole solution must be there, line by line
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    lines = [line for line in lines if len(line) >= 12 and line not in given]
    return bool(lines) and all(line in hint_text for line in lines)

# %% wrong: all of no lines
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return all(line in hint_text for line in lines if len(line) >= 12 and line not in given)

# %% wrong: lines as they are, with their indent
def leaks_solution(hint_text, solution_text, given):
    return any(len(line) >= 12 and line in hint_text and line not in given for line in solution_text.splitlines())

# %% wrong: white space taken off the left only
def leaks_solution(hint_text, solution_text, given):
    lines = [line.lstrip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: white space taken off the right only
def leaks_solution(hint_text, solution_text, given):
    lines = [line.rstrip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: measured with its indent
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.splitlines():
        if len(line) >= 12 and line.strip() in hint_text and line.strip() not in given:
            return True
    return False

# %% wrong: what is given is not asked
def leaks_solution(hint_text, solution_text, given):
    return any(len(line.strip()) >= 12 and line.strip() in hint_text for line in solution_text.splitlines())

# %% wrong: twelve are too few
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) > 12 and line in hint_text and line not in given for line in lines)

# %% wrong: eleven are enough
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 11 and line in hint_text and line not in given for line in lines)

# %% wrong: any length
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(line in hint_text and line not in given for line in lines)

# %% wrong: any length but empty
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(line and line in hint_text and line not in given for line in lines)

# %% wrong: the hint's lines must be equal to it
def leaks_solution(hint_text, solution_text, given):
    hints = {line.strip() for line in hint_text.splitlines()}
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hints and line not in given for line in lines)

# %% wrong: the given's lines must be equal to it
def leaks_solution(hint_text, solution_text, given):
    known = {line.strip() for line in given.splitlines()}
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in known for line in lines)

# %% wrong: the given's lines, with their indents
def leaks_solution(hint_text, solution_text, given):
    known = given.splitlines()
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in known for line in lines)

# %% wrong: the hint stands in a line
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and hint_text in line and line not in given for line in lines)

# %% wrong: the hint begins with it
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and hint_text.startswith(line) and line not in given for line in lines)

# %% wrong: the hint ends with it
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and hint_text.endswith(line) and line not in given for line in lines)

# %% wrong: capitals do not matter
def leaks_solution(hint_text, solution_text, given):
    hint_text, solution_text, given = hint_text.lower(), solution_text.lower(), given.lower()
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: white space within does not matter
def leaks_solution(hint_text, solution_text, given):
    def bare(text):
        return "".join(text.split())
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and bare(line) in bare(hint_text) and line not in given for line in lines)

# %% wrong: white space within is made one blank
def leaks_solution(hint_text, solution_text, given):
    def bare(text):
        return " ".join(text.split())
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and bare(line) in bare(hint_text) and bare(line) not in bare(given) for line in lines)

# %% wrong: twelve characters without blanks
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line.replace(" ", "")) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: twelve words
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line.split()) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: words instead of lines
def leaks_solution(hint_text, solution_text, given):
    return any(len(word) >= 12 and word in hint_text and word not in given for word in solution_text.split())

# %% wrong: the first line only
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.splitlines():
        line = line.strip()
        if len(line) >= 12 and line not in given:
            return line in hint_text
    return False

# %% wrong: returns after its first line
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.splitlines():
        line = line.strip()
        if len(line) >= 12 and line in hint_text and line not in given:
            return True
        else:
            return False
    return False

# %% wrong: the last line only
def leaks_solution(hint_text, solution_text, given):
    leak = False
    for line in solution_text.splitlines():
        line = line.strip()
        leak = len(line) >= 12 and line in hint_text and line not in given
    return leak

# %% wrong: one given line makes all harmless
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    if any(len(line) >= 12 and line in given for line in lines):
        return False
    return any(len(line) >= 12 and line in hint_text for line in lines)

# %% wrong: stops at a short line
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.splitlines():
        line = line.strip()
        if len(line) < 12:
            return False
        if line in hint_text and line not in given:
            return True
    return False

# %% wrong: must stand in what is given
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line in given for line in lines)

# %% wrong: the given in a line
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and given not in line for line in lines)

# %% wrong: nothing leaks where nothing is given
def leaks_solution(hint_text, solution_text, given):
    if not given:
        return False
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: comments are no lines
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and not line.startswith("#") and line in hint_text and line not in given
               for line in lines)

# %% wrong: what comes after # is cut off
def leaks_solution(hint_text, solution_text, given):
    lines = [line.split("#")[0].strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: its beginning is enough
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line[:12] in hint_text and line not in given for line in lines)

# %% wrong: a pattern, not escaped
import re

def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and bool(re.search(line, hint_text)) and line not in given for line in lines)

# %% wrong: between borders of words
import re

def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line not in given
               and re.search(r"\b" + re.escape(line) + r"\b", hint_text) is not None for line in lines)

# %% wrong: nearly the same is enough
from difflib import SequenceMatcher

def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line not in given and SequenceMatcher(None, line, hint.strip()).ratio() > 0.8
               for line in lines for hint in hint_text.splitlines())

# %% wrong: the lines
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return [line for line in lines if len(line) >= 12 and line in hint_text and line not in given]

# %% wrong: how many
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return sum(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: None for no
def leaks_solution(hint_text, solution_text, given):
    for line in solution_text.splitlines():
        line = line.strip()
        if len(line) >= 12 and line in hint_text and line not in given:
            return True

# %% wrong: a text
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return str(any(len(line) >= 12 and line in hint_text and line not in given for line in lines))

# %% wrong: the other way round
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in solution_text.splitlines()]
    return not any(len(line) >= 12 and line in hint_text and line not in given for line in lines)

# %% wrong: hint and solution exchanged
def leaks_solution(hint_text, solution_text, given):
    lines = [line.strip() for line in hint_text.splitlines()]
    return any(len(line) >= 12 and line in solution_text and line not in given for line in lines)

# %% wrong: what was given once is given for good
known = []

def leaks_solution(hint_text, solution_text, given):
    known.append(given)
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text and not any(line in text for text in known) for line in lines)

# %% wrong: given is taken out of the hint first
def leaks_solution(hint_text, solution_text, given):
    for line in given.splitlines():
        hint_text = hint_text.replace(line, "")
    lines = [line.strip() for line in solution_text.splitlines()]
    return any(len(line) >= 12 and line in hint_text for line in lines)
