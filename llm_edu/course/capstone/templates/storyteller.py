"""A storyteller of your own world: a village that you changed, a model that learned its stories, and how true it is.

    python project.py              trains, measures, and writes results.json
    python project.py --limit 5    a trial: few steps, five stories
    python project.py demo         tells a story

Replace each `raise NotImplementedError`. In the course's folder, capstones/storyteller/project.py shows one way; it
reads its plots from data/plots.
"""

from pathlib import Path

from llm_edu.course.capstone import Results, run_project, share

HERE = Path(__file__).parent
STEPS, STORIES = 1_000, 200    # of training, and written to be measured


def baseline(stories: int, steps: int) -> list[str]:
    """Stories of the simplest method, such as counts of word pairs, or Storyteller before it met your world."""
    raise NotImplementedError("baseline: `stories` stories by counting (lesson 03), or by Storyteller as it is")


def model(stories: int, steps: int) -> list[str]:
    """Stories of your model after `steps` steps of training; keep its weights beside this file for the demo."""
    raise NotImplementedError("model: change World (llm_edu.storyland), train on its stories (lesson 06), write")


def is_right(story: str) -> bool:
    """Whether your world could tell this story, as the program that made it says."""
    raise NotImplementedError("is_right: ask your world; StoryMeter (lesson 06) shows how")


def measure(results: Results, limit: int | None) -> None:
    """Have both write stories, record the share of true ones, keep what the model wrote."""
    stories, steps = (limit, 10 * limit) if limit else (STORIES, STEPS)
    results.record("baseline_right", *share([is_right(story) for story in baseline(stories, steps)]))
    told = model(stories, steps)
    right = [is_right(story) for story in told]
    results.record("model_right", *share(right))
    for story, valid in zip(told, right, strict=True):
        results.keep("(tell a story)", "(a story that this world tells)", story, valid)


def demo(words: list[str]) -> None:
    """Tell one story."""
    raise NotImplementedError("demo: load the weights that `model` kept, and print one story")


if __name__ == "__main__":
    run_project(measure, demo, HERE)
