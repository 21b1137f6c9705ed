"""What looks like a leap: the share of whole stories, by the size of the model, beside a loss that falls evenly."""

from functools import partial

from llm_edu.lessons.scaling.hamlet import RECIPE, hamlet
from llm_edu.training import StoryMeter, TokenRows, train

WIDTHS, SEEDS, STEPS, STORIES, HELD_OUT, WRITTEN = (8, 12, 16, 20, 24, 28, 32, 48), range(3), 400, 30_000, 300, 500
ABOUT = (f"A corner of Storyland (four plots, ten residents): models of two layers, all alike but for their width, "
         f"each trained for {STEPS} steps of 32 stories with three seeds; what they pay above the floor for {HELD_OUT} "
         f"held-out stories, in nats a story, and how many of {WRITTEN} stories that they wrote are whole.")


def run(width):
    """-> parameters; the floor's nats a story and a word; for each seed: nats above it, share of whole stories"""
    world = hamlet()
    rows = TokenRows.one_text_a_row([world.encode(story.words) for story in world.stories(STORIES, seed=1)])
    meter, found = StoryMeter(world, HELD_OUT, seed=2), []
    for seed in SEEDS:
        model = RECIPE.but(width=width).model(len(world.vocabulary), seed)
        train(model, rows, RECIPE.training(STEPS, seed=seed), progress=False)
        losses, verdict = meter.measure(model), meter.judge(meter.write(model, WRITTEN, seed=seed))
        found.append({"above": round(losses.excess, 4), "word": round(losses.word, 5),
                      "recall": round(losses.recall, 4), "whole": verdict.whole / verdict.count})
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return {"width": width, "parameters": parameters, "floor_story": round(meter.floors.story, 4),
            "floor_word": round(meter.floors.word, 5), "seeds": found}


RUNS = {f"width {width}": partial(run, width) for width in WIDTHS}
