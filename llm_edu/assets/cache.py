"""The cache: where fetched files are, whether they are whole, and how to remove them.

    cache folder/
      smollm2/SmolLM2-135M-Instruct.Q4_1.gguf
      tiktoken/6d1cbeee…             the four files tiktoken looks for, under the names it looks for
      wikipedia-leads/summaries_en-us.json, …
      .smollm2.lock                  held while one process fetches or removes smollm2
      .smollm2.1f0c92ab.unfinished/  what a fetch is working on; it goes when the fetch ends, or when the next begins

A file appears under its own name only when it is complete and its hash is right (``os.replace``). Reading writes
nothing, so one cache can be shared read-only by a whole classroom.
"""

import functools
import hashlib
import os
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from llm_edu.assets.registry import ASSETS, Asset, Member, find_asset
from llm_edu.errors import CourseError

LOCK_TIMEOUT = 3600.0  # seconds; a model over a slow line takes many minutes


def cache_folder() -> Path:
    """``LLM_EDU_CACHE`` if it is set, else this system's folder for caches (``~/.cache/llm-edu`` on Linux)."""
    override = os.environ.get("LLM_EDU_CACHE")
    if override:
        return Path(override).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_cache_dir("llm-edu", appauthor=False))


def member_path(member: Member) -> Path:
    """The path of the member, fetched or not."""
    return cache_folder() / member.file


@functools.lru_cache(maxsize=256)
def _sha256_of(file: Path, size: int, changed: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sha256_of(file: Path) -> str:
    """The file's sha256, computed once per process as long as its size and time of change stay the same."""
    state = file.stat()
    return _sha256_of(file, state.st_size, state.st_mtime_ns)


def _has_right_size(member: Member) -> bool:
    file = member_path(member)
    return file.is_file() and file.stat().st_size == member.size


def problem_with(member: Member) -> str | None:
    """What is wrong with the file, in one sentence; None when every byte is right."""
    file = member_path(member)
    if not file.is_file():
        return f"{member.name} is missing"
    size = file.stat().st_size
    if size != member.size:
        return f"{member.name} has {size:,} bytes instead of {member.size:,}"
    if sha256_of(file) != member.sha256:
        return f"{member.name} was changed: its sha256 is not the one it was published with"
    return None


def is_present(name: str) -> bool:
    """Whether every file of the asset is here and has the right size (quick: no file is read).

    Raises UnknownAssetError for a name that is not an asset, as all functions here do.
    """
    return all(_has_right_size(member) for member in find_asset(name).members)


def verify(name: str) -> list[str]:
    """What is wrong with the asset, one sentence for each file; an empty list if every byte is right.

    Reads each file once per process (98 MB in a tenth of a second or two) and compares its sha256.
    """
    problems = (problem_with(member) for member in find_asset(name).members)
    return [problem for problem in problems if problem is not None]


def size_on_disk(name: str) -> int:
    """The size of the asset's files on this disk, in bytes."""
    files = (member_path(member) for member in find_asset(name).members)
    return sum(file.stat().st_size for file in files if file.is_file())


def remove(name: str) -> int:
    """Delete the asset's files, and the remains of a killed fetch; return the number of bytes freed.

    Raises CourseError where the system refuses.
    """
    asset = find_asset(name)
    if not cache_folder().is_dir():
        return 0
    try:
        with locked(asset):
            freed = size_on_disk(name)
            for member in asset.members:
                member_path(member).unlink(missing_ok=True)
            remove_unfinished(asset)
    except OSError as error:
        raise CourseError(
            f"{name} could not be removed: {error}. Close the notebooks that use it; if the folder belongs to someone "
            "else, ask them."
        ) from error
    return freed


def unfinished_folders(asset: Asset) -> list[Path]:
    """The folders in which fetches of the asset work, or worked when they were killed."""
    return list(cache_folder().glob(f".{asset.name}.*.unfinished"))


def remove_unfinished(asset: Asset) -> None:
    """Delete what a killed fetch left. Call it with the lock held: then no living process works there."""
    import shutil

    for folder in unfinished_folders(asset):
        # A pip that outlived its parent may still hold a file in there; then the next fetch clears it away.
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(asset: Asset, report: Callable[[str], None] = print) -> Iterator[None]:
    """Hold the asset's lock, which the system releases when the process dies. Waits while another process has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(cache_folder() / f".{asset.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        report(f"{asset.name}: another process is fetching it, waiting …")
        try:
            lock.acquire(timeout=LOCK_TIMEOUT, poll_interval=0.2)
        except Timeout:
            raise CourseError(
                f"{asset.name}: another process has held {lock.lock_file} for {LOCK_TIMEOUT / 60:.0f} minutes. "
                "Close other notebooks and terminals of the course, then try again."
            ) from None
    try:
        yield
    finally:
        lock.release()


def megabytes(size: int) -> str:
    """A size for people, in units of 1000.

    >>> megabytes(92_871_040), megabytes(567_843), megabytes(1_200)
    ('93 MB', '0.6 MB', '1 kB')
    """
    if size >= 9_950_000:
        return f"{size / 1e6:.0f} MB"
    return f"{size / 1e6:.1f} MB" if size >= 50_000 else f"{size / 1e3:.0f} kB"


def _state_of(asset: Asset) -> str:
    if not any(member_path(member).exists() for member in asset.members):
        return "absent"
    return "damaged" if verify(asset.name) else "present"


def list_assets() -> str:
    """The table of ``llm-edu fetch --list``: the size, state, licence and authors of each asset."""
    states = {name: _state_of(asset) for name, asset in ASSETS.items()}
    here = sum(size_on_disk(name) for name in ASSETS)
    lines = [f"Cache: {cache_folder()} ({megabytes(here)} in use)", ""]
    lines.append(f"{'name':<23} {'download':>8} {'on disk':>8}  {'state':<8} {'lessons':<8} licence")
    for asset in ASSETS.values():
        lines.append(
            f"{asset.name:<23} {megabytes(asset.archive_size):>8} {megabytes(asset.size):>8}  {states[asset.name]:<8} "
            f"{' '.join(asset.used_in):<8} {asset.licence}"
        )
    for asset in ASSETS.values():
        told = f"{asset.about}. By {asset.attribution}. From {asset.package} {asset.version}."
        lines += ["", asset.name, textwrap.fill(told, 100, initial_indent="  ", subsequent_indent="  ")]
    missing = [name for name, state in states.items() if state != "present"]
    if missing:
        lines += ["", f"To fetch what is not here: llm-edu fetch {' '.join(missing)}"]
    return "\n".join(lines)
