"""WordPiece against the `tokenizers` library, on real text and on letters that are hard."""

import unicodedata

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from llm_edu import assets
from llm_edu.errors import CourseError
from llm_edu.retrieval import WordPiece, read_wordpiece, split_words

HARD = [
    "", " ", "Héloïse, ÅNGSTRÖM; naïve façade", "北京 is 中国's capital: 日本語とひらがな 한국어", "🙂 emoji 👩‍👩‍👧 🇫🇷!", "a" * 101 + " " + "a" * 100,
    "tab\there\nthere\r\u00a0\u3000\u2028end", "\x00null\ufffd \u200bzero\u200dwidth \ue000private", "İstanbul ẞ ΣΊΣΥΦΟΣ ﬁn Ⅻ",
    "don't—stop… «quoted» 3.14$ + 5€ = ½ x² <|end|> [SEP] [MASK]", "ünïcödé e\u0301 \u0301alone", "\u0e01\u0e33 \u0915\u094d\u0937",
]


@pytest.fixture(scope="module")
def reference():
    """A function from text to tokens: the library's parts, put together as tokenizer.json says."""
    path = assets.path("minilm", "vocabulary")
    ids = {token: number for number, token in enumerate(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return lambda texts: [encoding.ids for encoding in tokenizer.encode_batch(texts)]


@pytest.fixture(scope="module")
def tokenizer():
    return read_wordpiece(assets.path("minilm", "vocabulary"))


@pytest.mark.asset("minilm", "wikipedia-leads")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_leads_get_the_ids_of_tokenizers(language, reference, tokenizer):
    texts = [f"{lead.title}: {lead.extract}" for lead in assets.load_wikipedia_leads(language)[::4]]
    assert len(texts) > 2400
    assert [tokenizer.encode(text)[1:-1] for text in texts] == reference(texts)


@pytest.mark.asset("minilm")
def test_hard_letters_get_the_ids_of_tokenizers(reference, tokenizer):
    for text, expected in zip(HARD, reference(HARD)):
        assert tokenizer.encode(text)[1:-1] == expected, text


def test_each_letter_is_treated_as_tokenizers_treats_it():
    """Letters that have been what they are since Unicode 3.2: the libraries know different editions. The reference
    takes some Chinese signs from U+2B820 on for letters, which BERT's own program does not; they are newer."""
    old = unicodedata.ucd_3_2_0
    letters = [letter for letter in map(chr, [*range(0xD800), *range(0xE000, 0x20000)])
               if old.category(letter) == unicodedata.category(letter) != "Cn"]
    assert len(letters) > 50_000
    normalizer, cut = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    for begin in range(0, len(letters), 5000):
        text = "\n".join(f"a{letter}b" for letter in letters[begin:begin + 5000])
        assert split_words(text) == [word for word, _ in cut.pre_tokenize_str(normalizer.normalize_str(text))]


@pytest.mark.asset("minilm")
def test_what_a_text_says_is_never_a_special_token(tokenizer):
    assert tokenizer.pieces("[SEP]") == ["[", "sep", "]"]
    assert tokenizer.encode("a b c d", most=4) == [101, 1037, 1038, 102]
    assert tokenizer.pieces("x" * 3_000_000) == ["[UNK]"]    # at once
    assert split_words("half \ud800 a pair") == ["half", "a", "pair"]


@pytest.mark.parametrize(("content", "said"), [
    (b"[UNK]\n[CLS]\n[SEP]\na\na\n", "twice"), (b"[UNK]\na\n", "lacks"), (b"[UNK]\n[CLS]\n[SEP]\n\xff\n", "utf-8"),
    (None, "There is no"),
])
def test_a_vocabulary_that_is_none_is_refused(content, said, tmp_path):
    if content is not None:
        (tmp_path / "vocab.txt").write_bytes(content)
    with pytest.raises(CourseError, match=said):
        read_wordpiece(tmp_path / "vocab.txt")


def test_lines_may_end_as_windows_ends_them(tmp_path):
    (tmp_path / "vocab.txt").write_bytes(b"[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n")
    assert read_wordpiece(tmp_path / "vocab.txt").vocabulary == ["[UNK]", "[CLS]", "[SEP]", "a"]


@pytest.mark.parametrize(("call", "error"), [
    (lambda tokenizer: tokenizer.encode(b"bytes"), TypeError), (lambda tokenizer: tokenizer.encode("a", most=1), ValueError),
])
def test_what_is_no_text_is_refused(call, error):
    with pytest.raises(error):
        call(WordPiece(["[UNK]", "[CLS]", "[SEP]"]))


def test_a_word_that_another_thread_has_just_forgotten_is_no_error():
    class Forgetful(dict):
        def __setitem__(self, word, ids):
            """Cleared at once."""

    tokenizer = WordPiece(["[UNK]", "[CLS]", "[SEP]", "a"])
    tokenizer._known = Forgetful()
    assert tokenizer.encode("a a") == [1, 3, 3, 2]
