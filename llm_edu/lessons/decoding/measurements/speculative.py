"""Does it pay to let a small model guess? SmolLM2 with its own first blocks as the draft, and the story model."""

import time
from functools import partial

from llm_edu.decoding import Greedy, Sampling, generate, generate_speculatively
from llm_edu.language_models import END_ID
from llm_edu.lessons.decoding.demos import cut_to, story_model, story_model_of_lesson_05
from llm_edu.lessons.decoding.measurements.speed import one_thread
from llm_edu.pretrained import load_smollm2

NEW, LOOKAHEAD = 32, 4
PROMPTS = ("The best thing about a library is", "Water boils at 100 degrees because")
STORIES = 10
ABOUT = (f"Speculative decoding, {LOOKAHEAD} guesses at a time: {NEW} new tokens of SmolLM2 after each of "
         f"{len(PROMPTS)} prompts (greedy) with its own first blocks as the draft, and {STORIES} stories of the "
         "story model (780 steps; temperature 1, seed 0 and on) with lesson 05's as the draft; timed once, on "
         "one thread.")


def timed(function):
    """What a function returns, and its seconds."""
    with one_thread():
        began = time.perf_counter()
        found = function()
        return found, round(time.perf_counter() - began, 2)


def summary(found, plain_ids, seconds: float, plain_seconds: float) -> dict:
    """found: a list of `Speculation`"""
    drafted, accepted = sum(each.drafted for each in found), sum(each.accepted for each in found)
    new, calls = sum(each.ids.shape[1] for each in found), sum(each.calls for each in found)
    return {"accepted": round(accepted / drafted, 4), "tokens a call": round(new / calls, 3), "seconds": seconds,
            "seconds without": plain_seconds, "same tokens": [each.ids[0].tolist() for each in found] == plain_ids}


def smollm2_with_its_first(blocks: int) -> dict:
    """Greedy, so the tokens must be the same as without a draft."""
    model, tokenizer = load_smollm2()
    draft, prompts = cut_to(model, blocks), [tokenizer.encode(text) for text in PROMPTS]
    timed(lambda: generate_speculatively(model, draft, prompts[0], Greedy(), 8))    # ways of multiplying are tried once
    plain, plain_seconds = timed(lambda: [generate(model, ids, Greedy(), NEW)[0].tolist() for ids in prompts])
    found, seconds = timed(lambda: [generate_speculatively(model, draft, ids, Greedy(), NEW, lookahead=LOOKAHEAD)
                                    for ids in prompts])
    return summary(found, plain, seconds, plain_seconds)


def stories() -> dict:
    """Sampled, so the stories are others than without a draft, but as probable."""
    model, draft, seeds = story_model(), story_model_of_lesson_05(), range(STORIES)
    plain, plain_seconds = timed(lambda: [generate(model, [END_ID], Sampling(), 100, [END_ID], seed)[0].tolist()
                                          for seed in seeds])
    found, seconds = timed(lambda: [generate_speculatively(model, draft, [END_ID], Sampling(), 100, [END_ID], seed,
                                                           lookahead=LOOKAHEAD) for seed in seeds])
    return summary(found, plain, seconds, plain_seconds)


RUNS = {
    **{f"SmolLM2, its first {blocks} blocks": partial(smollm2_with_its_first, blocks) for blocks in (6, 12, 18, 24)},
    "stories": stories,
}
