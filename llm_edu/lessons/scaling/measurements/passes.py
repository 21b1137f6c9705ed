"""What reading the same text again is worth, beside as much new text."""

from functools import partial

from llm_edu.lessons.scaling.babble import BabbleMeter, load_babbler
from llm_edu.lessons.scaling.ladder import learn

WIDTH, SEEDS, STEPS, PASSES = 48, range(2), 640, (1, 2, 4, 8, 16, 32, 64)
ABOUT = (f"A model of lesson 08 of width {WIDTH}: trained for {STEPS} steps of 64 rows of 64 babbled letters (counts "
         f"of Wikipedia, text: CC BY-SA 4.0) that are all new, or half of them read twice, and so on; beside them, as "
         f"many new letters read once; the excess over the machine's own loss in nats a letter, on 1,000 other rows, "
         f"two seeds.")


def run(passes, again):
    """-> different letters, letters read, the excess for each seed

    again: read these letters so many times; otherwise once, in a shorter training
    """
    babbler, steps = load_babbler(), STEPS // passes
    meter, rows = BabbleMeter(babbler), babbler.training_rows(64 * steps, seed=1)
    trained = [learn(WIDTH, rows, STEPS if again else steps, seed) for seed in SEEDS]
    return {"passes": passes if again else 1, "different": rows.target_count, "letters": trained[0][1],
            "excesses": [round(meter.excess(model), 5) for model, _ in trained]}


RUNS = ({f"{passes} × the same": partial(run, passes, again=True) for passes in PASSES}
        | {f"1 / {passes}, once": partial(run, passes, again=False) for passes in PASSES[1:]})
