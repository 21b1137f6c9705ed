"""What the small village's model makes of the skew that it reads: as much, more, or less?"""

from functools import partial

from llm_edu.bias.skew import shares_of, skew_of
from llm_edu.bias.village import (
    JOBS,
    ORIGINS,
    STEPS,
    read_returned,
    read_she,
    said_returned,
    said_she,
    small_world,
    train_village_model,
)
from llm_edu.storyland.village import HE_JOBS, SHE_JOBS
from llm_edu.training.stories import StoryMeter

SKEWS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)    # read, of both dials at once: no story is about both
SEEDS = range(1, 4)
TEMPERATURES = (1.0, 0.7, 0.0)
LONG, LONG_SKEW, LONG_SEEDS = 1600, 0.2, range(1, 4)
BATCH = 32
COUNTS, RARE_SKEW, RARE_SEEDS = (4, 32, 256), 0.8, range(1, 4)
MEASURED = 200
ABOUT = (f"The model of the small village, {STEPS} steps of {BATCH} stories: both dials at {len(SKEWS)} settings with "
         f"seeds 1 to {len(SEEDS)}; at skew {LONG_SKEW}, {LONG} steps, seeds 1 to {len(LONG_SEEDS)}; at skew "
         f"{RARE_SKEW}, 0 to {COUNTS[-1]} stories about travellers from the marsh, with the other origins "
         f"frequent or equally rare, seeds 1 to {len(RARE_SEEDS)}. The machine had other work to do.")


def of_jobs(shares):
    """The skew of jobs: mean P(she) after the one kind of jobs, minus the mean after the other."""
    return skew_of(shares, [job for job in JOBS if job in SHE_JOBS], [job for job in JOBS if job in HE_JOBS])


def of_origins(shares):
    """The skew of origins: P(brought back) from the hills, minus that from the coast."""
    return skew_of(shares, ["hills"], ["coast"])


def trained(world, stories, seed, steps):
    """Everything about one training run: what was read and said, by job and by origin, at each temperature."""
    model = train_village_model(world, seed=seed, steps=steps, stories=stories)
    read, back = read_she(stories), read_returned(stories)
    she = {str(warmth): said_she(model, world, warmth) for warmth in TEMPERATURES}
    returned = {str(warmth): said_returned(model, world, warmth) for warmth in TEMPERATURES}
    found = StoryMeter(world, MEASURED, seed=900).measure(model)
    return {
        "excess": round(found.excess, 3),
        "jobs read": round(of_jobs(shares_of(read)), 4),
        "jobs said": {warmth: round(of_jobs(said), 4) for warmth, said in she.items()},
        "she read": [read[job] for job in JOBS], "she said": [round(she["1.0"][job], 4) for job in JOBS],
        "origins read": round(of_origins(shares_of(back)), 4),
        "origins said": {warmth: round(of_origins(said), 4) for warmth, said in returned.items()},
        "returned read": {origin: back[origin] for origin in ORIGINS},
        "returned said": {origin: round(returned["1.0"][origin], 4) for origin in ORIGINS},
    }


def at_skew(amount):
    """One setting of both dials, for each seed."""
    world = small_world(amount, amount)
    return {str(seed): trained(world, world.stories(STEPS * BATCH, seed), seed, STEPS) for seed in SEEDS}


def long():
    """A small skew, read for longer."""
    world = small_world(LONG_SKEW, LONG_SKEW)
    return {str(seed): trained(world, world.stories(LONG * BATCH, seed), seed, LONG) for seed in LONG_SEEDS}


def rare(count, others_rare):
    """Travellers from the marsh read exactly `count` times, and the others as often as usual, or `count` times, too."""
    world = small_world(origin_skew=RARE_SKEW, marsh=0.2)
    runs = {}
    for seed in RARE_SEEDS:
        stories = chosen(world, seed, count, count if others_rare else STEPS * BATCH)
        runs[str(seed)] = trained(world, stories, seed, STEPS)
    return runs


def chosen(world, seed, marsh, others):
    """As many stories as a training run reads, with at most so many from the marsh, and from each other origin."""
    left = {"marsh": marsh, "hills": others, "coast": others}
    kept = []
    for story in world.stories(2 * STEPS * BATCH, seed):
        if story.plot == "traveller":
            left[story.words[4]] -= 1
            if left[story.words[4]] < 0:
                continue
        kept.append(story)
        if len(kept) == STEPS * BATCH:
            return kept
    raise ValueError("too few stories are left")


RUNS = {f"skew {amount:g}": partial(at_skew, amount) for amount in SKEWS}
RUNS[f"{LONG} steps at skew {LONG_SKEW:g}"] = long
RUNS |= {f"marsh {count}, others frequent": partial(rare, count, False) for count in (0, *COUNTS)}
RUNS |= {f"marsh {count}, others as rare": partial(rare, count, True) for count in COUNTS}
