"""Ways to compress Storyteller and SmolLM2: bytes, tokens a second, loss, and what the loss does not show."""

import math
import time
from functools import cache, partial

import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.compression import layer_inputs, model_bytes
from llm_edu.decoding import Greedy, generate
from llm_edu.lessons.compression.students import STUDENT, excess, story_rows, teacher, whole_shares
from llm_edu.lessons.compression.ways import ways
from llm_edu.lessons.compression.worse import capitals, reviews, told_facts
from llm_edu.pretrained import load_smollm2
from llm_edu.training.evaluating import evaluate
from llm_edu.training.rows import TokenRows
from llm_edu.training.storyteller import PAGE, rows_of, split_pages

STORIES, PAGES, LEADS, LONGEST = 200, 60, 40, 128    # STORIES and 30 pages, or LEADS, to calibrate on
NEW, ROUNDS = 64, 3
ABOUT = (f"Storyteller: excess on 500 new stories; whole, of 200 stories that it writes; 120 facts of the village; "
         f"bits per byte of {PAGES} held-out pages. SmolLM2 (135M, the 4-bit file as float32): bits per byte of "
         f"{LEADS} held-out leads of at most {LONGEST} tokens; 60 capitals; 60 reviews. Calibrated on {STORIES} other "
         f"stories and 30 pages, or on {LEADS} other leads. Bytes: compressed layers as stored, the rest in 16 bits. "
         f"Tokens a CPU second: {NEW} tokens, greedy, float32, one thread, the best of {ROUNDS}; only ways that make "
         "the model narrower are timed. Texts are drawn with seed 0; nothing is trained (0 steps). The machine "
         "had other work to do.")
TIMED = ("16 bits", "a quarter of the neurons", "a third of the heads", "student")


def speed(model, ids):
    """New tokens a CPU second, one after the other."""
    model.requires_grad_(False)
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        generate(model, ids, Greedy(), max_new_tokens=NEW)
        took.append(time.process_time() - began)
    return round(NEW / min(took), 1)


def on_texts(model, rows, texts):
    """Bits per byte of texts, each of which is a row."""
    return round(evaluate(model, rows, batch_size=8).nats / math.log(2) / sum(len(text.encode()) for text in texts), 4)


@cache
def storyteller_ways():
    """Storyteller's ways, calibrated on stories and pages, and the pages that it is measured on."""
    model, tokenizer = teacher()
    learned, unseen = split_pages(load_wikipedia_leads())
    texts = story_rows(STORIES, 300).row_texts() + rows_of(tokenizer, PAGE, learned[:30], LONGEST).row_texts()
    return ways(model, layer_inputs(model, texts)), unseen[:PAGES]


def storyteller(name):
    """One way on Storyteller."""
    tokenizer = teacher()[1]
    made, unseen = storyteller_ways()
    model = made[name]()
    pages = rows_of(tokenizer, PAGE, unseen, model.config.context_length)
    found = {"bytes": model_bytes(model), "excess": round(excess(model), 3), "whole": whole_shares(model)[0],
             "facts": told_facts(model, tokenizer), "bits per byte": on_texts(model, pages, unseen)}
    return found | ({"tokens a second": speed(model, torch.tensor([[1]]))} if name in TIMED else {})


def student():
    """The student of sitting 2: how many bytes, how fast; a model of random weights is as large and as fast."""
    model = STUDENT.model(teacher()[1].vocab_size).eval()
    return {"bytes": model_bytes(model), "tokens a second": speed(model, torch.tensor([[1]]))}


@cache
def smollm2_ways():
    """SmolLM2's ways, calibrated on leads; other leads, as texts and as rows."""
    model, tokenizer = load_smollm2()
    learned, unseen = split_pages(load_wikipedia_leads())

    def ids(texts):
        return [tokenizer.encode(text)[:LONGEST] for text in texts]
    texts = [tokenizer.decode(each) for each in ids(unseen[:LEADS])]
    return (ways(model, layer_inputs(model, ids(learned[:LEADS]))), texts,
            TokenRows.one_text_a_row(ids(texts)))


def smollm2(name):
    """One way on SmolLM2."""
    tokenizer = load_smollm2()[1]
    made, texts, rows = smollm2_ways()
    model = made[name]()
    found = {"bytes": model_bytes(model), "bits per byte": on_texts(model, rows, texts),
             "capitals": capitals(model, tokenizer), "reviews": reviews(model, tokenizer)}
    return found | ({"tokens a second": speed(model, torch.tensor([[504, 3575, 282, 4649, 314]]))} if name in TIMED
                    else {})


OF_SMOLLM2 = ("16 bits", "8 bits, a scale a row", "4 bits, groups of 32", "4 bits, embedding in 8",
              "3 bits, embedding in 8", "a third pruned by size", "half pruned by size", "half pruned by Wanda",
              "a quarter of the neurons", "a third of the heads")
OF_STORYTELLER = (*OF_SMOLLM2[:5], "3 bits compensated, embedding in 8", *OF_SMOLLM2[5:8], "2 of 4 kept by Wanda",
                  *OF_SMOLLM2[8:])
RUNS = {f"Storyteller: {name}": partial(storyteller, name) for name in OF_STORYTELLER} | {"student": student}
RUNS |= {f"SmolLM2: {name}": partial(smollm2, name) for name in OF_SMOLLM2}
