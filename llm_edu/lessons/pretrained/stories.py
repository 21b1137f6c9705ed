"""Stories of which everything is known: somebody loses a thing of some colour, and that very thing is found again.

    Last winter, Karl lost his purple scarf. … There was the purple scarf! Karl danced and thanked Hugo.

Whoever has read that far knows the second "purple" for certain. Storyteller does, too; lesson 09 looks for where.
"""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import torch

from llm_edu.storyland import World, join_words
from llm_edu.storyland.plots import PLOTS
from llm_edu.storyland.village import COLOURS
from llm_edu.training.storyteller import STORY


@dataclass(frozen=True, slots=True)
class LostStory:
    """A story as tokens, and where in them is what. Positions count tokens from 0, the one that begins a story.

    text: the story   ids: (1, time), all of it, beginning with <|story|>   twin: (1, time), the same in another colour
    colour, twin_colour: words   colour_id, twin_id: their tokens, which stand in ids and twin at the same places
    mention: position of the colour's first mention   before_recall: of the last token before its second
    owner, helper: names   owner_at, helper_at: positions of their first mentions

    `ids[0, mention]` and `ids[0, before_recall + 1]` are colour_id.
    """

    text: str
    ids: torch.Tensor
    twin: torch.Tensor
    colour: str
    twin_colour: str
    colour_id: int
    twin_id: int
    mention: int
    before_recall: int
    owner: str
    owner_at: int
    helper: str
    helper_at: int

    @property
    def prompt(self):
        """Up to the last token before the colour's recall: (1, before_recall + 1)"""
        return self.ids[:, :self.before_recall + 1]

    @property
    def twin_prompt(self):
        """The same of the twin."""
        return self.twin[:, :self.before_recall + 1]


def lost_stories(tokenizer, count, seed):
    """`count` stories about lost things, as `LostStory`. Storyteller has learned from those of seed 1.

    >>> from llm_edu.training import load_storyteller
    >>> tokenizer = load_storyteller()[1]
    >>> story = lost_stories(tokenizer, count=1, seed=7)[0]
    >>> story.colour, story.twin_colour, story.owner, story.helper
    ('red', 'brown', 'Rosa', 'Nora')
    >>> tokenizer.decode(story.prompt[0, -6:].tolist()), tokenizer.decode([story.ids[0, story.owner_at].item()])
    (' the forest. There was the', ' Rosa')
    """
    world, random = World(seed=0, plots={"lost": PLOTS["lost"]}), Random(f"twins {seed}")
    return [lost_story(tokenizer, story, random) for story in world.stories(count, seed)]


def lost_story(tokenizer, story, random):
    """One of these as `LostStory`, with a twin whose colour is drawn from the others."""
    colour, _, owner, helper = story.recalls    # as the plot has them
    places = word_positions(tokenizer, story.words)
    words = {name: story.words[recall.start] for name, recall in
             (("colour", colour), ("owner", owner), ("helper", helper))}
    other = random.choice([word for word in COLOURS if word != words["colour"]])
    told = [other if number in (colour.source, colour.start) else word for number, word in enumerate(story.words)]
    colour_id, twin_id = (one_token(tokenizer, " " + word) for word in (words["colour"], other))
    return LostStory(
        story.text, story_ids(tokenizer, story.words), story_ids(tokenizer, told), words["colour"], other, colour_id,
        twin_id, places[colour.source], places[colour.start] - 1, words["owner"], places[owner.source],
        words["helper"], places[helper.source])


def story_ids(tokenizer, words):
    """A story's words as ids: (1, time), <|story|> first"""
    return torch.tensor([[tokenizer.special_tokens[STORY], *tokenizer.encode(join_words(words))]])


def word_positions(tokenizer, words):
    """The position of the token that ends each word among `story_ids`, a list as long as words.

    >>> from llm_edu.training import load_storyteller
    >>> word_positions(load_storyteller()[1], ["Mia", "lost", "the", "hat", "."])
    [1, 2, 3, 4, 5]
    """
    ids = story_ids(tokenizer, words)[0, 1:].tolist()
    ends = list(accumulate(len(tokenizer.vocab[token_id]) for token_id in ids))    # in bytes
    return [1 + bisect_left(ends, len(join_words(words[:number]).encode())) for number in range(1, len(words) + 1)]


def due_words(tokenizer, story):
    """For each token of `story_ids` the word that must come next because it was told before, or "": a list."""
    due, ends = [""] * story_ids(tokenizer, story.words).shape[1], word_positions(tokenizer, story.words)
    for recall in story.recalls:
        for place in range(recall.start, recall.stop):
            due[ends[place - 1]] = story.words[place]
    return due


def one_token(tokenizer, word):
    """The id of a word that is one token."""
    (token_id,) = tokenizer.encode(word)
    return token_id
