"""Storyteller learns to answer a question of several steps: at once, after a scratchpad, after empty words."""

import time
from functools import partial
from random import Random

from llm_edu.lessons.prompting.scratchpad import (
    BATCH,
    LONGEST,
    RESIDENTS,
    STEPS,
    answers,
    draw_chains,
    judge,
    last_word,
    misled,
    teach,
)

ASKED, EVERY = 600, 10
ABOUT = (f"Storyteller learns, in {STEPS} steps of {BATCH} chains (seed 1, the same for all kinds; Muon, all weights), "
         f"who is reached after 1 to {LONGEST} calls in a list of {RESIDENTS} pairs in random order: to answer at "
         "once (also in 4 times as many steps), after a scratchpad that names those reached before, or after as many "
         f"words that say nothing. Judged exactly on {ASKED} others (seed 2). The machine had other work to do "
         "meanwhile: count processor seconds.")


def learned(kind, steps=STEPS, batch_size=BATCH, asked=ASKED):
    """-> losses (the mean of every 10 steps), seconds of a processor, {calls: [right, asked]}, some answers

    For the scratchpad also `misled`: [goes on from the wrong name, gives the true answer all the same, asked].
    """
    losses, began = [], time.process_time()
    model, tokenizer = teach(kind, steps, batch_size, callback=lambda step, loss: losses.append(loss))
    seconds, chains = time.process_time() - began, draw_chains(asked, seed=2)
    right, said = judge(model, tokenizer, chains)
    found = {"kind": kind, "steps": steps, "batch": batch_size, "seconds": round(seconds, 1),
             "losses": [round(sum(losses[start:start + EVERY]) / len(losses[start:start + EVERY]), 3)
                        for start in range(0, steps, EVERY)],
             "right": {str(calls): list(counts) for calls, counts in right.items()}, "said": said[:8]}
    return found | ({"misled": believes(model, tokenizer, chains)} if kind == "scratchpad" else {})


def believes(model, tokenizer, chains):
    """Whether a wrong name in its scratchpad leads the model astray: [follows it, answers truly, asked]"""
    random = Random("misled")
    chains = [chain for chain in chains if chain.calls > 1]
    begun, led_to = zip(*[misled(chain, random) for chain in chains], strict=True)
    said = [last_word(text) for text in answers(model, tokenizer, chains, begun)]
    return [sum(word == wrong for word, wrong in zip(said, led_to, strict=True)),
            sum(word == chain.reached[-1] for word, chain in zip(said, chains, strict=True)), len(chains)]


RUNS = {
    "scratchpad": partial(learned, "scratchpad"),
    "direct": partial(learned, "direct"),
    "pause": partial(learned, "pause"),
    "direct, longer": partial(learned, "direct", 4 * STEPS),
}
