"""The language of plots: what it means, and what it says to a plot that it can't read."""

from math import exp

import pytest

from llm_edu.storyland import END, World


def tiny(text: str, **arguments) -> World:
    return World(seed=0, plots={"mine": text}, residents=4, places=2, things=6, colours=2, **arguments)


def test_your_own_plot_is_told_and_scored():
    world = tiny("{hero=resident} has a {colour=colour} {thing=personal}. {hero.Her} [old|new] {thing!} is {colour!}.")
    story = world.stories(1, seed=1)[0]
    assert exp(-story.log_prob) == pytest.approx(4 * 2 * 2 * 2)
    assert world.log_prob(story.text) == pytest.approx(story.log_prob)
    assert [story.words[recall.start] for recall in story.recalls] == [story.words[4], story.words[3]]
    assert [recall.source for recall in story.recalls] == [4, 3]


def test_brackets_nest_and_may_be_empty_and_repeat():
    world = tiny("A[ very[ very|]|] good [day|day|night].")
    assert exp(world.log_prob("A very very good day.")) == pytest.approx(1 / 4 * 2 / 3)
    assert world.next_distribution("A") == {"good": 0.5, "very": 0.5}
    assert world.next_distribution("A very") == {"good": 0.5, "very": 0.5}
    assert world.next_distribution("A good")["day"] == pytest.approx(2 / 3)


def test_two_ways_to_one_text_add_up():
    world = tiny("[A cat|A [cat|dog]] sat.")
    assert exp(world.log_prob("A cat sat.")) == pytest.approx(0.75)
    assert world.next_distribution("A cat sat.") == {END: 1.0}


def test_nobody_is_drawn_twice():
    world = tiny("{first=resident}, {second=resident}, {third=resident} and {fourth=resident} sang.")
    for story in world.stories(50):
        assert len({word for word in story.words if word in {who.word for who in world.residents}}) == 4


def test_a_friend_is_kept_for_their_part():
    world = tiny("{hero=resident} and {other=resident} and {pal=hero.friend} sang.")
    friends = {who.word: who.friend for who in world.residents}
    for story in world.stories(50):
        assert story.words[4] == friends[story.words[0]] != story.words[2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{hero} sang.", "plot 'mine': 'hero' is written before it is drawn \\(drawn so far: nothing yet\\)"),
        ("[{hero=resident} sang|It rained]. {hero} slept.", "'hero' is written before it is drawn"),
        ("{hero=dragon} sang.", "there is no kind 'dragon'; there are .*resident"),
        ("{hero=resident} is {hero.age}.", "'hero' has no form 'age'; it has .*pet"),
        ("[A|B sang.", "'\\[' is never closed"),
        ("A|B sang.", "'\\|' without '\\[' before it"),
        ("A] sang.", "'\\]' without"),
        ("{hero=} sang.", "can't read the slot {hero=}"),
        ("{hero=resident sang.", "can't read '{'"),
        ("{a=resident}, {b=resident} and {c=b.friend} sang.", "draw 'b' first"),
    ],
)
def test_a_plot_that_cannot_be_read_says_where(text, message):
    with pytest.raises(ValueError, match=message):
        tiny(text)


def test_a_plot_that_asks_for_more_than_there_is_says_so():
    world = tiny("{a=colour} {b=colour} {c=colour}")
    with pytest.raises(ValueError, match="more of the kind 'colour' than this world has"):
        world.stories(1)
