"""Run a built notebook as a learner's *Run All* would: in a fresh process, in a folder of its own."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from llm_edu.course import paths
from llm_edu.course.build.network import without_network
from llm_edu.course.build.notebook import Built, to_text
from llm_edu.course.build.outputs import lighten
from llm_edu.errors import CourseError

ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


@dataclass(frozen=True)
class Run:
    """One *Run All*."""

    notebook: NotebookNode  # with light outputs
    seconds: float  # from the first cell to the last, without the start of the kernel
    peak_bytes: int  # kernel and its children
    cell_seconds: tuple[float, ...]  # one for each cell, Markdown too
    network_off: bool


def execute(built: Built, *, network_off: bool = False) -> Run:
    """Run all cells of a notebook.

    With `network_off` the whole run happens where no network is reachable, on systems that can do so
    (``Run.network_off`` says whether it did). CourseError names the line of the lesson whose cell failed.
    """
    prefix, _ = without_network() if network_off else ([], "")
    with tempfile.TemporaryDirectory(prefix="llm-edu-build-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary).resolve()
        path = folder / "my_work" / built.file_name
        lay_out(built, path.parent)
        report_path = folder / "report.json"
        command = [*prefix, sys.executable, "-m", "llm_edu.course.build.run_all", str(path), str(report_path)]
        process = subprocess.run(
            command, env=isolated_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace", check=False,
        )
        if process.returncode or not report_path.is_file():
            raise CourseError(f"{built.lesson.path}: running the notebook failed before its end:\n{process.stdout}")
        report = json.loads(report_path.read_text(encoding="utf-8"))
        notebook = nbformat.read(path, as_version=4)
    if error := report["error"]:
        line = built.lines[built.notebook.cells[error["cell"]].id]
        text = ANSI.sub("", error["text"]).strip()
        raise CourseError(f"{built.lesson.path}:{line}: this cell failed: {error['name']}: {error['message']}\n{text}")
    executed = built.notebook.copy()
    executed.cells = [_with_outputs(cell, run) for cell, run in zip(built.notebook.cells, notebook.cells)]
    return Run(lighten(executed), report["seconds"], report["peak_bytes"], tuple(report["cell_seconds"]), bool(prefix))


def _with_outputs(cell: NotebookNode, run: NotebookNode) -> NotebookNode:
    """The cell as built, with nothing but the outputs of the run: neither timing nor other metadata."""
    if cell.cell_type != "code":
        return cell
    return nbformat.from_dict({**cell, "outputs": run.outputs, "execution_count": run.execution_count})


def lay_out(built: Built, folder: Path) -> Path:
    """Write the notebook and its pictures into `folder`, as they lie in a learner's my_work; the notebook's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for figure in sorted(built.figures):
        target = folder / figure
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(built.lesson.path.parent / figure, target)
    path = folder / built.file_name
    path.write_text(to_text(built.notebook), encoding="utf-8")
    return path


def isolated_environment(folder: Path) -> dict[str, str]:
    """Environment variables for a run that neither sees nor changes the learner's own settings and progress.

    Jupyter's and IPython's folders and my_work are inside `folder`; the fetched assets stay where they are.
    """
    from llm_edu import assets

    environment = {key: value for key, value in os.environ.items() if key not in ("LLM_EDU_STRICT", "JUPYTER_PATH")}
    private = {
        "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime", "LLM_EDU_WORK": "my_work",
    }
    environment.update({name: str(folder / inside) for name, inside in private.items()})
    environment["LLM_EDU_HOME"] = str(paths.home())
    environment["LLM_EDU_CACHE"] = str(assets.cache_folder())
    return environment
