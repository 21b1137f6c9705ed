"""An index follows the files of its folder, and a process that dies loses at most one portion of its work."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from dying import Disk, Killed
from word_encoder import WordEncoder

from llm_edu import files
from llm_edu.course.ask import renewing, store
from llm_edu.course.ask.renewing import renew
from llm_edu.course.ask.store import Store
from llm_edu.retrieval.bm25 import count_words

LONG_AGO = 1_600_000_000


@pytest.fixture
def folder(tmp_path):
    """Twelve files, changed long ago; two of them say the same, and one cannot be read."""
    place = tmp_path / "mes notes é"
    (place / "in").mkdir(parents=True)
    for number in range(10):
        write(place / f"{number}.txt", f"Number {number} is here.")
    write(place / "in" / "copy.md", "Number 3 is here.")
    write(place / "in" / "empty.md", "")
    return place


def write(path, text, seconds=LONG_AGO):
    path.write_text(text, encoding="utf-8")
    os.utime(path, (seconds, seconds))


def contents(found):
    return dict(zip(found.index.names, found.index.texts, strict=True))


def again(folder, tmp_path):
    """The index renewed, and what was encoded for that."""
    encoder = WordEncoder()
    return renew(folder, encoder, tmp_path / "cache"), encoder.encoded


def test_only_what_is_new_is_encoded(folder, tmp_path):
    first, encoded = again(folder, tmp_path)
    assert len(encoded) == 10 and len(contents(first)) == 11 and first.files == 11
    assert contents(first)["in/copy.md:1"] == "Number 3 is here." and first.skipped == {"in/empty.md": "is empty"}
    assert not list(folder.rglob("*index*")) and len(list((tmp_path / "cache").iterdir())) == 1
    second, encoded = again(folder, tmp_path)
    assert encoded == [] and contents(second) == contents(first) and second.skipped == first.skipped
    write(folder / "2.txt", "Otto is there now.")
    (folder / "4.txt").unlink()
    (folder / "5.txt").rename(folder / "in" / "moved.txt")
    third, encoded = again(folder, tmp_path)
    assert encoded == ["Otto is there now."] and third.files == 10
    assert contents(third)["2.txt:1"] == "Otto is there now." and contents(third)["in/moved.txt:1"] == "Number 5 is here."
    assert not {"4.txt:1", "5.txt:1"} & set(third.index.names)


@pytest.mark.parametrize(("text", "seconds", "read"), [
    ("Number 7 is here.", LONG_AGO, []),    # nothing has changed
    ("Number 7 is here.", LONG_AGO + 9, ["7.txt"]),    # its time alone: its content is compared
    ("Number 8 is gone.", LONG_AGO + 9, ["7.txt"]),    # as long as before
    ("Number 7 is gone now.", LONG_AGO, ["7.txt"]),    # at the same time
])
def test_size_then_time_then_content_tell_a_change(folder, tmp_path, monkeypatch, text, seconds, read):
    again(folder, tmp_path)
    write(folder / "7.txt", text, seconds)
    opened, sha256 = [], renewing.hashlib.sha256
    monkeypatch.setattr(renewing.hashlib, "sha256", lambda data: (opened.append(data), sha256(data))[1])
    found, encoded = again(folder, tmp_path)
    assert contents(found)["7.txt:1"] == text and encoded == ([] if "7 is here" in text else [text])
    assert [data for data in opened if data == text.encode()] == [text.encode()] * len(read)


def test_a_change_in_the_same_instant_is_seen(folder, tmp_path):
    now = time.time()
    write(folder / "1.txt", "Number 1 is here.", now)
    again(folder, tmp_path)
    write(folder / "1.txt", "Number 1 is gone.", now)
    assert contents(again(folder, tmp_path)[0])["1.txt:1"] == "Number 1 is gone."


def test_who_asks_while_the_index_is_made_waits_for_it_and_makes_none(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LOCK_SECONDS", 0.1)
    begun, waits, first, second, told = threading.Event(), threading.Event(), WordEncoder(), WordEncoder(), []
    encode = first.encode
    monkeypatch.setattr(first, "encode", lambda texts: begun.set() or waits.wait(10) and encode(texts))
    with ThreadPoolExecutor() as pool:
        making = pool.submit(renew, folder, first, tmp_path / "cache")
        assert begun.wait(10)
        found = renew(folder, second, tmp_path / "cache", lambda *counts: told.append(counts) or waits.set())
    assert contents(found) == contents(making.result()) and len(found.index) == 11
    assert (len(first.encoded), second.encoded) == (10, []) and set(told) == {(0, 12, 0)}


@pytest.mark.parametrize("way", ["killed", "full"])
def test_who_dies_loses_at_most_a_portion(way, folder, tmp_path, monkeypatch):
    """At each thing that is done to files, one after the other, until nothing is left at which it could die."""
    monkeypatch.setattr(renewing, "PORTION", 3)
    whole, at, died = contents(renew(folder, WordEncoder(), tmp_path / "other")), 0, True
    while died:
        at, died, encoder, cache = at + 1, False, WordEncoder(), tmp_path / f"cache{at}"
        with pytest.MonkeyPatch.context() as patched:
            Disk(way, at).install(patched)
            try:
                renew(folder, encoder, cache)
            except (Killed, OSError):
                died = True
        found = renew(folder, encoder, cache)
        assert contents(found) == whole and not found.notes and len(encoder.encoded) <= 10 + 3
        (kept,) = cache.iterdir()
        assert not [path.name for path in kept.iterdir() if "portion" in path.name or "unfinished" in path.name]
    assert at > 20


def test_a_long_file_is_kept_in_portions_too(tmp_path, monkeypatch):
    monkeypatch.setattr(renewing, "PORTION", 3)
    (tmp_path / "notes").mkdir()
    write(tmp_path / "notes" / "long.txt", "\n\n".join(f"{number} is a sentence. " * 40 for number in range(8)))
    kept, add = [], Store.add_portion

    def dying(self, records, texts, vectors):
        if len(kept) == 6:
            raise Killed
        kept.extend(texts)
        add(self, records, texts, vectors)

    monkeypatch.setattr(Store, "add_portion", dying)
    with pytest.raises(Killed):
        again(tmp_path / "notes", tmp_path)
    monkeypatch.setattr(Store, "add_portion", add)
    found, encoded = again(tmp_path / "notes", tmp_path)
    assert len(kept) == 6 and not set(encoded) & set(kept) and set(encoded) | set(kept) == set(found.index.texts)


@pytest.mark.parametrize(("pattern", "said"), [("index.json", "cannot be used"), ("index-*", "cannot be used")])
def test_a_damaged_index_is_built_again_and_told(folder, tmp_path, pattern, said):
    first, _ = again(folder, tmp_path)
    (path,) = (tmp_path / "cache").glob(f"*/{pattern}")
    path.write_bytes(path.read_bytes()[:-20])
    found, encoded = again(folder, tmp_path)
    assert contents(found) == contents(first) and len(encoded) == 10 and said in found.notes[0]


@pytest.mark.parametrize("forge", [
    lambda facts: facts | {"files": []}, lambda facts: facts | {"files": {}}, lambda facts: facts | {"files": {"a": 1}},
    lambda facts: facts | {"names": facts["names"][::-1]}, lambda facts: facts | {"names": ["x" for _ in facts["names"]]},
    lambda facts: {name: value for name, value in facts.items() if name != "files"}])
def test_an_index_whose_files_do_not_fit_is_built_again(folder, tmp_path, forge):
    first, _ = again(folder, tmp_path)
    (path,) = (tmp_path / "cache").glob("*/index.json")
    path.write_text(json.dumps(forge(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    found, encoded = again(folder, tmp_path)
    assert contents(found) == contents(first) and len(encoded) == 10 and "cannot be used" in found.notes[0]


def test_a_damaged_portion_is_left_out_and_told(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(renewing, "PORTION", 3)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Store, "finish", lambda *_: (_ for _ in ()).throw(Killed()))
        again(folder, tmp_path)
    path = min((tmp_path / "cache").glob("*/portion-*"))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    found, encoded = again(folder, tmp_path)
    assert len(encoded) == 3 and len(contents(found)) == 11 and "is damaged and left out" in found.notes[0]


def test_another_encoder_or_way_of_reading_builds_anew(folder, tmp_path, monkeypatch):
    again(folder, tmp_path)
    other = WordEncoder("other")
    assert renew(folder, other, tmp_path / "cache").index.encoder_name == "other" and len(other.encoded) == 10
    monkeypatch.setattr(store, "READING", store.READING + 1)
    assert len(again(folder, tmp_path)[1]) == 10


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_opens_later_is_read_then(folder, tmp_path):
    (folder / "1.txt").chmod(0)
    found, _ = again(folder, tmp_path)
    assert "cannot be read" in found.skipped["1.txt"] and "1.txt:1" not in found.index.names
    (folder / "1.txt").chmod(0o600)
    found, encoded = again(folder, tmp_path)
    assert encoded == ["Number 1 is here."] and "1.txt" not in found.skipped


def test_the_words_of_the_index_are_those_of_its_texts(folder, tmp_path):
    again(folder, tmp_path)
    index = again(folder, tmp_path)[0].index
    assert index.bm25.counted.words == count_words(index.texts).words and index.bm25.search("5")[0][0] == index.names.index("5.txt:1")
