"""Four small exercises to test ``check`` with: numbers in a list, text, a torch one, a class."""

import collections

from llm_edu.course.checks.exercise import Exercise, Property, Question, Quiz, QuizItem, case, raising, scenario

LESSON = "90_samples"
HINTS = ("Look at neighbours.", "for each pair:\n    count it")


def count_pairs(ids):
    counts = {}
    for pair in zip(ids, ids[1:]):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


COUNT_PAIRS = Exercise(
    count_pairs, name="count_pairs", lesson=LESSON,
    cases=[case([1, 2, 3, 1, 2]), case([]), case([7])],
    random_case=lambda rng: ([rng.randrange(4) for _ in range(rng.randrange(4, 30))],),
    hints=HINTS,
    time_limit=0.5,
)


@COUNT_PAIRS.mistake("The last pair is missing.")
def _forgets_the_last(ids):
    return count_pairs(ids[:-1])


@COUNT_PAIRS.mistake("These are single ids, not pairs.")
def _counts_items(ids):
    return dict(collections.Counter(ids))


@COUNT_PAIRS.mistake("A pair that comes again counts again.")
def _only_once(ids):
    return {pair: 1 for pair in zip(ids, ids[1:])}


def shout(text, mark="!"):
    if not text:
        raise ValueError("nothing to shout")
    return text.upper() + mark


SHOUT = Exercise(shout, name="shout", lesson=LESSON, hints=HINTS,
                 cases=[case("no"), case("hello", mark="?"), raising(ValueError, "")])
SHOUT.mistake("Nobody hears it without the mark.", lambda text, mark="!": text.upper())


def attention_weights(queries, keys):
    scores = queries @ keys.transpose(-2, -1)  # (time, d) @ (d, time) -> (time, time)
    return scores.softmax(dim=-1)


def _random_tensors(rng):
    import torch

    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    time, width = rng.randrange(2, 7), rng.randrange(1, 5)
    return torch.randn(time, width, generator=generator), torch.randn(time, width, generator=generator)


ATTENTION = Exercise(
    attention_weights, name="attention_weights", lesson=LESSON, random_case=_random_tensors, hints=HINTS,
    compare="close",
    properties=[Property(lambda weights, *_: bool((weights.sum(-1) - 1).abs().max() < 1e-4), "Rows should sum to 1.")],
)
ATTENTION.mistake("Your columns sum to 1, your rows don't.", lambda queries, keys: (queries @ keys.T).softmax(dim=0))


class Tally:
    def __init__(self):
        self.counts = {}

    def add(self, word):
        self.counts[word] = self.counts.get(word, 0) + 1

    def total(self):
        return sum(self.counts.values())


def _two_words(Tally):
    tally = Tally()
    tally.add("a")
    tally.add("a")
    return tally.counts, tally.total()


TALLY = Exercise(
    Tally, name="Tally", lesson=LESSON, hints=HINTS,
    cases=[scenario(lambda Tally: Tally().total(), "Tally().total()"),
           scenario(_two_words, 't = Tally()\nt.add("a"); t.add("a")\nt.counts, t.total()')],
    time_limit=0.5,
)


@TALLY.mistake("A word that comes again counts again.")
class _SetTally(Tally):
    def add(self, word):
        self.counts[word] = 1


def put_first(items, item):
    items.insert(0, item)


PUT_FIRST = Exercise(put_first, name="put_first", lesson=LESSON, hints=HINTS, in_place=True,
                     cases=[case([], 1), case([1], 2)])

ANSWER = Question(42, name="answer", lesson=LESSON, hints=HINTS, mistakes={41: "One too few.", 43: "One too many."})
QUIZ = Quiz(name="quiz", lesson=LESSON, questions=[
    QuizItem("b", {"a": "a is too small.", "b": "b fits.", "c": "c is too large."}),
    QuizItem("a", {"a": "Yes, always.", "b": "No, it is not random."}),
])

EXERCISES = [COUNT_PAIRS, SHOUT, ATTENTION, TALLY, PUT_FIRST, ANSWER, QUIZ]
