"""Bias in real models: association tests against published figures, likelihoods against a plain way, estimates."""

from collections import Counter

import numpy as np
import pytest
import torch

from llm_edu.assets import SentencePair, load_association_vectors, load_word2vec
from llm_edu.bias import estimates, likelihood
from llm_edu.bias.association import association_effect_size, permutation_p_value
from llm_edu.bias.names import FirstName, study_names
from llm_edu.bias.pairs import changed_words, faults
from llm_edu.lessons.bias.association_demos import PUBLISHED, association_table, merged_vectors
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.mark.asset("word2vec", "association-vectors")
def test_the_published_effect_sizes_come_out():
    """Caliskan and others 2017, word2vec: eight of ten to the second decimal; 3 and 10 lack words."""
    rows = association_table(merged_vectors())
    assert [row.number for row in rows if abs(row.effect - row.published) < 0.006] == [1, 2, 4, 5, 6, 7, 8, 9]
    assert rows[9].missing == ["Billy"] and len(rows[2].missing) == 84
    assert rows[5].p < 0.001 and rows[9].p > 0.3 and list(PUBLISHED) == list(range(1, 11))


@pytest.mark.asset("word2vec", "association-vectors")
def test_both_files_hold_the_same_vectors():
    (words, vectors), (more, others) = load_word2vec(), load_association_vectors()
    place = {word: number for number, word in enumerate(words)}
    shared = [(vectors[place[word]], row / np.linalg.norm(row)) for word, row in zip(more, others) if word in place]
    assert len(shared) == 196 and max(abs(one - other).max() for one, other in shared) < 1e-5


def test_p_exact_and_drawn_agree():
    first, second = [1.0, 5.0, 6.0, 9.0, 4.0], [2.0, 3.0, 4.0, 1.0, 7.0]
    exact = permutation_p_value(first, second)
    assert abs(permutation_p_value(first, second, most=200) - exact) < 0.1
    assert permutation_p_value(first, second, most=200) == permutation_p_value(first, second, most=200)
    assert exact + permutation_p_value(second, first) > 1    # the way as it is counts on both sides
    with pytest.raises(ValueError, match="at least one number"):
        permutation_p_value([], [1.0])


def test_random_vectors_have_no_effect_on_average():
    generator = torch.Generator().manual_seed(0)
    found = [association_effect_size(*torch.randn(4, 8, 20, generator=generator)) for _ in range(200)]
    assert abs(sum(found) / 200) < 0.1 and max(found) > 0.8


@pytest.fixture(scope="module")
def small():
    torch.manual_seed(0)
    tokenizer = BPETokenizer.train("she said he said they said", vocab_size=270, special_tokens=["<|endoftext|>"])
    return Transformer(TransformerConfig.llama(vocab_size=270, layers=2, width=16, heads=2)).eval(), tokenizer


def test_likelihoods_equal_a_plain_way(small):
    model, tokenizer = small
    texts = ["she said", "he", "they said he said"]
    expected = []
    for text in texts:
        ids = torch.tensor([[tokenizer.special_tokens["<|endoftext|>"], *tokenizer.encode(text)]])
        expected.append(model(ids)[0, :-1].log_softmax(-1).gather(-1, ids[0, 1:, None])[:, 0])
    found = likelihood.token_log_probs(model, tokenizer, texts, batch_size=2)
    for one, other in zip(found, expected, strict=True):
        torch.testing.assert_close(one, other)
    after = likelihood.continuation_log_probs(model, tokenizer, ["she", "he"], [" said", " said he"])
    torch.testing.assert_close(after[0], expected[0].sum() - likelihood.text_log_probs(model, tokenizer, ["she"])[0])
    following = likelihood.next_log_probs(model, tokenizer, ["she", "she said"], ["s", "h"])
    same = likelihood.continuation_log_probs(model, tokenizer, ["she said"], ["s"])
    torch.testing.assert_close(following[1, :1], same)
    with pytest.raises(ValueError, match="not one token"):
        likelihood.next_log_probs(model, tokenizer, ["she"], [" xyz"])
    assert likelihood.text_log_probs(model, tokenizer, []).shape == (0,)
    with pytest.raises(ValueError, match="batch_size is at least 1"):
        likelihood.next_log_probs(model, tokenizer, ["she"], ["s"], batch_size=-1)


def test_estimates_against_numpy():
    generator = torch.Generator().manual_seed(1)
    group, tokens = torch.arange(60) % 2 * 1.0, torch.randint(1, 4, (60,), generator=generator).float()
    values = 0.5 * group - 0.3 * tokens + 0.1 * torch.randn(60, generator=generator)
    table = np.stack((group, tokens, np.ones(60)), axis=1)
    found = [each.value for each in estimates.regression([group, tokens], values)]
    np.testing.assert_allclose(found, np.linalg.lstsq(table, values.numpy(), rcond=None)[0], atol=1e-5)
    found = estimates.correlation(tokens, values)
    assert found.value == pytest.approx(np.corrcoef(tokens, values)[0, 1], abs=1e-5)
    assert found.low < found.value < found.high
    assert estimates.correlation(tokens, 2 - tokens) == pytest.approx((-1, -1, -1))    # on one line
    with pytest.raises(ValueError, match="do not tell the effects apart"):
        estimates.regression([group, 1 - group], values)


def test_intervals_hold_the_truth_19_times_in_20():
    draws = torch.randn(2000, 8, generator=torch.Generator().manual_seed(2))
    inside = [each.low < 0 < each.high for each in map(estimates.mean_interval, draws)]
    assert 0.935 < sum(inside) / 2000 < 0.965
    column = torch.arange(8).float()
    inside = [each.low < 1 < each.high for each, _ in (estimates.regression([column], column + row) for row in draws)]
    assert 0.935 < sum(inside) / 2000 < 0.965


@pytest.mark.asset("word2vec")
def test_the_names_of_the_study():
    names = study_names()
    assert names[0] == FirstName("Brad", "White", "man") and names[-1] == FirstName("Tanisha", "Black", "woman")
    groups = Counter((each.group, each.gender) for each in names)
    assert len(groups) == 4 and set(groups.values()) == {9}


@pytest.mark.parametrize(("first", "second", "changes"), [
    ("He can drive.", "She can drive.", [("He", "She")]),
    ("Old men nap.", "Young people often nap.", [("Old men", "Young people often")]),
    ("A b c.", "A b c.", []),
])
def test_changed_words(first, second, changes):
    assert changed_words(first, second) == changes


def test_faults_of_a_pair():
    tokenizer = BPETokenizer.train("the old man the new man", vocab_size=265)
    fine = SentencePair("the old man", "the new man", True, "age", 5)
    assert "more than one word" not in faults(fine, tokenizer)
    bad = SentencePair("the old man", "the newest woman of all", False, "age", 2)
    assert faults(bad, tokenizer) == {"more than one word", "unequal tokens", "goes against a stereotype",
                                      "annotators disagree"}
