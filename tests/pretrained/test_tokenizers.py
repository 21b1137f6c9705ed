"""Tokenizers from files: the ids of Hugging Face's tokenizers, on ordinary and on hostile texts."""

import json
import pickle
import random

import pytest

pytest.importorskip("tokenizers", reason="install the tests' packages: pip install -e .[test]")

from hostile import answer
from tokenizer_styles import STYLES, make, save, texts
from tokenizers import AddedToken, Tokenizer

from llm_edu.errors import CourseError
from llm_edu.pretrained.byte_fallback import ByteFallbackTokenizer, Vocabulary
from llm_edu.pretrained.gguf_tokenizer import KEYS, tokenizer_from_metadata
from llm_edu.pretrained.tokenizer_json import MissingTokenizer, tokenizer_from_json
from llm_edu.tokenization import BPETokenizer
from llm_edu.tokenization.visible_bytes import bytes_to_visible

FEW, MANY = 300, 5000
WHOLE = [bytes_to_visible(text.encode()) for text in (" zebra", "zebra", "été", "12")]    # no merge makes these


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """(style, old or new file) -> their tokenizer, ours"""
    folder, found = tmp_path_factory.mktemp("tokenizers"), {}
    for style in STYLES:
        trained = make(style)
        for old in (False, True):
            path = save(trained, folder / f"{style}-{old}.json", old, WHOLE if style == "llama3" else ())
            found[style, old] = Tokenizer.from_file(str(path)), tokenizer_from_json(path)
    return found


def compare(theirs, ours, seed, count):
    special = list(ours.special_tokens)
    for text in texts(seed, count, special):
        theirs.encode_special_tokens = False
        expected = theirs.encode(text, add_special_tokens=False).ids
        assert ours.encode(text, allowed_special="all") == expected, repr(text)
        assert ours.decode(expected) == theirs.decode(expected, skip_special_tokens=False), repr(text)
        theirs.encode_special_tokens = True
        assert ours.encode(text) == theirs.encode(text, add_special_tokens=False).ids, repr(text)


@pytest.mark.parametrize("old", [False, True], ids=["merges as pairs", "merges as texts"])
@pytest.mark.parametrize("style", STYLES)
def test_ids_equal_those_of_tokenizers(style, old, pairs):
    compare(*pairs[style, old], seed=f"few {style}", count=FEW)


ADDED = ["<a>", "low", "zebra", "w", "x y", "é", "été", "Ġlow", "ab", "\u2581q", "<|im_", "12", "_", "à la", "İ", "½"]


def with_added(style, seed):
    """A tokenizer of this style with added tokens of all kinds of flags, and texts that have them."""
    chance, tokenizer = random.Random(f"{style} {seed}"), make(style)
    chosen = chance.sample(ADDED, 6)
    for text in chosen:
        flags = {flag: chance.random() < 0.4 for flag in ("lstrip", "rstrip", "single_word", "normalized")}
        added = AddedToken(text, **flags)
        special = text in ("<a>", "x y", "<|im_", "à la") and chance.random() < 0.6    # others are made by merges, too
        (tokenizer.add_special_tokens if special else tokenizer.add_tokens)([added])
    return tokenizer, chosen


@pytest.mark.parametrize("style", STYLES)
def test_added_tokens_that_look_at_what_stands_beside_them(style, tmp_path):
    for seed in range(25):
        theirs, chosen = with_added(style, seed)
        ours = tokenizer_from_json(save(theirs, tmp_path / "tokenizer.json"))
        theirs = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
        chance = random.Random(seed)
        for _ in range(60):
            text = "".join(chance.choice([*chosen, *chosen, " ", "  ", "\n", "\u3000", "\x1c", "a", ".", "é", "1", "_", "low"]) for _ in range(chance.randint(1, 12)))
            expected = theirs.encode(text, add_special_tokens=False).ids
            assert ours.encode(text, allowed_special="all") == expected, (chosen, text)
            assert ours.decode(expected) == theirs.decode(expected, skip_special_tokens=False), (chosen, text)


@pytest.mark.full
@pytest.mark.parametrize("style", STYLES)
def test_ids_on_thousands_of_texts(style, pairs):
    compare(*pairs[style, False], seed=f"many {style}", count=MANY)


def test_what_the_styles_are_to_show(pairs):
    """Else parity would say little."""
    _, llama3 = pairs["llama3", False]
    assert len(llama3.encode(" zebra")) == 1 and len(llama3.merge_bytes(b" zebra")) > 1
    _, qwen2 = pairs["qwen2", False]
    assert qwen2.encode("e\u0301") == qwen2.encode("é") and qwen2.encode("<think>") != qwen2.encode("< think>")
    assert len(qwen2.encode("<think>")) == 1 < len(qwen2.encode("<|im_end|>"))    # one is a word, one is special
    assert qwen2.encode("e\u0301te\u0301!") == qwen2.encode("été!") and len(qwen2.encode("été!")) == 1    # written otherwise in the file
    _, llama2 = pairs["llama2", False]
    assert isinstance(llama2, ByteFallbackTokenizer) and llama2.decode(llama2.encode("한")) == "한"
    assert len(llama2.encode("한")) == 4    # a space in front, and three bytes


@pytest.mark.parametrize("style", STYLES)
def test_a_tokenizer_can_be_copied_and_used_like_the_course_s_own(style, pairs):
    _, ours = pairs[style, False]
    text = "It's 2024, e\u0301te\u0301! <think> naïve\n zebra"
    assert pickle.loads(pickle.dumps(ours)).encode(text) == ours.encode(text)
    assert b"".join(map(ours.token_bytes, ours.encode(text))) == ours.decode_bytes(ours.encode(text))
    assert ours.vocab_size > max(ours.encode(text)) and len(ours) <= ours.vocab_size
    assert ours.encode_batch([text, ""])[0] == ours.encode(text)
    with pytest.raises(TypeError, match="a string"):
        ours.encode(7)
    with pytest.raises(ValueError, match="surrogate"):
        ours.encode("\ud83d")
    with pytest.raises(ValueError, match="not in the vocabulary"):
        ours.token_bytes(99_999)


@pytest.mark.parametrize("style", STYLES)
def test_a_text_in_chunks(style, pairs):
    _, ours = pairs[style, False]
    text = "It's 2024, e\u0301te\u0301! <think> naïve\n zebra " * 3
    chunks = [text[place:place + 5] for place in range(0, len(text), 5)]
    assert list(ours.encode_iterable(chunks)) == ours.encode(text)


@pytest.mark.parametrize("style", ["gpt2", "smollm2", "qwen2", "several", "llama3"])
def test_more_ways_of_encoding(style, pairs, tmp_path):
    _, ours = pairs[style, False]
    text = "It's 2024, e\u0301te\u0301! <think> naïve\n zebra " * 3
    more = ours.with_special_tokens(["<|new|>"])
    assert more.encode(text + "<|new|>", allowed_special="all")[:-1] == ours.encode(text, allowed_special="all")
    if style in ("gpt2", "smollm2"):
        assert ours.to_tiktoken().encode_ordinary(text) == ours.encode(text)
        ours.save(tmp_path / "copy.json")
        assert BPETokenizer.load(tmp_path / "copy.json").encode(text) == ours.encode(text)
    else:
        with pytest.raises(ValueError, match="a file of the course cannot hold"):
            ours.save(tmp_path / "copy.json")
        with pytest.raises(ValueError, match="tiktoken"):
            ours.to_tiktoken()


def change(content, path, value):
    *inner, last = path
    for key in inner:
        content = content[key]
    content[last] = value


@pytest.mark.parametrize("style, path, value, message", [
    ("gpt2", ["model", "type"], "Unigram", "SentencePiece's unigram model"),
    ("gpt2", ["model", "type"], "WordPiece", "WordPiece"),
    ("gpt2", ["model", "end_of_word_suffix"], "</w>", "end_of_word_suffix"),
    ("gpt2", ["pre_tokenizer"], {"type": "Whitespace"}, "Whitespace"),
    ("gpt2", ["pre_tokenizer"], None, "a pre-tokenizer of this kind: none"),
    ("gpt2", ["pre_tokenizer", "add_prefix_space"], True, "no space in front"),
    ("gpt2", ["normalizer"], {"type": "Lowercase"}, "a normalizer of the kind Lowercase"),
    ("llama3", ["pre_tokenizer", "pretokenizers", 0, "behavior"], "Removed", "kind Split Removed"),
    ("llama2", ["normalizer"], {"type": "Lowercase"}, "way of writing spaces"),
    ("llama2", ["model", "ignore_merges"], True, "whole words"),
    ("mistral", ["pre_tokenizer", "prepend_scheme"], "always", "way of writing spaces"),
])
def test_a_tokenizer_that_the_course_lacks_is_named_when_used(style, path, value, message, tmp_path):
    file = save(make(style), tmp_path / "tokenizer.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content, path, value)
    file.write_text(json.dumps(content), encoding="utf-8")
    tokenizer = tokenizer_from_json(file)
    assert isinstance(tokenizer, MissingTokenizer) and message in repr(tokenizer)
    for use in (lambda: tokenizer.encode("a"), lambda: tokenizer.decode([1]), lambda: tokenizer.special_tokens):
        with pytest.raises(CourseError, match=message):
            use()


@pytest.mark.parametrize("path, value", [
    (["model"], None), (["model", "merges"], [["a"]]), (["model", "merges"], [["x", "yy"]]), (["model", "vocab"], []),
    (["added_tokens", 0, "id"], -1), (["added_tokens", 0, "content"], ["<s>"]), (["model", "merges", 0], 7),
    (["pre_tokenizer"], {"type": "Sequence"}), (["model", "vocab", "Ā"], 5), (["model", "vocab", "ab c"], 5_000),
])
def test_a_damaged_file_is_refused(path, value, tmp_path):
    file = save(make("gpt2"), tmp_path / "tokenizer.json")
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content, path, value)
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CourseError, match="damaged"):
        tokenizer_from_json(file)


def test_a_pattern_that_tries_for_ever_is_stopped(tmp_path):
    content = json.loads(make("several").to_str())
    content["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] = r"(?:\w|\S|.)*[A-Z]{3}"
    (tmp_path / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    ours = tokenizer_from_json(tmp_path / "tokenizer.json")
    assert not answer(lambda: ours.encode("low lower lowest, slow and slower; " * 9), ValueError)


def gguf_metadata(tokenizer, pre):
    """The settings of a GGUF file for a tokenizer of Hugging Face's, as llama.cpp's converter writes them."""
    content = json.loads(tokenizer.to_str())
    ids = content["model"]["vocab"] | {entry["content"]: entry["id"] for entry in content["added_tokens"]}
    added = {entry["content"]: 3 if entry["special"] else 4 for entry in content["added_tokens"]}
    tokens = [f"[PAD{place}]" for place in range(max(ids.values()) + 3)]    # as many as a model's table has rows
    types = [5] * len(tokens)
    for text, number in ids.items():
        tokens[number], types[number] = text, added.get(text, 1)
    merges = [" ".join(merge) for merge in content["model"]["merges"]]
    return {KEYS + "model": "gpt2", KEYS + "pre": pre, KEYS + "tokens": tokens, KEYS + "token_type": types,
            KEYS + "merges": merges}


@pytest.mark.parametrize("style, pre", [("gpt2", "gpt-2"), ("smollm2", "smollm"), ("llama3", "llama-bpe"), ("qwen2", "qwen2")])
def test_the_same_tokenizer_from_a_gguf_file(style, pre, pairs):
    theirs, _ = pairs[style, False]
    ours = tokenizer_from_metadata(gguf_metadata(theirs, pre), "model.gguf")
    theirs.encode_special_tokens = False
    for text in texts(style, FEW, list(ours.special_tokens)):
        expected = theirs.encode(text, add_special_tokens=False).ids
        if "été!" not in text:    # a GGUF file does not say which words are looked for after normalising
            assert ours.encode(text, allowed_special="all") == expected, repr(text)
    missing = tokenizer_from_metadata(gguf_metadata(theirs, "tekken"), "model.gguf")
    with pytest.raises(CourseError, match="'gpt2', 'tekken': it has"):
        missing.encode("a")


def test_the_chat_template_of_a_gguf_file(pairs):
    theirs, _ = pairs["llama3", False]
    metadata = gguf_metadata(theirs, "llama-bpe")
    assert tokenizer_from_metadata(metadata, "model.gguf").chat is None
    metadata |= {"tokenizer.chat_template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}",
                 KEYS + "bos_token_id": 0, KEYS + "eos_token_id": 1, KEYS + "eot_token_id": 2, KEYS + "eom_token_id": -1}
    chat = tokenizer_from_metadata(metadata, "model.gguf").chat
    assert chat.stop_ids == (1, 2)
    assert chat.render([{"content": "a"}]) == "<|begin_of_text|>a<|eot_id|>"


def merged_by_score(text, scores):
    """SentencePiece's BPE, word for word: of all neighbours that make a token, merge the best, then the leftmost."""
    pieces = list(text)
    while True:
        found = [(-scores[left + right], place) for place, (left, right) in enumerate(zip(pieces, pieces[1:]))
                 if left + right in scores]
        if not found:
            return pieces
        _, place = min(found)
        pieces[place:place + 2] = [pieces[place] + pieces[place + 1]]


def test_sentencepiece_from_the_scores_of_a_gguf_file():
    chance = random.Random(0)
    texts_known = {"".join(chance.choices("ab\u2581c", k=chance.randint(2, 5))) for _ in range(60)}
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *sorted(texts_known), *"ab\u2581c"]
    types = [2, 3, 3] + [6] * 256 + [1] * (len(tokens) - 259)
    scores = [0.0] * 259 + chance.sample([-float(place) for place in range(len(tokens))], len(tokens) - 259)
    metadata = {KEYS + "model": "llama", KEYS + "tokens": tokens, KEYS + "token_type": types, KEYS + "scores": scores}
    ours = tokenizer_from_metadata(metadata, "model.gguf")
    known = {token: score for token, score, kind in zip(tokens, scores, types) if kind == 1}
    for _ in range(400):
        text = "".join(chance.choices("abc ", k=chance.randint(0, 30)))
        expected = merged_by_score("\u2581" + text.replace(" ", "\u2581"), known) if text else []
        assert [tokens[number] for number in ours.encode(text)] == expected, repr(text)
        assert ours.decode(ours.encode(text)) == text
    assert ours.encode("<s>é", allowed_special="all") == [1, tokens.index("\u2581"), 3 + 0xC3, 3 + 0xA9]
    for wrong in ({KEYS + "scores": [1.0]}, {KEYS + "token_type": 7}, {KEYS + "tokens": tokens[:-1] + ["a" * 300]}):
        with pytest.raises(CourseError, match="damaged"):
            tokenizer_from_metadata(metadata | wrong, "model.gguf")


def test_a_character_without_token_or_bytes():
    ids = {"a": 0, "\u2581": 1, "<unk>": 2}
    assert ByteFallbackTokenizer(Vocabulary(ids, [], unknown=2)).encode("aéé a") == [1, 0, 2, 1, 0]
    with pytest.raises(ValueError, match="no token for 'é', nor for its bytes"):
        ByteFallbackTokenizer(Vocabulary(ids, [])).encode("aé")
