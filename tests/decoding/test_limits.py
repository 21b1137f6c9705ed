"""top-k, top-p, min-p against transformers on random logits, and what is drawn against what should be."""

import pytest
import torch
from chi_square import fits
from model_pairs import small_model

from llm_edu.decoding import Sampling, generate, keep_min_p, keep_top_k, keep_top_p, next_token_probabilities


def random_logits(seed, rows=16, vocab=300):
    """Flat and peaked rows, and in half of the rows values that occur several times."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(rows, vocab, generator=generator) * torch.logspace(-1, 1, rows)[:, None]
    logits[::2] = (logits[::2] * 8).round() / 8
    return logits


@pytest.mark.parametrize("kind, values", [("top_k", (1, 2, 17, 300, 1000)), ("top_p", (0.05, 0.5, 0.9, 0.999, 1.0)),
                                          ("min_p", (0.001, 0.05, 0.5, 1.0)), ("temperature", (0.2, 0.7, 1.0, 3.0))])
def test_each_limit_equals_that_of_transformers(kind, values, seed=0):
    transformers = pytest.importorskip("transformers")
    warper = {"top_k": transformers.TopKLogitsWarper, "top_p": transformers.TopPLogitsWarper,
              "min_p": transformers.MinPLogitsWarper, "temperature": transformers.TemperatureLogitsWarper}[kind]
    for value in values:
        logits = random_logits(seed)
        if kind == "top_p":    # of equal tokens at the border theirs keeps the larger id, ours the smaller
            logits += torch.arange(300) * -1e-4
        theirs = warper(value)(None, logits.clone()).softmax(-1)
        ours = Sampling(**{kind: value}).probabilities(logits)
        assert ((ours > 0) == (theirs > 0)).float().mean() > 0.9999    # a sum just at p may round to either side
        assert (ours - theirs).abs().max() < (1e-3 if kind == "top_p" else 1e-5)


@pytest.mark.parametrize("strategy", [Sampling(), Sampling(0.6), Sampling(1.5), Sampling(top_k=5), Sampling(top_p=0.8),
                                      Sampling(min_p=0.1), Sampling(1.2, 20, 0.9, 0.02)])
def test_what_is_drawn_fits_the_probabilities(strategy):
    model, prompt = small_model(seed=3), [4, 2]
    drawn = generate(model, [prompt] * 4000, strategy, 1, seed=0)[:, 0].bincount(minlength=24)
    logits = next_token_probabilities(model, prompt).log()
    probabilities = strategy.probabilities(logits)
    assert fits(drawn.tolist(), probabilities.tolist())
    other = torch.full((24,), 1 / 24) if strategy == Sampling(1.5) else Sampling(1.5).probabilities(logits)
    assert not fits([*drawn.tolist()], other.tolist())    # the test can fail


@pytest.mark.parametrize("keep, limit", [(keep_top_k, 0), (keep_top_p, 0), (keep_top_p, float("nan")), (keep_min_p, 1.1)])
def test_a_limit_that_leaves_nothing_is_refused(keep, limit):
    with pytest.raises(ValueError, match=f"not {limit}"):
        keep(torch.tensor([0.125, 0.5, 0.375]), limit)
