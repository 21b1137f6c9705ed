"""``counterfactual``: the words of each pair exchanged, everywhere and in both directions at once."""

import re

from llm_edu.bias import counterfactual as by_the_course
from llm_edu.bias.counterfactuals import in_capitals_of
from llm_edu.course.checks.exercise import Exercise, case

PAIRS = [("she", "he"), ("woman", "man"), ("queen", "king")]
VERSES = ("She saw him, and he saw the man.", "HE said: “A queen!”", "The shed is hers, he thinks.", "KING or queen, "
                                                                                                     "he?")


def _reference(text, pairs):
    return by_the_course(text, pairs)


def _swap(table=lambda pairs: {**dict(pairs), **{other: one for one, other in pairs}}, pattern=r"[^\W\d_]+",
          written=in_capitals_of, key=str.lower):
    """A counterfactual with one thing wrong. written: (word of the text, its partner) -> what is written"""
    def counterfactual(text, pairs):
        partner = table([(one.lower(), other.lower()) for one, other in pairs])

        def one(found):
            word = found[0]
            return written(word, partner[key(word)]) if key(word) in partner else word
        return re.sub(pattern, one, text)
    return counterfactual


def _random_text(rng):
    words = ["she", "he", "woman", "man", "queen", "king", "the", "shed", "talking", "manner", "sat", "—", "7"]
    chosen = [rng.choice([str, str, str.capitalize, str.upper])(rng.choice(words)) for _ in range(rng.randrange(9))]
    text = "".join(word + rng.choice([" ", " ", ", ", "! ", "-", "'s "]) for word in chosen)
    return text, rng.sample(PAIRS, rng.randrange(1, 4))


exercise = Exercise(
    reference=_reference,
    cases=[
        case("she", PAIRS), case("he", PAIRS), case("", PAIRS), case("she", []), case("She", PAIRS), case("HE", PAIRS),
        case("she met he", PAIRS), case("he, she, he!", PAIRS), case("the shed", PAIRS), case("he's here", PAIRS),
        case("a she-wolf", PAIRS), case("she sheds", PAIRS), case("he  and\n\the", PAIRS), case("“She!”", PAIRS),
        case("The woman saw the man. He left.", PAIRS), case("A KING, a Queen", PAIRS),
        case("Mia met Otto.", [("mia", "otto")]), case("man she woman he", PAIRS[::-1]), case("he7 he_ 7", PAIRS),
        case("iPad McKay", PAIRS), case("he’s here", PAIRS), case("She met him.", []),
        case("I ran, i fell. WE, We, we!", [("i", "we")]), case("sHE SHe sHe MIa", [*PAIRS, ("mia", "otto")]),
        *(case(text, PAIRS) for text in VERSES),
    ],
    random_case=_random_text,
    random_cases=40,
    valid=lambda text, pairs: len({word for pair in pairs for word in pair}) == 2 * len(pairs),
    hints=(
        "Go through the text once, word by word, and look each word up once: then nothing can be swapped back. Which "
        "dictionary holds both directions?",
        "partner = a dictionary with both directions of each pair\nre.sub over runs of letters; for each word:\n    "
        "look up word.lower(); if it is missing, the word stays\n    all capitals (and longer than one letter) → "
        "upper(); first letter a capital → capitalize(); else as it is",
    ),
    texts=("text",),
)

exercise.mistake("You swap one direction after the other, so the second pass swaps back what the first pass has "
                 "swapped. Look each word up once, in a dictionary with both directions.",
                 lambda text, pairs: _two_passes(text, pairs))
exercise.mistake("You swap one direction after the other, so the second pass swaps back what the first pass has "
                 "swapped. And words with a capital stay as they are. Look each word up once, in small letters.",
                 lambda text, pairs: _in_turn(text, pairs, lambda text, one, other: re.sub(rf"\b{one}\b", other, text)))
exercise.mistake("replace also finds letters inside other words (*he* is in *she* and in *the*), and the second call "
                 "swaps back what the first one has swapped. Go through the text once, word by word.",
                 lambda text, pairs: _in_turn(text, pairs, str.replace))
exercise.mistake("Your swap goes one way only: the first word of a pair becomes the second. The second must become "
                 "the first, too.",
                 _swap(table=dict))
exercise.mistake("You replace letters inside other words: *he* is in *the* and in *shed*. Replace whole words only.",
                 lambda text, pairs: _inside_words(text, pairs))
exercise.mistake("You leave words with a capital as they are. Look each word up in small letters.", _swap(key=str))
exercise.mistake("You write every swapped word in small letters. Give it the capitals of the word that it replaces.",
                 _swap(written=lambda word, other: other))
exercise.mistake("You turn HE into She. If a word is all in capitals, its partner is, too.",
                 _swap(written=lambda word, other: other.capitalize() if word[0].isupper() else other))
exercise.mistake("You turn I, a word of one letter, into WE. Only a word of several letters counts as all in capitals.",
                 _swap(written=lambda word, other: other.upper() if word.isupper() else in_capitals_of(word, other)))
exercise.mistake("You turn She into HE. Write the partner all in capitals only if *all* of the word is in capitals.",
                 _swap(written=lambda word, other: other.upper() if word[0].isupper() else other))
exercise.mistake("You split at spaces, so “he,” and “he!” are not the word *he* for your function. A word is a run of "
                 "letters.",
                 _swap(pattern=r"\S+"))
exercise.mistake("You join the words with single spaces, so what was between them is lost.",
                 lambda text, pairs: " ".join(_reference(text, pairs).split()))
exercise.mistake("You keep only the words. Keep the punctuation where it was, too.",
                 lambda text, pairs: " ".join(re.findall(r"[^\W\d_]+", _reference(text, pairs))))
exercise.mistake("You change the capitals of words that are in no pair: McKay is not Mckay. Such a word stays as it "
                 "is.", lambda text, pairs: _capitals_of_all(text, pairs))
exercise.mistake("You write the whole text in small letters. Use small letters only to look words up.",
                 lambda text, pairs: _reference(text.lower(), pairs))
exercise.mistake("You count the apostrophe as part of a word, so you miss the *he* in *he's*. A word is a run of "
                 "letters.",
                 _swap(pattern=r"[^\W\d_]+(?:'[^\W\d_]+)*"))
exercise.mistake("You count the apostrophe ’ as part of a word, so you miss the *he* in *he’s*. A word is a run of "
                 "letters.", _swap(pattern=r"[^\W\d_]+(?:’[^\W\d_]+)*"))
exercise.mistake("You count the apostrophes ' and ’ as parts of a word, so you miss the *he* in *he's*. A word is a "
                 "run of letters.", _swap(pattern=r"[^\W\d_]+(?:['’][^\W\d_]+)*"))
exercise.mistake("Without pairs, your pattern is empty, and it fits between any two signs that are no letters. Then "
                 "the text stays as it is.",
                 lambda text, pairs: _reference(text, pairs) if pairs else re.sub(
                     r"(?<![^\W\d_])(?![^\W\d_])", lambda found: {}[found[0]], text))
exercise.mistake("You count the hyphen as part of a word, so you miss the *she* in *she-wolf*. A word is a run of "
                 "letters.",
                 _swap(pattern=r"[^\W\d_]+(?:-[^\W\d_]+)*"))
exercise.mistake("You count digits and _ as parts of words. A word is a run of letters.", _swap(pattern=r"\w+"))
exercise.mistake("You use only the first pair.", lambda text, pairs: _reference(text, pairs[:1]))
exercise.mistake("You swap only the first word that fits, and leave all the others.",
                 lambda text, pairs: _first_only(text, pairs))


def _two_passes(text, pairs):
    for one, other in pairs:
        text = _swap(table=dict)(text, [(one, other)])
        text = _swap(table=dict)(text, [(other, one)])
    return text


def _in_turn(text, pairs, replaced):
    for one, other in pairs:
        text = replaced(replaced(text, one, other), other, one)
    return text


def _inside_words(text, pairs):
    partner = {**dict(pairs), **{other: one for one, other in pairs}}
    if not partner:
        return text
    pattern = "|".join(sorted(map(re.escape, partner), key=len, reverse=True))
    return re.sub(pattern, lambda found: in_capitals_of(found[0], partner[found[0].lower()]), text, flags=re.IGNORECASE)


def _capitals_of_all(text, pairs):
    def written(found):
        word = found[0]
        return in_capitals_of(word, word.capitalize()) if word[0].isupper() else word
    return re.sub(r"[^\W\d_]+", written, _reference(text, pairs)) if pairs else text


def _first_only(text, pairs):
    words = {word for pair in pairs for word in pair}
    for found in re.finditer(r"[^\W\d_]+", text):
        if found[0].lower() in words:
            return text[:found.start()] + _reference(found[0], pairs) + text[found.end():]
    return text
