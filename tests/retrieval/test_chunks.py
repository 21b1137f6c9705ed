"""Chunks: nothing is lost, nothing is too long, and sentences stay whole where they can."""

import random
import time

import pytest

from llm_edu.retrieval import sentence_spans, split_into_chunks


@pytest.mark.parametrize(("text", "sentences"), [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("Dr. J. S. Bach vs. Mr. No, i.e. music. It is 3.14 long.", ["Dr. J. S. Bach vs. Mr. No, i.e. music.", "It is 3.14 long."]),
    ("“Go!” she said… Then (finally.) home.", ["“Go!”", "she said…", "Then (finally.)", "home."]),
    ("A title\n\nA line\nthat goes on. End", ["A title", "A line\nthat goes on.", "End"]),
    ("今日は。元気？はい", ["今日は。", "元気？", "はい"]),
    (" \n ", []),
])
def test_sentences(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_nothing_is_lost_and_nothing_is_too_long():
    chance = random.Random(3)
    for _ in range(300):
        text = "".join(chance.choices(["a", "Bc", ". ", "! ", " ", "\n\n", "word", "。", "x" * 30], k=chance.randrange(60)))
        most = chance.randrange(1, 60)
        chunks = split_into_chunks(text, most, chance.randrange(most // 2 + 1))
        covered = {place for chunk in chunks for place in range(chunk.start, chunk.end)}
        assert {place for place, letter in enumerate(text) if not letter.isspace()} <= covered
        for chunk in chunks:
            assert chunk.text == text[chunk.start:chunk.end] and 0 < len(chunk.text) <= most and chunk.text.strip() == chunk.text
        for one, other in zip(chunks, chunks[1:]):
            assert one.start < other.start and one.end < other.end


def test_neighbours_share_whole_sentences():
    text = " ".join(f"This is sentence number {number}." for number in range(40))
    chunks = split_into_chunks(text, most=200, overlap=60)
    for one, other in zip(chunks, chunks[1:]):
        shared = text[other.start:one.end]
        assert 0 < len(shared) <= 60 and shared.startswith("This is") and shared.endswith(".")
    assert all(chunk.text.startswith("This is") and chunk.text.endswith(".") for chunk in chunks)


def test_a_megabyte_without_a_full_stop_takes_no_time():
    for text in ("x" * 1_000_000, "word " * 200_000, "." * 1_000_000 + "x", "\n" * 1_000_000 + "x" * 1_000_000):
        began = time.process_time()
        assert len(split_into_chunks(text)) >= 1250 and time.process_time() - began < 2


@pytest.mark.parametrize(("most", "overlap"), [(0, 0), (10, 6), (10, -1)])
def test_other_sizes_are_refused(most, overlap):
    with pytest.raises(ValueError, match="overlap"):
        split_into_chunks("text", most, overlap)
