"""The text that goes to the browser: modules joined, styles one after the other. tests/browser/test_joined.py runs it."""

from importlib import import_module
from pathlib import Path

import pytest

import llm_edu.widgets
from llm_edu.widgets.common.joining import COMMON_STYLE, join_modules, module_text, style_text

FOLDER = Path(llm_edu.widgets.__file__).parent
WIDGETS = sorted(path.parent.name for path in FOLDER.glob("*/widget.py"))
ENTRY = "export default { render() {} };\n"


@pytest.fixture
def join(tmp_path):
    """Write these files, and join what the first imports."""
    def write_and_join(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
        return join_modules(tmp_path / f"{next(iter(texts))}.js")

    return write_and_join


def test_each_file_comes_once_and_after_what_it_imports(join):
    text = join(
        widget=f'// The entry.\nimport {{ b }} from "./b.js";\n/* and */\nimport {{ c as other }} from "./c.js";\n{ENTRY}',
        b='import { d } from "./d.js";\nexport const b = d;\n',
        c='import {\n  d,\n} from "./d.js";\nexport function c() { return d; }\n',
        d="export class d {}\nconst alone = 1;\n",
    )
    places = [text.index(f"/{name}.js") for name in ("d", "b", "c", "widget")]
    assert places == sorted(places) and text.count("class d") == 1
    assert "import" not in text and text.count("export") == 1
    assert "const { c: other } = $2_c;" in text and "return { d };" in text


def test_lines_stay_so_that_an_error_in_the_browser_points_at_them(join):
    source = f'// First.\n\nimport {{\n  one,\n  two,\n}} from "./b.js";\n\nfunction third() {{}}\n{ENTRY}'
    text = join(widget=source, b="export const one = 1;\nexport const two = 2;\n")
    own = text.split("/widget.js\n")[1]
    assert own.split("\n").index("function third() {}") == source.split("\n").index("function third() {}")


def test_an_import_over_windows_line_ends(join):
    assert "$0_b" in join(widget=f'import {{\r\n  b,\r\n}} from "./b.js";\r\n{ENTRY}', b="export const b = 1;\r\n")


@pytest.mark.parametrize(("first", "other", "message"), [
    ('import { b } from "./gone.js";\n' + ENTRY, "", r'widget\.js, line 1: there is no "\./gone\.js"'),
    ('\n\nimport { a } from "./b.js";\n' + ENTRY, "export const b = 1;", r'line 3: "\./b\.js" does not export "a"'),
    ('import { default as b } from "./b.js";\n' + ENTRY, "export const b = 1;", 'does not export "default"'),
    ('import { b } from "./b.js";\n' + ENTRY, "const b = 1;", 'does not export "b"'),
    ('import { b b } from "./b.js";\n' + ENTRY, "export const b = 1;", 'line 1: "b b" is no name'),
    ('import { } from "./b.js";\n' + ENTRY, "export const b = 1;", 'line 1: "" is no name'),
    ('import { b } from "d3";\n' + ENTRY, "", r'line 1: only a file beside it .* not "d3"'),
    ('import { b } from "https://example.org/b.js";\n' + ENTRY, "", "line 1: only a file beside it"),
    ('import b from "./b.js";\n' + ENTRY, "", r"line 1: write import \{ name \}"),
    ('import * as b from "./b.js";\n' + ENTRY, "", "line 1: write import"),
    ('import "./b.js";\n' + ENTRY, "", "line 1: write import"),
    ('const a = 1;\nimport { b } from "./b.js";\n' + ENTRY, "", "line 2: write import .* before anything else"),
    ('async function late() {\n  await import("./b.js");\n}\n' + ENTRY, "", "line 2: write import"),
    ('import { b } from "./b.js";\n' + ENTRY, "\nexport let b = 1;", r"b\.js, line 2: write export function"),
    ('import { b } from "./b.js";\n' + ENTRY, "const b = 1;\nexport { b };", r"b\.js, line 2: write export function"),
    ('import { b } from "./b.js";\n' + ENTRY, "export const { b } = {};", r"b\.js, line 1: write export function"),
    ('import { b } from "./b.js";\n' + ENTRY, 'export * from "./c.js";', r"b\.js, line 1: write export function"),
    ('import { b } from "./b.js";\n' + ENTRY, "export const b = 1;\nexport default b;", r"b\.js, line 2: only the entry"),
    ('import { b } from "./b.js";\n' + ENTRY, 'import { c } from "./widget.js";', r"circle of imports: .*widget.*b.*widget"),
    ('import { b } from "./b.js";\n' + ENTRY, 'import { c } from "./b.js";', "circle of imports"),
])
def test_what_cannot_be_joined_is_refused_with_its_file_and_line(join, first, other, message):
    with pytest.raises(ValueError, match=message):
        join(widget=first, b=other)


def test_a_widget_needs_a_default_export(join, tmp_path):
    assert join(widget="export const a = 1;\n").endswith("/widget.js\nexport const a = 1;\n")
    with pytest.raises(ValueError, match=r"/widget\.js: a widget's module ends with export default"):
        module_text(str(tmp_path / "widget.py"))


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_sends_its_own_files_and_what_they_import(name):
    module = import_module(f"llm_edu.widgets.{name}")
    widget = next(each for each in map(vars(module).get, module.__all__) if hasattr(each, "_esm"))
    entry = FOLDER / name / "widget.py"
    assert str(widget._esm) == module_text(str(entry))
    joined = [line[3:] for line in str(widget._esm).splitlines() if line.startswith("// ") and line.endswith(".js")]
    own = {f"{name}/{path.name}" for path in entry.parent.glob("*.js")}
    assert own <= set(joined), "a file that nobody imports"
    assert all(each in own or each.startswith("common/") for each in joined) and joined[-1] == f"{name}/widget.js"
    own_style = entry.with_suffix(".css")
    assert str(widget._css) == (style_text(str(entry)) if own_style.exists() else COMMON_STYLE.read_text("utf-8"))
    assert str(widget._esm).count("export default") == 1
    for banned in ("innerHTML", "insertAdjacentHTML", "http://", "https://", "import("):
        assert banned not in str(widget._esm)


def test_every_file_lies_in_the_folder_of_a_widget():
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == {"__init__.py"}
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == {*WIDGETS, "common"}


def test_a_widget_s_own_style_wins_over_the_common_one(tmp_path):
    (tmp_path / "widget.css").write_text(".lm-a { x: 1; }\n@keyframes lm-b { from { opacity: 0; } }\n.lm-c {\n  y: 2;\n}\n")
    text = style_text(str(tmp_path / "widget.py"))
    assert text.startswith(COMMON_STYLE.read_text("utf-8"))
    keyframes, own = text.removeprefix(COMMON_STYLE.read_text("utf-8")).split("html {")
    assert keyframes.strip() == "@keyframes lm-b { from { opacity: 0; } }"
    assert own.split() == ".lm-a { x: 1; } .lm-c { y: 2; } }".split()


@pytest.mark.parametrize("sheet", sorted(FOLDER.glob("*/widget.css")), ids=lambda sheet: sheet.parent.name)
def test_no_keyframes_are_left_inside(sheet):
    own = style_text(str(sheet)).split("\nhtml {\n")[1]
    assert "@keyframes" not in own and own.count("{") == own.count("}") - 1
