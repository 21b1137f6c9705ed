"""What lesson 13's cells on translation use: a training that is looked at on its way, and a table of scores."""

import time
from collections import Counter

from llm_edu.applications.translation import (
    PairRows,
    alignment_by_kind,
    alignment_share,
    bleu_and_chrf,
    cross_weights,
    exact_share,
    make_word_table,
    name_mistake,
    new_translator,
    scrambled,
    translate_all,
    translator_training,
    word_by_word,
)
from llm_edu.training import train


def scores(pairs, outputs):
    """Exact share, BLEU and chrF of translations, rounded. outputs: lists of words"""
    bleu, chrf = bleu_and_chrf([pair.words for pair in pairs], outputs)
    return {"exact": round(exact_share(pairs, outputs), 4), "BLEU": round(bleu, 1), "chrF": round(chrf, 1)}


def baseline_scores(corpus):
    """What a dictionary without grammar comes to on the held-out sentences, and the right words in random order."""
    table = make_word_table(corpus.learn + corpus.nonsense)
    return {"word by word": scores(corpus.held_out, word_by_word(corpus.held_out, table)),
            "right words, scrambled": scores(corpus.held_out, scrambled(corpus.held_out))}


def look_at(model, corpus, vocabulary, count=300):
    """Exact share, and share of words aligned, on the first held-out sentences."""
    pairs = corpus.held_out[:count]
    weights = cross_weights(model, pairs, vocabulary)[-1][:, 0]
    return [round(exact_share(pairs, translate_all(model, pairs, vocabulary)), 4),
            round(alignment_share(weights, pairs), 4)]


def train_translator(corpus, vocabulary, steps=400, seed=0, nonsense=True, moments=(), **model):
    """A translator, trained; and what `look_at` finds after some steps: rows (step, exact share, aligned share).

    nonsense: whether it learns from `corpus.nonsense` as well, sentence for sentence   model: for `new_translator`
    ->   model, rows, seconds of the processor that the steps took
    """
    model, rows, spent = new_translator(vocabulary, seed, **model), [], [0.0]

    def look(run):
        if run.step in moments:
            began = time.process_time()
            rows.append([run.step, *look_at(model, corpus, vocabulary)])
            spent[0] += time.process_time() - began

    pairs = corpus.learn + (corpus.nonsense if nonsense else ())
    began = time.process_time()
    train(model, PairRows.of(pairs, vocabulary), translator_training(steps, seed=seed), callbacks=[look],
          progress=False)
    return model, rows, time.process_time() - began - spent[0]


def report(model, corpus, vocabulary):
    """All figures of a trained translator, as plain data."""
    outputs = {name: translate_all(model, getattr(corpus, name), vocabulary)
               for name in ("held_out", "new_pairs", "held_out_nonsense")}
    weights = cross_weights(model, corpus.held_out, vocabulary)[-1][:, 0]
    mistakes = Counter(name_mistake(pair.words, said) for pair, said in zip(corpus.held_out, outputs["held_out"]))
    wrong = [(pair, said) for pair, said in zip(corpus.held_out, outputs["held_out"]) if list(pair.words) != said]
    return {
        **{name: {"n": len(said), **scores(getattr(corpus, name), said)} for name, said in outputs.items()},
        "aligned": round(alignment_share(weights, corpus.held_out), 4),
        "aligned by kind": {kind: [round(share, 3), count] for kind, (share, count)
                            in sorted(alignment_by_kind(weights, corpus.held_out).items())},
        "mistakes": dict(mistakes),
        "wrong": [[" ".join(words) for words in (pair.source, pair.words, said)] for pair, said in wrong[:8]],
    }
