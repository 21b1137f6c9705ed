"""Tokenizers in files: our own, GPT-2's, tiktoken's, GGUF; and what happens when a file is damaged."""

import base64
import json
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.errors import CourseError
from llm_edu.tokenization import (
    CL100K_PATTERN,
    SMOLLM2_PATTERN,
    BPETokenizer,
    load_tokenizer,
    tokenizer_from_gguf,
)
from llm_edu.tokenization.gguf_metadata import read_metadata
from llm_edu.tokenization.loading import tokenizer_from_gpt2_files, tokenizer_from_tiktoken_file
from llm_edu.tokenization.visible_bytes import bytes_to_visible, visible_to_bytes

TEXT = "the cat \"sat\" on [ \"the\", \"mat\" ]\n\\ été 12 <|end|>"
tokenizer = BPETokenizer.train(TEXT * 3, 320, ["<|end|>", "\"quoted\"\n"], CL100K_PATTERN, name="fable")


def parts(tokenizer: BPETokenizer) -> tuple:
    return tokenizer.vocab, tokenizer.merges, tokenizer.special_tokens, tokenizer.pattern, tokenizer.name


@given(st.binary(max_size=20))
def test_visible_characters_are_printable_and_turn_back(data):
    visible = bytes_to_visible(data)
    assert visible_to_bytes(visible) == data
    assert len(visible) == len(data) and (visible.isprintable() and " " not in visible)


@pytest.mark.parametrize("text", [" ", "\n", "日", "\u0143\u0144", "\xad"])
def test_characters_that_stand_for_no_byte_are_refused(text):
    with pytest.raises(ValueError, match="stands for no byte"):
        visible_to_bytes("Ġa" + text)


# --- save and load ---


def test_a_saved_tokenizer_comes_back_equal(tmp_path):
    path = tmp_path / "mon œuvre" / "fable.json"
    path.parent.mkdir()
    tokenizer.save(path)
    assert parts(BPETokenizer.load(str(path))) == parts(tokenizer)
    assert [file.name for file in path.parent.iterdir()] == ["fable.json"], "nothing half-written is left"
    assert '\n   ["Ġ", "cat"],\n' in path.read_text(encoding="utf-8"), "a merge has a line of its own"


def test_saving_twice_gives_the_same_file_and_replaces_the_old(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("old", encoding="utf-8")
    tokenizer.save(path)
    first = path.read_bytes()
    BPETokenizer.load(path).save(path)
    assert path.read_bytes() == first


def test_hugging_face_tokenizers_reads_what_we_save(tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    path = tmp_path / "fable.json"
    tokenizer.save(path)
    theirs = tokenizers.Tokenizer.from_file(str(path))
    for text in (TEXT, "unseen words, 12345  \n\n  日本", ""):
        assert theirs.encode(text).ids == tokenizer.encode(text, allowed_special="all")
        assert theirs.decode(theirs.encode(text).ids, skip_special_tokens=False) == text


def test_a_special_token_that_looks_like_an_ordinary_one_cannot_be_saved(tmp_path):
    odd = BPETokenizer({0: b"a"}, [], {"a": 1})
    with pytest.raises(ValueError, match="'a' is written like an ordinary token"):
        odd.save(tmp_path / "odd.json")
    assert list(tmp_path.iterdir()) == []


def test_special_tokens_that_look_like_json_come_back(tmp_path):
    odd = BPETokenizer.train("low low", 257).with_special_tokens(["[ ", ", ", " ]", '"merges": ["a", "b"]'])
    odd.save(tmp_path / "odd.json")
    assert BPETokenizer.load(tmp_path / "odd.json").special_tokens == odd.special_tokens


def change(path: list, value):
    """A damage: the value at a place in the saved JSON is another one (or, for None, missing)."""

    def damage(text: str) -> str:
        content = json.loads(text)
        place = content
        for key in path[:-1]:
            place = place[key]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        return json.dumps(content)

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda text: "", "Expecting value"),
        (lambda text: text[: len(text) // 2], "damaged"),
        (lambda text: "[]", "damaged"),
        (lambda text: "7", "damaged"),
        (lambda text: "[" * 100_000, "damaged"),
        (lambda text: text.replace('"BPE"', '"WordPiece"'), "another kind of tokenizer"),
        (change(["pre_tokenizer"], None), "'pre_tokenizer' is missing"),
        (change(["pre_tokenizer", "pretokenizers"], []), "damaged"),
        (change(["model", "vocab"], None), "'vocab' is missing"),
        (change(["model", "vocab", "a"], 5), "two tokens have the same id 5"),
        (change(["model", "vocab", "a"], "5"), "ids must be whole numbers"),
        (change(["model", "vocab", "a"], None), "has no id"),
        (change(["model", "vocab", "two words"], 5000), "stands for no byte"),
        (change(["model", "merges", 0], ["q", "q"]), "needs b'qq'"),
        (change(["model", "merges", 0], "q q"), "damaged"),
        (change(["model", "merges", 0], [1, 2]), "damaged"),
        (change(["model", "merges"], 3), "damaged"),
        (change(["added_tokens", 0, "id"], 5), "two ids"),
        (change(["added_tokens", 0], "<|end|>"), "damaged"),
        (change(["pre_tokenizer", "pretokenizers", 0, "pattern", "Regex"], "("), "not a regular expression"),
        (change(["pre_tokenizer", "pretokenizers", 0, "pattern", "Regex"], "a(?R)|."), "calls itself"),
        (change(["pre_tokenizer", "pretokenizers", 0, "pattern", "Regex"], "(?:a{999}){999}"), "repeats something"),
        (change(["pre_tokenizer", "pretokenizers", 0, "pattern", "Regex"], "(?:" * 9999), "not a regular expression"),
    ],
)
def test_a_damaged_file_is_refused_with_a_way_out(tmp_path, damage, message):
    path = tmp_path / "fable.json"
    tokenizer.save(path)
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CourseError, match=f"(?s)fable.json is not a tokenizer.*{message}.*Train and save it again"):
        BPETokenizer.load(path)


def test_a_file_of_random_bytes_is_refused(tmp_path):
    path = tmp_path / "noise.json"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(CourseError, match="noise.json is not a tokenizer"):
        BPETokenizer.load(path)
    with pytest.raises(FileNotFoundError):
        BPETokenizer.load(tmp_path / "missing.json")


# --- tiktoken ---


def test_to_tiktoken_gives_the_same_ids():
    encoding = tokenizer.to_tiktoken()
    assert encoding.name == "fable" and encoding.n_vocab == tokenizer.vocab_size
    for text in (TEXT, "unseen words, 12345  \n\n  日本", "", "a" * 3000):
        assert encoding.encode_ordinary(text) == tokenizer.encode(text)
        assert encoding.encode(text, allowed_special="all") == tokenizer.encode(text, allowed_special="all")
        assert encoding.decode(tokenizer.encode(text)) == text


encoding = tokenizer.to_tiktoken()


@given(st.text("the cat\"s[]12é \n", max_size=40))
def test_to_tiktoken_gives_the_same_ids_on_any_text(text):
    assert encoding.encode_ordinary(text) == tokenizer.encode(text)


def test_tiktoken_raises_instead_of_panicking_where_a_byte_has_no_token():
    tiny = BPETokenizer({0: b"a", 1: b"b", 2: b"ab"}, [(b"a", b"b")], name="tiny")
    encoding = tiny.to_tiktoken()
    assert encoding.encode("abba") == tiny.encode("abba") == [2, 1, 0]
    for encode in (encoding.encode, encoding.encode_ordinary, encoding.encode_to_numpy, encoding.encode_with_unstable):
        with pytest.raises(ValueError, match=r"'tiny' has no token for byte 0x63, from the character 'c'"):
            encode("abc")
    for encode_batch in (encoding.encode_batch, encoding.encode_ordinary_batch):
        assert encode_batch(["ab", "b"]) == [[2], [1]]
        with pytest.raises(ValueError, match="has no token for byte 0x63"):
            encode_batch(["ab", "c"])


def test_to_tiktoken_refuses_what_tiktoken_would_encode_otherwise():
    vocab = {0: b"a", 1: b"bc", 2: b"b", 3: b"ab", 4: b"c"}
    with pytest.raises(ValueError, match="not in the order of its merges"):
        BPETokenizer(vocab, [(b"a", b"b"), (b"b", b"c")]).to_tiktoken()
    never_made = {0: b"a", 1: b"b", 2: b"c", 3: b"bc", 4: b"ab", 5: b"abc"}
    with pytest.raises(ValueError, match="takes b'abc' as one token"):
        BPETokenizer(never_made, [(b"b", b"c"), (b"a", b"b"), (b"ab", b"c")]).to_tiktoken()
    with pytest.raises(ValueError, match="takes b'ab' as one token"):
        BPETokenizer({0: b"a", 1: b"b", 2: b"ab"}, []).to_tiktoken()


# --- published files, in small ---


def write_tiktoken_file(path, vocab):
    path.write_bytes(b"".join(base64.b64encode(token) + f" {rank}\n".encode() for rank, token in vocab.items()))
    return path


def test_a_tiktoken_file(tmp_path):
    path = write_tiktoken_file(tmp_path / "fable.tiktoken", tokenizer.vocab)
    loaded = tokenizer_from_tiktoken_file(path, tokenizer.special_tokens, CL100K_PATTERN, "fable")
    assert parts(loaded) == parts(tokenizer)


@pytest.mark.parametrize("damage", [lambda data: data[:-3], lambda data: b"?" + data, lambda data: b"YQ== x\n" + data,
                                    lambda data: b"", lambda data: data + b"YWFhYWFh 9999\n",
                                    lambda data: data + b"cXFx 97\n"])  # fmt: skip
def test_a_damaged_tiktoken_file_is_refused(tmp_path, damage):
    path = write_tiktoken_file(tmp_path / "fable.tiktoken", tokenizer.vocab)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(CourseError, match="fable.tiktoken is damaged .*fetch it again"):
        tokenizer_from_tiktoken_file(path, {}, CL100K_PATTERN, "fable")


def test_gpt2_files(tmp_path):
    encoder, merges = tmp_path / "encoder.json", tmp_path / "vocab.bpe"
    ids = {bytes_to_visible(token): token_id for token_id, token in tokenizer.vocab.items()}
    encoder.write_text(json.dumps(ids | {"<|endoftext|>": 50256}), encoding="utf-8")
    lines = [f"{bytes_to_visible(left)} {bytes_to_visible(right)}" for left, right in tokenizer.merges]
    merges.write_text("\n".join(["#version: 0.2", *lines, ""]), encoding="utf-8")
    loaded = tokenizer_from_gpt2_files(encoder, merges)
    assert (loaded.vocab, loaded.merges) == (tokenizer.vocab, tokenizer.merges)
    assert loaded.special_tokens == {"<|endoftext|>": 50256}
    for damaged in ("{", "[]", "{}", '{"a": 1, "b": 1}', '{"a": "1"}', '{"日": 1}'):
        encoder.write_text(damaged, encoding="utf-8")
        with pytest.raises(CourseError, match="encoder.json or .*vocab.bpe is damaged"):
            tokenizer_from_gpt2_files(encoder, merges)


# --- GGUF ---


def gguf_string(text: str | bytes) -> bytes:
    data = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(data)) + data


def gguf_value(value) -> bytes:
    """A value with its type in front."""
    if isinstance(value, str):
        return struct.pack("<I", 8) + gguf_string(value)
    if isinstance(value, int):
        return struct.pack("<Ii", 5, value)
    strings = value and isinstance(value[0], str)
    items = [gguf_string(item) if strings else struct.pack("<i", item) for item in value]
    return struct.pack("<IIQ", 9, 8 if strings else 5, len(value)) + b"".join(items)


def gguf_file(keys: dict) -> bytes:
    body = b"".join(gguf_string(key) + gguf_value(value) for key, value in keys.items())
    return struct.pack("<4sIQQ", b"GGUF", 3, 0, len(keys)) + body


SMALL = {
    "general.name": "small",
    "some.number": 7,
    "tokenizer.ggml.model": "gpt2",
    "tokenizer.ggml.pre": "smollm",
    "tokenizer.ggml.tokens": ["<|im_end|>", "a", "Ġ", "b", "ab"],
    "tokenizer.ggml.token_type": [3, 1, 1, 1, 1],
    "tokenizer.ggml.merges": ["a b"],
}


def test_a_gguf_file(tmp_path):
    path = tmp_path / "small.gguf"
    path.write_bytes(gguf_file(SMALL))
    assert read_metadata(path) == SMALL
    loaded = tokenizer_from_gguf(path)
    assert (loaded.vocab, loaded.merges) == ({1: b"a", 2: b" ", 3: b"b", 4: b"ab"}, [(b"a", b"b")])
    assert loaded.special_tokens == {"<|im_end|>": 0} and loaded.pattern == SMOLLM2_PATTERN
    assert loaded.encode("ab a<|im_end|>", allowed_special="all") == [4, 2, 1, 0]


def test_a_gguf_file_cut_off_anywhere_is_refused(tmp_path):
    whole = gguf_file(SMALL)
    path = tmp_path / "small.gguf"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(CourseError, match="small.gguf is not a GGUF file, or it is damaged"):
            tokenizer_from_gguf(path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tokenizer.ggml.model": "llama"}, "of the kind 'llama', 'smollm', which the course does not read"),
        ({"tokenizer.ggml.pre": "llama-bpe"}, "which the course does not read"),
        ({"tokenizer.ggml.merges": ["a b", "a a"]}, "needs b'aa'"),
        ({"tokenizer.ggml.merges": ["ab"]}, "damaged"),
        ({"tokenizer.ggml.token_type": [3]}, "damaged"),
        ({"tokenizer.ggml.tokens": ["<|im_end|>", "a", "a", "b", "ab"]}, "same bytes, b'a'"),
    ],
)
def test_a_gguf_file_with_another_tokenizer_is_refused(tmp_path, changes, message):
    path = tmp_path / "small.gguf"
    path.write_bytes(gguf_file(SMALL | changes))
    with pytest.raises(CourseError, match=message):
        tokenizer_from_gguf(path)


@pytest.mark.parametrize("start", [b"", b"GGUF", b"PK\x03\x04" + b"\0" * 40, struct.pack("<4sIQQ", b"GGUF", 99, 0, 0),
                                   struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + gguf_string("key") + b"\xff" * 20,
                                   struct.pack("<4sIQQ", b"GGUF", 3, 0, 1) + struct.pack("<Q", 2**63)])  # fmt: skip
def test_what_is_no_gguf_file_is_refused(tmp_path, start):
    path = tmp_path / "noise.gguf"
    path.write_bytes(start)
    with pytest.raises(CourseError, match="noise.gguf is not a GGUF file, or it is damaged"):
        read_metadata(path)


def test_a_gguf_file_without_a_tokenizer_is_refused(tmp_path):
    path = tmp_path / "small.gguf"
    path.write_bytes(gguf_file({"general.name": "small"}))
    with pytest.raises(CourseError, match="has no 'tokenizer.ggml.model'"):
        tokenizer_from_gguf(path)


@pytest.mark.full
@pytest.mark.asset("smollm2")
def test_an_open_gguf_reader_gives_the_same_tokenizer_as_the_path():
    gguf = pytest.importorskip("gguf")
    from llm_edu import assets

    path = assets.path("smollm2")
    assert parts(tokenizer_from_gguf(gguf.GGUFReader(path))) == parts(tokenizer_from_gguf(path))


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ValueError, match="there is no tokenizer 'gpt5'; there are gpt2, cl100k, o200k, smollm2"):
        load_tokenizer("gpt5")


@pytest.mark.parametrize("name", ["gpt2", "cl100k", "o200k", "smollm2"])
def test_what_is_not_fetched_says_how_to_fetch_it(name, tmp_path, monkeypatch):
    monkeypatch.setenv("LLM_EDU_CACHE", str(tmp_path))
    with pytest.raises(CourseError, match="fetch"):
        load_tokenizer(name)


def test_importing_the_tokenizer_imports_nothing_heavy():
    heavy = ["torch", "numpy", "tiktoken", "gguf", "matplotlib"]
    code = f"import sys, llm_edu.tokenization; print([name for name in {heavy} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
