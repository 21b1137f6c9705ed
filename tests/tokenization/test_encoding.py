"""Encoding and decoding with vocabularies of our own."""

import copy
import pickle
import random
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_edu.tokenization import (
    CL100K_PATTERN,
    GPT2_PATTERN,
    O200K_PATTERN,
    SMOLLM2_PATTERN,
    BPETokenizer,
    clean_text,
    encode_with_merges,
    train_bpe,
)
from llm_edu.tokenization.merging import merge_long, merge_short
from llm_edu.tokenization.patterns import compile_pattern, split_text
from llm_edu.tokenization.word_cache import LONGEST_CACHED, WordCache

WHOLE_TEXT = r"(?s:.+)"
PATTERNS = {"gpt2": GPT2_PATTERN, "cl100k": CL100K_PATTERN, "o200k": O200K_PATTERN, "smollm2": SMOLLM2_PATTERN}
TEXT = "the cat sat on the mat; the other cat sat on the other mat. Ça va? 1234 aaaaaaa \n\n <|end|> "
tokenizer = BPETokenizer.train(TEXT * 2, 290, ["<|end|>", "<|end|>more", "[PAD]"])
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
likely_text = st.text("the cat saon.Ç12 \n<|d>é日", max_size=60)


@given(any_text | likely_text)
@example("")
@example("\x00")
@example("\U0010ffff\ufffe")
def test_decoding_gives_the_text_back(text):
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert all(type(token_id) is int for token_id in ids)
    assert b"".join(tokenizer.token_bytes(token_id) for token_id in ids) == text.encode()


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
@given(text=any_text | likely_text)
def test_pre_tokens_cover_the_text(pattern, text):
    assert "".join(split_text(compile_pattern(pattern), text)) == text


@given(st.text("abc", max_size=60), st.integers(0, 12))
def test_equals_encoding_by_hand_when_the_text_is_one_word(text, merges):
    by_hand = train_bpe("abcabcbbcaab" + text, merges)
    ours = BPETokenizer.train("abcabcbbcaab" + text, 256 + merges, pattern=WHOLE_TEXT)
    assert ours.encode(text) == encode_with_merges(text, by_hand)


@given(st.lists(st.integers(0, 2), max_size=40), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), unique=True))
def test_the_quick_and_the_long_way_of_merging_agree(ids, pairs):
    """Also for merges that no training would learn, such as a pair of tokens that only later merges make."""
    ranks = {pair: rank for rank, pair in enumerate(pairs)}
    merged_ids = [3 + rank for rank in range(len(pairs))]
    assert merge_short(list(ids), ranks, merged_ids) == merge_long(list(ids), ranks, merged_ids)


def test_a_megabyte_of_one_letter_is_not_quadratic():
    seconds = []
    for length in (50_000, 400_000):
        start = time.process_time()  # of this process alone: what else runs does not count
        ids = tokenizer.encode("a" * length)
        seconds.append(time.process_time() - start)
        assert tokenizer.decode(ids) == "a" * length
    assert seconds[1] < 8 * 4 * seconds[0]  # 8 times the length; quadratic would take 64 times as long


def test_the_vocabulary_of_a_published_file_need_not_be_in_order():
    """Ids and merges are independent: what merges first is decided by the list of merges alone."""
    vocab = {0: b"a", 1: b"bc", 2: b"b", 3: b"ab", 4: b"c"}
    assert BPETokenizer(vocab, [(b"a", b"b"), (b"b", b"c")]).encode("abc") == [3, 4]
    assert BPETokenizer(vocab, [(b"b", b"c"), (b"a", b"b")]).encode("abc") == [0, 1]


# --- special tokens ---


def test_special_tokens_in_text_are_ordinary_text_by_default():
    text = "the cat<|end|>"
    assert tokenizer.special_tokens["<|end|>"] not in tokenizer.encode(text)
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert tokenizer.encode(text, allowed_special=()) == tokenizer.encode(text)


def test_allowed_special_tokens_become_one_id():
    end, more, pad = (tokenizer.special_tokens[text] for text in ("<|end|>", "<|end|>more", "[PAD]"))
    cat = tokenizer.encode("cat")
    assert tokenizer.encode("cat<|end|>cat", allowed_special="all") == [*cat, end, *cat]
    assert tokenizer.encode("<|end|><|end|>", allowed_special={"<|end|>"}) == [end, end]
    assert tokenizer.encode("<|end|>more[PAD]", allowed_special="all") == [more, pad], "the longest one counts"
    assert tokenizer.encode("<|end|>more", allowed_special=["<|end|>"]) == [end, *tokenizer.encode("more")]
    assert pad not in tokenizer.encode("[PAD]", allowed_special=["<|end|>"])
    assert tokenizer.encode("<|end|>", allowed_special=iter(["<|end|>"])) == [end]
    assert tokenizer.decode([end, pad]) == "<|end|>[PAD]"
    assert tokenizer.token_bytes(end) == b"<|end|>"


def test_text_before_a_special_token_is_cut_as_if_it_ended_there():
    spaces = tokenizer.encode("cat  ")
    end = tokenizer.special_tokens["<|end|>"]
    assert tokenizer.encode("cat  <|end|>", allowed_special="all") == [*spaces, end]


@pytest.mark.parametrize("allowed", ["<|end|>", "none", ["<|nothing|>"], {"<|end|>", "x"}])
def test_unknown_special_tokens_are_refused(allowed):
    with pytest.raises(ValueError, match='must be "all" or a set|is not a special token of'):
        tokenizer.encode("text", allowed_special=allowed)


# --- bytes without a token ---

no_accents = BPETokenizer({65: b"A", 66: b"B", 67: b"AB", 0xC3: b"\xc3"}, [(b"A", b"B")], name="tiny")


def test_a_byte_without_a_token_is_named():
    message = r"'tiny' has no token for byte 0xA9, from the character 'é' \(U\+00E9\).*errors=\"drop\""
    with pytest.raises(ValueError, match=message):
        no_accents.encode("ABé")


def test_dropped_bytes_let_their_neighbours_meet():
    assert no_accents.encode("é", errors="drop") == [0xC3]
    assert no_accents.encode("AxB", errors="drop") == [67]
    assert no_accents.encode("A?B", errors="drop") == [65, 66], "but not those of two pre-tokens"


def test_dropping_does_not_make_the_next_strict_call_lenient():
    no_accents.encode("xyz", errors="drop")
    with pytest.raises(ValueError, match="no token for byte 0x78"):
        no_accents.encode("xyz")


# --- bad input ---


def test_half_a_surrogate_pair_is_refused_and_named():
    for errors in ("strict", "drop"):
        with pytest.raises(ValueError, match=r"half a surrogate pair \(U\+D83D\).*clean_text"):
            tokenizer.encode("smile \ud83d", errors=errors)


def test_a_whole_surrogate_pair_is_called_one():
    message = r"a surrogate pair \(U\+D83D U\+DE00\), as UTF-16 writes '😀'; clean_text"
    with pytest.raises(ValueError, match=message):
        tokenizer.encode("smile \ud83d\ude00")
    with pytest.raises(ValueError, match=message):
        BPETokenizer.train("smile \ud83d\ude00", 300)
    assert tokenizer.encode(clean_text("smile \ud83d\ude00")) == tokenizer.encode("smile 😀")


def test_the_names_that_other_tokenizers_have():
    texts = ["slow lows", "", "<|end|>"]
    assert [tokenizer.encode_ordinary(text) for text in texts] == [tokenizer.encode(text) for text in texts]
    assert tokenizer.encode_batch(texts) == [tokenizer.encode(text) for text in texts]
    assert tokenizer.encode_batch(iter(texts), allowed_special="all")[2] == tokenizer.encode("<|end|>", "strict", "all")
    with pytest.raises(TypeError, match="a list of texts"):
        tokenizer.encode_batch("one text")
    assert tokenizer.decode_bytes([0xF0, 0x9F]) == b"\xf0\x9f"
    assert len(tokenizer) == len(tokenizer.vocab) + len(tokenizer.special_tokens) == tokenizer.vocab_size
    assert len(BPETokenizer({0: b"a", 5: b"b"}, [], {"<|end|>": 9})) == 3


def test_special_tokens_are_added_in_one_way():
    larger = tokenizer.with_special_tokens(["<|user|>", "<|tool|>"])
    ids = larger.encode("low<|tool|><|user|>", allowed_special="all")
    assert ids[-2:] == [tokenizer.vocab_size + 1, tokenizer.vocab_size] and larger.decode(ids) == "low<|tool|><|user|>"
    assert larger.vocab_size == len(larger) == tokenizer.vocab_size + 2 and "<|user|>" not in tokenizer.special_tokens
    far = tokenizer.with_special_tokens({"<|far|>": 5000})
    assert far.vocab_size == 5001 and far.decode([5000]) == "<|far|>" and pickle.loads(pickle.dumps(far)).decode([5000])
    for change in (lambda: tokenizer.special_tokens.update({"<|user|>": 900}), lambda: tokenizer.vocab.pop(97)):
        with pytest.raises(AttributeError):
            change()
    with pytest.raises(TypeError):
        tokenizer.special_tokens["<|user|>"] = 900    # encode would see it, decode would not
    for wrong in (["<|end|>"], {"<|user|>": 97}, {"<|user|>": "97"}, ["<|user|>"] * 2, "<|user|>"):
        with pytest.raises(ValueError, match="special"):
            tokenizer.with_special_tokens(wrong)


def test_wrong_types_and_modes_are_refused():
    with pytest.raises(TypeError, match="takes a string, not bytes"):
        tokenizer.encode(b"bytes")
    with pytest.raises(ValueError, match='"strict" or "drop", not \'ignore\''):
        tokenizer.encode("text", errors="ignore")


@pytest.mark.parametrize("wrong", [290, -1, 10**30])
def test_an_id_out_of_range_is_named(wrong):
    with pytest.raises(ValueError, match=f"id {wrong} is not in the vocabulary 'bpe', whose ids are 0 to 289"):
        tokenizer.decode([97, wrong])


@pytest.mark.parametrize("wrong", ["text", [1.5], [[1, 2]], [None]])
def test_what_is_no_id_is_refused(wrong):
    with pytest.raises(TypeError, match="an id is a whole number"):
        tokenizer.decode(wrong)


def test_invalid_utf8_becomes_replacement_characters():
    assert tokenizer.decode([0xF0, 0x9F, 97]) == "\ufffda"
    assert tokenizer.decode([]) == ""


def test_decode_takes_arrays_tensors_and_generators():
    numpy, torch = pytest.importorskip("numpy"), pytest.importorskip("torch")
    ids = tokenizer.encode("the cat")
    assert tokenizer.decode(numpy.array(ids)) == "the cat"
    assert tokenizer.decode(torch.tensor(ids)) == "the cat"
    assert tokenizer.decode(token_id for token_id in torch.tensor(ids)) == "the cat"
    assert tokenizer.token_bytes(torch.tensor(97)) == b"a"


@pytest.mark.parametrize(
    ("vocab", "merges", "special_tokens", "message"),
    [
        ({}, [], {}, "vocabulary is empty"),
        ({b"a": 0}, [], {}, "ids must be whole numbers"),
        ({-1: b"a"}, [], {}, "ids must be whole numbers"),
        ({0: "a"}, [], {}, "token 0 must be one or more bytes"),
        ({0: b""}, [], {}, "token 0 must be one or more bytes"),
        ({0: b"a", 1: b"a"}, [], {}, "two ids of the vocabulary stand for the same bytes, b'a'"),
        ({0: b"a", 1: b"b"}, [(b"a", b"b")], {}, "merge 0, b'a' .* b'b', needs b'ab'"),
        ({0: b"a", 1: b"ab"}, [(b"a", b"b")], {}, "merge 0, .* needs b'b'"),
        ({0: b"a", 1: b"aa"}, ["aa"], {}, "merge 0 must be a pair of byte strings"),
        ({0: b"a", 1: b"aa"}, [(b"a", b"a")] * 2, {}, "listed twice"),
        ({0: b"a"}, [], {"<|end|>": 0}, "also the id of b'a'"),
        ({0: b"a"}, [], {"x": 1, "y": 1}, "two special tokens have the same id 1"),
        ({0: b"a"}, [], {"": 1}, "at least one character"),
        ({0: b"a"}, [], {"x": "1"}, "must be a whole number"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused(vocab, merges, special_tokens, message):
    with pytest.raises(ValueError, match=message):
        BPETokenizer(vocab, merges, special_tokens)


@pytest.mark.parametrize(("pattern", "message"), [(r"(\w)|\W", "capturing group"), ("[", "not a regular expression")])
def test_patterns_that_cannot_work_are_refused(pattern, message):
    with pytest.raises(ValueError, match=message):
        BPETokenizer({0: b"a"}, [], pattern=pattern)


def test_a_pattern_that_loses_text_is_noticed():
    words_only = BPETokenizer.train("ab", 256, pattern=r"\w+|\s")
    assert words_only.encode("a b") == [97, 32, 98]
    with pytest.raises(ValueError, match="leaves out '!' at position 1"):
        words_only.encode("a! b")


# --- cache and copies ---


def test_the_cache_is_bounded_and_does_not_change_the_ids():
    seen = []
    cache = WordCache(lambda word: seen.append(word) or (len(word),), limit=3)
    words = [random.Random(0).choice("abcdefg") * 2 for _ in range(5)] + list("abcdefgabcdefg")
    for word in words:
        assert cache[word] == (len(word),)
        assert len(cache) <= 3
    before = len(seen)
    assert cache[words[-1]] == (1,) and len(seen) == before, "what is in the cache is not worked out again"
    long_word = "a" * (LONGEST_CACHED + 1)
    assert cache[long_word] == (len(long_word),) and long_word not in cache


def test_a_tokenizer_can_be_copied_and_sent_to_another_process():
    for twin in (copy.deepcopy(tokenizer), pickle.loads(pickle.dumps(tokenizer))):
        assert twin.encode(TEXT, allowed_special="all") == tokenizer.encode(TEXT, allowed_special="all")
        assert (twin.vocab, twin.merges, twin.name) == (tokenizer.vocab, tokenizer.merges, tokenizer.name)


def test_repr_names_the_vocabulary():
    assert repr(tokenizer) == "BPETokenizer(name='bpe', vocab_size=290)"
