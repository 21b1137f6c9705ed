"""What learners see of a lesson: no answer in the code before the question, and no line that a window cuts."""

import ast
import re
from functools import cache

import nbformat
import pytest

from llm_edu.course import paths
from llm_edu.course.build.lesson_source import lesson_files, read_lesson

LESSONS = [path.stem for path in lesson_files()]
WIDTH = 96  # letters in a line of a cell, in a window of 1,300 pixels with the side bar open
DRAWS = re.compile(r"plot|bars|figure|title|(^|_)(map|heatmap|lines|chart|draw|draws)(_|$)")
TITLE_WORDS = 5  # longer texts state a finding, unless they ask


@cache
def lesson_named(name):
    return next(read_lesson(path) for path in lesson_files() if path.stem == name)


def cells(name, kind):
    return [cell for cell in lesson_named(name).cells if cell.kind == kind]


def findings(source):
    """The texts of more than a few words, no questions, that a piece of code hands to functions that draw."""
    tree = ast.parse(re.sub(r"^[%!].*", "pass", source, flags=re.MULTILINE))
    named = {target.id: node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)
             for target in node.targets if isinstance(target, ast.Name)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not DRAWS.search(ast.unparse(call.func).split(".")[-1]):
            continue
        for given in [*call.args, *(keyword.value for keyword in call.keywords)]:
            given = named.get(given.id, given) if isinstance(given, ast.Name) else given
            choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
            for text in filter(None, map(text_of, choices)):
                if len(text.split()) > TITLE_WORDS and not text.rstrip().endswith("?"):
                    yield text


def text_of(node):
    """A string in code, with … where a value is put in; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "…" for part in node.values)
    if isinstance(node, ast.BinOp):  # "a" + b, "a" % b
        parts = text_of(node.left), text_of(node.right)
        return " ".join(part or "…" for part in parts) if any(parts) else None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        return text_of(node.func.value)
    return None


def prose_set_as_mathematics(markdown):
    """What stands between two dollar signs of a paragraph, where JupyterLab takes prose about money for a formula.

    A formula does not begin with a digit or a space, and does not end with a space.
    """
    markdown = re.sub(r"(`+).*?(?<!`)\1(?!`)|\$\$.*?\$\$|\\\$", "", markdown, flags=re.DOTALL)
    pairs = [pair for paragraph in re.split(r"\n\s*\n", markdown)
             for pair in re.findall(r"\$([^$]+)\$", paragraph)]
    return [pair for pair in pairs if re.match(r"[\d\s]", pair) or pair[-1].isspace()]


def shown_texts(output):
    """The plain text that JupyterLab shows of an output: none of a picture, a widget or a page."""
    if output.output_type == "stream":
        return [output.text]
    data = output.get("data", {})
    return [data["text/plain"]] if set(data) == {"text/plain"} else []


@pytest.mark.parametrize("name", LESSONS)
def test_no_marker_of_a_cell_or_a_box_slipped_into_a_line_of_prose(name):
    """Where a paragraph is wrapped anew, the marker after it must not join: the teacher's note would show."""
    slipped = [f"line {cell.line + number}: {line}" for cell in cells(name, "markdown")
               for number, line in enumerate(cell.source.split("\n"))
               if re.search(r"\S.*(\+\+\+|:::|```\{)", line)]
    assert not slipped, "markers that need a line of their own:\n" + "\n".join(slipped)


@pytest.mark.parametrize("name", LESSONS)
def test_no_code_is_wider_than_a_window(name):
    wide = [f"line {cell.line + number}: {line}" for cell in cells(name, "code")
            for number, line in enumerate(cell.source.split("\n")) if len(line) > WIDTH]
    assert not wide, f"{len(wide)} lines of code over {WIDTH} letters:\n" + "\n".join(wide)


@pytest.mark.parametrize("name", LESSONS)
def test_no_code_tells_what_its_picture_shows(name):
    """A learner reads the code, too, before running it: the title that gives the answer is made from the data."""
    told = [f"line {cell.line}: {text}" for cell in cells(name, "code") for text in findings(cell.source)]
    assert not told, "titles that the code gives away:\n" + "\n".join(told)


@pytest.mark.parametrize("name", LESSONS)
def test_no_price_is_set_as_a_formula(name):
    odd = [f"line {cell.line}: ${text}$" for cell in cells(name, "markdown")
           for text in prose_set_as_mathematics(cell.source)]
    assert not odd, "write \\$ for a dollar:\n" + "\n".join(odd)


@pytest.mark.parametrize("name", LESSONS)
def test_no_formula_begins_a_list(name):
    """A + or * at the start of a line is a bullet to Markdown, even inside a sentence; lists in lessons begin with -."""
    lines = [line for cell in cells(name, "markdown") for line in cell.source.split("\n")]
    assert not [line for line in lines if re.match(r" {0,3}[+*] ", line)]


@pytest.mark.parametrize("name", LESSONS)
def test_no_output_breaks_inside_a_word(name):
    """JupyterLab breaks a line of plain text wherever the window ends."""
    notebook = nbformat.read(paths.notebooks_folder() / f"{name}.ipynb", as_version=4)
    wide = [f"cell {number}: {line}" for number, cell in enumerate(notebook.cells) if cell.cell_type == "code"
            for output in cell.outputs for text in shown_texts(output)
            for line in re.sub(r"\x1b\[[0-9;]*m|.*\r(?!\n)", "", text).split("\n") if len(line.rstrip()) > WIDTH]
    assert not wide, f"{len(wide)} printed lines over {WIDTH} letters:\n" + "\n".join(wide)


@pytest.mark.parametrize("name", LESSONS)
def test_something_to_touch_or_to_look_at_comes_within_three_cells(name):
    """A widget or a picture; a check's message is neither."""
    first = nbformat.read(paths.notebooks_folder() / f"{name}.ipynb", as_version=4).cells[1:4]
    shown = [output.get("data", {}).get("text/html", "") for cell in first for output in cell.get("outputs", [])]
    assert any(html and "role=\"status\"" not in html for html in shown) or any("figures/" in cell.source for cell in first)


@pytest.mark.parametrize(("source", "found"), [
    ("plot_losses(a, 'Without the root the wide head is deaf')", 1),
    ("axes.set_title(f'The loss falls by {share} in {steps} steps')", 1),
    ("title = 'Only two of ten heads copy names'\nheads_map(x, title=title)", 1),
    ("bars(x, 'All of them are great to it' if good else 'None of them is great to it')", 2),
    ("plot(x, 'Without {} the wide head is deaf'.format(y))", 1),
    ("plot(x, 'Does the wide head hear without the root?', 'loss')", 0),
    ("chat(model, 'Tell me a story about a miller in love')", 0),
    ("show_tokens('Tell me a story about a miller in love')", 0),
    ("plot(x, named='miller baker smith nurse farmer teacher'.split())", 0),
])
def test_a_title_in_code_is_found_and_a_prompt_is_not(source, found):
    assert len(list(findings(source))) == found


@pytest.mark.parametrize(("markdown", "found"), [
    ("An hour costs $3.99, a day $96.", 1), ("An hour costs \\$3.99, a day \\$96.", 0), ("for $ 5 or 6 $ a day", 1),
    ("an hour $3\n\na day $96", 0), ("`$1` and `$2`", 0), ("with $x_1$ and $d^2$", 0), ("$$3 + 1 = 4$$", 0),
])
def test_money_is_told_from_formulas(markdown, found):
    assert len(prose_set_as_mathematics(markdown)) == found
