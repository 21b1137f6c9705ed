"""Judging translations: the kinds of mistake, scores of things that are known, and the two baselines."""

import pytest

from llm_edu.applications.translation import (
    bleu_and_chrf,
    exact_share,
    make_corpus,
    make_word_table,
    name_mistake,
    scrambled,
    translate,
    word_by_word,
)


@pytest.fixture(scope="module")
def corpus():
    return make_corpus(stories=100, held_out=100)


def test_mistakes_have_names():
    right = list(translate("Mia lost her green hat .".split()).words)
    noun, her = right[1], right[2]
    assert name_mistake(right, right) == "none"
    assert name_mistake(right, [right[0], her, noun, *right[3:]]) == "order"
    assert name_mistake(right, [*right[:2], her[:-1] + "o", *right[3:]]) == "ending"
    assert name_mistake(right, right[:-1]) == "word"
    assert name_mistake(right, ["Otto", *right[1:]]) == "word"


def test_baselines_lie_between_nothing_and_everything(corpus):
    right = [pair.words for pair in corpus.held_out]
    table = make_word_table(corpus.learn)
    said = {"looked up": word_by_word(corpus.held_out, table), "scrambled": scrambled(corpus.held_out)}
    for outputs in said.values():
        bleu, chrf = bleu_and_chrf(right, outputs)
        assert 0 < bleu < chrf < 90 and exact_share(corpus.held_out, outputs) < 0.25
    assert all(sorted(words) == sorted(pair.words) for words, pair in zip(said["scrambled"], corpus.held_out))
    assert bleu_and_chrf(right, right) == pytest.approx((100, 100))
    for fewer in (right[:-1], []):
        with pytest.raises(ValueError, match="each text needs its translation"):
            bleu_and_chrf(right, fewer)
    assert exact_share(corpus.held_out, right) == 1.0
