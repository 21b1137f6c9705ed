"""The checks themselves, checked: every exercise of the course against its lesson's blank and solution, and its planted
mistakes. (Other answers, right and wrong: test_battery.py. Automatic mutants of its solution: test_mutants.py.)

Run one exercise alone with ``pytest tests/lessons -k count_pairs``.
"""

import inspect
import re

import pytest
from exercise_cells import (
    EXERCISES,
    ITEMS,
    answered,
    called_by_name,
    defined,
    lessons,
    source_of,
    sources,
    verdict,
)

from llm_edu.course import paths
from llm_edu.course.checks.answers import judge_answer
from llm_edu.course.checks.checking import wanted_parameters
from llm_edu.course.checks.exercise import Case, Exercise, Question, Quiz, case
from llm_edu.course.checks.judging import trials

LEAST_MISTAKES = 4
PLANTED = 2_372  # mistakes in the whole course: raise it with them
PATIENCE = 120.0  # seconds for what is right, however busy the machine is
QUESTIONS = [name for name, item in ITEMS.items() if isinstance(item, Question)]
QUIZZES = [name for name, item in ITEMS.items() if isinstance(item, Quiz)]


def test_lessons_and_exercise_files_hold_the_same():
    files = [file for file in paths.topics_folder().glob("*/exercises/*.py") if file.stem != "common"]
    assert len(files) == len(ITEMS), "names of exercises are unique in the course"
    assert set(ITEMS) == set(sources()), "each exercise has a cell in a lesson, and the other way round"
    for name, item in ITEMS.items():
        assert item.lesson == sources()[name].lesson, f"{name} lies in the folder of {item.lesson}"
        kind = {Exercise: "exercise", Question: "question", Quiz: "quiz"}[type(item)]
        assert sources()[name].kind == kind, f"{name}: {kind} in its file, {sources()[name].kind} in its lesson"


@pytest.mark.parametrize("name", EXERCISES)
def test_blank_is_to_do(name):
    source = source_of(name)
    report = verdict(ITEMS[name], defined(source, source.blank))
    assert report.status == "blank", str(report)


@pytest.mark.parametrize("name", EXERCISES)
def test_solution_is_right(name):
    source = source_of(name)
    report = verdict(ITEMS[name], defined(source, source.solution), PATIENCE)
    assert report.status == "right", str(report)


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


def test_no_planted_mistake_is_lost():
    assert sum(len(ITEMS[name].mistakes) for name in EXERCISES) >= PLANTED


@pytest.mark.parametrize("name", EXERCISES)
def test_cases_are_sound(name):
    """The reference has an answer to most cases, and fails only in ways that a learner can be asked to match."""
    outcomes = [trial.expected for trial in trials(ITEMS[name])]
    errors = [outcome.error for outcome in outcomes if outcome.kind == "error"]
    assert len(errors) <= len(outcomes) / 2
    assert not [error for error in errors if isinstance(error, (AttributeError, NameError, AssertionError, SystemExit))]
    may_change = ITEMS[name].in_place or ITEMS[name].trains
    assert not [trial for trial in trials(ITEMS[name]) if trial.expected.changed] or may_change
    assert all(hint.strip() for hint in ITEMS[name].hints)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_wanted_parameters_are_those_of_the_statement(name):
    source = source_of(name)
    assert wanted_parameters(ITEMS[name]) == wanted_parameters(Exercise(defined(source, source.blank), [case()],
                                                                       hints=("a", "b")))


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_asked_for_by_name_the_notebook_calls_by_name(name):
    exercise = ITEMS[name]
    assert set(exercise.keywords) == called_by_name(name)
    by_name = {keyword for trial in trials(exercise) if isinstance(trial.case, Case) for keyword in trial.case.keywords}
    assert by_name <= set(exercise.keywords), "its cases call by other names"


@pytest.mark.full
@pytest.mark.parametrize("name", [name for name in EXERCISES if not isinstance(ITEMS[name].reference, type)])
def test_other_parameters_may_be_renamed_and_only_these(name):
    exercise, source = ITEMS[name], source_of(name)
    solution, names = defined(source, source.solution), exercise.parameters()
    others = set(names) - set(exercise.keywords)
    for renamed in [others, *({keyword} for keyword in exercise.keywords)]:
        report = verdict(exercise, with_other_names(solution, renamed), PATIENCE)
        assert report.status == ("right" if renamed == others else "wrong"), f"{renamed}\n{report}"


def with_other_names(function, renamed):
    """The function behind one whose parameters have other names."""
    parameters = inspect.signature(function).parameters.values()
    names = [f"other_{each.name}" if each.name in renamed else each.name for each in parameters]
    defaults = {f"default_{each.name}": each.default for each in parameters}
    head = ", ".join(name + (f"=default_{each.name}" if each.default is not each.empty else "")
                     for name, each in zip(names, parameters))
    space = {"function": function, **defaults}
    exec(f"def {function.__name__}({head}):\n    return function({', '.join(names)})", space)
    return space[function.__name__]


@pytest.mark.parametrize("name", QUESTIONS)
def test_question(name):
    question, source = ITEMS[name], source_of(name)
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


@pytest.mark.parametrize("name", QUIZZES)
def test_quiz(name):
    quiz, source = ITEMS[name], source_of(name)
    assert len(quiz.questions) >= 5
    blank, right = answered(source, source.blank), answered(source, source.solution)
    assert judge_answer(quiz, blank).status == "blank"
    report = judge_answer(quiz, right)
    assert report.status == "right", str(report)
    for number, question in enumerate(quiz.questions, 1):
        assert len(set(question.explanations.values())) == len(question.explanations) >= 2
        for option in set(question.explanations) - {question.answer}:
            report = judge_answer(quiz, {**right, number: option})
            assert report.status == "wrong" and question.explanations[option] in str(report)
            assert question.explanations[question.answer] not in str(report), "a wrong answer gives the right one away"


@pytest.mark.parametrize("name", QUIZZES)
def test_each_option_of_a_quiz_begins_a_line(name):
    text = "\n".join(cell.source for cell in lessons()[source_of(name).lesson].cells)
    shown = re.findall(r"^ +- \*\*([a-z])\*\* ", text.split("## Check yourself")[-1], re.MULTILINE)
    assert shown == [option for question in ITEMS[name].questions for option in question.explanations]
