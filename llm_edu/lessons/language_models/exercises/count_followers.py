"""``count_followers``: which words came after each context, and how often."""

from collections import Counter

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Case, Exercise, case
from llm_edu.language_models import END


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


def _few_texts(rng):
    return [[rng.choice("ab") for _ in range(rng.randrange(5))] for _ in range(rng.randrange(1, 4))]


exercise = Exercise(
    reference=lm.count_followers,
    cases=[
        case([], 1), case([["a"]], 0), case([["a"]], 1), case([[]], 1), case([["a", "b"]], 1),
        case([["a", "b"], ["a"]], 1), case([["a", "b"]], 2), case([["a"], ["b"]], 2),
        case([["the", "hat"], ["the", "cat"], ["the", "hat"]], 1), case([["a", "a", "a", "b"]], 1),
        case([["a", "b", "a", "c"]], 2), case([["the", "cat"], ["a", "hat"]], 0), case([["a", "b", "c", "d"]], 3),
        case([["The", "hat"], ["the", "Hat"]], 1), case([["New York", "is", "big"]], 2),
        Case(([["a", "b"]] * 10_500, 1), label='count_followers([["a", "b"]] * 10_500, 1)'),
    ],
    random_case=lambda rng: (_few_texts(rng), rng.randrange(4)),
    valid=lambda texts, length: all(word in ("a", "b") for text in texts for word in text),
    texts=["texts"],
    hints=(
        "First pad the text: as many \"<end>\" before it as the context has words, and one after it. Then walk along.",
        "counts = {}\nfor each text:\n    padded = \"<end>\" length times, the words of the text, \"<end>\" once\n"
        "    for each position from length to the end of padded:\n"
        "        context = tuple of the length words before it\n"
        "        add one for the word at this position, in the dictionary of that context\nreturn counts",
    ),
    names=["texts", "length"],
)

exercise.mistake("You never count the first words of a text. There is nothing before them, and that is a context, too. "
                 "Put \"<end>\" before the text, as often as the context is long.", _counter(pad=lambda length: []))
exercise.mistake("You never count the end of a text. A model that has never seen an end will talk for ever.",
                 _counter(last=()))
exercise.mistake("You always put one \"<end>\" before the text, whatever the length. A context of two words needs two "
                 "of them, and a context of no words needs none.", _counter(pad=lambda length: [END]))


@exercise.mistake("Your contexts reach back into the text before. Each text begins afresh, with nothing before it.")
def _runs_on(texts, length):
    stream = [END] * length
    for text in texts:
        stream += [*text, END]
    counts = {}
    for position in range(length, len(stream)):
        followers = counts.setdefault(tuple(stream[position - length:position]), {})
        followers[stream[position]] = followers.get(stream[position], 0) + 1
    return counts


@exercise.mistake("You count which word came *before*. The key is what comes first, and you count the word that "
                  "follows it.")
def _backwards(texts, length):
    return lm.count_followers([list(text)[::-1] for text in texts], length)


@exercise.mistake("You count whole runs of words. Take them apart: the context is the key, and its value is a "
                  "dictionary {next word: count}.")
def _whole_grams(texts, length):
    return dict(Counter(
        tuple([*[END] * length, *text, END][position:position + length + 1])
        for text in texts for position in range(len(text) + 1)))


@exercise.mistake("Your counts are one too small. When you meet a word for the first time, you have met it once.")
def _starts_at_zero(texts, length):
    return {context: {word: count - 1 for word, count in followers.items()}
            for context, followers in lm.count_followers(texts, length).items()}


@exercise.mistake("Each new follower throws out the others, because you make a new dictionary for the context each "
                  "time. Keep the old one and add to it.")
def _loses_earlier_followers(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            context, word = tuple(padded[position - length:position]), padded[position]
            counts[context] = {word: counts.get(context, {}).get(word, 0) + 1}
    return counts


exercise.mistake("Every count is 1, because you set it each time instead of adding one.",
                 _counter(one=lambda before: 1))


@exercise.mistake("If the error says *unhashable*: a list cannot be the key of a dictionary, because a list can "
                  "change. A slice of a list is a list, too. tuple(…) makes a key of it.")
def _lists_as_contexts(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            followers = counts.setdefault(padded[position - length:position], {})
            followers[padded[position]] = followers.get(padded[position], 0) + 1
    return counts


@exercise.mistake("This is right for a length of 1 or more. But with length 0, words[-0:] is *all* the words, not none "
                  "of them. Count positions from the front: this works for 0 as well.")
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


@exercise.mistake("This is right for a length of 1 or more. But with length 0, your window takes the new word in and "
                  "has none to drop. A context of no words stays the empty tuple.")
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


@exercise.mistake("When you meet a context or a follower for the first time, it is not in its dictionary yet, and "
                  "you get a KeyError. Make the entry first: use setdefault, or get with a 0.")
def _asks_for_the_new(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(length, len(padded)):
            counts[tuple(padded[position - length:position])][padded[position]] += 1
    return counts


@exercise.mistake("If the error says *out of range*: even the last context has a word after it, so it begins `length` "
                  "words before the last one. Do not walk so far.")
def _runs_over_the_end(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for start in range(len(padded)):
            followers = counts.setdefault(tuple(padded[start:start + length]), {})
            followers[padded[start + length]] = followers.get(padded[start + length], 0) + 1
    return counts


@exercise.mistake("You also predict the \"<end>\"s that you put before the text. They are only context. The first word "
                  "to predict is the first word of the text itself.")
def _begins_in_the_padding(texts, length):
    counts = {}
    for text in texts:
        padded = [END] * length + list(text) + [END]
        for position in range(len(padded)):
            followers = counts.setdefault(tuple(padded[position - length:position]), {})
            followers[padded[position]] = followers.get(padded[position], 0) + 1
    return counts


@exercise.mistake("Your contexts are strings. A context is a tuple of words, and the empty tuple () if there are none.")
def _joined_contexts(texts, length):
    return {" ".join(context): followers for context, followers in lm.count_followers(texts, length).items()}


exercise.mistake("You put \"<end>\" after the text `length` times. A text ends only once: one \"<end>\", whatever the "
                 "length.",
                 lambda texts, length: _counter(last=[END] * length)(texts, length))
exercise.mistake("Your contexts are one word too short. `length` is the number of words in the context, not counting "
                 "the word that follows.", lambda texts, length: lm.count_followers(texts, max(0, length - 1)))


@exercise.mistake("A context is a tuple, even if it has only one word: (\"a\",), with a comma.")
def _words_as_contexts(texts, length):
    return {(context if length != 1 else context[0]): followers
            for context, followers in lm.count_followers(texts, length).items()}
