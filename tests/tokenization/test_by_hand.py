"""The plain functions of lesson 01."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.tokenization import count_pairs, decode_with_merges, encode_with_merges, merge_pair, train_bpe

ids = st.lists(st.integers(0, 3), max_size=30)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_pairs_overlap_but_merges_do_not():
    assert count_pairs([1, 1, 1]) == {(1, 1): 2}
    assert merge_pair([1, 1, 1], (1, 1), 2) == [2, 1]


@pytest.mark.parametrize("few", [[], [5]])
def test_too_short_for_a_pair(few):
    assert count_pairs(few) == {}
    assert merge_pair(few, (5, 5), 9) == few


@given(ids)
def test_pairs_are_counted_once_for_each_place(ids):
    assert sum(count_pairs(ids).values()) == max(0, len(ids) - 1)


@given(ids, st.tuples(st.integers(0, 3), st.integers(0, 3)))
def test_merging_keeps_the_text_and_the_argument(ids, pair):
    before = list(ids)
    merged = merge_pair(ids, pair, 9)
    assert ids == before
    assert [part for token in merged for part in (pair if token == 9 else (token,))] == ids
    assert pair not in count_pairs(merged)


def test_equally_frequent_pairs_go_by_their_bytes_not_by_their_ids():
    # "ab", "ba" and "bb" occur, "bb" and "ab" twice each.
    assert train_bpe("abbabb", 1) == [(98, 98)]
    # After "aa" (id 256) all pairs occur once. "|" "b" is the greatest pair of byte strings, although 256 > 124.
    assert train_bpe("aacaa|bd", 2) == [(97, 97), (124, 98)]
    # After "ab" (id 256): a longer token is greater than its own beginning, "a".
    assert train_bpe("ab!ab.a!", 2) == [(97, 98), (256, 46)]


def test_training_stops_when_one_token_is_left():
    assert train_bpe("", 5) == []
    assert train_bpe("é", 5) == [(0xC3, 0xA9)]


def test_a_negative_number_of_merges_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        train_bpe("abc", -1)


@given(texts, st.integers(0, 20))
def test_decoding_gives_the_text_back(text, merges):
    learned = train_bpe(text, merges)
    encoded = encode_with_merges(text, learned)
    assert decode_with_merges(encoded, learned) == text
    assert len(encoded) <= len(text.encode())


def test_half_a_character_becomes_a_replacement_character():
    assert decode_with_merges([0xF0, 0x9F], []) == "\ufffd"


def test_an_unknown_id_is_named():
    with pytest.raises(ValueError, match="id 300 .* 0 to 256"):
        decode_with_merges([97, 300], [(97, 98)])
