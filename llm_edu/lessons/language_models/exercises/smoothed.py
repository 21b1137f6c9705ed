"""``smoothed``: probabilities, as if each word had been seen a little more often."""

from llm_edu import language_models as lm
from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.language_models import END


def _share(top=lambda count, k: count + k, bottom=lambda total, k, followers, words: total + k * len(words)):
    """A smoothed with one thing wrong."""

    def share(followers, vocabulary, k):
        total = bottom(sum(followers.values()), k, followers, vocabulary)
        return {word: top(followers.get(word, 0), k) / total if total else 0.0 for word in vocabulary}

    return share


def _unguarded_share(bottom):
    """A smoothed with a wrong total that it also divides by when it is 0."""

    def share(followers, vocabulary, k):
        total = bottom(sum(followers.values()), k, followers, vocabulary)
        return {word: (followers.get(word, 0) + k) / total for word in vocabulary}

    return share


# what stands below the line, and what is wrong with it; the first three can be 0
WRONG_TOTALS = [
    (lambda total, k, followers, words: total,
     "Your probabilities sum to more than 1: the k that you add above the line, once for each word, must be in the "
     "total below it as well."),
    (lambda total, k, followers, words: total + k,
     "Your total is all counts + k. But every word of the vocabulary got k more, so the total grows by k times their "
     "number."),
    (lambda total, k, followers, words: total + k * len(followers),
     "Your total is all counts + k for each word that was *seen*. The others got k as well, that is the point: k times "
     "the whole vocabulary."),
    (lambda total, k, followers, words: total + 1,
     "Your total is all counts + 1. What is added above the line is k, for every word; so below it stands k times the "
     "size of the vocabulary."),
    (lambda total, k, followers, words: total + len(words),
     "Your total is all counts + the size of the vocabulary, as if k were 1. Each word got k."),
]
ZERO = " (And where this total is 0, it divides by zero: give every word 0.0 there.)"


def _unguarded(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}


ABC = ["a", "b", "c"]

def _same_shares(expected, got):
    """Fractions and tensors of one number are numbers, too."""
    numbers = {word: float(share) for word, share in got.items()}
    return difference(expected, numbers, Rules(close=True))


exercise = Exercise(
    reference=lm.smoothed,
    cases=[
        case({"a": 1}, ["a"], 0), case({}, ["a", "b"], 1), case({}, ["a", "b"], 0),
        case({"a": 2, "b": 1}, ABC, 1), case({"a": 2, "b": 1}, ABC, 0), case({"c": 3}, ABC, 0.5),
        case({"b": 4, "c": 4}, [*ABC, END], 2), case({END: 7}, [*ABC, END], 0.01), case({"a": 1}, ABC, 10),
        case({}, ABC, 0.25),
    ],
    random_case=lambda rng: (
        {word: rng.randrange(1, 6) for word in ABC if rng.random() < 0.5}, [*ABC, END], rng.choice([0, 0.1, 1, 3])),
    texts=["followers", "vocabulary"],
    hints=(
        "Each word of the vocabulary was seen k times more. So how many observations are there now, altogether?",
        "total = all counts + k · (how many words the vocabulary has)\nif total is 0: every word 0.0\n"
        "for each word of the vocabulary: (its count, 0 if there is none, + k) / total",
    ),
    valid=lambda followers, vocabulary, k: len(vocabulary) == len(set(vocabulary)) > 0
    and set(followers) <= set(vocabulary) <= {*ABC, END},
    properties=[Property(
        lambda shares, followers, vocabulary, k: abs(sum(shares.values()) - (1 if followers or k else 0)) < 0.01,
        "The probabilities should sum to 1 (or be 0 when nothing was seen and k is 0).")],
    compare=_same_shares,
)

for _bottom, _message in WRONG_TOTALS:
    exercise.mistake(_message, _share(bottom=_bottom))
for _bottom, _message in WRONG_TOTALS[:3]:
    exercise.mistake(_message + ZERO, _unguarded_share(_bottom))


@exercise.mistake("You divide only k by the total. The *sum* of count and k is divided: put it in parentheses.")
def _parentheses(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: followers.get(word, 0) + k / total if total else 0.0 for word in vocabulary}


@exercise.mistake("The words that never came are missing. Give every word of the vocabulary its share.")
def _seen_only(followers, vocabulary, k):
    whole = lm.smoothed(followers, vocabulary, k)
    return {word: whole[word] for word in vocabulary if word in followers}


exercise.mistake("k is not used: a word that never came is still impossible.",
                 _share(top=lambda count, k: count, bottom=lambda total, k, followers, words: total))
exercise.mistake("Right, but where nothing was seen and k is 0 it divides by zero. Give every word 0.0 there.",
                 _unguarded)


@exercise.mistake("followers[word] stops with an error for a word that never came: it is not in the dictionary. "
                  ".get(word, 0) gives its count.")
def _asks_for_the_unseen(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers[word] + k) / total for word in vocabulary}


@exercise.mistake("Return a dictionary, {word: probability}: in a list nobody knows whose share is whose.")
def _as_a_list(followers, vocabulary, k):
    return list(lm.smoothed(followers, vocabulary, k).values())


@exercise.mistake("Only the words that never came get k. The others get it too, on top of their counts; or the sum is "
                  "not 1.")
def _unseen_only(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word) or k) / total if total else 0.0 for word in vocabulary}


exercise.mistake("These are the raised counts. Probabilities are their shares: divide each by the sum of all.",
                 lambda followers, vocabulary, k: {word: followers.get(word, 0) + k for word in vocabulary})
exercise.mistake("Your total holds k once too often. \"<end>\" is one of the words of the vocabulary already, where it "
                 "can come.", _share(bottom=lambda total, k, followers, words: total + k * (len(words) + 1)))
exercise.mistake("Below the line you count how many *different* words were seen. What is needed is how often they were "
                 "seen, altogether: the sum of the counts.",
                 _share(bottom=lambda total, k, followers, words: len(followers) + k * len(words)))


@exercise.mistake("You divide first and add k afterwards. k is added to the *counts*, and the sums are divided: by all "
                  "counts, the added ones included.")
def _raises_then_shares(followers, vocabulary, k):
    total = sum(followers.values())
    return {word: followers.get(word, 0) / total + k for word in vocabulary}


@exercise.mistake("Where nothing was seen you give 0 even if k is not. Then each word counts as seen k times, and all "
                  "get the same share.")
def _zero_when_empty(followers, vocabulary, k):
    return lm.smoothed(followers, vocabulary, k) if followers else {word: 0.0 for word in vocabulary}


exercise.mistake("Where nothing was seen and k is 0 your dictionary is empty. Every word of the vocabulary should be "
                 "in it, with 0.0.",
                 lambda followers, vocabulary, k: lm.smoothed(followers, vocabulary, k) if followers or k else {})


@exercise.mistake("Where nothing was seen, you give equal shares even for k = 0. Then nobody has said anything: 0.0 "
                  "for each.")
def _even_when_empty(followers, vocabulary, k):
    if not followers:
        return {word: 1 / len(vocabulary) for word in vocabulary}
    return _unguarded(followers, vocabulary, k)
