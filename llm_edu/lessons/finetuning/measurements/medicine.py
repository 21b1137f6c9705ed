"""What lesson 10 leaves to a slower hour: SmolLM2 reads abstracts of medicine. What it learns, and what it forgets."""

from functools import cache, partial

import torch

from llm_edu.finetuning import frozen_prefix
from llm_edu.lessons.finetuning import medicine
from llm_edu.lessons.finetuning.medical_exams import QUESTIONS, examined
from llm_edu.lessons.finetuning.medicine import LAYERS
from llm_edu.pretrained import load_smollm2

STEPS, EVERY, SHARE, SEED = 80, 20, 0.25, 0
ROWS = {"abstracts": STEPS * medicine.BATCH, "wikipedia": STEPS}    # each row is read once at most
TEXTS = medicine.MEASURED
ABOUT = (f"SmolLM2 (135M, 4 bits) reads on in PubMed abstracts: LoRA of rank 8 in all places of layers {LAYERS} to 29, "
         f"{STEPS} steps of {medicine.BATCH} rows of {medicine.LENGTH} tokens at learning rates of 0.001 to 0.01, seed "
         f"{SEED} where no other is named; with replay one row in four is Wikipedia. By step the change of bits per "
         f"byte, with half of its 95 % interval over the texts: {TEXTS['abstracts']} other abstracts, "
         f"{TEXTS['wikipedia']} openings of other Wikipedia articles, {TEXTS['reviews']} lines from film reviews, and "
         f"for validation {TEXTS['validation']} abstracts more. Exams: {QUESTIONS} questions each of PubMedQA and "
         "MedMCQA by likelihood, with Wilson's intervals.")


@cache
def data():
    """The model, what its lower layers make of rows to learn from and of texts to measure on, and their bits before."""
    model, tokenizer = load_smollm2()
    model.requires_grad_(False)
    texts = medicine.learned_texts()
    rows = [medicine.joined_rows(tokenizer, texts[name], count) for name, count in ROWS.items()]
    ids, targets = (torch.cat(part) for part in zip(*rows))
    stream = torch.cat([frozen_prefix(model, some, LAYERS) for some in ids.split(8)])
    kept = {name: medicine.keep(model, tokenizer, some, LAYERS) for name, some in medicine.measured_texts().items()}
    return model, stream, targets, kept, {name: medicine.bits_of(model, some) for name, some in kept.items()}


def before():
    """By kind of text bits per byte, and how many texts and bytes"""
    kept, bits = data()[3:]
    return {name: {"bits": round((bits[name].sum() / some.sizes.sum()).item(), 4), "texts": len(some.sizes),
                   "bytes": some.sizes.sum().item()} for name, some in kept.items()}


@cache
def trained(rate, share, seed=SEED):
    """-> changes that have learned, and by step what that did to each kind of text: (change, half of its interval)"""
    model, stream, targets, kept, bits = data()

    def look(adapted):
        return {name: medicine.change_per_byte(bits[name], medicine.bits_of(adapted, some), some.sizes)
                for name, some in kept.items()}

    adapted, found = medicine.upper_lora(model, seed=seed), {}
    order = medicine.orders(*ROWS.values(), share, STEPS, seed)
    for step, changes in medicine.go_on(adapted, stream, targets, order, rate, look, EVERY):
        found[str(step)] = changes
    return adapted, found


def reading(rate, share=0.0, seed=SEED):
    """By step and kind of text the change of bits per byte, and half of its interval"""
    return trained(rate, share, seed)[1]


def exams():
    """Both exams before, and after reading at the rate that is best on validation"""
    model, tokenizer = load_smollm2()
    return examined({"before": model, "0.001": trained(0.001, 0.0)[0]}, tokenizer, LAYERS)


RUNS = {
    "before": before,
    "0.001": partial(reading, 0.001),
    "0.003": partial(reading, 0.003),
    "0.01": partial(reading, 0.01),
    "0.003, replay": partial(reading, 0.003, SHARE),
    "0.003, seed 1": partial(reading, 0.003, seed=1),
    "0.003, replay, seed 1": partial(reading, 0.003, SHARE, seed=1),
    "exams": exams,
}
