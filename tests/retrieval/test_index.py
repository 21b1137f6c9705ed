"""An index: searched in both ways, renewed, and on disk whole at every moment."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from dying import Disk, Killed
from tiny_encoder import write_encoder

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.retrieval import BM25, Index, load_encoder, load_minilm, reciprocal_rank_fusion

TEXTS = ["low lower", "slow", "slower er", "low er slow", "nothing"]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    return load_encoder(write_encoder(tmp_path_factory.mktemp("encoders") / "tiny"))


def same(one, other):
    return (one.texts, one.names, one.encoder_name) == (other.texts, other.names, other.encoder_name) and \
        np.array_equal(one.vectors, other.vectors) and np.array_equal(one.bm25.scores("low slow er"), other.bm25.scores("low slow er"))


def test_both_rankings_are_fused_and_both_scores_told(encoder):
    index = Index.build(encoder, TEXTS, list("abcde"))
    by_words, by_meaning = index.by_words("low er", 5), index.by_meaning(encoder, "low er", 5)
    assert [number for number, _ in by_words] == [3, 0, 2] and len(by_meaning) == 5
    fused = reciprocal_rank_fusion([[number for number, _ in found] for found in (by_words, by_meaning)])
    found = index.search(encoder, "low er", count=3)
    assert [(each.number, each.score) for each in found] == fused[:3]
    for each in found:
        assert (each.text, each.name) == (TEXTS[each.number], "abcde"[each.number])
        assert each.word_score == pytest.approx(dict(by_words).get(each.number, 0))
        assert each.cosine == pytest.approx(dict(by_meaning)[each.number])
    assert Index.build(encoder, []).search(encoder, "low") == []


@pytest.mark.asset("minilm")
def test_meaning_finds_what_words_do_not():
    texts = ["A feline naps in the warm sunshine.", "The stock market fell sharply today.", "Cat is a command of Unix."]
    index = Index.build(load_minilm(), texts)
    assert [number for number, _ in index.by_words("a sleeping cat", 1)] == [2]
    assert [number for number, _ in index.by_meaning(load_minilm(), "a sleeping kitten", 1)] == [0]


def test_renewing_encodes_new_texts_alone(encoder, monkeypatch):
    index, asked = Index.build(encoder, TEXTS), []
    encode = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda texts, report=None: (asked.extend(texts), encode(texts, report))[1])
    renewed = index.renewed(encoder, ["er er", "slow", "er er", "low lower"], list("wxyz"))
    assert asked == ["er er"] and np.array_equal(renewed.vectors[1], index.vectors[1])
    monkeypatch.undo()
    anew = Index.build(encoder, renewed.texts, renewed.names)
    assert np.allclose(renewed.vectors, anew.vectors, atol=1e-6) and renewed.by_words("er") == anew.by_words("er")
    assert len(index.renewed(encoder, [])) == 0 and len(index) == 5


def test_an_index_comes_back_as_it_was_saved(encoder, tmp_path):
    index = Index.build(encoder, [*TEXTS, "été \ud800 🙂"], ["", *"abcde"])
    index.save(tmp_path / "kept")
    assert same(Index.load(tmp_path / "kept"), index)
    (tmp_path / "kept" / "mine.safetensors").write_bytes(b"the user's own")
    other = index.renewed(encoder, TEXTS[:2])
    other.save(tmp_path / "kept")
    assert same(Index.load(tmp_path / "kept"), other)
    assert {path.name[:6] for path in (tmp_path / "kept").iterdir()} - {"index."} == {"index-", "mine.s"}
    assert len(list((tmp_path / "kept").glob("index-*"))) == 1
    Index.build(encoder, []).save(tmp_path / "empty")
    assert len(Index.load(tmp_path / "empty")) == 0
    Index.build(encoder, TEXTS[:2], [Path("a.txt"), 7]).save(tmp_path / "named")
    assert Index.load(tmp_path / "named").names == ["a.txt", "7"]


@pytest.mark.parametrize("way", ["killed", "full"])
def test_a_save_that_dies_leaves_the_old_index_or_the_new_one(way, encoder, tmp_path):
    """At each thing that is done to files, one after the other, until nothing is left at which it could die."""
    old, new, at = Index.build(encoder, TEXTS), Index.build(encoder, TEXTS[::-1]), 0
    endings = set()
    while "whole" not in endings:
        at += 1
        old.save(tmp_path)
        with pytest.MonkeyPatch.context() as patched:
            disk = Disk(way, at)
            disk.install(patched)
            try:
                new.save(tmp_path)
                endings.add("whole")
            except (Killed, OSError):
                endings.add("died")
        found = Index.load(tmp_path)
        assert same(found, old) or same(found, new)
        new.save(tmp_path)
        assert same(Index.load(tmp_path), new) and len(list(tmp_path.glob("*index-*"))) == 1
    assert at > 7


def test_what_does_not_fit_together_is_refused(encoder, tmp_path):
    index = Index.build(encoder, TEXTS)
    encoder_before = encoder.name
    encoder.name = "another"
    with pytest.raises(ValueError, match="cannot be compared"):
        index.search(encoder, "low")
    encoder.name = encoder_before
    with pytest.raises(ValueError, match="each text has a name"):
        Index(TEXTS, ["a"], BM25(TEXTS), index.vectors, "tiny")
    with pytest.raises(ValueError, match="count is at least 1"):
        index.search(encoder, "low", -1)
    with pytest.raises(CourseError, match="no index"):
        Index.load(tmp_path)
    index.save(tmp_path)
    facts = json.loads((tmp_path / "index.json").read_text(encoding="utf-8"))
    for changes, said in [({"format": 2}, "format 2"), ({"texts": facts["texts"][:-1]}, "equally many"),
                          ({"words": facts["words"][:-1] + ["low"]}, "twice"), ({"arrays": "../index.json"}, "names a file"),
                          ({"arrays": f"index-{'0' * 64}.safetensors"}, "missing"), ({"k1": 0}, "k1")]:
        (tmp_path / "index.json").write_text(json.dumps(facts | changes), encoding="utf-8")
        with pytest.raises(CourseError, match=said):
            Index.load(tmp_path)


@pytest.mark.asset("wikipedia-leads")
def test_a_query_over_all_leads_takes_milliseconds(encoder):
    """Without the time that MiniLM takes for the query itself, some 10 ms."""
    texts = [lead.extract for lead in assets.load_wikipedia_leads("en")]
    vectors = np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)
    index = Index(texts, texts, BM25(texts), vectors, "random")
    query = SimpleNamespace(name="random", config=SimpleNamespace(width=384), encode=lambda texts: vectors[:1])
    began = time.process_time()
    for lead in texts[:10]:
        assert len(index.search(query, lead[:80], count=20)) == 20
    assert (time.process_time() - began) / 10 < 0.03
