"""Where a search finds the right lead: by words, by vectors and by both, for four kinds of queries and three units."""

import statistics
import time
from functools import partial

import numpy as np
import torch

from llm_edu.lessons.grounding.questions import questions
from llm_edu.lessons.grounding.searching import COUNT, in_8_bits, leads, load_leads_index, queries, text_of, unit_length
from llm_edu.retrieval import BM25, load_minilm, reciprocal_rank_fusion, sentence_spans
from llm_edu.retrieval.bm25 import best

DEPTH, SEARCHES = 100, 200    # ranks that are looked at and fused; searches that are timed
KINDS = "description", "no rare word", "named", "described"
SENTENCES_OF = 10_033    # leads whose sentences are searched
ABOUT = (f"Queries whose right lead is known, searched among all 10,033 English Wikipedia leads (title and text) by "
         f"BM25 (k1 1.2, b 0.75), by MiniLM's vectors, and by both, fused (reciprocal ranks, constant 60, {DEPTH} of "
         f"each); kept is the rank of the right lead, null where it is not among the first {DEPTH}. At most {COUNT} "
         "queries of a kind, drawn with seed 0. For sentences, a lead has the rank of its first sentence in the "
         "ranking. Nothing is trained (0 steps). The machine had other work to do meanwhile.")


def rank(scores, number, least=-np.inf):
    """The rank of a text by its score, equal ones in their order; None beyond `DEPTH` or without a score."""
    if not scores[number] > least:
        return None
    before = int((scores > scores[number]).sum() + (scores[:number] == scores[number]).sum())
    return before + 1 if before < DEPTH else None


def ranks(texts, right, bm25, vectors):
    """{way: the rank of the right text for each query}; vectors: (texts, width), of what is searched"""
    found = {"words": [], "vectors": [], "fused": []}
    for text, number, asked in zip(texts, right, load_minilm().encode(texts)):
        scores, cosines = bm25.scores(text), vectors @ asked
        found["words"].append(rank(scores, number, 0))
        found["vectors"].append(rank(cosines, number))
        rankings = [[place for place, score in best(scores, DEPTH) if score > 0],
                    [place for place, _ in best(cosines, DEPTH)]]
        fused = [place for place, _ in reciprocal_rank_fusion(rankings)][:DEPTH]
        found["fused"].append(fused.index(number) + 1 if number in fused else None)
    return found


def vectors_of_leads():
    """The vectors in 8 bits, which are kept; and what they find beside those in 32 bits."""
    exact = load_minilm().encode([text_of(lead) for lead in leads()])    # takes minutes
    kept = in_8_bits(exact)
    texts, right = queries("description")
    asked = load_minilm().encode(texts)
    short = unit_length(kept.astype(np.float32))
    told = {bits: [rank(vectors @ each, number) for each, number in zip(asked, right)]
            for bits, vectors in (("32 bits", exact), ("8 bits", short))}
    told |= {"lowest cosine": round(float((exact * short).sum(1).min()), 5), "leads": len(kept)}
    return told, {"leads": torch.from_numpy(kept)}


def of_kind(kind, count=COUNT):
    """A kind of queries: the texts, their leads, and the ranks."""
    texts, right = queries(kind, count)
    index = load_leads_index()
    return {"query": texts, "lead": right, **ranks(texts, right, index.bm25, index.vectors)}


def by_sentences(titled, count=COUNT):
    """{kind: ranks of the right lead}, where each sentence of a lead is searched alone; titled: after the title

    "answer": the rank of the sentence that holds the answer of a named question, among all sentences
    """
    owners, texts = [], []
    for number, lead in enumerate(leads()[:SENTENCES_OF]):
        for start, end in sentence_spans(lead.extract):
            owners.append(number)
            texts.append(f"{lead.title}. {lead.extract[start:end]}" if titled else lead.extract[start:end])
    bm25, vectors, owners = BM25(texts), load_minilm().encode(texts), np.array(owners)
    asked = {kind: queries(kind, count) for kind in KINDS}
    found = {kind: by_best_sentence(*asked[kind], owners, bm25, vectors) for kind in asked}
    sentences = {(owner, text.removeprefix(f"{leads()[owner].title}. ") if titled else text): row
                 for row, (owner, text) in enumerate(zip(owners.tolist(), texts))}
    true = {each.text: sentences.get((each.number, each.sentence)) for each in questions()}
    pairs = [(text, true[text]) for text in asked["named"][0] if true[text] is not None]
    found["answer"] = ranks(*map(list, zip(*pairs)), bm25, vectors) if pairs else {}
    return {"sentences": len(texts), **found}


def by_best_sentence(texts, right, owners, bm25, vectors):
    """{way: ranks of leads}: a lead's score is that of its best sentence; the rankings of leads are fused."""
    found = {"words": [], "vectors": [], "fused": []}
    for text, number, asked in zip(texts, right, load_minilm().encode(texts)):
        of_leads = []
        for scores, least in ((bm25.scores(text), 0.0), (vectors @ asked, -1.0)):
            highest = np.full(owners[-1] + 1, least, dtype=np.float32)
            np.maximum.at(highest, owners, scores)
            of_leads.append((highest, least))
        found["words"].append(rank(of_leads[0][0], number, 0))
        found["vectors"].append(rank(of_leads[1][0], number))
        rankings = [[place for place, score in best(highest, DEPTH) if score > least] for highest, least in of_leads]
        fused = [place for place, _ in reciprocal_rank_fusion(rankings)][:DEPTH]
        found["fused"].append(fused.index(number) + 1 if number in fused else None)
    return found


def speed(count=SEARCHES):
    """Seconds to load the index, and milliseconds of a search in each way: (median, 95 % are faster than)."""
    encoder = load_minilm()
    began = time.perf_counter()
    index = load_leads_index()
    told = {"seconds to load": round(time.perf_counter() - began, 2)}
    texts = queries("description", count)[0]
    ways = {"words": index.by_words, "vectors": partial(index.by_meaning, encoder),
            "fused": partial(index.search, encoder)}
    for name, search in ways.items():
        search(texts[0])    # to warm up
        taken = []
        for text in texts:
            began = time.perf_counter()
            search(text)
            taken.append(1000 * (time.perf_counter() - began))
        told[name] = [round(statistics.median(taken), 1), round(sorted(taken)[int(0.95 * len(taken))], 1)]
    return told


RUNS = {"vectors": vectors_of_leads, **{kind: partial(of_kind, kind) for kind in KINDS}}
RUNS |= {"sentences": partial(by_sentences, False), "titled sentences": partial(by_sentences, True), "speed": speed}
