"""``llm-edu ask``: what it prints, and on which stream."""

import json

import pytest
from word_encoder import WordEncoder

import llm_edu.retrieval
from llm_edu.course import cli, paths
from llm_edu.course.ask import asking, command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "indexes_folder", lambda: tmp_path / "indexes")
    monkeypatch.setattr(llm_edu.retrieval, "load_minilm", lambda fetch=False: WordEncoder())
    monkeypatch.setattr(asking, "smollm2_writes", lambda question, text: "It opens at six.")
    place = tmp_path / "notes"
    place.mkdir()
    (place / "mill.md").write_text("# Mill\n\nThe mill\x1b[2J opens at six.\n", encoding="utf-8")
    (place / "empty.txt").write_bytes(b"")
    return place


def run(capsys, *words):
    code = cli.main(["ask", *map(str, words)])
    return code, *capsys.readouterr()


@pytest.mark.parametrize(("words", "expected", "missing"), [
    (["When does the mill open?"], ["It opens at six.", "  mill.md:3  “The mill [2J opens at six.”", "Files in the index: 1."], "nearest"),
    (["Who?"], ["I found nothing in ", "that answers this: no passage is near enough", "mill.md:1  (words "], "Sources"),
    (["When does the mill open?", "--passages"], ["mill.md:1  (words ", "    The mill [2J opens at six."], "It opens"),
    (["When does the mill open?", "--threshold", 1], ["I found nothing in "], "Sources"),
])
def test_an_answer_or_none_and_never_what_rules_the_terminal(folder, capsys, words, expected, missing):
    code, said, errors = run(capsys, folder, *words)
    assert code == 0 and all(each in said for each in expected) and missing not in said and "\x1b" not in said
    assert errors == "Skipped: empty.txt is empty.\n"


def test_json_holds_all(folder, capsys):
    code, said, _ = run(capsys, folder, "When does the mill open?", "--json")
    found = json.loads(said)
    assert code == 0 and found["answer"] == "It opens at six." and found["skipped"] == {"empty.txt": "is empty"}
    assert found["sources"] == [{"file": "mill.md", "line": 3, "quotation": "The mill\x1b[2J opens at six."}]
    assert found["passages"][0]["line"] == 1 and found["passages"][0]["cosine"] > 0


@pytest.mark.parametrize(("words", "code", "said"), [
    (["nowhere", "Who?"], 1, "nowhere is not a folder"), ([".", "Who?", "--threshold", "2"], 2, "'2' is no number from 0 to 1")])
def test_mistakes_are_one_message(folder, capsys, words, code, said):
    try:
        found = cli.main(["ask", *words])
    except SystemExit as end:
        found = end.code
    assert found == code and said in capsys.readouterr().err


def test_many_skipped_files_are_counted_and_progress_is_told(folder, capsys, monkeypatch):
    monkeypatch.setattr(command, "EVERY", 0)
    for number in range(20):
        (folder / f"{number}.txt").write_bytes(b"\0")
    errors = run(capsys, folder, "Who?")[2]
    assert errors.count("is binary") == command.MOST_NAMED and "Skipped: 11 more files; --json names them all." in errors
    assert "Making the index: 22 of 22 files read, 1 passages encoded." in errors


def test_who_waits_for_another_process_is_told(capsys, monkeypatch):
    monkeypatch.setattr(command, "EVERY", 0)
    command.Progress()(0, 12, 0)
    assert capsys.readouterr().err == "Waiting: another process is making the index of this folder.\n"
