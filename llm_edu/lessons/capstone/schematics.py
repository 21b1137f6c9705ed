"""What lesson 18 draws: two tasks in one accuracy, stories to learn from and to measure on, and a report's parts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from llm_edu.course.capstone.report import labels_of, sections_of, text_of
from llm_edu.lessons.capstone.demos import percent
from llm_edu.schematic import Box, Captioned, Cells, Lines, Schematic, column, row, space, table
from llm_edu.wrapping import wrapped

Figures = Mapping[str, Mapping[str, Any]]


def draw_two_tasks(figures: Figures, methods: Mapping[str, str]) -> Schematic:
    """How many questions of either kind each method got right, and the one accuracy that hides which.

    figures: of the worked example "notes"   methods: {name for readers: the name with which its figures begin}

    >>> from llm_edu.lessons.capstone.demos import figures_of
    >>> draw_two_tasks(figures_of("notes"), {"word search": "baseline", "assistant": "model"}).problems()
    []
    """
    rows, told = [], []
    for name, begin in methods.items():
        right = {part: _count(figures[f"{begin}_{part}"]) for part in ("found", "silent", "right")}
        words = {part: f"{count} of {of}" for part, (count, of) in right.items()}
        rows.append([column(Lines(name, bold=True), Lines(words["right"]), gap=0), *(
            Captioned(_filled(*right[part]), f"{words[part]} {said}", above=False, bold=False)
            for part, said in (("found", "right"), ("silent", "silent")))])
        told.append(f"{name}: {words['found']} right, {words['silent']} silent, together {words['right']}")
    both = " or ".join(percent(figures[f"{begin}_right"]["value"]) for begin in methods.values())
    heads = [f"{right[part][1]} {what}" for part, what in (("found", "with an answer"), ("silent", "without one"))]
    return Schematic(
        f"One accuracy, {both}, hides two tasks", table(rows, gap=(20, 16), heads=("", *heads)),
        f"A square for each question, {' and '.join(heads)}, filled if the method is right. {'; '.join(told)}.")


def draw_split(learned: Sequence[str], measured: Sequence[str], copies: Sequence[int]) -> Schematic:
    """Where the stories go, learned or measured, and the copies that are in both parts.

    copies: positions in `measured`

    >>> draw_split(["The bell rings."] * 3, ["the bell rings", "A cat."], [0]).problems()
    []
    """
    program = Box("program", "tells stories", color="context")
    choose, learn, both, test = (Box(name, words, color=color, width=150) for name, words, color in (
        ("to choose by", "other stories", "context"), ("to learn from", f"{len(learned):,} stories", "context"),
        ("in both", f"{len(copies)} copies", "learner"), ("to measure on", f"{len(measured):,} stories", "context")))
    model = Box("model", "settings,", "weights", height=choose.height + 20 + learn.height)
    result = Box("result", "for the report", color="truth")
    drawing = Schematic(
        f"{len(copies)} of the {len(measured):,} stories to measure on were also learned",
        row(column(space(height=choose.height + 20), program, gap=0), column(choose, learn, both, test, gap=20),
            column(model, result, gap=40 + both.height), gap=44, align="top"),
        f"A program tells three parts: {len(learned):,} stories to learn from, others to choose settings by, and "
        f"{len(measured):,} to measure on. {len(copies)} of the measured stories are copies of learned ones. The model "
        "gets its settings and weights from the first two parts. The third gives the result for the report. A "
        "dashed arrow from the result back to the model says never: nothing may be chosen by it.")
    for part, side in ((choose, "top"), (learn, "right"), (test, "bottom")):
        drawing.arrow(program, part, leave=side, enter="left")
    for part in (learn, test):
        drawing.line(part, both, color="learner", width=2.6)
    for start, end in ((choose, model), (learn, model), (test, result), (model, result)):
        drawing.arrow(start, end)
    drawing.arrow(result, model, "never", leave="right", enter="right", dashed=True, color="error")
    return drawing


def draw_report(report: str, figures: Figures) -> Schematic:
    """The eight parts of the report of "notes", with what is in them, and what each is made of.

    report: the text of its report.md   figures: what its run has measured

    >>> from llm_edu.lessons.capstone.demos import figures_of, folder_of
    >>> text = (folder_of("notes") / "report.md").read_text(encoding="utf-8")
    >>> draw_report(text, figures_of("notes")).problems()
    []
    """
    details = _details(report, figures)
    colors = {"question": "learner", "data card": "context", "measurement": "truth", "failures": "error"}
    width = {"baseline": 229, "model": 229, "failures": 146, "model card": 146, "demo": 146}
    boxes = {name: Box(f"{number}. {name.capitalize()}", *wrapped(details[name], width.get(name, 552) // 8).split("\n"),
                       color=colors.get(name, "model"), width=width.get(name, 480), height=82 * (number > 5))
             for number, name in enumerate(details, 1)}
    question, data, baseline, model, measurement, *last = boxes.values()
    drawing = Schematic(
        f"Eight parts, one chain: both methods get the same {figures['model_right']['n']} questions",
        column(question, data, row(baseline, model, gap=22), measurement, row(*last, gap=21), gap=26),
        ". ".join(f"{name.capitalize()}: {detail}" for name, detail in details.items())
        + ". A dashed arrow leads from the measurement back to the question: was it as expected?")
    for start, end in ((question, data), (data, baseline), (data, model), (baseline, measurement),
                       (model, measurement), (measurement, last[0]), (last[0], last[1]), (last[1], last[2])):
        drawing.arrow(start, end)
    drawing.arrow(measurement, question, leave="left", enter="left", dashed=True, color="learner", reach=16)
    return drawing


def _details(report: str, figures: Figures) -> dict[str, str]:
    """What is in each part of the report, in a few words."""
    parts = sections_of(report)
    texts = {name: " ".join(text_of(lines).split()) for name, lines in parts.items()}
    baseline, model = ("{} of {} right".format(*_count(figures[f"{name}_found"])) for name in ("baseline", "model"))
    points = [percent(figures["difference_found"][part]).removesuffix(" %") for part in ("value", "low", "high")]
    lost = [_count(figures[f"lost_in_{place}"])[0] for place in ("search", "reading")]
    asked = _first('demo "(.+?)"', texts["demo"])
    said = {
        "question": _first(r"(I expected [^.,]+ to [^.,]+)", texts["question"]),
        "data card": _first(r"Size:\*\* (.+?),", texts["data card"]) + f", and {figures['model_right']['n']} questions",
        "baseline": f"word search: {baseline}", "model": f"assistant: {model}",
        "measurement": "difference: {} points, interval from {} to {}".format(*points),
        "failures": f"{lost[0]} lost before reading, {lost[1]} after it",
        "model card": ", ".join(labels_of(parts["model card"])),
        "demo": f"“{asked}”"}
    return {name: said[name] for name in parts}


def _filled(count: int, of: int, lines: int = 2) -> Cells:
    """A square for each of them, filled column by column; `lines` divides `of`."""
    return Cells([[float(place * lines + line < count) for place in range(of // lines)] for line in range(lines)],
                 color="truth", write="", size=12)


def _count(figure: Mapping[str, Any]) -> tuple[int, int]:
    """How many of how many a share was."""
    return round(figure["value"] * figure["n"]), figure["n"]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"the report does not say {pattern!r}")
    return found[1]
