"""What lesson 10 leaves to a slower hour: SmolLM2 learns to describe articles, from all examples or from clean ones."""

from functools import cache

import torch

from llm_edu.finetuning import frozen_prefix, merge
from llm_edu.finetuning.summaries import unsupported
from llm_edu.lessons.finetuning import summaries as lesson
from llm_edu.lessons.finetuning.summaries import LAYERS, source_of
from llm_edu.pretrained import load_smollm2

STEPS, RATE, SEED, MEASURED, VALIDATED = 120, 0.002, 0, 200, 24
ABOUT = (f"SmolLM2 (135M, 4 bits) describes {MEASURED} Wikipedia articles from the first {lesson.WORDS} words of their "
         f"openings: asked in the best of three ways (chosen by chrF on {VALIDATED} others), and after LoRA of rank 8 "
         f"in all places of layers {LAYERS} to 29, {STEPS} steps of {lesson.BATCH} people's descriptions at a learning "
         f"rate of {RATE}, seed {SEED}: of the first articles to learn from, or of the first without a name or number "
         "that their source lacks. Each score with the 95 % interval of a bootstrap over the articles.")


@cache
def data():
    """The model, the tokenizer, and examples: to learn from, to show, to choose by, and held out."""
    model, tokenizer = load_smollm2()
    model.requires_grad_(False)
    learned, held_out = lesson.learned_and_held_out()
    return (model, tokenizer, learned[VALIDATED + 3:], learned[VALIDATED:VALIDATED + 3], learned[:VALIDATED],
            held_out[:MEASURED])


def summary(texts, examples):
    """The scores of texts with their intervals, what they are, and of each whether something is not supported"""
    found = lesson.scores(texts, examples)
    return {name: [round(value, 3) for value in lesson.interval(values)] for name, values in found.items()} | {
        "words": round(sum(len(text.split()) for text in texts) / len(texts), 1)}


def without_a_model():
    """The scores of texts that need no model, and what the true descriptions have that the source does not support"""
    held_out = data()[-1]
    found = {name: summary(texts, held_out) for name, texts in lesson.baselines(held_out).items()}
    return found | {"the true ones": summary([each.description for each in held_out], held_out)}


@cache
def before():
    """Three ways to ask, by chrF on examples to choose by; then the best one on what is held out"""
    model, tokenizer, _, shown, chosen_by, held_out = data()

    def asked(way, examples):
        prompts = [lesson.prompt(tokenizer, source_of(each), way, shown) for each in examples]
        return lesson.described(model, tokenizer, prompts)

    tried = {way: summary(asked(way, chosen_by), chosen_by) for way in lesson.ASKED}
    print(tried, flush=True)
    best = max(tried, key=lambda way: tried[way]["chrF"][0])
    texts = asked(best, held_out)
    return {"tried": tried, "way": best, "texts": texts} | summary(texts, held_out)


@cache
def kept():
    """Rows to learn from, after the lower layers, and of each whether its description says nothing unsupported

    As many as it takes to have enough of these: whoever learns from all examples reads the first of them.
    """
    model, tokenizer, learned, *_ = data()
    clean = [not unsupported(each.description, source_of(each)) for each in learned]
    count = next(count for count in range(len(clean)) if sum(clean[:count]) == STEPS * lesson.BATCH)
    ids, targets = lesson.rows_of(tokenizer, learned[:count])
    stream = torch.cat([frozen_prefix(model, some, LAYERS) for some in ids.split(8)])
    return stream, targets, torch.tensor(clean[:count])


def after(only_clean):
    """What a model writes that has learned, and its scores; and how many of the examples had something unsupported"""
    model, tokenizer, *_, held_out = data()
    stream, targets, clean = kept()
    chosen = (clean if only_clean else torch.ones_like(clean)).nonzero()[:STEPS * lesson.BATCH, 0]
    adapted = lesson.learn(model, stream[chosen], targets[chosen], RATE, SEED)
    prompts = [lesson.prompt(tokenizer, source_of(each)) for each in held_out]
    texts = lesson.described(merge(adapted), tokenizer, prompts)
    return {"texts": texts, "examples": len(chosen), "of them unsupported": int((~clean[chosen]).sum())} | summary(
        texts, held_out)


RUNS = {
    "without a model": without_a_model,
    "before": before,
    "after": lambda: after(only_clean=False),
    "after, clean": lambda: after(only_clean=True),
}
