"""From GPT-2 to Llama, one change of the configuration at a time."""

from functools import partial

from llm_edu.lessons.common.models import small_gpt2
from llm_edu.lessons.transformer.training import training_run
from llm_edu.storyland import World

STEPS, EVERY = 3_000, 150
ABOUT = (f"From GPT-2 to Llama, one change after the other, each model trained for {STEPS:,} steps on Storyland "
         "(seed 0; the first and the last again with seed 1) with 3 layers of width 64; losses in nats on 300 held-out "
         "stories.")

CHANGES = {
    "RoPE": {"positions": "rope"},
    "RMSNorm, no biases": {"norm": "rms", "bias": False},
    "SwiGLU": {"feed_forward": "swiglu"},
    "2 shared heads": {"key_value_heads": 2},
}


def changed(last: str) -> dict:
    """All changes up to and including this one."""
    found = {}
    for name, change in CHANGES.items():
        found |= change
        if name == last:
            break
    return found


def run(last=None, seed=0):
    """One training."""
    return training_run(small_gpt2(World(seed=0), **(changed(last) if last else {})), STEPS, every=EVERY, seed=seed)


RUNS = {
    **{name: partial(run, name) for name in CHANGES},
    "GPT-2, another seed": partial(run, seed=1),    # how much does chance change?
    "Llama, another seed": partial(run, list(CHANGES)[-1], seed=1),
}
