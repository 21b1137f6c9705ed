"""The merges of a vocabulary that is published without them, worked out once."""

import hashlib

import pytest

from llm_edu.tokenization import BPETokenizer, load_tokenizer, recovering
from llm_edu.tokenization.recovering import recover_merges, remembered_merges

tokenizer = BPETokenizer.train("the cat sat on the mat; the other cat sat on the other mat " * 2, 300)


def test_merges_are_recovered_from_a_vocabulary_in_order():
    assert recover_merges(tokenizer.vocab) == tokenizer.merges
    with pytest.raises(ValueError, match="token 2, b'abc', is not a pair of earlier tokens"):
        recover_merges({0: b"a", 1: b"b", 3: b"c", 2: b"abc"})
    with pytest.raises(ValueError, match="holds a byte that has no token"):
        recover_merges({0: b"a", 2: b"ab"})


def forbidden(vocab):
    raise AssertionError("worked out again")


def test_recovered_merges_are_remembered_in_a_file(tmp_path, monkeypatch):
    cuts = bytes(len(left) for left, _ in tokenizer.merges)
    monkeypatch.setitem(recovering.CUTS_SHA256, "fable", hashlib.sha256(cuts).hexdigest())
    assert remembered_merges(tokenizer.vocab, "fable", tmp_path / "merges") == tokenizer.merges
    (path,) = (tmp_path / "merges").iterdir()
    with monkeypatch.context() as patched:
        patched.setattr(recovering, "recover_merges", forbidden)
        assert remembered_merges(tokenizer.vocab, "fable", tmp_path / "merges") == tokenizer.merges
    for damage in (cuts[:-1], b"", bytes(len(cuts)), cuts + b"\1", cuts[:5] + b"\xff" + cuts[6:]):
        path.write_bytes(damage)
        assert remembered_merges(tokenizer.vocab, "fable", tmp_path / "merges") == tokenizer.merges
        assert path.read_bytes() == cuts, "a damaged file is replaced"


def test_where_nothing_can_be_kept_merges_are_worked_out_each_time(tmp_path, monkeypatch):
    cuts = bytes(len(left) for left, _ in tokenizer.merges)
    monkeypatch.setitem(recovering.CUTS_SHA256, "fable", hashlib.sha256(cuts).hexdigest())
    (tmp_path / "file").write_bytes(b"no folder")
    (tmp_path / "merges" / "fable.cuts").mkdir(parents=True)
    for folder in (tmp_path / "file", tmp_path / "merges"):
        assert remembered_merges(tokenizer.vocab, "fable", folder) == tokenizer.merges
    monkeypatch.setitem(recovering.CUTS_SHA256, "fable", "another")
    assert remembered_merges(tokenizer.vocab, "fable", tmp_path / "new") == tokenizer.merges
    assert not (tmp_path / "new").exists() and len(list((tmp_path / "merges").iterdir())) == 1


@pytest.mark.asset("tiktoken-vocabularies")
@pytest.mark.parametrize("name", ["cl100k", "o200k"])
def test_tiktokens_names_do_as_well_and_nothing_is_read_twice(name, monkeypatch):
    tokenizer = load_tokenizer(name)
    assert load_tokenizer(f"{name}_base") is tokenizer
    cuts = bytes(len(left) for left, _ in tokenizer.merges)
    assert hashlib.sha256(cuts).hexdigest() == recovering.CUTS_SHA256[name]
