"""The course as a learner runs it: every notebook to its end, with the network off, its outputs as committed.

Each notebook's learner edition runs under nbval, strictly. (Solution editions: test_solved.py, a file of its
own so that they can run at the same time.)
"""

import shutil
from pathlib import Path

import nbformat
import pytest
from notebook_runner import as_on_an_older_processor, assets_of, network, run_nbval, text_of

from llm_edu.course import paths
from llm_edu.course.build import command
from llm_edu.course.build.lesson_source import EXERCISE_TAGS, lesson_files

LESSONS = [path.stem for path in lesson_files()]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return tmp_path_factory.mktemp("settings")


def test_there_are_lessons():
    assert LESSONS, f"no lessons in {paths.lessons_folder()}: the other tests of this file would test nothing"


def test_notebooks_are_what_the_lessons_say(capsys):
    """A notebook edited by hand, or a lesson that was changed and not built, fails here."""
    assert command(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("lesson", LESSONS)
def test_learners_notebook_runs_and_gives_its_outputs(lesson, tmp_path, settings, announce, full_tier):
    """In the full tier it computes as on an older processor: outputs that only hold on one kind of processor fail."""
    assets_of(lesson)
    folder = tmp_path / "my_work"
    folder.mkdir()
    notebook = Path(shutil.copy(paths.notebooks_folder() / f"{lesson}.ipynb", folder))
    if (paths.notebooks_folder() / "figures").is_dir():
        shutil.copytree(paths.notebooks_folder() / "figures", folder / "figures")
    result = run_nbval(notebook, settings, **(as_on_an_older_processor() if full_tier else {}))
    cells = sum(cell.cell_type == "code" for cell in nbformat.read(notebook, as_version=4).cells)
    announce(f"{lesson}: {result.passed} of {cells} cells{', as on an older processor' * full_tier}, {network()}")
    assert result.exit_code == 0 and result.passed == result.total == cells, f"\n{result.text}"


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
