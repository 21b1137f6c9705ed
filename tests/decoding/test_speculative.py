"""Guessing ahead must change nothing but the speed: same tokens when greedy, same distribution when sampling."""

import itertools
from collections import Counter

import pytest
import torch
from chi_square import fits
from model_pairs import small_model

from llm_edu.decoding import BeamSearch, Constrained, Greedy, Sampling, Written, generate, generate_speculatively
from llm_edu.decoding.speculative import verify


def near(model, seed, noise):
    """A draft: the model with some noise on its weights."""
    draft = small_model(seed)
    draft.load_state_dict(model.state_dict())
    generator = torch.Generator().manual_seed(seed)
    for parameter in draft.parameters():
        parameter.data += noise * parameter.data.std() * torch.randn(parameter.shape, generator=generator) \
            if parameter.dim() == 2 else 0
    return draft


def greedy_without_cache(model, ids, count):
    """The definition, and for each token how far ahead of the second it was."""
    ids, leads = list(ids), []
    with torch.no_grad():
        for _ in range(count):
            best = model(torch.tensor([ids]))[0, -1].topk(2)
            leads.append((best.values[0] - best.values[1]).item())
            ids.append(int(best.indices[0]))
    return ids[-count:], leads


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3, 3.0])
def test_greedy_equals_greedy_without_a_draft(noise):
    shares = []
    for seed in range(4):
        model = small_model(seed)
        draft, prompt = near(model, seed, noise), [seed, 3, 1][:1 + seed % 3]
        for lookahead in (1, 4, 50):
            found = generate_speculatively(model, draft, prompt, max_new_tokens=20, lookahead=lookahead)
            expected, leads = greedy_without_cache(model, prompt, 20)
            same = [one == other for one, other in zip(found.ids[0].tolist(), expected, strict=True)]
            assert all(same) or leads[same.index(False)] < 1e-3
            assert found.calls + found.accepted == 20    # each call brings one token more than it accepts
            shares.append(found.acceptance_rate)
    if noise == 0:
        assert min(shares) > 0.99    # a draft that is the model is always right
    else:
        assert 0 <= min(shares) and max(shares) > sum(shares) / len(shares)
    assert noise < 1 or sum(shares) / len(shares) < 0.3


def test_accepted_guesses_save_calls():
    model = small_model(1)
    found = generate_speculatively(model, model, [1, 2], max_new_tokens=21, lookahead=4)
    assert (found.drafted, found.accepted, found.calls) == (16 + 0, 16, 5)
    alone = generate_speculatively(model, model, [1, 2], max_new_tokens=1)
    assert alone.drafted == 0 and alone.acceptance_rate != alone.accepted_share and alone.ids.shape == (1, 1)
    assert generate_speculatively(model, model, [1, 2], max_new_tokens=0).ids.shape == (1, 0)


@pytest.mark.parametrize("strategy", [pytest.param(Sampling(), marks=pytest.mark.full), pytest.param(
    Sampling(0.7, top_k=2), marks=pytest.mark.full), Sampling(1.3, repetition_penalty=1.5)])
def test_sampling_has_the_models_distribution(strategy):
    """Every text of three tokens out of three, counted, against its probability under the model alone."""
    tiny = dict(vocab=3, layers=1, width=8, heads=1, key_value_heads=1, feed_forward_width=8)
    model, draft, prompt, runs = small_model(0, **tiny), small_model(7, **tiny), [0, 2], 700
    counts, accepted, drafted = Counter(), 0, 0
    for seed in range(runs):
        found = generate_speculatively(model, draft, prompt, strategy, 3, seed=seed, lookahead=2)
        counts[tuple(found.ids[0].tolist())] += 1
        accepted, drafted = accepted + found.accepted, drafted + found.drafted
    assert 0.1 < accepted / drafted < 0.95    # both ways have been gone
    texts, probabilities = list(itertools.product(range(3), repeat=3)), []
    for text in texts:
        with torch.no_grad():
            logits = model(torch.tensor([[*prompt, *text]]))[0, 1:4]
        rows = strategy.probabilities(logits, [Written(prompt, list(text[:count])) for count in range(3)])
        probabilities.append(rows[range(3), text].prod().item())
    assert fits([counts[text] for text in texts], probabilities)


def test_one_guess_has_the_right_distribution():
    """The heart of it, at once for many draws: whatever the draft proposes, what comes first follows the model."""
    wanted, proposal = torch.tensor([[0.5, 0.3, 0.2, 0.0], [0.1, 0.2, 0.3, 0.4]]), torch.tensor([0.1, 0.2, 0.3, 0.4])
    generator, firsts, taken = torch.Generator().manual_seed(0), Counter(), 0
    for _ in range(4000):
        guess = int(torch.multinomial(proposal, 1, generator=generator))
        count, extra = verify(wanted, [proposal], [guess], generator)
        firsts[guess if count else extra] += 1
        taken += count
    assert fits([firsts[token] for token in range(4)], wanted[0].tolist())
    expected = torch.minimum(wanted[0], proposal).sum().item()    # the share that can be accepted: 0.5
    assert fits([taken, 4000 - taken], [expected, 1 - expected])


def test_stops_and_constraints_hold():
    model, draft = small_model(3), small_model(4)
    expected, _ = greedy_without_cache(model, [1, 2], 20)
    for stop in expected[3:6]:
        ids = generate_speculatively(model, draft, [1, 2], max_new_tokens=20, stop=stop).ids
        assert torch.equal(ids, generate(model, [1, 2], Greedy(), 20, stop=stop))
    odd = Constrained(Greedy(), lambda row: range(1 - len(row.new) % 2, 24, 2))
    ids = generate_speculatively(model, draft, [1, 2], odd, 12).ids
    assert torch.equal(ids, generate(model, [1, 2], odd, 12)) and (ids[0, ::2] % 2 == 1).all()


def test_the_context_can_be_filled():
    model, draft = small_model(3, context_length=16), small_model(4, context_length=16)
    for prompt, count in (([1] * 16, 1), ([1] * 2, 15)):
        assert generate_speculatively(model, draft, prompt, max_new_tokens=count).ids.shape == (1, count)
        with pytest.raises(ValueError, match="context holds 16"):
            generate_speculatively(model, draft, prompt, max_new_tokens=count + 1)


def test_pairs_that_make_no_sense():
    model = small_model(3)
    with pytest.raises(ValueError, match="24 tokens and the draft 30: .* same tokenizer"):
        generate_speculatively(model, small_model(3, vocab=30), [1])
    for lookahead in (0, 2.0):
        with pytest.raises(ValueError, match="lookahead"):
            generate_speculatively(model, model, [1], max_new_tokens=3, lookahead=lookahead)
    with pytest.raises(TypeError, match="compares probabilities"):
        generate_speculatively(model, model, [1], BeamSearch(2), 3)
    with pytest.raises(ValueError, match="one prompt"):
        generate_speculatively(model, model, [[1], [2]])
