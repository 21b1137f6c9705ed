"""The stories of lesson 09: what stands where, and that Storyteller knows the answer."""

import pytest
import torch

from llm_edu.lessons.pretrained.stories import lost_stories, word_positions
from llm_edu.training import load_storyteller


@pytest.fixture(scope="module")
def storyteller():
    return load_storyteller()


@pytest.fixture(scope="module")
def stories(storyteller):
    return lost_stories(storyteller[1], 40, seed=7)


def test_a_twin_differs_in_the_colour_alone(storyteller, stories):
    tokenizer = storyteller[1]
    for story in stories:
        assert story.ids.shape == story.twin.shape and story.colour_id != story.twin_id
        differs = (story.ids != story.twin)[0].nonzero()[:, 0].tolist()
        assert differs == [story.mention, story.before_recall + 1]
        assert {story.ids[0, place].item() for place in differs} == {story.colour_id}
        assert {story.twin[0, place].item() for place in differs} == {story.twin_id}
        assert tokenizer.decode(story.twin[0, 1:].tolist()) == story.text.replace(story.colour, story.twin_colour)
        assert (story.prompt != story.twin_prompt)[0].nonzero()[:, 0].tolist() == [story.mention]


def test_names_and_colours_stand_where_it_says(storyteller, stories):
    tokenizer = storyteller[1]
    for story in stories:
        for word, place in ((story.colour, story.mention), (story.owner, story.owner_at),
                            (story.helper, story.helper_at)):
            assert tokenizer.decode([story.ids[0, place].item()]) == " " + word
            assert tokenizer.decode(story.ids[0, 1:place + 1].tolist()).count(word) == 1    # the first mention
        assert tokenizer.decode([story.colour_id, story.twin_id]) == f" {story.colour} {story.twin_colour}"
    assert lost_stories(tokenizer, 40, seed=7)[-1].text == stories[-1].text != lost_stories(tokenizer, 40, 8)[-1].text


def test_a_word_of_several_tokens_ends_at_its_last(storyteller):
    assert word_positions(storyteller[1], ["Ada", "hypothesised", ",", "“", "Why", "?", "”"])[-1] == len(
        storyteller[1].encode("Ada hypothesised, “Why?”"))
    assert word_positions(storyteller[1], ["Ada", "zzz", "ran"]) == [
        1, 1 + len(storyteller[1].encode(" zzz")), 2 + len(storyteller[1].encode(" zzz"))]


@torch.no_grad()
def test_storyteller_recalls_the_colour(storyteller, stories):
    model = storyteller[0]
    for story in stories:
        assert model(story.prompt)[0, -1].argmax() == story.colour_id
        assert model(story.twin_prompt)[0, -1].argmax() == story.twin_id
