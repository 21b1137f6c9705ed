"""Drawing answers: the same as `generate` where that can be said, and as often as the probabilities say."""

import pytest
import torch
from training_runs import tiny_model

from llm_edu.alignment import draw_answers
from llm_edu.alignment.drawing import draw
from llm_edu.decoding import Greedy, generate, next_token_probabilities
from llm_edu.language_models import END_ID
from llm_edu.training import load_storyteller
from llm_edu.training.storyteller import STORY


def test_almost_without_chance_it_is_greedy_although_rows_end_and_leave():
    """Storyteller's cache remembers keys, values and ids; rows of all of them leave together."""
    model, tokenizer = load_storyteller()
    beginnings = ("", "A storm", "On Monday there was a race", "Mia", "One", "Last spring", "A storm came after dark.")
    prompts = [[tokenizer.special_tokens[STORY], *tokenizer.encode(text)] for text in beginnings]
    greedy = generate(model, prompts, Greedy(), 75, stop=[END_ID]).tolist()
    expected = [row[:row.index(END_ID) + 1] if END_ID in row else row for row in greedy]
    assert len({len(row) for row in expected}) > 4, "rows must end at different times"
    assert draw_answers(model, prompts, 75, temperature=1e-4) == expected


def test_it_is_the_same_whoever_else_is_written():
    """What is drawn for a row depends on its place and the seed, not on when others end."""
    model = tiny_model()
    answers = draw_answers(model, [[1], [2], [3]], 25, seed=4)
    others = draw_answers(model, [[1], [5], [6]], 25, seed=4)
    assert answers[0] == others[0] and answers[1:] != others[1:]
    assert draw_answers(model, [[1], [2], [3]], 25, seed=5) != answers


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_words_come_as_often_as_they_should(temperature):
    model, count = tiny_model(), 4_000
    drawn = torch.tensor(draw_answers(model, [[3, 1]] * count, 1, seed=1, temperature=temperature))[:, 0]
    expected = next_token_probabilities(model, [3, 1], temperature)
    found = torch.bincount(drawn, minlength=len(expected)) / count
    assert ((found - expected).abs() < 4 * (expected * (1 - expected) / count).sqrt() + 1e-6).all()


def test_what_is_impossible_is_never_drawn():
    logits = torch.full((1, 5), -torch.inf)
    logits[0, 2] = 0.0
    for chance in (0.0, 0.5, 1 - 2**-53):
        assert draw(logits, torch.tensor([chance], dtype=torch.float64)).tolist() == [2]


def test_a_prompt_that_leaves_no_room_is_named():
    with pytest.raises(ValueError, match="context holds 32"):
        draw_answers(tiny_model(), [[1] * 30], 10)


def test_without_chance_nothing_is_drawn():
    for temperature in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="temperature is above 0"):
            draw_answers(tiny_model(), [[1]], 5, temperature=temperature)
