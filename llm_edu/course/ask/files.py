"""Which files of a folder are read, and how a file becomes passages, each with the line or page on which it begins."""

import codecs
import importlib
import logging
import os
import stat
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from llm_edu.errors import CourseError
from llm_edu.retrieval import split_into_chunks

TEXT, PDF = (".txt", ".md"), ".pdf"
LARGEST = 20_000_000    # bytes of a text: twenty long novels, some 30,000 passages, half an hour to encode
LARGEST_PDF = 200_000_000    # most of a PDF is pictures
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
         codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}    # UTF-32's first begins with UTF-16's


class Unreadable(Exception):
    """Why a file is skipped, to be put after its name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The size of a file in bytes, and when it was changed last, in nanoseconds."""

    size: int
    changed: int


@dataclass
class Scan:
    """What is in a folder.

    files: those to read, by their path inside the folder, with / between names   skipped: what cannot be read, with
    the reason   ignored: how many files are of another kind, or hidden
    """

    files: dict[str, Seen] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    ignored: int = 0


def scan(folder: Path) -> Scan:
    """Look through a folder and those inside it, but for hidden ones (.git) and links to folders.

    Raises CourseError where there is no such folder, or it may not be read.
    """
    if not folder.is_dir():
        raise CourseError(f"{folder} is not a folder. ask takes the folder that holds your files, then the question: "
                          'llm-edu ask FOLDER "question"')
    found, waiting = Scan(), [""]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(folder / inside) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    try:
                        look_at(entry, f"{inside}{entry.name}", found, waiting)
                    except OSError as problem:    # such as a link that leads nowhere
                        found.skipped[f"{inside}{entry.name}"] = f"cannot be read ({problem.strerror})"
        except OSError as problem:
            if not inside:
                raise CourseError(f"{folder} cannot be read: {problem.strerror}") from problem
            found.skipped[inside] = f"cannot be read ({problem.strerror})"
    return found


def look_at(entry: os.DirEntry, path: str, found: Scan, waiting: list[str]) -> None:
    """Add one entry of a folder to what was found, or a folder to those that wait."""
    if entry.is_dir(follow_symlinks=False):
        if entry.name[0] != ".":
            waiting.append(path + "/")
        return
    if entry.name[0] == "." or not entry.name.lower().endswith((*TEXT, PDF)):
        if entry.is_symlink() and entry.name[0] != "." and entry.is_dir():
            found.skipped[path] = "is a link to a folder, which is not followed"
        else:
            found.ignored += 1
        return
    facts = entry.stat()
    largest = LARGEST_PDF if is_pdf(path) else LARGEST
    if not stat.S_ISREG(facts.st_mode):
        found.skipped[path] = "is not a file"    # reading a pipe would never end
    elif facts.st_size > largest:
        found.skipped[path] = f"has {facts.st_size / 1e6:,.0f} MB, and more than {largest / 1e6:,.0f} are not read"
    else:
        found.files[path] = Seen(facts.st_size, facts.st_mtime_ns)


def is_pdf(path: str) -> bool:
    return path.lower().endswith(PDF)


def passages_of(path: str, content: bytes) -> list[tuple[int, str]]:
    """The passages of a file: (line or page on which it begins, counted from 1; text).

    Raises Unreadable for a file without text, or whose text cannot be told.
    """
    parts = pdf_pages(content) if is_pdf(path) else [(1, decoded(content))]
    found = []
    for number, text in parts:
        ends = [place for place, letter in enumerate(text) if letter == "\n"]
        for chunk in split_into_chunks(text):
            found.append((number if is_pdf(path) else 1 + bisect_right(ends, chunk.start - 1), chunk.text))
    if not found:
        raise Unreadable("holds no text: perhaps its pages are pictures" if is_pdf(path) else "is empty")
    return found


def decoded(content: bytes) -> str:
    """Bytes as text, with line ends as Python has them. UTF-8, or what the mark at the beginning says."""
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in content:
        raise Unreadable("is binary, not text")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable(f"is not in {encoding.removesuffix('-sig').upper()} (byte {problem.start:,}): save it as "
                         "UTF-8") from problem
    if "\0" in text:
        raise Unreadable("is binary, not text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_pdf_reader(files: int) -> None:
    """Raise CourseError where PDF files are to be read and pypdf is not installed."""
    if not files:
        return
    try:
        importlib.import_module("pypdf")
    except ImportError as problem:
        raise CourseError(f"pypdf, which reads PDF files, is not installed ({problem}), and the folder holds some to "
                          f"read: {files:,}. Run `{sys.executable} -m pip install pypdf`") from problem


def pdf_pages(content: bytes) -> Iterator[tuple[int, str]]:
    """The text of each page, by pypdf. Whatever it says about a damaged file makes that file Unreadable."""
    from io import BytesIO

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)    # it warns of each small flaw of a file
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("needs a password")
        for number, page in enumerate(reader.pages, 1):
            text = page.extract_text().replace("\0", "")
            yield number, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")    # halves of characters
    except Unreadable:
        raise
    except Exception as problem:    # a damaged PDF makes pypdf fail in any way: KeyError, RecursionError, …
        raise Unreadable(f"cannot be read as a PDF ({type(problem).__name__}: {str(problem)[:100]})") from problem
