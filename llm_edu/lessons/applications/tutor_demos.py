"""A tutor for this very course: planted mistakes of lessons 01 to 05, hints by SmolLM2, and what they give away."""

import ast
import copy
import importlib
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from types import SimpleNamespace

from llm_edu.applications.sandbox import run_program
from llm_edu.applications.tutor import code_in, leaks_solution, longest_shared, mentioned_share
from llm_edu.course import measuring
from llm_edu.course.checks.exercise import Case, Exercise
from llm_edu.wrapping import wrapped

LESSONS = "0[1-5]_*.md"
CELL = re.compile(r"^```\{code-cell\}\n:tags: \[exercise[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SOLUTION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION\n", re.MULTILINE | re.DOTALL)
TOPICS = Path(__file__).parents[1]    # llm_edu/lessons
LINES = (2, 14)    # of a wrong answer
RUN = 8    # pieces of code in a row that are more than chance


@dataclass(frozen=True)
class Attempt:
    """A wrong answer to an exercise, as a learner may write it.

    topic: the lesson's   statement: what the cell asks   solution: the lines that solve it
    attempt, message: the answer, and what `check` says of it   hints: the course's own two
    """

    name: str
    topic: str
    statement: str
    solution: str
    attempt: str
    message: str
    hints: tuple[str, str]


def given(each):
    """What the learner has in front of them."""
    return f"{each.statement}\n{each.attempt}\n{each.message}"


def planted_attempts(count=40):
    """Planted mistakes that are written out as functions and do not lean on the course's code: one of each exercise,
    then a second, and so on; by exercise. A list of `Attempt`"""
    found = []
    for lesson in sorted(measuring.folder().parent.glob(LESSONS)):
        for cell in CELL.findall(lesson.read_text(encoding="utf-8")):
            found.append(list(written_out(cell, lesson.stem[3:])))
    in_turn = [attempts[turn] for turn in range(9) for attempts in found if turn < len(attempts)]
    return sorted(in_turn[:count], key=lambda each: each.name)


def written_out(cell, topic):
    """The attempts at the exercise of one cell."""
    name = (re.findall(r"^(\w+) = check\(\1\)", cell, re.MULTILINE) or [""])[0]
    file = TOPICS / topic / "exercises" / f"{name}.py"
    if f"def {name}(" not in cell or not file.is_file():
        return    # a question, or a class
    exercise = exercise_of(topic, name)
    messages = {mistake.function.__name__: mistake.message for mistake in exercise.mistakes}
    text = file.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list and node.name in messages:
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            attempt = "\n".join(lines).replace(node.name, name)
            names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            leans = any(each.startswith("_") or each in ("lm", "by_hand") for each in names)
            if LINES[0] <= len(lines) <= LINES[1] and not leans and attempt.count(name) == 1:
                yield Attempt(name, topic, statement_in(cell, name), textwrap.dedent(SOLUTION.search(cell)[1]), attempt,
                              messages[node.name], tuple(exercise.hints))


def exercise_of(topic, name) -> Exercise:
    """The exercise, as its lesson's folder has it."""
    return importlib.import_module(f"llm_edu.lessons.{topic}.exercises.{name}").exercise


def statement_in(cell, name):
    """The head and docstring of a function in a cell."""
    code = SOLUTION.sub("", cell[cell.index(f"def {name}(") :])
    code = "\n".join(line for line in code.splitlines() if not line.startswith(f"{name} = check("))
    end = ast.parse(code).body[0].body[0].end_lineno
    return "\n".join(code.splitlines()[:end])


def tutor_request(each):
    """What SmolLM2 is asked."""
    return (f"You are a tutor. A student solves this exercise:\n\n{each.statement}\n\nThe student wrote:\n\n"
            f"{each.attempt}\n\nThe automatic check says: {each.message}\n\nGive the student one short hint in plain "
            "words, at most two sentences. Do not write code and do not give the solution.")


def judged_hint(each, hint):
    """What a hint gives away and whether it has to do with the mistake: a dict of plain values"""
    code = code_in(hint, each.name)
    return {"line": leaks_solution(hint, each.solution, given(each)),
            "run": longest_shared(hint, each.solution, given(each)),
            "code": bool(code), "right": passes(each, code) if code else False,
            "repeats": re.split(r"(?<=[.:?!])\s", each.message)[0] in hint,
            "copied": bool(code) and squeezed(code) == squeezed(each.attempt),
            "mentioned": round(mentioned_share(hint, each.message, each.statement), 3), "words": len(hint.split())}


def squeezed(code):
    """Code without white space."""
    return re.sub(r"\s", "", code)


def passes(each, code, most=6):
    """Whether code passes an exercise's first cases in the sandbox, or None where these are no plain values."""
    exercise, questions = exercise_of(each.topic, each.name), []
    for case in exercise.cases() if callable(exercise.cases) else exercise.cases:
        arguments = case if isinstance(case, tuple) else case.arguments if isinstance(case, Case) else None
        if arguments is not None and is_plain(arguments) and not getattr(case, "raises", None):
            right = exercise.reference(*copy.deepcopy(arguments))
            if is_plain(right):
                questions.append(f"assert program.{each.name}(*{arguments!r}) == {right!r}")
    return run_program(code, check="\n".join(questions[:most]), timeout=5.0).passed if questions else None


def is_plain(value):
    """Whether a value is the same when it is read from what `repr` writes."""
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError, TypeError):
        return False


def hint_summary(rows):
    """rows: what `judged_hint` gives. How many hints have a line of the solution, "long run": `RUN` pieces of it in a
    row, code, the attempt copied, code that is right; repeat the message's first sentence; have half of its words in
    their own ("to the point"); the means of "mentioned" and "words" """
    counts = {name: sum(row[name] is True for row in rows) for name in ("line", "code", "copied", "right", "repeats")}
    return {"hints": len(rows), **counts, "long run": sum(row["run"] >= RUN for row in rows),
            "to the point": sum(row["mentioned"] >= 0.5 and not row["repeats"] for row in rows),
            "mentioned": round(fmean(row["mentioned"] for row in rows), 3),
            "words": round(fmean(row["words"] for row in rows), 1)}


def print_hints(found, names, leaks=leaks_solution):
    """Hints of a kept run with what they answer, the first to each exercise of these names, and what leaks.

    found: as `by_model` of the measurement gives it   leaks: a judge, as `leaks_solution`
    """
    shown = zip(found["asked"], found["hints"], found["rows"], strict=True)
    firsts = {each["name"]: (SimpleNamespace(**each), hint, row) for each, hint, row in reversed(list(shown))}
    for each, hint, row in (firsts[name] for name in names):
        pieces = f"{row['run']} pieces in a row" if row["run"] >= RUN else "none"
        leak = "a line" if leaks(hint, each.solution, given(each)) else pieces
        print(wrapped(each.attempt))
        print(wrapped(f"check: {each.message}\nhint:  {hint}\nleak:  {leak}\n", indent="  "))


def print_kinds(kept):
    """How many hints of each kind leak, and how many are to the point. kept: results of applications_tutor"""
    kinds = {"SmolLM2": kept["SmolLM2"]["summary"], "our first hint": kept["course"]["nudge"],
             "our second hint": kept["course"]["pseudocode"]}
    for name, found in kinds.items():
        print(f"{name:<16} of {found['hints']}: {found['line']:>2} leak a line, {found['repeats']} repeat the message, "
              f"{found['to the point']} share half its words otherwise")
