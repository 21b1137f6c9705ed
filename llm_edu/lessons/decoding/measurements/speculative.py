"""Does it pay to guess? SmolLM2 with its own first blocks, or its own text, as the draft, and the story model."""

from collections.abc import Callable
from functools import partial

import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.decoding import Greedy, Sampling, generate, generate_speculatively
from llm_edu.decoding.speculative import Reader, Speculation
from llm_edu.decoding.strategies import Written
from llm_edu.language_models import END_ID
from llm_edu.lessons.decoding.demos import cut_to, story_model, story_model_of_lesson_05
from llm_edu.lessons.decoding.measurements.speed import one_thread
from llm_edu.pretrained import encode_chat, load_smollm2
from llm_edu.timing import time_in_turn
from llm_edu.transformer import Transformer

NEW, LOOKAHEAD = 32, 4
PROMPTS = ("The best thing about a library is", "Water boils at 100 degrees because")
COPIED, MOST = ("Moon", "Coffee"), 128    # Wikipedia leads, and how many tokens of each are copied at most
STORIES, ROUNDS = 10, 2
ABOUT = (f"Speculative decoding with {LOOKAHEAD} guesses at a time, on one thread, the faster of {ROUNDS} times. "
         f"SmolLM2 decodes greedily: {NEW} tokens after each of {len(PROMPTS)} prompts, or copies of at most {MOST} "
         f"tokens of {len(COPIED)} Wikipedia leads. Its draft is made of its own first blocks, or looks back for the "
         f"last two tokens in the text. The story model (780 training steps) samples {STORIES} stories (temperature 1, "
         "seed 0 and on), with lesson 05's model as the draft.")


def both(plain: Callable[[], list], guessing: Callable[[], list]) -> tuple[list, list, float, float]:
    """What two functions return, and the seconds that each takes: the fastest call of those made in turn."""
    with one_thread():
        found = plain(), guessing()    # also the first call, in which ways of multiplying are tried
        seconds = time_in_turn({"plain": plain, "guessing": guessing}, ROUNDS)
    return *found, round(min(seconds["plain"]), 2), round(min(seconds["guessing"]), 2)


def summary(plain: Callable[[], list], guessing: Callable[[], list]) -> dict:
    """plain: writes and returns a list of lists of ids   guessing: the same, a list of `Speculation`"""
    plain_ids, found, plain_seconds, seconds = both(plain, guessing)
    drafted, accepted = sum(each.drafted for each in found), sum(each.accepted for each in found)
    new, calls = sum(each.ids.shape[1] for each in found), sum(each.calls for each in found)
    return {"accepted": round(accepted / max(1, drafted), 4), "tokens a call": round(new / calls, 3),
            "seconds": seconds, "seconds without": plain_seconds,
            "same tokens": [each.ids[0].tolist() for each in found] == plain_ids}


def smollm2_with_its_first(blocks: int) -> dict:
    """Greedy, so the tokens must be the same as without a draft."""
    model, tokenizer = load_smollm2()
    draft, prompts = cut_to(model, blocks), [tokenizer.encode(text) for text in PROMPTS]
    return summary(lambda: [generate(model, ids, Greedy(), NEW)[0].tolist() for ids in prompts],
                   lambda: [generate_speculatively(model, draft, ids, Greedy(), NEW, lookahead=LOOKAHEAD)
                            for ids in prompts])


def looked_up(ids: list[int], count: int) -> list[int]:
    """A guess without a model: what followed the last two tokens when they came before, the latest time.

    >>> looked_up([3, 1, 4, 1, 5, 9, 3, 1], count=3)
    [4, 1, 5]
    """
    for start in range(len(ids) - 3, -1, -1):
        if ids[start:start + 2] == ids[-2:]:
            return ids[start + 2:start + 2 + count]
    return []


@torch.inference_mode()
def guess_from_the_text(model: Transformer, prompt: list[int], most: int, stop: list[int]) -> Speculation:
    """Greedy decoding of at most so many tokens, or up to the stop, in which the text so far is the draft."""
    written, drafted, accepted, calls = Written(list(prompt)), 0, 0, 0
    reader = Reader(model, written, most, Greedy())
    while len(written.new) < most and not set(written.new[-1:]) & set(stop):
        guesses = looked_up(written.ids, min(LOOKAHEAD, most - len(written.new) - 1))
        said = reader.expect(guesses).argmax(-1).tolist()    # the model's own token after the row, and after each guess
        taken = next((at for at, guess in enumerate(guesses) if guess != said[at] or guess in stop), len(guesses))
        written.new += said[:taken + 1]
        drafted, accepted, calls = drafted + len(guesses), accepted + taken, calls + 1
    return Speculation(torch.tensor([written.new]), drafted, accepted, calls)


def looking_back(prompts: list[list[int]], most: int, stop: list[int]) -> dict:
    """Greedy, so the tokens must be the same as without guesses."""
    model, _ = load_smollm2()
    return summary(lambda: [generate(model, ids, Greedy(), most, stop)[0].tolist() for ids in prompts],
                   lambda: [guess_from_the_text(model, ids, most, stop) for ids in prompts])


def continuing() -> dict:
    """The same two texts as with a model as the draft."""
    tokenizer = load_smollm2()[1]
    return looking_back([tokenizer.encode(text) for text in PROMPTS], NEW, [])


def copying() -> dict:
    """Two texts that are asked for word for word."""
    tokenizer = load_smollm2()[1]
    leads = {lead.title: lead.extract for lead in load_wikipedia_leads("en")}
    texts = [tokenizer.decode(tokenizer.encode(leads[title])[:MOST]) for title in COPIED]
    prompts = [encode_chat(tokenizer, [{"role": "user", "content": f"Copy this text word for word:\n\n{text}"}])
               for text in texts]
    return looking_back(prompts, MOST, [tokenizer.special_tokens["<|im_end|>"]])


def stories() -> dict:
    """Sampled, so the stories are others than without a draft, but as probable."""
    model, draft, seeds = story_model(), story_model_of_lesson_05(), range(STORIES)
    return summary(lambda: [generate(model, [END_ID], Sampling(), 100, [END_ID], seed)[0].tolist() for seed in seeds],
                   lambda: [generate_speculatively(model, draft, [END_ID], Sampling(), 100, [END_ID], seed,
                                                   lookahead=LOOKAHEAD) for seed in seeds])


RUNS = {
    **{f"SmolLM2, its first {blocks} blocks": partial(smollm2_with_its_first, blocks) for blocks in (6, 12, 18, 24)},
    "SmolLM2, looking back": continuing,
    "SmolLM2 copying, looking back": copying,
    "stories": stories,
}
