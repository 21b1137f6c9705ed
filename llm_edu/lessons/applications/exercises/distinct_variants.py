"""``distinct_variants``: texts that are not nearly the same as one before them."""

import re
from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case


def _words(text):
    return set(text.lower().split())


def _likeness(first, second):
    return len(first & second) / len(first | second) if first | second else 1.0


def _distinct(words=_words, likeness=_likeness, enough=lambda likeness, limit: likeness >= limit, against="kept",
              told=lambda kept: kept):
    """A distinct_variants with another idea of words, of likeness, or of what a text is compared with."""
    def distinct_variants(texts, limit):
        kept = []
        for number, text in enumerate(texts):
            others = {"kept": kept, "all": texts[:number], "last": kept[-1:],
                      "neighbour": texts[max(0, number - 1):number], "later": texts[number + 1:],
                      "first": texts[:min(1, number)]}[against]
            if not any(enough(likeness(words(text), words(other)), limit) for other in others):
                kept.append(text)
        return told(kept)
    return distinct_variants


WORDS = "bright Bright light lights bike your night ride safe the".split()


def _random_texts(rng):
    texts = [rng.choice([" ", "  ", "\n"]).join(rng.choice(WORDS) for _ in range(rng.randrange(5)))
             for _ in range(rng.randrange(7))]
    return texts, rng.choice([0.0, 0.25, 1 / 3, 0.5, 0.6, 0.75, 1.0])


exercise = Exercise(
    reference=_distinct(),
    names=("texts", "limit"),
    cases=[
        case([], 0.5), case(["a"], 0.5), case(["a", "a"], 0.5), case(["a", "b"], 0.5), case(["a", "b"], 0.0),
        case(["a b", "a c"], 0.5), case(["a b", "a c"], 1 / 3), case(["a b", "b a"], 1.0), case(["a b c", "a b"], 1.0),
        case(["a", "A"], 1.0), case(["a a a", "a"], 1.0), case(["a a b", "a b b"], 0.9), case(["a  b", "a\nb"], 1.0),
        case(["a b c", "a b", "b a c"], 0.6), case(["a b c d", "a b c", "a b"], 0.7),    # a chain: the third is kept
        case(["a b c d", "b c d e", "c d e f"], 0.6), case(["x y", "a b", "x y", "a b"], 0.8),
        case(["", ""], 0.5), case(["", "a"], 0.5), case(["", " ", "a", "\n"], 1.0), case([""], 0.0),
        case(["a b", "a b c", "a b c d"], 0.67), case(["a b c d e f", "a b c", "d e f"], 0.5),
        case(["a b c d e f", "a", "b"], 0.5), case(["Ride on.", "ride on"], 1.0), case(["Ride on.", "ride ON."], 1.0),
        case(["one light", "two lights", "one two"], 0.3), case(["z", "a", "z z", "m"], 1.0),
        case(["light", "lights"], 0.5), case(["ab", "ba"], 0.9), case(["a b c", "c d e", "a b d e"], 0.375),
        case(["Bright by night", "Bright at night", "Bright all day", "Night by bright"], 0.5),
    ],
    random_case=_random_texts,
    random_cases=40,
    texts=("texts",),
    hints=(
        "With which texts do you compare a new one: with all before it, or with those that you kept?",
        "for each text:\n    its words: the set of its pieces in lower case\n    for each text kept so far:\n        "
        "both = how many words the two sets share, either = how many are in at least one of them\n        similarity = "
        "both / either, or 1 if either is 0\n    if no similarity reaches limit: keep the text",
    ),
)

exercise.mistake("You compare with every earlier text. A text that was left out no longer counts: compare only with "
                 "those that were kept.",
                 _distinct(against="all"))
exercise.mistake("You compare only with the last text that was kept. An earlier one may be nearly the same.",
                 _distinct(against="last"))
exercise.mistake("You compare only with the text just before. A text kept long before may be nearly the same.",
                 _distinct(against="neighbour"))
exercise.mistake("You compare only with the first text. Any text kept before may be nearly the same.",
                 _distinct(against="first"))
exercise.mistake("You compare with later texts, so you keep the last of a group. Keep the first.",
                 _distinct(against="later"))
exercise.mistake("A similarity of exactly limit is enough to leave a text out. The statement says: at least limit.",
                 _distinct(enough=lambda likeness, limit: likeness > limit))
exercise.mistake("You leave out the texts that differ, and keep the similar ones.",
                 _distinct(enough=lambda likeness, limit: likeness < limit))
exercise.mistake("In your function, capitals make different words. Compare in lower case.",
                 _distinct(words=lambda text: set(text.split())))
exercise.mistake("You split at single spaces. Between two words there may be several, or a line break. Split at white "
                 "space of any kind.",
                 _distinct(words=lambda text: set(text.lower().split(" "))))
exercise.mistake("You remove punctuation. Split at white space only: a comma or full stop belongs to its word.",
                 _distinct(words=lambda text: set(re.findall(r"\w+", text.lower()))))
exercise.mistake("You count a word as often as it occurs. Each word counts once.",
                 _distinct(words=lambda text: Counter(text.lower().split()),
                           likeness=lambda one, other: (one & other).total() / (one | other).total() if one | other
                           else 1.0))
exercise.mistake("You compare letters. Compare words.", _distinct(words=lambda text: set(text.lower())))
exercise.mistake("You divide by the words of the new text only. Divide by the number of words in at least one of the "
                 "two.",
                 _distinct(likeness=lambda one, other: len(one & other) / len(one) if one else float(not other)))
exercise.mistake("You divide by the words of the earlier text only. Divide by the number of words in at least one of "
                 "the two.",
                 _distinct(likeness=lambda one, other: len(one & other) / len(other) if other else float(not one)))
exercise.mistake("You divide by the sum of both texts' words, so shared words count twice below the line.",
                 _distinct(likeness=lambda one, other: len(one & other) / (len(one) + len(other)) if one or other
                           else 1.0))
exercise.mistake("This similarity counts shared words twice (Dice). Here it is both / at least one.",
                 _distinct(likeness=lambda one, other: 2 * len(one & other) / (len(one) + len(other)) if one or other
                           else 1.0))
exercise.mistake("You divide by the size of the larger set. Divide by the number of words in at least one of the "
                 "texts.",
                 _distinct(likeness=lambda one, other: len(one & other) / max(len(one), len(other)) if one or other
                           else 1.0))
exercise.mistake("You divide by the size of the smaller set, so a short text inside a long one counts as the same.",
                 _distinct(likeness=lambda one, other: len(one & other) / min(len(one), len(other)) if one and other
                           else float(one == other)))
exercise.mistake("The number of shared words is not a similarity yet. Divide.",
                 _distinct(likeness=lambda one, other: len(one & other) if one or other else 1.0))
exercise.mistake("Two texts without words are the same: their similarity is 1, not 0.",
                 _distinct(likeness=lambda one, other: len(one & other) / max(1, len(one | other))))
exercise.mistake("Two texts without words have no words together, and you divide by that number. Their similarity is "
                 "1.",
                 _distinct(likeness=lambda one, other: len(one & other) / len(one | other)), error="division by zero")
exercise.mistake("Only if both texts have no words are they the same. A text without words is not similar to one that "
                 "has some.",
                 _distinct(likeness=lambda one, other: len(one & other) / len(one | other) if one and other else 1.0))
exercise.mistake("You leave out every text without words. Keep it, unless you have already kept another text without "
                 "words.",
                 _distinct(told=lambda kept: [text for text in kept if text.split()]))
exercise.mistake("The list of texts may be empty. Then there is no first text, and the result is an empty list.",
                 lambda texts, limit: _distinct()(texts, limit) if texts else [texts[0]], error="out of range")
exercise.mistake("You leave out only identical texts. Leave out near-duplicates, too.",
                 lambda texts, limit: list(dict.fromkeys(texts)))
exercise.mistake("You leave out only texts with exactly the same words. A similarity of limit is enough.",
                 _distinct(enough=lambda likeness, limit: likeness == 1))
exercise.mistake("That is the number of texts that you keep. Return the texts.", _distinct(told=len))
exercise.mistake("You sort the texts that you keep. Keep their order.", _distinct(told=sorted))
exercise.mistake("You return the texts in lower case. Lower case is only for comparing: return each text as it was.",
                 _distinct(told=lambda kept: [text.lower() for text in kept]))
exercise.mistake("That is a set, which has no order. Return a list.", _distinct(told=set))
exercise.mistake("A word that occurs twice counts once. Compare sets, not lists.",
                 _distinct(words=lambda text: text.lower().split(),
                           likeness=lambda one, other: sum(word in other for word in one)
                           / len(set(one) | set(other)) if one or other else 1.0))


@exercise.mistake("Of two similar texts, you leave out both. Keep the first.")
def _out_with_both(texts, limit):
    return [text for number, text in enumerate(texts)
            if not any(_likeness(_words(text), _words(other)) >= limit
                       for place, other in enumerate(texts) if place != number)]


@exercise.mistake("It is not enough that a text differs from one of the kept texts. It has to differ from each of "
                  "them.")
def _unlike_any(texts, limit):
    kept = texts[:1]
    for text in texts[1:]:
        if any(_likeness(_words(text), _words(other)) < limit for other in kept):
            kept = [*kept, text]
    return kept


@exercise.mistake("You begin at the end, so you keep the last of a group. Keep the first.")
def _from_the_end(texts, limit):
    return _distinct()(texts[::-1], limit)[::-1]
