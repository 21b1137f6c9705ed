"""Remedies: texts swapped and balanced, directions removed, gradients reversed, prices known exactly."""

import math
from collections import Counter

import numpy as np
import pytest
import torch

from llm_edu.bias.adversarial import Adversary, GradientReversal, train_adversarially
from llm_edu.bias.counterfactuals import balanced, counterfactual, partly_evened, swap_gender, with_counterfactuals
from llm_edu.bias.direction import (
    principal_direction,
    recover,
    remove_direction,
    streams_before,
    without_direction,
    without_direction_in,
)
from llm_edu.bias.price import PriceMeter, evened, pronoun_loss, pronoun_place
from llm_edu.bias.village import RECIPE, read_she, small_world
from llm_edu.interpretability import read
from llm_edu.storyland import split_words
from llm_edu.training import TokenRows, train

SHE_HE = [("she", "he"), ("woman", "man")]


@pytest.mark.parametrize(("text", "expected"), [
    ("She met a man, and SHE ran.", "He met a woman, and HE ran."),
    ("he, she, he!", "she, he, she!"),    # both at once: nothing is swapped back
    ("the shed, a she-wolf, he's", "the shed, a he-wolf, she's"),    # whole words alone
    ("", ""),
])
def test_words_are_swapped_in_both_directions_with_their_capitals(text, expected):
    assert counterfactual(text, SHE_HE) == expected
    assert counterfactual(expected, SHE_HE) == text
    with pytest.raises(ValueError, match="'she' is in two pairs"):
        counterfactual(text, [*SHE_HE, ("they", "she")])


@pytest.mark.parametrize(("text", "expected"), [
    ("Her hat is hers.", "His hat is his."), ("We saw her.", "We saw him."), ("It hit her in the face", "It hit him in the face"),
    ("His hat is his.", "Her hat is hers."), ("Give it to HIM!", "Give it to HER!"),
    ("They gave her soup.", "They gave his soup."),    # the known mistake: it should be "him"
])
def test_her_is_whose_or_whom_by_what_follows(text, expected):
    assert swap_gender(text) == expected


def test_names_are_swapped_only_if_asked():
    assert swap_gender("Mia lost her hat.") == "Mia lost his hat."
    assert swap_gender("Mia lost her hat.", names=[("mia", "otto")]) == "Otto lost his hat."


@pytest.mark.parametrize(("share", "skew"), [(0, 0.8), (0.25, 0.4), (0.5, 0.0), (1, -0.8)])
def test_swapping_a_share_turns_the_skew_read_down(share, skew):
    texts = ["One evening a smith came. He sat."] * 900 + ["One evening a smith came. She sat."] * 100
    found = Counter(text.split()[5] for text in with_counterfactuals(texts, share, seed=1))
    assert (found["He"] - found["She"]) / 1000 == pytest.approx(skew, abs=0.04)


@pytest.mark.parametrize(("share", "she"), [(0, 2), (0.5, 6), (1, 10)])
def test_balancing_copies_the_rare_and_keeps_sizes(share, she):
    groups = [("smith", "he")] * 18 + [("smith", "she")] * 2 + [None] * 5
    chosen = balanced(groups, share)
    assert Counter(groups[number] for number in chosen) == Counter(
        {("smith", "he"): 20 - she, ("smith", "she"): she, None: 5})
    assert set(range(18, 25)) <= set(chosen)    # what is rare is read whole


@pytest.mark.parametrize("kind", [np.array, torch.tensor])
def test_a_share_of_the_shadow_goes_and_the_rest_stays(kind):
    vectors, direction = kind([[3.0, 4.0, 1.0], [0.0, 2.0, -5.0]]), kind([3.0, 4.0, 0.0])
    half, none = (remove_direction(vectors, direction, share) for share in (0.5, 1.0))
    assert half @ direction == pytest.approx(vectors @ direction / 2)
    assert none @ direction == pytest.approx([0, 0], abs=1e-6)
    assert none[:, 2] == pytest.approx(vectors[:, 2])
    with pytest.raises(ValueError, match="points nowhere"):
        remove_direction(vectors, 0 * direction)


def test_the_principal_direction_ignores_where_the_pairs_are():
    random = np.random.default_rng(0)
    middles, unit = random.normal(size=(10, 1, 8)) * 5, np.eye(8)[2]
    pairs = middles + np.stack([unit, -unit]) + random.normal(size=(10, 2, 8)) * 0.1
    assert principal_direction(pairs) @ unit > 0.98
    assert abs(principal_direction([[[1, 0], [-1, 0]], [[-1, 0], [1, 0]]])) == pytest.approx([1, 0])    # towards neither


def test_recovering_needs_what_held_out_groups_share():
    random = np.random.default_rng(0)
    labels = np.repeat([0, 1], 30)
    groups = np.repeat(np.arange(12), 5)
    own = random.normal(size=(12, 40))[groups]    # each group has a place of its own, and nothing in common
    assert recover(own, labels, shuffles=0).accuracy > 0.9    # so neighbours of the same group give it away
    hidden, shown = (recover(own + size * labels[:, None], labels, groups, shuffles=9) for size in (0, 3))
    assert shown.accuracy == 1 and shown.p_value <= 0.1
    assert hidden.p_value > 0.1
    with pytest.raises(ValueError, match="folds is 9"):
        recover(own, labels, groups, folds=9)


def test_the_gradient_is_turned_round_and_nothing_else():
    x = torch.randn(3, 4, requires_grad=True)
    for strength in (0.0, 1.0, 2.5):
        y = GradientReversal(strength)(x)
        assert torch.equal(y, x)
        assert torch.equal(torch.autograd.grad(y.square().sum(), x)[0], -strength * 2 * x)


@pytest.fixture(scope="module")
def village():
    world = small_world(job_skew=0.8)
    stories = world.stories(320, seed=3)
    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in stories])
    return world, stories, rows, [pronoun_place(story.words) for story in stories]


def test_an_adversary_that_only_watches_changes_nothing(village):
    world, stories, rows, places = village
    config = RECIPE.training(3, seed=0)
    alone, watched, fought = (RECIPE.model(len(world.vocabulary), 0) for _ in range(3))
    losses = train(alone, rows, config, progress=False).losses
    asked = [-1 if place is None else place for place in places]
    answers = [int(place is not None and story.words[place] == "He") for story, place in zip(stories, places)]
    run = train_adversarially(watched, rows, asked, answers, config, strength=0.0, layer=2)
    assert run.losses == pytest.approx(losses, rel=1e-4)
    assert len(run.adversary_accuracies) == 3
    train_adversarially(fought, rows, asked, answers, config, strength=3.0, layer=2,
                        adversary=Adversary(64, 3.0, hidden=0))
    assert (fought.token_embedding.weight - watched.token_embedding.weight).abs().max() > 1e-4
    with pytest.raises(ValueError, match="320 rows, 1 places"):
        train_adversarially(fought, rows, [0], answers, config, 1.0, layer=2)


def test_a_direction_is_taken_out_of_the_stream_or_of_some_embeddings(village):
    world, *_ = village
    model, ids, direction = RECIPE.model(len(world.vocabulary), 0), torch.tensor([[0, 5, 9, 2]]), torch.randn(64)
    with without_direction(model, 1, direction):
        assert (streams_before(model, ids, 1) @ direction).abs().max() < 1e-4
    with without_direction(model, 1, direction, position=2):
        stream = read(model, ids, [("residual", 1)])["residual", 1][0] @ direction
    assert stream[2].abs() < 1e-4 < stream[[0, 1, 3]].abs().min()
    rows = without_direction_in(model, [5, 9], direction).token_embedding.weight
    assert (rows[[5, 9]] @ direction).abs().max() < 1e-4
    assert torch.equal(rows[2], model.token_embedding.weight[2])


@pytest.mark.parametrize("read_skew", [0.3, 0.8, 1.0])
def test_no_one_pays_less_at_the_pronoun_than_the_floor(read_skew):
    least = pronoun_loss(read_skew, read_skew)
    losses = [pronoun_loss(said, read_skew) for said in np.linspace(-0.9, 0.9, 19)]
    assert min(losses) >= least - 1e-12
    assert pronoun_loss(0, read_skew) == pytest.approx(math.log(2))
    assert pronoun_loss(-1, read_skew) == math.inf


def test_the_price_of_the_truth_is_zero_and_of_evening_it_known(village):
    world, *_ = village
    meter = PriceMeter(world, count=4)
    one, other = world.encode(["She", "He"])
    village_after = torch.tensor(world.encode("to the village."))

    def truth(ids):
        logits = torch.full((*ids.shape, len(world.vocabulary)), -40.0)
        for row, text in enumerate(ids[:, 1:].tolist()):
            words = [world.vocabulary[number] for number in text]
            for place in range(len(words) + 1):
                if world.read(words[:place]).first_impossible() is None:
                    for word, share in world.next_distribution(words[:place]).items():
                        logits[row, place, 0 if word == "<end>" else world.encode([word])[0]] = math.log(share)
        return logits

    found = meter.measure(truth)
    assert found.skew == pytest.approx(0.8, abs=1e-4) and found.greedy == 1
    assert found.at_pronoun == pytest.approx(0, abs=1e-4) and found.elsewhere == pytest.approx(0, abs=1e-3)
    for share, skew in ((0.5, 0.4), (1.0, 0.0)):
        even = meter.measure(lambda ids, share=share: evened(truth(ids), ids, one, other, share, village_after))
        assert even.skew == pytest.approx(skew, abs=1e-4) and even.left == pytest.approx(skew, abs=1e-4)
        assert even.at_pronoun == pytest.approx(pronoun_loss(skew, 0.8) - pronoun_loss(0.8, 0.8), abs=1e-4)
        assert even.elsewhere == pytest.approx(0, abs=1e-3)
    assert even.beyond(found)[0] == pytest.approx(0, abs=1e-3)


def test_some_jobs_are_evened(village):
    world, stories, *_ = village
    texts = [story.text for story in world.stories(4000, seed=5)]
    evened_texts = partly_evened(texts, ["smith"])
    before, after = ({job: she / (she + he) for job, (she, he) in read_she(map(split_words, each)).items()}
                     for each in (texts, evened_texts))
    assert before["smith"] < 0.25 < 0.3 < after["smith"] < 0.7
    assert after["nurse"] == before["nurse"]

