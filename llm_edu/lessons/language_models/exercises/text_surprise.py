"""``text_surprise``: the surprise of a whole text, in bits."""

import math

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.language_models import END
from llm_edu.lessons.language_models.demos import cat_language, dog_language, parrot_language


def _surprise(without_end=False, log=math.log2, sign=-1, seen=lambda words, position: words[:position], guard=True,
              mean=False, impossible=math.inf):
    """A text_surprise with one thing wrong."""

    def surprise(words, next_distribution):
        total, steps = 0.0, list(words) if without_end else [*words, END]
        for position, word in enumerate(steps):
            distribution = next_distribution(seen(words, position))
            probability = distribution.get(word, 0.0) if guard else distribution[word]
            if guard and probability == 0:
                return impossible
            total += sign * log(probability)
        return total / len(steps) if mean else total

    return surprise


def _product(words, next_distribution):
    product = 1.0
    for position, word in enumerate([*words, END]):
        product *= next_distribution(words[:position]).get(word, 0.0)
    return product


def _always(words, distribution):
    """A language that expects the same at each place, written out for the learner."""
    return Case((words, lambda words: distribution), label=f"text_surprise({words}, lambda words: {distribution})")


def _ever_rarer(words):
    """A language that looks at all the words before: each halves the chance of one more."""
    return {"la": 2.0 ** -len(words), END: 1 - 2.0 ** -len(words)}


exercise = Exercise(
    reference=lm.text_surprise,
    cases=[
        case([], dog_language), case(["woof"], dog_language), case(["woof", "woof", "woof"], dog_language),
        case([], cat_language), case(["meow"], cat_language), case(["purr", "purr"], cat_language),
        case(["meow", "meow", "purr"], cat_language), case(["woof"], cat_language),
        case(["purr", "meow", "purr"], cat_language), case(["meow", "meow", "meow", "meow"], cat_language),
        case(["hello", "cracker", "hello", "cracker"], parrot_language), case(["hello", "hello"], parrot_language),
        case(["woof"] * 1_100, dog_language),    # its probability is too small for a float
        _always(["woof"], {"woof": 0.0, "<end>": 1.0}), _always([], {"woof": 1.0, "<end>": 0.0}),
        _always(["woof", "woof"], {"woof": 0.0001, "<end>": 0.9999}),
        _always([], {"woof": 1.0, "<end>": 1e-15}),    # rare, but not impossible
        Case((["la"] * 6, _ever_rarer), label='text_surprise(["la"] * 6, lambda words: {"la": 2.0 ** -len(words), '
                                              '"<end>": 1 - 2.0 ** -len(words)})'),
    ],
    random_case=lambda rng: ([rng.choice(["meow", "meow", "purr"]) for _ in range(rng.randrange(1, 7))], cat_language),
    valid=lambda words, next_distribution: set(words) <= {"meow", "purr"},    # a word cut short is no word
    hints=(
        "Ask this for each word: what did the language expect after the words before it? Take the probability that it "
        "gave to the word that came. Then take one step more, for the end.",
        "total = 0.0\nfor each position, one more than there are words:\n    distribution = next_distribution(the "
        "words "
        "before it)\n    the word there, or \"<end>\" after the last\n    its probability, 0.0 if it is not in the "
        "distribution\n    if that is 0: return math.inf\n    total += −log2(probability)\nreturn total",
    ),
    compare="close",
    names=["words", "next_distribution"],
)

exercise.mistake("You stop after the last word. The end of the text has to be predicted as well. Take one step more, "
                 "for \"<end>\".", _surprise(without_end=True))
exercise.mistake("These are nats. Bits are logarithms to base 2: use math.log2.", _surprise(log=math.log))
exercise.mistake("The sign is wrong: the logarithm of a probability is negative, and surprise is minus that.",
                 _surprise(sign=1))
exercise.mistake("For every word, you ask what comes at the very beginning. Hand over the words before this one.",
                 _surprise(seen=lambda words, position: words[:0]))
exercise.mistake("The words that you hand over include the word to be predicted. So the language is asked what comes "
                 "*after* it.", _surprise(seen=lambda words, position: words[:position + 1]))
exercise.mistake("You hand over only the last word. Some languages remember more, such as the parrot's. Hand over "
                 "*all* words before this one.",
                 _surprise(seen=lambda words, position: words[max(0, position - 1):position]))


@exercise.mistake("For a long text, your product of small numbers becomes 0 in a computer, as if the text were "
                  "impossible. Take the logarithm of each probability, and add those up.")
def _log_of_the_product(words, next_distribution):
    product = _product(words, next_distribution)
    return -math.log2(product) if product > 0 else math.inf


exercise.mistake("That is the mean surprise of a word. The surprise of the whole text is the sum.",
                 _surprise(mean=True))
exercise.mistake("That is the probability of the text. Its surprise is minus the logarithm of that. It is better to "
                 "add up logarithms, because a product of many small numbers becomes 0 in a computer.", _product)


@exercise.mistake("You add up probabilities and take the logarithm of the sum. Probabilities of steps that follow each "
                  "other *multiply*. It is their logarithms that add up.")
def _log_of_the_sum(words, next_distribution):
    total = sum(next_distribution(words[:position]).get(word, 0.0) for position, word in enumerate([*words, END]))
    return -math.log2(total) if total else math.inf


@exercise.mistake("You skip a word of probability 0. But this word makes the whole text impossible: the surprise is "
                  "infinite, math.inf.")
def _skips_the_impossible(words, next_distribution):
    total = 0.0
    for position, word in enumerate([*words, END]):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability > 0:
            total -= math.log2(probability)
    return total


@exercise.mistake("math.log2(0) stops with an error. A word that the language calls impossible is infinitely "
                  "surprising: return math.inf.")
def _log_of_zero(words, next_distribution):
    return -sum(math.log2(next_distribution(words[:position]).get(word, 0.0))
                for position, word in enumerate([*words, END]))


exercise.mistake("A word that is not in the distribution has probability 0, but if you ask a dictionary for it with [ "
                 "], you get an error. Use .get(word, 0.0), and return math.inf for 0.", _surprise(guard=False))
exercise.mistake("Two things. The end has to be predicted as well: take one step more, for \"<end>\". And a word that "
                 "is not in the distribution has probability 0: use .get(word, 0.0), and return math.inf for 0.",
                 _surprise(without_end=True, guard=False))


@exercise.mistake("Two things. The product can be 0, and math.log2(0) stops with an error. And for a long text the "
                  "product becomes 0 although the text is possible: add up logarithms instead.")
def _product_unguarded(words, next_distribution):
    return -math.log2(_product(words, next_distribution))


@exercise.mistake("A word that is not in the distribution gives None, and None has no logarithm. .get(word, 0.0) gives "
                  "0.0 instead. Then the text is impossible: return math.inf.")
def _get_without_default(words, next_distribution):
    return -sum(math.log2(next_distribution(words[:position]).get(word))
                for position, word in enumerate([*words, END]))


@exercise.mistake("The end can be missing from the distribution, because some texts cannot stop there. Treat it like "
                  "any other word, with .get(…, 0.0) and math.inf.")
def _end_asked_for(words, next_distribution):
    total = 0.0
    for position, word in enumerate(words):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability == 0:
            return math.inf
        total -= math.log2(probability)
    return total - math.log2(next_distribution(words)[END])


exercise.mistake("Minus infinity is the *logarithm* of 0. Surprise is minus this logarithm: math.inf.",
                 _surprise(impossible=-math.inf))
exercise.mistake("Your function says that the impossible is no surprise at all. It is an infinite surprise: math.inf.",
                 _surprise(impossible=0.0))
exercise.mistake("You hand over a string instead of a list. next_distribution wants the *list* of all words before "
                 "this one.", _surprise(seen=lambda words, position: " ".join(words[:position])))


@exercise.mistake("The end can be impossible, too. Then your last logarithm gets a 0 and stops with an error. Treat "
                  "the end like any other word.")
def _end_unguarded(words, next_distribution):
    total = 0.0
    for position, word in enumerate(words):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability == 0:
            return math.inf
        total -= math.log2(probability)
    return total - math.log2(next_distribution(words).get(END, 0.0))
