"""What a hint gives away, and whether it speaks of the mistake."""

import pytest

from llm_edu.applications.tutor import code_in, leaks_solution, longest_shared, mentioned_share

SOLUTION = "total = 0\nfor value in values:\n    total += value\nreturn total / len(values)"


@pytest.mark.parametrize(("hint", "given", "leaks"), [
    ("", "", False), ("Divide by how many there are.", "", False), ("return total / len(values)", "", True),
    ("so: for value in values: …", "", True), ("for value in values:", "for value in values:", False),
    ("total = 0", "", False), ("return total/len(values)", "", False),    # letter for letter
])  # fmt: skip
def test_a_line(hint, given, leaks):
    assert leaks_solution(hint, SOLUTION, given) is leaks


@pytest.mark.parametrize(("hint", "given", "run"), [
    ("", "", 0), ("return total/len(values)", "", 7), ("return total/len(values)", "return total / len(values)", 0),
    ("total / len(values)", "total / 2", 6), ("return", "return", 0), ("nothing of it", "", 0),
    ("for value in values: total += value return total", "for value in values:", 11),
])  # fmt: skip
def test_pieces_in_a_row(hint, given, run):
    assert longest_shared(hint, SOLUTION, given) == run


def test_mentioned():
    message = "The last pair is missing: range stops before its end."
    assert mentioned_share("", message) == 0 and mentioned_share(message, message) == 1
    assert mentioned_share("The last pair?", message, common="a pair of ids") == pytest.approx(1 / 5)
    assert mentioned_share("anything", "It is so.") == 0


def test_code():
    code = "def twice(x):\n    return 2 * x"
    assert code_in(f"Try:\n```python\n{code}\n```", "twice") == code
    assert code_in(f"Try:\n{code}\nGood luck!", "twice") == code
    assert code_in(f"```\n{code}", "twice") == code    # cut off
    for endless in ("-" * 20_000 + "1", "1" + "+1" * 20_000):    # more than Python can parse
        assert code_in(f"def twice(x): return {endless}", "twice") is None
    assert code_in(code, "other") is None and code_in("def twice(", "twice") is None and code_in("", "twice") is None
