"""Run a notebook under nbval in a process of its own, where no network is reachable, and count what happened.

A process of its own, because the network namespace is one; and because a notebook that brings its kernel down must not
take the tests with it.
"""

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from skipping import require_asset

from llm_edu import assets
from llm_edu.course.build.execution import isolated_environment
from llm_edu.course.build.network import without_network

SANITIZERS = Path(__file__).with_name("nbval_sanitize.cfg")
NOT_PASSED_ON = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST")


@dataclass(frozen=True)
class NbvalResult:
    """What nbval said of one notebook: cells that passed, cells that it ran, and its text."""

    exit_code: int
    passed: int
    total: int
    text: str


def private_environment(folder: Path, settings: Path | None = None) -> dict[str, str]:
    """Environment variables of a run that sees nothing of its user but the fetched assets.

    `settings`: a folder for what is slow to make and the same for all notebooks (matplotlib's list of fonts).
    """
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    environment = {
        name: value for name, value in isolated_environment(folder).items()
        if not name.startswith("XDG_") and name not in NOT_PASSED_ON
    }
    environment.update(HOME=str(home), USERPROFILE=str(home), MPLCONFIGDIR=str(settings or home))
    return environment


def as_on_an_older_processor() -> dict[str, str]:
    """Environment variables by which PyTorch, NumPy and their libraries compute as where the newest instructions lack.

    PyTorch's and NumPy's own loops use none that came after SSE 4.2, matrix products none after AVX2: sums are taken
    in another order and equal numbers sorted by another algorithm, as on another computer.
    """
    from numpy._core import _multiarray_umath

    return {
        "ATEN_CPU_CAPABILITY": "default", "NPY_DISABLE_CPU_FEATURES": " ".join(_multiarray_umath.__cpu_dispatch__),
        "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "OPENBLAS_CORETYPE": "Haswell",
    }


def run_nbval(notebook: Path, settings: Path | None = None, cell_seconds: int = 600, **environment) -> NbvalResult:
    """Run `notebook` where it lies (a folder of its own), comparing every output with the stored one, strictly.

    `environment`: more environment variables for its kernel.
    """
    folder = notebook.parent
    report = folder / f"{notebook.stem}.xml"
    command = [
        *without_network()[0], sys.executable, "-m", "pytest", "--nbval", notebook.name,
        "--nbval-current-env", "--nbval-sanitize-with", str(SANITIZERS), f"--nbval-cell-timeout={cell_seconds}",
        "-p", "nbval.plugin", "-p", "no:cacheprovider", f"--rootdir={folder}", f"--junitxml={report}", "--tb=short",
        "--color=no",
    ]
    environment = {**private_environment(folder, settings), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment}
    process = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", errors="replace", check=False,
    )
    if not report.is_file():
        return NbvalResult(process.returncode, 0, 0, process.stdout)
    suite = ElementTree.parse(report).getroot().find("testsuite")
    total = int(suite.get("tests"))
    bad = sum(int(suite.get(kind)) for kind in ("failures", "errors", "skipped"))
    return NbvalResult(process.returncode, total - bad, total, process.stdout)


def assets_of(lesson: str) -> None:
    """Skip (in CI: fail) unless the assets that a lesson uses are fetched."""
    for name, asset in assets.ASSETS.items():
        if lesson in asset.used_in or lesson[:2] in asset.used_in:
            require_asset(name)


def network() -> str:
    """A few words on the network of the runs; the reason where it could not be turned off."""
    prefix, reason = without_network()
    return "network off" if prefix else reason


def text_of(cell) -> str:
    """All plain text of a cell's outputs."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)
