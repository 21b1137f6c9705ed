"""The sentences that measure bias, as their files have them."""

from collections import Counter

import pytest

from llm_edu.assets import load_crows_pairs, load_occupations, read_word2vec_text

pytestmark = pytest.mark.asset("bias-sets")


def test_occupations():
    jobs = {each.job: each for each in load_occupations()}
    assert len(jobs) == 60 and jobs["nurse"].women == 89.58 and jobs["nurse"].women_in_text == 88.31
    assert all(0 < each.women < 100 and each.year in (2015, 2016) for each in jobs.values())


def test_crows_pairs():
    pairs = load_crows_pairs()
    assert len(pairs) == 1_508 and sum(each.stereotype for each in pairs) == 1_290
    assert len(Counter(each.category for each in pairs)) == 9 and Counter(each.agreeing for each in pairs)[5] == 631


@pytest.mark.parametrize(("text", "message"), [
    ("", "does not begin"), ("two 2\n", "does not begin"), ("2 2\ntea 1 2\n", "announces 2 words and has 1"),
    ("1 2\ntea 1\n", "line 2 has not one word and 2 numbers"), ("1 2\ntea 1 x\n", "a value that is not a number"),
    ("1 2\ntea 1 nan\n", "not finite"),
])
def test_word2vec_as_text(tmp_path, text, message):
    file = tmp_path / "vectors.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_word2vec_text(file)
    file.write_text("2 2\ntea 1 -2.5\nnaïve 0 3e-5\n", encoding="utf-8")
    words, vectors = read_word2vec_text(file)
    assert words == ["tea", "naïve"] and vectors.tolist()[0] == [1.0, -2.5]
