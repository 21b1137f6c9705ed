"""MyST directives as Markdown and HTML that JupyterLab and GitHub both show.

Neither of them knows a MyST directive: left alone, an admonition would appear as a block of code. JupyterLab also
removes styles and classes that it does not trust, so only plain structure is used: quotes, ``<details>``, images.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import NoReturn

FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|:{3,})\s*(.*?)\s*$")
DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)$")
OPTION = re.compile(r":([\w-]+):\s*(.*?)\s*$")
TABLE_RULE = re.compile(r"[\s>]*\|[\s:|-]*--[\s:|-]*$")
ROLE = re.compile(r"\{[\w:-]+\}$")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
GO_ON = ("*When you come back: select this box, choose **Run → Run All Above Selected Cell**, and go on below. "
         "What you have solved is still there.*")
ADMONITIONS = {"note": "Note", "tip": "Tip", "warning": "Warning", "important": "Important"}
OPTIONS = {"admonition": {"class"}, "figure": {"alt", "width"}, "math": set(), "pause": set(),
           **dict.fromkeys(ADMONITIONS, {"class"})}


@dataclass
class Translator:
    """Translates the Markdown cells of one lesson, and notes the pictures that they show."""

    folder: Path  # of the lesson's file: pictures are relative to it
    fail: Callable[[int, str], NoReturn]  # (line in the file, message)
    pauses: Iterator[str] = iter(())  # what stands over the boxes that end a sitting, in their order
    figures: set[str] = field(default_factory=set)  # paths relative to `folder`

    def translate(self, source: str, line: int) -> str:
        """`source` begins on `line` of the file, to which errors point."""
        return "\n".join(self._blocks(source.split("\n"), line))

    def _blocks(self, lines: list[str], first: int) -> Iterator[str]:
        index = 0
        while index < len(lines):
            line = lines[index]
            fence = FENCE.match(line)
            if not fence:
                self._check_line(line, first + index)
                if index and TABLE_RULE.match(line) and re.search(r"\|\s*\|", lines[index - 1]):
                    self.fail(first + index - 1, "a column of this table has no heading: screen readers read it aloud "
                                                 "with each cell, so give it a word.")
                if not line.startswith("%"):  # a comment in MyST
                    yield line
                elif index and lines[index - 1].strip() and not lines[index - 1].startswith("%"):
                    self.fail(first + index, "a line that begins with % is a comment, and this one goes on with a "
                                             "paragraph: break the line elsewhere.")
                index += 1
                continue
            end = _closing_line(lines, index, fence[1])
            if end is None:
                self.fail(first + index, f"`{line.strip()}` is never closed in this cell.")
            if directive := DIRECTIVE.match(fence[2]):
                yield from self._directive(directive[1], directive[2], lines[index + 1 : end], first + index)
            elif fence[1][0] == ":":
                self.fail(first + index, "`:::` opens a directive, as in `:::{note}`.")
            else:
                yield from lines[index : end + 1]
            index = end + 1

    def _check_line(self, line: str, number: int) -> None:
        """Whatever else MyST has and a notebook cannot show is refused here."""
        if re.match(r"[\s>*+-]*(`{3,}|~{3,}|:{3,})\{", line):
            self.fail(number, "a directive stands at the left margin, not in a list or a quote.")
        if re.match(r"\([\w:-]+\)=\s*$", line):
            self.fail(number, f"the label `{line.strip()}` does nothing in a notebook; link to the heading instead.")
        for span in CODE_SPAN.finditer(line):
            if role := ROLE.search(line[: span.start()]):
                self.fail(number, f"the role `{role[0]}` does nothing in a notebook; write plain Markdown.")

    def _directive(self, name: str, argument: str, lines: list[str], number: int) -> Iterator[str]:
        if name not in OPTIONS:
            self.fail(number, f"unknown directive `{{{name}}}`; there are {', '.join(sorted(OPTIONS))}.")
        options, body, skipped = self._options(name, lines, number)
        body_line = number + 1 + skipped
        if name == "math":
            yield from ["$$", *([argument] if argument else []), *body, "$$"]
        elif name == "figure":
            yield from self._figure(argument, options, body, number)
        else:
            if name == "admonition" and not argument:
                self.fail(number, "an admonition has a title: ```` ```{admonition} Title ````.")
            if not any(line.strip() for line in body):
                self.fail(number, "this admonition is empty.")
            if name == "pause" and argument:
                self.fail(number, "the build writes the title of a pause; begin with what one can do now.")
            if name == "pause":
                body = [*body, "", GO_ON]
            title = next(self.pauses) if name == "pause" else argument or ADMONITIONS[name]
            inner = "\n".join(self._blocks(body, body_line)).strip("\n").split("\n")
            if options.get("class") == "dropdown":
                summary = f"<summary><b>{_inline_html(title)}</b></summary>"
                yield from ["<details>", summary, "", *inner, "", "</details>"]
            else:
                yield from (f"> {line}".rstrip() for line in [f"**{title}**", "", *inner])

    def _options(self, name: str, lines: list[str], number: int) -> tuple[dict[str, str], list[str], int]:
        """The ``:key: value`` lines, the body after them, and how many lines came before the body."""
        options: dict[str, str] = {}
        skipped = 0
        while skipped < len(lines) and (option := OPTION.match(lines[skipped])):
            if option[1] not in OPTIONS[name]:
                known = ", ".join(f"`:{key}:`" for key in sorted(OPTIONS[name])) or "none"
                self.fail(number + 1 + skipped, f"`{{{name}}}` has no option `:{option[1]}:`; its options: {known}.")
            options[option[1]] = option[2]
            skipped += 1
        if options.get("class", "dropdown") != "dropdown":
            self.fail(number, "the only class that a notebook can show is `:class: dropdown`.")
        while skipped < len(lines) and not lines[skipped].strip():
            skipped += 1
        return options, lines[skipped:], skipped

    def _figure(self, path: str, options: dict[str, str], body: list[str], number: int) -> Iterator[str]:
        if not options.get("alt"):
            self.fail(number, "a figure needs `:alt:`, the words for those who do not see it.")
        self.add_figure(path, number)
        if "width" in options:
            width = options["width"].removesuffix("px")
            if not width.isdecimal():
                self.fail(number, f"the width of a figure is in pixels, such as `:width: 480`, not {width!r}.")
            yield f'<img src="{escape(path)}" alt="{escape(options["alt"])}" width="{width}">'
        else:
            alt = re.sub(r"([\[\]])", r"\\\1", options["alt"])
            yield f"![{alt}]({path})"
        caption = " ".join(line.strip() for line in body if line.strip())
        if caption:
            self._check_line(caption, number)
            yield from ["", caption if "*" in caption else f"*{caption}*"]

    def add_figure(self, path: str, number: int) -> None:
        """Note that the lesson shows the picture `path`; fails unless it is a file in ``figures/``."""
        if not path.startswith("figures/") or ".." in path:
            self.fail(number, f"pictures live in lessons/figures/: `figures/NAME.png`, not `{path}`.")
        if not (self.folder / path).is_file():
            self.fail(number, f"there is no picture {path} beside the lesson.")
        self.figures.add(path)


def prose(markdown: str) -> Iterator[tuple[int, str]]:
    """The lines, with their index, that are not in a fenced block of code (of Markdown without directives)."""
    fence = ""
    for index, line in enumerate(markdown.split("\n")):
        marks = re.match(r"[\s>]*(`{3,}|~{3,})(.*)$", line)
        if fence:
            if marks and marks[1].startswith(fence) and not marks[2].strip():
                fence = ""
        elif marks:
            fence = marks[1]
        else:
            yield index, line


def _closing_line(lines: list[str], start: int, fence: str) -> int | None:
    """The index of the line that closes the fence opened on line `start`."""
    closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    return next((index for index in range(start + 1, len(lines)) if closing.match(lines[index])), None)


def _inline_html(title: str) -> str:
    """A title for ``<summary>``, where Markdown is not read: `code` and *stress* become HTML."""
    html = escape(title, quote=False)
    html = re.sub(r"`([^`]+)`", r"<code>\1</code>", html)
    return re.sub(r"\*([^*]+)\*", r"<em>\1</em>", html)
