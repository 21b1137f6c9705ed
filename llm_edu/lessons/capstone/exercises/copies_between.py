"""``copies_between``: which test items a model has learned, if capitals and punctuation do not count."""

import re

from llm_edu.course.checks.exercise import Exercise, case


def _plain(text):
    return " ".join(re.findall(r"\w+", text.lower()))


def _reference(learned, measured):
    known = {_plain(text) for text in learned}
    return [position for position, text in enumerate(measured) if _plain(text) in known]


def _by(simplify):
    """copies_between with another way to simplify a text."""
    def copies_between(learned, measured):
        known = {simplify(text) for text in learned}
        return [position for position, text in enumerate(measured) if simplify(text) in known]
    return copies_between


def _texts(learned, measured):
    return [measured[position] for position in _reference(learned, measured)]


def _how_many(learned, measured):
    return len(_reference(learned, measured))


def _parts(learned, measured):
    known = [_plain(text) for text in learned]
    return [position for position, text in enumerate(measured) if any(_plain(text) in each for each in known)]


def _words_as_a_set(learned, measured):
    return _by(lambda text: frozenset(_plain(text).split()))(learned, measured)


def _positions_in_learned(learned, measured):
    return _reference(measured, learned)


def _first_only(learned, measured):
    return _reference(learned, measured)[:1]


def _also_among_measured(learned, measured):
    known, found = {_plain(text) for text in learned}, []
    for position, text in enumerate(measured):
        if _plain(text) in known:
            found.append(position)
        known.add(_plain(text))
    return found


def _side_by_side(learned, measured):
    return [position for position, (one, other) in enumerate(zip(learned, measured)) if _plain(one) == _plain(other)]


WORDS = ["the mill", "The Mill!", "a bell", "A bell.", "an owl", "bell a", "the  mill", "5 owls", "mill"]

exercise = Exercise(
    reference=_reference,
    names=("learned", "measured"),
    cases=[
        case([], ["a"]), case(["The bell rings."], ["the bell rings", "The bell rang."]),
        case(["Who owns the boat?"], ["A bell.", "who owns the  boat", "Who owns the boat!"]),
        case(["the old mill by the river"], ["the old mill"]), case(["a dog bit a man"], ["a man bit a dog"]),
        case(["owls", "bees"], ["ants", "owls", "bees"]), case(["bees", "owls"], ["owls"]),
        case(["It's 5 o'clock"], ["its 5 oclock", "it s 5 o clock"]),
        case(["room 5"], ["room 6", "Room 5"]), case(["a", "b", "c"], ["c", "x", "a"]), case(["a b"], ["ab"]),
        case(["…"], ["a", "?!"]), case(["Café"], ["caf", "CAFÉ"]), case(["snow_ball"], ["snow ball"]),
        case(["Straße"], ["STRASSE", "straße"]),
        case(["a", "b"], ["?!", "b"]),
    ],
    random_case=lambda rng: ([rng.choice(WORDS) for _ in range(rng.randrange(5))],
                             [rng.choice(WORDS) for _ in range(rng.randrange(1, 6))]),
    random_cases=30,
    hints=(
        "Take only the words of each text, in lower case: re.findall(r\"\\w+\", text.lower()). Two texts are "
        "the same if these lists are the same.",
        "known = the word lists of all learned texts\nfor each position in measured:\n"
        "    if its word list is in known:\n        keep the position",
    ),
)

exercise.mistake("You compare the texts as they are, so a capital or a full stop hides a copy.", _by(lambda text: text))
exercise.mistake("Punctuation still hides a copy: \"the mill!\" and \"the mill\" are the same here.",
                 _by(lambda text: " ".join(text.lower().split())))
exercise.mistake("Capitals still hide a copy: \"The mill\" and \"the mill\" are the same here.",
                 _by(lambda text: " ".join(re.findall(r"\w+", text))))
exercise.mistake("You take out punctuation and spaces, so that words run together: \"a b\" is not \"ab\".",
                 _by(lambda text: "".join(re.findall(r"\w+", text.lower()))))
exercise.mistake("Spaces still hide a copy: two spaces between words are as good as one.",
                 _by(lambda text: re.sub(r"[^\w\s]", "", text.lower()).strip()))
exercise.mistake("You take out punctuation, so that \"it's\" becomes one word, \"its\". Here it is two: \\w+ finds "
                 "\"it\" and \"s\".", _by(lambda text: " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())))
exercise.mistake("Your words have only the letters from a to z, so \"café\" is \"caf\". \\w+ finds all letters.",
                 _by(lambda text: " ".join(re.findall("[a-z0-9]+", text.lower()))))
exercise.mistake("casefold makes Straße and STRASSE equal. The words of a text are those of text.lower().",
                 _by(lambda text: _plain(text.casefold())))
exercise.mistake("You count _ as punctuation. For \\w+ it belongs to the word.",
                 _by(lambda text: " ".join(re.findall(r"[^\W_]+", text.lower()))))
exercise.mistake("You also compare the measured texts with each other. Only the texts in learned count.",
                 _also_among_measured)
exercise.mistake("You return the texts. Return their positions in measured: 0, 1, 2, …", _texts)
exercise.mistake("You return how many there are. Return the list of their positions in measured.", _how_many)
exercise.mistake("A text that is only a part of a learned text is not a copy of it.", _parts)
exercise.mistake("The order of the words counts: \"a dog bit a man\" is not \"a man bit a dog\".", _words_as_a_set)
exercise.mistake("Your positions are those in learned. Return the positions in measured.", _positions_in_learned)
exercise.mistake("You stop after the first copy. Return the positions of all copies.", _first_only)
exercise.mistake("You compare the first with the first, the second with the second, and so on. A copy may be "
                 "anywhere in learned.", _side_by_side)
