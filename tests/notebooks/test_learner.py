"""The course as a learner runs it: every notebook to its end, with the network off, its outputs as committed.

Each notebook runs once, under nbval, strictly: in the fast tier as it is, exercise by exercise "not attempted"; in the
full tier every exercise is solved on the way.
"""

import re
import shutil

import nbformat
import pytest
from exercise_cells import sources
from notebook_runner import as_on_an_older_processor, assets_of, network, run_nbval, text_of

from llm_edu.course import paths
from llm_edu.course.build.lesson_source import EXERCISE_TAGS, lesson_files
from llm_edu.course.build.notebook import write_notebook

LESSONS = [path.stem for path in lesson_files()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return tmp_path_factory.mktemp("settings")


def test_there_are_lessons():
    assert LESSONS, f"no lessons in {paths.lessons_folder()}: the other tests of this file would test nothing"


@pytest.mark.parametrize("lesson", LESSONS)
def test_learners_notebook_runs_and_gives_its_outputs(lesson, tmp_path, settings, announce, full_tier):
    """In the full tier with solutions, and as on an older processor: outputs that hold on one kind only fail."""
    assets_of(lesson)
    folder = tmp_path / "my_work"
    folder.mkdir()
    notebook = nbformat.read(paths.notebooks_folder() / f"{lesson}.ipynb", as_version=4)
    if full_tier:
        notebook.cells = solved_on_the_way(notebook.cells)
    write_notebook(notebook, folder / f"{lesson}.ipynb")
    if (paths.notebooks_folder() / "figures").is_dir():
        shutil.copytree(paths.notebooks_folder() / "figures", folder / "figures")
    result = run_nbval(folder / f"{lesson}.ipynb", settings, **(as_on_an_older_processor() if full_tier else {}))
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    how = ", with solutions, as on an older processor" if full_tier else ""
    announce(f"{lesson}: {result.passed} of {cells} cells{how}, {network()}")
    assert result.exit_code == 0 and result.passed == result.total == cells, f"\n{result.text}"


def solved_on_the_way(cells):
    """The cells of a learner who leaves each exercise blank at first, and comes back to it before the next one begins.

    The cells below it have then run with the course's own; after the solution, which must pass its check, those that
    name it run again with the learner's (in a copy of the notebook's names, which stay as they are), as do all cells
    from there on, whose outputs are still the committed ones.
    """
    found, exercise, since = [], None, []

    def come_back():
        if exercise:
            found.append(unchecked(f"%env LLM_EDU_STRICT=1\n{exercise.solution}\n%env LLM_EDU_STRICT=0"))
            found.extend(unchecked(f"exec({cell.source!r}, dict(globals()))") for cell in since
                         if re.search(rf"\b{exercise.name}\b", cell.source))

    for cell in cells:
        if "exercise" in cell.metadata:
            come_back()
            exercise, since = sources()[cell.metadata.exercise.name], []
        elif cell.cell_type == "code":
            since.append(cell)
        found.append(cell)
    come_back()
    return found


def unchecked(source):
    """A cell that must run, whatever it shows."""
    return nbformat.v4.new_code_cell(source, metadata={"tags": ["nbval-ignore-output"]})


@pytest.mark.parametrize("lesson", LESSONS)
def test_committed_outputs_are_those_of_a_blank_notebook(lesson):
    """Run, exercise by exercise "not attempted", and light enough to be looked at on a slow line."""
    path = paths.notebooks_folder() / f"{lesson}.ipynb"
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        if set(EXERCISE_TAGS) & set(cell.metadata.get("tags", [])):
            assert "○" in text_of(cell), f"{cell.metadata.exercise.name}: a blank is not attempted\n{text_of(cell)}"
            assert "✓" not in text_of(cell) and "✗" not in text_of(cell)
    assert path.stat().st_size <= 3_000_000
