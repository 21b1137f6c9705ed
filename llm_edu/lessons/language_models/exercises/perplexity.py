"""``perplexity``: one number for many texts."""

import math

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.language_models import END
from llm_edu.lessons.language_models.demos import cat_log_probs, coin_log_probs


def _perplexity(count=len, base=math.exp, sign=-1):
    """A perplexity with one thing wrong."""

    def perplexity(texts, log_probs):
        total = sum(sum(log_probs(words)) for words in texts)
        return base(sign * total / sum(count(log_probs(words)) for words in texts))

    return perplexity


CATS = [["meow"], ["purr", "meow", "purr"], ["meow", "meow", "meow", "meow"]]

def _dearer_in_long_texts(words):
    return [-math.log(len(words) + 2)] * (len(words) + 1)


exercise = Exercise(
    reference=lm.perplexity,
    cases=[
        case([["meow"]], coin_log_probs), case([[]], coin_log_probs), case([["meow"]], cat_log_probs),
        case([["meow", "purr"], ["purr"]], cat_log_probs), case(CATS, cat_log_probs), case(CATS, coin_log_probs),
        case([["purr", "purr"]], cat_log_probs), case(CATS[:2], cat_log_probs),
        case([["meow"] * 1_100], coin_log_probs),    # its probability is too small for a float
        Case(([["a"], ["b", "a"]], _dearer_in_long_texts), label=(
            'perplexity([["a"], ["b", "a"]], lambda words: [-math.log(len(words) + 2)] * (len(words) + 1))')),
    ],
    random_case=lambda rng: (
        [[rng.choice(["meow", "meow", "purr"]) for _ in range(rng.randrange(1, 5))]
         for _ in range(rng.randrange(1, 4))],
        cat_log_probs),
    valid=lambda texts, log_probs: len(texts) > 0
    and all(word in ("meow", "purr") for words in texts for word in words),
    texts=["texts"],
    hints=(
        "First take the mean surprise over *all* words of all texts, ends included. Then raise e to it.",
        "total = 0.0, count = 0\nfor each text:\n    scores = log_probs(words)\n"
        "    subtract their sum from total, and add their number to count\nreturn math.exp(total / count)",
    ),
    compare="close",
)

exercise.mistake("That is the cross-entropy, in nats. The perplexity is e to that.",
                 _perplexity(base=lambda value: value))
exercise.mistake("Your perplexity is below 1, as if fewer than one word were possible. The minus is "
                 "missing.",
                 _perplexity(sign=1))
exercise.mistake("You raise 2 to a number of nats. Nats go with e: use math.exp.",
                 _perplexity(base=lambda value: 2 ** value))
exercise.mistake("You divide by the number of words without the ends, but the surprise of the ends is in your sum. "
                 "Divide by the number of scores.", _perplexity(count=lambda scores: len(scores) - 1))


@exercise.mistake("You put \"<end>\" after the words. But log_probs scores the end by itself, last. So now the text "
                  "ends twice, which is impossible. Hand over the words as they are.")
def _adds_the_end_again(texts, log_probs):
    return lm.perplexity([[*words, END] for words in texts], log_probs)


@exercise.mistake("You average the perplexities of the texts, so one odd text can outweigh all the others. First take "
                  "the mean surprise over all words. Then raise e to it, once.")
def _mean_of_texts(texts, log_probs):
    each = [math.exp(-sum(log_probs(words)) / len(log_probs(words))) for words in texts]
    return sum(each) / len(each)


@exercise.mistake("You average the averages of the texts, so a word in a short text counts more than a word in a long "
                  "text. Add up everything, then divide once.")
def _mean_of_mean_losses(texts, log_probs):
    each = [-sum(log_probs(words)) / len(log_probs(words)) for words in texts]
    return math.exp(sum(each) / len(each))


@exercise.mistake("You divide by the number of texts. Perplexity is per word.")
def _per_text(texts, log_probs):
    return math.exp(-sum(sum(log_probs(words)) for words in texts) / len(texts))


@exercise.mistake("You average 1/p, so one very unlikely word decides everything. Average the logarithms, and then "
                  "raise e to that. This is a geometric mean.")
def _mean_of_inverse(texts, log_probs):
    every = [math.exp(-score) for words in texts for score in log_probs(words)]
    return sum(every) / len(every)


@exercise.mistake("You leave the ends out. The end of a text is predicted as well: all scores count, including the "
                  "last one.")
def _without_ends(texts, log_probs):
    every = [score for words in texts for score in log_probs(words)[:-1]]
    return math.exp(-sum(every) / len(every))


@exercise.mistake("You hand over single words. log_probs wants the list of all words of a text. It returns one score "
                  "for each word, and one for the end.")
def _word_by_word(texts, log_probs):
    total = 0.0
    for words in texts:
        for word in words:
            total -= log_probs(word)
    return math.exp(total / sum(map(len, texts)))


@exercise.mistake("log_probs has already taken the logarithm, and a negative number has none. Add the scores up as "
                  "they are.")
def _logarithm_of_logarithms(texts, log_probs):
    every = [math.log(score) for words in texts for score in log_probs(words)]
    return math.exp(-sum(every) / len(every))


@exercise.mistake("You join all texts into one. So only one end is scored, and each text begins after the last word of "
                  "the text before. Score the texts one by one.")
def _one_long_text(texts, log_probs):
    scores = log_probs([word for words in texts for word in words])
    return math.exp(-sum(scores) / len(scores))


@exercise.mistake("Only the first text counts. Is there a `return` inside the loop?")
def _first_text_only(texts, log_probs):
    scores = log_probs(texts[0])
    return math.exp(-sum(scores) / len(scores))


@exercise.mistake("Only the last text counts. Are total and count set to 0 inside the loop?")
def _last_text_only(texts, log_probs):
    scores = log_probs(texts[-1])
    return math.exp(-sum(scores) / len(scores))


exercise.mistake("You raise e to the surprise of all words together. Perplexity is per word: first divide by the "
                 "number of scores.", lambda texts, log_probs: math.exp(-sum(sum(log_probs(words)) for words in texts)))


@exercise.mistake("For a long text, your product of small probabilities becomes 0 in a computer, as if the text were "
                  "impossible. Add up the logarithms instead: they are what log_probs gives you.")
def _geometric(texts, log_probs):
    every = [math.exp(score) for words in texts for score in log_probs(words)]
    product = math.prod(every)
    return product ** (-1 / len(every)) if product else math.inf
