"""Five generations of models, each of which learns from the stories of the one before: alone, and with real stories."""

from functools import partial

from llm_edu.compression import effective_number, judge_texts, skewed_village, successors
from llm_edu.compression.generations import RECIPE, STEPS, TOLD

SUCCESSORS, REAL, SEEDS = 4, 0.1, (0, 1, 2)
ABOUT = (f"A village of twelve plots, of which the plot of rank r is told 1 / r^1.5 as often as the first; seeds "
         f"{SEEDS[0]} to {SEEDS[-1]}, each with a village of its own. Generation 0 learns from {TOLD:,} real stories, "
         f"each of {SUCCESSORS} successors from {TOLD:,} texts that its predecessor wrote at temperature 1; in the "
         f"runs “{REAL:.0%} real” a tenth of them are of the first stories, drawn anew. {RECIPE}, {STEPS} steps of 32 "
         "texts, one thread. Excess on 500 new stories. The machine had other work to do.")


def followed(real, seed):
    """What Storyland says about the real stories and about each generation's: a list, the real ones first."""
    village = skewed_village(seed)
    first = village.stories(TOLD, seed)
    found = [as_data(judge_texts(village, first), first)]
    for generation in successors(village, first, SUCCESSORS, real, seed, STEPS):
        found.append(as_data(generation.judged, generation.texts) | {"excess": round(generation.excess, 3)})
    return found


def as_data(judged, texts):
    """Plain data for JSON."""
    return {"whole": round(judged.whole, 4), "plots": judged.plots, "different": len(set(map(tuple, texts))),
            "names": round(effective_number(judged.names.values()), 2), "kinds of names": with_any(judged.names),
            "places": round(effective_number(judged.places.values()), 2), "kinds of places": with_any(judged.places)}


def with_any(counts):
    """How many kinds come at all."""
    return sum(count > 0 for count in counts.values())


RUNS = {f"{name}, seed {seed}": partial(followed, real, seed)
        for name, real in (("no real", 0.0), (f"{REAL:.0%} real", REAL)) for seed in SEEDS}
