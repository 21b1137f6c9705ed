"""What a summary is worth: common words in order, and what its source does not have."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.finetuning.summaries import first_sentence, longest_common_subsequence, rouge_l, unsupported, words_of

LISTS = st.lists(st.sampled_from("abc"), max_size=7)
TEXTS = st.lists(st.sampled_from(["Soap", "soap", "in", "Rome", "1599", "20th", ".", "é", "–"]), max_size=8).map(" ".join)


@given(LISTS, LISTS)
def test_longest_common_subsequence_is_the_longest_of_all(first, second):
    parts = [set(combinations(items, size)) for items in (first, second) for size in range(8)]
    longest = max(size for size in range(8) if parts[size] & parts[8 + size])
    assert longest_common_subsequence(first, second) == longest == longest_common_subsequence(second, first)


@pytest.mark.parametrize("words, none", [({}, ".–é"), ({"words": words_of}, ".–")])
@given(first=TEXTS, second=TEXTS)
def test_rouge_l_is_one_for_the_same_words_and_zero_for_others(words, none, first, second):
    score = rouge_l(first, second, **words)
    assert score == pytest.approx(rouge_l(second, first, **words)) and 0 <= score <= 1
    same = [word.lower() for word in first.split() if word not in none] == [
        word.lower() for word in second.split() if word not in none]
    assert (score == 1) == (same and rouge_l(first, first, **words) == 1)


@pytest.mark.parametrize("summary, right, expected", [    # rouge_score 0.1.2, rougeL's fmeasure, use_stemmer=False
    ("a Spanish painter", "Spanish court painter of Philip IV", 0.4444),
    ("the cat was under the bed", "the cat was found under the bed", 0.9231),
    ("Diego Velázquez, peintre espagnol", "peintre espagnol du siècle d'or, Diego Velázquez", 0.4),
    ("l'élève a été élevé à Évry", "un élève est né à Évry, l'été", 0.4),
    ("élève", "élevé", 0.0), ("Köln", "Koln", 0.0), ("İstanbul", "istanbul", 0.0), ("straße STRASSE", "strasse straße", 0.6667),
    ("São Paulo's football_club (1930–2005)", "football club of Sao Paulo, 1930", 0.4286),
    ("don't", "do not", 0.0), ("3.5 km²; 2½ h", "3.5 km, 2 h", 1.0), ("Москва", "Москва", 0.0), ("", "nothing", 0.0),
    ("one two three four", "four three two one", 0.25),
])
def test_rouge_l_is_that_of_rouge_score(summary, right, expected):
    assert rouge_l(summary, right) == pytest.approx(expected, abs=5e-5)


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
