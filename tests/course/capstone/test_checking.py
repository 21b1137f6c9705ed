"""`check` finds each omission that is planted in a worked example, that one and no other."""

import errno
import json
import re
import shutil
from pathlib import Path

import pytest

from llm_edu.course import cli, paths
from llm_edu.course.capstone.checking import lacking, template
from llm_edu.course.capstone.new import PROJECTS, files_of, new
from llm_edu.course.capstone.report import text_of
from llm_edu.errors import CourseError

EXAMPLES = sorted(path.parent for path in (paths.home() / "capstones").glob("*/report.md"))
NOTES = paths.home() / "capstones" / "notes"
SECTIONS = [section.capitalize() for section in template()]
FIGURE = "model_right"    # of the notes example, in a row of a table


@pytest.fixture
def folder(tmp_path):
    """The report of the worked example, with its results."""
    for name in ("report.md", "results.json", "project.py"):
        shutil.copy(NOTES / name, tmp_path)
    return tmp_path


def change(folder, old, new, name="report.md"):
    """Replace the first match of a pattern in a file of the folder. new: the text, or what makes it of the match"""
    path = folder / name
    text, count = re.subn(old, new if callable(new) else lambda _: new, path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL | re.MULTILINE)
    assert count, f"{old} is not in {name}"
    path.write_text(text, encoding="utf-8")


def change_results(folder, edit):
    path = folder / "results.json"
    results = json.loads(path.read_text(encoding="utf-8"))
    edit(results)
    path.write_text(json.dumps(results), encoding="utf-8")


def section(title):
    """The pattern of a section with its heading."""
    return rf"^## {title}\n.*?(?=^## |\Z)"


@pytest.mark.parametrize("example", EXAMPLES, ids=[path.name for path in EXAMPLES])
def test_the_worked_examples_lack_nothing(example, capsys):
    assert lacking(example) == []
    assert cli.main(["capstone", "check", str(example)]) == 0
    assert "lacks nothing that a program can see" in capsys.readouterr().out
    name = example.name
    assert set(files_of(name, name)) <= {path.relative_to(example).as_posix() for path in example.rglob("*")}


@pytest.mark.parametrize("title", SECTIONS)
@pytest.mark.parametrize(("state", "left"), [
    ("missing", lambda title: ""), ("empty", lambda title: f"## {title}\n\n<!-- later -->\n\n"),
    ("still as the template has it", lambda title: f"## {title}\n{text_of(template()[title.lower()])}\n")])
def test_a_section_that_is_not_written(folder, title, state, left):
    change(folder, section(title), left(title))
    (problem,) = lacking(folder)
    assert problem.startswith(f"{title}: the section is {state}. ") and "rite" in problem


LABELS = [(title, label) for title, labels in {"Data card": ("Source", "Licence", "Size", "Split"),
                                               "Model card": ("Intended use", "Not for", "Limits")}.items() for label in labels]


@pytest.mark.parametrize(("title", "label"), LABELS)
@pytest.mark.parametrize("left", ["", "- **{label}:**", "- **{label}:** {hint}"], ids=["missing", "empty", "hint"])
def test_a_line_of_a_card_that_is_not_written(folder, title, label, left):
    hint = re.search(rf"\*\*{label}:\*\* (_.+?_)\n(?:-|\n|$)", text_of(template()[title.lower()]) + "\n", re.DOTALL)[1]
    change(folder, rf"^- \*\*{label}:\*\* .*?(?=^- |^\n|^## )", left.format(label=label, hint=hint) + "\n")
    (problem,) = lacking(folder)
    assert problem.startswith(f"{title}: no {label.lower()}. Write `- **{label}:** …`, ")


REPORT = {
    "hint left": (r"^## Model\n", "## Model\n\n_Which model, what you changed or added, which settings you chose and on which "
                  "data, and how long it\ntook._\n", "Model: the template's hint “Which model, what you changed"),
    "no name": (r"^## Measurement\n", "## Measurement\n\nIt is right in 99 % of all cases.\n",
                r"report.md, line \d+: 99 is not in results.json. A figure needs beside it, in backticks, the name"),
    "unknown name": (r"^## Measurement\n", "## Measurement\n\nOf them 0.991 are right (`model_rigth`).\n",
                     r"report.md, line \d+: 0.991 is not in results.json under `model_rigth`. A figure needs"),
    "another number": (rf"`{FIGURE}` \| [\d.]+ \|", f"`{FIGURE}` | 0.991 |",
                       rf"report.md, line \d+: 0.991 is not in results.json under `{FIGURE}` \(0\.\d+, 0\.\d+, 0\.\d+, 54\)"),
    "another number, in the baseline": (r"^## Baseline\n", "## Baseline\n\nIt finds 99 % (`baseline_found`).\n",
                                        r"report.md, line \d+: 99 is not in results.json under `baseline_found` \("),
    "no interval in the text": (rf"`{FIGURE}` \| ([\d.]+) \| [\d.]+ to [\d.]+ \|", f"`{FIGURE}` | |  |",
                                f"report.md: `{FIGURE}` is given without its .*low, high. Write beside it: 0"),
    "no baseline beside it": (r"^\| `baseline_right` .*?\n", "",
                              "Measurement: `model_right` has no baseline beside it. Record `baseline_right`"),
    "no figure of the model": (section("Measurement"), lambda found: "\n".join(
        line for line in found[0].splitlines() if line.startswith(("## ", "| figure", "|---", "| `baseline", "| `memory"))) + "\n\n",
                               "Measurement: it names no figure of the model. Write the value with its name"),
    "two failures": (section("Failures"), "## Failures\n\nMany.\n\n",
                     "Failures: 0 quoted, at least 3 are needed. Quote the output of each"),
    "a quotation that is made up": (r"(?<=## Failures)(.*?)^> .*?\n\n", "\n\n> The piano was tuned by a bear.\n\n",
                                    r"report.md, line \d+: “The piano was tuned by a bear.” is not the output of a failure"),
    "a quotation of a few letters": (r"(?<=## Failures)(.*?)^> .*?\n\n", "\n\n> The\n\n",
                                     r"report.md, line \d+: “The” is not the output of a failure"),
    "no command of the demo": (section("Demo"), "## Demo\n\nTry it: `python project.py demo`.\n\n```\nLubo\n```\n",
                               "Demo: the command is missing. Write it in a code block"),
}


@pytest.mark.parametrize("planted", REPORT)
def test_an_omission_in_the_report(folder, planted):
    old, new, expected = REPORT[planted]
    change(folder, old, new)
    (problem,) = lacking(folder)
    assert re.match(expected, problem)


def without(part):
    return lambda results: results["results"][FIGURE].pop(part)


def put(part, value):
    return lambda results: results["results"][FIGURE].update({part: value})


RESULTS = {
    "no command": (without("command"), f"results.json: `{FIGURE}` has no command that makes it again."),
    "an empty command": (put("command", " "), f"results.json: `{FIGURE}` has no command that makes it again."),
    "no low": (without("low"), rf"results.json: `{FIGURE}` has no low \(its interval\). Give all of them to results.record"),
    "no high": (without("high"), rf"results.json: `{FIGURE}` has no high \(its interval\)."),
    "no n": (without("n"), f"results.json: `{FIGURE}` has no n. Give"),
    "no value": (without("value"), f"results.json: `{FIGURE}` has no value. Give"),
    "an interval elsewhere": (put("low", 0.99), f"results.json: `{FIGURE}`: the interval from 0.99 to .* should hold"),
    "not a number": (put("high", float("nan")), f"results.json: `{FIGURE}`: value, low, high and n should be numbers"),
    "a number that is too large": (put("high", 10**400), rf"results.json: `{FIGURE}` has no high \(its interval\)."),
    "no items": (put("n", 0), f"results.json: `{FIGURE}`: n should count the items"),
    "no such figure": (lambda results: results["results"].pop(FIGURE),
                       rf"report.md, line \d+: .* are not in results.json under `{FIGURE}`. A figure needs"),
    "no list of outputs": (lambda results: results.pop("outputs"), "results.json is damaged .*: run `python project.py` again"),
}


@pytest.mark.parametrize("planted", RESULTS)
def test_an_omission_in_the_results(folder, planted):
    edit, expected = RESULTS[planted]
    change_results(folder, edit)
    (problem,) = lacking(folder)
    assert re.match(expected, problem)


def test_an_output_that_was_right_is_no_failure(folder):
    change_results(folder, lambda results: [each.update(right=True) for each in results["outputs"]])
    problems = lacking(folder)
    assert len(problems) >= 3 and all("is not the output of a failure" in problem for problem in problems)


@pytest.mark.parametrize(("name", "expected"), [("project.py", "project.py is not there"),
                                                ("results.json", "results.json is not there: run `python project.py`")])
def test_a_file_that_is_not_there(folder, name, expected):
    (folder / name).unlink()
    (problem,) = lacking(folder)
    assert problem.startswith(expected)
    (folder / "report.md").unlink()
    with pytest.raises(CourseError, match="There is no report.md to read in .* `llm-edu capstone new NAME` makes a folder"):
        lacking(folder)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_report_in_another_encoding(folder, encoding):
    text = (folder / "report.md").read_text(encoding="utf-8")
    (folder / "report.md").write_text(text, encoding=encoding, errors="replace")
    with pytest.raises(CourseError, match=r"report.md is not UTF-8 text \(byte \d+\): save it as UTF-8"):
        lacking(folder)


def test_a_new_folder_on_a_full_disk_can_be_made_later(tmp_path, monkeypatch):
    def full(path, data):
        if path.name == "project.py":
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, data)

    write = Path.write_bytes
    with monkeypatch.context() as patched, pytest.raises(CourseError, match="No space left on device.*Make room"):
        patched.setattr(Path, "write_bytes", full)
        new(tmp_path / "mine")
    assert new(tmp_path / "mine")


def test_the_command_for_a_name_with_a_space_can_be_copied(tmp_path, capsys):
    assert cli.main(["capstone", "new", str(tmp_path / "my project")]) == 0
    assert f'`llm-edu capstone check "{tmp_path / "my project"}"` says' in capsys.readouterr().out


@pytest.mark.parametrize("project", PROJECTS)
def test_a_new_folder_lacks_everything_and_is_never_written_over(tmp_path, capsys, project):
    folder = tmp_path / "mine"
    assert cli.main(["capstone", "new", str(folder), "--project", project]) == 0
    assert (folder / "report.md").read_text(encoding="utf-8").startswith("# mine\n\n## Question\n")
    assert cli.main(["capstone", "check", str(folder)]) == 1
    printed = capsys.readouterr().out
    assert all(f"\n{title}: the section is still as the template has it. Write there" in printed for title in SECTIONS)
    assert "results.json is not there" in printed and f"{len(SECTIONS) + 1} things to do" in printed
    (folder / "report.md").write_text("all my work", encoding="utf-8")
    with pytest.raises(CourseError, match="is there already, and stays as it is. Choose another name"):
        new(folder)
    assert (folder / "report.md").read_text(encoding="utf-8") == "all my work"
