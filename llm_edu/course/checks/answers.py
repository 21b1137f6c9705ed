"""Judge a value (``Question``) or the answers of a quiz (``Quiz``)."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Question, Quiz, QuizItem
from llm_edu.course.checks.kinds import kind, wrong_type
from llm_edu.course.checks.showing import Report, apart, shown


def judge_answer(item: Question | Quiz, value: Any) -> Report:
    """Right, not yet, or to do: with the explanation that belongs to the answer."""
    return _judge_quiz(item, value) if isinstance(item, Quiz) else _judge_value(item, value)


def _judge_value(question: Question, value: Any) -> Report:
    name = question.name
    more = f'Stuck? `hint("{name}")`'
    if value is None:
        return Report("blank", name, "no answer yet: put yours in place of None and run the cell again.", [more])
    if value is Ellipsis or isinstance(value, type(judge_answer)):
        return Report("wrong", name, f"`{shown(value, 60)}` is no answer: give the value itself.", [more])
    answer = question.right_answer()
    if _same(answer, value, question.tolerance):
        return Report("right", name, f"{shown(value, 100)}.", [question.explanation] if question.explanation else [])
    for wrong, message in question.wrong_answers():
        if _same(wrong, value, question.tolerance):
            return Report("wrong", name, f"it is not {shown(value, 100)}.", [message, more])
    said = f"it is not {_with_digits(answer, value)}."
    if kind(answer) in ("int", "float") and isinstance(value, str):
        return Report("wrong", name, said, ["Give the number by itself, without quotes and without a unit.", more])
    if kind(answer) != kind(_plain(value)) and {kind(answer), kind(_plain(value))} != {"int", "float"}:
        return Report("wrong", name, said, [wrong_type(kind(answer), kind(value)), more])
    return Report("wrong", name, said, [more])


def _same(answer: Any, value: Any, tolerance: float) -> bool:
    """Equal, numbers within the tolerance; 3 and 3.0 are the same answer, and a string's case and edges don't count."""
    if isinstance(answer, str) and isinstance(value, str):
        return answer.strip().casefold() == value.strip().casefold()
    if kind(answer) in ("int", "float"):
        value = _plain(value)
    if kind(answer) in ("int", "float") and kind(value) in ("int", "float"):
        return answer == value or abs(answer - value) <= tolerance or abs(answer - value) <= 1e-12 * abs(answer)
    return difference(answer, value, Rules(close=tolerance > 0, tolerance=tolerance)) is None


def _with_digits(answer: Any, value: Any) -> str:
    """A value; a float with as many digits as it takes to see that it isn't the answer."""
    numbers = kind(answer) in ("int", "float") and kind(value) == "float"
    return apart(float(answer), value, 100)[1] if numbers else shown(value, 100)


def _plain(value: Any) -> Any:
    """The number in a tensor or an array of one, and that of a fraction; anything else as it is."""
    if kind(value) in ("tensor", "NumPy array") and _count(value) == 1:
        return value.item()
    return float(value) if isinstance(value, (Fraction, Decimal)) else value


def _count(array: Any) -> int:
    count = 1
    for length in array.shape:
        count *= length
    return count


def _judge_quiz(quiz: Quiz, value: Any) -> Report:
    total = len(quiz.questions)
    answers = _answers(quiz, value)
    if isinstance(answers, str):
        return Report("wrong", quiz.name, answers)
    lines, right, open_ = [], 0, 0
    for number, question in enumerate(quiz.questions, 1):
        sign, line = _judge_item(question, answers.get(number))
        right += sign == "✓"
        open_ += sign == "○"
        if sign != "○" or answers.keys() & set(range(1, total + 1)):
            lines.append(f"{number} {sign} {line}")
    if open_ == total:
        return Report("blank", quiz.name, f"{total} questions: put a letter in place of each None.")
    status = "right" if right == total else "wrong" if right + open_ < total else "blank"
    return Report(status, quiz.name, f"{right} of {total} right{f', {open_} open' if open_ else ''}.", lines)


def _answers(quiz: Quiz, value: Any) -> dict[int, Any] | str:
    """The answers by number, or a sentence that says how to give them."""
    total = len(quiz.questions)
    if value is None:
        return {}
    if isinstance(value, (list, tuple)) and len(value) == total:
        value = dict(enumerate(value, 1))
    if not isinstance(value, Mapping):
        return f'answers come as a dictionary, `{{1: "a", 2: "b", …}}` up to {total}; yours is {shown(value, 60)}.'
    value = {int(key) if isinstance(key, str) and key.strip().isdecimal() else key: value[key] for key in value}
    strange = [key for key in value if key not in range(1, total + 1)]
    if strange:
        return f"there is no question {shown(strange[0], 40)}; they are numbered from 1 to {total}."
    return value


def _judge_item(question: QuizItem, choice: Any) -> tuple[str, str]:
    if choice is None:
        return "○", "no answer yet."
    letter = choice.strip(" .()").lower() if isinstance(choice, str) else choice
    options = {option.lower(): option for option in question.explanations}
    if not isinstance(letter, str) or letter not in options:
        return "✗", f"{shown(choice, 40)} is not one of the options: {', '.join(question.explanations)}."
    option = options[letter]
    return ("✓" if option == question.answer else "✗"), f"{option}: {question.explanations[option]}"
