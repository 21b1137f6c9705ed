"""What lesson 14 leaves to a slower hour: three remedies in SmolLM2, each at several strengths, with their controls."""

from functools import cache, partial

from llm_edu.lessons.bias import smollm_texts as texts
from llm_edu.lessons.bias.smollm_judging import KEPT, LEADS, LONGEST, REVIEWS, Judge, keep_beginnings, keep_rows
from llm_edu.lessons.bias.smollm_remedies import (
    ASKED,
    EXIT,
    LAYER,
    Opponent,
    exit_direction,
    learn,
    mixed,
    pair_direction,
    removed,
    said,
)
from llm_edu.pretrained import load_smollm2

STEPS, MOMENTS, ROWS, LENGTH = 60, (15, 30, 60), 2, 64    # of training: steps, when it is measured, rows of a step
STRENGTHS = (0.0, 0.1, 1.0, 10.0)    # of the adversary: λ
SHARES, RANDOM, SEEDS = (1 / 3, 2 / 3, 1.0), range(3), (0, 1)
ABOUT = (f"SmolLM2 (135M, 4 bits): log-odds of she against he after 60 jobs in {len(texts.HELD_OUT_FRAMES)} sentences "
         f"that nothing learned from, of which half of the jobs count as held out; the same after people whose gender "
         f"the sentence tells; bits per byte on {LEADS} openings of Wikipedia articles of at most {LONGEST} tokens; "
         f"{REVIEWS} film reviews. Remedies: LoRA of rank 8 in layers {KEPT} to 29, {ROWS} openings of {LENGTH} tokens "
         f"a step (and their counterfactuals, or 16 sentences about 30 other jobs, with 8 about other people, or an "
         f"adversary), up to {STEPS} steps, seeds 0 and 1; a direction removed from the stream.")


@cache
def prepared():
    """The model, its tokenizer, and a `Judge`."""
    model, tokenizer = load_smollm2()
    model.requires_grad_(False)
    return model, tokenizer, Judge(model, tokenizer)


@cache
def rows(gendered):
    """`Rows` to learn from: without pronouns, or with them, and all their counterfactuals behind."""
    model, tokenizer, _ = prepared()
    leads = texts.leads_to_read(ROWS * STEPS, gendered)
    return keep_rows(model, tokenizer, texts.both_ways(leads) if gendered else leads, LENGTH)


@cache
def asked(people=False):
    """`Beginnings` about the jobs to learn from, and for each whether women hold most of its jobs.

    people: after them those about the word pairs' people, a woman and a man in turn
    """
    model, tokenizer, _ = prepared()
    jobs, frames = texts.LEARNED_JOBS, texts.LEARNED_FRAMES
    known = [person for pair in texts.PAIRS for person in pair] if people else []
    kept = keep_beginnings(model, tokenizer, texts.beginnings([*texts.about(jobs), *known], frames))
    return kept, [int(texts.SHARES[job] > 50) for job in jobs for _ in frames]


def before():
    model, _, judge = prepared()
    return judge.look(model) | {"order": texts.JOBS}


def without(kind, seed=None):
    """{share: a look}, with a direction removed. kind: "pairs" or "exit"   seed: of a random direction instead"""
    model, tokenizer, judge = prepared()
    layer, found = (EXIT, (exit_direction(model, judge.she_he), None)) if kind == "exit" else (
        LAYER, pair_direction(model, tokenizer, seed))
    looks = {}
    for share in SHARES if seed is None else SHARES[-1:]:
        with removed(model, layer, found[0], share, found[1]):
            looks[f"{share:.2f}"] = judge.look(model)
    return looks


def read(kind, seed):
    """{step: a look}. kind: "swapped", "as they are" (the control), "jobs" (sentences about jobs, she and he equally
    often), or "jobs and people" (and sentences about women and men, as they are)"""
    model, tokenizer, judge = prepared()
    order, extra, with_jobs = mixed(ROWS * STEPS, ROWS, STEPS, seed), None, kind.startswith("jobs")
    if kind == "swapped":
        order = [[*numbers, *(number + ROWS * STEPS for number in numbers)] for numbers in order]
    if with_jobs:
        kept, answers = asked(kind == "jobs and people")
        wanted = [[0.5, 0.5]] * len(answers)
        for person in range((len(kept.lengths) - len(answers)) // len(texts.LEARNED_FRAMES)):
            wanted += [[1.0, 0.0] if person % 2 == 0 else [0.0, 1.0]] * len(texts.LEARNED_FRAMES)
        extra = said(kept, wanted, tokenizer, ASKED[kind], STEPS, seed)
    return {str(step): look for step, look in
            learn(model, rows(not with_jobs), order, seed, extra, MOMENTS, judge.look)}


def against(strength, seed):
    """The look after the last step."""
    model, _, judge = prepared()
    kept, answers = asked()
    opponent = Opponent(model, kept, answers, strength, STEPS, seed)
    order = mixed(ROWS * STEPS, ROWS, STEPS, seed)
    (_, look), = learn(model, rows(False), order, seed, opponent, (STEPS,), judge.look)
    return look


RUNS = {"before": before, "pairs": partial(without, "pairs"), "exit": partial(without, "exit")}
RUNS |= {f"random {seed}": partial(without, "pairs", seed) for seed in RANDOM}
for each in SEEDS:
    RUNS |= {f"leads {kind}, seed {each}": partial(read, kind, each) for kind in ("swapped", "as they are")}
    RUNS |= {f"{kind}, seed {each}": partial(read, kind, each) for kind in ("jobs", "jobs and people")}
    RUNS |= {f"adversary {strength:g}, seed {each}": partial(against, strength, each) for strength in STRENGTHS}
