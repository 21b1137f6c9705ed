"""Skip-gram with negative sampling: word vectors that are learned by telling real neighbours from random words.

Every word has two vectors: one for when it is the word in the middle (`centers`) and one for when it is a neighbour
(`contexts`). The sigmoid of their dot product is the probability that the two words really occurred side by side.
Training raises it for pairs from the text and lowers it for pairs with words drawn at random.

Sources: Mikolov, Chen, Corrado and Dean 2013, Efficient Estimation of Word Representations in Vector Space,
arXiv:1301.3781; Mikolov, Sutskever, Chen, Corrado and Dean 2013, Distributed Representations of Words and Phrases and
their Compositionality, arXiv:1310.4546.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from llm_edu.earlier_names import earlier_names
from llm_edu.embeddings.counting import pair_ids, vocabulary_of
from llm_edu.embeddings.vectors import WordVectors


def sigmoid(score: ArrayLike) -> np.ndarray:
    """Turn any number into a probability: 0 gives 1/2, large numbers almost 1, large negative ones almost 0.

    >>> sigmoid(np.array([0.0, 2.0, -2.0])).round(3)
    array([0.5  , 0.881, 0.119])
    """
    return 1 / (1 + np.exp(-np.clip(score, -60, 60)))    # beyond 60 it is 0 or 1 anyway, and exp would overflow


def pair_gradient(center: np.ndarray, context: np.ndarray, label: int) -> tuple[float, np.ndarray, np.ndarray]:
    """The loss of one pair and its gradients: (loss, gradient of center, gradient of context).

    center, context: (width)   label: 1 for a pair from the text, 0 for a random one
    loss: -log of the probability that the model gives to the true label, in nats

    >>> loss, for_center, for_context = pair_gradient(np.array([1.0, 0.0]), np.array([0.0, 2.0]), label=1)
    >>> round(loss, 3), for_center, for_context
    (0.693, array([-0., -1.]), array([-0.5, -0. ]))
    """
    score = center @ context
    loss = np.logaddexp(0, -score if label == 1 else score)    # -log(sigmoid(±score)), exact for large scores too
    error = sigmoid(score) - label
    return float(loss), error * context, error * center


def skip_gram_step(centers: np.ndarray, contexts: np.ndarray, center: int, context: int, negatives: Sequence[int],
                   rate: float) -> float:
    """One step of gradient descent, in place, on the loss of one real pair and some random ones (arXiv:1310.4546).

    centers, contexts: (words, width), both are changed   center, context: rows of the real pair
    negatives: rows of `contexts` drawn at random   rate: the learning rate

    Returns the loss before the step in nats, summed over the pairs. All gradients are computed before any vector moves.
    """
    others = [context, *negatives]
    labels = [1] + [0] * len(negatives)
    slopes = [pair_gradient(centers[center], contexts[other], label) for other, label in zip(others, labels)]
    for other, (_, for_center, for_context) in zip(others, slopes):
        centers[center] -= rate * for_center
        contexts[other] -= rate * for_context
    return sum(loss for loss, _, _ in slopes)


def noise_distribution(counts: ArrayLike, power: float = 0.75) -> np.ndarray:
    """The probability with which each word is drawn as a random neighbour, in proportion to its count to the power 3/4.

    The power makes rare words a little more likely; of the powers tried, 3/4 worked best (Mikolov et al. 2013,
    arXiv:1310.4546, section 2.2). Raises ValueError when no word has a count.

    >>> noise_distribution([16, 1, 0]).round(3)
    array([0.889, 0.111, 0.   ])
    """
    weights = np.asarray(counts, dtype=float) ** power
    if not weights.sum() > 0:
        raise ValueError("no word has a count above 0, so none can be drawn")
    return weights / weights.sum()


@dataclass
class SkipGram:
    """The result of training: `centers` and `contexts`, (words, width) each; `losses`, nats per real pair."""

    words: list[str]
    centers: np.ndarray
    contexts: np.ndarray
    losses: list[float] = field(default_factory=list)

    @property
    def vectors(self) -> WordVectors:
        """The vectors that you use after training: those of the words in the middle."""
        return WordVectors(self.words, self.centers)


@earlier_names(batch="batch_size", rate="learning_rate")
def train_skip_gram(
    sentences: Iterable[Sequence[str]], *, width: int = 32, window: int = 2, negatives: int = 5, steps: int = 4_000,
    batch_size: int = 256, learning_rate: float = 0.1, seed: int = 0,
) -> SkipGram:
    """Train skip-gram with negative sampling; many pairs a step. The learning rate falls linearly to zero.

    sentences: lists of words   width: dimensions of a vector   window: how many words away a neighbour may be
    negatives: random words for each real neighbour   batch_size: real pairs a step
    seed: the same gives the same vectors   Raises ValueError when the sentences hold no pair of neighbours.
    """
    random = np.random.default_rng(seed)
    sentences = list(sentences)
    words = vocabulary_of(sentences)
    pairs = pair_ids(sentences, words, window)
    if len(pairs) == 0:
        raise ValueError("there is no pair of neighbours in these sentences")
    noise = noise_distribution(np.bincount(pairs[:, 1], minlength=len(words)))
    urn = np.repeat(np.arange(len(words)), np.ceil(noise * 100_000).astype(int))    # drawing from it is a look-up
    centers = random.uniform(-0.5, 0.5, (len(words), width)).astype(np.float32) / width
    contexts = np.zeros((len(words), width), dtype=np.float32)
    model = SkipGram(words, centers, contexts)
    for step in range(steps):
        real = pairs[random.integers(len(pairs), size=batch_size)]                             # (batch, 2)
        drawn = urn[random.integers(len(urn), size=(batch_size, negatives))]                   # (batch, negatives)
        others = np.concatenate([real[:, 1:], drawn], axis=1)                                  # the real one first
        model.losses.append(batch_step(centers, contexts, real[:, 0], others, learning_rate * (1 - step / steps)))
    return model


def batch_step(centers: np.ndarray, contexts: np.ndarray, center: np.ndarray, others: np.ndarray,
               rate: float) -> float:
    """`skip_gram_step` for many pairs at once, in place; returns the mean loss per real pair.

    center: (batch), rows of `centers`   others: (batch, 1 + negatives), rows of `contexts`, the real neighbour first
    """
    middle, around = centers[center], contexts[others]             # (batch, width), (batch, 1 + negatives, width)
    probability = sigmoid(np.einsum("bw,bnw->bn", middle, around))
    error = probability.copy()
    error[:, 0] -= 1                                               # probability - label
    np.add.at(centers, center, -rate * np.einsum("bn,bnw->bw", error, around))
    np.add.at(contexts, others, -rate * error[:, :, None] * middle[:, None, :])
    truth = np.concatenate([probability[:, :1], 1 - probability[:, 1:]], axis=1)
    return float(-np.log(np.maximum(truth, 1e-12)).sum(axis=1).mean())
