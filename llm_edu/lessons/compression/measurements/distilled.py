"""A quarter of Storyteller, alone and with Storyteller as its teacher, for the same time; few stories, and many."""

from functools import partial

from llm_edu.lessons.compression.students import taught

ALONE = 400                     # steps; DISTILLED takes about as long: the teacher's reading and the larger loss count
DISTILLED = 210
FEW, NEW = 1_000, ALONE * 32    # NEW: no story is read twice
SHARED = 2_000                  # with many stories, those that the teacher reads once and the student about three times
TEMPERATURE = 1.0
SEEDS = (2, 3, 4)
ABOUT = (f"A student of 419,838 parameters (width 72, 3 layers), a quarter of Storyteller's 1,672,521. Alone: {ALONE} "
         f"steps of 32 stories. Distilled: {DISTILLED} steps, at temperature {TEMPERATURE:g}, towards Storyteller's 64 "
         f"most probable tokens at each position; its reading counts. Few: the same {FEW:,} stories for both. Many: "
         f"alone, {NEW:,} stories, each read once; distilled, {SHARED:,}, each read about three times. Seeds "
         f"{SEEDS[0]} to {SEEDS[-1]}; tried out on seeds 0 and 1. Excess on 500 new stories; whole, and whole and not "
         "among those read: of 200 written at temperature 1. CPU seconds of one thread; the machine had other work "
         "to do.")


def compared(alone, distilled, seed):
    """Both ways, from the same start, with so many stories each."""
    return {"alone": taught(alone, ALONE, seed, False),
            "distilled": taught(distilled, DISTILLED, seed, True, TEMPERATURE)}


RUNS = {f"{name} stories, seed {seed}": partial(compared, *counts, seed)
        for name, counts in (("few", (FEW, FEW)), ("many", (NEW, SHARED))) for seed in SEEDS}
