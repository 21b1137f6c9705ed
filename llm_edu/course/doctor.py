"""``llm-edu doctor``: what is wrong with this installation and what to do, what it takes, and how to remove it."""

import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_edu.course.paths import built_notebooks, home, indexes_folder, notebooks_folder, work_folder
from llm_edu.files import read_file, read_json

OK, NOTE, BAD = "✓", "·", "✗"
MEMORY_NEEDED = 2.5e9  # bytes: the cap of a lesson's Run All
DISK_NEEDED = 1e9  # bytes that a working installation should find free


@dataclass(frozen=True)
class Finding:
    """One line of the report: a mark (OK, NOTE or BAD), what was found, and for BAD the way out."""

    mark: str
    text: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.text}" + (f"\n    → {self.advice}" if self.advice else "")


def report(write: Callable[[str], None] = print) -> int:
    """Write the whole report; returns 1 when something needs doing, else 0."""
    findings = []
    for section in (check_python, check_packages, check_torch, check_jupyter, check_notebooks, check_assets,
                    check_room):
        for finding in section():
            findings.append(finding)
            write(str(finding))
    write("")
    for line in how_to_remove():
        write(line)
    bad = sum(finding.mark == BAD for finding in findings)
    write("")
    write("All is well." if not bad else f"{bad} thing{'s' if bad > 1 else ''} to put right: see the lines with {BAD}.")
    return 1 if bad else 0


def check_python() -> Iterator[Finding]:
    """The Python that runs this, and whether it is in an environment of its own."""
    version = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    if sys.version_info < (3, 11):  # noqa: UP036 (who installs by other means may run it on any Python)
        yield Finding(BAD, version, "Python 3.11 or newer is needed: run `python3.12 course.py lab`, or a newer one.")
    elif sys.prefix == sys.base_prefix and not os.environ.get("CONDA_PREFIX"):
        yield Finding(NOTE, f"{version}. The course is installed for the whole of it, not in an environment of its own")
    else:
        yield Finding(OK, version)


def check_packages(requirements: Path | None = None) -> Iterator[Finding]:
    """Each line of requirements.txt against what is installed."""
    from packaging.requirements import Requirement

    requirements = requirements or home() / "requirements.txt"
    try:
        lines = [line.split("#")[0].strip() for line in read_file(requirements).decode("utf-8").splitlines()]
        wanted = [Requirement(line) for line in lines if line]
    except (OSError, ValueError) as error:
        yield Finding(BAD, f"{requirements} cannot be read: {error}", "Unpack or clone the course again.")
        return
    wrong, right = [], 0
    for requirement in wanted:
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if requirement.specifier.contains(version, prereleases=True):
            right += 1
        else:
            wrong.append(f"{requirement.name} is {version}, needed {requirement.specifier}")
    if wrong:
        yield Finding(BAD, "Packages: " + "; ".join(wrong), reinstall_advice())
    else:
        yield Finding(OK, f"{right} packages as requirements.txt asks for")


def reinstall_advice() -> str:
    """How to make this environment right again, by the way it was made."""
    if Path(sys.prefix).resolve() == (home() / ".venv").resolve():
        return f"Delete {home() / '.venv'} and run `python course.py lab`: it is made anew."
    return f"In {home()}: pip install -r requirements.txt -e ."


def check_torch() -> Iterator[Finding]:
    """Import PyTorch in a process of its own (a broken one can end the process) and multiply two matrices."""
    code = ("import torch; x = torch.ones(2, 3); assert (x @ x.T).sum() == 12; "
            "print(torch.__version__, torch.get_num_threads(), 'GPU' if torch.cuda.is_available() else 'no GPU')")
    # -P: a learner's own random.py or token.py in the present folder must not stand in for the standard library's
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, encoding="utf-8",
                          errors="replace")
    if done.returncode == 0:
        version, threads, gpu = done.stdout.strip().split(" ", 2)
        yield Finding(OK, f"PyTorch {version} works: {threads} threads, {gpu} (none is needed)")
    else:
        last = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
        advice = reinstall_advice()
        if os.name == "nt" and "DLL" in done.stderr:
            advice = "Install Microsoft's Visual C++ Redistributable (2015–2022, x64), then run this again."
        yield Finding(BAD, f"PyTorch does not work: {last}", advice)


def check_jupyter() -> Iterator[Finding]:
    """Whether JupyterLab's kernel runs this very Python, and saved widgets will show."""
    from jupyter_client.kernelspec import KernelSpecManager

    from llm_edu.course.work.lab import SETTINGS, lab_folder

    try:
        command = str(KernelSpecManager().get_kernel_spec("python3").argv[0])
    except Exception as error:  # none there, or its file is damaged in one of many ways
        yield Finding(BAD, f"Jupyter's kernel python3 cannot be used: {error!r}",
                      f"{sys.executable} -m ipykernel install --sys-prefix")
        return
    # jupyter_client starts a plain "python" as the Python that the server runs on
    if os.path.basename(command) in ("python", "python3", "python.exe") and not os.path.isabs(command) or (
            os.path.exists(command) and os.path.samefile(command, sys.executable)):
        yield Finding(OK, "Jupyter's kernel runs this Python")
    else:
        yield Finding(BAD, f"Jupyter's kernel python3 runs another Python: {command}",
                      f"{sys.executable} -m ipykernel install --sys-prefix")
    path = lab_folder() / "settings" / "overrides.json"
    try:
        settings = read_json(path)
        ready = all(settings[plugin].keys() >= wanted.keys() for plugin, wanted in SETTINGS.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        ready = False
    yield Finding(OK, "JupyterLab saves widgets with notebooks") if ready else Finding(
        NOTE, "JupyterLab does not yet save widgets with notebooks: `llm-edu lab` sets that")


def check_notebooks() -> Iterator[Finding]:
    """The built notebooks, and the learner's folder: there or to be made, and writable."""
    built = len(built_notebooks())
    yield Finding(OK, f"{built} notebooks in {notebooks_folder()}") if built else Finding(
        BAD, f"No notebooks in {notebooks_folder()}", "Unpack or clone the course again; authors: llm-edu build.")
    work = work_folder()
    problem = why_not_writable(work)
    if problem:
        yield Finding(BAD, f"Your folder {work} cannot be written: {problem}",
                      "Make it writable, or set LLM_EDU_WORK to a folder of your own.")
    else:
        yield Finding(OK, f"Your notebooks and progress: {work} ({_size(size_of(work))})")


def why_not_writable(folder: Path) -> str | None:
    """What stands against writing in a folder, or in the nearest parent that exists; None when nothing does."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or str(error)


def check_assets() -> Iterator[Finding]:
    """Which models and texts are fetched, and whether their files are whole."""
    from llm_edu import assets

    for name in assets.ASSETS:
        if not assets.is_present(name):
            yield Finding(NOTE, f"{name} is not fetched yet: `llm-edu fetch {name}`, or `llm-edu lab` when needed")
            continue
        problems = assets.verify(name)
        if problems:
            yield Finding(BAD, f"{name} is damaged: {'; '.join(problems)}", f"llm-edu fetch {name}")
        else:
            yield Finding(OK, f"{name} is fetched and whole")
    yield Finding(OK, f"Models and texts: {assets.cache_folder()} ({_size(size_of(assets.cache_folder()))})")


def check_room() -> Iterator[Finding]:
    """Free disk and memory, against what a lesson takes."""
    import psutil

    free = shutil.disk_usage(home()).free
    text = f"Disk: {_size(free)} free; the environment takes {_size(size_of(Path(sys.prefix)))}"
    yield Finding(OK, text) if free > DISK_NEEDED else Finding(BAD, text, "Free some space: notebooks may not save.")
    memory = psutil.virtual_memory()
    text = (f"Memory: {_size(memory.available)} free of {_size(memory.total)}; "
            f"a lesson takes up to {_size(MEMORY_NEEDED)}")
    yield Finding(OK, text) if memory.available > MEMORY_NEEDED else Finding(
        BAD, text, "Close other programs, and shut down kernels that you no longer use (JupyterLab, Running).")


def how_to_remove() -> list[str]:
    """How to be rid of everything that the course has put on this machine."""
    from llm_edu.assets import cache_folder

    lines = ["To remove everything:", f"  delete {home()}  (your own work is in {work_folder()}: keep it if you like)",
             f"  delete {cache_folder()}", f"  delete {indexes_folder()}  (the text of the folders that you asked)"]
    if not Path(sys.prefix).resolve().is_relative_to(home().resolve()):
        lines.append(f"  delete the environment {sys.prefix}, if it is for the course alone")
    return [*lines, "  `python -m pip cache purge` empties the package client's cache, which other projects share"]


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder; 0 when there is none."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except OSError:  # removed while we looked, or not ours to see
                continue
    return total


def _size(count: float) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.1f} MB"
