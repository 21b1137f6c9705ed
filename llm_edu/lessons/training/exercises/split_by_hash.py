"""``split_by_hash``: to learn from or to measure on, decided by the text itself."""

import hashlib
import operator

from llm_edu.course.checks.comparing import difference
from llm_edu.course.checks.exercise import Case, Exercise, Property, case


def _simple(text):
    return " ".join(text.lower().split())


def _pages(rng, most=7):
    """A few short texts, some of them copies in other spellings."""
    found = []
    for _ in range(rng.randrange(most)):
        text = rng.choice(["A cat.", "A dog.", "Mia lost her hat.", "cat a.", "acat."])
        text = rng.choice([text, text, text.upper(), text.lower(), text.replace(" ", "  "), f" {text}\n"])
        found.append(text)
    return found


COPIES = ["A cat.", "a  cat.", "A dog.", "A CAT. ", "a dog."]


def _number_of(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def _split(key=_simple, keep=lambda text: text, below=operator.lt):
    """A split_by_hash with one thing wrong."""
    def function(texts, share):
        held = [below(_number_of(key(text)), share) for text in texts]
        return ([keep(text) for text, out in zip(texts, held) if not out],
                [keep(text) for text, out in zip(texts, held) if out])
    return function


def _two_lists(expected, got):
    """What differs: two lists may come as a tuple or as a list."""
    if isinstance(got, list) and len(got) == 2 and all(isinstance(side, list) for side in got):
        got = tuple(got)
    return difference(expected, got)


exercise = Exercise(
    reference=_split(),
    cases=[case([], 0.5), case(["A cat."], 0.0), case(["A cat."], 1.0), case(["Mia lost her hat."], 0.3),
           case(["A   cat."], 0.25), case(["A\tcat."], 0.25), case(["A\ncat."], 0.25), case(COPIES, 0.5),
           case([f"Story {number}." for number in range(12)], 0.5),
           case([f"story {number}" for number in range(12)], 0.25),
           case([f"Story  {number % 4}" for number in range(8)], 0.5),
           case([f"STORY {number}." for number in range(9)], 0.75),
           case(["a cat."], _number_of("a cat.") + 1e-4), case(["Élan", "Øre"], 0.2), case(["Straße"], 0.25),
           case([f"Story {number}." for number in range(40)], 0.0), case(["a cat."], _number_of("a cat.")),
           Case((["A cat."] * 10_500, 0.5), label='split_by_hash(["A cat."] * 10_500, 0.5)')],
    random_case=lambda rng: ([*_pages(rng), *(f"Story {rng.randrange(40)} " for _ in range(rng.randrange(6)))],
                             rng.choice([0.1, 0.3, 0.5, 0.8])),
    valid=lambda texts, share: isinstance(texts, list) and 0 <= share <= 1,
    texts=["texts"],
    hints=(
        "`number_of` decides for each text separately. What must you pass to it, so that two copies get the same "
        "number?",
        "learn, held_out = two empty lists\nfor each text:\n    simple = lower case, one space between words\n"
        "    if number_of(simple) is below share: the text goes to held_out, else to learn",
    ),
    properties=[
        Property(lambda sides, texts, share: len(sides[0]) + len(sides[1]) == len(texts), "You must return as "
                 "many texts as you got, copies too: each of them goes into one of the two lists."),
        Property(lambda sides, texts, share: sorted(sides[1]) == sorted(_split()(texts, share)[1]), "You hold out "
                 "the wrong texts. Hold out those whose simplified form (lower case, one space between words, none at "
                 "the ends) has a number below `share`. Nothing else decides."),
    ],
    compare=_two_lists,
)

exercise.mistake("You take the number of the text as it is. With two spaces instead of one, the number is completely "
                 "different, and copies end up on different sides.", _split(key=lambda text: text))
exercise.mistake("You simplify capitals but not spaces, so some copies still end up on different sides.",
                 _split(key=str.lower))
exercise.mistake("You simplify spaces but not capitals, so some copies still end up on different sides.",
                 _split(key=lambda text: " ".join(text.split())))
exercise.mistake("You fold the capitals with casefold(), which makes ss of ß. The simplified form is in lower case: "
                 "lower().", _split(key=lambda text: " ".join(text.casefold().split())))
exercise.mistake("With a share of 0.1, you hold out nine texts out of ten. Either the two lists are the wrong way "
                 "round (the texts to learn from come first), or you compare with > instead of <.",
                 lambda texts, share: _split()(texts, share)[::-1])
exercise.mistake("A number that is equal to the share is not below it. Learn from that text.",
                 _split(below=operator.le))
exercise.mistake("You return the simplified texts. They are for the number only.", _split(keep=_simple))
exercise.mistake("You turn two spaces into one. But three become two, and a tab or a new line stays. Leave *one* space "
                 "between words, whatever was there.",
                 _split(key=lambda text: text.lower().strip().replace("  ", " ")))


@exercise.mistake("You sort by number and cut. Then a text's side depends on the *other* texts: a new text moves the "
                  "border. Compare each number with the share.")
def _by_rank(texts, share):
    ordered = sorted(texts, key=lambda text: _number_of(_simple(text)))
    count = int(len(texts) * share)
    return ordered[count:], ordered[:count]


@exercise.mistake("You remove copies. Here, keep all of them; they only have to be on the same side.")
def _without_copies(texts, share):
    """Of copies only the first, as `deduplicate` does it."""
    first = {}
    for text in texts:
        first.setdefault(_simple(text), text)
    return _split()(list(first.values()), share)
