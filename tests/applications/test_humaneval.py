"""HumanEval: its problems, where a completion ends, the program of the paper, and pass@k."""

import itertools
import math
import random

import pytest

from llm_edu.applications.humaneval import Problem, build_program, cut_completion, load_problems, pass_at_k
from llm_edu.errors import CourseError

ADD = Problem(
    name="HumanEval/x",
    prompt='def add(a, b):\n    """ The sum. """\n',
    entry_point="add",
    solution="    return a + b\n",
    test="def check(candidate):\n    assert candidate(2, 3) == 5\n",
)


@pytest.mark.asset("humaneval")
def test_the_problems_are_whole():
    problems = load_problems()
    assert [problem.name for problem in problems] == [f"HumanEval/{number}" for number in range(164)]
    for problem in problems:
        assert f"def {problem.entry_point}(" in problem.prompt and "def check(candidate):" in problem.test
        assert cut_completion(problem.solution) == problem.solution  # no right answer is cut
        compile(build_program(problem, problem.solution), problem.name, "exec")


@pytest.mark.parametrize(("continuation", "cut"), [
    ("    return 1\n", "    return 1\n"),
    ("    return 1\n\ndef other():\n    return 2\n", "    return 1\n"),
    ("    return 1\nclass A:\n    pass", "    return 1"),
    ("    return 1\n# Now test it\nadd(1, 2)", "    return 1"),
    ("    return 1\nif __name__ == '__main__':\n    add(1, 2)", "    return 1"),
    ("    return 1\nprint(add(1, 2))", "    return 1"),
    ("    def inner():\n        return 1\n    # why\n    if a:\n        print(a)\n", None),
    ("    return 1\nimport os\n", None),  # not one of the five
    ("def add(a, b):", None),  # the first line follows the prompt's last
    ("    x = 1\n#c\nprint(1)\ndef f(): 0", "    x = 1"),
    ("", ""),
])
def test_a_completion_ends_with_its_function(continuation, cut):
    assert cut_completion(continuation) == (continuation if cut is None else cut)


def test_the_program_of_the_paper():
    exec(build_program(ADD, ADD.solution), {})
    with pytest.raises(AssertionError):
        exec(build_program(ADD, "    return a - b\n"), {})
    exec(build_program(ADD, "    return a + b"), {})  # a completion without its last line's end


def test_pass_at_k_counts_the_draws():
    for tries in range(1, 8):
        for right, k in itertools.product(range(tries + 1), range(1, tries + 1)):
            answers = [index < right for index in range(tries)]
            draws = [any(draw) for draw in itertools.combinations(answers, k)]
            assert math.isclose(pass_at_k(tries, right, k), sum(draws) / len(draws), abs_tol=1e-12)


def test_pass_at_k_is_exact_for_many_tries():
    for tries, right, k in [(200, 1, 100), (100_000, 3, 10), (5_000, 4_000, 999), (2_000, 1_000, 1_000), (300, 7, 1)]:
        exact = 1 - math.comb(tries - right, k) / math.comb(tries, k)
        assert math.isclose(pass_at_k(tries, right, k), exact, rel_tol=1e-9)


def test_pass_at_k_is_right_on_average_and_the_plain_formula_too_low():
    chance, rate, tries, k = random.Random(13), 0.2, 10, 5
    counts = [sum(chance.random() < rate for _ in range(tries)) for _ in range(20_000)]
    truth = 1 - (1 - rate) ** k  # 0.672
    unbiased = sum(pass_at_k(tries, count, k) for count in counts) / len(counts)
    plain = sum(1 - (1 - count / tries) ** k for count in counts) / len(counts)
    assert abs(unbiased - truth) < 0.01  # four standard errors
    assert plain < truth - 0.03


@pytest.mark.parametrize("arguments", [(0, 0, 1), (5, 6, 1), (5, -1, 1), (5, 2, 0), (5, 2, 6)])
def test_pass_at_k_refuses_what_cannot_be(arguments):
    with pytest.raises(ValueError, match="1 <= k <= tries"):
        pass_at_k(*arguments)


def test_absent_says_how_to_fetch_it(tmp_path, monkeypatch):
    monkeypatch.setenv("LLM_EDU_CACHE", str(tmp_path))
    with pytest.raises(CourseError, match="llm-edu fetch humaneval"):
        load_problems()
