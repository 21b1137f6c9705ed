"""The arithmetic behind GuessTheNextWord, without a browser: bets on the next word, and what they cost in bits.

Shannon (1951, "Prediction and Entropy of Printed English", Bell System Technical Journal 30) let people guess a text
letter by letter and worked out from the number of their guesses how much there is to know in it. Cover and King (1978,
"A Convergent Gambling Estimate of the Entropy of English", IEEE Transactions on Information Theory 24) let them *bet*
instead: a bet is a probability for each possible continuation, and the word that comes costs −log2 of the one it was
given. That is the game here, with words.

Two figures for each player, because luck is large in ten guesses:

    paid       −log2 q(what came): anybody may beat the truth once
    expected   Σ p(word) · −log2 q(word) over all that could have come, p being the truth: nobody beats the truth here
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from numbers import Real

from llm_edu.errors import CourseError

CERTAIN = 0.9  # a place where the truth gives some word this much is not worth a guess
ROUNDING = 1e-3  # 49,152 probabilities in 32 bits sum to 1.00001
LEARNER, EVEN = "you", "no idea"  # the players that are always there, beside the truth and the models
Distribution = Callable[[str], Mapping[str, float]]


def bits(probability: float) -> float:
    """What an event costs someone who gave it this probability: −log2 of it, infinitely many at 0.

    >>> bits(0.25), bits(1), bits(0)
    (2.0, 0.0, inf)
    """
    return -math.log2(probability) + 0.0 if probability > 0 else math.inf


def expected_bits(truth: Mapping[str, float], probability: Callable[[str], float]) -> float:
    """What `probability` costs on average when words come as the truth says: the cross-entropy, in bits.

    >>> coin = {"heads": 0.5, "tails": 0.5}
    >>> expected_bits(coin, coin.get), expected_bits(coin, {"heads": 0.25, "tails": 0.75}.get)
    (1.0, 1.207518749639422)
    """
    return math.fsum(share * bits(probability(word)) for word, share in truth.items() if share > 0)


@dataclass(frozen=True)
class Bet:
    """A belief about the next word: `share` of it on `words`, in equal parts, the rest on all others, in equal parts.

    No words at all, or all words, is "no idea": the same for every word.
    size, in the methods: how many words the vocabulary has

    >>> bet = Bet(("hat",), 0.6)
    >>> bet.probability("hat", size=401), round(bet.probability("cat", size=401), 6)
    (0.6, 0.001)
    >>> round(bet.cost("hat", 401), 2), round(bet.cost("cat", 401), 2)
    (0.74, 9.97)
    """

    words: tuple[str, ...]
    share: float

    def __post_init__(self):
        if isinstance(self.share, bool) or not isinstance(self.share, Real) or not 0 <= self.share <= 1:
            raise ValueError(f"a bet is a share of your belief between 0 and 1, not {self.share!r}")
        object.__setattr__(self, "words", tuple(dict.fromkeys(self.words)))

    def probability(self, word: str, size: int) -> float:
        """What the bet gives to one word; over a vocabulary of `size` words these sum to 1."""
        if not 0 < len(self.words) < size:
            return 1 / size
        return self.share / len(self.words) if word in self.words else (1 - self.share) / (size - len(self.words))

    def cost(self, word: str, size: int) -> float:
        """Bits paid when `word` comes; infinitely many after a bet of 1 on something else."""
        return bits(self.probability(word, size))

    def expected(self, truth: Mapping[str, float], size: int) -> float:
        """Bits on average over all that may come, as the truth has it."""
        return expected_bits(truth, lambda word: self.probability(word, size))


@dataclass(frozen=True)
class Place:
    """A place in a story, and what everyone but the learner says there.

    index: how many words stand before it
    word: what comes
    truth: word -> probability, most probable first
    models: name -> (probability of what comes, expected bits)
    source: where the word stood before, if the text before determines it; else None
    """

    index: int
    word: str
    truth: Mapping[str, float]
    models: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    source: int | None = None

    @property
    def entropy(self) -> float:
        """Bits that the truth itself expects to pay here; no one can expect to pay less."""
        return expected_bits(self.truth, self.truth.get)

    @property
    def worth_asking(self) -> bool:
        """Whether the learner is asked here: where the truth is in doubt, or where one could know by looking back.

        It depends on what stands *before* the place only. A game that skipped whatever the truth found easy afterwards
        would ask at each surprise, and so announce it.
        """
        return self.source is not None or max(self.truth.values()) < CERTAIN


@dataclass(frozen=True)
class Score:
    """What one player has paid and expected to pay, in bits, guess by guess."""

    paid: tuple[float, ...]
    expected: tuple[float, ...]

    @property
    def per_word(self) -> float:
        return math.fsum(self.paid) / len(self.paid) if self.paid else math.nan

    @property
    def expected_per_word(self) -> float:
        return math.fsum(self.expected) / len(self.expected) if self.expected else math.nan


def score_guesses(places: Sequence[Place], bets: Sequence[Bet], size: int, name: str = "truth") -> dict[str, Score]:
    """What everyone pays at the places where the learner has bet: the learner, the truth, each model, and whoever
    spreads the belief evenly.

    places, bets: one bet for each place
    size: how many words the vocabulary has
    name: what to call the truth

    >>> place = Place(5, "hat", {"hat": 0.5, "coat": 0.25, "cap": 0.25})
    >>> scores = score_guesses([place], [Bet(("hat",), 0.75)], size=256)
    >>> {name: (round(score.per_word, 3), round(score.expected_per_word, 3)) for name, score in scores.items()}
    {'you': (0.415, 5.205), 'truth': (1.0, 1.5), 'no idea': (8.0, 8.0)}
    """
    pairs = list(zip(places, bets, strict=True))
    scores = {
        LEARNER: Score(
            tuple(bet.cost(place.word, size) for place, bet in pairs),
            tuple(bet.expected(place.truth, size) for place, bet in pairs),
        ),
        name: Score(
            tuple(bits(place.truth.get(place.word, 0)) for place, _ in pairs),
            tuple(place.entropy for place, _ in pairs),
        ),
    }
    for model in places[0].models if places else ():
        scores[model] = Score(
            tuple(bits(place.models[model][0]) for place, _ in pairs),
            tuple(place.models[model][1] for place, _ in pairs),
        )
    scores[EVEN] = Score((bits(1 / size),) * len(pairs), (bits(1 / size),) * len(pairs))
    return scores


def read_places(
    distribution: Distribution, words: Sequence[str], join: Callable[[Sequence[str]], str], start: int = 0, *,
    end: str | None = None, models: Mapping[str, Distribution] | None = None, sources: Mapping[int, int] | None = None,
) -> list[Place]:
    """Ask the truth and the models at every place from word number `start` to the end of the story.

    distribution: text so far -> {word: probability}, the truth
    join: words -> text
    end: the word that stands for "the story is over"; a place of its own where the truth knows it
    models: name -> the same kind of function as `distribution`
    sources: place -> where its word stood before, where the text before determines it

    Raises CourseError where the truth cannot be asked or gives no chance to what comes, naming the place, and where a
    model cannot be asked, naming the model.
    """
    places, sources = [], sources or {}
    for index in range(start, len(words) + 1):
        prefix = join(words[:index])
        truth = ask(distribution, prefix, "The true distribution")
        word = words[index] if index < len(words) else end
        if index == len(words) and not truth.get(end, 0):
            break  # the text stops here, the story need not
        if not truth.get(word, 0):
            raise CourseError(
                f"The true distribution gives {word!r} no chance after {_tail(prefix)}, so this text is none of its "
                "own. Take a story of the same world, or spell it as the world does."
            )
        prices = {}
        for name, model in (models or {}).items():
            belief = ask(model, prefix, f"The model {name!r}")
            prices[name] = (belief.get(word, 0.0), expected_bits(truth, lambda w, belief=belief: belief.get(w, 0.0)))
        places.append(Place(index, word, truth, prices, sources.get(index)))
    return places


def ask(distribution: Distribution, prefix: str, who: str) -> dict[str, float]:
    """The probabilities after a prefix, most probable first (equal ones by name), checked to be probabilities."""
    try:
        answer = {str(word): float(share) for word, share in distribution(prefix).items()}
    except Exception as problem:  # a learner's own model may raise anything
        raise CourseError(f"{who} cannot go on after {_tail(prefix)}: {type(problem).__name__}: {problem}") from problem
    for word, share in answer.items():
        if not 0 <= share <= 1 + ROUNDING:  # False for nan too
            raise CourseError(f"{who} gives {word!r} the probability {share:g} after {_tail(prefix)}.")
    total = math.fsum(answer.values())
    if not 0 < total <= 1 + ROUNDING:
        raise CourseError(f"{who} gives probabilities that sum to {total:.6g}, not to 1, after {_tail(prefix)}.")
    scale = total if total > 1 - ROUNDING else 1  # else the unlikely rest was left out, which is fine
    ranked = sorted(answer.items(), key=lambda pair: (-pair[1], pair[0]))
    return {word: share / scale for word, share in ranked if share}


def _tail(prefix: str, length: int = 60) -> str:
    """The last characters of a prefix, quoted."""
    return f"“{'…' if len(prefix) > length else ''}{prefix[-length:]}”" if prefix else "nothing at all"


def resolve_words(
    guess: str | Sequence[str], vocabulary: Sequence[str], groups: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """The words of a bet: one word, several, or ``any GROUP`` for all words of a group.

    >>> resolve_words(["Hat", "any pet"], ["cat", "dog", "hat"], {"pet": ("cat", "dog")})
    ('hat', 'cat', 'dog')

    Raises ValueError for a word that is not in the vocabulary, with the nearest that are.
    """
    found, known = [], set(vocabulary)
    plain = {}
    for word in vocabulary:
        plain.setdefault(word.strip().lower(), word)
    for word in (guess,) if isinstance(guess, str) else guess:
        if word in known:
            found.append(word)
        elif word.removeprefix("any ") in groups and word.startswith("any "):
            found.extend(groups[word.removeprefix("any ")])
        elif word.strip().lower() in plain:
            found.append(plain[word.strip().lower()])
        else:
            near = get_close_matches(word.strip().lower(), plain, n=3, cutoff=0.6)
            hint = f"; did you mean {' or '.join(repr(plain[key]) for key in near)}?" if near else ""
            raise ValueError(f"{word!r} is not a word of this world{hint}")
    return tuple(dict.fromkeys(found))
