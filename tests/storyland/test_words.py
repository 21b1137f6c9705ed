import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.storyland import join_words, split_words


@pytest.mark.parametrize("text", ["", "Mia's hat.", "“Who is there?” she asked.", "A, B and C: “No!”"])
def test_join_undoes_split(text):
    assert join_words(split_words(text)) == text


@given(st.text())
def test_nothing_but_spaces_is_lost(text):
    assert "".join(split_words(text)) == "".join(text.split())
