"""Is a claim true, as far as a piece of evidence says? Four scores: the larger, the more the evidence supports it.

``content_overlap``      which share of the claim's content words is in the evidence
``sentence_similarity``  how near an encoder puts the claim to the nearest sentence of the evidence
``likelihoods``          how probable a language model finds the claim after the evidence, and without it
``Head``                 logistic regression on what the encoder says of the claim and of its nearest sentence

None of them is a verdict yet: that takes a threshold, see `verdicts`.

Sources: Thorne et al. 2018, FEVER, arXiv:1803.05355 (claim, evidence, verdict); Conneau et al. 2017, InferSent,
arXiv:1705.02364 (|u − v| and u · v as features of two sentences).
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from llm_edu.applications.notes import FUNCTION_WORDS as PLAIN
from llm_edu.bias.likelihood import begin_id
from llm_edu.finetuning.head import side_by_side
from llm_edu.finetuning.streams import last_stream
from llm_edu.prompting.scoring import SharedFront
from llm_edu.retrieval import SentenceEncoder, sentence_spans, split_into_words
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

FUNCTION_WORDS = PLAIN | set("d ll m re s t ve".split())    # what is left of I'd, she'll, I'm, we're, it's, don't, I've
AT_ONCE = 16     # claims that a language model reads at a time
STRENGTH = 0.01    # of the head's weights: small, because there are more features than pairs


def content_overlap(claim: str, evidence: str, ignored: Collection[str] = FUNCTION_WORDS) -> float:
    """The share of a claim's different content words, numbers among them, that the evidence has: 0 to 1.

    ignored: words that are not content, in lower case. A claim without content words has 0.0: nothing supports it.

    >>> content_overlap("Mia lent a red hat to Ben.", "Mia lent Ben a blue hat.")
    0.8
    """
    words = set(split_into_words(claim)) - set(ignored)
    return len(words & set(split_into_words(evidence))) / len(words) if words else 0.0


class Nearest(NamedTuple):
    """A claim's vector, and the vector, text and cosine of the sentence of its evidence that is nearest."""

    claim: np.ndarray
    sentence: np.ndarray
    text: str
    cosine: float


def nearest_sentences(encoder: SentenceEncoder, claims: Sequence[str], evidence: Sequence[str]) -> list[Nearest]:
    """The nearest sentence to each claim in the evidence beside it. ValueError for evidence without a sentence."""
    sentences = [[text[start:end] for start, end in sentence_spans(text)] for text in evidence]
    if not all(sentences):
        raise ValueError("there is evidence without any text: with nothing to compare, leave that claim out")
    texts = list(dict.fromkeys([*claims, *(sentence for some in sentences for sentence in some)]))
    vectors = dict(zip(texts, encoder.encode(texts), strict=True))    # each text is read once
    found = []
    for claim, some in zip(claims, sentences, strict=True):
        cosines = np.stack([vectors[sentence] for sentence in some]) @ vectors[claim]    # (sentences,)
        best = int(cosines.argmax())
        found.append(Nearest(vectors[claim], vectors[some[best]], some[best], float(cosines[best])))
    return found


def sentence_similarity(encoder: SentenceEncoder, claims: Sequence[str], evidence: Sequence[str]) -> np.ndarray:
    """The cosine of each claim with the nearest sentence of the evidence beside it: (claims,)"""
    return np.array([each.cosine for each in nearest_sentences(encoder, claims, evidence)])


@torch.no_grad()
def likelihoods(model: Transformer, tokenizer: BPETokenizer, claims: Sequence[str], evidence: str = "") -> np.ndarray:
    """Mean log P of a token of each claim, in nats, after the evidence, or as the beginning of a text: (claims,)

    The evidence is read once for all claims. Raises ValueError for an empty claim.
    """
    before = [begin_id(tokenizer), *(tokenizer.encode(f"{evidence}\n") if evidence else [])]
    rows = [tokenizer.encode(claim) for claim in claims]
    if not all(rows):
        raise ValueError("an empty claim says nothing that could be likely")
    device = model.token_embedding.weight.device
    cache = model.new_cache(capacity=len(before))
    last_stream(model, torch.tensor([before], device=device), cache=cache)
    means = []
    for start in range(0, len(rows), AT_ONCE):    # the last token of what comes before is read again: claims follow it
        ids, lengths = side_by_side([[before[-1], *row] for row in rows[start:start + AT_ONCE]], device)
        front = SharedFront(cache, len(before) - 1, *ids.shape)
        stream = last_stream(model, ids, cache=front)    # (claims, time, width)
        logs = model.unembed(stream[:, :-1]).float().log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
        means += [float(row[:length - 1].mean()) for row, length in zip(logs, lengths)]
    return np.array(means)


def pair_features(nearest: Sequence[Nearest]) -> np.ndarray:
    """|u − v| and u · v, dimension by dimension, of each claim and its nearest sentence: (claims, 2 · width)"""
    claims, sentences = (np.stack([getattr(each, name) for each in nearest]) for name in ("claim", "sentence"))
    return np.concatenate([abs(claims - sentences), claims * sentences], axis=1)


class Head:
    """Logistic regression on features of claims; `score` says how probable it is that a claim is true."""

    def __init__(self, strength: float = STRENGTH) -> None:
        self.model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=2000))

    def fit(self, features: np.ndarray, true: Sequence[bool]) -> "Head":
        """features: (claims, width)   true: of each claim"""
        self.model.fit(features, np.asarray(true, dtype=bool))
        return self

    def score(self, features: np.ndarray) -> np.ndarray:
        """P(true) of each claim: (claims,)"""
        return self.model.predict_proba(features)[:, 1]


def held_out_scores(features: np.ndarray, true: Sequence[bool], groups: Sequence[object], folds: int = 5
                    ) -> np.ndarray:
    """The score of each claim by a `Head` that has read no claim of its group: (claims,)

    groups: what each claim is about, such as its evidence. They go into `folds` parts in turn, by first appearance;
    fewer groups make fewer parts. Raises ValueError for fewer than two.
    """
    known = list(dict.fromkeys(groups))
    if len(known) < 2:
        raise ValueError("a head learns from some groups and is judged on others: give at least two groups")
    folds = min(folds, len(known))
    order = {group: number % folds for number, group in enumerate(known)}
    part, is_true = np.array([order[group] for group in groups]), np.asarray(true, dtype=bool)
    scores = np.empty(len(part))
    for fold in range(folds):
        learned = part != fold
        scores[~learned] = Head().fit(features[learned], is_true[learned]).score(features[~learned])
    return scores
