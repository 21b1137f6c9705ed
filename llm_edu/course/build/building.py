"""What ``llm-edu build`` does, step by step."""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

from llm_edu.course import paths
from llm_edu.course.build.comparison import differences, file_differences
from llm_edu.course.build.execution import Run, execute
from llm_edu.course.build.glossary import glossary_page
from llm_edu.course.build.lesson_source import Lesson, read_lessons
from llm_edu.course.build.measured import measurement, read_measured, write_measured
from llm_edu.course.build.network import without_network
from llm_edu.course.build.notebook import Built, build_notebook, write_notebook
from llm_edu.course.build.sittings import table
from llm_edu.errors import CourseError


def build(arguments: argparse.Namespace) -> int:
    """Build, measure or check, as the options say; the exit status."""
    if arguments.edition != "learner" and (arguments.check or arguments.measure):
        raise CourseError("--check and --measure are for the learner's edition; leave --edition out.")
    if arguments.measure and (arguments.check or arguments.no_execute):
        raise CourseError("--measure runs the notebooks: it cannot go with --check or --no-execute.")
    lessons = read_lessons()
    if not lessons:
        raise CourseError(f"There are no lessons in {paths.lessons_folder()}.")
    if arguments.glossary:
        write_glossary(lessons)
        return 0
    chosen = select(lessons, arguments.lessons)
    if arguments.sizes:
        print("\n".join(table(chosen)))
        return 0
    built = build_all(lessons, arguments.edition)
    folder = arguments.output or default_folder(arguments.edition)
    if arguments.check:
        return check([built[lesson.name] for lesson in chosen], list(built.values()), folder)
    if arguments.measure:
        print(f"{without_network()[1]}")
    for lesson in chosen:
        _build_one(built[lesson.name], lessons, folder, arguments)
    _copy_figures(list(built.values()), folder)
    if arguments.edition == "learner" and arguments.output is None:
        write_glossary(lessons)
    return 0


def build_all(lessons: Sequence[Lesson], edition: str = "learner") -> dict[str, Built]:
    """Every lesson's notebook by the lesson's name, not run."""
    by_name = {lesson.name: lesson for lesson in lessons}
    measured = read_measured(lessons[0].path.parent)
    return {name: build_notebook(lesson, by_name, edition, measured.get(name)) for name, lesson in by_name.items()}


def default_folder(edition: str) -> Path:
    """Where an edition goes: only the learner's is committed."""
    return paths.notebooks_folder() if edition == "learner" else paths.home() / "build" / edition


def select(lessons: Sequence[Lesson], words: Sequence[str]) -> list[Lesson]:
    """The lessons that the words name, in order: by number (1, 01), topic, full name or file."""
    if not words:
        return list(lessons)
    wanted = set()
    for word in words:
        stem = Path(word).stem if word.endswith((".md", ".ipynb")) else word
        matching = [each for each in lessons
                    if stem in (each.name, each.name[3:]) or (stem.isdecimal() and int(stem) == each.number)]
        if not matching:
            raise CourseError(f"There is no lesson {word!r}; there are {', '.join(each.name for each in lessons)}.")
        wanted |= {each.name for each in matching}
    return [lesson for lesson in lessons if lesson.name in wanted]


def _build_one(built: Built, lessons: Sequence[Lesson], folder: Path, arguments: argparse.Namespace) -> None:
    """Build, run and write one notebook, and say what it took."""
    path = folder / built.file_name
    if arguments.no_execute:
        notebook, kept = keep_outputs(built, path)
        note = "outputs kept" if kept else "not run"
    else:
        print(f"{built.lesson.name}: running …", flush=True)
        run = execute(built, network_off=arguments.measure)
        notebook = run.notebook
        note = f"ran in {run.seconds:.1f} s, {run.peak_bytes / 1e9:.2f} GB{_slowest(run, built)}"
        if arguments.measure:
            measured = read_measured(built.lesson.path.parent)
            measured[built.lesson.name] = measurement(run)
            write_measured(built.lesson.path.parent, measured)
            again = build_all(lessons, built.edition)[built.lesson.name]  # its header shows the new figures
            notebook = _transfer(run.notebook, again)
        for cell in notebook.cells:
            if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
                where = f"{built.lesson.path.name}:{built.lines[cell.id]}"
                print(f"  note: the cell at {where} writes to stderr; a learner sees that in red")
    write_notebook(notebook, path)
    print(f"{path}: {len(notebook.cells)} cells, {path.stat().st_size / 1000:.0f} kB, {note}")


def _slowest(run: Run, built: Built) -> str:
    """The three cells that took longest, if they took a while, by the line of the lesson."""
    order = sorted(range(len(run.cell_seconds)), key=lambda index: -run.cell_seconds[index])[:3]
    slow = [f"line {built.lines[built.notebook.cells[index].id]} {run.cell_seconds[index]:.1f} s"
            for index in order if run.cell_seconds[index] >= 1]
    return f" (slowest: {', '.join(slow)})" if slow else ""


def _transfer(executed: nbformat.NotebookNode, built: Built) -> nbformat.NotebookNode:
    """The newly built notebook with the outputs of one that was run, whose code is the same."""
    notebook = nbformat.from_dict(built.notebook)
    outputs = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = outputs[cell.id].outputs, outputs[cell.id].execution_count
    return notebook


def keep_outputs(built: Built, path: Path) -> tuple[nbformat.NotebookNode, bool]:
    """The notebook with the outputs of the file at `path`, if that runs the very same code; and whether it does."""
    if path.is_file():
        before = nbformat.read(path, as_version=4)
        code = [[(cell.get("id"), cell.source) for cell in notebook.cells if cell.cell_type == "code"]
                for notebook in (before, built.notebook)]
        if code[0] == code[1]:
            return _transfer(before, built), True
    return built.notebook, False


def _copy_figures(built: Sequence[Built], folder: Path) -> None:
    """Copy the pictures that the notebooks show to ``figures/`` beside them, and remove those that none shows."""
    wanted = {figure: each.lesson.path.parent / figure for each in built for figure in each.figures}
    for figure, source in sorted(wanted.items()):
        (folder / figure).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / figure)
    for path in _files(folder / "figures"):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def write_glossary(lessons: Sequence[Lesson]) -> None:
    """Write ``lessons/glossary.md``."""
    path = lessons[0].path.parent / "glossary.md"
    path.write_bytes(glossary_page(lessons).encode("utf-8"))
    print(f"{path}: written")


def check(chosen: Sequence[Built], everything: Sequence[Built], folder: Path) -> int:
    """Print what differs between the lessons and what was built from them; 1 if anything does."""
    found = [difference for built in chosen for difference in differences(built, folder / built.file_name)]
    names = {built.file_name for built in everything}
    found += [f"{path} has no lesson; delete it" for path in sorted(folder.glob("*.ipynb")) if path.name not in names]
    lessons = [built.lesson for built in everything]
    lessons_folder = lessons[0].path.parent
    figures = sorted({figure for built in everything for figure in built.figures})
    for figure in figures:
        found += file_differences((lessons_folder / figure).read_bytes(), folder / figure, f"lessons/{figure}")
    found += [f"{path} is shown by no lesson; delete it" for path in _files(folder / "figures")
              if path.relative_to(folder).as_posix() not in figures]
    glossary = glossary_page(lessons).encode("utf-8")
    found += file_differences(glossary, lessons_folder / "glossary.md", "the lessons' glossaries")
    for difference in found:
        print(difference)
    if found:
        print(f"{len(found)} difference{'s' if len(found) > 1 else ''}. Change the lesson, not the notebook, "
              "then run `llm-edu build`.")
        return 1
    print(f"{len(chosen)} notebooks are what their lessons say.")
    return 0
