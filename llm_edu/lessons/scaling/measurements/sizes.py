"""How much a model's size buys: five small models trained on babble, four times each, and the sixth ten times."""

from functools import partial

from llm_edu.lessons.scaling.babble import BabbleMeter, load_babbler
from llm_edu.lessons.scaling.ladder import count_parameters, learn

WIDTHS, SEEDS, SIXTH, SIXTH_SEEDS, STEPS = (6, 8, 12, 16, 24), range(4), 61, range(10), 400
ABOUT = (f"Models of lesson 08, all alike but for their width, each trained for {STEPS} steps of 64 rows of 64 "
         f"letters that a machine babbled after counts of Wikipedia (text: CC BY-SA 4.0), with four seeds, the "
         f"largest with ten; the excess over the machine's own loss in nats a letter, on 1,000 other rows.")


def run(width, seeds):
    """-> parameters, letters read, the excess for each seed"""
    babbler = load_babbler()
    meter, rows = BabbleMeter(babbler), babbler.training_rows(64 * STEPS, seed=1)
    found = []
    for seed in seeds:
        model, letters = learn(width, rows, STEPS, seed)
        found.append(round(meter.excess(model), 5))
    return {"width": width, "parameters": count_parameters(width), "letters": letters, "floor": round(meter.floor, 5),
            "excesses": found}


RUNS = {f"width {width}": partial(run, width, SEEDS) for width in WIDTHS} | {
    f"width {SIXTH}": partial(run, SIXTH, SIXTH_SEEDS)}
