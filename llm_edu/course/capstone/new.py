"""``llm-edu capstone new NAME``: the folder of a project, with a report to fill in and code to write."""

import shutil
from pathlib import Path

from llm_edu.errors import CourseError

TEMPLATES = Path(__file__).with_name("templates")
PROJECTS = ("notes", "storyteller", "specialist")


def new(folder: Path, project: str = PROJECTS[0]) -> list[Path]:
    """Make the folder of a project, and return its files.

    project: one of PROJECTS, whose project.py it begins with
    Raises CourseError where there is something of that name already, or it cannot be written; nothing is changed then.
    """
    content = files_of(project, folder.name)
    try:
        folder.mkdir(parents=True)
    except (FileExistsError, NotADirectoryError):
        raise CourseError(f"{folder} is there already, and stays as it is. Choose another name, or move it "
                          "away.") from None
    except OSError as error:
        raise CourseError(f"{folder} cannot be made ({error.strerror}). Choose another name or place.") from error
    try:
        for name, data in content.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)    # half of one would stand in the way of the next try
        raise CourseError(f"{folder} cannot be filled ({error.strerror}). Make room, or choose another "
                          "place.") from error
    return [folder / name for name in content]


def files_of(project: str, title: str) -> dict[str, bytes]:
    """What is in a new folder: path inside it -> content."""
    report = (TEMPLATES / "report.md").read_text(encoding="utf-8").replace("# NAME", f"# {title}", 1)
    return {"report.md": report.encode("utf-8"), "project.py": (TEMPLATES / f"{project}.py").read_bytes(),
            "data/README.md": (TEMPLATES / "data" / "README.md").read_bytes()}
