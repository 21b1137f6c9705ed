"""Rows of ids, the order in which they are read, and files of tokens."""

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from training_runs import tiny_config, tiny_model, tiny_rows

from llm_edu.attention import make_rows
from llm_edu.errors import CourseError
from llm_edu.training import (
    IGNORED,
    TokenRows,
    batch_indices,
    evaluate,
    get_batch,
    open_tokens,
    train,
    verify_tokens,
    write_tokens,
)
from llm_edu.training.rows import collate, pack
from llm_edu.training.token_files import make_header

TEXTS = st.lists(st.lists(st.integers(1, 300), max_size=12), min_size=1, max_size=30)


def targets_of(rows):
    """Every target of every row, counted."""
    return Counter(token for row in rows for token in row[1:].tolist())


@given(TEXTS, st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_every_way_to_make_rows_asks_for_every_token_once(texts, length):
    wanted = Counter([id for ids in texts for id in ids] + [0] * len(texts))
    whole = TokenRows.one_text_a_row(texts)
    assert whole.row_texts() == [[0, *ids, 0] for ids in texts]
    for rows in (whole, TokenRows.one_text_a_row(texts, length), TokenRows.packed(texts, 13),
                 TokenRows.cut(whole.tokens, length)):
        assert targets_of(rows) == wanted and rows.target_count == wanted.total()
    assert all(len(row) <= length + 1 for row in TokenRows.cut(whole.tokens, length))
    assert all(len(row) <= length + 1 for row in TokenRows.one_text_a_row(texts, length))


@given(st.lists(st.integers(1, 10), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_packing_keeps_texts_whole_and_rows_full(sizes):
    rows = pack(sizes, 10)
    assert sorted(number for row in rows for number in row) == list(range(len(sizes)))
    filled = [sum(sizes[number] for number in row) for row in rows]
    assert max(filled) <= 10
    assert sum(2 * total <= 10 for total in filled) <= 1    # two half-empty rows would have been one


def test_packed_rows_read_like_texts():
    assert TokenRows.packed([[5, 6], [7, 7, 7], [8]], length=6).row_texts() == [[0, 7, 7, 7, 0, 8, 0], [0, 5, 6, 0]]
    with pytest.raises(ValueError, match="needs 4 places"):
        TokenRows.packed([[1, 2, 3]], length=3)


def test_a_batch_goes_to_its_device():
    rows = TokenRows.one_text_a_row([[5, 6], [7]])
    assert all(ids.device.type == "meta" for ids in get_batch(rows, 0, 2, device="meta"))
    assert all(ids.device.type == "cpu" for ids in get_batch(rows, 0, 2))


@pytest.mark.parametrize("data", [np.arange(20), list(range(20)), [[5, 6], [7]], None])
def test_data_that_are_no_rows_say_how_rows_are_made(data):
    for use in (lambda: get_batch(data, 0, 2), lambda: evaluate(tiny_model(), data),
                lambda: train(tiny_model(), data, tiny_config(), progress=False),
                lambda: train(tiny_model(), tiny_rows(), tiny_config(), held_out=[1, 2], progress=False)):
        with pytest.raises(TypeError, match="TokenRows.one_text_a_row.*TokenRows.cut"):
            use()


def test_rows_of_a_plain_list_or_a_tensor():
    wanted = TokenRows.cut(np.array([0, 5, 6, 0, 7, 0]), length=3).row_texts()
    for tokens in ([0, 5, 6, 0, 7, 0], torch.tensor([0, 5, 6, 0, 7, 0])):
        rows = TokenRows.cut(tokens, length=3)
        assert rows.row_texts() == wanted and get_batch(rows, 0, 2)[0].shape == (2, 3)
    for wrong in ([0.5, 1.5, 2.5], [[0, 5], [6, 0]]):
        with pytest.raises(ValueError, match="one sequence of whole numbers"):
            TokenRows.cut(wrong, length=2)


def test_one_text_a_row_is_lesson_04s():
    texts = [[5, 6, 7], [8], [9, 9]]
    ours = collate(TokenRows.one_text_a_row(texts), np.arange(3))
    for one, other in zip(ours, make_rows(texts), strict=True):
        assert one.equal(other)


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_each_row_comes_once_in_an_epoch(count, batch_size, seed):
    steps = 3 * count // batch_size + 1
    read = np.concatenate([batch_indices(count, step, batch_size, seed) for step in range(steps)])
    for epoch in range(len(read) // count):
        assert sorted(read[epoch * count:(epoch + 1) * count]) == list(range(count))


def test_the_order_depends_on_seed_and_epoch_and_nothing_else():
    first = batch_indices(1000, 0, 1000, seed=1)
    assert first.tolist() == batch_indices(1000, 0, 1000, seed=1).tolist()
    assert first.tolist() != batch_indices(1000, 1, 1000, seed=1).tolist()
    assert first.tolist() != batch_indices(1000, 0, 1000, seed=2).tolist()
    assert abs(np.corrcoef(first, np.arange(1000))[0, 1]) < 0.1


def test_a_batch_shifts_by_one_and_fills_up():
    inputs, targets = get_batch(TokenRows.one_text_a_row([[5, 6], [7]]), step=0, batch_size=2)
    assert inputs.tolist() == [[0, 5, 6], [0, 7, 0]] and targets.tolist() == [[5, 6, 0], [7, 0, IGNORED]]
    assert inputs.dtype == targets.dtype == torch.int64


@pytest.mark.parametrize("make, message", [
    (lambda: TokenRows.one_text_a_row([]), "at least one text"), (lambda: TokenRows.cut(np.array([0]), 5), "at least one text"),
    (lambda: TokenRows.cut(np.arange(9), 0), "at least 1"), (lambda: TokenRows(np.arange(3), [0], [4]), "3 tokens"),
    (lambda: TokenRows(np.arange(3), [1], [2]), "at least 2 ids"),
    (lambda: TokenRows.one_text_a_row([[5.7]]), "whole numbers"), (lambda: TokenRows.one_text_a_row(["57"]), "whole numbers"),
    (lambda: TokenRows.packed([[1 << 40]], 5), "whole numbers below")])
def test_rows_that_cannot_be(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_other_data_have_another_fingerprint():
    texts = [[5, 6], [7, 8, 9]]
    known = TokenRows.one_text_a_row(texts).fingerprint()
    assert known == TokenRows.one_text_a_row(texts).fingerprint()
    assert known == TokenRows(np.array([0, 5, 6, 0, 7, 8, 9, 0], dtype=np.uint8), [0, 3], [4, 8]).fingerprint()
    others = [TokenRows.one_text_a_row([[5, 6], [7, 8, 1]]), TokenRows.one_text_a_row([[5, 6, 0, 7, 8, 9]])]
    assert all(other.fingerprint() != known for other in others)


@pytest.mark.parametrize("vocab_size, width", [(256, 1), (257, 2), (70_000, 4)])
def test_a_file_gives_back_what_was_written(tmp_path, vocab_size, width):
    texts, path = [[vocab_size - 1, 1], [], [2]], tmp_path / "mon texte é.tokens"
    assert write_tokens(path, iter(texts), vocab_size) == 7
    tokens = open_tokens(path, vocab_size)
    assert tokens.tolist() == [0, vocab_size - 1, 1, 0, 0, 2, 0] and tokens.dtype.itemsize == width
    assert path.stat().st_size == 64 + 7 * width
    verify_tokens(path)
    assert TokenRows.cut(tokens, 3).row_texts() == [[0, vocab_size - 1, 1, 0], [0, 0, 2, 0]]
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_is_read_from_disk_and_not_into_memory(tmp_path):
    path = tmp_path / "text.tokens"
    write_tokens(path, ([id % 500 for id in range(start, start + 1000)] for start in range(3000)), 500)
    tokens = open_tokens(path)
    assert isinstance(tokens, np.memmap) and len(tokens) == 3000 * 1001 + 1
    verify_tokens(path)
    rows = TokenRows.cut(tokens, 64)
    assert isinstance(rows[7], np.memmap)
    inputs, targets = get_batch(rows, step=3, batch_size=4)
    assert inputs.shape == (4, 64) and (inputs[:, 1:] == targets[:, :-1]).all()


@pytest.mark.parametrize("kind", [np.uint16, np.int64, np.uint64])
def test_texts_may_be_arrays(tmp_path, kind):
    texts = [np.array([1, 2], dtype=kind), np.array([3], dtype=kind)]
    write_tokens(tmp_path / "text.tokens", texts, 300)
    assert open_tokens(tmp_path / "text.tokens").tolist() == [0, 1, 2, 0, 3, 0]
    assert TokenRows.one_text_a_row(texts).row_texts() == [[0, 1, 2, 0], [0, 3, 0]]


@pytest.mark.parametrize("wrong", [300, -1, 1.5, "7"])
def test_a_wrong_id_is_named_and_leaves_no_file(tmp_path, wrong):
    with pytest.raises(ValueError, match="number 3 is"):
        write_tokens(tmp_path / "text.tokens", [[1, 2, wrong]], 300)
    assert not list(tmp_path.iterdir())


def changed(path, place, value):
    data = bytearray(path.read_bytes())
    data[place] = value
    path.write_bytes(data)


@pytest.mark.parametrize("damage, message", [
    (lambda path: path.unlink(), "There is no file"),
    (lambda path: path.write_bytes(b""), "not a file of tokens"),
    (lambda path: path.write_bytes(path.read_bytes()[:40]), "not a file of tokens"),
    (lambda path: path.write_bytes(b"something else, long enough to have been a header, but it is not one"), "not a file of tokens"),
    (lambda path: changed(path, 12, 4), "header of .* is damaged"),
    (lambda path: path.write_bytes(make_header(3, 300, 1, 0) + bytes(3)), "3 bytes an id"),
    (lambda path: path.write_bytes(path.read_bytes()[:-1]), "cut off"),
    (lambda path: path.write_bytes(path.read_bytes() + b"x"), "cut off or added to")])
def test_a_damaged_file_is_refused(tmp_path, damage, message):
    path = tmp_path / "text.tokens"
    write_tokens(path, [[1, 2, 3]], 300)
    damage(path)
    with pytest.raises(CourseError, match=message):
        open_tokens(path)


def test_a_changed_id_is_found_and_another_vocabulary_refused(tmp_path):
    path = tmp_path / "text.tokens"
    write_tokens(path, [[1, 2, 3]], 300)
    with pytest.raises(CourseError, match="vocabulary of 300"):
        open_tokens(path, 301)
    changed(path, 66, 9)
    with pytest.raises(CourseError, match="not those that were written"):
        verify_tokens(path)
