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
        case("I ran, i fell. WE, We, we!", [("i", "we")]), case("sHE SHe sHe MIa", [*PAIRS, ("mia", "otto")]),
        *(case(text, PAIRS) for text in VERSES),
    ],
    random_case=_random_text,
    random_cases=40,
    valid=lambda text, pairs: len({word for pair in pairs for word in pair}) == 2 * len(pairs),
    hints=(
        "One pass through the text, word by word, and each word looked up once: then nothing can be swapped back. "
        "What do you look up, so that both directions are in it?",
        "partner = a dictionary with both directions of each pair\nre.sub over runs of letters; for each word:\n"
        "    look up word.lower(); where it is missing, the word stays\n"
        "    all capitals (and longer than one letter) → upper(); first one a capital → capitalize(); else as it is",
    ),
    texts=("text",),
)

exercise.mistake("You swap one direction after the other, so the second pass swaps back what the first has swapped. "
                 "Look "
                 "each word up once, in a dictionary with both directions.", lambda text, pairs: _two_passes(text,
                                                                                                             pairs))
exercise.mistake("Your swap goes one way only: the first of a pair becomes the second. The second becomes the first, "
                 "too.",
                 _swap(table=dict))
exercise.mistake("You replace letters inside other words: *he* is in *the* and in *shed*. Replace whole words only.",
                 lambda text, pairs: _inside_words(text, pairs))
exercise.mistake("A word with a capital stays as it is in yours. Look it up in small letters.", _swap(key=str))
exercise.mistake("You write every swapped word in small letters. It gets the capitals of the word that it replaces.",
                 _swap(written=lambda word, other: other))
exercise.mistake("HE becomes She in yours. A word all in capitals is replaced by one all in capitals.",
                 _swap(written=lambda word, other: other.capitalize() if word[0].isupper() else other))
exercise.mistake("I, the word of one letter, becomes WE in yours. Only a word of several letters can be all in "
                 "capitals.",
                 _swap(written=lambda word, other: other.upper() if word.isupper() else in_capitals_of(word, other)))
exercise.mistake("She becomes HE in yours. Only a word that is *all* in capitals is replaced by such a word.",
                 _swap(written=lambda word, other: other.upper() if word[0].isupper() else other))
exercise.mistake("You split at spaces, so that “he,” and “he!” are other words to you. A word is a run of letters.",
                 _swap(pattern=r"\S+"))
exercise.mistake("You join the words with single spaces, and what was between them before is lost.",
                 lambda text, pairs: " ".join(_reference(text, pairs).split()))
exercise.mistake("You keep words alone. Punctuation stays where it was.",
                 lambda text, pairs: " ".join(re.findall(r"[^\W\d_]+", _reference(text, pairs))))
exercise.mistake("The whole text is in small letters in yours. Only look words up in small letters.",
                 lambda text, pairs: _reference(text.lower(), pairs))
exercise.mistake("An apostrophe belongs to your words, so *he's* is not *he*. A word is a run of letters.",
                 _swap(pattern=r"[^\W\d_]+(?:'[^\W\d_]+)*"))
exercise.mistake("A hyphen belongs to your words, so *she-wolf* is not *she*. A word is a run of letters.",
                 _swap(pattern=r"[^\W\d_]+(?:-[^\W\d_]+)*"))
exercise.mistake("Digits and _ belong to your words. A word is a run of letters.", _swap(pattern=r"\w+"))
exercise.mistake("You use the first pair alone.", lambda text, pairs: _reference(text, pairs[:1]))
exercise.mistake("You swap the first word that fits, and leave all others.", lambda text, pairs: _first_only(text,
                 pairs))


def _two_passes(text, pairs):
    for one, other in pairs:
        text = _swap(table=dict)(text, [(one, other)])
        text = _swap(table=dict)(text, [(other, one)])
    return text


def _inside_words(text, pairs):
    partner = {**dict(pairs), **{other: one for one, other in pairs}}
    if not partner:
        return text
    pattern = "|".join(sorted(map(re.escape, partner), key=len, reverse=True))
    return re.sub(pattern, lambda found: in_capitals_of(found[0], partner[found[0].lower()]), text, flags=re.IGNORECASE)


def _first_only(text, pairs):
    words = {word for pair in pairs for word in pair}
    for found in re.finditer(r"[^\W\d_]+", text):
        if found[0].lower() in words:
            return text[:found.start()] + _reference(found[0], pairs) + text[found.end():]
    return text
