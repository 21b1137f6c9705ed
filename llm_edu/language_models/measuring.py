"""How well does a model predict? Surprise, cross-entropy, perplexity, bits per byte.

All of them are one number seen from different sides: minus the logarithm of the probability that the model gave to
what came. Logarithms are natural (**nats**) unless a name says bits; 1 nat is 1 / ln 2 = 1.443 bits.

Sources: Shannon 1948, *A Mathematical Theory of Communication*; Shannon 1951, *Prediction and Entropy of Printed
English*; Jelinek, Mercer, Bahl and Baker 1977, *Perplexity: a measure of the difficulty of speech recognition tasks*.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

END = "<end>"  # stands before a text (nothing yet) and after it (nothing more)

Words = Sequence[Hashable]
Distribution = Callable[[Words], Mapping[Hashable, float]]


def text_surprise(words: Words, next_distribution: Distribution, end: Hashable = END) -> float:
    """The surprise of a whole text in bits: of each word after the words before it, and of the end after them all.

    next_distribution: a function from the words so far to {next word: probability}
    A word that is missing there, or has probability 0, makes the text impossible: infinity.

    >>> text_surprise(["heads", "tails"], lambda words: {END: 1.0} if len(words) == 2 else {"heads": 0.5, "tails": 0.5})
    2.0
    """
    total = 0.0
    for position, word in enumerate([*words, end]):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability == 0:
            return math.inf
        total -= math.log2(probability)
    return total


def cross_entropy(texts: Iterable[Words], log_probs: Callable[[Words], Sequence[float]]) -> float:
    """The mean surprise of a word in nats, each text's end counted as a word.

    log_probs: a function from the words of a text to the log probability of each and, last, of the end
    Raises ValueError when there is no text.

    >>> round(cross_entropy([["a", "b"], ["a"]], lambda words: [math.log(0.5)] * (len(words) + 1)), 4)
    0.6931
    """
    total, count = 0.0, 0
    for words in texts:
        scores = log_probs(words)
        total -= sum(scores)
        count += len(scores)
    if count == 0:
        raise ValueError("there is no text to measure on")
    return total / count


def perplexity(texts: Iterable[Words], log_probs: Callable[[Words], Sequence[float]]) -> float:
    """e to the cross-entropy: among how many equally likely words the model, in effect, still hesitates.

    >>> round(perplexity([["a", "b"], ["a"]], lambda words: [math.log(0.1)] * (len(words) + 1)), 6)
    10.0
    """
    return math.exp(cross_entropy(texts, log_probs))


def bits_per_byte(texts: Iterable[str], log_prob: Callable[[str], float]) -> float:
    """All bits of surprise divided by all bytes (UTF-8) of the texts: the same unit whatever the model's tokens are.

    log_prob: a function from a text to the log probability, in nats, of the whole of it
    Raises ValueError when the texts have no bytes.

    >>> bits_per_byte(["été", "a"], lambda text: -math.log(2) * 12)
    4.0
    """
    nats, size = 0.0, 0
    for text in texts:
        nats -= log_prob(text)
        size += len(text.encode("utf-8"))
    if size == 0:
        raise ValueError("there is no text to measure on")
    return nats / math.log(2) / size
