"""Worlds, their facts and dials, and what happens with input that is none of theirs."""

from collections import Counter
from math import inf
from statistics import mean

import pytest

from llm_edu.storyland import END, World, join_words, split_words
from llm_edu.storyland.plots import PLOTS
from llm_edu.storyland.village import HE_JOBS, SHE_JOBS
from llm_edu.storyland.world import WITHHOLDABLE

FIRST_STORY = "“Can you keep a secret?” Mei asked her best friend, Noah. “I have hidden a pink hat"


@pytest.fixture(scope="module")
def world():
    return World(seed=0)


def test_the_village(world):
    assert len(world.residents) == 40 and len(world.places) == 15 and len(world.things) == 60
    assert Counter(who.pronoun for who in world.residents) == {"she": 20, "he": 20}
    by_name = {who.word: who for who in world.residents}
    assert all(by_name[who.friend].friend == who.word != who.friend for who in world.residents)
    words = [word for group in world.groups().values() for word in group]
    assert len(words) == len(set(words)), "a word of two kinds would make the kinds unknowable"
    assert set(words) <= set(world.vocabulary)


def test_facts_say_everything_once(world):
    facts = world.facts()
    assert len(facts) == 40 * 7 + 60 + 40 == len({(fact.subject, fact.relation) for fact in facts})
    mia = {fact.relation: fact.value for fact in facts if fact.subject == "Mia"}
    assert mia.keys() == {"pronoun", "job", "house", "home", "pet", "food", "friend"} and mia["pronoun"] == "she"


def test_stories_tell_facts_of_their_world_and_all_of_them(world):
    told = {fact for story in world.stories(8_000, seed=1) for fact in story.facts}
    untold = {fact for fact in set(world.facts()) - told if fact.relation not in ("pronoun", "size")}
    assert told <= set(world.facts())
    assert not untold


def test_stories_are_of_the_promised_length_and_variety(world):
    stories = world.stories(4_000, seed=2)
    spoken = [sum(word.isalpha() for word in story.words) for story in stories]
    sentences = [sum(word in ".!?" for word in story.words) for story in stories]
    assert min(spoken) >= 30 and max(spoken) <= 90
    assert min(sentences) >= 4 and mean(sentences) <= 9
    assert {story.plot for story in stories} == set(PLOTS) and len(PLOTS) >= 16
    assert len({story.text for story in stories}) >= 0.999 * len(stories)


def test_the_same_seed_tells_the_same_stories(world):
    again = World(seed=0)
    assert again.facts() == world.facts() and again.vocabulary == world.vocabulary
    assert again.stories(50, seed=3) == world.stories(50, seed=3)
    assert world.stories(50, seed=4) != world.stories(50, seed=3)
    assert World(seed=1).facts() != world.facts()


def test_the_first_story_of_all_is_the_same_on_every_platform(world):
    assert world.stories(1, seed=0)[0].text.startswith(FIRST_STORY)


@pytest.mark.parametrize("seed", range(2))
def test_text_and_words_say_the_same(seed):
    world = World(seed=seed)
    for story in world.stories(300, seed=seed):
        assert tuple(split_words(story.text)) == story.words
        assert join_words(story.words) == story.text
        assert world.decode(world.encode(story.text)) == story.text


def test_the_vocabulary_holds_every_word_and_no_other(world):
    told = {word for story in world.stories(20_000, seed=4) for word in story.words}
    assert world.vocabulary[0] == END
    assert told == set(world.vocabulary[1:])


def test_the_floor_has_an_interval_that_other_stories_fall_into(world):
    floor = world.entropy_floor(2_000)
    low, high = floor.interval
    other = -mean(story.log_prob for story in world.stories(20_000, seed=77))
    assert low < floor.per_story < high and high - low < 0.05 * floor.per_story
    assert abs(other - floor.per_story) < 3.5 * floor.standard_error
    assert floor.per_word == pytest.approx(floor.per(floor.words_per_story))


@pytest.mark.parametrize(("skew", "expected"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_job_skew_sets_how_often_pronoun_and_job_agree(skew, expected):
    world = World(seed=2, job_skew=skew)
    as_expected = [who.job in (SHE_JOBS if who.pronoun == "she" else HE_JOBS) for who in world.residents]
    assert mean(as_expected) == pytest.approx(expected, abs=0.03)
    visitors = [story.words for story in world.stories(12_000, seed=1) if story.plot == "visitor"]
    agree = [("She" in words) == (words[3] in SHE_JOBS) for words in visitors]
    assert len(visitors) > 400 and mean(agree) == pytest.approx(expected, abs=0.08)


def test_withheld_facts_are_never_told_in_training_and_told_elsewhere():
    world = World(seed=0, withheld=0.25)
    tellable = [fact for fact in world.facts() if fact.relation in WITHHOLDABLE]
    assert len(world.withheld_facts) == round(0.25 * len(tellable))
    train = world.stories(8_000, seed=1, split="train")
    told = {fact for story in train for fact in story.facts}
    assert not told & world.withheld_facts
    assert not set(tellable) - told - world.withheld_facts
    everything = {fact for story in world.stories(8_000, seed=1) for fact in story.facts}
    assert world.withheld_facts <= everything


def test_the_training_split_has_exact_probabilities_of_its_own():
    world = World(seed=0, withheld=0.25)
    for story in world.stories(200, seed=2, split="train"):
        assert world.log_prob(story.words, split="train") == pytest.approx(story.log_prob, abs=1e-9)
    telling = next(s for s in world.stories(500, seed=3) if set(s.facts) & world.withheld_facts)
    assert world.log_prob(telling.words, split="train") == -inf < world.log_prob(telling.words)


def test_what_is_no_story_scores_minus_infinity(world):
    for text in ("", "Mia", "Once upon a time there was a xylophone.", "<end>"):
        assert world.log_prob(text) == -inf
    impossible = world.word_log_probs("One xylophone")
    assert impossible[0] > -inf and impossible[1:] == [-inf, -inf]


def test_one_reading_tells_what_may_come_after_each_beginning(world):
    for story in world.stories(60, seed=7):
        told = world.read(story.words).tellings[0]
        fixed = dict(list(told.values.items())[::2])
        for asked in ({}, {"plot": told.plot}, {"plot": told.plot, "values": fixed}, {"values": {"hero": "Nia"}}):
            after = world.possible_words(story.words, **asked)
            for count in range(len(story.words) + 1):
                assert after[count] == set(world.read(story.words[:count], **asked).following), (story.text, asked)


def test_prefixes_that_no_story_has_are_named(world):
    with pytest.raises(ValueError, match=r"no story goes on with 'xylophone' \(word 2\) after 'One'"):
        world.next_distribution("One xylophone")
    story = world.stories(1, seed=0)[0]
    assert world.next_distribution(story.text) == {END: 1.0}
    with pytest.raises(ValueError, match="no story goes on with 'Mia'"):
        world.next_distribution(story.text + " Mia")


def test_bad_arguments_say_what_would_do(world):
    with pytest.raises(ValueError, match="'xylophone' is not a word of this world"):
        world.encode("a xylophone")
    for number in (-100, len(world.vocabulary)):
        with pytest.raises(ValueError, match=f"word ids are from 0 .* not {number}"):
            world.decode([5, number])
    with pytest.raises(ValueError, match="split is 'test'"):
        world.stories(1, split="test")
    with pytest.raises(ValueError, match="at least 2"):
        world.entropy_floor(1)
    for arguments, message in [
        ({"job_skew": 1.5}, "job_skew is 1.5"),
        ({"withheld": -0.1}, "withheld is -0.1"),
        ({"residents": 5}, "residents is 5"),
        ({"things": 61}, "things is 61"),
        ({"places": 0}, "places is 0"),
        ({"residents": 4}, "there is no builder in this world"),
        ({"plots": {}}, "at least one plot"),
    ]:
        with pytest.raises(ValueError, match=message):
            World(**arguments)
