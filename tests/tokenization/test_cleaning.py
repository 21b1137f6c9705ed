"""Cleaning raw text and removing duplicates."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from llm_edu.tokenization import clean_text, deduplicate


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("", ""),
        ("cafe\u0301", "café"),
        ("2⁵ and ﬁ", "2⁵ and ﬁ"),  # NFC, not NFKC
        ("<b>bold</b> and <a href='x'>link</a>", "bold and link"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a<!-- hidden -->b<script>var x = '<p>';</script>c<STYLE>p {}</STYLE>d", "abcd"),
        ("1 < 2 and 3 > 2, x<y", "1 < 2 and 3 > 2, x<y"),
        ("&lt;b&gt; &amp; &eacute; &#233; &#x1F600;", "<b> & é é 😀"),
        ("e&#769;", "é"),  # an entity may be an accent
        ("a\u00a0b&nbsp;c\t\td", "a b c d"),
        ("  x  \r\n\r\n\r\n\r\n y\rz ", "x\n\ny\nz"),
        ("\ufeffzero\u200bwidth so\u00adft", "zerowidth soft"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),  # a joiner inside an emoji is part of it
    ],
)
def test_cleaning(raw, clean):
    assert clean_text(raw) == clean


@given(st.text(max_size=80))
@example("e\u200b\u0301")    # what is removed stood between a letter and its accent
def test_clean_text_is_normalised_and_encodable(raw):
    clean = clean_text(raw)
    clean.encode("utf-8")
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "  " not in clean and "\n\n\n" not in clean and "\r" not in clean


def test_of_equal_documents_the_first_stays_as_it_is():
    documents = ["A hat.", "Another.", " a  HAT.\n", "A hat", "ﬁne", "fine", "A hat."]
    assert deduplicate(documents) == ["A hat.", "Another.", "A hat", "ﬁne"]
    assert deduplicate([]) == []
    assert deduplicate(["ΐ", "ΐ".upper()]) == ["ΐ"]    # in small letters again, it is in another form


@given(st.lists(st.sampled_from(["a", "A", "b", " b ", "c"]), max_size=12))
def test_deduplicating_twice_changes_nothing(documents):
    once = deduplicate(iter(documents))
    assert deduplicate(once) == once
    assert {text.strip().lower() for text in once} == {text.strip().lower() for text in documents}
