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
     "Your probabilities sum to more than 1. You add k to the count of each word, above the line. So the total below "
     "the line needs k for each word, too."),
    (lambda total, k, followers, words: total + k,
     "Your total is all counts + k. But every word of the vocabulary got k more, so the total grows by k times the "
     "number of words."),
    (lambda total, k, followers, words: total + k * len(followers),
     "Your total is all counts + k for each word that was *seen*. But the other words got k as well, and that is the "
     "point: add k times the size of the vocabulary."),
    (lambda total, k, followers, words: total + 1,
     "Your total is all counts + 1. But above the line you add k to every word. So below the line, add k times the "
     "size of the vocabulary."),
    (lambda total, k, followers, words: total + len(words),
     "Your total is all counts + the size of the vocabulary, as if k were 1. Each word got k."),
]
ZERO = " (And if this total is 0, you divide by zero: give every word 0.0 then.)"


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
        "Pretend that each word of the vocabulary was seen k more times. How many observations are there now, all "
        "together?",
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


@exercise.mistake("You divide only k by the total. Divide the *sum* of count and k: put it in parentheses.")
def _parentheses(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: followers.get(word, 0) + k / total if total else 0.0 for word in vocabulary}


@exercise.mistake("The words that never came are missing. Give every word of the vocabulary its share.")
def _seen_only(followers, vocabulary, k):
    whole = lm.smoothed(followers, vocabulary, k)
    return {word: whole[word] for word in vocabulary if word in followers}


exercise.mistake("You do not use k, so a word that never came is still impossible.",
                 _share(top=lambda count, k: count, bottom=lambda total, k, followers, words: total))
exercise.mistake("This is right, but if nothing was seen and k is 0, you divide by zero. Give every word 0.0 then.",
                 _unguarded)


@exercise.mistake("followers[word] stops with an error for a word that never came, because the word is not in the "
                  "dictionary. .get(word, 0) gives its count.")
def _asks_for_the_unseen(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers[word] + k) / total for word in vocabulary}


@exercise.mistake("Return a dictionary, {word: probability}. In a list, nobody knows which share belongs to which "
                  "word.")
def _as_a_list(followers, vocabulary, k):
    return list(lm.smoothed(followers, vocabulary, k).values())


@exercise.mistake("You add k only to the words that never came. The others get k too, on top of their counts. "
                  "Otherwise the sum is not 1.")
def _unseen_only(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word) or k) / total if total else 0.0 for word in vocabulary}


exercise.mistake("These are the counts with k added. Probabilities are shares: divide each of them by the sum of all.",
                 lambda followers, vocabulary, k: {word: followers.get(word, 0) + k for word in vocabulary})
exercise.mistake("Your total contains k once too often. If \"<end>\" can come, it is already one of the words of the "
                 "vocabulary.", _share(bottom=lambda total, k, followers, words: total + k * (len(words) + 1)))
exercise.mistake("Below the line, you count how many *different* words were seen. You need how often words were seen, "
                 "all together: the sum of the counts.",
                 _share(bottom=lambda total, k, followers, words: len(followers) + k * len(words)))


@exercise.mistake("You divide first and add k afterwards. Add k to the *counts* first. Then divide by all counts, "
                  "including what you added.")
def _raises_then_shares(followers, vocabulary, k):
    total = sum(followers.values())
    return {word: followers.get(word, 0) / total + k for word in vocabulary}


@exercise.mistake("If nothing was seen, you always give 0. But if k is not 0, each word counts as seen k times, and "
                  "all words get the same share.")
def _zero_when_empty(followers, vocabulary, k):
    return lm.smoothed(followers, vocabulary, k) if followers else {word: 0.0 for word in vocabulary}


exercise.mistake("If nothing was seen and k is 0, your dictionary is empty. Every word of the vocabulary should be in "
                 "it, with 0.0.",
                 lambda followers, vocabulary, k: lm.smoothed(followers, vocabulary, k) if followers or k else {})


@exercise.mistake("If nothing was seen, you give equal shares, even for k = 0. But then there is nothing to divide: "
                  "give 0.0 to each word.")
def _even_when_empty(followers, vocabulary, k):
    if not followers:
        return {word: 1 / len(vocabulary) for word in vocabulary}
    return _unguarded(followers, vocabulary, k)
