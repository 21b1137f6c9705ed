"""What each part of a transformer is for: trained whole, and with one part taken out."""

from functools import partial

from llm_edu.lessons.common.models import small_gpt2
from llm_edu.lessons.transformer.training import training_run
from llm_edu.storyland import World

STEPS, EVERY = 3_000, 150
KEEP = (450, 900, 1_500, 3_000)  # the whole model's weights at these steps, for the viewer
ABOUT = (f"GPT-2 with 3 layers of width 64, trained for {STEPS:,} steps on Storyland (seed 0) whole and with one part "
         "taken out; losses in nats on 300 held-out stories.")


def run(without=None, keep=()):
    """One training."""
    return training_run(small_gpt2(World(seed=0)), STEPS, without, keep, every=EVERY)


RUNS = {
    "whole": partial(run, keep=KEEP),
    "no attention": partial(run, "attention"),
    "no feed-forward": partial(run, "feed_forward"),
    "no positions": partial(run, "positions"),
    "no norm": partial(run, "norm"),
    "no residual": partial(run, "residual"),
}
