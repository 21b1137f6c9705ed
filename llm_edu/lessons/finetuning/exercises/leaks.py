"""``leaks``: held-out texts that are also among those to learn from."""

import re
import string
from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case


def _kept(text):
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _reference(learned, held_out):
    known = {_kept(text) for text in learned} - {""}
    return [number for number, text in enumerate(held_out) if _kept(text) in known]


def _by(key):
    """A leaks that compares texts by `key`. Of texts whose key is empty none is the same as any."""
    def function(learned, held_out):
        known = {key(text) for text in learned}
        return [number for number, text in enumerate(held_out) if key(text) and key(text) in known]
    return function


PIECES = ["One", "of", "the", "worst", "films", "2", "Amélie", "straße", "ever"]


def _written(rng, words):
    """Words in capitals or not, with signs and spaces, or none, between them."""
    turned = [rng.choice([str.upper, str.lower, str.title, str])(word) for word in words]
    return "".join(word + rng.choice(["", " ", ", ", "-", "_", "! ", "  ", "'"]) for word in turned)


def _drawn_case(rng):
    texts = [[rng.choice(PIECES) for _ in range(rng.randrange(0, 3))] for _ in range(4)]
    return tuple([_written(rng, rng.choice(texts)) for _ in range(rng.randrange(0, 5))] for _ in range(2))


exercise = Exercise(
    reference=_reference,
    cases=[
        case(["A fine film."], ["a fine film"]), case(["A fine film."], ["Dull.", "a FINE film!", "A film."]),
        case(["A fine film", "dull"], ["dull", "A film", "a fine, fine film"]),
        case([], ["dull"]), case(["dull"], []), case([], []),
        case(["dull", "Dull!"], ["dull", "dull"]),    # twice on both sides
        case(["co-writer"], ["co writer", "cowriter", "co_writer", "co writers", "writer co"]),
        case(["don't"], ["dont", "don’t", "do nt", "do not"]),
        case(["..."], ["!!!", "", " ", "…"]), case([""], ["", "a"]),    # nothing left of them
        case(["5 of 5"], ["55", "5 von 5", "5of5", "of"]), case(["2 stars"], ["3 stars", "stars", "2"]),
        case(["Amélie"], ["amelie", "AMÉLIE", "Amlie"]), case(["Straße"], ["STRASSE", "strase", "Strae"]),
        case(["ΟΔΟΣ"], ["οδος", "οδοσ"]), case(["kırk"], ["kirk", "KIRK", "Kırk!"]),
        case(["愛の映画。"], ["愛の映画", "映画の愛"]),
        case(["x²"], ["x", "x2", "X²!"]),
        case(["2½ stars"], ["2 stars", "2½ STARS", "21⁄2 stars"]), case(["a", "b"], ["ab", "b", "A", "ba"]),
        case(["funny and sad"], ["sad and funny", "funny", "unfunny and sad", "funny and sad too"]),
        case(["One of the worst films of the year"], ["one of the worst films of the decade"]),
        case(["tea"], ["eat", "ate", "tea"]), case(["well, well"], ["well", "wel", "Well - well"]),
        case(["worst film", "dull"], ["a", "b", "c", "DULL", "d", "Worst_film", "e"]),
        case(["a fine\nfilm"], ["a\tfine film\r\n"]), case(["dull", "...", "good"], ["?", "good", "-"]),
    ],
    random_case=_drawn_case,
    random_cases=40,
    hints=(
        "Reduce every text to what counts: its letters, in lower case, and its digits, in one string. Two texts are "
        "the same if these strings are equal.",
        "kept(text): the signs of text.casefold() for which isalnum() is true, joined\nknown = the set of kept(text) "
        "for all learned texts\nthe indices of the held-out texts whose kept(text) is not empty and is in known",
    ),
)

exercise.mistake("You compare the texts as they are. One more capital or full stop, and you miss the copy.",
                 _by(lambda text: text))
exercise.mistake("Capitals still make two texts different: fold both sides.",
                 _by(lambda text: "".join(filter(str.isalnum, text))))
exercise.mistake("`lower` leaves some letters that `casefold` makes equal: STRASSE and Straße are one word.",
                 _by(lambda text: "".join(filter(str.isalnum, text.lower()))))
exercise.mistake("`upper` makes letters equal that `casefold` keeps apart, such as ı and i.",
                 _by(lambda text: "".join(filter(str.isalnum, text.upper()))))
exercise.mistake("Signs still make two texts different. Only letters and digits should count.",
                 _by(lambda text: "".join(text.casefold().split())))
exercise.mistake("Capitals are folded and the ends trimmed; signs and spaces within still make two texts different.",
                 _by(lambda text: text.casefold().strip(string.punctuation + string.whitespace)))
exercise.mistake("Spaces still make two texts different: \"co writer\" and \"cowriter\" are the same here.",
                 _by(lambda text: " ".join(re.sub(r"[^\w\s]|_", "", text.casefold()).split())))
exercise.mistake("Where you have put a space for a sign, \"co-writer\" and \"cowriter\" are different. Leave signs and "
                 "spaces out.", _by(lambda text: " ".join(re.findall(r"[^\W_]+", text.casefold()))))
exercise.mistake(r"`\W` leaves the underscore in: it is neither a letter nor a digit.",
                 _by(lambda text: re.sub(r"\W", "", text.casefold())))
exercise.mistake("You keep only a to z and 0 to 9. But é and 愛 are letters, too.",
                 _by(lambda text: re.sub("[^a-z0-9]", "", text.casefold())))
exercise.mistake("You left out the digits: 2 stars are not 3 stars.",
                 _by(lambda text: "".join(filter(str.isalpha, text.casefold()))))
exercise.mistake("You drop only the signs in `string.punctuation`. There are others, such as ’ and …: keep what "
                 "isalnum calls a letter or a digit.",
                 _by(lambda text: "".join(text.casefold().translate(
                     str.maketrans("", "", string.punctuation)).split())))
exercise.mistake("You ignore the order of the letters: *tea* and *eat* are different texts.",
                 _by(lambda text: "".join(sorted(_kept(text)))))
exercise.mistake("You ignore the order of the words.",
                 _by(lambda text: " ".join(sorted(re.findall(r"[^\W_]+", text.casefold())))))
exercise.mistake("You compare sets of letters, and so lose how often each letter appears.",
                 _by(lambda text: frozenset(_kept(text))))
exercise.mistake("You treat all texts without letters and digits as the same. They should match no text at "
                 "all.",
                 lambda learned, held_out: [number for number, text in enumerate(held_out)
                                            if _kept(text) in set(map(_kept, learned))])
exercise.mistake("You return the texts. Return their indices in `held_out`.",
                 lambda learned, held_out: [held_out[number] for number in _reference(learned, held_out)])
exercise.mistake("These are indices of learned texts. Return those of the held-out texts.",
                 lambda learned, held_out: _reference(held_out, learned))
exercise.mistake("These are the held-out texts that are clean. Return the ones that leak.",
                 lambda learned, held_out: [number for number in range(len(held_out))
                                            if number not in _reference(learned, held_out)])
exercise.mistake("You count from 1. The first held-out text has index 0.",
                 lambda learned, held_out: [number + 1 for number in _reference(learned, held_out)])
exercise.mistake("That is how many there are. Which ones?",
                 lambda learned, held_out: len(_reference(learned, held_out)))
exercise.mistake("The indices are right, but a set has no order. Return a list, in rising order.",
                 lambda learned, held_out: set(_reference(learned, held_out)))
exercise.mistake("You look for a held-out text *within* the learned ones. That would find *film* in *a fine film*. The "
                 "whole text must be the same.",
                 lambda learned, held_out: [number for number, text in enumerate(held_out) if _kept(text) and any(
                     _kept(text) in _kept(each) for each in learned)])
exercise.mistake("If a held-out text appears several times, you return only its first index. Each of them leaks.",
                 lambda learned, held_out: [number for number in _reference(learned, held_out)
                                            if _kept(held_out[number]) not in map(_kept, held_out[:number])])


@exercise.mistake("You return an index once for each copy among the learned texts. Once is enough.")
def _for_each_copy(learned, held_out):
    copies = Counter(map(_kept, learned))
    return [number for number, text in enumerate(held_out) if _kept(text) for _ in range(copies[_kept(text)])]


@exercise.mistake("You compare texts in pairs, the first with the first. A copy may be anywhere among "
                  "the learned texts.")
def _in_pairs(learned, held_out):
    return [number for number, (one, other) in enumerate(zip(learned, held_out))
            if _kept(one) and _kept(one) == _kept(other)]
