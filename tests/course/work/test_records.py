"""The progress file: nothing is lost, whoever writes at the same time and whatever has happened to the file."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm_edu import files
from llm_edu.course.checks.overview import overview
from llm_edu.course.work import records
from llm_edu.errors import CourseError

LESSON = "01_tokenization"


@pytest.fixture(autouse=True)
def own_folder(work_folder):
    return work_folder


def content():
    return json.loads(records.progress_file().read_text(encoding="utf-8"))


def test_nothing_yet():
    assert records.read() == ({}, None)


def test_attempts_count_new_code_only_and_right_stays_right():
    for right, fingerprint in [(False, "a"), (False, "a"), (False, "b"), (True, "c"), (True, "c"), (False, "d")]:
        assert records.record_attempt("count_pairs", LESSON, right, fingerprint) is None
    assert content() == {"schema": 1, "exercises": {
        "count_pairs": {"lesson": LESSON, "attempts": 4, "last_attempt": "d", "status": "right"}}}


def test_hints_and_solution_are_noted_beside_the_attempts():
    records.record_hint("a", LESSON, 2)
    records.record_hint("a", LESSON, 1)
    records.record_solution("a", LESSON)
    records.record_attempt("b", LESSON, True, "x")
    kept, message = records.read()
    assert message is None
    assert kept["a"] == {"lesson": LESSON, "hints": 2, "solution_seen": True}
    assert kept["b"]["status"] == "right"


def test_fields_of_other_programs_are_kept():
    records.record_attempt("a", LESSON, False, "x")
    changed = content()
    changed["exercises"]["a"]["note"] = "see me"
    records.progress_file().write_text(json.dumps(changed), encoding="utf-8")
    records.record_attempt("a", LESSON, True, "y")
    assert content()["exercises"]["a"]["note"] == "see me"


@pytest.mark.parametrize("damage", [
    b"", b"{", b'{"schema": 1, "exercises": {"a": {"att', b"\xff\xfe\x00", b"[]", b'{"exercises": {}}',
    b'{"schema": "x", "exercises": {}}', b'{"schema": 1, "exercises": {"a": 3}}', b'{"schema": 1, "exercises": []}',
    b"[" * 100_000,
])
def test_a_damaged_file_is_put_aside(damage, own_folder):
    own_folder.mkdir(parents=True)
    records.progress_file().write_bytes(damage)
    message = records.record_attempt("a", LESSON, True, "x")
    assert "progress.damaged-1.json" in message
    assert (own_folder / "progress.damaged-1.json").read_bytes() == damage
    assert content()["exercises"]["a"]["status"] == "right"
    records.progress_file().write_bytes(b"again")
    assert "progress.damaged-2.json" in records.record_attempt("a", LESSON, True, "x")
    assert (own_folder / "progress.damaged-1.json").read_bytes() == damage


def test_reading_a_damaged_file_says_so(own_folder):
    own_folder.mkdir(parents=True)
    records.progress_file().write_text("oops", encoding="utf-8")
    kept, message = records.read()
    assert kept == {} and "damaged" in message


def test_nonsense_in_single_fields_is_ignored(own_folder):
    own_folder.mkdir(parents=True)
    strange = {"attempts": "many", "hints": -3, "status": "perfect", "lesson": LESSON}
    records.progress_file().write_text(json.dumps({"schema": 1, "exercises": {"a": strange}}), encoding="utf-8")
    records.record_attempt("a", LESSON, False, "x")
    assert records.read()[0]["a"] == {"lesson": LESSON, "attempts": 1, "last_attempt": "x", "status": "wrong"}


def test_a_newer_schema_is_left_alone(own_folder):
    own_folder.mkdir(parents=True)
    text = '{"schema": 2, "exercises": {}, "more": 1}'
    records.progress_file().write_text(text, encoding="utf-8")
    message = records.record_attempt("a", LESSON, True, "x")
    assert "newer version" in message and "could not be saved" in message
    assert records.progress_file().read_text(encoding="utf-8") == text
    with pytest.raises(CourseError, match="newer version"):
        records.read()


@pytest.fixture
def read_only(monkeypatch):
    """A folder in which no lock can be made, from the call of this on."""
    def refuse(path):
        raise OSError(errno.EROFS, "Read-only file system", f"{path}.lock")

    return lambda: monkeypatch.setattr(records, "locked", refuse)


def test_progress_shows_in_a_folder_that_cannot_be_written(read_only):
    records.record_attempt("meet_an_llm_quiz", "00_meet_an_llm", True, "x")
    read_only()
    kept, message = records.read()
    assert kept["meet_an_llm_quiz"]["status"] == "right"
    assert message == f"Nothing new can be saved in {records.progress_file().parent}: Read-only file system."
    assert str(overview()).startswith(message) and "1 of " in str(overview()).splitlines()[-1]
    assert "could not be saved" in records.record_attempt("a", LESSON, True, "x")


def test_damaged_progress_in_a_folder_that_cannot_be_written(read_only, own_folder):
    own_folder.mkdir(parents=True)
    records.progress_file().write_text("oops", encoding="utf-8")
    read_only()
    with pytest.raises(CourseError, match="cannot be read: it is damaged"):
        records.read()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_in_its_place_is_put_aside(own_folder):
    own_folder.mkdir(parents=True)
    os.mkfifo(records.progress_file())
    assert "damaged-1" in records.record_attempt("a", LESSON, True, "x") and "a" in content()["exercises"]


@pytest.mark.parametrize("name", ["\\ud800", "\\u0000"])
def test_names_that_no_file_can_hold_as_text_are_no_obstacle(name, own_folder):
    own_folder.mkdir(parents=True)
    records.progress_file().write_text(f'{{"schema": 1, "exercises": {{"{name}": {{}}}}}}', encoding="utf-8")
    assert records.record_attempt("a", LESSON, True, "x") is None
    assert set(records.read()[0]) == {"a", json.loads(f'"{name}"')}


def test_a_tilde_means_the_home_folder_as_in_a_terminal(monkeypatch):
    monkeypatch.setenv("LLM_EDU_WORK", "~/llm work")
    assert records.progress_file() == Path.home() / "llm work" / "progress.json"


def test_no_place_to_write_is_a_message(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("LLM_EDU_WORK", str(tmp_path / "file" / "work"))
    assert "could not be saved" in records.record_attempt("a", LESSON, True, "x")


def test_a_held_lock_is_a_message(monkeypatch):
    from filelock import FileLock

    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    records.record_attempt("a", LESSON, True, "x")
    with FileLock(f"{records.progress_file()}.lock"):
        assert "another program holds" in records.record_attempt("b", LESSON, True, "x")
    assert records.record_attempt("b", LESSON, True, "x") is None


def test_a_failed_write_leaves_the_old_file_and_no_litter(monkeypatch, own_folder):
    records.record_attempt("a", LESSON, True, "x")
    before = records.progress_file().read_bytes()

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert "No space left on device" in records.record_attempt("b", LESSON, True, "x")
    assert records.progress_file().read_bytes() == before
    assert not list(own_folder.glob(".*.unfinished"))


def test_a_file_held_open_on_windows_is_tried_again(monkeypatch):
    replace, refusals = os.replace, [PermissionError("in use")] * 3

    def reluctant(source, target):
        if refusals:
            raise refusals.pop()
        replace(source, target)

    monkeypatch.setattr(os, "replace", reluctant)
    assert records.record_attempt("a", LESSON, True, "x") is None
    assert "a" in content()["exercises"]


WRITER = """
import sys
from llm_edu.course.work import records
writer, count = sys.argv[1], int(sys.argv[2])
for number in range(count):
    message = records.record_attempt(f"{writer}_{number}", "01_tokenization", True, "x")
    assert message is None, message
    message = records.record_attempt("shared", "01_tokenization", number % 2 == 0, f"{writer}{number}")
    assert message is None, message
"""


def test_kernels_writing_at_once_lose_nothing():
    count, writers = 25, ["one", "two", "three"]
    processes = [subprocess.Popen([sys.executable, "-c", WRITER, writer, str(count)], stderr=subprocess.PIPE, text=True)
                 for writer in writers]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], errors
    kept, message = records.read()
    assert message is None
    assert len(kept) == count * len(writers) + 1
    assert kept["shared"]["attempts"] == count * len(writers)
    assert kept["shared"]["status"] == "right"


def test_a_writer_killed_at_any_moment_leaves_a_whole_file():
    endless = WRITER.replace("range(count)", "range(10**9)")
    for delay in (0.4, 0.45, 0.5):
        process = subprocess.Popen([sys.executable, "-c", endless, "killed", "0"])
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        assert records.record_attempt("after", LESSON, True, "x") is None
        kept, message = records.read()
        assert message is None and kept["after"]["status"] == "right"
