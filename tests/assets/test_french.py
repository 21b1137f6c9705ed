"""The English and French of JupyterLab's interface when they are here: how many, and that nothing is damaged."""

import re
from statistics import mean

import pytest

from llm_edu.assets import load_english_french
from llm_edu.errors import CourseError


def test_absent_says_how_to_fetch_it(cache):
    with pytest.raises(CourseError, match="llm-edu fetch english-french"):
        load_english_french()


@pytest.mark.asset("english-french")
def test_english_french():
    pairs = load_english_french()
    assert len(pairs) == 1_044 == len({english for english, _ in pairs})
    assert ("Whether to activate the widget", "Activer ou non le widget") in pairs
    texts = [text for pair in pairs for text in pair]
    assert all(text and text == text.strip() and not re.search("[\x00-\x1f\ufffd]|Ã.|%1", text) for text in texts)
    assert 8 < mean(len(english.split()) for english, _ in pairs) < 11
