"""The small village: its exact truth, what a model says about it, and what it has read."""

import math

import pytest
import torch

from llm_edu.bias.price import pronoun_place
from llm_edu.bias.village import (
    ARRIVAL,
    BORROWED,
    CAME,
    read_returned,
    read_she,
    said_returned,
    said_she,
    small_world,
    train_village_model,
    true_returned,
    true_she,
    village_lenders,
)
from llm_edu.storyland import split_words
from llm_edu.storyland.village import ANSWERS, ENDINGS, ORIGINS, SHE_JOBS
from llm_edu.training.stories import StoryMeter


class Knowing(torch.nn.Module):
    """A model that says the exact truth of a world."""

    def __init__(self, world):
        super().__init__()
        self.world, self.weight = world, torch.nn.Parameter(torch.zeros(1))

    def forward(self, ids):
        logits = torch.full((*ids.shape, len(self.world.vocabulary)), -50.0)
        for row, numbers in enumerate(ids.tolist()):
            last = max(place for place, number in enumerate(numbers) if number) if any(numbers) else 0
            for word, chance in self.world.next_distribution(self.world.decode(numbers[:last + 1])).items():
                logits[row, last, self.world.encode([word])[0]] = math.log(chance)
        return logits


@pytest.mark.parametrize(("skew", "expected"), [(0.0, 0.5), (0.6, 0.8), (1.0, 1.0)])
def test_the_dials_set_what_is_true(skew, expected):
    world = small_world(skew, skew, marsh=0.1)
    she = true_she(world)
    assert she == pytest.approx({job: expected if job in SHE_JOBS else 1 - expected for job in she})
    returned = true_returned(world)
    assert [returned[origin] for origin in ORIGINS] == pytest.approx([expected, 1 - expected, expected])


def test_a_reading_of_the_stories_finds_the_same_truth_and_the_counts():
    world = small_world(0.6, 0.4, marsh=0.1)
    lender = village_lenders(world, 1)[0]
    exact = true_returned(world)
    for origin in ORIGINS:
        for answer in ANSWERS:
            begun = BORROWED.format(origin=origin, **lender) + CAME.format(answer=answer, **lender)
            assert world.next_distribution(begun)["brought"] == pytest.approx(exact[origin, answer])
    assert exact["hills", "promised"] > exact["hills", "nodded"] == exact["hills"] > exact["hills", "said nothing"]
    stories = world.stories(6_000, seed=3)
    she, returned = read_she(stories), read_returned([story.words for story in stories])
    assert sum(map(sum, she.values())) == sum(story.plot == "visitor" for story in stories)
    assert sum(sum(returned[origin]) for origin in ORIGINS) == sum(story.plot == "traveller" for story in stories)
    for counts, truth in ((she, true_she(world)), (returned, exact)):
        for key, (first, second) in counts.items():
            error = math.sqrt(truth[key] * (1 - truth[key]) / (first + second))
            assert abs(first / (first + second) - truth[key]) < 4 * error, key


def test_a_text_that_ends_early_counts_nothing():
    short = [words[:length] for words in (split_words("One evening a smith came to the village. He"),
                                          split_words("A traveller from the hills borrowed a red hat from"))
             for length in range(10)]
    assert sum(map(sum, read_she(short).values())) == sum(map(sum, read_returned(short).values())) == 0
    assert pronoun_place(("One", "evening", "a")) is None


@pytest.mark.parametrize("temperature", [1.0, 0.7, 0.0])
def test_a_model_that_knows_the_truth_is_reported_to_say_it(temperature):
    world = small_world(0.6, 0.4, marsh=0.1)

    def sharpened(share):
        if temperature == 0:
            return float(share > 0.5)
        odds = (share / (1 - share)) ** (1 / temperature)
        return odds / (1 + odds)

    model = Knowing(world)
    assert said_she(model, world, temperature) == pytest.approx(
        {job: sharpened(share) for job, share in true_she(world).items()}, abs=1e-5)
    said, true = said_returned(model, world, temperature, contexts=2), true_returned(world)
    if temperature == 1.0:
        assert said == pytest.approx(true, abs=1e-5)
    assert said["coast", "promised"] == pytest.approx(sharpened(true["coast", "promised"]), abs=1e-5)
    assert said.keys() == true.keys()


def test_dials_change_no_word_and_an_origin_that_nobody_has_is_left_out():
    worlds = [small_world(skew, 1 - skew) for skew in (0.0, 0.5, 1.0)]
    assert len({world.vocabulary for world in worlds}) == 1
    assert set(ORIGINS) | {word for text in ANSWERS + ENDINGS for word in text.split()} <= set(worlds[0].vocabulary)
    without = small_world(marsh=0.0)
    assert "marsh" not in without.vocabulary and "marsh" not in true_returned(without)
    assert "marsh" not in said_returned(Knowing(without), without, contexts=1)
    with pytest.raises(ValueError, match="origin_skew is 1.5"):
        small_world(origin_skew=1.5)
    with pytest.raises(ValueError, match="temperature is -1"):
        said_she(Knowing(without), without, temperature=-1)


@pytest.mark.full
def test_the_model_comes_near_the_floor_in_seconds():
    world = small_world(0.6, 0.6)
    model = train_village_model(world, seed=1)
    found = StoryMeter(world, 300).measure(model)
    assert found.excess < 1.0 and found.recall_accuracy > 0.99
    said = said_she(model, world)
    assert all(abs(said[job] - share) < 0.2 for job, share in true_she(world).items())


def test_the_text_of_an_arrival_is_one_of_the_village():
    assert small_world().next_distribution(ARRIVAL.format(job="smith")) == pytest.approx({"She": 0.5, "He": 0.5})
