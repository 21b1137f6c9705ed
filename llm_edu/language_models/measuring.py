"""How well does a model predict? Surprise (surprisal), cross-entropy, perplexity, bits per byte.

All of them are the same number in different forms: minus the logarithm of the probability that the model gave to the
actual words. Logarithms are natural (**nats**) unless a name says bits; 1 nat is 1 / ln 2 = 1.443 bits.

Sources: Shannon 1948, *A Mathematical Theory of Communication*; Shannon 1951, *Prediction and Entropy of Printed
English*; Jelinek, Mercer, Bahl and Baker 1977, *Perplexity: a measure of the difficulty of speech recognition tasks*.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

END = "<end>"  # before a text (nothing yet) and after it (nothing more)

Words = Sequence[Hashable]
Distribution = Callable[[Words], Mapping[Hashable, float]]


def text_surprise(words: Words, next_distribution: Distribution, end: Hashable = END) -> float:
    """The surprise of a whole text in bits: the sum over its words, each given the words before it, and over its end.

    next_distribution: a function from the words so far to {next word: probability}
    A word that is missing there, or has probability 0, makes the text impossible: infinity (Shannon 1948).

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
    """The mean surprise of a word in nats; the end of each text counts as a word.

    log_probs: a function from the words of a text to the log probability of each word and, last, of the end
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
    """e to the cross-entropy: as if the model chose among so many equally likely words (Jelinek et al. 1977).

    >>> round(perplexity([["a", "b"], ["a"]], lambda words: [math.log(0.1)] * (len(words) + 1)), 6)
    10.0
    """
    nats = cross_entropy(texts, log_probs)
    return math.inf if nats > 709 else math.exp(nats)    # e to the 710 is more than a float can hold


def bits_per_byte(texts: Iterable[str], log_prob: Callable[[str], float]) -> float:
    """All bits of surprise divided by all bytes (UTF-8) of the texts: the same unit for every tokenizer.

    log_prob: a function from a text to its log probability, in nats
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
