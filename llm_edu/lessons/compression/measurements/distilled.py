"""A quarter of Storyteller, alone and with Storyteller as its teacher, for the same time; few stories, and many."""

from functools import partial

from llm_edu.lessons.compression.students import taught

ALONE = 320                     # steps; DISTILLED takes about as long: the teacher's reading and the larger loss count
DISTILLED = {"few": 220, "many": 200}
FEW, NEW = 1_000, ALONE * 32    # NEW: no story is read twice
SHARED = 1_600                  # with many stories, those that the teacher reads once and the student four times
CHOSEN = {"temperature": 2.0, "weight": 1.0}    # by the runs "choosing", on seed 0
SEEDS = (1, 2, 3)
ABOUT = (f"A student of 419,838 parameters (width 72, 3 layers), a quarter of Storyteller's 1,672,521. Alone: {ALONE} "
         f"steps of 32 stories. Distilled: {DISTILLED['few']} or {DISTILLED['many']} steps, towards Storyteller's 64 "
         f"most probable tokens at each position; its reading counts. Few: the same {FEW:,} stories for both. Many: "
         f"alone, {NEW:,} stories, each read once; distilled, {SHARED:,}, each read four times. Temperature and weight "
         f"are chosen on seed 0, and judged on seeds 1 to {len(SEEDS)}. Excess on 500 new stories; whole: of 200 "
         "written at temperature 1. CPU seconds of one thread; the machine had other work to do.")


def choosing(temperature, weight):
    """One student of seed 0, from few stories."""
    return taught(FEW, DISTILLED["few"], 0, True, temperature, weight)


def compared(name, alone, distilled, seed):
    """Both ways, from the same start, with so many stories each."""
    return {"alone": taught(alone, ALONE, seed, False),
            "distilled": taught(distilled, DISTILLED[name], seed, True, **CHOSEN)}


RUNS = {f"choosing T {temperature:g}, weight {weight:g}": partial(choosing, temperature, weight)
        for temperature, weight in ((1.0, 1.0), (2.0, 1.0), (2.0, 0.5))}
RUNS |= {f"{name} stories, seed {seed}": partial(compared, name, *counts, seed)
         for name, counts in (("few", (FEW, FEW)), ("many", (NEW, SHARED))) for seed in SEEDS}
