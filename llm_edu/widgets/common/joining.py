"""From ES modules that import each other to the one text that goes to a browser, and the same for style sheets.

anywidget loads a widget's module from a blob, which cannot import by a relative path. So the modules are joined: each
becomes a function, called once and after those that it imports, that returns what the module exports; an import takes
names out of what was returned. As in real modules, no file sees another's names without importing them.

What is understood is little, and the rest is refused with file and line:

    import { one, two as other } from "./file.js";     relative, after the first comment and before all else
    export function name …   export async function name …   export class Name …   export const name = …
    export default …                                   in the entry file, and only there

A statement begins its line. A line of a comment or of a template that begins with ``import`` or ``export`` is taken
for one.
"""

import re
from dataclasses import dataclass
from pathlib import Path

COMMON_STYLE = Path(__file__).with_name("style.css")

BETWEEN = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
IMPORT = re.compile(r"""import\s*\{([^{}]*)\}\s*from\s*["']([^"'\n]*)["']\s*;""")
NAME = re.compile(r"([\w$]+)(?:\s+as\s+([\w$]+))?")
KEYFRAMES = re.compile(r"^@keyframes .*}$", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function\*?|function\*?|class|const) ([\w$]+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(import|export)(?![\w$])|(?<![\w$.])import\s*\(", re.MULTILINE)


@dataclass(frozen=True)
class Module:
    """What others see of a module. variable: holds its exports in the joined text"""

    variable: str
    exports: frozenset[str]


def join_modules(entry: Path) -> str:
    """The text of one ES module without imports: `entry`, whose exports stay, and all that it imports, each file once.

    Raises ValueError, naming file and line, for what cannot be joined: a file that is missing, a name that is not
    exported, a circle, an import from elsewhere, another way of writing an import or export.
    """
    return "\n".join(_Joiner().join(entry.resolve(), is_entry=True))


def module_text(file: str) -> str:
    """What a browser loads of the widget whose Python is `file`: the joined ``widget.js`` beside it."""
    entry = Path(file).with_name("widget.js")
    text = join_modules(entry)
    if not re.search(r"^export default\b", text, re.MULTILINE):
        raise ValueError(f"{_short(entry)}: a widget's module ends with export default {{ render }};")
    return text


def style_text(file: str) -> str:
    """The style of the widget whose Python is `file`: the common one, and the ``widget.css`` beside it.

    Another widget on the page brings the common style again, perhaps after this one's own, and of two rules that are
    equally specific the later would win. Inside of ``html`` each own rule is a little more specific than it is written;
    keyframes, each in one line, cannot stand inside.
    """
    own = Path(file).with_name("widget.css").read_text(encoding="utf-8")
    keyframes = "\n".join(KEYFRAMES.findall(own))
    return f"{COMMON_STYLE.read_text(encoding='utf-8')}\n{keyframes}\nhtml {{\n{KEYFRAMES.sub('', own)}\n}}\n"


class _Joiner:
    def __init__(self):
        self.modules: dict[Path, Module] = {}  # those that are joined
        self.open: list[Path] = []  # those whose imports are being followed

    def join(self, path: Path, is_entry: bool = False) -> list[str]:
        """The texts of what `path` imports and is not there yet, and its own."""
        self.open.append(path)
        text = path.read_text(encoding="utf-8")
        texts, body, at = [], [], BETWEEN.match(text).end()
        body.append(text[:at])
        while found := IMPORT.match(text, at):
            target = self._target(path, text, found)
            if target not in self.modules:
                texts += self.join(target)
            body.append(self._taken(path, text, found, self.modules[target]))
            at = BETWEEN.match(text, found.end()).end()
            body.append(text[found.end():at])
        exports, plain = frozenset(EXPORT.findall(text[at:])), EXPORT.sub("", text[at:])
        self._refuse_others(path, text[:at], plain, is_entry)
        body.append(text[at:] if is_entry else plain)
        self.open.pop()
        own = "".join(body)
        if not is_entry:
            variable = f"${len(self.modules)}_{re.sub(r'[^A-Za-z0-9_]', '_', path.stem)}"
            self.modules[path] = Module(variable, exports)
            own = f"const {variable} = (() => {{\n{own}\nreturn {{ {', '.join(sorted(exports))} }};\n}})();"
        return [*texts, f"// {_short(path)}\n{own}"]

    def _target(self, path: Path, text: str, found: re.Match) -> Path:
        """The file that an import means."""
        name = found[2]
        if not name.startswith(("./", "../")):
            raise _problem(path, text, found.start(), f'only a file beside it or in common/ can be imported, as in '
                           f'"./name.js", not "{name}"')
        target = (path.parent / name).resolve()
        if not target.is_file():
            raise _problem(path, text, found.start(), f'there is no "{name}"')
        if target in self.open:
            circle = " → ".join(_short(each) for each in [*self.open[self.open.index(target):], target])
            raise _problem(path, text, found.start(), f"a circle of imports: {circle}")
        return target

    def _taken(self, path: Path, text: str, found: re.Match, module: Module) -> str:
        """An import as a declaration, ``const { one, two: other } = $0_file;``, and as many lines."""
        taken = []
        for name in (name.strip() for name in found[1].rstrip().removesuffix(",").split(",")):
            match = NAME.fullmatch(name)
            if not match:
                raise _problem(path, text, found.start(), f'"{name}" is no name: {{ name }} or {{ name as other }}')
            if match[1] not in module.exports:
                raise _problem(path, text, found.start(), f'"{found[2]}" does not export "{match[1]}"')
            taken.append(match[1] if match[2] is None else f"{match[1]}: {match[2]}")
        lines = "\n" * found[0].count("\n")
        return f"const {{ {', '.join(taken)} }} = {module.variable};{lines}"

    def _refuse_others(self, path: Path, head: str, rest: str, is_entry: bool) -> None:
        """An error for every import and export in `rest` that is not understood; `head` is what stands above it."""
        for found in LEFT_OVER.finditer(rest):
            at, line = len(head) + found.start(), rest[found.start():].split("\n", 1)[0]
            is_default = re.match(r"export default\b", line)
            if is_default and is_entry:
                continue
            advice = ("only the entry file of a widget has a default export" if is_default else
                      "write export function name, export class Name or export const name" if found[1] == "export" else
                      'write import { name } from "./file.js"; before anything else')
            raise _problem(path, head + rest, at, f"{advice}, not: {line.strip()[:60]}")


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _problem(path: Path, text: str, at: int, what: str) -> ValueError:
    return ValueError(f"{_short(path)}, line {text.count(chr(10), 0, at) + 1}: {what}")
