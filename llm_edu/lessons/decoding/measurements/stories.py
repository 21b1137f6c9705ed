"""Diversity against quality: 500 stories for each way of choosing the next word, judged by the village itself."""

from functools import partial

from llm_edu.decoding import BeamSearch, Greedy, Sampling
from llm_edu.lessons.decoding.demos import judge_stories, mean_story_log_prob, story_model, write_stories
from llm_edu.storyland import World

COUNT, SEED = 500, 0
ABOUT = (f"{COUNT} stories of the story model (780 training steps) for each strategy (seed {SEED}), and {COUNT} of "
         "Storyland itself: the share that is whole, the share of these that is new (not among the 30,000 stories that "
         "the model was trained on), and the share of distinct runs of 4 words.")

STRATEGIES = {
    "greedy": Greedy(), "beam 8": BeamSearch(8, length_penalty=0),
    **{f"temperature {t}": Sampling(t) for t in (0.2, 0.3, 0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.6)},
    **{f"top-k {k}": Sampling(top_k=k) for k in (2, 5, 10, 20, 40, 80)},
    **{f"top-p {p}": Sampling(top_p=p) for p in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)},
    **{f"min-p {p}": Sampling(min_p=p) for p in (0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01)},
    **{f"penalty {p}": Sampling(repetition_penalty=p) for p in (1.05, 1.1, 1.2, 1.3, 1.5)},
}


def write(strategy) -> dict:
    """Stories by one strategy. What chooses without chance writes one story only, and it is counted 500 times."""
    always_the_same = isinstance(strategy, (Greedy, BeamSearch))
    stories = write_stories(story_model(), strategy, 1 if always_the_same else COUNT, seed=SEED)
    return judged(stories * COUNT if always_the_same else stories)


def truth() -> dict:
    """Stories of Storyland that the model has not learned from."""
    world = World(seed=0)
    return judged([world.encode(story.words) for story in world.stories(COUNT, seed=7)])


def judged(stories) -> dict:
    """What these stories are worth, rounded."""
    world, known = World(seed=0), frozenset(story.text for story in World(seed=0).stories(30_000, seed=1))
    found = judge_stories(world, stories, known) | {"log P": mean_story_log_prob(story_model(), stories)}
    return {name: round(value, 4) for name, value in found.items()} | {"sample": world.decode(stories[0])}


RUNS = {"the truth": truth, **{name: partial(write, strategy) for name, strategy in STRATEGIES.items()}}
