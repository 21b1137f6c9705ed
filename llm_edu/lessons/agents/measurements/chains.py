"""Chains of calls that depend on one another: how many are right after n steps, with retries and without."""

from functools import partial

from llm_edu.lessons.agents.chains import HARD, RESIDENTS, run_chains

COUNT, STEPS = 64, 6
ABOUT = (f"SmolLM2 (135M, 4 bits) goes from aunt to aunt through a village of {len(RESIDENTS)} residents: {COUNT} "
         f"chains of {STEPS} steps, each in a village of its own (seeds 0 to {COUNT - 1}). The call's beginning is "
         "given, so that only the name can be wrong; it is written greedily. For "
         f"{HARD:.0%} of the residents, the register names a friend before the aunt. After a wrong call a chain is "
         "over (none), or the call is drawn once more at temperature 1 (sampled), or written once more after an error "
         "has told the model what was wrong (told); then the wrong call is struck out. Nothing is trained (0 steps). "
         "The machine had other work to do.")
RUNS = {retry: partial(run_chains, count=COUNT, steps=STEPS, retry=retry) for retry in ("none", "sampled", "told")}
