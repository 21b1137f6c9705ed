"""HumanEval: 164 Python functions to write (Chen and others 2021, "Evaluating Large Language Models Trained on Code",
arXiv:2107.03374), and pass@k, the probability that one of k tries is right.

    problem = load_problems()[0]
    completion = cut_completion(continuation)          # what a model wrote after problem.prompt
    judge(problem, completion).passed                  # runs it in the sandbox
    pass_at_k(tries=10, right=3, k=1)                  # 0.3
"""

import gzip
import json
import math
from dataclasses import dataclass
from typing import Any

from llm_edu.applications.sandbox import Outcome, run_program
from llm_edu.assets import path

STOPS = ("\nclass", "\ndef", "\n#", "\nif", "\nprint")  # Chen and others 2021, section 3.2


@dataclass(frozen=True, slots=True)
class Problem:
    """One function to write.

    ``prompt`` is its head and docstring, with imports and sometimes another function above; ``solution`` a right body;
    ``test`` a program that defines ``check(candidate)``, which raises if the function ``candidate`` is wrong.
    """

    name: str  # "HumanEval/0"
    prompt: str
    entry_point: str  # the function's name
    solution: str
    test: str


def load_problems(*, fetch: bool = False) -> list[Problem]:
    """All 164 problems, in the file's order. Raises CourseError if they are missing; ``fetch=True`` fetches them."""
    lines = gzip.decompress(path("humaneval", fetch=fetch).read_bytes()).decode("utf-8").splitlines()
    return [
        Problem(each["task_id"], each["prompt"], each["entry_point"], each["canonical_solution"], each["test"])
        for each in map(json.loads, lines)
    ]


def cut_completion(continuation: str, stops: tuple[str, ...] = STOPS) -> str:
    """What a model wrote, up to the end of the function: before the first line that begins with one of five words.

    A model that is asked for a body often continues with the next function, or with a test. Such a line is not
    indented. As in the paper, others such as ``\\nimport`` or ``\\nfor`` do not end the function.

    >>> cut_completion("    return a + b\\n\\n\\ndef another():\\n    pass")
    '    return a + b\\n\\n'
    """
    places = [continuation.find(stop) for stop in stops]
    return continuation[: min((place for place in places if place >= 0), default=len(continuation))]


def build_program(problem: Problem, completion: str) -> str:
    """The program that the paper runs: prompt, completion, test, and the call of ``check``, all in one file.

    A completion can cheat here, because its code and the test run side by side: it can replace what ``check`` uses, or
    return an object that equals everything. ``judge`` prevents that.
    """
    return f"{problem.prompt}{completion}\n{problem.test}\ncheck({problem.entry_point})\n"


def judge(problem: Problem, completion: str, **limits: Any) -> Outcome:
    """Run a completion against the problem's test, each in a process of its own (see ``sandbox``).

    The test gets only plain values from the function, so the completion cannot touch it. ``limits`` are those of
    ``run_program``: timeout (seconds), memory (MB), output (bytes).
    """
    name = problem.entry_point
    last = f"{name} = program.{name}\ncheck({name})\n"  # one test calls it by its name, too
    check = f"{problem.prompt}\n{problem.test}\n{last}"  # and some call a helper out of the prompt
    return run_program(problem.prompt + completion, check=check, **limits)


def pass_at_k(tries: int, right: int, k: int) -> float:
    """The probability that at least one of k answers is right, if c = ``right`` of n = ``tries`` were.

    It is 1 - C(n-c, k) / C(n, k): draw k of the n answers without replacement, then C(n-c, k) of the C(n, k) ways have
    only wrong ones. This estimate is unbiased, while 1 - (1 - c/n)^k is too low on average. The quotient is computed as
    a product, so no large number appears (Chen and others 2021, figure 3). Raises ValueError for impossible counts.

    >>> pass_at_k(tries=10, right=3, k=1), round(pass_at_k(tries=10, right=3, k=5), 4)
    (0.3, 0.9167)
    """
    if not (tries >= 1 and 0 <= right <= tries and 1 <= k <= tries):
        raise ValueError(f"pass_at_k needs 0 <= right <= tries and 1 <= k <= tries, got {tries=}, {right=}, {k=}")
    if k == 1:
        return right / tries
    if tries - right < k:
        return 1.0
    return 1.0 - math.prod(1.0 - k / other for other in range(tries - right + 1, tries + 1))
