"""What a summary is worth: common words in order, and what its source does not have."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.finetuning.summaries import first_sentence, longest_common_subsequence, rouge_l, unsupported

LISTS = st.lists(st.sampled_from("abc"), max_size=7)
TEXTS = st.lists(st.sampled_from(["Soap", "soap", "in", "Rome", "1599", "20th", ".", "é", "–"]), max_size=8).map(" ".join)


@given(LISTS, LISTS)
def test_longest_common_subsequence_is_the_longest_of_all(first, second):
    parts = [set(combinations(items, size)) for items in (first, second) for size in range(8)]
    longest = max(size for size in range(8) if parts[size] & parts[8 + size])
    assert longest_common_subsequence(first, second) == longest == longest_common_subsequence(second, first)


@given(TEXTS, TEXTS)
def test_rouge_l_is_one_for_the_same_words_and_zero_for_others(first, second):
    assert rouge_l(first, second) == pytest.approx(rouge_l(second, first)) and 0 <= rouge_l(first, second) <= 1
    same = [word.lower() for word in first.split() if word not in ".–"] == [
        word.lower() for word in second.split() if word not in ".–"]
    assert (rouge_l(first, second) == 1) == (same and rouge_l(first, first) == 1)


@pytest.mark.parametrize("summary, found", [
    ("Spanish painter", []),    # the first word of a sentence has a capital whatever it is
    ("A Spanish painter", ["Spanish"]),
    ("Painter. Spanish was he", []), ("Painter.Spanish", ["Spanish"]), ("Was he? Yes! Rome", []),
    ("From Rome, rome and ROME", ["Rome", "ROME"]),    # as they are written, each once
    ("From Rome and Rome", ["Rome"]),
    ("1968 film", ["1968"]), ("Film of the 20th century", ["20th"]), ("Film (1599–1660)", ["1660"]),
    ("A man of DELFT and of 1599", []), ("", []), ("…", []), ("An Évora", ["Évora"]),
    ("The Delft's 3.5", ["3", "5"]),
])
def test_unsupported(summary, found):
    assert unsupported(summary, "A man from Delft, born in 1599") == found


@given(TEXTS, TEXTS)
def test_a_text_supports_itself_and_more_text_supports_no_less(summary, source):
    assert unsupported(summary, summary) == []
    assert set(unsupported(summary, f"{source} {summary}")) == set()
    assert set(unsupported(summary, f"{source} Rome")) <= set(unsupported(summary, source))


def test_first_sentence():
    assert first_sentence("No end") == "No end"
    assert first_sentence("It is 3.5 m long! Really?") == "It is 3.5 m long!"
