"""Language models that count: what followed these words, and how often?

Read in this order: ``count_followers``, ``smoothed``, ``interpolated``, and ``NGram``, which puts them together.

Sources: Markov 1913 (counts of letters in Eugene Onegin); Shannon 1948 (text drawn from them); Jelinek and Mercer 1980,
*Interpolated estimation of Markov source parameters from sparse data*; Witten and Bell 1991, *The zero-frequency
problem*; Chen and Goodman 1996, arXiv:cmp-lg/9606011, compare all of them.
"""

import math
import random
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from numbers import Integral

from llm_edu.earlier_names import earlier_names
from llm_edu.language_models.measuring import END, Distribution, Words

Counts = dict[tuple, dict[Hashable, int]]  # {context: {next word: how often}}
SMOOTHINGS = ("none", "add-k", "interpolated")


def count_followers(texts: Iterable[Words], length: int, end: Hashable = END) -> Counts:
    """How often each word followed each context of ``length`` words.

    ``end`` fills the context before the first word of a text, and follows its last word as one more word.
    Raises ValueError for a negative length.

    >>> count_followers([["a", "b"], ["a"]], length=1)
    {('<end>',): {'a': 2}, ('a',): {'b': 1, '<end>': 1}, ('b',): {'<end>': 1}}
    """
    if length < 0:
        raise ValueError(f"a context has 0 words or more, not {length}")
    grams: Counter = Counter()
    for text in texts:
        padded = [end] * length + list(text) + [end]
        grams.update(zip(*(padded[start:] for start in range(length + 1))))  # all runs of length + 1 words
    counts: Counts = {}
    for (*context, word), count in grams.items():
        counts.setdefault(tuple(context), {})[word] = count
    return counts


def smoothed(followers: Mapping[Hashable, int], vocabulary: Sequence[Hashable], k: float) -> dict[Hashable, float]:
    """From counts to probabilities, as if each word of the vocabulary had occurred k more times (add-k smoothing).

    followers: how often each word occurred; may be empty
    With k = 0 these are the relative frequencies. If there are no counts either, every word gets 0.0.

    >>> smoothed({"a": 2, "b": 1}, ["a", "b", "c"], k=1)
    {'a': 0.5, 'b': 0.3333333333333333, 'c': 0.16666666666666666}
    """
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total if total else 0.0 for word in vocabulary}


def interpolated(word: Hashable, context: Words, tables: Sequence[Counts], vocabulary_size: int) -> float:
    """The probability of a word, from the counts after contexts of every length, shortest first.

    tables[n]: the counts after n words, as ``count_followers(texts, n)`` gives them
    Each length starts from the probability that the shorter ones give. That counts like as many observations as there
    are different followers (Witten and Bell 1991): (count + kinds · shorter) / (total + kinds). The first probability
    is 1 / vocabulary_size.

    >>> texts = [["a", "b"], ["a"]]
    >>> tables = [count_followers(texts, 0), count_followers(texts, 1)]
    >>> round(interpolated("b", ["a"], tables, vocabulary_size=3), 4)    # 1/3 -> (1 + 3/3) / 8 -> (1 + 2/4) / 4
    0.375
    """
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


class NGram:
    """A language model that looks at the last ``order - 1`` words: 1 is a unigram, 2 a bigram, 3 a trigram.

    smoothing: "none", "add-k" (k more of each word), or "interpolated" with all shorter contexts (the default)
    Words may be anything hashable: strings, token ids, bytes. ``end`` must not be a word of a text.
    Raises ValueError for any other order or smoothing, and for a negative k.

    >>> model = NGram(2).fit([["a", "b"], ["a", "c"]])
    >>> round(sum(model.next_distribution(["a"]).values()), 9)
    1.0
    """

    def __init__(self, order: int, smoothing: str = "interpolated", k: float = 1.0, end: Hashable = END):
        if not isinstance(order, int | Integral) or order < 1:
            raise ValueError(f"order is 1 (unigram), 2 (bigram), 3 …, not {order!r}")
        if smoothing not in SMOOTHINGS:
            raise ValueError(f"smoothing is one of {', '.join(SMOOTHINGS)}, not {smoothing!r}")
        if not (k >= 0 and math.isfinite(k)):
            raise ValueError(f"k is 0 or a positive number, not {k}")
        self.order, self.smoothing, self.end = order, smoothing, end
        self.k = k if smoothing == "add-k" else 0.0
        self.vocabulary: dict[Hashable, None] = {}

    def fit(self, texts: Sequence[Words], vocabulary: Iterable[Hashable] = ()) -> "NGram":
        """Count; returns the model. vocabulary: words that may occur although no text has them.

        Raises ValueError without texts.
        """
        if not len(texts):
            raise ValueError("there is no text to count")
        self.tables = {length: count_followers(texts, length, self.end) for length in self._lengths()}
        self.totals = {length: {context: sum(followers.values()) for context, followers in table.items()}
                       for length, table in self.tables.items()}
        seen = (word for text in texts for word in text)
        self.vocabulary = dict.fromkeys([self.end, *vocabulary, *seen])  # a set that keeps its order
        return self

    def shortened(self, order: int, smoothing: str = "interpolated", k: float = 1.0) -> "NGram":
        """A model that looks at fewer words, or smooths in another way, from the same counts: nothing is counted again.

        >>> NGram(3).fit([["a", "b"], ["a", "c"]]).shortened(2).next_distribution(["a"])["b"]
        0.35
        """
        if self.smoothing != "interpolated" or not 1 <= order <= self.order:
            raise ValueError(f"only an interpolated model holds the counts of shorter ones, of order 1 to {self.order}")
        shorter = NGram(order, smoothing, k, self.end)
        self._need_counts()
        shorter.vocabulary = self.vocabulary
        lengths = shorter._lengths()
        shorter.tables = {length: self.tables[length] for length in lengths}
        shorter.totals = {length: self.totals[length] for length in lengths}
        return shorter

    def _lengths(self) -> Sequence[int]:
        """The lengths of the contexts whose followers it counts."""
        return range(self.order) if self.smoothing == "interpolated" else [self.order - 1]

    def probability(self, word: Hashable, context: Words = ()) -> float:
        """The probability of ``word`` after the words ``context``; only the last ``order - 1`` of these matter.

        Raises ValueError for a word that is not in the vocabulary. A context may hold any words.
        """
        self._refuse_unknown([word])
        return self._probability(word, self._last(context))

    def next_distribution(self, words: Words) -> dict[Hashable, float]:
        """The probability of every word of the vocabulary to come next after ``words``."""
        self._need_counts()
        context = self._last(words)
        if self.smoothing != "interpolated":
            followers, total = self._counts(context)
            shares = dict.fromkeys(self.vocabulary, self.k / total if total else 0.0)
            shares.update((word, (count + self.k) / total) for word, count in followers.items())
            return shares
        shares = dict.fromkeys(self.vocabulary, 1 / len(self.vocabulary))
        for followers, total in self._seen(context):  # as in _probability, for all words at once
            kinds = len(followers)
            shares = {word: share * kinds / (total + kinds) for word, share in shares.items()}
            for word, count in followers.items():
                shares[word] += count / (total + kinds)
        return shares

    def log_probs(self, words: Words) -> list[float]:
        """log P of each word given the words before it, and last of the end, in nats; -inf for probability 0.

        Raises ValueError for a word that is not in the vocabulary.
        """
        self._refuse_unknown([*words, self.end])
        length = self.order - 1
        padded = (*[self.end] * length, *words, self.end)
        return [log_or_minus_infinity(self._probability(padded[position], padded[position - length:position]))
                for position in range(length, len(padded))]

    def log_prob(self, words: Words) -> float:
        """log P of the whole text, including its end, in nats."""
        return sum(self.log_probs(words))

    @earlier_names(longest="max_words")
    def sample(self, seed: int, max_words: int = 200) -> list[Hashable]:
        """A text sampled from the model, of at most ``max_words`` words. The same seed gives the same text."""
        return sample_text(self.next_distribution, seed, max_words, self.end)

    def _refuse_unknown(self, words: Iterable[Hashable]) -> None:
        self._need_counts()
        for word in words:
            if word not in self.vocabulary:
                raise ValueError(f"{word!r} is not one of the {len(self.vocabulary)} words that this model knows")

    def _need_counts(self) -> None:
        if not self.vocabulary:
            raise ValueError("this model has not counted any text yet: call fit first")

    def _last(self, words: Words) -> tuple:
        length = self.order - 1
        return tuple([*[self.end] * length, *words][len(words):])

    def _probability(self, word: Hashable, context: tuple) -> float:
        """The same as ``smoothed`` or ``interpolated``, but the sums of all counts are known already."""
        if self.smoothing != "interpolated":
            followers, total = self._counts(context)
            return (followers.get(word, 0) + self.k) / total if total else 0.0
        probability = 1 / len(self.vocabulary)
        for followers, total in self._seen(context):
            kinds = len(followers)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
        return probability

    def _counts(self, context: tuple) -> tuple[Mapping[Hashable, int], float]:
        """The words that followed the context, and their total count, with k more for each word of the vocabulary."""
        length = self.order - 1
        return self.tables[length].get(context, {}), self.totals[length].get(context, 0) + self.k * len(self.vocabulary)

    def _seen(self, context: tuple) -> Iterator[tuple[Mapping[Hashable, int], int]]:
        """The words that followed the last 0, 1, 2, … words of the context, and their total, as far as these occur."""
        for length, table in self.tables.items():
            shorter = context[len(context) - length:]
            if shorter not in table:
                break  # then no longer context was seen either
            yield table[shorter], self.totals[length][shorter]


@earlier_names(longest="max_words")
def sample_text(next_distribution: Distribution, seed: int, max_words: int = 200,
                end: Hashable = END) -> list[Hashable]:
    """Draw one word after another from the model's probabilities, until the end or until there are ``max_words``.

    next_distribution: as for `text_surprise`   ->   the words, without the end
    Raises ValueError when the model gives every word probability 0.

    >>> sample_text(lambda words: {"ha": 1.0} if len(words) < 3 else {END: 1.0}, seed=0)
    ['ha', 'ha', 'ha']
    """
    rng = random.Random(seed)
    words: list[Hashable] = []
    while len(words) < max_words:
        distribution = next_distribution(words)
        if not sum(distribution.values()):
            raise ValueError(f"after {words[-3:]} the model gives every word probability 0: it has never seen them")
        [word] = rng.choices(list(distribution), list(distribution.values()))
        if word == end:
            break
        words.append(word)
    return words


def log_or_minus_infinity(probability: float) -> float:
    """The natural logarithm, with log 0 = -inf instead of an error."""
    return math.log(probability) if probability > 0 else -math.inf
