"""Programs of a model: counted, repaired, documented."""

import pytest

from llm_edu.applications.humaneval import Problem, judge
from llm_edu.applications.sandbox import Outcome
from llm_edu.lessons.applications.code_demos import (
    bare,
    bootstrap,
    docstring_in_form,
    document_order,
    estimates,
    function_from,
    judged,
    naive_pass_at_k,
    repair_order,
    repaired_or_again,
)

ADD = Problem(
    name="HumanEval/x",
    prompt='from math import floor\n\n\ndef add(a, b):\n    """ The sum. """\n',
    entry_point="add",
    solution="    return floor(a + b)\n",
    test="def check(candidate):\n    assert candidate(2, 3) == 5\n",
)
WHOLE = "def add(a, b):\n    return floor(a + b)"


def test_equal_programs_are_run_once(monkeypatch):
    ran = []

    def run(problem, completion):
        ran.append(completion)
        return Outcome("passed" if "+" in completion else "failed")

    monkeypatch.setattr("llm_edu.lessons.applications.code_demos.judge", run)
    outcomes = judged(ADD, ["+", "-", "+", "+"])
    assert [each.passed for each in outcomes] == [True, False, True, True] and ran == ["+", "-"]


def test_the_interval_of_a_mean_over_problems():
    low, high = bootstrap([0, 1] * 50)
    assert (low, high) == pytest.approx((0.4, 0.6), abs=0.015) and bootstrap([1, 1, 1]) == (1, 1)


def test_the_naive_estimate_is_too_low_and_the_other_is_not():
    rates = [0.0] * 50 + [0.1] * 30 + [0.5] * 20
    truth, unbiased, naive = estimates(rates, tries=5, k=5)
    assert truth == pytest.approx(0.3 * (1 - 0.9**5) + 0.2 * (1 - 0.5**5))
    assert abs(unbiased - truth) < 0.005 and naive < truth - 0.04
    assert naive_pass_at_k(5, 5, 3) == 1 and naive_pass_at_k(5, 0, 3) == 0
    truth, unbiased, naive = estimates(rates, tries=100, k=5)
    assert abs(naive - truth) < 0.01    # with many tries both will do


@pytest.mark.parametrize("answer", [
    f"Here it is:\n\n```python\n{WHOLE}\n```\n\nIt adds.", f"```\n{WHOLE}\n```", WHOLE, f"```py\n{WHOLE}",
    f"First:\n```python\nadd(1, 2)\n```\nThen:\n```python\nimport os\n{WHOLE}\n```"])
def test_a_function_is_found_in_an_answer_and_runs(answer):
    assert judge(ADD, function_from(answer, ADD)).passed


@pytest.mark.parametrize("answer", ["", "It is fine.", "```python\ndef other(a):\n    return a\n```",
                                    "```python\ndef add(a, b:\n    return a\n```"])
def test_where_no_function_is_there_is_none(answer):
    assert function_from(answer, ADD) == ""


def test_the_model_is_told_what_the_test_said():
    outcome = Outcome("failed", "AssertionError", "assert candidate(2, 3) == 5")
    order = repair_order(ADD, "    return a - b\n", outcome)
    assert "return a - b\n```" in order and "failed: AssertionError: assert candidate(2, 3) == 5" in order
    source = bare(ADD)
    assert source == WHOLE and source in document_order(source)


@pytest.mark.parametrize(("answer", "lacks"), [
    ('"""The sum of a and b.\n\nReturns an int."""', []), ("", ["empty"]), ('"""Returns the sum of a."""',
                                                                          ["leaves out a parameter"]),
    ("Adds a and b.", ["does not say what it returns"]),
    ('```python\ndef add(a, b):\n    """Returns a + b."""\n```', ["holds code"])])
def test_a_docstring_is_judged_by_its_form(answer, lacks):
    assert docstring_in_form(answer, bare(ADD)) == lacks


def test_repairing_is_compared_on_the_same_problems():
    kept = {"repair": {"problems": ["HumanEval/1", "HumanEval/3"], "mended": "10", "written": 400},
            "sampled": {"rights": "50250", "samples": 5, "tokens": 1000, "problems": 5}}
    found = repaired_or_again(kept)
    assert found == {"told what is wrong": (0.5, 200), "sampled again": (0.5, 40)}
