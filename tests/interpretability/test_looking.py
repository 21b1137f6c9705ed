"""The lens and attribution: both end in exactly what the model says."""

import pytest
import torch
from inside_models import MAKERS, make, random_ids

from llm_edu.interpretability import attribute, best_guesses, changed, logit_lens, probability_by_layer, residual_stream
from llm_edu.training import load_storyteller
from llm_edu.transformer.removing import remove


@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_the_lens_ends_in_the_models_own_logits(name):
    model, ids = make(name), random_ids(2, 7)
    lens = logit_lens(model, ids)
    assert lens.shape == (4, 2, 7, 61)
    assert torch.equal(lens[-1], model(ids))
    best = best_guesses(model, ids, count=3)
    assert torch.equal(best.ids[..., 0], lens.argmax(-1)) and best.probabilities.shape == (4, 2, 7, 3)
    assert torch.allclose(best.probabilities, lens.softmax(-1).gather(-1, best.ids))
    one = probability_by_layer(model, ids, 5)
    assert torch.allclose(one, lens.softmax(-1)[..., 5])
    each = probability_by_layer(model, ids, [5, 6])
    assert torch.allclose(each[:, 0], one[:, 0])
    assert torch.allclose(each[:, 1], lens.softmax(-1)[:, 1, :, 6])
    assert torch.allclose(probability_by_layer(model, ids, ids), lens.softmax(-1).gather(-1, ids.expand(4, -1, -1)[..., None])[..., 0])


@torch.no_grad()
def test_the_lens_sees_when_an_answer_is_written():
    """A block that writes a token's direction into the stream makes the lens say it from there on, not before."""
    model, ids = make("without biases"), random_ids(1, 5)
    loud = 300 * model.token_embedding.weight[7]
    with changed(model, {("residual", 2): lambda x: x + loud}):
        before, after = best_guesses(model, ids, count=1).ids.split(2)
    assert (after == 7).all() and not (before == 7).any()


@pytest.mark.parametrize("instead", [None, 11])
@pytest.mark.parametrize("name", MAKERS)
def test_attribution_adds_up_to_the_logit(name, instead):
    model, ids = make(name, seed=3), random_ids(3, 8)
    found = attribute(model, ids, token=9, instead=instead)
    logits = model(ids)[:, -1]
    expected = logits[:, 9] - (0 if instead is None else logits[:, instead])
    assert (found.logit - expected).abs().max() < 1e-4
    assert (found.total - found.logit).abs().max() < 1e-4
    assert found.heads.shape == (3, 3, 4) and found.feed_forward.shape == (3, 3)
    assert min(found.heads.abs().max(), found.feed_forward.abs().max(), found.embedding.abs().max()) > 1e-3
    assert (found.biases.abs().max() > 0) == (name == "gpt2")
    assert abs(sum(share for _, share in found.ranked()) - found.logit.mean()) < 1e-4


@torch.no_grad()
def test_attribution_is_what_is_lost_with_a_part_of_the_last_layer():
    """The last feed-forward layer and nothing behind it: taken out, with the norm held, its share goes."""
    model, ids = make("llama"), random_ids(1, 8)
    found = attribute(model, ids, token=9)
    with changed(model, {("feed_forward_output", 2): torch.zeros_like}):
        without = attribute(model, ids, token=9)
    stream = residual_stream(model, ids)[-1, 0, -1]
    scale = stream.square().mean().add(1e-5).rsqrt()
    with changed(model, {("feed_forward_output", 2): torch.zeros_like}):
        cut = residual_stream(model, ids)[-1, 0, -1]
    by_hand = (stream - cut) * scale * model.norm.weight @ model.unembedding.weight[9]
    assert abs(by_hand - found.feed_forward[0, 2]) < 1e-4
    assert without.feed_forward[0, 2] == 0


def test_attribution_at_a_position_of_each_row():
    model, ids = make("recipe"), random_ids(2, 8)
    both = attribute(model, ids, token=[4, 5], instead=[6, 7], position=[3, 6])
    for row, (token, instead, length) in enumerate([(4, 6, 4), (5, 7, 7)]):
        alone = attribute(model, ids[row:row + 1, :length], token, instead)
        assert torch.allclose(both.heads[row], alone.heads[0], atol=1e-5)
        assert torch.allclose(both.total[row], alone.total[0], atol=1e-5)


def test_attribution_with_parts_taken_out():
    ids = random_ids(2, 6)
    found = attribute(remove(make("gpt2"), "norm"), ids, token=9)    # the sum needs no norm
    assert torch.allclose(found.total, found.logit, atol=1e-3)
    with pytest.raises(ValueError, match="do not just add"):
        attribute(remove(make("gpt2"), "residual"), ids, token=9)
    with pytest.raises(ValueError, match="has been taken out"):
        attribute(remove(make("gpt2"), "attention"), ids, token=9)
    odd = make("gpt2")
    odd.norm = torch.nn.Softmax(dim=-1)
    with pytest.raises(ValueError, match="Softmax, and attribution"):
        attribute(odd, ids, token=9)


def test_storyteller_is_taken_apart_exactly():
    model, tokenizer = load_storyteller()
    ids = torch.tensor([tokenizer.encode("<|story|>Last spring, Mia lost her green hat. She", allowed_special="all")])
    found = attribute(model, ids, token=ids[0, -3].item())
    assert (found.total - model(ids)[:, -1, ids[0, -3]]).abs().max() < 1e-4
