"""The encoder–decoder: who may look at whom, and that what it writes is what it was scored for."""

import pytest
import torch

from llm_edu.applications.translation import (
    PairRows,
    Vocabulary,
    alignment_share,
    cross_attention,
    cross_weights,
    exact_share,
    make_corpus,
    new_translator,
    translate,
    translate_all,
    translator_training,
)
from llm_edu.applications.translation.pairs import pad_sources
from llm_edu.attention import scaled_dot_product_attention
from llm_edu.training import train

SENTENCES = ["Mia lost her green hat .", "It rained .", "Ben had one and did not want it .", "“ Look ! ” she said ."]


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary()


@pytest.fixture(scope="module")
def pairs():
    return [translate(sentence.split()) for sentence in SENTENCES]


@pytest.fixture(scope="module")
def trained(vocabulary, pairs):
    model = new_translator(vocabulary, width=32, feed_forward_width=64)
    train(model, PairRows.of(pairs, vocabulary), translator_training(60, batch_size=4), progress=False)
    return model


def test_cross_attention_hides_the_filling():
    torch.manual_seed(0)
    queries, keys, values = torch.randn(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 6)
    mask = torch.tensor([[True] * 5, [True, True, False, False, False]])
    found = cross_attention(queries, keys, values, mask)
    assert torch.allclose(found[0], scaled_dot_product_attention(queries[0], keys[0], values[0]))
    assert torch.allclose(found[1], scaled_dot_product_attention(queries[1], keys[1, :2], values[1, :2]))
    assert torch.allclose(cross_attention(queries, keys, values)[0], found[0])


def test_the_target_looks_back_only_and_the_source_everywhere(vocabulary, pairs):
    model = new_translator(vocabulary)
    batch, _ = PairRows.of(pairs[:1], vocabulary).side_by_side([0])
    before = model(batch)
    batch.target[:, -1] = 5
    assert torch.equal(model(batch)[:, :-1], before[:, :-1])
    batch.source[:, -1] = 5
    assert not torch.allclose(model(batch)[:, 0], before[:, 0])


def test_filling_changes_nothing(vocabulary, pairs):
    model, rows = new_translator(vocabulary), PairRows.of(pairs, vocabulary)
    together, targets = rows.side_by_side(range(len(pairs)))
    logits = model(together)
    for number in range(len(pairs)):
        alone, _ = rows.side_by_side([number])
        counted = targets[number] >= 0
        assert torch.allclose(logits[number, counted], model(alone)[0], atol=1e-4)


def test_what_it_writes_is_likeliest_word_for_word(trained, vocabulary, pairs):
    for pair, words in zip(pairs, translate_all(trained, pairs, vocabulary), strict=True):
        source = trained.encode(*pad_sources([vocabulary.encode(pair.source)]))
        ids = [0, *vocabulary.encode(words), 0]
        assert trained.decode(torch.tensor([ids[:-1]]), source)[0].argmax(-1).tolist() == ids[1:]


def test_it_learns_a_few_sentences_by_heart(trained, vocabulary, pairs):
    assert exact_share(pairs, translate_all(trained, pairs, vocabulary)) == 1.0


def test_weights_belong_to_the_word_that_they_predict(trained, vocabulary, pairs):
    (weights,) = cross_weights(trained, pairs, vocabulary)
    assert weights.shape == (4, 1, max(len(pair.words) for pair in pairs) + 1, max(len(pair.source) for pair in pairs))
    assert torch.allclose(weights.sum(-1), torch.ones(weights.shape[:-1]), atol=1e-4)
    perfect = torch.zeros(4, *weights.shape[2:])
    for row, pair in enumerate(pairs):
        for place, sources in enumerate(pair.alignment):
            perfect[row, place, sources[0]] = 1.0
    assert alignment_share(perfect, pairs) == 1.0
    assert alignment_share(perfect.roll(1, dims=1), pairs) < 0.2


def test_a_learners_own_attention_does_the_same(vocabulary, pairs):
    def attend(queries, keys, values, source_mask):
        scores = torch.einsum("btd,bsd->bts", queries, keys) / queries.shape[-1] ** 0.5
        return scores.masked_fill(~source_mask[:, None, :], float("-inf")).softmax(-1) @ values

    batch, _ = PairRows.of(pairs, vocabulary).side_by_side(range(len(pairs)))
    ours, theirs = (new_translator(vocabulary, attend=function)(batch) for function in (cross_attention, attend))
    assert torch.allclose(ours, theirs, atol=1e-4)


def test_values_are_the_words_or_what_was_read(vocabulary, pairs):
    source = pad_sources([vocabulary.encode(pair.source) for pair in pairs])
    found = new_translator(vocabulary).encode(*source)
    assert not torch.allclose(found.read, found.values)
    found = new_translator(vocabulary, values="read").encode(*source)
    assert torch.equal(found.read, found.values)
    with pytest.raises(ValueError, match="words"):
        new_translator(vocabulary, values="ids")


def test_parts_of_a_corpus_share_no_sentence():
    corpus = make_corpus(stories=60, held_out=50)
    parts = [corpus.learn, corpus.nonsense, corpus.held_out, corpus.held_out_nonsense, corpus.new_pairs]
    sources = [{pair.source for pair in part} for part in parts]
    assert sum(map(len, sources)) == len(set().union(*sources))
    assert len(corpus.held_out) == 50 and corpus.coverage == 1.0 and len(corpus.apart) == 20
    for part in parts[:4]:
        assert not any(corpus.apart.intersection(zip(pair.source, pair.source[1:])) for pair in part)
    assert all(corpus.apart.intersection(zip(pair.source, pair.source[1:])) for pair in corpus.new_pairs)


@pytest.mark.full
def test_half_a_minute_is_enough(vocabulary):
    corpus = make_corpus(held_out=200)
    model = new_translator(vocabulary)
    train(model, PairRows.of(corpus.learn + corpus.nonsense, vocabulary), translator_training(400), progress=False)
    assert exact_share(corpus.held_out, translate_all(model, corpus.held_out, vocabulary)) > 0.95
    assert alignment_share(cross_weights(model, corpus.held_out, vocabulary)[0][:, 0], corpus.held_out) > 0.93
