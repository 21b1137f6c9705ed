"""The recipe on real text: ten minutes with the openings of Wikipedia articles, beside larger and simpler models."""

import math
from functools import cache
from itertools import chain

import numpy as np
import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.language_models import END_ID, NGram, WindowMLP, fit, make_windows
from llm_edu.lessons.common.models import smollm2_log_prob
from llm_edu.lessons.common.texts import split_leads
from llm_edu.pretrained import load_smollm2
from llm_edu.tokenization import BPETokenizer
from llm_edu.training import TokenRows, cross_entropy, load_storyteller, train, write_stories
from llm_edu.training.recipe import Recipe
from llm_edu.training.rows import collate
from llm_edu.training.storyteller import PAGE, rows_of

VOCABULARY, LENGTH, STEPS, EVERY, MEASURED = 4_096, 256, 2_000, 100, 200
# A head of real text has more to do than to copy, so it need not begin with that; and it is allowed more neurons.
RECIPE = Recipe(layers=3, width=128, heads=2, feed_forward_width=384, context_length=LENGTH, copying=0,
                learning_rate=0.03, matrix_learning_rate=0.02, batch_size=16)
ABOUT = ("Lesson 06's recipe with 3 layers, more neurons, heads that do not begin by copying and rates of its own, "
         f"seed 0, {STEPS:,} steps of {RECIPE.training(STEPS).batch_size} rows of {LENGTH} tokens on the openings of "
         f"9,030 Wikipedia articles (text: CC BY-SA 4.0), a tokenizer of {VOCABULARY:,} tokens; bits per byte on "
         f"{MEASURED} held-out openings.")


@cache
def pages():
    """Openings to learn from, openings to measure on, and a tokenizer made of the former."""
    corpus, unseen = split_leads(load_wikipedia_leads("en"))
    return corpus, unseen[:MEASURED], BPETokenizer.train(corpus, vocab_size=VOCABULARY)


def ids_of(tokenizer, text):
    """Id 0 is the end's, so tokens are counted from 1."""
    return [token + 1 for token in tokenizer.encode(text)]


def rows_to_learn_from(tokenizer, texts):
    """All pages in one long row with the end between them, cut to rows wherever they are full: nothing is filled up."""
    pages_of_ids = [[*ids_of(tokenizer, text), END_ID] for text in texts]
    return TokenRows.cut(np.fromiter(chain([END_ID], *pages_of_ids), dtype=np.int32), LENGTH)


def bits_per_byte(model, tokenizer, texts, at_once=20):
    """What a model pays for all tokens of some pages."""
    rows = TokenRows.one_text_a_row([ids_of(tokenizer, text) for text in texts], LENGTH)
    return bits_of_rows(model, rows, texts, at_once)


@torch.no_grad()
def bits_of_rows(model, rows, texts, at_once=20):
    """Bits per byte of texts, which are these rows; their ends do not count, as in lesson 03."""
    nats = 0.0
    for start in range(0, len(rows), at_once):
        inputs, targets = collate(rows, list(range(start, min(start + at_once, len(rows)))))
        losses = cross_entropy(model(inputs), targets, reduction="none")
        nats += losses[targets != END_ID].sum().item()
    return nats / math.log(2) / sum(len(text.encode()) for text in texts)


def ten_minutes():
    """The training, looked at now and then.   ->   looks (tokens read, bits per byte), samples, what it has cost"""
    corpus, unseen, tokenizer = pages()
    rows = rows_to_learn_from(tokenizer, corpus)
    model, looks = RECIPE.model(VOCABULARY + 1), []

    def look(run):
        if run.step % EVERY == 0:
            looks.append([run.tokens, round(bits_per_byte(run.model, tokenizer, unseen), 4)])

    run = train(model, rows, RECIPE.training(STEPS), callbacks=[look], progress=False)
    samples = [tokenizer.decode([id - 1 for id in ids]) for ids in write_stories(model, 8, seed=1)]
    learned = round(bits_per_byte(model, tokenizer, corpus[:MEASURED]), 4)
    return {"looks": looks, "samples": samples, "training": learned,
            "tokens": run.tokens, "epochs": round(run.tokens / rows.target_count, 2), "seconds": round(run.seconds),
            "steps": STEPS, "parameters": sum(parameter.numel() for parameter in model.parameters())}


def of_texts(log_prob):
    """Bits per byte of a function text -> log probability in nats."""
    _, unseen, _ = pages()
    return {"bits_per_byte": -sum(map(log_prob, unseen)) / math.log(2) / sum(len(text.encode()) for text in unseen)}


def trigram():
    """Lesson 03's 3-gram, on the same tokens."""
    corpus, _, tokenizer = pages()
    model = NGram(3, end=-1).fit([tokenizer.encode(page) for page in corpus], vocabulary=range(VOCABULARY))
    return of_texts(lambda text: sum(model.log_probs(tokenizer.encode(text))[:-1]))


def window_mlp(steps=4_000):
    """Lesson 03's network with a window of five, on the same tokens."""
    corpus, _, tokenizer = pages()
    model = WindowMLP(VOCABULARY + 1, window=5, width=64, units=512)
    fit(model, *make_windows([ids_of(tokenizer, page) for page in corpus], 5), steps, batch_size=1_024)
    return of_texts(lambda text: sum(model.log_probs(ids_of(tokenizer, text))[:-1]))


def storyteller():
    """The model that comes with the course; it has learned from the same pages, and from stories."""
    _, unseen, _ = pages()
    model, tokenizer = load_storyteller()
    rows = rows_of(tokenizer, PAGE, unseen, model.config.context_length)
    return {"bits_per_byte": bits_of_rows(model, rows, unseen)}


def smollm2():
    """The real model; it may have read these pages."""
    return of_texts(smollm2_log_prob(*load_smollm2()))


RUNS = {"ten minutes": ten_minutes, "3-gram of tokens": trigram, "window of 5 tokens": window_mlp,
        "Storyteller": storyteller, "SmolLM2": smollm2}
