"""Word problems: what counts as an answer, what is shown, and what is kept of SmolLM2's replies."""

import re

import pytest

from llm_edu.assets import WordProblem, load_asdiv
from llm_edu.lessons.prompting.measurements import reasoning
from llm_edu.lessons.prompting.reasoning_demos import (
    GUESSES,
    WORKED,
    few_shot_front,
    final_number,
    guess,
    is_right,
    numbers_in,
    problems,
)


@pytest.mark.parametrize(("text", "number"), [
    ("The answer is 7.", 7), ("The answer is 7,", 7), ("$1,250", 1250), ("0.5 litres", 0.5), ("3 + 4 = 7 apples", 7),
    ("12.", 12), ("seven", None), ("", None), ("It is 2.50.", 2.5), ("8-year-old", 8),
])  # fmt: skip
def test_final_number(text, number):
    assert final_number(text) == number and type(final_number(text)) is type(number)


def test_worked_examples_are_right_and_end_with_their_answer():
    front = few_shot_front(True)
    for question, working, answer in WORKED:
        left, right = re.findall(r"(\d+ [-+x/] \d+) = (\d+)", working)[-1]
        assert eval(left.replace("x", "*")) == int(right) == answer and question in front
        assert front.count(f"The answer is {answer}.\n\n") == 1
    assert front.endswith("\n\n") and "=" not in few_shot_front(False)
    assert len(few_shot_front(False)) < len(front)


def test_guesses():
    problem = WordProblem("Tom has 5 hats and buys 3.", "How many?", 8, "hats")
    assert {name: guess(name, problem) for name in GUESSES} == {
        "sum of all numbers": 8, "product of all numbers": 15, "first minus second": 2, "largest number": 5,
        "last number": 3}
    assert guess("first minus second", WordProblem("5", "", 5, "")) is None
    assert guess("largest number", WordProblem("Two.", "How many?", 2, "")) is None
    assert numbers_in("1,000,000 and 2.") == [1_000_000, 2]


@pytest.mark.asset("asdiv")
def test_problems_are_a_fixed_sample():
    asked = problems(60)
    assert asked == problems(80)[:60] and len({each.text for each in asked}) == 60
    assert asked[:60] != load_asdiv()[:60] and not any(question in {each.text for each in load_asdiv()}
                                                      for question, _, _ in WORKED)


@pytest.mark.full
@pytest.mark.asset("asdiv")
@pytest.mark.asset("smollm2")
def test_small_runs():
    one = reasoning.after_examples(True, count=1, longest=30)
    votes = reasoning.after_examples(True, samples=2, count=1, longest=30)
    assert len(one["said"][0]) == 1 and len(votes["said"][0]) == 2
    assert one["read"] == votes["read"] > 200 and one["written"] <= 30
    chat = reasoning.in_chat(reasoning.STEP_BY_STEP, 6, count=2)
    assert len(chat["said"]) == 2 and 0 < chat["written"] <= 12


def test_rightness():
    assert is_right(3, WordProblem("", "", 3, "")) and not is_right(3.001, WordProblem("", "", 3, ""))
