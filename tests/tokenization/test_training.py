"""Training: the quick algorithm learns what counting everything again would learn."""

import time
from collections import Counter
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.errors import CourseError
from llm_edu.tokenization import GPT2_PATTERN, BPETokenizer, count_pairs, merge_pair, train_bpe
from llm_edu.tokenization.training import PairCounts, count_words, learn_merges, read_chunks, reversed_order

WHOLE_TEXT = r"(?s:.+)"  # one pre-token: the text
few_letters = st.text("ab c\n", max_size=60)
FABLE = (
    "The north wind and the sun disputed which was the stronger, when a traveller came along wrapped in a warm cloak. "
    "They agreed that the one who first made the traveller take off his cloak should be considered stronger than the "
    "other. Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveller "
    "fold his cloak around him; and at last the north wind gave up the attempt. Ça alors, 123 1234!\n"
)


def recount(text: str, merges: int) -> list[tuple[bytes, bytes]]:
    """The same merges by counting all pairs of all pre-tokens again after each merge."""
    words = Counter(tuple(bytes([byte]) for byte in word.encode()) for word in regex.findall(GPT2_PATTERN, text))
    learned = []
    while len(learned) < merges:
        counts = Counter()
        for word, count in words.items():
            for pair in zip(word, word[1:]):
                counts[pair] += count
        if not counts:
            break
        best = max(counts, key=lambda pair: (counts[pair], pair))
        learned.append(best)
        merged = Counter()
        for word, count in words.items():
            merged[tuple(merge_pair(list(word), best, best[0] + best[1]))] += count
        words = merged
    return learned


def test_equals_a_naive_recount_on_a_fable():
    assert BPETokenizer.train(FABLE, 256 + 300).merges == recount(FABLE, 300)


@given(st.text("aab '1\né", max_size=80))
def test_equals_a_naive_recount(text):
    assert BPETokenizer.train(text, 256 + 30).merges == recount(text, 30)


def seconds_to_learn(word: bytes, merges: int) -> float:
    """Of this process's own time: what else runs on the machine does not count."""
    start = time.process_time()
    assert len(learn_merges({word: 1}, merges)) == merges
    return time.process_time() - start


@pytest.mark.parametrize("word", [b"a" * 50_000, FABLE.encode() * 100], ids=["one letter", "a text"])
def test_the_time_for_one_long_word_grows_as_it_does(word):
    merges = 12
    once = min(seconds_to_learn(word, merges) for _ in range(3))
    assert seconds_to_learn(8 * word, merges) < 8 * 3 * once  # moving the rest of the word at each merge: 64 times


@given(few_letters)
def test_equals_training_by_hand_when_the_text_is_one_word(text):
    tokenizer = BPETokenizer.train(text, 256 + 12, pattern=WHOLE_TEXT)
    by_hand = train_bpe(text, 12)
    assert tokenizer.merges == [(tokenizer.vocab[left], tokenizer.vocab[right]) for left, right in by_hand]


@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_counts_stay_right_after_each_merge(words, data):
    repeats = data.draw(st.lists(st.integers(1, 9), min_size=len(words), max_size=len(words)))
    pairs = PairCounts([list(word) for word in words], repeats)
    for new_id in range(256, 261):
        expected = Counter()
        for word, repeat in zip(pairs.words, repeats):
            for pair, count in count_pairs(word).items():
                expected[pair] += count * repeat
        assert {pair: count for pair, count in pairs.totals.items() if count} == dict(expected)
        if not expected:
            break
        pair = data.draw(st.sampled_from(sorted(expected)))
        plain = [merge_pair(word, pair, new_id) for word in pairs.words]
        made = pairs.merge(pair, new_id)
        assert pairs.words == plain
        assert {pair for pair, count in pairs.totals.items() if new_id in pair and count} <= made


@given(st.lists(st.binary(min_size=1, max_size=4)))
def test_reversed_order_is_the_reversed_order(tokens):
    assert sorted(tokens, key=reversed_order) == sorted(tokens, reverse=True)


def test_ids_are_bytes_then_merges_then_special_tokens():
    tokenizer = BPETokenizer.train("ab ab", 259, ["<|end|>", "<|pad|>"])
    assert tokenizer.vocab == {**{byte: bytes([byte]) for byte in range(256)}, 256: b"ab"}
    assert tokenizer.special_tokens == {"<|end|>": 257, "<|pad|>": 258}
    assert tokenizer.vocab_size == 259


def test_a_text_with_few_pairs_gives_a_smaller_vocabulary():
    tokenizer = BPETokenizer.train("abc", 1000, ["<|end|>"])
    assert tokenizer.merges == [(b"b", b"c"), (b"a", b"bc")]
    assert tokenizer.special_tokens == {"<|end|>": 258}
    assert BPETokenizer.train("", 300).vocab_size == 256


def test_no_pair_is_counted_across_documents():
    assert BPETokenizer.train(["ab", "ab"], 260).merges == [(b"a", b"b")]
    assert (b"b", b"a") not in count_pairs(b"ab") and count_words(["a", "b"], WHOLE_TEXT) == {b"a": 1, b"b": 1}


def test_special_tokens_divide_the_text_and_teach_nothing():
    text = "ab<|end|>ab<|end|>"
    tokenizer = BPETokenizer.train(text, 400, ["<|end|>"])
    assert tokenizer.merges == [(b"a", b"b")]
    assert tokenizer.encode(text, allowed_special="all") == [256, 257, 256, 257]


def test_a_file_teaches_what_its_text_teaches(tmp_path):
    text = (FABLE + "line\r\nline\n\n  end ") * 30
    path = tmp_path / "naïve text.txt"
    path.write_text(text, encoding="utf-8", newline="")
    assert BPETokenizer.train(path, 500).merges == BPETokenizer.train(text, 500).merges
    assert "".join(read_chunks(path, size=7)) == text


def test_a_document_at_a_time_teaches_the_same_as_a_list():
    documents = FABLE.split(". ")
    assert BPETokenizer.train(iter(documents), 400).merges == BPETokenizer.train(documents, 400).merges


def test_report_tells_each_merge():
    steps = []
    tokenizer = BPETokenizer.train("low low lower", 259, report=steps.append)
    assert [(step.left, step.right) for step in steps] == tokenizer.merges
    assert [(step.number, step.total, step.count) for step in steps] == [(1, 3, 3), (2, 3, 3), (3, 3, 2)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(vocab_size=255), "vocab_size 255 is too small: the 256 bytes and 0 special tokens alone need 256"),
        (dict(vocab_size=256, special_tokens=["<|end|>"]), "alone need 257"),
        (dict(vocab_size=300, special_tokens="<|end|>"), "must be a list of strings"),
        (dict(vocab_size=300, special_tokens=["x", "x"]), "'x' is listed twice"),
        (dict(vocab_size=300, special_tokens=[""]), "at least one character"),
        (dict(vocab_size=300, special_tokens=["\ud800"]), "surrogate"),
        (dict(vocab_size=300, pattern="(a)|."), "capturing group"),
        (dict(vocab_size=300, pattern="["), "not a regular expression"),
        (dict(vocab_size=300, pattern=r"\w+"), "leaves out ' ' at position 3"),
    ],
)
def test_wrong_arguments_say_what_to_do(arguments, message):
    with pytest.raises(ValueError, match=message):
        BPETokenizer.train("low lower", **arguments)


def test_text_that_cannot_be_encoded_is_refused(tmp_path):
    with pytest.raises(ValueError, match="half a surrogate pair.*clean_text"):
        BPETokenizer.train("ab \ud83d", 300)
    with pytest.raises(TypeError, match="must be a string, not int"):
        BPETokenizer.train(b"bytes", 300)
    path = tmp_path / "latin1.txt"
    path.write_bytes("café".encode("latin-1"))
    with pytest.raises(CourseError, match="latin1.txt is not UTF-8 text .*0xE9.*Save it as UTF-8"):
        BPETokenizer.train(path, 300)


def test_the_name_of_a_file_is_not_taken_for_its_text(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("text", encoding="utf-8")
    with pytest.raises(ValueError, match="is the name of a file: pass Path"):
        BPETokenizer.train(str(path), 300)
    with pytest.raises(FileNotFoundError):
        BPETokenizer.train(Path(tmp_path / "missing.txt"), 300)


def test_learning_nothing():
    assert learn_merges({}, 10) == []
    assert learn_merges({b"a": 5}, 10) == []
    assert learn_merges({b"ab": 5}, 0) == []


@pytest.mark.full
@pytest.mark.asset("wikipedia-leads")
def test_each_merge_of_tokenizers_has_the_greatest_count_under_ours():
    """8,192 tokens of English Wikipedia: where counts are equal the two choose differently, and go on differently.

    So follow *their* merges with *our* counts: each must have been a right choice at its moment.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    from llm_edu.assets import load_wikipedia_leads
    from llm_edu.tokenization.visible_bytes import visible_to_bytes

    documents = [lead.extract for lead in load_wikipedia_leads("en")]
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=8192, initial_alphabet=alphabet, show_progress=False)
    theirs.train_from_iterator(documents, trainer)
    their_ids = theirs.get_vocab()
    in_order = sorted(their_ids, key=their_ids.get)[256:]
    merges = merges_of(theirs, in_order)
    assert len(merges) == 8192 - 256

    word_counts = count_words(documents, GPT2_PATTERN)
    pairs = PairCounts(word_counts.keys(), word_counts.values())
    ids = {bytes([byte]): byte for byte in range(256)}
    for left, right in merges:
        pair = ids[left], ids[right]
        assert pairs.totals.get(pair) == max(pairs.totals.values()), (left, right)
        ids[left + right] = len(ids)
        pairs.merge(pair, ids[left + right])
    ours = BPETokenizer.train(documents, 8192).merges
    assert len(set(ours) & set(merges)) > 0.99 * len(merges)
    assert visible_to_bytes(in_order[0]) == merges[0][0] + merges[0][1]


def merges_of(theirs, in_order: list[str]) -> list[tuple[bytes, bytes]]:
    """The merges of a trained ``tokenizers.Tokenizer``, from what it would save."""
    import json

    from llm_edu.tokenization.visible_bytes import visible_to_bytes

    merges = json.loads(theirs.to_str())["model"]["merges"]
    assert ["".join(pair) for pair in merges] == in_order
    return [(visible_to_bytes(left), visible_to_bytes(right)) for left, right in merges]


