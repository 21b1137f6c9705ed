"""The exercises of lesson 03: surprise, counting, smoothing, measuring, gradients, a window of words."""

import math
from collections import Counter

import torch
import torch.nn.functional as F

from llm_edu import language_models as lm
from llm_edu.course.demos.language_models import (
    cat_language,
    cat_log_probs,
    coin_log_probs,
    dog_language,
    parrot_language,
    three_nats_a_word,
    two_bits_a_letter,
)
from llm_edu.course.exercise import Exercise, Mistake, Property, Question, Quiz, QuizItem, case

LESSON = "03_language_models"
END = lm.END


# --- meow_surprise

meow_surprise = Question(
    "meow_surprise",
    lesson=LESSON,
    answer=5,
    tolerance=0.01,
    hints=(
        "Four steps, not three: first meow, meow again, purr, and then the cat falls silent.",
        "first meow 1/2, that is 1 bit\nmeow after meow 1/4, 2 bits\npurr after meow: ?\nthe end after purr: ?\n"
        "add the bits",
    ),
    mistakes=[
        (4, "The end is missing. That the cat says no more after purr has a probability, too: 1/2."),
        (1 / 32, "That is the probability. Its surprise in bits: how often must you halve 1 to get there?"),
        (1 / 16, "That is a probability, and one without the end. Take all four steps, and count halvings."),
        (math.log(32), "That is in nats. In bits, use the logarithm to base 2: how many halvings?"),
        (-5, "The right size, with the wrong sign: log 1/32 is −5, and surprise is *minus* the logarithm."),
        (3, "You counted the words. A word of probability 1/2 is one bit, but the second meow, at 1/4, is two, and the "
            "end counts as well."),
        ("5", "That is a text. Leave out the quotation marks, so that it is a number."),
        ("5 bits", "The number alone, without quotation marks and unit: bits is what was asked for."),
        ("1/32", "That is the probability, and as a text. Its surprise in bits is a plain number: how many halvings?"),
        ([1, 2, 1, 1], "The right four surprises. The text's surprise is their sum."),
        (32, "One in 32 is right. How often must you halve 1 to get there?"),
        (6, "Purr after meow has probability 1/2, not 1/4: look at the row of the word before."),
    ],
    explanation="1/2 · 1/4 · 1/2 · 1/2 = 1/32, five halvings. Bits add up where probabilities multiply.",
)


# --- text_surprise


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


def _log_of_the_sum(words, next_distribution):
    total = sum(next_distribution(words[:position]).get(word, 0.0) for position, word in enumerate([*words, END]))
    return -math.log2(total) if total else math.inf


def _skips_the_impossible(words, next_distribution):
    total = 0.0
    for position, word in enumerate([*words, END]):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability > 0:
            total -= math.log2(probability)
    return total


def _log_of_zero(words, next_distribution):
    return -sum(math.log2(next_distribution(words[:position]).get(word, 0.0))
                for position, word in enumerate([*words, END]))


def _product_unguarded(words, next_distribution):
    return -math.log2(_product(words, next_distribution))


def _get_without_default(words, next_distribution):
    return -sum(math.log2(next_distribution(words[:position]).get(word))
                for position, word in enumerate([*words, END]))


def _end_asked_for(words, next_distribution):
    total = 0.0
    for position, word in enumerate(words):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability == 0:
            return math.inf
        total -= math.log2(probability)
    return total - math.log2(next_distribution(words)[END])


def _end_unguarded(words, next_distribution):
    total = 0.0
    for position, word in enumerate(words):
        probability = next_distribution(words[:position]).get(word, 0.0)
        if probability == 0:
            return math.inf
        total -= math.log2(probability)
    return total - math.log2(next_distribution(words).get(END, 0.0))


def _log_of_the_product(words, next_distribution):
    product = _product(words, next_distribution)
    return -math.log2(product) if product > 0 else math.inf


def _halvings(words, next_distribution):
    steps = [next_distribution(words[:n]).get(word, 0.0) for n, word in enumerate(list(words) + [END])]
    return math.inf if 0 in steps else sum(math.log(1 / each) for each in steps) / math.log(2)


text_surprise = Exercise(
    "text_surprise",
    lesson=LESSON,
    reference=lm.text_surprise,
    cases=[
        case([], dog_language), case(["woof"], dog_language), case(["woof", "woof", "woof"], dog_language),
        case([], cat_language), case(["meow"], cat_language), case(["purr", "purr"], cat_language),
        case(["meow", "meow", "purr"], cat_language), case(["woof"], cat_language),
        case(["purr", "meow", "purr"], cat_language), case(["meow", "meow", "meow", "meow"], cat_language),
        case(["hello", "cracker", "hello", "cracker"], parrot_language), case(["hello", "hello"], parrot_language),
        case(["woof"] * 1_100, dog_language),    # its probability is too small for a float
    ],
    random_case=lambda rng: ([rng.choice(["meow", "meow", "purr"]) for _ in range(rng.randrange(1, 7))], cat_language),
    valid=lambda words, next_distribution: set(words) <= {"meow", "purr"},    # a word cut short is no word
    hints=(
        "For each word: what did the model expect after the words before it? Take what it gave to the word that came. "
        "And one step more: the end.",
        "total = 0.0\nfor each position, one more than there are words:\n    distribution = next_distribution(the "
        "words "
        "before it)\n    the word there, or \"<end>\" after the last\n    its probability, 0.0 if it is not in the "
        "distribution\n    if that is 0: return math.inf\n    total += −log2(probability)\nreturn total",
    ),
    mistakes=[
        Mistake(_surprise(without_end=True), "You stop after the last word. That the text ends there is a prediction "
                "as well: one more step, for \"<end>\"."),
        Mistake(_surprise(log=math.log), "These are nats. Bits are logarithms to base 2: math.log2."),
        Mistake(_surprise(sign=1), "The sign is wrong: the logarithm of a probability is negative, and surprise is "
                "minus that."),
        Mistake(_surprise(seen=lambda words, position: words[:0]), "You ask what comes at the very beginning, each "
                "time. Hand over the words before this one."),
        Mistake(_surprise(seen=lambda words, position: words[:position + 1]), "The words that you hand over include "
                "the one to be predicted: the model is asked what comes *after* it."),
        Mistake(_surprise(seen=lambda words, position: words[max(0, position - 1):position]), "You hand over only the "
                "last word. Some languages remember more, as the parrot's: hand over *all* words before this one."),
        Mistake(_log_of_the_product, "For a long text your product of small numbers has become 0, which a computer "
                "takes for impossible. Take the logarithm of each probability, and add those up."),
        Mistake(_surprise(mean=True), "That is the mean surprise of a word. Here it is the whole text's: the sum."),
        Mistake(_product, "That is the probability of the text. Its surprise is minus the logarithm of that; better, "
                "add up the logarithms, since a product of many small numbers becomes 0 in a computer."),
        Mistake(_log_of_the_sum, "You add up probabilities and take the logarithm of the sum. Steps that follow each "
                "other *multiply*; it is their logarithms that add up."),
        Mistake(_skips_the_impossible, "You pass over a word of probability 0. It makes the whole text impossible: the "
                "surprise is infinite, math.inf."),
        Mistake(_log_of_zero, "math.log2(0) stops with an error. A word that the model thinks impossible is "
                "infinitely surprising: return math.inf."),
        Mistake(_surprise(guard=False), "A word that is not in the distribution has probability 0, but asking a "
                "dictionary for it with [ ] stops with an error. Use .get(word, 0.0), and return math.inf for 0."),
        Mistake(_surprise(without_end=True, guard=False), "Two things. The end is a prediction as well: one more step, "
                "for \"<end>\". And a word that is not in the distribution has probability 0: .get(word, 0.0), and "
                "then "
                "math.inf."),
        Mistake(_product_unguarded, "Two things. The product can be 0, and math.log2(0) stops with an error. And for "
                "a long text it becomes 0 although the text is possible: add up logarithms instead."),
        Mistake(_get_without_default, "A word that is not in the distribution gives None, and None has no logarithm. "
                ".get(word, 0.0) gives 0.0 instead; then the text is impossible, math.inf."),
        Mistake(_end_asked_for, "The end can be missing from the distribution: some texts cannot stop there. Treat it "
                "like any other word, with .get(…, 0.0) and math.inf."),
        Mistake(_surprise(impossible=-math.inf), "Minus infinity is the *logarithm* of 0. Surprise is minus that: "
                "math.inf."),
        Mistake(_surprise(impossible=0.0), "What is impossible is no surprise at all, says your function. It is an "
                "infinite one: math.inf."),
        Mistake(_surprise(seen=lambda words, position: " ".join(words[:position])), "You hand over a string, one word "
                "or several in one. next_distribution wants the *list* of all words before this one."),
        Mistake(_end_unguarded, "The end can be impossible, too: your last logarithm gets a 0 and stops with an error. "
                "Treat the end like any other word."),
    ],
    also_right=[_halvings],
    compare="close",
)


# --- count_followers


def _counter(pad=lambda length: [END] * length, last=(END,), one=lambda before: before + 1):
    """A count_followers with one thing wrong."""

    def count(texts, length):
        counts = {}
        for text in texts:
            padded = [*pad(length), *text, *last]
            for position in range(length, len(padded)):
                followers = counts.setdefault(tuple(padded[position - length:position]), {})
                followers[padded[position]] = one(followers.get(padded[position], 0))
        return counts

    return count


def _runs_on(texts, length):
    stream = [END] * length
    for text in texts:
        stream += [*text, END]
    counts = {}
    for position in range(length, len(stream)):
        followers = counts.setdefault(tuple(stream[position - length:position]), {})
        followers[stream[position]] = followers.get(stream[position], 0) + 1
    return counts


def _backwards(texts, length):
    return lm.count_followers([list(text)[::-1] for text in texts], length)


def _whole_grams(texts, length):
    return dict(Counter(
        tuple([*[END] * length, *text, END][position:position + length + 1])
        for text in texts for position in range(len(text) + 1)))


def _starts_at_zero(texts, length):
    return {context: {word: count - 1 for word, count in followers.items()}
            for context, followers in lm.count_followers(texts, length).items()}


def _loses_earlier_followers(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            context, word = tuple(padded[position - length:position]), padded[position]
            counts[context] = {word: counts.get(context, {}).get(word, 0) + 1}
    return counts


def _words_as_contexts(texts, length):
    return {(context if length != 1 else context[0]): followers
            for context, followers in lm.count_followers(texts, length).items()}


def _lists_as_contexts(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            followers = counts.setdefault(padded[position - length:position], {})
            followers[padded[position]] = followers.get(padded[position], 0) + 1
    return counts


def _cuts_from_the_back(texts, length):
    """A context of the last words, cut by a negative index: context[-0:] is all of it."""
    counts = {}
    for text in texts:
        before = [END] * length
        for word in [*text, END]:
            followers = counts.setdefault(tuple(before[-length:]), {})
            followers[word] = followers.get(word, 0) + 1
            before.append(word)
    return counts


def _window_that_grows(texts, length):
    """A window that drops its first word and takes the new one, also when it should hold none."""
    counts = {}
    for text in texts:
        window = [END] * length
        for word in [*text, END]:
            followers = counts.setdefault(tuple(window), {})
            followers[word] = followers.get(word, 0) + 1
            window = window[1:] + [word]
    return counts


def _asks_for_the_new(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            counts[tuple(padded[position - length:position])][padded[position]] += 1
    return counts


def _runs_over_the_end(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for start in range(len(padded)):
            followers = counts.setdefault(tuple(padded[start:start + length]), {})
            followers[padded[start + length]] = followers.get(padded[start + length], 0) + 1
    return counts


def _begins_in_the_padding(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(len(padded)):
            followers = counts.setdefault(tuple(padded[position - length:position]), {})
            followers[padded[position]] = followers.get(padded[position], 0) + 1
    return counts


def _joined_contexts(texts, length):
    return {" ".join(context): followers for context, followers in lm.count_followers(texts, length).items()}


def _with_counters(texts, length):
    counts = {}
    for text in texts:
        words = (END,) * length + tuple(text) + (END,)
        for number, word in enumerate(words[length:]):
            counts.setdefault(words[number:number + length], Counter())[word] += 1
    return counts


def _few_texts(rng):
    return [[rng.choice("ab") for _ in range(rng.randrange(5))] for _ in range(rng.randrange(1, 4))]


count_followers = Exercise(
    "count_followers",
    lesson=LESSON,
    reference=lm.count_followers,
    cases=[
        case([], 1), case([["a"]], 0), case([["a"]], 1), case([[]], 1), case([["a", "b"]], 1),
        case([["a", "b"], ["a"]], 1), case([["a", "b"]], 2), case([["a"], ["b"]], 2),
        case([["the", "hat"], ["the", "cat"], ["the", "hat"]], 1), case([["a", "a", "a", "b"]], 1),
        case([["a", "b", "a", "c"]], 2), case([["the", "cat"], ["a", "hat"]], 0), case([["a", "b", "c", "d"]], 3),
    ],
    random_case=lambda rng: (_few_texts(rng), rng.randrange(4)),
    valid=lambda texts, length: all(word in ("a", "b") for text in texts for word in text),
    hints=(
        "Put the marks on first: as many before the text as the context has words, one after it. Then walk along.",
        "counts = {}\nfor each text:\n    padded = \"<end>\" length times, the text's words, \"<end>\" once\n"
        "    for each position from length to the end of padded:\n        context = tuple of the length words before "
        "it\n        one more for the word there, in the dictionary of that context\nreturn counts",
    ),
    mistakes=[
        Mistake(_counter(pad=lambda length: []), "The first words of a text are never counted: before them stands "
                "nothing, and that is a context too. Put \"<end>\" before the text, as often as the context is long."),
        Mistake(_counter(last=()), "You never count the end of a text. A model that has not seen an end will talk for "
                "ever."),
        Mistake(_counter(pad=lambda length: [END]), "One \"<end>\" before the text is not enough (or too much) for "
                "this length: a context of two words needs two of them."),
        Mistake(_runs_on, "Your contexts reach back into the text before. Each text begins afresh, with nothing before "
                "it."),
        Mistake(_backwards, "You count which word came *before*. Keys are what stands first, and the counted word is "
                "the one that follows."),
        Mistake(_whole_grams, "You count whole runs of words. Take them apart: the context is the key, and its value "
                "is a dictionary {next word: count}."),
        Mistake(_starts_at_zero, "Your counts are one too small. The first time you meet a word you have met it once."),
        Mistake(_loses_earlier_followers, "Each new follower throws out the others: you make a fresh dictionary for "
                "the "
                "context each time. Keep the old one and add to it."),
        Mistake(_counter(one=lambda before: 1), "Every count is 1: you set it each time instead of adding one."),
        Mistake(_lists_as_contexts, "If the error says *unhashable*: a list cannot be a key of a dictionary, since it "
                "can change. A slice of a list is a list; tuple(…) makes a key of it."),
        Mistake(_cuts_from_the_back, "Right for a length of 1 or more. But with length 0, words[-0:] is *all* the "
                "words, not none of them. Count the position from the front: it works for 0 as well."),
        Mistake(_window_that_grows, "Right for a length of 1 or more. But with length 0 your window takes in the new "
                "word and has none to drop. A context of no words stays the empty tuple."),
        Mistake(_asks_for_the_new, "A context, or a follower, that you meet for the first time is not in its "
                "dictionary yet, and += stops with a KeyError. Make the entry first: setdefault, or get with a 0."),
        Mistake(_runs_over_the_end, "If the error says *out of range*: the last context has a word after it, so it "
                "begins `length` words before the end. Walk less far."),
        Mistake(_begins_in_the_padding, "You also predict the \"<end>\"s that you put before the text. They are only "
                "context: the first word to predict is the text's own first."),
        Mistake(_joined_contexts, "Your contexts are strings. A context is a tuple of words, and () when it is empty."),
        Mistake(lambda texts, length: _counter(last=[END] * length)(texts, length), "You put `length` marks behind the "
                "text. A text ends once: one \"<end>\", whatever the length."),
        Mistake(lambda texts, length: lm.count_followers(texts, max(0, length - 1)), "Your contexts are one word too "
                "short. `length` is the length of the context, without the word that follows."),
        Mistake(_words_as_contexts, "A context is a tuple, also when it has a single word: (\"a\",), with a comma."),
    ],
    also_right=[_with_counters, lambda texts, length: {
        context: dict(followers) for context, followers in _with_counters(texts, length).items()}],
)


# --- smoothed


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


def _parentheses(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: followers.get(word, 0) + k / total if total else 0.0 for word in vocabulary}


def _seen_only(followers, vocabulary, k):
    whole = lm.smoothed(followers, vocabulary, k)
    return {word: whole[word] for word in vocabulary if word in followers}


def _raises_then_shares(followers, vocabulary, k):
    total = sum(followers.values())
    return {word: followers.get(word, 0) / total + k for word in vocabulary}


def _zero_when_empty(followers, vocabulary, k):
    return lm.smoothed(followers, vocabulary, k) if followers else {word: 0.0 for word in vocabulary}


def _unguarded(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word, 0) + k) / total for word in vocabulary}


def _asks_for_the_unseen(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers[word] + k) / total for word in vocabulary}


def _as_a_list(followers, vocabulary, k):
    return list(lm.smoothed(followers, vocabulary, k).values())


def _unseen_only(followers, vocabulary, k):
    total = sum(followers.values()) + k * len(vocabulary)
    return {word: (followers.get(word) or k) / total if total else 0.0 for word in vocabulary}


def _even_when_empty(followers, vocabulary, k):
    if not followers:
        return {word: 1 / len(vocabulary) for word in vocabulary}
    return _unguarded(followers, vocabulary, k)


def _adding_first(followers, vocabulary, k):
    raised = {word: k for word in vocabulary}
    for word, count in followers.items():
        raised[word] += count
    total = sum(raised.values())
    return {word: 0.0 if total == 0 else count / total for word, count in raised.items()}


ABC = ["a", "b", "c"]

smoothed = Exercise(
    "smoothed",
    lesson=LESSON,
    reference=lm.smoothed,
    cases=[
        case({"a": 1}, ["a"], k=0), case({}, ["a", "b"], k=1), case({}, ["a", "b"], k=0),
        case({"a": 2, "b": 1}, ABC, k=1), case({"a": 2, "b": 1}, ABC, k=0), case({"c": 3}, ABC, k=0.5),
        case({"b": 4, "c": 4}, [*ABC, END], k=2), case({END: 7}, [*ABC, END], k=0.01), case({"a": 1}, ABC, k=10),
        case({}, ABC, k=0.25),
    ],
    random_case=lambda rng: (
        {word: rng.randrange(1, 6) for word in ABC if rng.random() < 0.5}, [*ABC, END], rng.choice([0, 0.1, 1, 3])),
    hints=(
        "Each word of the vocabulary was seen k times more. So how many observations are there now, altogether?",
        "total = all counts + k · (how many words the vocabulary has)\nif total is 0: every word 0.0\n"
        "for each word of the vocabulary: (its count, 0 if there is none, + k) / total",
    ),
    mistakes=[
        *(Mistake(_share(bottom=bottom), message) for bottom, message in WRONG_TOTALS),
        *(Mistake(_unguarded_share(bottom), message + ZERO) for bottom, message in WRONG_TOTALS[:3]),
        Mistake(_parentheses, "You divide only k by the total. The *sum* of count and k is divided: put it in "
                "parentheses."),
        Mistake(_seen_only, "The words that never came are missing. Give every word of the vocabulary its share."),
        Mistake(_share(top=lambda count, k: count, bottom=lambda total, k, followers, words: total), "k is not used: "
                "a word that never came is still impossible."),
        Mistake(_unguarded, "Right, but where nothing was seen and k is 0 it divides by zero. Give every word 0.0 "
                "there."),
        Mistake(_asks_for_the_unseen, "followers[word] stops with an error for a word that never came: it is not in "
                "the dictionary. .get(word, 0) gives its count."),
        Mistake(_as_a_list, "Return a dictionary, {word: probability}: in a list nobody knows whose share is whose."),
        Mistake(_unseen_only, "Only the words that never came get k. The others get it too, on top of their counts; "
                "or the sum is not 1."),
        Mistake(lambda followers, vocabulary, k: {word: followers.get(word, 0) + k for word in vocabulary},
                "These are the raised counts. Probabilities are their shares: divide each by the sum of all."),
        Mistake(_share(bottom=lambda total, k, followers, words: total + k * (len(words) + 1)), "Your total holds k "
                "once too often. \"<end>\" is one of the words of the vocabulary already, where it can come."),
        Mistake(_share(bottom=lambda total, k, followers, words: len(followers) + k * len(words)), "Below the line you "
                "count how many *different* words were seen. What is needed is how often they were seen, altogether: "
                "the sum of the counts."),
        Mistake(_raises_then_shares, "You divide first and add k afterwards. k is added to the *counts*, and the sums "
                "are divided: by all counts, the added ones included."),
        Mistake(_zero_when_empty, "Where nothing was seen you give 0 even if k is not. Then each word counts as seen k "
                "times, and all get the same share."),
        Mistake(lambda followers, vocabulary, k: lm.smoothed(followers, vocabulary, k) if followers or k else {},
                "Where nothing was seen and k is 0 your dictionary is empty. Every word of the vocabulary should be in "
                "it, with 0.0."),
        Mistake(_even_when_empty, "Where nothing was seen, you give equal shares even for k = 0. Then nobody has said "
                "anything: 0.0 for each."),
    ],
    valid=lambda followers, vocabulary, k: len(vocabulary) == len(set(vocabulary)) > 0
    and set(followers) <= set(vocabulary) <= {*ABC, END},
    properties=[Property(
        lambda shares, followers, vocabulary, k: abs(sum(shares.values()) - (1 if followers or k else 0)) < 0.01,
        "The probabilities should sum to 1 (or be 0 when nothing was seen and k is 0).")],
    also_right=[_adding_first],
    compare="close",
)


# --- interpolated


def _blend(first=lambda size: 1 / size, cut=lambda context, length: context[len(context) - length:],
           order=enumerate, mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / (total + kinds),
           guard=True):
    """An interpolated with one thing wrong."""

    def blend(word, context, tables, vocabulary_size):
        probability = first(vocabulary_size)
        for length, table in order(tables):
            followers = table.get(tuple(cut(context, length)), {})
            total, kinds = sum(followers.values()), len(followers)
            if total or not guard:
                probability = mix(followers.get(word, 0), total, kinds, probability)
        return probability

    return blend


def _longest_first(tables):
    return reversed(list(enumerate(tables)))


def _stops_at_the_unseen(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds) if total else 0.0
    return probability


def _asks_for_the_unseen_context(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table[tuple(context[len(context) - length:])]
        total, kinds = sum(followers.values()), len(followers)
        probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


def _starts_from_single_words(word, context, tables, vocabulary_size):
    probability = tables[0][()].get(word, 0) / sum(tables[0][()].values())
    for length in range(1, len(tables)):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        total, kinds = sum(followers.values()), len(followers)
        if total:
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


def _longest_seen_only(word, context, tables, vocabulary_size):
    for length, table in _longest_first(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers.get(word):
            return followers[word] / sum(followers.values())
    return 1 / vocabulary_size


def _asks_for_the_word(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers[word] + kinds * probability) / (total + kinds)
    return probability


def _always_equal_chances(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds / vocabulary_size) / (total + kinds)
    return probability


def _plain_mean(word, context, tables, vocabulary_size):
    shares = [1 / vocabulary_size]
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            shares.append(followers.get(word, 0) / sum(followers.values()))
    return sum(shares) / len(shares)


def _longest_table_only(word, context, tables, vocabulary_size):
    length = len(tables) - 1
    followers = tables[length].get(tuple(context[len(context) - length:]), {})
    total, kinds = sum(followers.values()), len(followers)
    return (followers.get(word, 0) + kinds / vocabulary_size) / (total + kinds) if total else 1 / vocabulary_size


def _tables_by_context(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(len(context) + 1):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


def _kinds_of_the_table(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length, table in enumerate(tables):
        followers = table.get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(table)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


def _without_the_first_table(word, context, tables, vocabulary_size):
    probability = 1 / vocabulary_size
    for length in range(1, len(tables)):
        followers = tables[length].get(tuple(context[len(context) - length:]), {})
        if followers:
            total, kinds = sum(followers.values()), len(followers)
            probability = (followers.get(word, 0) + kinds * probability) / (total + kinds)
    return probability


def _from_short_contexts_up(word, context, tables, vocabulary_size):
    """By recursion over the context; the shortest one leans on equal chances."""
    context = tuple(context[len(context) - len(tables) + 1:])
    shorter = (_from_short_contexts_up(word, context[1:], tables[:-1], vocabulary_size) if context
               else 1 / vocabulary_size)
    followers = tables[len(context)].get(context, {})
    kinds = len(followers)
    return (followers.get(word, 0) + kinds * shorter) / (sum(followers.values()) + kinds) if followers else shorter


def _recursing(word, context, tables, vocabulary_size):
    if not tables:
        return 1 / vocabulary_size
    shorter = _recursing(word, context, tables[:-1], vocabulary_size)
    length = len(tables) - 1
    counts = tables[length].get(tuple(context[-length:] if length else ()))
    if not counts:
        return shorter
    trust = sum(counts.values()) / (sum(counts.values()) + len(counts))
    return trust * counts.get(word, 0) / sum(counts.values()) + (1 - trust) * shorter


def _tables(texts, order):
    return [lm.count_followers(texts, length) for length in range(order)]


SMALL = [["a", "b"], ["a", "c"], ["a", "b", "b"]]
HATS = [["the", "green", "hat"], ["the", "red", "hat"], ["the", "green", "cat"]]


def _could_be_counted(tables):
    """Whether each table holds contexts of its own length, and nothing that the shorter ones have not seen."""
    return all(tables) and all(
        len(context) == length and followers
        and (length == 0 or set(followers) <= set(tables[length - 1].get(context[1:], {})))
        for length, table in enumerate(tables) for context, followers in table.items())


def _blend_case(rng):
    texts = [[rng.choice("abc") for _ in range(rng.randrange(1, 6))] for _ in range(rng.randrange(1, 5))]
    order = rng.randrange(1, 4)
    return rng.choice("abc"), tuple(rng.choice("abc") for _ in range(rng.randrange(2, 4))), _tables(texts, order), 4


interpolated = Exercise(
    "interpolated",
    lesson=LESSON,
    reference=lm.interpolated,
    cases=[
        case("b", (), _tables(SMALL, 1), 4), case("b", ("a",), _tables(SMALL, 2), 4),
        case("c", ("b",), _tables(SMALL, 2), 4), case("c", ("d",), _tables(SMALL, 2), 5),
        case("b", ("c", "a"), _tables(SMALL, 2), 4), case("b", (END, "a"), _tables(SMALL, 3), 4),
        case("a", ("c", "a"), _tables(SMALL, 3), 4), case("hat", ("the", "green"), _tables(HATS, 3), 6),
        case("cat", ("the", "red"), _tables(HATS, 3), 6), case("hat", ("a", "green"), _tables(HATS, 3), 6),
        case("d", ("a",), _tables(SMALL, 2), 5),
    ],
    random_case=_blend_case,
    valid=lambda word, context, tables, vocabulary_size: word in ("a", "b", "c")
    and len(context) >= len(tables) - 1 >= 0 and _could_be_counted(tables),
    hints=(
        "Start from 1 / vocabulary_size and let the tables speak one after the other, shortest context first. Each "
        "changes what you have; one that knows nothing about its context leaves it as it is.",
        "probability = 1 / vocabulary_size\nfor length, table in enumerate(tables):\n"
        "    followers = the table's counts after the last `length` words of the context (a tuple; none: {})\n"
        "    total = sum of the counts, kinds = how many different followers\n"
        "    if total > 0: probability = (count of the word + kinds · probability) / (total + kinds)\n"
        "return probability",
    ),
    mistakes=[
        Mistake(_blend(cut=lambda context, length: context[-length:]), "For length 0, context[-0:] is the *whole* "
                "context, not none of it, so the counts of single words are never found. context[len(context) - "
                "length:] is right for 0, too."),
        Mistake(_blend(cut=lambda context, length: context[:length]), "You take the first words of the context. The "
                "next word depends on the *last* ones."),
        Mistake(_blend(order=_longest_first), "You begin with the longest context, so that the shortest has the last "
                "word. Go from short to long: each longer one corrects what the shorter said."),
        Mistake(_blend(first=lambda size: 0.0), "You start from 0, so a word that was never counted stays impossible. "
                "Start from 1 / vocabulary_size."),
        Mistake(_starts_from_single_words, "You start from the share of single words, tables[0]. Then a word that was "
                "never counted stays impossible. Start one step earlier: 1 / vocabulary_size, equal chances for all; "
                "tables[0] is the first that corrects it."),
        Mistake(_stops_at_the_unseen, "A context that was never seen makes your probability 0. It knows nothing, so "
                "leave what the shorter contexts said."),
        Mistake(_blend(mix=lambda count, total, kinds, shorter: (count + kinds * shorter) / total), "Your "
                "probabilities sum to more than 1. What you add above the line, `kinds` observations, must be in the "
                "total below it."),
        Mistake(_blend(mix=lambda count, total, kinds, shorter: count / total), "You replace what the shorter contexts "
                "said instead of mixing it in, so a word that never followed here is impossible again."),
        Mistake(_blend(mix=lambda count, total, kinds, shorter: (count + shorter) / (total + 1)), "You give the "
                "shorter context the weight of one observation. Give it as many as there are different followers: "
                "where many words can follow, more are still to come."),
        Mistake(_blend(mix=lambda count, total, kinds, shorter: (count / total + shorter) / 2), "You take half and "
                "half, whatever was counted. A context that was seen a thousand times deserves more trust than one "
                "seen once."),
        Mistake(_blend(guard=False), "Where a context was never seen, total and kinds are 0, and 0 / 0 stops with an "
                "error. Leave the probability as it is there."),
        Mistake(_asks_for_the_unseen_context, "table[context] stops with an error where a context was never seen. "
                "table.get(context, {}) gives an empty dictionary; leave the probability as it is then."),
        Mistake(_blend(mix=lambda count, total, kinds, shorter: count / total + kinds * shorter), "Your parentheses: "
                "the *sum* of count and kinds · shorter is divided by the *sum* of total and kinds."),
        Mistake(_asks_for_the_word, "followers[word] stops with an error where the word was never counted after this "
                "context. followers.get(word, 0) gives its count."),
        Mistake(_always_equal_chances, "Each of your contexts leans on equal chances, 1 / vocabulary_size. It should "
                "lean on what the next shorter one said: carry the probability from one length to the next."),
        Mistake(_longest_table_only, "You use the longest table alone. Its gaps are filled by what the shorter tables "
                "say: go through all of them, shortest first."),
        Mistake(_plain_mean, "You take the plain mean of all contexts, whatever was counted. Each should give the "
                "shorter one the weight of `kinds` observations."),
        Mistake(_kinds_of_the_table, "Your kinds are the number of contexts in the table. They are the number of "
                "different words that followed *this* context."),
        Mistake(_without_the_first_table, "You leave out tables[0], the counts after no words at all, which say how "
                "common each word is."),
        Mistake(_tables_by_context, "If the error says *out of range*: the context may be longer than the longest "
                "table needs. Go through the tables, not through the context."),
        Mistake(_longest_seen_only, "You take the longest context in which the word was seen, and nothing else. That "
                "is backing off, but the probabilities of all words no longer sum to 1. Mix."),
    ],
    also_right=[_recursing, _from_short_contexts_up],
    compare="close",
)


# --- perplexity


def _perplexity(count=len, base=math.exp, sign=-1):
    """A perplexity with one thing wrong."""

    def perplexity(texts, log_probs):
        total = sum(sum(log_probs(words)) for words in texts)
        return base(sign * total / sum(count(log_probs(words)) for words in texts))

    return perplexity


def _mean_of_texts(texts, log_probs):
    each = [math.exp(-sum(log_probs(words)) / len(log_probs(words))) for words in texts]
    return sum(each) / len(each)


def _mean_of_mean_losses(texts, log_probs):
    each = [-sum(log_probs(words)) / len(log_probs(words)) for words in texts]
    return math.exp(sum(each) / len(each))


def _per_text(texts, log_probs):
    return math.exp(-sum(sum(log_probs(words)) for words in texts) / len(texts))


def _mean_of_inverse(texts, log_probs):
    every = [math.exp(-score) for words in texts for score in log_probs(words)]
    return sum(every) / len(every)


def _adds_the_end_again(texts, log_probs):
    return lm.perplexity([[*words, END] for words in texts], log_probs)


def _without_ends(texts, log_probs):
    every = [score for words in texts for score in log_probs(words)[:-1]]
    return math.exp(-sum(every) / len(every))


def _word_by_word(texts, log_probs):
    total = 0.0
    for words in texts:
        for word in words:
            total -= log_probs(word)
    return math.exp(total / sum(map(len, texts)))


def _logarithm_of_logarithms(texts, log_probs):
    every = [math.log(score) for words in texts for score in log_probs(words)]
    return math.exp(-sum(every) / len(every))


def _one_long_text(texts, log_probs):
    scores = log_probs([word for words in texts for word in words])
    return math.exp(-sum(scores) / len(scores))


def _first_text_only(texts, log_probs):
    scores = log_probs(texts[0])
    return math.exp(-sum(scores) / len(scores))


def _last_text_only(texts, log_probs):
    scores = log_probs(texts[-1])
    return math.exp(-sum(scores) / len(scores))


def _flattened(texts, log_probs):
    every = [score for words in texts for score in log_probs(words)]
    return 2 ** (-sum(every) / math.log(2) / len(every))


def _geometric(texts, log_probs):
    every = [math.exp(score) for words in texts for score in log_probs(words)]
    product = math.prod(every)
    return product ** (-1 / len(every)) if product else math.inf


CATS = [["meow"], ["purr", "meow", "purr"], ["meow", "meow", "meow", "meow"]]

perplexity = Exercise(
    "perplexity",
    lesson=LESSON,
    reference=lm.perplexity,
    cases=[
        case([["meow"]], coin_log_probs), case([[]], coin_log_probs), case([["meow"]], cat_log_probs),
        case([["meow", "purr"], ["purr"]], cat_log_probs), case(CATS, cat_log_probs), case(CATS, coin_log_probs),
        case([["purr", "purr"]], cat_log_probs), case(CATS[:2], cat_log_probs),
        case([["meow"] * 1_100], coin_log_probs),    # its probability is too small for a float
    ],
    random_case=lambda rng: (
        [[rng.choice(["meow", "meow", "purr"]) for _ in range(rng.randrange(1, 5))]
         for _ in range(rng.randrange(1, 4))],
        cat_log_probs),
    valid=lambda texts, log_probs: len(texts) > 0
    and all(word in ("meow", "purr") for words in texts for word in words),
    hints=(
        "First the mean surprise over *all* words of all texts, ends included; then e to that.",
        "total = 0.0, count = 0\nfor each text: scores = log_probs(words)\n    total −= their sum, count += how many\n"
        "return math.exp(total / count)",
    ),
    mistakes=[
        Mistake(_perplexity(base=lambda value: value), "That is the cross-entropy, in nats. The perplexity is e to "
                "that."),
        Mistake(_perplexity(sign=1), "Your perplexity is below 1, as if it hesitated between less than one word: "
                "the minus is missing."),
        Mistake(_perplexity(base=lambda value: 2 ** value), "You raise 2 to a number of nats. Nats go with e: "
                "math.exp."),
        Mistake(_perplexity(count=lambda scores: len(scores) - 1), "You divide by the words without the ends, "
                "but the surprise of the ends is in your sum. Divide by the number of scores."),
        Mistake(_adds_the_end_again, "You put \"<end>\" behind the words. log_probs scores the end by itself, last, so "
                "now the text would end twice, which is impossible. Hand it the words as they are."),
        Mistake(_mean_of_texts, "You average the perplexities of the texts, so that one long odd text outweighs "
                "everything. Average the surprise over all words first; e to that, once, last."),
        Mistake(_mean_of_mean_losses, "You average the texts' averages: a word in a short text counts more than one in "
                "a long text. Add up everything, then divide once."),
        Mistake(_per_text, "You divide by the number of texts. Perplexity is per word."),
        Mistake(_mean_of_inverse, "You average 1/p. Average the logarithms and raise e to that: it is a geometric "
                "mean, "
                "or one very unlikely word decides everything."),
        Mistake(_without_ends, "You leave the ends out. That a text ends is predicted as well: all scores count, the "
                "last one included."),
        Mistake(_word_by_word, "You hand over single words. log_probs wants the list of a whole text's words, and "
                "gives one score for each and one for the end."),
        Mistake(_logarithm_of_logarithms, "log_probs has taken the logarithm already, and a negative number has none. "
                "Add the scores up as they are."),
        Mistake(_one_long_text, "You put all texts into one, so only one end is scored, and each text begins after the "
                "last word of the one before. Score them one by one."),
        Mistake(_first_text_only, "Only the first text counts. Is there a `return` inside the loop?"),
        Mistake(_last_text_only, "Only the last text counts. Are total and count set to 0 inside the loop?"),
        Mistake(lambda texts, log_probs: math.exp(-sum(sum(log_probs(words)) for words in texts)), "You raise e to the "
                "surprise of all words together. Perplexity is per word: divide by how many there are, first."),
        Mistake(_geometric, "For a long text your product of small probabilities has become 0, which a computer takes "
                "for impossible. Add up the logarithms instead; they are what log_probs gives you."),
    ],
    also_right=[_flattened],
    compare="close",
)


# --- bits_per_byte


def _bits(size=lambda text: len(text.encode("utf-8")), unit=math.log(2), sign=-1):
    """A bits_per_byte with one thing wrong."""

    def bits(texts, log_prob):
        return sign * sum(map(log_prob, texts)) / unit / sum(map(size, texts))

    return bits


def _mean_over_texts(texts, log_prob):
    return sum(-log_prob(text) / math.log(2) / len(text.encode("utf-8")) for text in texts) / len(texts)


def _log2_of_the_log(texts, log_prob):
    return -sum(math.log2(-log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


def _log2_of_a_log_probability(texts, log_prob):
    return -sum(math.log2(log_prob(text)) for text in texts) / sum(len(text.encode("utf-8")) for text in texts)


def _all_in_one(texts, log_prob):
    text = "".join(texts)
    return -log_prob(text) / math.log(2) / len(text.encode("utf-8"))


def _joined(texts, log_prob):
    data = "".join(texts).encode()
    return sum(log_prob(text) for text in texts) * -math.log2(math.e) / len(data)


bits_per_byte = Exercise(
    "bits_per_byte",
    lesson=LESSON,
    reference=lm.bits_per_byte,
    cases=[
        case(["a"], two_bits_a_letter), case(["é"], two_bits_a_letter), case(["one two"], three_nats_a_word),
        case(["été", "a"], two_bits_a_letter), case(["to be", "or not to be", "e"], three_nats_a_word),
        case(["naïve", "été à la mer", "b"], three_nats_a_word), case(["東京"], two_bits_a_letter),
    ],
    random_case=lambda rng: (
        [rng.choice("abé") + "".join(rng.choice("ab é") for _ in range(rng.randrange(8)))
         for _ in range(rng.randrange(1, 4))],
        rng.choice([two_bits_a_letter, three_nats_a_word])),
    valid=lambda texts, log_prob: len(texts) > 0 and all(text.strip() for text in texts),
    hints=(
        "Two totals, then one division: bits of surprise, bytes of text. A nat is 1 / ln 2 bits.",
        "bits = 0.0, size = 0\nfor each text:\n    bits −= log_prob(text) / math.log(2)\n"
        "    size += how many bytes text.encode(\"utf-8\") has\nreturn bits / size",
    ),
    mistakes=[
        Mistake(_bits(size=len), "You divide by characters. é is one character and two bytes."),
        Mistake(_bits(unit=1), "These are nats per byte. Divide by math.log(2) to get bits."),
        Mistake(_bits(unit=1 / math.log(2)), "You multiply by ln 2. A nat is *more* than a bit (1.44 bits), so the "
                "number must grow: divide."),
        Mistake(_bits(sign=1), "Yours is negative. log_prob is the logarithm of a probability, so it is below zero; "
                "surprise is minus that."),
        Mistake(_bits(size=lambda text: max(1, len(text.split()))), "You divide by words. What counts as a word "
                "differs from one tokenizer to the next; bytes don't."),
        Mistake(_bits(size=lambda text: 8 * len(text.encode("utf-8"))), "You divide by the *bits* of the texts. The "
                "unit below the line is bytes."),
        Mistake(lambda texts, log_prob: 1 / _bits()(texts, log_prob), "That is bytes per bit: turn the fraction over."),
        Mistake(_all_in_one, "You join the texts and score them as one. Score each by itself, as a text of its own, "
                "and add up."),
        Mistake(lambda texts, log_prob: sum(_bits()([text], log_prob) for text in texts), "You divide for each text "
                "and add up the results. Two totals first, bits and bytes; then one division."),
        Mistake(_mean_over_texts, "You divide for each text and take the mean, so a text of one letter counts as "
                "much as a page. Add everything up first."),
        Mistake(_log2_of_the_log, "log_prob has taken the logarithm already. To change its unit from nats to bits, "
                "divide by math.log(2)."),
        Mistake(_log2_of_a_log_probability, "log_prob has taken the logarithm already: it is negative, and a negative "
                "number has none. To change its unit from nats to bits, divide by math.log(2)."),
    ],
    also_right=[_joined],
    compare="close",
)


# --- next_word_loss


def _loss(log_softmax=lambda logits: logits.log_softmax(-1), pick=lambda table, ids: table[torch.arange(len(ids)), ids],
          finish=lambda chosen: -chosen.mean()):
    """A next_word_loss with one thing wrong."""
    return lambda logits, targets: finish(pick(log_softmax(logits), targets))


def _without_shift(logits, targets):
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


def _shifted_by(largest, in_the_sum=True, in_the_score=True, total=lambda powers: powers.sum(dim=-1)):
    """A next_word_loss that subtracts ``largest(logits)``, in two places or one of them."""

    def loss(logits, targets):
        shifted = logits - largest(logits)
        totals = total((shifted if in_the_sum else logits).exp()).log()
        return (totals - (shifted if in_the_score else logits)[torch.arange(len(targets)), targets]).mean()

    return loss


def _row_maximum(logits):
    return logits.max(dim=-1, keepdim=True).values


def _maximum_of_two_results(logits):
    return logits.max(dim=-1, keepdim=True)


def _shares(keep_maximum, keep_sum):
    """A next_word_loss that divides by sums whose shape may be lost."""

    def log_shares(logits):
        powers = (logits - logits.max(dim=-1, keepdim=keep_maximum).values).exp()
        return (powers / powers.sum(dim=-1, keepdim=keep_sum)).log()

    return _loss(log_shares)


def _row_by_row(logits, targets):
    total = 0.0
    for row, target in zip(logits, targets.tolist()):
        total = total + torch.log(torch.exp(row - row.max()).sum()) + row.max() - row[target]
    return total / len(targets)


def _logits_case(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    examples, words = rng.randrange(1, 5), rng.randrange(2, 5)
    logits = torch.randn(examples, words, generator=generator) * 2
    return logits, torch.randint(words, (examples,), generator=generator)


def _one_maximum_and_a_quotient(logits, targets):
    powers = (logits - logits.max()).exp()
    return -(powers / powers.sum(dim=-1, keepdim=True)).log()[torch.arange(len(targets)), targets].mean()


def _picks_rows(logits, targets):
    shifted = logits - _row_maximum(logits)
    return (shifted.exp().sum(dim=-1).log() - shifted[targets]).mean()


def _two_rows_only(logits, targets):
    return -logits.log_softmax(-1)[torch.arange(2), targets].mean()


def _python_numbers(logits, targets):
    return float(lm.next_word_loss(logits, targets))


def _math_on_tensors(logits, targets):
    return -math.log(math.exp(logits - _row_maximum(logits)))


def _shifts_in_place(logits, targets):
    logits -= _row_maximum(logits)
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


def _one_maximum_for_all(logits, targets):
    logits = logits - logits.max()
    return (logits.exp().sum(dim=-1).log() - logits[torch.arange(len(targets)), targets]).mean()


next_word_loss = Exercise(
    "next_word_loss",
    lesson=LESSON,
    reference=lm.next_word_loss,
    cases=lambda: [
        case(torch.zeros(1, 2), torch.tensor([1])), case(torch.tensor([[2.0, 0.0]]), torch.tensor([0])),
        case(torch.tensor([[1.0, 2.0], [3.0, 1.0]]), torch.tensor([1, 0])),
        case(torch.tensor([[0.0, 1.0, 2.0], [2.0, 0.0, -1.0]]), torch.tensor([2, 1])),
        case(torch.tensor([[1.0, 0.0, 2.0], [0.5, 0.0, -1.0], [3.0, 3.0, 0.0]]), torch.tensor([0, 0, 2])),
        case(torch.tensor([[1000.0, 0.0], [0.0, 999.0]]), torch.tensor([0, 1])),
        case(torch.tensor([[500.0, 0.0], [0.0, 1.0]]), torch.tensor([1, 1])),
        case(torch.tensor([[-300.0, -301.0, -400.0]]), torch.tensor([1])),
    ],
    random_case=_logits_case,
    valid=lambda logits, targets: logits.dim() == 2 and len(logits) == len(targets) > 0
    and int(targets.max()) < logits.shape[1],
    hints=(
        "−log softmax is log Σ exp(all scores) − the score of the right word. Subtract each row's largest score from "
        "the row first; it changes nothing, and no exp can overflow.",
        "subtract from each row its maximum (keepdim=True)\nlog_totals = exp, sum over the row, log        "
        "(examples,)\n"
        "right = in row i the number in column targets[i]    table[torch.arange(n), targets]\n"
        "return the mean of log_totals − right",
    ),
    mistakes=[
        Mistake(_without_shift, "Right for small scores. But e^1000 has 435 digits, more than a float can hold, so exp "
                "gives inf, infinity; and where all scores of a row are around −300, every power is so small that it "
                "becomes 0, and log 0 is −inf. Subtract each row's largest score first: then the largest power is "
                "e^0 = 1, and the sum can be neither."),
        Mistake(_loss(lambda logits: (logits.exp() / logits.exp().sum(-1, keepdim=True)).log()), "Right for small "
                "scores. But e^1000 has 435 digits, more than a float can hold, so exp gives inf, infinity; and inf "
                "divided by inf is nan, *not a number*. Subtract each row's largest score first: then the largest "
                "power is e^0 = 1. (And don't divide: use ln Σ exp − score.)"),
        Mistake(_loss(lambda logits: logits.softmax(-1).log()), "Right for small scores. But where the right word's "
                "probability is as small as e^−500, a float rounds it to 0, and log 0 is −inf: a surprise of 500 nats "
                "becomes infinite. Stay with logarithms, ln Σ exp − score, without dividing."),
        Mistake(_shifted_by(_row_maximum, in_the_score=False), "You subtract the largest score inside the sum, but not "
                "from the right word's score (so your loss can be negative, which no surprise is). Use the shifted "
                "scores in both places."),
        Mistake(_shifted_by(_row_maximum, in_the_sum=False), "You subtract the largest score from the right word's, "
                "but not inside the sum, where the powers are. Use the shifted scores in both places."),
        Mistake(_shifted_by(lambda logits: logits.max(dim=-1).values), "You subtract one number for each row, but "
                "without keepdim=True they lie in a single row of their own, (examples,), and are matched with the "
                "*columns*. keepdim=True keeps them a column, (examples, 1)."),
        Mistake(_shifted_by(_maximum_of_two_results), "You subtract something that is no tensor. If it came from "
                ".max(dim=…): that gives back two things, the largest values and where they stand; .values takes the "
                "first. If it is a list: table[torch.arange(n), targets] picks a number from each row, as a tensor."),
        Mistake(_shifted_by(lambda logits: logits.max(dim=0, keepdim=True).values), "You subtract the largest score of "
                "each *column*. A prediction is a row; look for the largest along the row: dim=-1."),
        Mistake(_shifted_by(_row_maximum, total=lambda powers: powers.sum(dim=0)), "You add up the powers of each "
                "*column*: sum(dim=0) goes down the rows. A prediction is a row: dim=-1."),
        Mistake(_one_maximum_for_all, "You subtract the largest score of the whole table. In a row that lies far below "
                "it all powers become 0, and log 0 is −infinity. Subtract from each row its own maximum: dim=-1, "
                "keepdim=True."),
        Mistake(_one_maximum_and_a_quotient, "You subtract the largest score of the whole table. In a row that lies "
                "far below it all powers become 0, and 0 / 0 is nan, *not a number*. Subtract from each row its own "
                "maximum: dim=-1, keepdim=True. (And don't divide: use ln Σ exp − score.)"),
        Mistake(_shifted_by(_row_maximum, total=lambda powers: powers.sum()), "You add up the powers of the whole "
                "table, sum() without dim. Each row is a prediction of its own, with a sum of its own."),
        Mistake(_shifted_by(_row_maximum, total=lambda powers: powers.log().sum(dim=-1).exp()), "You take the "
                "logarithm of each power, which gives the scores back, and add those up. First the sum of the powers, "
                "then its logarithm."),
        Mistake(_shifted_by(_row_maximum, total=lambda powers: powers.sum(dim=-1).exp()), "The logarithm of the sum is "
                "missing: loss = ln(sum of the powers) − score."),
        Mistake(_picks_rows, "table[targets] takes whole *rows*, the targets being numbers of columns. You need one "
                "number from each row: table[torch.arange(n), targets]."),
        Mistake(_two_rows_only, "There are not always two rows. torch.arange(n) needs the number of examples, "
                "len(targets)."),
        Mistake(_python_numbers, "The number is right, but it is a plain number. Return a tensor, which remembers how "
                "it was computed; that will be needed soon. (Without .item(), float() or .tolist().)"),
        Mistake(_math_on_tensors, "If you used math.exp or math.log: they take one number. For a whole tensor: "
                "tensor.exp(), tensor.log()."),
        Mistake(_shifts_in_place, "The loss is right, but -= changes the table that you were given, and the next to "
                "read it finds other scores. Make a new one: shifted = logits − …"),
        Mistake(_loss(lambda logits: logits.log_softmax(0)), "Your softmax runs down the columns. Each *row* is one "
                "prediction: the last dimension."),
        Mistake(_shifted_by(lambda logits: logits.max(dim=0, keepdim=True).values, total=lambda powers: powers.sum(0)),
                "Both your largest score and your sum run down the columns, dim=0. A prediction is a row: dim=-1, "
                "twice."),
        Mistake(_shares(True, False), "You divide by one sum for each row, but without keepdim=True these sums lie in "
                "a single row of their own, (examples,), and are matched with the *columns*. keepdim=True keeps them a "
                "column, (examples, 1)."),
        Mistake(_shares(False, False), "keepdim=True is missing twice, at the largest scores and at the sums: without "
                "it one number for each row becomes (examples,), which is matched with the *columns*."),
        Mistake(_loss(pick=lambda table, ids: table), "You average over all words, not only the right ones. Pick from "
                "each row the column of its target."),
        Mistake(_loss(pick=lambda table, ids: table[:, ids]), "table[:, targets] gives every row *all* the targets. "
                "You need one number from each row: table[torch.arange(n), targets]."),
        Mistake(_loss(finish=lambda chosen: chosen.mean()), "The sign is wrong: log probabilities are negative, and "
                "the loss is minus their mean."),
        Mistake(_loss(finish=lambda chosen: -chosen.sum()), "You add up. The mean does not depend on how many examples "
                "there are."),
        Mistake(_loss(finish=lambda chosen: -chosen.mean() / math.log(2)), "These are bits. The loss is in nats."),
        Mistake(_loss(lambda logits: logits), "The scores are not probabilities yet: what about softmax?"),
        Mistake(_loss(lambda logits: logits.softmax(-1)), "That is minus the mean probability. The surprise is minus "
                "the *logarithm* of it."),
        Mistake(_loss(finish=lambda chosen: -chosen), "One number for each example: now their mean."),
    ],
    also_right=[
        F.cross_entropy, _row_by_row,
        lambda logits, targets: (logits.logsumexp(1) - logits.gather(1, targets[:, None])[:, 0]).mean(),
    ],
    compare="close",
    equivalent_mutants={
        "-1 → 1 in: largest = logits.max(dim=-1, keepdim=True).values":
            "a table has two dimensions: 1 is the last.",
        "-1 → 1 in: log_totals = shifted.exp().sum(dim=-1).log()":
            "a table has two dimensions: 1 is the last.",
    },
)


# --- bigram_gradient


def _gradient(predict=lambda logits, contexts: logits[contexts].softmax(-1), actual=1.0, divide=len, sign=1,
              by_words=False):
    """A bigram_gradient with one thing wrong."""

    def gradient(logits, contexts, targets):
        result = torch.zeros_like(logits)
        pairs = zip(contexts.tolist(), predict(logits, contexts), targets.tolist())
        for context, predicted, target in pairs:
            change = predicted.clone()
            change[target] -= actual
            result[context] += sign * change / divide(logits if by_words else targets)
        return result

    return gradient


def _indexing_adds_once(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    predicted = logits[contexts].softmax(-1)
    gradient[contexts] += (predicted - F.one_hot(targets, logits.shape[1])) / len(targets)
    return gradient


def _only_the_target(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    for context, target in zip(contexts.tolist(), targets.tolist()):
        gradient[context, target] += (logits[context].softmax(-1)[target] - 1) / len(targets)
    return gradient


def _transposed(logits, contexts, targets):
    return lm.bigram_gradient(logits, contexts, targets).T.contiguous()


def _rows_of_targets(logits, contexts, targets):
    return lm.bigram_gradient(logits, targets, contexts)


def _one_row_for_each_example(logits, contexts, targets):
    return (logits[contexts].softmax(-1) - F.one_hot(targets, logits.shape[1])) / len(targets)


def _divides_by_the_row(logits, contexts, targets):
    counts = torch.bincount(contexts, minlength=len(logits)).clamp(min=1)
    return lm.bigram_gradient(logits, contexts, targets) * len(targets) / counts[:, None]


def _every_row(logits, contexts, targets):
    actual = torch.zeros_like(logits)
    for context, target in zip(contexts, targets):
        actual[context, target] += 1 / len(targets)
    return logits.softmax(-1) - actual


def _every_row_divided(logits, contexts, targets):
    gradient = logits.softmax(-1)
    for context, target in zip(contexts, targets):
        gradient[context, target] -= 1
    return gradient / len(targets)


def _minus_one_everywhere(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    for context in contexts:
        gradient[context] += (logits[context].softmax(-1) - 1) / len(targets)
    return gradient


def _a_step(logits, contexts, targets):
    return logits - lm.bigram_gradient(logits, contexts, targets)


def _into_the_logits(logits, contexts, targets):
    gradient = logits    # the same table under a second name
    for context, target in zip(contexts, targets):
        predicted = gradient[context].softmax(-1)
        predicted[target] -= 1
        gradient[context] += predicted / len(targets)
    return gradient


def _lists_of_lists(logits, contexts, targets):
    return lm.bigram_gradient(logits, contexts, targets).tolist()


def _by_autograd(logits, contexts, targets):
    logits = logits.detach().clone().requires_grad_()
    F.cross_entropy(logits[contexts], targets).backward()
    return logits.grad


def _by_one_hot(logits, contexts, targets):
    before = F.one_hot(contexts, len(logits)).float()
    after = F.one_hot(targets, len(logits)).float()
    return before.T @ (logits[contexts].softmax(dim=1) - after) / len(targets)


def _matrix_case(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    words, examples = rng.randrange(2, 5), rng.randrange(1, 6)
    return (torch.randn(words, words, generator=generator), torch.randint(words, (examples,), generator=generator),
            torch.randint(words, (examples,), generator=generator))


bigram_gradient = Exercise(
    "bigram_gradient",
    lesson=LESSON,
    reference=lm.bigram_gradient,
    cases=lambda: [
        case(torch.zeros(2, 2), torch.tensor([0]), torch.tensor([1])),
        case(torch.zeros(2, 2), torch.tensor([1, 1]), torch.tensor([0, 1])),
        case(torch.tensor([[0.0, 1.0], [2.0, 0.0]]), torch.tensor([0, 1]), torch.tensor([1, 1])),
        case(torch.tensor([[0.0, 1.0], [2.0, 0.0]]), torch.tensor([0, 0]), torch.tensor([0, 0])),
        case(torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [3.0, 1.0, 0.0]]),
             torch.tensor([0, 2, 0, 2]), torch.tensor([2, 1, 2, 0])),
    ],
    random_case=_matrix_case,
    valid=lambda logits, contexts, targets: logits.dim() == 2 and logits.shape[0] == logits.shape[1]
    and len(contexts) == len(targets) > 0 and max(int(contexts.max()), int(targets.max())) < len(logits),
    hints=(
        "One example changes one row, that of its context: each entry by what the model predicted, and the target's by "
        "1 less. The loss is a mean, so divide by the number of examples.",
        "gradient = zeros as large as logits\nfor each context and target:\n"
        "    predicted = softmax of the context's row\n    actual = zeros, with a 1 at the target\n"
        "    add (predicted − actual) / number of examples to that row of the gradient\nreturn gradient",
    ),
    mistakes=[
        Mistake(_gradient(sign=-1), "The sign is wrong: predicted minus actual. The gradient points to where the loss "
                "*grows*; that is why we step against it."),
        Mistake(_gradient(divide=lambda targets: 1), "The loss is the mean over all examples, so each contributes one "
                "part of their number. Divide."),
        Mistake(_gradient(actual=0.0), "You add what was predicted. Subtract what came: 1 at the target."),
        Mistake(_indexing_adds_once, "A context that comes twice keeps only one of its examples. Add to its row, one "
                "example after the other. (`gradient[contexts] += …` looks like adding, but it reads all rows, adds, "
                "and "
                "writes them back, the last one winning.)"),
        Mistake(_only_the_target, "You change only the target's entry. If its probability is to grow, those of the "
                "others must fall: the whole row changes."),
        Mistake(_gradient(predict=lambda logits, contexts: logits.softmax(0)[contexts]), "Your softmax runs down the "
                "columns. Each row is one prediction."),
        Mistake(_gradient(predict=lambda logits, contexts: logits.flatten().softmax(0).view_as(logits)[contexts]),
                "Your softmax runs over the whole table at once, so all rows together sum to 1. Each row is one "
                "prediction, and sums to 1 by itself."),
        Mistake(_one_row_for_each_example, "You return a row for each *example*. The gradient has the shape of the "
                "table, a row for each *word*: add each example's part to the row of its context."),
        Mistake(_divides_by_the_row, "You divide by how often the row's own word was a context. The loss is the mean "
                "over *all* examples: divide by the number of all, so that a frequent word weighs more."),
        Mistake(_gradient(predict=lambda logits, contexts: logits[contexts]), "Scores are not probabilities: put the "
                "row through softmax first."),
        Mistake(_gradient(predict=lambda logits, contexts: logits[contexts].exp()), "Powers of e are not probabilities "
                "yet: divide each row by its sum, or use softmax."),
        Mistake(_gradient(by_words=True), "You divide by the number of words in the table. The loss is a mean over the "
                "*examples*: divide by how many of them there are."),
        Mistake(_every_row, "Rows of words that were no context are not zeros in yours. Only the examples count: each "
                "adds predicted − actual to the row of its own context, and nothing to the others."),
        Mistake(_every_row_divided, "You take what was predicted once for each row. Take it once for each *example*: a "
                "context that comes twice adds its row twice, one that never comes not at all."),
        Mistake(_minus_one_everywhere, "You subtract 1 from the whole row. Only the word that came has an actual of "
                "1; the others have 0."),
        Mistake(_a_step, "These are the logits after a step. Asked for is the gradient alone, from a table of zeros."),
        Mistake(_into_the_logits, "Your gradient is the table of logits itself, under another name, so you change what "
                "you are still reading. Begin with a table of zeros of the same size: torch.zeros_like(logits)."),
        Mistake(_lists_of_lists, "The right numbers, in lists. The gradient is a tensor like logits: begin with "
                "torch.zeros_like(logits) and add to its rows."),
        Mistake(_transposed, "Rows and columns are exchanged: a row belongs to the word *before*, a column to the word "
                "that follows."),
        Mistake(_rows_of_targets, "You take the row of the target. The row belongs to the context, the word before."),
    ],
    also_right=[_by_autograd, _by_one_hot],
    compare="close",
    equivalent_mutants={
        "-1 → 0 in: predicted = logits[context].softmax(dim=-1)": "a single row has one dimension: 0 is the last.",
    },
)


# --- make_windows


def _windows(before=lambda size: [0] * size, after=(0,), cut=lambda padded, at, size: padded[at - size:at], start=None):
    """A make_windows with one thing wrong."""

    def windows(texts, size):
        contexts, targets = [], []
        for ids in texts:
            padded = [*before(size), *ids, *after]
            for position in range(size if start is None else start, len(padded)):
                contexts.append(cut(padded, position, size))
                targets.append(padded[position])
        return torch.tensor(contexts), torch.tensor(targets)

    return windows


def _over_the_border(texts, size):
    stream = [0] * size
    for ids in texts:
        stream += [*ids, 0]
    places = range(size, len(stream))
    return torch.tensor([stream[at - size:at] for at in places]), torch.tensor([stream[at] for at in places])


def _with_the_target(texts, size):
    contexts, targets = _windows()(texts, size)
    return torch.cat([contexts[:, 1:], targets[:, None]], dim=1), targets


def _swapped(texts, size):
    return lm.make_windows(texts, size)[::-1]


def _as_lists(texts, size):
    contexts, targets = lm.make_windows(texts, size)
    return contexts.tolist(), targets.tolist()


def _ragged(texts, size):
    contexts, targets = [], []
    for ids in texts:
        words = [*ids, 0]
        contexts += [words[max(0, at - size):at] for at in range(len(words))]
        targets += words
    return torch.tensor(contexts), torch.tensor(targets)


def _one_list_for_all(texts, size):
    contexts, targets = [], []
    for ids in texts:
        window = [0] * size
        for word in [*ids, 0]:
            contexts.append(window)
            targets.append(word)
            window.pop(0)
            window.append(word)
    return torch.tensor(contexts), torch.tensor(targets)


def _of_names(texts, size):
    return torch.tensor([[END] * size for _ in texts]), torch.tensor([0])


def _growing(texts, size):
    contexts, targets = [], []
    for ids in texts:
        window = [0] * size
        for word in list(ids) + [0]:
            contexts.append(window)
            targets.append(word)
            window = window[1:] + [word]
    return torch.tensor(contexts), torch.tensor(targets)


make_windows = Exercise(
    "make_windows",
    lesson=LESSON,
    reference=lm.make_windows,
    cases=[
        case([[5]], 1), case([[]], 2), case([[5, 6]], 1), case([[5, 6]], 2), case([[5, 6, 7]], 1),
        case([[5, 6, 7]], 2), case([[5], [6]], 1), case([[5, 6], [7]], 2), case([[9, 8, 7, 6]], 3),
        case([[4, 4], [], [5, 6, 7]], 2),
    ],
    random_case=lambda rng: (
        [[rng.randrange(1, 9) for _ in range(rng.randrange(4))] for _ in range(rng.randrange(1, 4))],
        rng.randrange(1, 4)),
    valid=lambda texts, size: len(texts) > 0,
    hints=(
        "As in count_followers: marks before and after, then walk along. Only that you keep each window as it is.",
        "contexts, targets = [], []\nfor each text:\n    padded = [0] * size, the ids, and one 0\n"
        "    for each position from size on: keep the size ids before it, and the id there\n"
        "return torch.tensor(contexts), torch.tensor(targets)",
    ),
    mistakes=[
        Mistake(_windows(before=lambda size: []), "The first words of a text have no full window before them, and you "
                "leave them out. Put `size` zeros before the text."),
        Mistake(_windows(after=()), "The end of a text is to be predicted, too: one 0 after it."),
        Mistake(_windows(before=lambda size: [0], start=1, cut=lambda padded, at, size: padded[max(0, at - size):at]),
                "Your first windows are too short: before the first word there must be `size` zeros."),
        Mistake(_ragged, "Your first windows are too short, and a tensor needs rows of one length. Put `size` zeros "
                "before "
                "the text: then every window is full."),
        Mistake(_over_the_border, "Your windows reach back into the text before. Each text begins with zeros."),
        Mistake(_with_the_target, "The target stands in its own window. Then there is nothing left to predict."),
        Mistake(_windows(cut=lambda padded, at, size: padded[at - size:at][::-1]), "Your windows run backwards. The "
                "word just before the target stands last."),
        Mistake(_swapped, "First the contexts, then the targets."),
        Mistake(_as_lists, "These are the right numbers, in lists. Make a tensor of each: torch.tensor(…)."),
        Mistake(lambda texts, size: _windows(after=[0] * size)(texts, size), "You put `size` zeros behind the text as "
                "well. A text ends once: one 0."),
        Mistake(_one_list_for_all, "All windows of a text are the same list, which you change after you have put it "
                "away. Put away a copy, or make a new list at each step."),
        Mistake(_of_names, "If the error says *str*: a tensor holds numbers, not words. The id of \"<end>\" is 0."),
        Mistake(lambda texts, size: tuple(each.float() for each in lm.make_windows(texts, size)), "Ids are whole "
                "numbers, yours are floats: torch.tensor, with a small t, keeps what they are."),
        Mistake(_windows(cut=lambda padded, at, size: padded[:size]), "Every window of a text is its first one. It "
                "must "
                "move along with the target."),
    ],
    also_right=[_growing],
)


# --- window_logits


def _network(lay=lambda vectors: vectors.flatten(1), bend=torch.tanh, hidden_bias=1.0, output_bias=1.0,
             finish=lambda logits: logits):
    """A window_logits with one thing wrong."""

    def logits(contexts, embeddings, hidden, first_bias, output, second_bias):
        units = bend(lay(embeddings[contexts]) @ hidden + hidden_bias * first_bias)
        return finish(units @ output + output_bias * second_bias)

    return logits


def _bias_after_tanh(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    units = torch.tanh(embeddings[contexts].flatten(1) @ hidden) + hidden_bias
    return units @ output + output_bias


def _hidden_first(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(hidden @ embeddings[contexts].flatten(1) + hidden_bias) @ output + output_bias


def _entry_by_entry(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(embeddings[contexts].flatten(1) * hidden + hidden_bias) * output + output_bias


def _ids_as_numbers(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    return torch.tanh(contexts @ embeddings @ hidden + hidden_bias) @ output + output_bias


def _one_example_at_a_time(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    rows = []
    for context in contexts.tolist():
        long = torch.cat([embeddings[word] for word in context])
        rows.append(torch.tanh(hidden.T @ long + hidden_bias) @ output + output_bias)
    return torch.stack(rows)


def _with_einsum(contexts, embeddings, hidden, hidden_bias, output, output_bias):
    blocks = hidden.reshape(contexts.shape[1], embeddings.shape[1], -1)
    units = torch.einsum("bwe,weu->bu", embeddings[contexts], blocks) + hidden_bias
    return torch.einsum("bu,uv->bv", units.tanh(), output) + output_bias


def _network_case(rng, batch=None, window=None):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    batch, window = batch or rng.randrange(1, 4), window or rng.randrange(1, 4)
    words, width, units = rng.randrange(2, 5), rng.randrange(1, 4), rng.randrange(1, 4)

    def table(*shape):
        return torch.randn(*shape, generator=generator)

    return (torch.randint(words, (batch, window), generator=generator), table(words, width),
            table(window * width, units), table(units), table(units, words), table(words))


window_logits = Exercise(
    "window_logits",
    lesson=LESSON,
    reference=lm.window_logits,
    cases=lambda: [
        case(torch.tensor([[0]]), torch.ones(1, 1), torch.ones(1, 1), torch.ones(1), torch.ones(1, 1), torch.ones(1)),
        case(torch.tensor([[1, 0]]), torch.tensor([[0.5], [-1.0]]), torch.tensor([[1.0], [2.0]]), torch.tensor([0.25]),
             torch.tensor([[1.0, -1.0]]), torch.tensor([0.0, 0.5])),
        case(torch.tensor([[0, 1], [1, 1]]), torch.tensor([[1.0, 0.0], [0.0, 2.0]]),
             torch.tensor([[1.0, 0.0], [0.0, 0.5], [-1.0, 0.0], [0.0, 1.0]]), torch.tensor([0.5, -0.5]),
             torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([0.0, 1.0])),
    ],
    random_case=_network_case,
    hints=(
        "Four steps: look up, lay side by side, tanh of (times hidden plus its bias), times output plus its bias. "
        "Follow "
        "the shapes.",
        "vectors = the rows of embeddings          (batch, window, width)\n"
        "side_by_side = flattened from dimension 1 (batch, window · width)\n"
        "units = tanh(side_by_side @ hidden + hidden_bias)\nreturn units @ output + output_bias",
    ),
    mistakes=[
        Mistake(_network(bend=lambda values: values), "There is no tanh. Two tables with nothing between them are no "
                "more than one table: multiply them and you have it."),
        Mistake(_network(bend=torch.relu), "relu instead of tanh. It would learn just as well; only the numbers are "
                "not "
                "those that are asked for here."),
        Mistake(_network(bend=torch.sigmoid), "sigmoid instead of tanh: it squeezes into 0 … 1, tanh into −1 … 1."),
        Mistake(_network(hidden_bias=0.0), "hidden_bias is not used."),
        Mistake(_network(output_bias=0.0), "output_bias is not used. It is where the network keeps how common each "
                "word is, whatever came before."),
        Mistake(_bias_after_tanh, "hidden_bias comes after the tanh. It belongs inside: it shifts where the tanh "
                "bends."),
        Mistake(_network(lay=lambda vectors: vectors.transpose(1, 2).flatten(1)), "You lay the vectors side by side in "
                "the wrong order: first all of the first word's numbers, then all of the second's."),
        Mistake(_network(lay=lambda vectors: vectors.flip(1).flatten(1)), "Your windows run backwards."),
        Mistake(_network(finish=lambda logits: logits.softmax(-1)), "You return probabilities. The loss wants the "
                "scores, and does the softmax itself."),
        Mistake(_network(finish=torch.tanh), "The last step is plain: a tanh there would hold all scores between −1 "
                "and "
                "1, and the model could never be sure."),
        Mistake(_network(lay=lambda vectors: vectors.flatten()), "You flatten everything into one long row, the batch "
                "included. Each example stays a row: flatten from dimension 1 on."),
        Mistake(_network(lay=lambda vectors: vectors), "The vectors of a window are still on top of each other, "
                "(batch, "
                "window, width). Lay them side by side, (batch, window · width): flatten(start_dim=1)."),
        Mistake(_network(lay=lambda vectors: vectors.mean(1)), "What you multiply by `hidden` doesn't fit: its rows "
                "must have window · width numbers, one row for each example. Lay the vectors of a window side by side, "
                "flatten(start_dim=1); added up or averaged they would lose their order."),
        Mistake(_hidden_first, "The examples are rows, so they stand on the left: x @ hidden takes (batch, n) and "
                "(n, units) to (batch, units). Print the shapes."),
        Mistake(_entry_by_entry, "* multiplies entry by entry. A product of tables, rows by columns, is @."),
        Mistake(_ids_as_numbers, "If you calculate with contexts: an id is only the number of a row. "
                "embeddings[contexts] looks the rows up."),
    ],
    also_right=[_one_example_at_a_time, _with_einsum],
    compare="close",
)


# --- quiz

language_models_quiz = Quiz(
    "language_models_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "That is adding. Surprises in bits add up; probabilities of one step after another multiply.",
            "b": "Right: one half of one quarter of one half.",
            "c": "The likeliest word may say something about one step, but the text needs all of them.",
        }),
        QuizItem("c", {
            "a": "The rest of the text doesn't help: one factor 0 makes the whole product 0.",
            "b": "It counts towards the mean, and it is the whole trouble.",
            "c": "Right. One run of words that was never seen, and the model calls the text impossible.",
        }),
        QuizItem("a", {
            "a": "Right. Nobody can predict better than the truth, so a lower loss shows that it has seen these texts.",
            "b": "No model can be better than the true probabilities, on average, on texts it has not seen.",
            "c": "The floor is the mean over so many stories that its interval is narrow: so far below is no accident.",
        }),
        QuizItem("b", {
            "a": "That would be a loss of ln 100 = 4.6 nats.",
            "b": "Right: e^2.3 = 10.",
            "c": "Perplexity counts words, not per cent.",
        }),
        QuizItem("c", {
            "a": "Their tokens differ: a loss per token is larger where a token is longer.",
            "b": "Perplexity is per token too.",
            "c": "Right: every text has the same bytes, however it is cut.",
        }),
        QuizItem("b", {
            "a": "It learns a single table, which is all that a bigram has.",
            "b": "Right. Both find the shares that were counted; the matrix can't do better with what a bigram sees.",
            "c": "Training stops near the same loss, as you saw, not far from it.",
        }),
        QuizItem("a", {
            "a": "Right. What was said nine words ago is not in the window, and no training puts it there.",
            "b": "A longer training sharpens what it sees. This it doesn't see.",
            "c": "The colour has one right answer; only one that stands farther back.",
        }),
    ],
)

EXERCISES = [
    meow_surprise, text_surprise, count_followers, smoothed, interpolated, perplexity, bits_per_byte, bigram_gradient,
    next_word_loss, make_windows, window_logits, language_models_quiz,
]
