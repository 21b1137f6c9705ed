"""Storyland: short stories from one village, about which everything is known.

    world = World(seed=0)
    story = world.stories(1, seed=7)[0]
    story.text, story.recalls, story.facts
    world.read(story.text).tellings         its plot, and who is who in it
    world.log_prob(story.text)             exact, in nats
    world.next_distribution("One spring")  the truth that a language model tries to learn
    world.entropy_floor()                  the loss that no model can beat
"""

from llm_edu.storyland.reading import Reading, Telling
from llm_edu.storyland.telling import Recall, Story
from llm_edu.storyland.village import Fact
from llm_edu.storyland.words import END, join_words, split_words
from llm_edu.storyland.world import Floor, World

__all__ = ["END", "Fact", "Floor", "Reading", "Recall", "Story", "Telling", "World", "join_words", "split_words"]
