"""Is a critic's line about a film for it or against it? Ways to tell, from a list of words to a head on SmolLM2.

    learned, validation, held_out = film_snippets()
    scores = lexicon_scores(load_sentiment_lexicon(), held_out)        # or:
    scores = bag_of_words(learned).decision_function(texts_of(held_out))
    accuracy(scores, labels(held_out)), accuracy(scores, labels(held_out), best_threshold(...))

Every way gives a score, higher for better. Whatever is chosen (a threshold aside, that is learned) is chosen on the
validation part; the held-out part is for the figures that are told.
"""

import re

import numpy as np
import torch
from torch import nn

from llm_edu.finetuning import fit_head
from llm_edu.lessons.common.texts import film_snippets  # noqa: F401 (moved)

PROMPT, ANSWERS = "Review: {}\nSentiment:", (" negative", " positive")
INSIDE = (15, "mean"), (24, "last")    # of what a head reads: after how many layers, and which of a text's tokens


# --- the snippets


def texts_of(reviews):
    """The texts alone."""
    return [review.text for review in reviews]


def labels(reviews):
    """1 for a good one, 0 for a bad one: (reviews,)"""
    return torch.tensor([int(review.is_positive) for review in reviews])


def draw(reviews, count, seed):
    """The first so many of an order that the seed draws: fewer with the same seed are a part of more."""
    order = np.random.default_rng(seed).permutation(len(reviews))
    return [reviews[number] for number in order[:count]]


# --- scores and what they are worth


def accuracy(scores, right, threshold=0.0):
    """The share whose score is above the threshold just where it is a good one.

    scores: (reviews,)   right: `labels`

    >>> accuracy([0.3, -0.1, 0.2], [1, 0, 0]), accuracy([0.3, -0.1, 0.2], [1, 0, 0], threshold=0.25)
    (0.6666666666666666, 1.0)
    """
    return float(((np.asarray(scores) > threshold) == (np.asarray(right) == 1)).mean())


def best_threshold(scores, right):
    """The threshold with which most scores are right, in the middle of a gap; of several, that nearest to the median.

    >>> best_threshold([1.0, 2.0, 4.0, 5.0], [0, 0, 1, 1])
    3.0
    """
    scores, right = np.asarray(scores, dtype=float), np.asarray(right) == 1
    order = np.unique(scores)
    thresholds = np.concatenate([[order[0] - 1], (order[:-1] + order[1:]) / 2, [order[-1] + 1]])
    hits = ((scores > thresholds[:, None]) == right).sum(1)    # (thresholds,)
    best = thresholds[hits == hits.max()]
    return float(best[np.abs(best - np.median(scores)).argmin()])


def difference(right, others):
    """By how much one way is better than another on the same snippets, and half of its 95 % interval.

    right, others: for each snippet whether they judge it right; only where they disagree anything is learned of them

    >>> [round(number, 3) for number in difference([1] * 90 + [0] * 10, [1] * 80 + [0] * 10 + [1] * 10)]
    [0.0, 0.088]
    """
    apart = np.asarray(right, dtype=float) - np.asarray(others, dtype=float)
    return float(apart.mean()), float(1.96 * apart.std() / len(apart) ** 0.5)


# --- without a language model


def lexicon_scores(lexicon, reviews):
    """The sum of the grades of a snippet's words: (reviews,). None of its words in the list: 0

    lexicon: word -> grade, as `load_sentiment_lexicon` gives it. VADER's rules for "not", "very" and capitals are left
    out.
    """
    return np.array([sum(lexicon.get(word, 0) for word in re.findall(r"[a-z']+", review.text.lower()))
                     for review in reviews])


def bag_of_words(reviews, C=10.0):
    """Logistic regression on which words there are, rare ones weighing more: a fitted scikit-learn pipeline.

    C: how freely weights may grow. Its `decision_function(texts)` gives scores.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    classifier = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=C, max_iter=1000))
    return classifier.fit(texts_of(reviews), labels(reviews).numpy())


# --- with SmolLM2, which learns nothing


def prompt_ids(tokenizer, reviews):
    """What the model reads: the ids of "Review: … Sentiment:" for each, a list of lists"""
    return [tokenizer.encode(PROMPT.format(review.text)) for review in reviews]


def answer_head(model, tokenizer):
    """A head that reads what the model would say: its rows for " negative" and " positive", `nn.Linear` (width, 2)"""
    ids = [tokenizer.encode(answer)[0] for answer in ANSWERS]
    head = nn.Linear(model.config.width, len(ids), bias=False)
    head.weight = nn.Parameter(model.token_embedding.weight[ids].detach().clone())
    return head


@torch.no_grad()
def head_scores(head, vectors):
    """By how much a head prefers the second class: vectors (reviews, width)   ->   (reviews,), in nats"""
    negative, positive = head(vectors).unbind(-1)
    return (positive - negative).numpy()


def batches_by_length(lengths, size):
    """Numbers of texts in batches, shortest first: little to fill up.

    >>> batches_by_length([5, 2, 9], 2)
    [[1, 0], [2]]
    """
    order = sorted(range(len(lengths)), key=lambda number: lengths[number])
    return [order[start:start + size] for start in range(0, len(order), size)]


def head_on(vectors, reviews, penalty=100.0):
    """`fit_head` on what a frozen model made of some snippets, by default as strictly as the validation part likes it.

    vectors: (reviews, …), `features` of their prompts or `inner_vectors`
    """
    return fit_head(vectors, labels(reviews), classes=2, penalty=penalty)
