"""What project.py uses: figures that cannot be kept without interval and count, and a trial that replaces nothing."""

import json

import pytest

from llm_edu.course.capstone import Results, read_items, run_project, share
from llm_edu.course.capstone.report import Block, blocks_of, quotations_of, sections_of
from llm_edu.errors import CourseError


@pytest.mark.parametrize(("figure", "message"), [
    (("Model right", 0.5, 0.4, 0.6, 10), "should be a name in small letters"),
    (("taken", 0.5, 0.4, 0.6, 10), "is taken already"),
    (("model_right", 0.5, 0.6, 0.7, 10), "should hold the value"),
    (("model_right", 0.5, 0.5, 0.5, 10), "nothing is left to chance"),
    (("model_right", float("nan"), 0.4, 0.6, 10), "should be numbers"),
    (("model_right", 0.5, None, 0.6, 10), "should be numbers"),
    (("model_right", 0.5, 0.4, 0.6, 0), "at least 1"), (("model_right", 0.5, 0.4, 0.6, 2.5), "at least 1"),
])
def test_a_figure_that_says_too_little_is_not_kept(figure, message):
    results = Results()
    results.record("taken", 0.5, 0.4, 0.6, 10)
    with pytest.raises(ValueError, match=message):
        results.record(*figure)
    assert list(results.figures) == ["taken"]


def measure(results, limit):
    right = [True, False, True, True][:limit]
    results.record("model_right", *share(right))
    for each in right:
        results.keep("How?", "So.", "“So”\n\tor so.", each)


def test_a_run_is_written_and_a_trial_is_kept_apart(tmp_path, capsys):
    run_project(measure, print, tmp_path, [])
    whole = (tmp_path / "results.json").read_bytes()
    run_project(measure, print, tmp_path, ["--limit", "2"])
    assert (tmp_path / "results.json").read_bytes() == whole
    kept, trial = (json.loads((tmp_path / name).read_text(encoding="utf-8"))
                   for name in ("results.json", "results_short.json"))
    assert kept["results"]["model_right"]["n"] == 4 and kept["results"]["model_right"]["value"] == 0.75
    assert kept["results"]["model_right"]["command"] == kept["command"] == "python project.py"
    assert trial["results"]["model_right"]["command"] == "python project.py --limit 2" and len(trial["outputs"]) == 2
    assert kept["outputs"][1] == {"input": "How?", "expected": "So.", "output": "“So”\n\tor so.", "right": False}
    assert kept.keys() == {"command", "seconds", "hardware", "software", "results", "outputs"}
    assert "| `model_right` | 0.750 | 0.301 to 0.954 | 4 |\n" in capsys.readouterr().out
    run_project(measure, print, tmp_path, ["demo", "Who?", "I"])
    assert capsys.readouterr().out == "['Who?', 'I']\n"


def test_figures_are_told_even_where_they_cannot_be_written(tmp_path, capsys):
    (tmp_path / "results.json").mkdir()
    with pytest.raises(OSError):
        run_project(measure, print, tmp_path, [])
    assert "| `model_right` | 0.750 | 0.301 to 0.954 | 4 |\n" in capsys.readouterr().out


def test_items_are_read_as_editors_write_them(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_bytes('\ufeff{"question": "Où\u2028?"}\r\n\r\n{"question": "Who?", "more": 1}\n \n'.encode())
    assert read_items(path, "question") == [{"question": "Où\u2028?"}, {"question": "Who?", "more": 1}]


@pytest.mark.parametrize(("line", "said"), [
    (b'{"question": "Who?}', "line 2, is not JSON in UTF-8: Unterminated"), (b'{"q": "\xe9"}', "line 2, is not JSON in UTF-8"),
    (b'{"Question": "Who?"}', "line 2: an item is an object with question, not {'Question'"), (b"[1]", r"not \[1\]")])
def test_a_line_that_is_no_item_is_named(tmp_path, line, said):
    path = tmp_path / "questions.jsonl"
    path.write_bytes(b'{"question": "How?"}\n' + line)
    with pytest.raises(CourseError, match=said):
        read_items(path, "question")


@pytest.mark.parametrize(("problem", "said"), [
    (NotImplementedError("baseline: count"), "project.py: not written yet: baseline: count"),
    (FileNotFoundError(2, "No such file", "data/test.jsonl"), "data/test.jsonl is not there"),
    (CourseError("SmolLM2 is not here"), "project.py: SmolLM2 is not here")])
def test_what_the_reader_can_solve_is_one_line_and_nothing_is_written(tmp_path, problem, said):
    def fail(results, limit):
        raise problem

    with pytest.raises(SystemExit, match=said):
        run_project(fail, print, tmp_path, [])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("text", "numbers"), [
    ("74 % (58–86) or 58-86, of 1,200", ["74", "58", "86", "58", "86", "1,200"]), ("−0.05 to -0.02.", ["−0.05", "-0.02"]),
    ("SmolLM2, int8, 4-bit, 135M, torch 2.9.1, v2", []), ("on 2026-11-30, lesson 15 and Lessons 6", []),
    ("its 95 % interval, `steps=500`, [here](page_3.md)", []), ("1. first", []), ("`0.4` and `74 %`", ["0.4", "74"])])
def test_numbers_in_a_text(text, numbers):
    assert Block(1, text).numbers() == numbers


def test_a_report_is_cut_as_a_reader_sees_it():
    text = ("# A\n## One ##\nfirst\nline\n- item\n  goes on\n\n| a |\n| b |\n```\n## no heading 5\n```\n### Sub 3\n> q\n> r\n\n> s\n"
            "<!-- ## Two\n9 -->\n## Two\nlast\n")
    found = sections_of(text)
    assert list(found) == ["one", "two"]
    assert [(block.line, block.text) for block in blocks_of(found["one"])] == [
        (3, "first\nline"), (5, "- item\n  goes on"), (8, "| a |"), (9, "| b |")]
    assert quotations_of(found["one"]) == [Block(14, "q r"), Block(17, "s")]
    assert [block.line for block in blocks_of(found["two"])] == [21]
