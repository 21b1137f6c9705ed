"""A tutor for this very course: planted mistakes of lessons 01 to 05, hints by SmolLM2, and what they give away."""

import ast
import re
from dataclasses import dataclass
from statistics import fmean

from llm_edu.applications.sandbox import run_program
from llm_edu.applications.tutor import code_in, leaks_solution, longest_shared, mentioned_share
from llm_edu.course import paths
from llm_edu.course.build.lesson_source import read_lessons
from llm_edu.course.checks import catalogue
from llm_edu.course.checks.exercise import Exercise
from llm_edu.course.checks.judging import trials

LESSONS = ("01", "02", "03", "04", "05")
LINES = (2, 14)    # of a wrong answer
RUN = 8    # pieces of code in a row that are more than chance


@dataclass(frozen=True)
class Attempt:
    """A wrong answer to an exercise, as a learner may write it.

    statement: what the cell asks, solution: the lines that solve it   attempt, message: the answer, and what `check`
    says of it   hints: the course's own two
    """

    name: str
    statement: str
    solution: str
    attempt: str
    message: str
    hints: tuple[str, str]

    @property
    def given(self):
        """What the learner has in front of them."""
        return f"{self.statement}\n{self.attempt}\n{self.message}"


def planted_attempts(count=32):
    """Planted mistakes that are written out as functions and do not lean on the course's code: one of each exercise,
    then a second, and so on; by exercise. A list of `Attempt`"""
    sources = {each.name: each for lesson in read_lessons() if lesson.name[:2] in LESSONS for each in lesson.exercises}
    found = {name: list(written_out(source)) for name, source in sources.items() if source.kind == "exercise"}
    in_turn = [attempts[turn] for turn in range(9) for attempts in found.values() if turn < len(attempts)]
    return sorted(in_turn[:count], key=lambda each: each.name)


def written_out(source):
    """The attempts at one exercise. source: an `ExerciseSource`"""
    exercise = catalogue.find(source.name)
    if not isinstance(exercise, Exercise):
        return
    messages = {mistake.function.__name__: mistake.message for mistake in exercise.mistakes}
    topic = source.lesson[3:]
    text = (paths.topics_folder() / topic / "exercises" / f"{source.name}.py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.decorator_list and node.name in messages:
            lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
            attempt = "\n".join(lines).replace(node.name, source.name)
            names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            leans = any(name.startswith("_") or name in ("lm", "by_hand") for name in names)
            if LINES[0] <= len(lines) <= LINES[1] and not leans and attempt.count(source.name) == 1:
                statement = re.sub(r"\n?    ### BEGIN.*?### END SOLUTION", "", source.blank, flags=re.DOTALL)
                yield Attempt(source.name, function_of(statement, source.name), source.answer, attempt,
                              messages[node.name], tuple(exercise.hints))


def function_of(cell, name):
    """The head and docstring of a function in a cell."""
    node = next(each for each in ast.parse(cell).body if getattr(each, "name", None) == name)
    head = cell.splitlines()[node.lineno - 1 : node.body[0].end_lineno]
    return "\n".join(head)


def tutor_request(each):
    """What SmolLM2 is asked."""
    return (f"You are a tutor. A student solves this exercise:\n\n{each.statement}\n\nThe student wrote:\n\n"
            f"{each.attempt}\n\nThe automatic check says: {each.message}\n\nGive the student one short hint in plain "
            "words, at most two sentences. Do not write code and do not give the solution.")


def judged_hint(each, hint):
    """What a hint gives away and whether it has to do with the mistake: a dict of plain values"""
    code = code_in(hint, each.name)
    return {"line": leaks_solution(hint, each.solution, each.given),
            "run": longest_shared(hint, each.solution, each.given),
            "code": bool(code), "right": passes(each.name, code) if code else False,
            "copied": bool(code) and squeezed(code) == squeezed(each.attempt),
            "mentioned": round(mentioned_share(hint, each.message, each.statement), 3), "words": len(hint.split())}


def squeezed(code):
    """Code without white space."""
    return re.sub(r"\s", "", code)


def passes(name, code, cases=6):
    """Whether code passes an exercise's first cases in the sandbox, or None where these are no plain values."""
    questions = []
    for trial in trials(catalogue.find(name)):
        arguments = getattr(trial.case, "arguments", None)
        if trial.expected.kind == "value" and is_plain(arguments) and is_plain(trial.expected.value):
            questions.append(f"assert program.{name}(*{arguments!r}) == {trial.expected.value!r}")
    return run_program(code, check="\n".join(questions[:cases]), timeout=5.0).passed if questions else None


def is_plain(value):
    """Whether a value is the same when it is read from what `repr` writes."""
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError, TypeError):
        return False


def hint_summary(rows):
    """rows: what `judged_hint` gives. {"line", "long run", "code", "right": how many; "mentioned", "words": means}"""
    return {"hints": len(rows), "line": sum(row["line"] for row in rows),
            "long run": sum(row["run"] >= RUN for row in rows), "code": sum(row["code"] for row in rows),
            "copied": sum(row["copied"] for row in rows), "right": sum(row["right"] is True for row in rows),
            "mentioned": round(fmean(row["mentioned"] for row in rows), 3),
            "words": round(fmean(row["words"] for row in rows), 1)}


def print_hints(found, count=3):
    """The first hints of a kept run with what they answer; found: as `by_model` of the measurement gives it"""
    shown = zip(planted_attempts(len(found["rows"])), found["hints"], found["rows"], strict=True)
    for each, hint, row in list(shown)[:count]:
        leak = "a line" if row["line"] else f"{row['run']} pieces in a row" if row["run"] >= RUN else "none"
        print(f"{each.attempt}\n  check: {each.message}\n  hint:  {hint}\n  leak:  {leak}\n")
