"""Every notebook with its exercises solved, run to its end with the network off: each check in it must say ✓.

Times and peak memory are printed at the end; the caps of *Run All* are reported, not asserted, for machines differ.
"""

import pytest
from notebook_runner import assets_of, network, text_of

from llm_edu.course.build.building import build_all
from llm_edu.course.build.execution import execute
from llm_edu.course.build.lesson_source import EXERCISE_TAGS, lesson_files, read_lessons

LESSONS = [path.stem for path in lesson_files()]


@pytest.mark.full
@pytest.mark.parametrize("lesson", LESSONS)
def test_solution_edition_passes_every_check(lesson, announce):
    assets_of(lesson)
    built = build_all(read_lessons(), "solution")[lesson]
    run = execute(built, network_off=True)
    announce(f"{lesson} with solutions: {run.seconds:.1f} s, {run.peak_bytes / 1e9:.2f} GB, {network()}")
    exercises = [cell for cell in run.notebook.cells if set(EXERCISE_TAGS) & set(cell.metadata.get("tags", []))]
    assert len(exercises) == len(built.lesson.exercises) >= 4
    for cell in exercises:
        text = text_of(cell)
        assert "✓" in text and "○" not in text and "✗" not in text, f"{cell.metadata.exercise.name}:\n{text}"
