"""From GPT-2 to Llama, one change of the configuration at a time."""

from functools import partial

from llm_edu.course.demos.transformer_training import small_gpt2, training_run
from llm_edu.storyland import World

STEPS, EVERY = 3_000, 150
ABOUT = (f"From GPT-2 to Llama, one change after the other, each model trained for {STEPS:,} steps on Storyland "
         "(seed 0) with 3 layers of width 64; losses in nats on 300 held-out stories.")

CHANGES = {
    "RoPE": {"positions": "rope"},
    "RMSNorm": {"norm": "rms"},
    "SwiGLU": {"feed_forward": "swiglu"},
    "no biases": {"bias": False},
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


def run(last):
    """One training."""
    return training_run(small_gpt2(World(seed=0), **changed(last)), STEPS, every=EVERY)


RUNS = {name: partial(run, name) for name in CHANGES}
