"""Splitting texts so that none is on both sides, against a comparison of every pair."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.assets import near_duplicates, split_records, split_texts
from llm_edu.assets.splitting import word_triples

# Few words, so that texts have much in common, and a few beyond ASCII.
TEXTS = st.lists(st.lists(st.sampled_from("a b c D é 的 one the".split()), max_size=9).map(" ".join), max_size=12)


def jaccard(first, second):
    first, second = word_triples(first), word_triples(second)
    return len(first & second) / len(first | second)


@given(TEXTS, st.sampled_from((0.01, 0.2, 1 / 3, 0.5, 0.75, 1.0)))
def test_near_duplicates_are_those_of_every_pair_compared(texts, least):
    everything = [(first, second) for second in range(len(texts)) for first in range(second)
                  if jaccard(texts[first], texts[second]) >= least]
    assert sorted(near_duplicates(texts, least)) == sorted(everything)


@given(TEXTS, st.floats(0, 1))
def test_a_split_loses_nothing_and_parts_no_near_duplicates(texts, held_out):
    train, test = split_texts(texts, held_out)
    assert sorted(train + test) == list(range(len(texts)))
    side = {number: number in test for number in range(len(texts))}
    assert all(side[first] == side[second] for first, second in near_duplicates(texts))
    if held_out in (0, 1):
        assert [train, test][held_out == 0] == []


def test_a_chain_stays_on_one_side():
    """The first and the last have nothing in common, but each is near its neighbour."""
    words = [str(number) for number in range(40)]
    texts = [" ".join(words[start:start + 12]) for start in range(0, 24, 3)]
    assert near_duplicates(texts) == [(number, number + 1) for number in range(7)]
    for held_out in (0.1, 0.3, 0.5, 0.9):
        assert [] in split_texts(texts, held_out)


def test_a_split_is_a_fair_sample_and_the_same_everywhere():
    texts = [f"text number {number} of a list" for number in range(2000)]
    train, test = split_texts(texts, 0.25)
    assert test[:5] == [1031, 1714, 312, 1018, 1274] and len(train) + len(test) == 2000
    assert 430 < len(test) < 570    # 500, within 3.6 standard deviations
    assert 70 < sum(number < 1000 for number in test[:200]) < 130    # the first of them are spread over all
    assert split_texts(texts, 0.25) == (train, test)


def test_records_and_wrong_arguments():
    @dataclass
    class Record:
        text: str

    records = [Record(f"{word} is the word") for word in "one two three four five six seven eight".split()]
    train, test = split_records(records, 0.5)
    assert sorted(record.text for record in train + test) == sorted(record.text for record in records)
    assert split_records([], 0.5) == ([], [])
    for part in (-0.1, 1.1):
        with pytest.raises(ValueError, match="held_out is a share between 0 and 1"):
            split_records(records, part)
    with pytest.raises(ValueError, match="least is a share"):
        near_duplicates(["a"], 0)
