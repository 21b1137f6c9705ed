"""Where the course lies on this machine: one place that knows, so that nothing else guesses."""

import os
import re
from pathlib import Path

from llm_edu.errors import CourseError


def home() -> Path:
    """The course folder: the one that holds ``lessons/`` and ``llm_edu/``.

    ``LLM_EDU_HOME`` overrides it. Raises CourseError when there is no such folder, as after a plain ``pip install`` of
    the package alone.
    """
    override = os.environ.get("LLM_EDU_HOME")
    folder = Path(os.path.expanduser(override) if override else Path(__file__).resolve().parents[2])
    if not (folder / "lessons").is_dir():
        raise CourseError(
            f"There are no lessons in {folder}. llm_edu alone is the helper package: the code that the course's "
            "notebooks use. Lessons and notebooks are in the course's own folder, the one that holds course.py and "
            "lessons/. Get that folder and run `python course.py lab` in it, or set LLM_EDU_HOME to it."
        )
    return folder


def topics_folder() -> Path:
    """``llm_edu/lessons``: for each topic what its lesson's cells and checks need."""
    return Path(__file__).parents[1] / "lessons"


def lessons_folder() -> Path:
    """The lesson sources, ``NN_topic.md``."""
    return home() / "lessons"


def notebooks_folder() -> Path:
    """The notebooks built from the lessons; never edited by hand."""
    return home() / "notebooks"


def built_notebooks() -> list[Path]:
    """The lessons' notebooks, in their order; not what else lies there: Untitled.ipynb, 01_tokenization-Copy1.ipynb."""
    return sorted(path for path in notebooks_folder().glob("*.ipynb") if re.fullmatch(r"\d\d_\w+", path.stem))


def work_folder() -> Path:
    """The learner's own copies and progress: ``LLM_EDU_WORK``, else ``my_work`` in the course folder."""
    override = os.environ.get("LLM_EDU_WORK")
    return Path(os.path.expanduser(override)) if override else home() / "my_work"


def indexes_folder() -> Path:
    """What ``llm-edu ask`` keeps of the learner's own files; not in ``LLM_EDU_CACHE``, which others may share."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("llm-edu", appauthor=False)) / "ask"
