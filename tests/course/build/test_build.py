"""The build: lessons into notebooks, the same bytes every time, every edition right, hand edits found."""

import json
import shutil

import nbformat
import pytest

from llm_edu.course.build import command
from llm_edu.course.build.building import build_all
from llm_edu.course.build.glossary import explain_terms
from llm_edu.course.build.lesson_source import read_lessons
from llm_edu.course.build.network import without_network
from llm_edu.course.build.notebook import to_text

HEADER = """\
---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{name: python3, display_name: Python 3}}
lesson:
  title: {title}
  promise: Know a sum.
  objectives:
    [add two numbers, explain it]
  prerequisites: {prerequisites}
---

"""

FIRST = HEADER.format(title="Sums", prerequisites="[]") + '''\
# Sums

A hook. See [the next lesson](02_products.md#why-so), [below](#how) and `a[0](b)`.

```{code-cell}
print("one")
```

## How

:::{admonition} A `title` & more
:class: dropdown

Hidden **body**.
:::

```{admonition} Break it
Take it apart.

- a list
```

```{tip}
Be kind.
```

```{figure} figures/dot.png
:alt: a dot

A dot.
```

```{code-cell}
:tags: [exercise]
:exercise: {difficulty: 2, minutes: 8}
def add(left, right):
    ### BEGIN SOLUTION
    return left + right
    ### END SOLUTION

check = lambda function: function
add = check(add)
```

```{code-cell}
:tags: [hide-input, nbval-ignore-output]
from IPython.display import display
from ipywidgets import IntSlider
import os, sys
print("\\x1b[31mred\\x1b[0m", end=""); sys.stdout.flush()
print(" and more")
display(IntSlider(3))
print("half\\rwhole", os.environ["LLM_EDU_WORK"].endswith("my_work"), os.path.exists("figures/dot.png"))
```

+++ {"tags": ["teacher"]}

Ask *why*.

+++

## Glossary

**sum**: what you get
when you add. See [products](02_products.md).
**Addend**: what you add.
'''

SECOND = HEADER.format(title="Products", prerequisites="[01_sums]") + '''\
# Products

## Why so?

```{code-cell}
print("one")
```

```{code-cell}
print("one")
```

## Glossary

**factor**: what you multiply.
'''

DOT = b"\x89PNG\r\n\x1a\n and the rest"  # the build copies pictures, it does not read them


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A course of two lessons in a folder with a space in its name."""
    folder = tmp_path / "my course"
    (folder / "lessons" / "figures").mkdir(parents=True)
    (folder / "lessons" / "figures" / "dot.png").write_bytes(DOT)
    (folder / "lessons" / "01_sums.md").write_text(FIRST, encoding="utf-8")
    (folder / "lessons" / "02_products.md").write_text(SECOND, encoding="utf-8")
    monkeypatch.setenv("LLM_EDU_HOME", str(folder))
    return folder


def built(home, name="01_sums", edition="learner"):
    return build_all(read_lessons(home / "lessons"), edition)[name]


def sources(built):
    return [cell.source for cell in built.notebook.cells]


def test_the_header_says_what_the_lesson_is(home):
    first, second = sources(built(home))[0], sources(built(home, "02_products"))[0]
    assert first.startswith("# Sums\n\n*Know a sum.*\n\n**You will**\n\n- add two numbers\n- explain it\n\n"
                            "**Time**: about 10 min with exercises")
    assert "Run All" not in first and "**Before this**: *[01 Sums](01_sums.ipynb)* ·" in second
    measured = {"method": "", "lessons": {"01_sums": {"seconds": 38, "gigabytes": 0.9, "cores": 2}}}
    (home / "lessons" / "measured.json").write_text(json.dumps(measured), encoding="utf-8")
    assert "**Run All**: 38 s, 0.9 GB on two cores" in sources(built(home))[0]


def test_the_learner_gets_blanks_and_no_teachers_notes(home):
    text = "\n".join(sources(built(home)))
    assert "def add(left, right):\n    raise NotImplementedError\n\ncheck" in text
    assert "return left + right" not in text and "SOLUTION" not in text and "Ask *why*" not in text
    position = sources(built(home)).index("### Exercise 1.1 · `add`\n\n●●○ · 8 min")
    assert sources(built(home))[position + 1].startswith("def add")


def test_the_solution_edition_is_solved(home):
    text = "\n".join(sources(built(home, edition="solution")))
    assert "    return left + right" in text and "SOLUTION" not in text
    assert "NotImplementedError" not in text and "Ask *why*" not in text


def test_the_teachers_edition_has_notes_set_apart(home):
    cells = sources(built(home, edition="teacher"))
    assert "> **Teacher**\n>\n> Ask *why*." in cells
    assert "return left + right" in "\n".join(cells)
    assert "| 1.1 | `add` | ●●○ | 8 |" in cells[1]


def test_directives_become_markdown_that_jupyterlab_and_github_show(home):
    text = "\n\n".join(sources(built(home)))
    summary = "<summary><b>A <code>title</code> &amp; more</b></summary>"
    assert f"<details>\n{summary}\n\nHidden **body**.\n\n</details>" in text
    assert "> **Break it**\n>\n> Take it apart.\n>\n> - a list" in text
    assert "> **Tip**\n>\n> Be kind." in text
    assert "![a dot](figures/dot.png)\n\n*A dot.*" in text
    assert "{admonition}" not in text and ":class:" not in text


def test_links_lead_to_notebooks_and_headings(home):
    first = sources(built(home))[0]
    assert "[the next lesson](02_products.ipynb#Why-so?)" in first
    assert "[below](#How)" in first and "`a[0](b)`" in first


def test_cell_ids_are_stable_distinct_and_shared_by_the_editions(home):
    first, again = built(home), built(home)
    assert to_text(first.notebook) == to_text(again.notebook)
    twice = built(home, "02_products").notebook.cells
    assert len({cell.id for cell in twice}) == len(twice)  # also of two equal cells
    code = [{cell.id for cell in built(home, edition=edition).notebook.cells if cell.cell_type == "code"}
            for edition in ("learner", "solution", "teacher")]
    assert code[0] == code[1] == code[2]
    before = [cell.id for cell in first.notebook.cells]
    path = home / "lessons" / "01_sums.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Be kind.", "Be very kind."), encoding="utf-8")
    after = [cell.id for cell in built(home).notebook.cells]
    assert sum(one != other for one, other in zip(before, after)) == 1
    nbformat.validate(first.notebook)
    assert first.notebook.metadata.language_info == {"name": "python"}


def test_hidden_input_is_hidden_in_jupyterlab(home):
    cell = next(cell for cell in built(home).notebook.cells if "hide-input" in cell.metadata.get("tags", []))
    assert cell.metadata.jupyter == {"source_hidden": True}


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("```{tip}", "```{seealso}", 35, "unknown directive `{seealso}`"),
        (":alt: a dot", ":scale: 3", 40, "no option `:scale:`"),
        (":alt: a dot\n", "", 39, "needs `:alt:`"),
        ("figures/dot.png", "figures/none.png", 39, "no picture figures/none.png"),
        ("figures/dot.png", "../dot.png", 39, "lessons/figures/"),
        (":class: dropdown", ":class: fancy", 23, "only class"),
        ("Take it apart.\n\n- a list\n", "\n", 29, "is empty"),
        ("```{admonition} Break it", "```{admonition}", 29, "has a title"),
        ("```{admonition} Break it", "```{admonition} Break `it`", 29, "needs a fence of colons"),
        ("Hidden **body**.\n:::", "Hidden.", 23, "never closed"),
        ("02_products.md#why-so", "03_none.md", 15, "a lesson that is not there"),
        ("02_products.md#why-so", "02_products.md#nowhere", 15, "a heading that 02_products.md does not have"),
        ("02_products.md#why-so", "../llm_edu/none.py", 15, "a file that is not there"),
        ("A hook.", "A {ref}`hook`.", 15, "the role `{ref}`"),
        ("A hook.", "A hook: of 100 are 80\n% right.", 16, "begins with % is a comment"),
        ("A hook.", "| | two |\n|---|---|\n| one | 2 |", 15, "a column of this table has no heading"),
        ("# Sums\n\nA hook.", "A hook.", 13, "begins with its title"),
        ("  prerequisites: []", "  prerequisites: [00_none]", 1, "the prerequisite '00_none' is not a lesson"),
    ],
)
def test_what_a_notebook_cannot_show_is_refused_with_file_and_line(home, capsys, old, new, line, message):
    path = home / "lessons" / "01_sums.md"
    assert old in FIRST
    path.write_text(FIRST.replace(old, new, 1), encoding="utf-8")
    assert command(["--no-execute"]) == 1
    error = capsys.readouterr().err
    assert f"{path}:{line}: " in error and message in error


def test_code_shown_in_a_lesson_is_left_alone(home):
    shown = "````markdown\n```{anything} x\n[a](none.md)\n```\n````"
    path = home / "lessons" / "02_products.md"
    path.write_text(SECOND + "\n" + shown + "\n", encoding="utf-8")
    (home / "lessons" / "02_products.md").write_text(SECOND.replace("## Why so?", "## Why so?\n\n" + shown),
                                                     encoding="utf-8")
    assert any(shown in source for source in sources(built(home, "02_products")))


def test_the_glossary_collects_the_terms_of_all_lessons(home):
    assert command(["--glossary"]) == 0
    entries = (home / "lessons" / "glossary.md").read_text(encoding="utf-8").splitlines()[-3:]
    assert entries == [
        "- **Addend**: what you add. ([01 Sums](../notebooks/01_sums.ipynb))",
        "- **factor**: what you multiply. ([02 Products](../notebooks/02_products.ipynb))",
        "- **sum**: what you get when you add. See [products](02_products.md). ([01 Sums](../notebooks/01_sums.ipynb))",
    ]
    assert "- **sum**: what you get\n  when you add." in "\n".join(sources(built(home)))
    assert "## Glossary\n\n*[The terms of all lessons](../lessons/glossary.md)*\n" in "\n".join(sources(built(home)))


def test_a_term_is_explained_where_it_is_first_in_bold():
    definitions = {"key": "what `k` *is*, see [\"x\"](a.md)", "value": "v"}
    text = "# A **key**\n\nA **Key**, a **key**, `**value**`\n\n| **value** |\n|---|\n\n## Glossary\n\n**value**: v"
    explained = '**<abbr title="what k is, see &quot;x&quot;">Key</abbr>**'
    assert explain_terms(text, definitions) == text.replace("**Key**", explained) and definitions == {"value": "v"}


@pytest.fixture
def committed(home):
    assert command(["--no-execute"]) == 0
    assert command(["--check"]) == 0
    return home


def edit(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda notebook: notebook["cells"][1]["source"].append("# more"), "(01_sums.md:18) has another source"),
        (lambda notebook: notebook["cells"][0]["source"].insert(0, "x"), "(01_sums.md:13) has another source"),
        (lambda notebook: notebook["cells"].pop(2), "cell 3 (01_sums.md:21) is missing"),
        (lambda notebook: notebook["cells"][1].update(id="abc"), "(01_sums.md:18) has the id abc"),
        (lambda notebook: notebook["cells"].insert(0, notebook["cells"].pop(1)), "cell 1 is not in the lesson, or not"),
        (lambda notebook: notebook["cells"][1]["metadata"].update(tags=["nbval-skip"]), "its metadata differs"),
        (lambda notebook: notebook["metadata"]["language_info"].update(version="3"), "the notebook's metadata differs"),
        (lambda notebook: notebook.update(nbformat_minor=4), "written by another program"),
        (lambda notebook: notebook["cells"].append({**notebook["cells"][1], "id": "z"}), "cell 8 is not in the lesson"),
    ],
)
def test_check_finds_every_hand_edit(committed, capsys, change, message):
    edit(committed / "notebooks" / "01_sums.ipynb", change)
    assert command(["--check"]) == 1
    assert message in capsys.readouterr().out


def test_check_ignores_outputs_but_not_what_is_no_output(committed, capsys):
    path = committed / "notebooks" / "01_sums.ipynb"

    def output(notebook, data):
        for number, cell in enumerate((each for each in notebook["cells"] if each["cell_type"] == "code"), 1):
            cell["execution_count"] = number
        notebook["cells"][1]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]

    edit(path, lambda notebook: output(notebook, {"text/plain": ["other"]}))
    assert command(["--check"]) == 0
    edit(path, lambda notebook: output(notebook, {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}))
    assert command(["--check"]) == 1
    assert "leftovers in its outputs" in capsys.readouterr().out


def test_check_shows_what_changed_in_a_lesson(committed, capsys):
    path = committed / "lessons" / "01_sums.md"
    path.write_text(FIRST.replace("Be kind.", "Be very kind."), encoding="utf-8")
    assert command(["--check"]) == 1
    printed = capsys.readouterr().out
    assert "    -> Be very kind.\n    +> Be kind.\n" in printed and "\n1 difference." in printed


def test_check_finds_missing_and_left_over_files(committed, capsys):
    notebooks = committed / "notebooks"
    (notebooks / "figures" / "dot.png").write_bytes(b"other")
    (notebooks / "figures" / "old.png").write_bytes(b"")
    shutil.copy(notebooks / "01_sums.ipynb", notebooks / "09_gone.ipynb")
    (notebooks / "02_products.ipynb").unlink()
    (committed / "lessons" / "glossary.md").unlink()
    assert command(["--check"]) == 1
    printed = capsys.readouterr().out
    for message in ("dot.png differs", "old.png is shown by no lesson", "09_gone.ipynb has no lesson",
                    "02_products.ipynb is missing", "glossary.md is missing", "5 differences"):
        assert message in printed


def test_a_run_gives_light_outputs_and_a_measurement(home, capsys):
    assert command(["--measure", "01"]) == 0
    text = (home / "notebooks" / "01_sums.ipynb").read_text(encoding="utf-8")
    cells = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == [1, 2, 3]
    assert cells[0].outputs[0].text == "one\n"
    before, widget, after = cells[2].outputs
    assert before.text == "red and more\n"  # joined, without its colour
    assert widget.data == {"text/plain": "IntSlider(value=3)"}  # without the view
    assert after.text == "whole True True\n"  # what a terminal would show; its own my_work; the figure beside it
    assert "iopub" not in text and "widget-state" not in text
    entry = json.loads((home / "lessons" / "measured.json").read_text(encoding="utf-8"))["lessons"]["01_sums"]
    assert 1 <= entry["seconds"] <= 60 and 0.1 <= entry["gigabytes"] <= 1
    assert entry["network"] == ("off" if without_network()[0] else "on")
    assert f"**Run All**: {entry['seconds']} s, {entry['gigabytes']} GB on" in text
    assert command(["--no-execute"]) == 0 and command(["--check"]) == 0
    assert (home / "notebooks" / "01_sums.ipynb").read_text(encoding="utf-8") == text  # outputs kept, same bytes
    assert not (home / "my_work").exists()


def test_a_cell_that_fails_is_named_by_its_line(home, capsys):
    path = home / "lessons" / "02_products.md"
    path.write_text(SECOND.replace('print("one")', "factors = 1 / 0", 1), encoding="utf-8")
    assert command(["products"]) == 1
    error = capsys.readouterr().err
    assert f"{path}:18: this cell failed: ZeroDivisionError: division by zero" in error
    assert not (home / "notebooks" / "02_products.ipynb").exists()


def test_editions_go_to_folders_of_their_own(home):
    assert command(["--edition", "teacher", "--no-execute"]) == 0
    assert sorted(path.name for path in (home / "build" / "teacher").glob("*.ipynb")) == [
        "01_sums.ipynb", "02_products.ipynb"]
    assert not (home / "notebooks").exists()
    assert command(["--edition", "solution", "--no-execute", "--output", str(home / "out"), "2"]) == 0
    assert [path.name for path in (home / "out").glob("*.ipynb")] == ["02_products.ipynb"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["07"], "There is no lesson '07'"),
        (["--check", "--edition", "teacher"], "learner's edition"),
        (["--measure", "--no-execute"], "--measure runs"),
    ],
)
def test_wrong_options_are_explained(home, capsys, argv, message):
    assert command(argv) == 1
    assert message in capsys.readouterr().err
