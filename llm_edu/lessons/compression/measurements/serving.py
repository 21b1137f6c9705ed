"""What a step of SmolLM2 costs by the number of rows, for the queue in front of it."""

import statistics
import time

from llm_edu.pretrained import load_smollm2
from llm_edu.serving import Engine, Request
from llm_edu.serving.batching import share_layers
from llm_edu.storyland import World

ROWS, PROMPT, STEPS, ROUNDS = (1, 2, 4, 8, 16, 32), 32, 8, 5
WARMING = 12    # steps until the matrices are packed
ABOUT = (f"Seconds of a step of SmolLM2-135M (float32), by the number of texts that are decoded together: prompts of "
         f"{PROMPT} tokens of Storyland's stories, the median of {ROUNDS} rounds of {STEPS} steps each, the numbers in "
         "turn. Nothing is trained (0 steps), and nothing is drawn (no seed): tokens are the most probable ones. The "
         "machine had other work to do meanwhile.")


def steps():
    """{rows: seconds of a step}; tokens: those a second"""
    model, tokenizer = load_smollm2()
    ids = tokenizer.encode(" ".join(story.text for story in World(seed=0).stories(60, seed=3)))
    engines = {rows: Engine(model, places=rows, chunk=rows * PROMPT) for rows in ROWS}
    share_layers(engine.groups[""].model for engine in engines.values())    # or each would pack its own copy
    for engine in engines.values():
        fill(engine, ids)
    taken = {rows: [] for rows in ROWS}
    for _ in range(ROUNDS):
        for rows, engine in engines.items():
            began = time.perf_counter()
            for _ in range(STEPS):
                engine.step()
            taken[rows].append((time.perf_counter() - began) / STEPS)
    seconds = {rows: statistics.median(each) for rows, each in taken.items()}
    return {"seconds": {str(rows): round(each, 5) for rows, each in seconds.items()},
            "tokens": {str(rows): round(rows / each, 1) for rows, each in seconds.items()}}


def fill(engine, ids):
    """Give an engine as many texts as it has places, and let it warm up."""
    for row in range(engine.places):
        engine.submit(Request(ids[row * PROMPT:(row + 1) * PROMPT], WARMING + STEPS * ROUNDS + 2))
    for _ in range(WARMING):
        engine.step()


RUNS = {"steps": steps}
