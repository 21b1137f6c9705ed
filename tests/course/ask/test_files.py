"""Which files are read, and what is said of the others: each that could be meant is named."""

import os
import sys

import pytest
from small_pdf import small_pdf

from llm_edu.course.ask import files
from llm_edu.course.ask.files import Unreadable, check_pdf_reader, passages_of, scan
from llm_edu.errors import CourseError


def test_a_folder_is_read_with_those_inside_but_hidden_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    for path in ("a.txt", "B.MD", "deep/er/c.pdf", ".git/d.txt", ".hidden.txt", "photo.jpg", "notes", "deep/huge.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x" * (1500 if "huge" in path else 5))
    found = scan(tmp_path)
    assert sorted(found.files) == ["B.MD", "a.txt", "deep/er/c.pdf"] and found.ignored == 3
    assert found.files["a.txt"].size == 5 and list(found.skipped) == ["deep/huge.txt"]
    assert "more than 0 are not read" in found.skipped["deep/huge.txt"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there, and pipes have no place in a folder")
def test_links_and_pipes_are_named_and_a_closed_folder_too(tmp_path):
    (tmp_path / "closed").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "closed").chmod(0)
    try:
        found = scan(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    named = {"loop", "nowhere.txt", "round.txt", "pipe.txt"} | ({"closed/"} if os.geteuid() else set())
    assert set(found.skipped) == named and not found.files
    assert "not followed" in found.skipped["loop"] and "is not a file" in found.skipped["pipe.txt"]


@pytest.mark.parametrize("place", ["gone", "file"])
def test_what_is_not_a_folder_is_refused(tmp_path, place):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CourseError, match="is not a folder"):
        scan(tmp_path / place)


@pytest.mark.parametrize(("content", "text"), [
    (b"one two", "one two"), ("été 🙂".encode(), "été 🙂"), ("é".encode("utf-8-sig"), "é"), ("é x".encode("utf-16"), "é x"),
    (b"\xfe\xff" + "é".encode("utf-16-be"), "é"), ("é".encode("utf-32"), "é"),
])
def test_a_text_is_read_in_unicode(content, text):
    assert passages_of("a.txt", content) == [(1, text)]


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.txt", b"", "is empty"), ("a.md", b" \r\n\t", "is empty"), ("a.txt", b"caf\xe9", "is not in UTF-8 (byte 3)"),
    ("a.txt", b"\x89PNG\0\0", "is binary"), ("a.txt", b"\xff\xfea", "is not in UTF-16"),
    ("a.txt", b"\xef\xbb\xbfa\0b", "is binary"), ("a.pdf", b"no PDF", "cannot be read as a PDF"),
    ("a.pdf", small_pdf("Mia")[:200], "cannot be read as a PDF"), ("a.PDF", small_pdf("", ""), "holds no text"),
])
def test_what_cannot_be_read_says_why(name, content, said):
    if name.lower().endswith("pdf"):
        pytest.importorskip("pypdf")
    with pytest.raises(Unreadable) as raised:
        passages_of(name, content)
    assert said in str(raised.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_passage_has_its_line(end):
    lines = [f"Line {number} says this and that, and then some more of the same." for number in range(1, 60)]
    passages = passages_of("a.md", end.join(["", *lines]).encode())
    assert len(passages) > 3
    for place, text in passages:
        assert text.startswith(f"Line {place - 1} ")


def test_a_passage_of_a_pdf_has_its_page():
    pytest.importorskip("pypdf")
    assert passages_of("a.pdf", small_pdf("Mia lost a hat.", "", "Otto found it.")) == [
        (1, "Mia lost a hat."), (3, "Otto found it.")]


def test_a_pdf_with_a_password_is_named():
    pypdf = pytest.importorskip("pypdf")
    from io import BytesIO

    writer, out = pypdf.PdfWriter(BytesIO(small_pdf("Mia"))), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(Unreadable, match="needs a password"):
        passages_of("a.pdf", out.getvalue())


def test_without_pypdf_an_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    check_pdf_reader(0)
    with pytest.raises(CourseError, match=r"not installed .*: 3\. Run `.* -m pip install pypdf`"):
        check_pdf_reader(3)
