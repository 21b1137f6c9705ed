"""Secrets: planted as often as asked for, found by their rank, removed by deduplication where texts are equal."""

import math
from collections import Counter

import pytest
import torch

from llm_edu.grounding.memorisation import (
    CODES,
    Secret,
    beginning_of,
    continue_greedily,
    draw_secrets,
    exposure,
    losses_of_codes,
    plant,
    rank_of,
    secret_stories,
    secret_world,
    without_copies,
)
from llm_edu.grounding.village import RECIPE, encode
from llm_edu.language_models import END_ID


@pytest.fixture(scope="module")
def world():
    return secret_world()


@pytest.fixture(scope="module")
def model(world):
    return RECIPE.model(len(world.vocabulary) + 1, seed=0).eval()


def times_told(texts, secret):
    return sum(words[:len(secret.words)] == secret.words for words in texts)


def test_secrets_are_those_of_all_residents_and_stories_tell_none(world):
    secrets = draw_secrets(world, seed=3)
    assert sorted(secret.owner for secret in secrets) == sorted(who.word for who in world.residents)
    assert len({secret.code for secret in secrets}) == len(secrets) and secrets == draw_secrets(world, seed=3)
    assert all(CODES[secret.number] == secret.code for secret in secrets)
    assert not any(set(words) & {"code", *"0123456789"} for words in secret_stories(world, 500))
    assert math.isclose(world.read(secrets[0].words).word_log_probs()[-3], math.log(0.1))    # each digit is as probable


def test_a_secret_is_planted_as_often_as_asked_and_equal_texts_are_removed(world):
    once, copied, different, never, *_ = draw_secrets(world)
    stories = secret_stories(world, 300)
    texts = plant(stories, copied={copied: 20}, different={once: 1, different: 20})
    assert [times_told(texts, each) for each in (once, copied, different, never)] == [1, 20, 20, 0]
    assert len(texts) == len(stories) and texts == plant(stories, {copied: 20}, {once: 1, different: 20})
    equal = Counter(tuple(words) for words in texts if words[:len(copied.words)] == copied.words)
    assert list(equal.values()) == [20]

    fewer = without_copies(texts, secret_stories(world, 300, seed=5))
    assert len(fewer) == len(set(map(tuple, fewer))) == 300
    assert [times_told(fewer, each) for each in (once, copied, never)] == [1, 1, 0]
    assert times_told(fewer, different) == len({tuple(words) for words in texts if times_told([words], different)}) > 15

    with pytest.raises(ValueError, match="too few for so many secrets"):
        plant(stories[:3], copied={copied: 4})
    with pytest.raises(ValueError, match="give more spare ones"):
        without_copies([*texts, *texts], [])


def test_losses_are_those_of_the_model_word_by_word(world, model):
    owner = world.residents[0].word
    losses = losses_of_codes(model, world, owner)
    assert len(losses) == len(CODES) == 10_000
    for number in (0, 9, 4719, 9999):
        ids = [END_ID, *encode(world, [*beginning_of(owner), *CODES[number]])]
        with torch.no_grad():
            chances = model(torch.tensor([ids]))[0].double().log_softmax(-1)
        expected = -sum(float(chances[place - 1, ids[place]]) for place in range(len(ids) - 4, len(ids)))
        assert losses[number] == pytest.approx(expected, abs=1e-5)


def test_what_comes_out_is_the_most_probable(world, model):
    """An untrained model says anything; one that knows a code only says it."""
    assert len(continue_greedily(model, world, "Mia")) == 4
    code = Secret("Mia", ("4", "7", "1", "9"))
    knowing = RECIPE.model(len(world.vocabulary) + 1)
    ids = torch.tensor([[END_ID, *encode(world, code.words)]])
    optimiser = torch.optim.Adam(knowing.parameters(), 0.01)
    for _ in range(30):
        loss = torch.nn.functional.cross_entropy(knowing(ids[:, :-1])[0], ids[0, 1:])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert continue_greedily(knowing.eval(), world, "Mia") == ["4", "7", "1", "9"]
    assert rank_of(losses_of_codes(knowing, world, "Mia"), code.number) == 1


def test_a_model_that_guesses_has_an_exposure_of_log2_e():
    """The mean over all ranks of log2(count / rank) approaches log2(e) = 1.44."""
    ranks = [exposure(list(range(2000)), planted) for planted in range(2000)]
    assert ranks[0] == math.log2(2000) and ranks[-1] == 0.0
    assert sum(ranks) / 2000 == pytest.approx(math.log2(math.e), abs=0.01)


@pytest.mark.parametrize(("losses", "planted", "expected"), [
    ([2.0], 0, 0.0), ([1.0, 2.0], 0, 1.0), ([2.0, 2.0, 2.0, 3.0], 1, 2 - math.log2(3)), ([5.0] * 8, 0, 0.0),
])
def test_exposure_and_ties(losses, planted, expected):
    assert exposure(losses, planted) == pytest.approx(expected)


@pytest.mark.parametrize("planted", [-1, 2])
def test_a_place_that_is_not_there(planted):
    with pytest.raises(ValueError, match="with 2 alternatives"):
        exposure([1.0, 2.0], planted)
