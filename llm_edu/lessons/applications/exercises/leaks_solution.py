"""``leaks_solution``: whether a hint gives a line of the solution away."""

import re
from itertools import takewhile

from llm_edu.applications.tutor import leaks_solution as _reference
from llm_edu.course.checks.exercise import Exercise, case

SOLUTION = """    total = sum(numbers)
    mean = total / len(numbers)
    return mean
"""
GIVEN = "def mean(numbers):\n    total = sum(numbers)\n    return total"


def _hint(text, solution=SOLUTION, given=GIVEN):
    return case(text, solution, given)


PIECES = ["total = sum(numbers)", "mean = total / len(numbers)", "return mean", "return total", "x = [1, 2, 3]",
          "for i in range(9):", "i = i + 1  # on", "pass", ""]


def _random_hint(rng):
    solution = "\n".join(rng.choice(["", "    ", "\t"]) + rng.choice(PIECES) for _ in range(rng.randrange(5)))
    hint = " ".join(rng.choice(["Look at", "`", "first", *PIECES, *[piece[:-1] for piece in PIECES]])
                    for _ in range(rng.randrange(5)))
    given = "\n".join(rng.choice(PIECES) for _ in range(rng.randrange(3)))
    return hint, solution, given


exercise = Exercise(
    reference=_reference,
    cases=[
        _hint(""), _hint("Divide by how many there are."), _hint("mean = total / len(numbers)"), _hint("return mean"),
        _hint("total = sum(numbers)"), _hint("Try `mean = total / len(numbers)`, then return it."),
        _hint("mean = total/len(numbers)"), _hint("Mean = Total / Len(Numbers)"),
        _hint("mean  =  total / len(numbers)"),
        _hint("mean = total / len(number"), _hint("total / len(numbers)"), _hint("mean = total\n/ len(numbers)"),
        _hint("total = sum(numbers)", given=""), _hint("return mean", given=""), _hint("", given=""),
        _hint("anything", solution=""), _hint("", solution=""), _hint("", solution="\n\n   \n"),
        _hint("a = 1", solution="a = 1"), _hint("abc = 12345", solution="abc = 12345"),    # 11 characters
        _hint("abcd = 12345", solution="abcd = 12345"), _hint("abcd = 12345", solution="    abcd = 12345   "),    # 12
        _hint("see abcd = 12345.", solution="abc = 12345\nabcd = 12345"),
        _hint("abcd = 12345", solution="    abc = 1234   "), _hint("abcd = 12345", "abcd = 12345", "abcd = 123456"),
        _hint("abcd = 12345", "abcd = 12345", "abcd = 1234"), _hint("abcd = 12345", "\tabcd = 12345\t\n", "x"),
        _hint("abcd = 12345", "abcd = 12345   ", ""), _hint("abcd = 12345", "   abcd = 12345", ""),
        _hint("abcd = 12345", "abcd = 12345", "# abcd = 12345"), _hint("abcd = 12345", "abcd = 12345", "ABCD = 12345"),
        _hint("abcd = 12345", "abcd = 12345", "abcd=12345"),
        _hint("line one is here\nline two is here", "line two is here\nline three is here", "line one is here"),
        _hint("first long line", "first long line\nsecond long line", ""),
        _hint("second long line", "first long line\nsecond long line", ""),
        _hint("first long line second long line", "first long line\nsecond long line", "first long line"),
        _hint("first long line", "first long line\nsecond long line", "first long line\nsecond long line"),
        _hint("first long line", "first long line\nsecond long line", "second long line"),
        _hint("x = [1, 2, 3]", "x = [1, 2, 3]", ""), _hint("a.b.c.d.e.f.g", "aXbXcXdXeXfXg", ""),
        _hint("return (a + b) * c", "    return (a + b) * c", ""),
        _hint("Return (a + b) * c", "    return (a + b) * c", ""),
        _hint("résumé = été + 1", "résumé = été + 1", ""),
        _hint("mean", solution="numbers_mean = mean(numbers)", given=""),
        _hint("Do it so: # add them all up", "# add them all up\nx = 1", ""),
        _hint("total = a + b", "total = a + b  # of both", ""),
        _hint("total = a + b  # of both", "total = a + b  # of both", "total = a + b"),
    ],
    random_case=_random_hint,
    random_cases=60,
    hints=(
        "Which lines of the solution can give anything away? Look only for these in the hint.",
        "for each line of the solution, without white space at its ends:\n    skip it if it is shorter than 12\n    "
        "skip it if given contains it\n    if the hint contains it: return True\nat the end: return False",
    ),
)


def _leaks(lines=lambda text: [line.strip() for line in text.splitlines()], counts=lambda line: len(line) >= 12,
           known=lambda line, given: line in given, shown=lambda line, hint: line in hint, enough=any):
    """A leaks_solution with one thing wrong."""
    def leaks_solution(hint_text, solution_text, given):
        return enough([shown(line, hint_text) for line in lines(solution_text)
                       if counts(line) and not known(line, given)])
    return leaks_solution


exercise.mistake("A line that the learner already has gives nothing away. Leave out the lines that given contains.",
                 _leaks(known=lambda line, given: False))
exercise.mistake("Short lines give nothing away. Leave out those of fewer than 12 characters.",
                 _leaks(counts=lambda line: len(line) > 0))
exercise.mistake("A line of exactly 12 characters counts. Leave out only those of fewer than 12.",
                 _leaks(counts=lambda line: len(line) > 12))
exercise.mistake("A line of 11 characters does not count.", _leaks(counts=lambda line: len(line) >= 11))
exercise.mistake("Remove the white space before you count. Indentation does not make a line longer.",
                 lambda hint_text, solution_text, given: any(
                     line.strip() in hint_text for line in solution_text.splitlines()
                     if len(line) >= 12 and line.strip() not in given))
exercise.mistake("The solution's lines are indented, but the hint's may not be. Remove the white space first.",
                 _leaks(lines=str.splitlines))
exercise.mistake("Remove the white space at the end of a line, too, not only the indentation.",
                 _leaks(lines=lambda text: [line.lstrip() for line in text.splitlines()]))
exercise.mistake("Remove the indentation, too, not only the white space at the end of a line.",
                 _leaks(lines=lambda text: [line.rstrip() for line in text.splitlines()]))
exercise.mistake("You look for the whole solution. A single line of it is a leak.",
                 _leaks(lines=lambda text: [text.strip()]))
exercise.mistake("You look for the solution as one text, from its first character to its last. A single line of it is "
                 "a leak.",
                 lambda hint_text, solution_text, given: solution_text.strip() in hint_text)
exercise.mistake("You ask whether the hint contains all of the lines. One is enough.",
                 _leaks(enough=lambda found: bool(found) and all(found)))
exercise.mistake("all() of nothing is True. But if no line counts, nothing leaks. And one line is enough.",
                 _leaks(enough=all))
exercise.mistake("That says whether the hint is harmless. Return whether it leaks.",
                 _leaks(enough=lambda found: not any(found)))
exercise.mistake("That is the number of lines that leak. Return whether any line does.", _leaks(enough=sum))
exercise.mistake("You ignore capitals. The statement says: character for character.",
                 _leaks(shown=lambda line, hint: line.lower() in hint.lower()))
exercise.mistake("You ignore capitals in given. It contains a line only if it has it character for character.",
                 _leaks(known=lambda line, given: line.lower() in given.lower()))
exercise.mistake("You ignore white space in given. It contains a line only if it has it character for character.",
                 _leaks(known=lambda line, given: "".join(line.split()) in "".join(given.split())))
exercise.mistake("You ignore white space inside a line. The statement says: character for character.",
                 _leaks(shown=lambda line, hint: "".join(line.split()) in "".join(hint.split())))
exercise.mistake("You ask whether a line contains the hint. Ask whether the hint contains a line.",
                 _leaks(shown=lambda line, hint: hint in line))
exercise.mistake("A hint may quote a line inside a sentence. The quotation need not be a line of its own.",
                 _leaks(shown=lambda line, hint: line in [each.strip() for each in hint.splitlines()]))
exercise.mistake("You look only at the beginning of the hint. The line may be anywhere in it.",
                 _leaks(shown=lambda line, hint: hint.startswith(line)))
exercise.mistake("You look for single words of the solution. Look for its lines.",
                 _leaks(shown=lambda line, hint: bool(set(line.split()) & set(hint.split()))))
exercise.mistake("You compare with whole lines of given. The line may be anywhere in given, after a # for example.",
                 _leaks(known=lambda line, given: line in [each.strip() for each in given.splitlines()]))
exercise.mistake("You compare with whole lines of given, with their indentation. The line may be anywhere in given.",
                 _leaks(known=lambda line, given: line in given.splitlines()))
exercise.mistake("A comment is a line, too, and may give just as much away.",
                 _leaks(counts=lambda line: len(line) >= 12 and not line.startswith("#")))
exercise.mistake("You cut off each line at a #. The statement says: character for character. A comment belongs to its "
                 "line.",
                 _leaks(lines=lambda text: [line.split("#")[0].strip() for line in text.splitlines()]))
exercise.mistake("You use the line as a pattern. ( [ . * stand for themselves here.",
                 _leaks(shown=lambda line, hint: bool(re.search(line, hint))), error="position|nothing to repeat")
exercise.mistake("You leave out a line that is too short, and stop there. The lines after it still count.",
                 _leaks(lines=lambda text: list(takewhile(lambda line: len(line) >= 12,
                                                          map(str.strip, text.splitlines())))))
exercise.mistake("If one of the lines is in given, you stop. The others may still leak.",
                 lambda hint_text, solution_text, given: not any(
                     len(line.strip()) >= 12 and line.strip() in given for line in solution_text.splitlines())
                 and _reference(hint_text, solution_text, given))
exercise.mistake("You look at the first line that counts, and stop there. Any line can leak.",
                 _leaks(enough=lambda found: bool(found[:1] == [True])))
exercise.mistake("You look only at the last line. Any line can leak.",
                 _leaks(enough=lambda found: bool(found[-1:] == [True])))
exercise.mistake("You swapped given and the hint.",
                 lambda hint_text, solution_text, given: _reference(given, solution_text, hint_text))
