"""Steering: what is added is the difference, no strength is no change, and the price can be seen."""

import math

import pytest
import torch
from inside_models import MAKERS, make, random_ids

from llm_edu.decoding import generate
from llm_edu.interpretability import changed, log_odds, loss_by_strength, read, steered, steering_vector
from llm_edu.training import TokenRows, evaluate, load_storyteller

TOWARDS, AWAY = [[1, 5, 17, 2], [1, 8, 9]], [[1, 6, 17, 2], [1, 7]]


def test_the_direction_is_the_difference_of_means():
    model = make("recipe")
    means = [[read(model, torch.tensor([ids]), [("residual", 2)])["residual", 2][0, 1:].mean(0) for ids in texts]
             for texts in (TOWARDS, AWAY)]
    expected = (means[0][0] + means[0][1] - means[1][0] - means[1][1]) / 2    # each text alike, without its first token
    found = steering_vector(model, TOWARDS, AWAY, layer=2)
    assert torch.allclose(found, expected, atol=1e-5)
    assert torch.allclose(steering_vector(model, AWAY, TOWARDS, layer=2), -found, atol=1e-6)
    with pytest.raises(ValueError, match="at least 2 tokens"):
        steering_vector(model, [[1]], AWAY, layer=2)


@pytest.mark.parametrize("name", MAKERS)
@torch.no_grad()
def test_no_strength_is_no_change_and_some_is(name):
    model, ids = make(name), random_ids(1, 6)
    vector = steering_vector(model, TOWARDS, AWAY, layer=1)
    plain, written = model(ids), generate(model, ids, max_new_tokens=5)
    with steered(model, 1, vector, strength=0):
        assert torch.equal(model(ids), plain)
        assert torch.equal(generate(model, ids, max_new_tokens=5), written)
    with steered(model, 1, vector, strength=2.0), changed(model, {}):
        assert (model(ids) - plain).abs().max() > 1e-3
    assert torch.equal(model(ids), plain)


@torch.no_grad()
def test_log_odds_compare_sums_of_probabilities():
    model, ids = make("gpt2"), random_ids(3, 6)
    chances = model(ids)[:, -1].softmax(-1)
    for row, odds in enumerate(log_odds(model, ids, [4, 5], [9]).tolist()):
        assert odds == pytest.approx(math.log((chances[row, 4] + chances[row, 5]) / chances[row, 9]), abs=1e-4)


@torch.no_grad()
def test_storyteller_is_steered_to_a_colour_and_pays():
    """Green stories minus red ones: then the next colour is green rather than red, and stories get less likely."""
    model, tokenizer = load_storyteller()
    green, red, unseen = ([tokenizer.encode(f"<|story|>Last spring, {name} lost {whose} {colour}", allowed_special="all")
                           for name, whose in people]
                          for colour, people in [(" green", HEROES[:6]), (" red", HEROES[:6]), ("", HEROES[6:])])
    vector = steering_vector(model, [ids[-2:] for ids in green], [ids[-2:] for ids in red], layer=2)
    odds = {}
    for strength in (-1.0, 0.0, 1.0):
        with steered(model, 2, vector, strength):
            odds[strength] = torch.cat([log_odds(model, torch.tensor([ids[:-1]]), [green[0][-1]], [red[0][-1]])
                                        for ids in unseen])
    assert (odds[-1.0] < odds[0.0]).all() and (odds[0.0] < odds[1.0]).all()
    rows = TokenRows.one_text_a_row([tokenizer.encode(STORY)])
    losses = loss_by_strength(model, rows, 2, vector, (0.0, 4.0))
    assert losses[0.0] == pytest.approx(evaluate(model, rows).loss) and losses[4.0] > losses[0.0] + 0.1


HEROES = [("Mia", "her"), ("Otto", "his"), ("Lena", "her"), ("Ben", "his"), ("Nora", "her"), ("Omar", "his"),
          ("Yuki", "her"), ("Hugo", "his"), ("Rosa", "her"), ("Karl", "his")]
STORY = "Last spring, Mia lost her green hat. She looked under the bed, but it was not there."
