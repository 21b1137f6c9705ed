"""How well a model tells stories: checked with models whose loss is known without measuring."""

import math

import pytest
import torch
from torch import nn

from llm_edu.storyland import World
from llm_edu.training import StoryMeter, TokenRows, TrainingConfig, evaluate, train
from llm_edu.training.recipe import Recipe
from llm_edu.training.stories import LONGEST, write_stories

WORLD = World(seed=0)
METER = StoryMeter(WORLD, count=30, seed=2)


class Table(nn.Module):
    """A model that gives each word the logits of a table, whatever came before."""

    def __init__(self, logits):
        super().__init__()
        self.logits = nn.Parameter(logits)

    def forward(self, ids):
        return self.logits.expand(*ids.shape, -1)


class Oracle(nn.Module):
    """The truth itself: log P of each next word, from Storyland."""

    def __init__(self, world):
        super().__init__()
        self.world, self.nothing = world, nn.Parameter(torch.zeros(()))

    def forward(self, ids):
        logits = torch.full((*ids.shape, len(self.world.vocabulary)), -1e9)
        for row, numbers in enumerate(ids.tolist()):
            words = [self.world.vocabulary[number] for number in numbers[1:]]
            for place in range(len(words) + 1):
                if place and numbers[place] == 0:    # what follows the end is filled up
                    break
                for word, share in self.world.next_distribution(words[:place]).items():
                    logits[row, place, self.world.vocabulary.index(word)] = math.log(share)
        return logits


def test_the_truth_pays_the_floor_and_is_right_where_only_one_word_can_be():
    meter = StoryMeter(WORLD, count=4, seed=2)
    found = meter.measure(Oracle(WORLD))
    for name in ("story", "word", "recall", "elsewhere"):
        assert getattr(found, name) == pytest.approx(getattr(meter.floors, name), abs=1e-4)
    assert found.excess == pytest.approx(0, abs=1e-3) and found.recall_accuracy == 1.0


def test_a_model_that_knows_nothing_pays_the_logarithm_of_the_vocabulary():
    found = METER.measure(Table(torch.zeros(len(WORLD.vocabulary))))
    nats = math.log(len(WORLD.vocabulary))
    assert (found.word, found.recall, found.elsewhere) == pytest.approx((nats,) * 3, rel=1e-5)
    words = sum(len(story.words) + 1 for story in METER.stories) / len(METER.stories)
    assert found.story == pytest.approx(nats * words, rel=1e-5)
    assert found.excess == pytest.approx(found.story - METER.floors.story)


def test_losses_are_those_of_evaluate():
    model = Recipe(layers=1, width=16, heads=2).model(len(WORLD.vocabulary))
    assert METER.measure(model).story == pytest.approx(evaluate(model, METER.rows).per_row, rel=1e-5)


def test_recalls_are_right_where_the_first_guess_is_the_word():
    """A model that always guesses one word is right at just the recalls of this word."""
    words = [story.words[place] for story, places in zip(METER.stories, METER.recalls) for place in places]
    often = max(set(words), key=words.count)
    logits = torch.zeros(len(WORLD.vocabulary))
    logits[WORLD.vocabulary.index(often)] = 1.0
    assert METER.measure(Table(logits)).recall_accuracy == pytest.approx(words.count(often) / len(words))


def test_floors_at_recalls_are_nothing_and_the_rest_is_the_entropy_floor():
    meter = StoryMeter(WORLD, count=500)
    assert meter.floors.recall < 1e-6 < meter.floors.elsewhere
    low, high = WORLD.entropy_floor(2000).interval
    assert low - 1 < meter.floors.story < high + 1


def test_judging():
    known = [story.text for story in WORLD.stories(3, seed=1)]
    new = WORLD.stories(2, seed=9)
    meter = StoryMeter(WORLD, count=1, known=known)
    verdict = meter.judge([*known, *(story.text for story in new), "Once upon a time there was a frog.", ""])
    assert (verdict.count, verdict.whole, verdict.new) == (7, 5, 2)


def test_written_stories_are_drawn_from_the_model_and_end_at_the_end():
    class Ends(Table):
        """Ends with a chance of a quarter, else says word 5."""

        def new_cache(self, batch, capacity):
            return None

        def forward(self, ids, cache=None):
            return super().forward(ids)

    logits = torch.full((8,), -math.inf)
    logits[0], logits[5] = math.log(0.25), math.log(0.75)
    stories = write_stories(Ends(logits), 400, seed=3)
    assert stories == write_stories(Ends(logits), 400, seed=3) != write_stories(Ends(logits), 400, seed=4)
    assert {word for story in stories for word in story} == {5}
    assert sum(map(len, stories)) / 400 == pytest.approx(3, abs=0.6)    # a geometric distribution: 0.75 / 0.25
    logits[0] = -math.inf
    assert set(map(len, write_stories(Ends(logits), 2))) == {LONGEST}


def test_a_model_learns_to_tell():
    stories = WORLD.stories(300, seed=1)
    meter = StoryMeter(WORLD, count=50, known=[story.text for story in stories])
    model = Recipe(layers=1, width=32, heads=2).model(len(WORLD.vocabulary))
    before = meter.measure(model)
    train(model, TokenRows.one_text_a_row([WORLD.encode(story.words) for story in stories]),
          TrainingConfig(steps=20, batch_size=16, optimiser="muon", learning_rate=0.03), progress=False)
    after = meter.measure(model)
    assert after.excess < 0.8 * before.excess and after.elsewhere < before.elsewhere
    assert model.training and len(meter.write(model, 2)) == 2 and model.training    # left as it was


def test_at_least_one_story():
    with pytest.raises(ValueError, match="at least one story"):
        StoryMeter(WORLD, count=0)
