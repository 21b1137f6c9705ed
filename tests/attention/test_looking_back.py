"""A window of words with a head: what it computes, and that the head finds what the window cannot see."""

import pytest
import torch

from llm_edu.attention import (
    LookBack,
    average_so_far,
    causal_mask,
    make_rows,
    scaled_dot_product_attention,
)
from llm_edu.language_models import fit


def test_average_so_far_is_the_mean_of_what_came():
    vectors = torch.randn(2, 5, 3, generator=torch.Generator().manual_seed(0))
    averages = average_so_far(vectors)
    for place in range(5):
        assert torch.allclose(averages[:, place], vectors[:, :place + 1].mean(1), atol=1e-6)


def test_average_is_attention_with_equal_scores():
    values = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    equal = scaled_dot_product_attention(torch.zeros(4, 2), torch.zeros(4, 2), values, causal_mask(4))
    assert torch.allclose(average_so_far(values), equal, atol=1e-6)


def test_rows_need_a_text():
    with pytest.raises(ValueError, match="no text"):
        make_rows([])


def test_an_empty_text_is_only_an_end():
    inputs, targets = make_rows([[], [4]])
    assert inputs.tolist() == [[0, 0], [0, 4]] and targets.tolist() == [[0, -100], [4, 0]]


@pytest.mark.parametrize("heads, head_dim, smeared", [(1, None, True), (4, None, True), (2, 8, False)])
def test_nothing_depends_on_later_words(heads, head_dim, smeared):
    model = LookBack(20, scaled_dot_product_attention, heads=heads, head_dim=head_dim, smeared=smeared, width=16,
                     units=8)
    ids = torch.randint(20, (1, 9), generator=torch.Generator().manual_seed(1))
    changed = ids.clone()
    changed[:, 6:] = 3
    assert torch.allclose(model(ids)[:, :6], model(changed)[:, :6], atol=1e-6)
    assert not torch.allclose(model(ids)[:, 6:], model(changed)[:, 6:], atol=1e-6)


def test_a_window_model_forgets_what_lies_before_its_window():
    window, head = (LookBack(20, attend, window=3, width=16, units=8)
                    for attend in (None, scaled_dot_product_attention))
    ids = torch.randint(1, 20, (1, 9), generator=torch.Generator().manual_seed(1))
    changed = ids.clone()
    changed[:, 2] = (ids[:, 2] + 1) % 20
    assert torch.equal(window(ids)[:, 5:], window(changed)[:, 5:])
    assert not torch.equal(head(ids)[:, 5:], head(changed)[:, 5:])


def test_look_returns_the_weights_that_mix():
    model = LookBack(20, scaled_dot_product_attention, heads=2, width=16, units=8)
    ids = [0, 5, 7, 5, 2]
    weights = model.attention_weights(ids)
    assert weights.shape == (2, 5, 5) and torch.allclose(weights.sum(-1), torch.ones(2, 5), atol=1e-6)
    assert (weights[:, ~causal_mask(5)] == 0).all()
    words = model.embeddings[torch.tensor([ids])]
    queries, keys, values = model.ask(model.read_window(words), words)
    found = model.attend(queries, keys, values, causal_mask(5))
    assert torch.allclose(weights[None] @ values, found, atol=1e-6)
    assert torch.allclose(model.double().attention_weights(ids), weights.double(), atol=1e-6)
    with pytest.raises(ValueError, match="no head"):
        LookBack(20, None).attention_weights(ids)


def test_probabilities_agree_with_log_probs():
    model = LookBack(20, scaled_dot_product_attention, width=16, units=8)
    logs = model.log_probs([3, 4])
    assert len(logs) == 3
    for place, following in enumerate((3, 4, 0)):
        assert model.next_probabilities([3, 4][:place])[following].log().item() == pytest.approx(logs[place], abs=1e-5)


def test_a_head_finds_what_no_window_of_two_can_know():
    """Texts: a colour, seven words that say nothing, a mark, and the colour again."""
    generator = torch.Generator().manual_seed(0)
    colours = torch.randint(1, 6, (400, 1), generator=generator)
    nothing = torch.randint(6, 12, (400, 7), generator=generator)
    texts = torch.cat([colours, nothing, torch.full((400, 1), 12), colours], dim=1)
    inputs, targets = make_rows(texts.tolist())
    targets[:, :9] = -100    # only the colour at the end counts
    losses = {}
    for name, attend in (("window", None), ("head", scaled_dot_product_attention)):
        model = LookBack(13, attend, window=2, width=16, units=16)
        losses[name] = sum(fit(model, inputs, targets, steps=120, batch_size=64, learning_rate=0.02)[-10:]) / 10
    assert losses["head"] < 0.2 < 0.6 < losses["window"]    # the end counts too, half of the targets: ln 5 / 2 = 0.8
