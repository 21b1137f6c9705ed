"""The checks themselves, checked: every exercise of the course against its lesson's blank and solution, other right
answers, its planted mistakes, and the automatic mutants of its solution. The last test prints the table.

Run one exercise alone with ``pytest tests/course/test_exercises.py -k count_pairs``.
"""

import ast
import textwrap
from dataclasses import dataclass, field

import pytest

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.answers import judge_answer
from llm_edu.course.checks.checking import misuse, report_on
from llm_edu.course.checks.exercise import Exercise, Question, Quiz
from llm_edu.course.checks.judging import judge, trials
from llm_edu.course.build.lesson_source import ExerciseSource, read_lessons
from llm_edu.course.checks.mutation import mutants
from llm_edu.course.checks.showing import Report

MUTANT_SECONDS = 1.0  # an endless loop is a rejected mutant, and there are many
LEAST_MISTAKES, LEAST_MUTANTS, REJECTED_SHARE, EQUIVALENT_SHARE = 3, 15, 0.95, 0.10

ITEMS = {item.name: item for item in catalogue.everything()}
EXERCISES = [name for name, item in ITEMS.items() if isinstance(item, Exercise)]
QUESTIONS = [name for name, item in ITEMS.items() if isinstance(item, Question)]
QUIZZES = [name for name, item in ITEMS.items() if isinstance(item, Quiz)]


@dataclass
class Row:
    """What the table says of one exercise, filled in by the tests as they go."""

    blank: str = "–"
    solution: str = "–"
    also_right: str = "–"
    mistakes: str = "–"
    mutants: int = 0
    rejected: int = 0
    equivalent: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)


ROWS = {name: Row() for name in ITEMS}


@pytest.fixture(scope="module")
def sources() -> dict[str, ExerciseSource]:
    return {exercise.name: exercise for lesson in read_lessons() for exercise in lesson.exercises}


def source_of(name: str, sources: dict[str, ExerciseSource]) -> ExerciseSource:
    assert name in sources, f"no lesson has the exercise {name}: write its cell, or remove the exercise"
    return sources[name]


def run(setup: str, text: str) -> tuple[dict, ast.stmt]:
    """Run an exercise cell without its last statement, the check, after the lesson's statements it builds on."""
    namespace: dict = {"__name__": "notebook"}
    exec(compile(setup, "<setup>", "exec"), namespace)
    tree = ast.parse(text)
    *body, last = tree.body
    exec(compile(ast.Module(body, []), "<cell>", "exec"), namespace)
    return namespace, last


def defined(source: ExerciseSource, text: str):
    return run(source.setup, text)[0][source.name]


def answered(source: ExerciseSource, text: str):
    """The value that a cell hands to ``check_answer(name, value)``."""
    namespace, last = run(source.setup, text)
    return eval(ast.unparse(last.value.args[1]), namespace)


def verdict(exercise: Exercise, attempt, time_limit: float | None = None) -> Report:
    return misuse(exercise, attempt) or report_on(exercise, judge(exercise, attempt, time_limit))


def test_lessons_and_exercise_files_hold_the_same(sources):
    items = catalogue.everything()
    names = [item.name for item in items]
    assert len(names) == len(set(names)), "names of exercises are unique in the course"
    read = [name for topic in catalogue.topics() for name in catalogue.names_in(topic)]
    assert sorted(read) == sorted(names), "check() finds an exercise by its name written out: Exercise(\"name\", …)"
    assert set(names) == set(sources), "each exercise has a cell in a lesson, and the other way round"
    for name, item in ITEMS.items():
        assert item.lesson == sources[name].lesson, f"{name} says it belongs to {item.lesson}"
        kind = {Exercise: "exercise", Question: "question", Quiz: "quiz"}[type(item)]
        assert sources[name].kind == kind, f"{name}: {kind} in its file, {sources[name].kind} in its lesson"


@pytest.mark.parametrize("name", EXERCISES)
def test_blank_is_to_do(name, sources):
    source = source_of(name, sources)
    report = verdict(ITEMS[name], defined(source, source.blank))
    assert report.status == "blank", str(report)
    ROWS[name].blank = "○"


@pytest.mark.parametrize("name", EXERCISES)
def test_solution_is_right(name, sources):
    source = source_of(name, sources)
    report = verdict(ITEMS[name], defined(source, source.solution))
    assert report.status == "right", str(report)
    ROWS[name].solution = "✓"


@pytest.mark.parametrize("name", EXERCISES)
def test_other_right_answers_are_right(name):
    exercise = ITEMS[name]
    assert exercise.also_right, "give at least one right answer in another style (also_right)"
    for attempt in exercise.also_right:
        report = verdict(exercise, attempt)
        assert report.status == "right", f"{attempt.__name__}\n{report}"
    ROWS[name].also_right = f"{len(exercise.also_right)} ✓"


@pytest.mark.parametrize("name", EXERCISES)
def test_each_planted_mistake_gets_its_own_message(name):
    exercise = ITEMS[name]
    assert len(exercise.mistakes) >= LEAST_MISTAKES
    messages = [mistake.message for mistake in exercise.mistakes]
    assert len(set(messages)) == len(messages)
    for mistake in exercise.mistakes:
        report = verdict(exercise, mistake.function)
        assert report.status == "wrong", f"{mistake.function.__name__} passes"
        assert mistake.message in report.parts, f"{mistake.function.__name__} gets another message:\n{report}"
    ROWS[name].mistakes = f"{len(messages)} ✗"


@pytest.mark.parametrize("name", EXERCISES)
def test_mutants_are_rejected(name, sources):
    exercise, source, row = ITEMS[name], source_of(name, sources), ROWS[name]
    found = mutants(source.solution, name)
    labels = {mutant.label for mutant in found}
    unknown = set(exercise.equivalent_mutants) - labels
    assert not unknown, f"equivalent_mutants names no mutant: {unknown}"
    for mutant in found:
        passes = passes_check(exercise, source, mutant.source)
        if mutant.label in exercise.equivalent_mutants:
            assert passes, f"listed as equivalent, but rejected: {mutant.label}"
            row.equivalent.append(f"{mutant.label}. Because: {exercise.equivalent_mutants[mutant.label]}")
        elif passes:
            row.survivors.append(mutant.label)
        else:
            row.rejected += 1
    row.mutants = len(found)
    survived = "\n".join(row.survivors)
    assert row.mutants >= LEAST_MUTANTS, f"{row.mutants} mutants only: ask for a little more in this exercise"
    assert len(row.equivalent) <= EQUIVALENT_SHARE * row.mutants, "too many equivalent mutants"
    assert row.rejected >= REJECTED_SHARE * (row.mutants - len(row.equivalent)), f"these mutants pass:\n{survived}"


def passes_check(exercise: Exercise, source: ExerciseSource, text: str) -> bool:
    """Whether a mutant passes for right; one that cannot even be defined does not."""
    try:
        attempt = defined(source, text)
    except Exception:  # a default argument or a class body may be what was broken
        return False
    return verdict(exercise, attempt, MUTANT_SECONDS).status == "right"


@pytest.mark.parametrize("name", EXERCISES)
def test_cases_are_sound(name):
    """The reference has an answer to most cases, and fails only in ways that a learner can be asked to match."""
    outcomes = [trial.expected for trial in trials(ITEMS[name])]
    errors = [outcome.error for outcome in outcomes if outcome.kind == "error"]
    assert len(errors) <= len(outcomes) / 2
    assert not [error for error in errors if isinstance(error, (AttributeError, NameError, AssertionError, SystemExit))]
    assert not [trial for trial in trials(ITEMS[name]) if trial.expected.changed] or ITEMS[name].in_place
    assert all(hint.strip() for hint in ITEMS[name].hints)


@pytest.mark.parametrize("name", QUESTIONS)
def test_question(name, sources):
    question, source = ITEMS[name], source_of(name, sources)
    assert judge_answer(question, answered(source, source.blank)).status == "blank"
    report = judge_answer(question, answered(source, source.solution))
    assert report.status == "right", str(report)
    wrong = question.wrong_answers()
    assert len(wrong) >= LEAST_MISTAKES
    assert len({message for _, message in wrong}) == len(wrong)
    for value, message in wrong:
        report = judge_answer(question, value)
        assert report.status == "wrong" and message in report.parts, f"{value!r}\n{report}"
    assert all(hint.strip() for hint in question.hints)
    ROWS[name].blank, ROWS[name].solution, ROWS[name].mistakes = "○", "✓", f"{len(wrong)} ✗"


@pytest.mark.parametrize("name", QUIZZES)
def test_quiz(name, sources):
    quiz, source = ITEMS[name], source_of(name, sources)
    assert len(quiz.questions) >= 5
    blank, right = answered(source, source.blank), answered(source, source.solution)
    assert judge_answer(quiz, blank).status == "blank"
    report = judge_answer(quiz, right)
    assert report.status == "right", str(report)
    count = 0
    for number, question in enumerate(quiz.questions, 1):
        assert len(set(question.explanations.values())) == len(question.explanations) >= 2
        for option in set(question.explanations) - {question.answer}:
            report = judge_answer(quiz, {**right, number: option})
            assert report.status == "wrong" and question.explanations[option] in str(report)
            assert question.explanations[question.answer] not in str(report), "a wrong answer gives the right one away"
            count += 1
    ROWS[name].blank, ROWS[name].solution, ROWS[name].mistakes = "○", "✓", f"{count} ✗"


def table() -> str:
    """The rows as text."""
    head = f"{'exercise':24} blank  solution  also right  mistakes  mutants  rejected  equivalent"
    lines = [head, "-" * len(head)]
    notes = []
    for name, row in sorted(ROWS.items(), key=lambda pair: ITEMS[pair[0]].lesson):
        counted = max(1, row.mutants - len(row.equivalent))
        numbers = f"{row.mutants:>7}  {row.rejected / counted:>8.1%}  {len(row.equivalent):>10}" if row.mutants else ""
        states = f"{row.blank:^5}  {row.solution:^8}  {row.also_right:>10}  {row.mistakes:>8}"
        lines.append(f"{name:24} {states}  {numbers}".rstrip())
        notes += [f"{name}, equivalent: {label}" for label in row.equivalent]
        notes += [f"{name}, PASSES: {label}" for label in row.survivors]
    wrapped = [textwrap.fill(note, 118, subsequent_indent="    ") for note in notes]
    return "\n".join(lines + [""] + wrapped)


def test_table(announce):
    """Not a test of its own: the table that the tests above have filled (an empty one when they were not run)."""
    announce(table())
    assert ROWS
