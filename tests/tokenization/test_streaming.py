"""Texts in chunks: the same ids as the whole, wherever the chunks are cut, in constant memory."""

import tracemalloc

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llm_edu.tokenization import (
    CL100K_PATTERN,
    GPT2_PATTERN,
    O200K_PATTERN,
    SMOLLM2_PATTERN,
    BPETokenizer,
    streaming,
)
from llm_edu.tokenization.patterns import SAFE_CUT, compile_pattern, split_text
from llm_edu.tokenization.streaming import BLOCK, iterate_blocks

PATTERNS = {"gpt2": GPT2_PATTERN, "cl100k": CL100K_PATTERN, "o200k": O200K_PATTERN, "smollm2": SMOLLM2_PATTERN}
SPECIALS = ("<|end|>", "<|end|>s", "a b", "|>")
tokenizers = {
    name: BPETokenizer.train("it's a word's end, 12 345  words.\n\n", 290, SPECIALS, pattern)
    for name, pattern in PATTERNS.items()
}
# Letters of all kinds, an accent, spaces of all kinds, numbers, signs that the patterns mention, halves of specials.
tricky = st.sampled_from(
    [*"aAbsStTlLveER日ǅʰéß\u0301\u0308 \t\n\r\u00a0\u3000\u2028'’/!.。,-1٣²½😀\u200d<|>"]
    + ["<|end|>", "'ll", "  ", "\r\n", "a b"]
)
tricky_text = st.lists(tricky, max_size=30).map("".join)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
@settings(max_examples=400)
@given(text=tricky_text | any_text)
@example(text="a  b")
@example(text="日ABc")  # o200k looks at the whole run of letters before it decides
@example(text="x \n  \ny")
@example(text="\n\nword\r\nword")
@example(text="don't DON'T 5's 's")
def test_at_a_safe_cut_the_two_sides_are_independent(pattern, text):
    compiled = compile_pattern(pattern)
    whole = split_text(compiled, text)
    for match in SAFE_CUT.finditer(text):
        cut = match.end()
        assert split_text(compiled, text[:cut]) + split_text(compiled, text[cut:]) == whole


@pytest.mark.parametrize("name", PATTERNS)
@settings(max_examples=300)
@given(text=tricky_text, cuts=st.lists(st.integers(0, 60)), block=st.integers(1, 8), allow=st.booleans())
@example(text="a<|end|>s", cuts=[2, 5, 8], block=1, allow=True)
@example(text="<|end|>  <|en", cuts=[9], block=1, allow=True)
def test_chunks_cut_anywhere_give_the_ids_of_the_whole(name, text, cuts, block, allow):
    tokenizer = tokenizers[name]
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    chunks = [text[start:end] for start, end in zip(places, places[1:])]
    allowed = SPECIALS if allow else ()
    blocks = list(iterate_blocks(chunks, tokenizer.pattern, allowed, block))
    assert "".join(blocks) == text and "" not in blocks
    ids = [token_id for part in blocks for token_id in tokenizer.encode(part, allowed_special=allowed)]
    assert ids == tokenizer.encode(text, allowed_special=allowed)


@pytest.mark.parametrize("size", [1, 7, 1000, BLOCK - 1, BLOCK, 3 * BLOCK])
@pytest.mark.parametrize("name", PATTERNS)
def test_encode_iterable_over_several_blocks(name, size):
    text = ("It's the end of  line 12345.\n\n  日本語のテキスト。<|end|>" * 9000)[: 2 * BLOCK + 5000]
    chunks = [text[start:start + size] for start in range(0, len(text), size)]
    tokenizer = tokenizers[name]
    assert list(tokenizer.encode_iterable(iter(chunks), allowed_special="all")) == tokenizer.encode(
        text, allowed_special="all"
    )


def test_an_unknown_pattern_gives_the_same_ids_in_one_block():
    ours = BPETokenizer.train("ab ab", 260, pattern=r"\w+(?= and)|\w|\W")
    chunks = ["salt", " and", " pepper", " an", "d"]
    assert list(ours.encode_iterable(chunks)) == ours.encode("".join(chunks))
    assert list(iterate_blocks(chunks, ours.pattern, block=1)) == ["".join(chunks)]


@pytest.mark.parametrize("nothing", [[], "", [""], ["", ""]])
def test_no_text_gives_no_ids(nothing):
    assert list(tokenizers["gpt2"].encode_iterable(nothing)) == []


def test_a_plain_string_is_one_chunk():
    assert list(tokenizers["gpt2"].encode_iterable("a word")) == tokenizers["gpt2"].encode("a word")


def test_ids_come_before_the_text_has_ended():
    endless = ("a word, " for _ in iter(int, 1))
    ids = tokenizers["gpt2"].encode_iterable(endless)
    assert len([next(ids) for _ in range(100_000)]) == 100_000


def test_wrong_chunks_and_special_tokens_are_refused():
    with pytest.raises(TypeError, match="chunks must be strings, not bytes: open files in text mode"):
        list(tokenizers["gpt2"].encode_iterable([b"bytes"]))
    with pytest.raises(ValueError, match="is not a special token"):
        list(tokenizers["gpt2"].encode_iterable(["text"], allowed_special=["<|other|>"]))


@pytest.mark.parametrize("name", ["gpt2", pytest.param("o200k", marks=pytest.mark.full)])
def test_memory_does_not_grow_with_the_text(name):
    def peak(megabytes: float) -> int:
        chunks = ("It's the end, 12345 words. 日本語のテキスト。\n" * 23 for _ in range(int(megabytes * 1000)))
        tracemalloc.start()
        count = sum(1 for _ in tokenizers[name].encode_iterable(chunks))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count > megabytes * 100_000
        return most

    peak(0.5)  # fills the cache
    assert peak(2) < 1.2 * peak(0.5)


def test_a_stretch_without_a_cut_is_not_searched_again_at_every_chunk(monkeypatch):
    """A megabyte of letters in chunks of 1,000: joined and searched when it has doubled, not a thousand times."""
    searched = []
    monkeypatch.setattr(streaming, "last_safe_cut", lambda text, beginnings: searched.append(len(text)) or 0)
    blocks = list(iterate_blocks(("a" * 1000 for _ in range(1000)), GPT2_PATTERN, block=1))
    assert [len(block) for block in blocks] == [1_000_000]
    assert len(searched) == 10 and sum(searched) < 2_000_000
