"""The parts of a check one by one: comparing, showing, shrinking, mutating, finding by name."""

import ast
import math
import subprocess
import sys
import warnings
from collections import Counter, OrderedDict, defaultdict, namedtuple
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from mutation import mutants

from llm_edu.course.checks import catalogue
from llm_edu.course.checks.checking import call_text
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Case, Exercise, Question, QuizItem, case
from llm_edu.course.checks.showing import Code, Report, in_full, shown
from llm_edu.course.checks.shrinking import size, smaller

CLOSE = Rules(close=True)
Point = namedtuple("Point", "x y")


@dataclass
class Score:
    name: str
    value: float


# --- comparing


@pytest.mark.parametrize(("expected", "got"), [
    (3, 3), (3, np.int64(3)), (3.0, 3), (0.3, 0.1 + 0.2), (math.nan, math.nan), (math.inf, math.inf), (True, np.bool_(True)),
    ("a", "a"), (b"a", b"a"), ([1, [2]], [1, [2]]), ((1, 2), Point(1, 2)), ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": 1}, Counter("a")), ({"a": 1}, OrderedDict(a=1)), ({"a": 1}, defaultdict(int, a=1)), ({1, 2}, frozenset([2, 1])),
    (None, None), (Score("a", 0.3), Score("a", 0.1 + 0.2)), (torch.eye(2), torch.eye(2).double()),
    (torch.tensor([math.nan, 1.0]), torch.tensor([math.nan, 1.0])), (np.arange(3), np.arange(3, dtype=np.int16)),
    (torch.ones(2, dtype=torch.bfloat16), torch.ones(2)), (torch.zeros(0, 3), torch.zeros(0, 3)), (len, len),
])
def test_equal(expected, got):
    assert difference(expected, got) is None


@pytest.mark.parametrize(("expected", "got", "words"), [
    (3, 4, "differs"), (3, 3.0, "should be an int (a whole number); yours is a float"), (3, True, "yours is a bool"),
    (True, 1, "should be a bool (True or False)"), (0.5, "0.5", "float(…) makes one"), (1, None, "yours is None"),
    (0.5, Fraction(1, 2), "yours is a Fraction (float(…) makes one)"),
    ([1], (1,), "yours is a tuple (list(…) makes one)"), ([1], {1}, "yours is a set"), ([1], iter([1]), "yours is a generator"),
    ([0, 1], range(2), "yours is a generator or something like it (list(…) makes one)"),
    ({}, {}.items(), "yours is a generator or something like it."), ([1], torch.tensor([1]), ".tolist() makes one"),
    ([1], np.array([1]), "yours is a NumPy array"), (2.0, torch.tensor(2.0), ".item() takes the number out"),
    (torch.ones(1), [1.0], "torch.tensor(…)"), (torch.ones(1), np.ones(1), "torch.from_numpy(…)"),
    (np.ones(1), torch.ones(1), ".numpy() makes one"), ("a", b"a", '.decode("utf-8")'), (b"a", "a", '.encode("utf-8")'),
    ([1, 2, 3], [1, 2], "It should have 3 items; yours has 2."), ([1, 2], [2], "At [0]: expected 1, got 2."),
    ([1, [2, 3]], [1, [2, 4]], "At [1][1]: expected 3, got 4."), ({"a": 1}, {"a": 2}, "At ['a']: expected 1, got 2."),
    ({"a": 1}, {"b": 1}, "It lacks 'a' and has too many: 'b' (as a key)."), ({1, 2}, {1}, "It lacks 2 (as a member)."),
    ([(1, 2)], [[1, 2]], "At [0]: it should be a tuple; yours is a list"), (math.nan, 0.0, "differs"),
    (torch.ones(2, 3), torch.ones(3, 2), "The shape should be (2, 3); yours is (3, 2)."),
    (torch.ones(2), torch.ones(2, dtype=torch.long), "should hold floats; yours holds whole numbers (dtype torch.int64)"),
    (torch.tensor([True]), torch.tensor([1]), "should hold bools"),
    (torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0, 2.5]]), "1 of 2 numbers differ, first at [0, 1]: expected 2, got 2.5."),
    (torch.tensor([math.inf]), torch.tensor([1e30]), "expected inf"), (np.array(3), np.array(4), "expected 3, got 4"),
    ("the quick brown fox", "the quick drown fox", "part at position 10"), (0.12345678, 0.12345679, "differs"),
    ([0.12345678], [0.12345679], "0.12345679"), ("é", "e\u0301", "differs"),
    (Score("a", 1.0), Score("a", 2.0), "At .value: expected 1.0, got 2.0."), (Score("a", 1.0), object(), "yours is an object"),
    (len, max, "differs"),
])
def test_different(expected, got, words):
    assert words in difference(expected, got)


@pytest.mark.parametrize(("expected", "got", "same"), [
    (1.0, 1.000001, True), (1.0, 1.001, False), (1e-9, 2e-9, True), (1e6, 1e6 + 1, True), (0.0, 1e-5, False),
    (math.inf, 1.0, False), (3, 4, False), ([0.5], [0.5000001], True),
])
def test_close(expected, got, same):
    assert (difference(expected, got, CLOSE) is None) == same
    if isinstance(expected, float):
        assert (difference(torch.tensor(expected), torch.tensor(got, dtype=torch.float64), CLOSE) is None) == same


@pytest.mark.parametrize(("expected", "got", "same"), [
    (112, 112.0, True), (112, 112.0000001, True), (112, 113.0, False), ([1, 2.5], [1.0, 2.5], True),
    (1, "1", False), (1, True, False),
])
def test_numbers_alike(expected, got, same):
    assert (difference(expected, got, Rules(close=True, numbers=True)) is None) == same
    assert difference(1, 1.0, CLOSE) is not None


def test_infinite_numbers_are_compared_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = difference(torch.tensor([math.inf, 1.0]), torch.tensor([-math.inf, math.nan]), CLOSE)
        assert "2 of 2 numbers differ" in got
        assert difference(np.array([math.inf, -math.inf]), np.array([math.inf, -math.inf]), CLOSE) is None


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5),
    lambda children: st.lists(children, max_size=4) | st.tuples(children, children)
    | st.dictionaries(st.text(max_size=3), children, max_size=3), max_leaves=12)


@given(DATA)
def test_everything_equals_itself_and_can_be_shown(value):
    assert difference(value, value) is None
    assert len(shown(value, 80)) <= 80


def test_nothing_imports_numpy_or_torch():
    code = ("import sys; from llm_edu.course import check, hint; from llm_edu.course.checks.comparing import difference; "
            "difference([1, 2.0], (1,)); assert not {'torch', 'numpy', 'matplotlib', 'IPython'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True)


def test_one_tensor_of_several_is_asked_for():
    found = difference(torch.ones(2), torch.ones(2, 2).max(-1))
    assert found == "It should be a tensor; yours is a tuple of 2. Which one of them is asked for?"
    assert "torch.stack" in difference(torch.ones(2), (1.0, 1.0))


# --- showing


@pytest.mark.parametrize(("value", "text"), [
    ([0.25, 0.25000001, 0.25], "[0.25, 0.25000001, 0.25]"), ([1 / 3, 0.25], "[0.333333, 0.25]"),
    (torch.tensor([0.1, 0.10000001]), "tensor([0.100000001, 0.100000009])"), (torch.tensor([1 / 3]), "tensor([0.3333])"),
    (torch.tensor([0.1, 0.10002]), "tensor([0.1, 0.10002])"), ([[0.5], [0.5 + 1e-15]], "[[0.5], [0.500000000000001]]"),
    ([math.nan, 0.1], "[nan, 0.1]"),
])
def test_numbers_of_a_call_have_as_many_digits_as_tell_them_apart(value, text):
    assert in_full(value, 200) == text


class Rude:
    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize(("value", "text"), [
    (0.1 + 0.2, "0.3"), (3.0, "3.0"), (math.nan, "nan"), (1e-20, "1e-20"), ("é\ud800", "'é\\ud800'"),
    (torch.tensor([[1.0, 0.25]]), "tensor([[1, 0.25]])"), (torch.zeros(100, 3), "tensor of shape (100, 3)"),
    (np.arange(3), "array([0, 1, 2])"), (torch.zeros(0, 3), "tensor([], shape=(0, 3))"), (np.float32(0.5), "0.5"),
    (len, "len"), (math.sqrt, "sqrt"), (object(), "<object object>"), (Rude(), "<Rude instance>"),
    ({"b": 1, "a": [1, 2]}, "{'b': 1, 'a': [1, 2]}"),
])
def test_shown(value, text):
    assert shown(value) == text


def test_a_function_is_shown_by_its_name():
    assert shown([test_close]) == "[test_close]"


def test_long_values_are_cut():
    assert len(shown("x" * 10_000)) <= 300 and len(shown(list(range(10_000)))) <= 300


REPORT = Report("wrong", "f", "it *fails* at `a < b`.", [Code("f(1)\n<b>", "for"), "Say <script>alert(1)</script>."])


def test_report_as_text_and_as_html_says_the_same():
    text, html = REPORT._repr_mimebundle_()["text/plain"], REPORT._repr_mimebundle_()["text/html"]
    assert text.split("\n")[0] == "✗ Not yet · f: it *fails* at `a < b`."
    assert text.split("\n")[1:3] == ["  for  f(1)", "       <b>"]
    assert "<strong>Not yet</strong>" in html and "<em>fails</em>" in html and "<code>a &lt; b</code>" in html
    assert "<script" not in html and "&lt;script&gt;" in html and "f(1)\n&lt;b&gt;" in html


def test_html_needs_nothing_that_the_sanitiser_strips():
    """JupyterLab strips role and aria-* where it does not trust the notebook; the words must say it without them."""
    import re

    bare = re.sub(r' (role|aria-\w+)="[^"]*"', "", REPORT._repr_html_())
    assert "✗ <" in bare and "Not yet" in bare
    assert set(re.findall(r"<(\w+)", bare)) <= {"div", "p", "span", "strong", "em", "code", "pre"}
    assert not re.search(r"style=\"[^\"]*(url|var\(|expression)", bare)


# --- shrinking


def test_size_and_smaller():
    assert size(case([1, 2], "ab")) < size(case([1, 2, 3], "ab")) < size(case(torch.zeros(4, 4), "ab"))
    shorter = [each.arguments[0] for each in smaller(case([1, 2, 3, 4]))]
    assert shorter[:2] == [[3, 4], [1, 2]] and [1, 2, 3] in shorter and [1, 2, 3, 4] not in shorter
    cut = next(iter(smaller(case(torch.zeros(4, 2), torch.zeros(4, 3)))))
    assert [tensor.shape[0] for tensor in cut.arguments] == [2, 2]


@given(st.lists(st.lists(st.integers(0, 3), max_size=4), max_size=5))
def test_smaller_cases_are_smaller(items):
    assert all(size(each) < size(case(items)) for each in smaller(case(items)))


# --- in a real kernel


@pytest.mark.slow
def test_in_a_kernel(work_folder):
    """Endless code is stopped, the cells after it run, and verdicts come as text and HTML."""
    import nbformat
    from nbclient import NotebookClient

    cells = [
        "from llm_edu.course import check, progress\nfrom llm_edu.course.checks import judging\n"
        "from dataclasses import replace\nfrom llm_edu.course.checks import catalogue\n"
        "quick = replace(catalogue.find('greedy_pick'), time_limit=0.5)\ncatalogue.find = {'greedy_pick': quick}.get",
        "def greedy_pick(probabilities):\n    while True:\n        try:\n            pass\n        except:\n            pass\n"
        "greedy_pick = check(greedy_pick)",
        "import time\ndef greedy_pick(probabilities):\n    time.sleep(1e6)\ngreedy_pick = check(greedy_pick)",
        "print(greedy_pick([0.1, 0.9]))",
        "def greedy_pick(probabilities):\n    best = probabilities[1]\n    return best\ngreedy_pick = check(greedy_pick)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=60).execute()
    for index in (1, 2, 4):
        [output] = notebook.cells[index].outputs
        assert output["output_type"] == "display_data"
        assert "<strong>Not yet</strong>" in output["data"]["text/html"]
        assert "✗ Not yet · greedy_pick" in output["data"]["text/plain"]
    assert "was stopped" in notebook.cells[1].outputs[0]["data"]["text/plain"]
    assert "line 3: time.sleep(1e6)" in notebook.cells[2].outputs[0]["data"]["text/plain"]
    assert notebook.cells[3].outputs[0]["text"] == "1\n"
    assert "line 2: best = probabilities[1]" in notebook.cells[4].outputs[0]["data"]["text/plain"]


# --- mutating

SOURCE = '''
def f(x, *, n: int = 1) -> list[int]:
    """Keep 1 and me."""
    y = [x[0], x[n], -x[-1]]
    if n < 2 and not y:
        y.append(g(n, x.strip(" ")))
    return sum(y, axis=-1)
'''


def test_mutants_are_python_and_all_different():
    found = mutants(SOURCE, "f")
    labels, sources = [each.label for each in found], [each.source for each in found]
    assert len(set(labels)) == len(labels) and len(set(sources)) == len(sources)
    for source in sources:
        tree = ast.parse(source)
        assert ast.unparse(tree) != ast.unparse(ast.parse(SOURCE))
        assert "Keep 1 and me." in source and "-> list[int]" in source


@pytest.mark.parametrize("label", [
    "dropped: return sum(y, axis=-1)", "dropped: y.append(g(n, x.strip(' ')))", "n < 2 → n <= 2 in: if n < 2 and (not y):",
    "n < 2 and (not y) → n < 2 or not y in: if n < 2 and (not y):", "not y → y in: if n < 2 and (not y):",
    "n < 2 and (not y) → False in: if n < 2 and (not y):", "-1 → 0 in: return sum(y, axis=-1)",
    "-1 → 1 in: return sum(y, axis=-1)", "1 → 2 in: def f(x, *, n: int=1) -> list[int]:",
    "n → n + 1 in: y = [x[0], x[n], -x[-1]]", "0 → 1 in: y = [x[0], x[n], -x[-1]]", "-x[-1] → x[-1] in: y = [x[0], x[n], -x[-1]]",
    "x.strip(' ') → x in: y.append(g(n, x.strip(' ')))", "' ' → '' in: y.append(g(n, x.strip(' ')))",
    "g(n, x.strip(' ')) → g(x.strip(' '), n) in: y.append(g(n, x.strip(' ')))",
])
def test_the_list_of_operators(label):
    assert label in [each.label for each in mutants(SOURCE, "f")]


# --- the dataclasses and the catalogue


def test_an_exercise_is_found_by_the_name_of_its_file(tmp_path, monkeypatch):
    assert catalogue.find("count_pairs").name == "count_pairs"
    assert catalogue.find("count_pairs").lesson == "01_tokenization"
    assert all(catalogue.find(name) is None for name in ("Exercise", "../x", "", "common", "tokenization/count_pairs"))
    monkeypatch.setenv("LLM_EDU_HOME", str(tmp_path))  # the package without its lessons
    assert catalogue.find("count_pairs").lesson == "tokenization"
    assert catalogue.closest("cuont_pairs")[0] == "count_pairs"


@pytest.mark.parametrize("make", [
    lambda: Exercise(len, cases=[case([])], compare="roughly"), lambda: Exercise(len),
    lambda: Exercise(len, cases=[case([])], hints="help"), lambda: Question(3, hints=("one",)),
    lambda: QuizItem("z", {"a": "why"}),
])
def test_what_no_exercise_can_be(make):
    with pytest.raises(ValueError):
        make()


def test_a_reference_must_be_callable():
    with pytest.raises(TypeError):
        Exercise(3, cases=[Case(())])


def test_a_long_call_is_shown_line_by_line_with_the_right_names():
    def mix(first, second, scale=1.0, offset=0.0):
        """Only its names count."""

    exercise = Exercise(mix, cases=[case(1, 2)], name="mix")
    assert call_text(exercise, case(1, 2, offset=0.5)) == "mix(1, 2, offset=0.5)"
    many = list(range(30))
    assert call_text(exercise, case(many, 2, offset=0.5)) == f"first = {many}\nsecond = 2\noffset = 0.5"
