"""What lesson 18 shows of the worked examples in capstones/: their code, their figures, and reports with holes."""

import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from types import ModuleType

import numpy as np

from llm_edu.course.ask.asking import READ, THRESHOLD, Passage, answered, smollm2_writes
from llm_edu.course.capstone.checking import lacking
from llm_edu.course.capstone.new import new
from llm_edu.course.capstone.results import RESULTS
from llm_edu.course.paths import home
from llm_edu.intervals import wilson
from llm_edu.lessons.common.printing import print_table
from llm_edu.plotting import COLORS, figure
from llm_edu.retrieval import load_minilm
from llm_edu.widgets import SourceTrace
from llm_edu.wrapping import wrapped


def folder_of(name: str) -> Path:
    """The folder of a worked example: "notes", "storyteller" or "specialist"."""
    return home() / "capstones" / name


def worked_example(name: str) -> ModuleType:
    """The code of a worked example, as a module."""
    spec = importlib.util.spec_from_file_location(f"capstone_{name}", folder_of(name) / "project.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notes_trace(notes: ModuleType, questions: list[str]) -> SourceTrace:
    """The assistant of the worked example "notes", with the passages that it finds, to switch off and to change."""
    encoder = load_minilm()

    def search(question: str) -> list[tuple[str, str, float, float]]:
        return [(each.where, each.text, each.word_score, each.cosine) for each in notes.asked(question).passages[:READ]]

    def answer(question: str, texts: list[str]) -> str:
        passages = [Passage("", place, text, 0.0, 0.0, 0.0) for place, text in enumerate(texts)]
        said, reason, _ = answered(question, passages, encoder, THRESHOLD, smollm2_writes)
        return f"{notes.NOTHING}: {reason}." if said is None else said

    return SourceTrace(search, answer, questions)


def figures_of(name: str) -> dict[str, dict]:
    """What the whole run of a worked example has measured: {figure: value, low, high, n}"""
    return json.loads((folder_of(name) / RESULTS).read_text(encoding="utf-8"))["results"]


def print_sections(name: str, *headings: str) -> None:
    """Sections of a worked example's report."""
    report = (folder_of(name) / "report.md").read_text(encoding="utf-8")
    for heading in headings:
        section = report.split(f"\n## {heading}\n")[1].split("\n## ")[0]
        print(f"## {heading}\n")
        for paragraph in section.strip().split("\n\n"):
            print(wrapped(" ".join(paragraph.split())), end="\n\n")


def print_figures(name: str, rows: dict[str, str]) -> None:
    """Figures with their intervals. rows: {what a reader sees: the figure's name}"""
    found = figures_of(name)
    print_table(("", "measured", "95 % interval", "n"), [
        (label, percent(found[row]["value"]), f"{percent(found[row]['low'])} to {percent(found[row]['high'])}",
         str(found[row]["n"])) for label, row in rows.items()])


def percent(share: float) -> str:
    """A share in whole per cent, halves away from zero: 30 %, −23 %

    >>> percent(0.525), percent(-0.225)    # Python itself rounds halves to even numbers: 52, and then −22
    ('53 %', '−23 %')
    """
    whole = int(100 * abs(share) + 0.5 + 1e-9)
    return f"{'−' if share < 0 and whole else ''}{whole} %"


def plot_widths(share: float = 0.5, most: int = 400):
    """Half of the width of Wilson's interval, by the number of test items."""
    counts = np.arange(5, most + 1)
    half = [(high - low) / 2 for low, high in (wilson(float(share), int(count)) for count in counts)]
    places = {count: half[count - 5] for count in (14, 40, 96, 400) if count <= most}
    plot, axes = figure("Half of the interval's width, in points: " + ", ".join(
        f"{100 * half:.0f} with {count} items" for count, half in places.items()), height=300)
    axes.plot(counts, 100 * np.array(half), color=COLORS["model"])
    axes.plot(list(places), [100 * half for half in places.values()], "o", color=COLORS["learner"])
    axes.set_xlabel("test items")
    axes.set_ylabel("points, up or down")
    axes.set_ylim(0)
    return plot


def print_empty(project: str = "notes") -> None:
    """What `llm-edu capstone new` makes, and what `check` says of it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "my_notes"
        print("made: ", ", ".join(sorted(str(path.relative_to(folder)) for path in new(folder, project)
                                         if path.is_file())))
        print_lacking(folder)


def print_with_holes(name: str, changes: dict[str, tuple[str, str]]) -> None:
    """What `check` says of a worked example's report in which a text was replaced. changes: {title: (old, new)}"""
    with tempfile.TemporaryDirectory() as place:
        for title, (old, changed) in changes.items():
            folder = Path(place) / name
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(folder_of(name), folder, ignore=shutil.ignore_patterns("data", "work", "__pycache__"))
            report = (folder / "report.md").read_text(encoding="utf-8")
            if report.count(old) == 0:
                raise ValueError(f"the report does not say {old!r}")
            (folder / "report.md").write_text(report.replace(old, changed), encoding="utf-8")
            print(f"{title}:")
            print_lacking(folder)


def print_lacking(folder: Path) -> None:
    """Each line that `check` prints."""
    for line in lacking(folder) or ["nothing is missing that a program can see"]:
        print(wrapped(f"   - {line}".replace(str(folder), folder.name), indent="     "))
