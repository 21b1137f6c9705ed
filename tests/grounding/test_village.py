"""The silent village: what it withholds nobody can know, and a model is asked the right questions."""

import math

import pytest
import torch

from llm_edu.grounding.mixtures import contradicted_facts, contradicting_stories, keys_told
from llm_edu.grounding.village import (
    PLOTS,
    SIZES,
    TELLING,
    UNKNOWN,
    ask,
    asked_facts,
    encode,
    question_about,
    read_stories,
    silent_world,
    story_loss,
    train_on,
    values_of,
)
from llm_edu.storyland import World, split_words


@pytest.fixture(scope="module")
def world():
    return silent_world()


class Knowing(torch.nn.Module):
    """Says what is true in the village with probability 0.7, and UNKNOWN with 0.2."""

    def __init__(self, world):
        super().__init__()
        self.world = world

    def forward(self, ids):
        logits = torch.full((*ids.shape, len(self.world.vocabulary) + 1), -60.0)
        for row, numbers in enumerate(ids.tolist()):
            last = max(place for place, number in enumerate(numbers) if number)
            word = max(self.world.next_distribution(self.world.decode(numbers[:last + 1])).items(),
                       key=lambda item: item[1])[0]
            logits[row, last, self.world.encode([word])[0]] = math.log(0.7)
            logits[row, last, -1] = math.log(0.2)
            logits[row, last, 0] = math.log(0.1)    # the end
        return logits


def test_each_question_has_one_answer_in_the_whole_village(world):
    for fact in asked_facts(world):
        assert world.next_distribution(question_about(world, fact).beginning) == pytest.approx({fact.value: 1.0})
        assert question_about(world, fact) == question_about(world, fact)


def test_nothing_that_is_read_tells_a_withheld_fact_or_says_nobody_said(world):
    withheld = [fact for fact in asked_facts(world) if fact in world.withheld_facts]
    assert len(withheld) >= 0.3 * len(asked_facts(world))
    assert {fact.relation for fact in withheld} == set(TELLING) and UNKNOWN not in world.vocabulary
    for story in world.stories(2000, 5, "train"):
        assert not keys_told(story) & {(fact.subject, fact.relation) for fact in withheld}
        assert len(keys_told(story)) <= 1
    for fact in withheld:    # and no such story can be told
        beginning = question_about(world, fact).beginning
        assert fact.value not in world.read(beginning, "train").following


def test_the_answers_of_a_model_that_knows_the_village(world):
    facts = asked_facts(world)[:8]
    for answer, fact in zip(ask(Knowing(world), world, [question_about(world, fact) for fact in facts]), facts):
        assert (answer.word, answer.right) == (fact.value, True)
        assert [answer.confidence, answer.invented, answer.true] == pytest.approx([0.7, 0.7, 0.7])


def test_contradicted_facts_are_told_both_ways(world):
    other = silent_world(withheld=0.0, seed=100)
    facts = contradicted_facts(world, other, 12)
    assert len(facts) == 12 and not set(facts) & world.withheld_facts
    stories = contradicting_stories(world, other, facts, 3000, seed=1)
    assert len(stories) == 3000 and all(encode(world, words) for words in stories)
    values = {(fact.subject, fact.relation): fact.value for fact in other.facts()}
    told = {True: 0, False: 0}
    for fact in facts:
        for true, value in ((True, fact.value), (False, values[fact.subject, fact.relation])):
            told[true] += sum(says(words, fact, value) for words in stories)
    assert 0.35 < told[True] / sum(told.values()) < 0.65
    with pytest.raises(ValueError, match="too few stories"):
        contradicting_stories(world, World(1, plots={"walk": PLOTS["walk"]}, **SIZES), facts, 1000)


def says(words, fact, value):
    """Whether a story tells this value of a fact's subject, by its plot's own words."""
    text = " ".join(words)
    name = fact.subject
    return {"job": f"{name} , the {value}", "pet": f"{name} 's {value} ",
            "home": f"to {name} 's house by the {value}",
            "food": f"{name} 's birthday"}[fact.relation] in text and f" {value}" in text


def test_a_model_reads_the_word_of_ours_and_answers():
    world = silent_world()
    lines = [[*split_words(question_about(world, asked_facts(world)[0]).beginning), UNKNOWN, "."]] * 64
    model = train_on(world, lines)
    assert story_loss(model, world, count=4) > 0
    assert len(model(torch.tensor([[0]]))[0, 0]) == len(world.vocabulary) + 1


@pytest.mark.full
def test_a_model_knows_what_it_was_told_and_invents_what_it_was_not():
    world = silent_world()
    answers = ask(train_on(world, read_stories(world)), world, [question_about(world, each) for each in
                                                                asked_facts(world)])
    told = [each for each in answers if each.fact not in world.withheld_facts]
    withheld = [each for each in answers if each.fact in world.withheld_facts]
    assert sum(each.right for each in told) > 0.95 * len(told)
    assert sum(each.right for each in withheld) < 0.25 * len(withheld)
    named = sum(each.word in values_of(world, each.fact.relation) for each in withheld)
    assert named > 0.8 * len(withheld)
