"""SourceTrace as a picture, for where no browser code runs: the question, the answer with its sources, the passages."""

import textwrap
from typing import Any

from llm_edu.widgets.common.chip_picture import drawable
from llm_edu.widgets.common.numbers import counted, fixed
from llm_edu.widgets.source_trace.words import quoted

WIDTH, LINE, LEFT = 720, 17, 26    # pixels; from line to line; where a text begins
LETTERS, MOST_LINES, MOST_SENTENCES = 84, 3, 8    # of a line; lines of a text; sentences that are drawn


def draw(widget):
    """The try that is shown, as a CourseFigure."""
    from llm_edu.plotting import figure

    traced = widget.shown
    rows = [*answer_rows(traced), *passage_rows(traced, widget.scene["score_names"])]
    height = 52 + sum(LINE * len(lines) + 9 for lines, *_ in rows)
    plot, axes = figure(title_of(traced), height=height, width=WIDTH)
    plot.alt = widget.summary()
    plot.set_layout_engine("none")
    axes.set_position([0, 0, 1, (height - 44) / height])    # one unit is one pixel
    axes.set(xlim=(0, WIDTH), ylim=(height - 44, 0))
    axes.axis("off")
    top = 4
    for lines, color, is_bold in rows:
        top = draw_row(axes, lines, color, is_bold, top)
    return plot


def draw_row(axes: Any, lines: list[str], color: str, is_bold: bool, top: float) -> float:
    """A text beside a bar of its colour; where the next one begins."""
    from llm_edu.plotting import COLORS, TEXT_COLOR

    bottom = top + LINE * len(lines)
    if color:
        axes.plot([LEFT - 10] * 2, [top + 1, bottom - 1], color=COLORS[color], linewidth=3, solid_capstyle="butt")
    for number, text in enumerate(lines):
        axes.text(LEFT, top + LINE * (number + 0.5), text, va="center", fontsize=10, color=TEXT_COLOR,
                  fontweight="bold" if is_bold and number == 0 else "normal")
    return bottom + 9


def title_of(traced: dict) -> str:
    held, count = sum(each["passage"] > 0 for each in traced["sentences"]), len(traced["sentences"])
    return f"{held} of {counted(count, 'sentence')} of the answer supported" if count else "The answer is empty"


def answer_rows(traced: dict) -> list[tuple[list[str], str, bool]]:
    """(lines, colour of the bar, whether the first line is bold) for the question and each sentence of the answer."""
    rows = [(wrapped(traced["question"]), "", True)]
    for each in traced["sentences"][:MOST_SENTENCES]:
        source = f"passage {each['passage']}" if each["passage"] else "unsupported"
        said = wrapped(traced["answer"][each["start"]:each["end"]])
        rows.append(([*said, f"→ {source}"], "truth" if each["passage"] else "error", False))
    if (more := len(traced["sentences"]) - MOST_SENTENCES) > 0:
        rows.append(([f"and {counted(more, 'more sentence')}"], "", False))
    return rows


def passage_rows(traced: dict, score_names: list[str]) -> list[tuple[list[str], str, bool]]:
    """The same for each passage: its title and scores, and the evidence in it, or how it begins."""
    rows = []
    for rank, each in enumerate(traced["passages"], 1):
        tags = [*([] if each["on"] else ["off"]), *(["edited"] if each["text"] != each["found"] else [])]
        title = plain(quoted(each["title"], 44)[1:-1])
        head = (f"{rank}  {title}   {plain(score_names[0])} {fixed(each['words'], 1)}   {plain(score_names[1])} "
                f"{fixed(each['meaning'], 2)}{'   ' * bool(tags)}{', '.join(tags)}")
        support = next((found for found in traced["sentences"] if found["passage"] == rank), None)
        text = each["text"][support["from"]:support["to"]] if support else each["text"]
        rows.append(([head.replace(" -", " −"), *wrapped(text, 2)], "truth" if support else "context", True))
    return rows


def wrapped(text: str, most: int = MOST_LINES) -> list[str]:
    """A text as lines; what does not fit is cut."""
    lines = textwrap.wrap(plain(" ".join(text.split())[:LETTERS * (most + 1)]), LETTERS)
    return lines[:most - 1] + [lines[most - 1][:LETTERS - 1] + "…"] if len(lines) > most else lines


def plain(text: str) -> str:
    """Text that a picture can show; a dollar sign is no mathematics here."""
    return drawable(text, "DejaVu Sans").replace("$", r"\$")
