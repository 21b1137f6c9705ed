"""``deduplicate``: of equal documents the first."""

import unicodedata
from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.lessons.tokenization import demos


def _key(document):
    return " ".join(document.casefold().split())


exercise = Exercise(
    reference=demos.deduplicate,
    cases=[
        case([]), case(["A hat."]), case(["A hat.", "A hat."]), case(["A hat.", "A  HAT. "]),
        case(["a", "b", "a", "c", "b"]), case(["b", "A", "a", "B"]), case(["now here", "nowhere"]),
        case(["A hat.", "A\nhat.", "a green hat.", "A GREEN HAT."]), case(["x", "y", "z"]), case(["Straße", "STRASSE"]),
        case(["a b", "ab", "a  b"]), case(["a b", "a    b", "\ta \r\n\u00a0 b\n"]), case(["", "a", " \n"]),
        case(["a green hat", "green hat", "a green"]), case(["a b", "b a"]), case(["a a", "a"]),
        case(["A hat.", "A hat!", "A hat"]), case(["resume", "r\u00e9sum\u00e9"]),
        case(["\u00e9", "e\u0301"]), case(["x\u00b2", "x2"]), case(["i", "\u0131"]),
        case(["The same beginning, word for word, of two pages on hats: one",
              "The same beginning, word for word, of two pages on hats: two"]),
    ],
    random_case=lambda rng: ([rng.choice(["a", "A", "b c", "B  c", "bc", " d "]) for _ in range(rng.randrange(7))],),
    texts=["documents"],
    hints=(
        "Keep two things: what you have seen (in a form in which equal documents are exactly the same string), and "
        "what you return (unchanged).",
        "seen = an empty set, kept = []\nfor each document:\n    key = casefolded, split at white space, joined with "
        "one space\n    if key is not in seen: remember the key, keep the document\nreturn kept",
    ),
)


@exercise.mistake("You compare the documents letter by letter. “A hat.” and “A  HAT.” are equal here: compare them in "
                  "a form without capitals and extra white space.")
def _exact_only(documents):
    return list(dict.fromkeys(documents))


@exercise.mistake("You keep the last of several equal documents. Keep the first.")
def _keeps_the_last(documents):
    return demos.deduplicate(list(documents)[::-1])[::-1]


@exercise.mistake("You return the simplified texts. Use them only to compare, and return the documents unchanged.")
def _returns_the_keys(documents):
    return list(dict.fromkeys(map(_key, documents)))


@exercise.mistake("You compare each document only with the one before it. A copy may be a million documents away: "
                  "remember every document that you have seen.")
def _neighbours_only(documents):
    return [document for number, document in enumerate(documents)
            if number == 0 or _key(document) != _key(documents[number - 1])]


@exercise.mistake("The order has changed. Keep the documents in the order in which they came.")
def _loses_the_order(documents):
    return sorted(demos.deduplicate(documents))


@exercise.mistake("If a text occurs twice, you remove both copies. Keep the first.")
def _throws_all_copies_away(documents):
    counts = Counter(map(_key, documents))
    return [document for document in documents if counts[_key(document)] == 1]


@exercise.mistake("“A hat.” and “A HAT.” both stay: casefold() the text before you compare.")
def _forgets_capitals(documents):
    return list({" ".join(document.split()): document for document in documents[::-1]}.values())[::-1]


@exercise.mistake("Without any spaces, “now here” and “nowhere” are the same. Make each run of white space one space.")
def _spaces_removed(documents):
    first = {}
    for document in documents:
        first.setdefault("".join(document.casefold().split()), document)
    return list(first.values())


@exercise.mistake("You compose the accents as well. The exercise ignores only capitals and white space. So é as one "
                  "character and é as two are different texts.")
def _composes(documents):
    first = {}
    for document in documents:
        first.setdefault(_key(unicodedata.normalize("NFC", document)), document)
    return list(first.values())


@exercise.mistake("upper() is not casefold(): it turns i and the Turkish ı, which is a different letter, into the same "
                  "I.")
def _upper(documents):
    first = {}
    for document in documents:
        first.setdefault(" ".join(document.upper().split()), document)
    return list(first.values())
