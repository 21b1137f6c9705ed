"""Patching: everything from another text is the other text, nothing is one's own, and the matrix agrees with both."""

import pytest
import torch
from inside_models import MAKERS, make, random_ids

from llm_edu.interpretability import all_sites, patched, patching, patching_effect

KINDS = ["residual", "attention_output", "feed_forward_output", "heads", "head"]


def pair(time=7, differs=2):
    prompt = random_ids(1, time)
    source = prompt.clone()
    source[0, differs] = (source[0, differs] + 17) % 61
    return prompt, source


@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_everything_patched_is_the_other_prompt_and_nothing_is_ones_own(name):
    model, (prompt, source) = make(name), pair()
    assert torch.equal(patched(model, prompt, source, []), model(prompt))
    for layer in range(4):
        assert torch.equal(patched(model, prompt, source, [("residual", layer)]), model(source))
    assert torch.equal(patched(model, prompt, prompt, all_sites(model, "head")), model(prompt))
    one = patched(model, prompt, source, [("residual", 3)], positions=4)    # behind the last block: that position alone
    assert torch.equal(one[:, 4], model(source)[:, 4]) and torch.equal(one[:, 5:], model(prompt)[:, 5:])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_the_matrix_is_what_each_patch_alone_does(name, kind):
    model, (prompt, source) = make(name), pair()
    gained = (model(source) - model(prompt))[0, -1]
    answer, instead = gained.argmax().item(), gained.argmin().item()
    found = patching_effect(model, prompt, source, answer, instead, kind)
    shapes = {"residual": (4, 7), "head": (3, 4, 7)}
    assert found.shape == shapes.get(kind, (3, 7))
    own, other = ((x[0, -1, answer] - x[0, -1, instead]).item() for x in (model(prompt), model(source)))
    for place, row in zip(all_sites(model, kind), found.view(-1, 7), strict=True):
        for position in (1, 2, 4, 6):
            logits = patched(model, prompt, source, [place], position)[0, -1]
            share = ((logits[answer] - logits[instead]).item() - own) / (other - own)
            assert row[position].item() == pytest.approx(share, abs=1e-4)
    assert found.view(-1, 7)[:, :2].abs().max() == 0    # nothing differs there yet
    if kind == "residual":
        if name != "recipe":    # whose vectors for runs of tokens tell of it two positions later, too
            assert found[0, 2].item() == pytest.approx(1, abs=1e-4)     # at first all of it is in the token that differs
        assert found[3, 6].item() == pytest.approx(1, abs=1e-4)     # and at last in the last
        assert found[3, :6].abs().max() < 1e-4
    some = patching_effect(model, prompt, source, answer, instead, kind, positions=[-1, 0, 4, 2])    # in any order
    assert torch.allclose(some, found[..., [6, 0, 4, 2]], atol=1e-4)


def test_many_places_go_in_several_batches(monkeypatch):
    model, (prompt, source) = make("llama"), pair()
    at_once = patching_effect(model, prompt, source, 3, 8, kind="head")
    monkeypatch.setattr(patching, "ROWS_AT_ONCE", 5)
    assert torch.allclose(patching_effect(model, prompt[0].tolist(), source[0], 3, 8, kind="head"), at_once, atol=1e-4)


def test_what_cannot_be_patched_is_refused():
    model, (prompt, source) = make("gpt2"), pair()
    for patch in (lambda: patching_effect(model, prompt, source[:, :-1], 3, 8),
                  lambda: patched(model, prompt, source[:, :-1], [("residual", 1)]),
                  lambda: patching_effect(model, prompt.repeat(2, 1), source.repeat(2, 1), 3, 8)):
        with pytest.raises(ValueError, match="equally many tokens"):
            patch()
    with pytest.raises(ValueError, match="nothing to restore"):
        patching_effect(model, prompt, prompt, 3, 8)
    with pytest.raises(IndexError):
        patching_effect(model, prompt, source, 3, 8, positions=[7])
    with pytest.raises(ValueError, match="kinds of sites"):
        patching_effect(model, prompt, source, 3, 8, kind="layers")
