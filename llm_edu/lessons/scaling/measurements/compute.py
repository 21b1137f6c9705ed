"""The same number of operations, spent on models of different sizes: which is best, and how does it grow?"""

from functools import cache, partial

from llm_edu.lessons.scaling.babble import BabbleMeter, load_babbler
from llm_edu.lessons.scaling.ladder import LETTERS_A_STEP, count_parameters, learn

GRID = {2e10: (4, 6, 8, 12, 16, 24, 32), 8e10: (8, 12, 16, 24, 32, 48, 64), 3.2e11: (12, 16, 24, 32, 48, 64, 96),
        1.28e12: (16, 24, 32, 48, 64, 96, 128)}
SEEDS = range(2)
ABOUT = ("Models of lesson 08 on babble (counts of Wikipedia, text: CC BY-SA 4.0): for each budget of C operations"
         " and each width, N parameters are trained on D = C / 6N letters, in steps of 4,096, with two seeds; the "
         "excess over the machine's own loss in nats a letter, on 1,000 other rows.")


@cache
def data():
    """Rows for the longest training, and the meter."""
    steps = max(steps_for(budget, width) for budget, widths in GRID.items() for width in widths)
    return load_babbler().training_rows(64 * steps, seed=1), BabbleMeter(load_babbler())


def steps_for(budget, width):
    """How many steps make 6·N·D nearest to the budget."""
    return round(budget / (6 * count_parameters(width)) / LETTERS_A_STEP)


def run(budget):
    """-> for each width: parameters, letters read, the excess for each seed"""
    (rows, meter), found = data(), []
    for width in GRID[budget]:
        steps = steps_for(budget, width)
        trained = [learn(width, rows, steps, seed) for seed in SEEDS]
        found.append({"width": width, "parameters": count_parameters(width), "letters": trained[0][1], "steps": steps,
                      "excesses": [round(meter.excess(model), 5) for model, _ in trained]})
    return {"operations": budget, "runs": found}


RUNS = {f"{budget:.3g} operations": partial(run, budget) for budget in GRID}
