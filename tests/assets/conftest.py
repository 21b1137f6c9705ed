"""Toy assets: small wheels built by the tests, so that fetching is tested to the last byte with the network off."""

import dataclasses
import hashlib
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from llm_edu.assets import ASSETS, Asset, Member

DRIVER = Path(__file__).with_name("fetch_driver.py")


@dataclass
class Toy:
    """An asset of our own, the folder that holds its wheel, and what its members hold."""

    asset: Asset
    source: Path
    contents: dict[str, bytes]
    cache: Path

    @property
    def wheel(self) -> Path:
        return self.source / self.asset.archive

    def files(self) -> dict[str, Path]:
        return {member.name: self.cache / member.file for member in self.asset.members}

    def is_whole(self) -> bool:
        return all(
            file.is_file() and file.read_bytes() == self.contents[name] for name, file in self.files().items()
        )

    def leftovers(self) -> list[str]:
        """What lies in the cache besides the members, their folder and the lock."""
        known = {*self.files().values(), *(file.parent for file in self.files().values())}
        known.add(self.cache / f".{self.asset.name}.lock")
        return sorted(str(file.relative_to(self.cache)) for file in self.cache.rglob("*") if file not in known)

    def start(self, **spec) -> subprocess.Popen:
        """Fetch it in a process of its own; ``spec`` says where that process is to die or to be slow."""
        spec = {"asset": dataclasses.asdict(self.asset), "source": str(self.source), **spec}
        return subprocess.Popen(
            [sys.executable, str(DRIVER), json.dumps(spec)],
            env={**os.environ, "LLM_EDU_CACHE": str(self.cache), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )


def write_wheel(wheel: Path, contents: dict[str, bytes], package: str, version: str) -> None:
    """A wheel that pip accepts."""
    wheel.parent.mkdir(parents=True, exist_ok=True)
    information = f"{package}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(f"{package}/{name}", data)
        archive.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")


def make_asset(name: str, wheel: Path, contents: dict[str, bytes], folder: str) -> Asset:
    """The registry's entry for a wheel written by ``write_wheel``."""
    package, version = wheel.name.split("-")[:2]
    members = tuple(
        Member(member, f"{package}/{member}", f"{folder}/{member}", len(data), hashlib.sha256(data).hexdigest())
        for member, data in contents.items()
    )
    data = wheel.read_bytes()
    return Asset(
        name=name,
        package=package.replace("_", "-"),
        version=version,
        archive=wheel.name,
        sha256=hashlib.sha256(data).hexdigest(),
        archive_size=len(data),
        members=members,
        about="A toy",
        licence="CC0-1.0",
        attribution="nobody",
        used_in=("99",),
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache in a path with a space and accents; the folder itself does not exist yet."""
    folder = tmp_path / "caché d'été" / "llm-edu"
    monkeypatch.setenv("LLM_EDU_CACHE", str(folder))
    return folder


@pytest.fixture
def make_toy(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Toy]:
    """Make and register a toy asset: ``make_toy("toy", {"a.bin": b"…"})``."""

    def make(name: str = "toy", contents: dict[str, bytes] | None = None, folder: str | None = None) -> Toy:
        if contents is None:
            generator = random.Random(name)
            contents = {"words.txt": generator.randbytes(5_000), "model.bin": generator.randbytes(3_000)}
        package = f"llm_edu_{name.replace('-', '_')}"
        wheel = tmp_path / "a folder of wheels" / f"{package}-1.0-py3-none-any.whl"
        write_wheel(wheel, contents, package, "1.0")
        asset = make_asset(name, wheel, contents, folder or name)
        monkeypatch.setitem(ASSETS, name, asset)
        return Toy(asset, wheel.parent, contents, cache)

    return make


@pytest.fixture
def toy(make_toy: Callable[..., Toy]) -> Toy:
    """A toy asset of two members, not fetched yet."""
    return make_toy()
