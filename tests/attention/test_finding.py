"""Scores of heads, on heads that do exactly one thing."""

import pytest
import torch

from llm_edu.attention import first_token_score, induction_score, previous_token_score, repeated_tokens


def looking_at(places, time):
    """A head whose query i looks at key places[i], wholly."""
    weights = torch.zeros(time, time)
    weights[torch.arange(time), torch.tensor(places)] = 1.0
    return weights


def test_repeated_tokens_repeat_and_stay_within_their_range():
    ids = repeated_tokens(7, 10, 12, batch=5, seed=3)
    assert ids.shape == (5, 14) and torch.equal(ids[:, :7], ids[:, 7:])
    assert set(ids.flatten().tolist()) == {10, 11, 12}
    assert torch.equal(ids, repeated_tokens(7, 10, 12, batch=5, seed=3))
    for wrong in ((0, 1, 5), (3, 5, 4), (3, -1, 4)):
        with pytest.raises(ValueError, match="no .* tokens"):
            repeated_tokens(*wrong)


def test_each_score_knows_its_head():
    time, period = 8, 4
    heads = torch.stack([
        looking_at([0, 0, 0, 0, 1, 2, 3, 4], time),    # induction
        looking_at([0, 0, 1, 2, 3, 4, 5, 6], time),    # the token before
        looking_at([0] * time, time),    # the first
        looking_at([0, 1, 2, 3, 0, 1, 2, 3], time),    # the same token, earlier: one short of induction
    ])
    assert induction_score(heads, period).tolist() == [1, 0, 0, 0]
    assert previous_token_score(heads)[1] == 1 and previous_token_score(heads)[[0, 2, 3]].max() < 0.6
    assert first_token_score(heads)[2] == 1 and first_token_score(heads)[[0, 1, 3]].max() < 0.5


def test_scores_of_a_head_that_looks_everywhere_alike():
    weights = torch.ones(10, 10).tril() / torch.arange(1, 11)[:, None]
    assert induction_score(weights, 5).item() == pytest.approx(sum(1 / n for n in range(6, 11)) / 5, abs=1e-6)
    assert first_token_score(weights) == pytest.approx(sum(1 / n for n in range(2, 11)) / 9, abs=1e-6)


@pytest.mark.parametrize("period", [0, 4, 9])
def test_a_text_must_be_longer_than_its_period(period):
    with pytest.raises(ValueError, match="do not repeat"):
        induction_score(torch.eye(4), period)
