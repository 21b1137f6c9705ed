"""Many texts, and what a program can check in each: limits, facts, form, and whether it has been said before.

    brief = Brief(least_words=6, most_words=14, required=("light",), forbidden=("best", "!"))
    broken_limits("The best light you can buy!", brief)          # ["says 'best'", "says '!'"]
    remove_near_duplicates(texts, most=0.5)                      # one of those that share half of their word pairs
    points("1. Why\\n2. How")                                    # ["Why", "How"]

No function here knows whether a text is good. Source: Broder 1997, On the Resemblance and Containment of Documents
(shingles, and the share of them that two texts have in common).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from llm_edu.applications.numbers import Quantity, numbers_in

WORD = re.compile(r"\w+(?:[-'’]\w+)*")
POINT = re.compile(r"^\s*(?:\d+[.)]|[-*•]|[IVX]+\.)\s+(.*\S)", re.MULTILINE)
SPEECH = re.compile(r"^\s*\**([A-Z][\w .]{0,30}?)\**\s*:\**\s*(\S.*)$", re.MULTILINE)


def words_of(text: str) -> list[str]:
    """The words of a text as they are written; a hyphen or an apostrophe within a word does not end it.

    >>> words_of("Don't miss our low-cost light, 24/7!")
    ["Don't", 'miss', 'our', 'low-cost', 'light', '24', '7']
    """
    return WORD.findall(text)


@dataclass(frozen=True)
class Brief:
    """What you ask of a text, as far as a program can check it.

    required, forbidden: words, or several words in a row. Capitals do not matter, and "light" is not in "lighter".
        Signs such as "!" may be forbidden, too
    """

    least_words: int = 0
    most_words: int = 10**6
    most_characters: int = 10**6
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


def broken_limits(text: str, brief: Brief) -> list[str]:
    """The limits that a text breaks, in words; an empty list if it keeps them all.

    >>> broken_limits("A light.", Brief(least_words=3, required=("light", "Lumo")))
    ['2 words, at least 3', "lacks 'Lumo'"]
    """
    count, broken = len(words_of(text)), []
    if count < brief.least_words:
        broken.append(f"{count} words, at least {brief.least_words}")
    if count > brief.most_words:
        broken.append(f"{count} words, at most {brief.most_words}")
    if len(text) > brief.most_characters:
        broken.append(f"{len(text)} characters, at most {brief.most_characters}")
    broken += [f"lacks {word!r}" for word in brief.required if not says(text, word)]
    return broken + [f"says {word!r}" for word in brief.forbidden if says(text, word)]


def says(text: str, phrase: str) -> bool:
    """Whether a text contains a word, some words in a row, or a sign.

    >>> says("LIGHTS up the road.", "light"), says("A light-weight", "light"), says("Ride on!", "!")
    (False, False, True)
    """
    wanted = [word.casefold() for word in words_of(phrase)]
    if not wanted:
        return phrase in text
    found = [word.casefold() for word in words_of(text)]
    return any(found[start : start + len(wanted)] == wanted for start in range(len(found)))


# --- said already


def shingles(text: str, size: int = 2) -> set[tuple[str, ...]]:
    """All runs of `size` words; a shorter text is one run. Capitals and signs between words do not matter.

    >>> sorted(shingles("See, and be seen"))
    [('and', 'be'), ('be', 'seen'), ('see', 'and')]
    """
    found = [word.casefold() for word in words_of(text)]
    return {tuple(found[start : start + size]) for start in range(max(1, len(found) - size + 1))}


def similarity(first: str, second: str, size: int = 2) -> float:
    """The Jaccard similarity of two texts' `shingles`, 0 to 1: the share of all of them that both texts have.

    >>> similarity("a red bicycle light", "a green bicycle light")
    0.2
    """
    one, other = shingles(first, size), shingles(second, size)
    return len(one & other) / len(one | other)


def remove_near_duplicates(texts: Iterable[str], most: float = 0.5, size: int = 2) -> list[str]:
    """The texts in order, without those that are more similar than `most` to one kept before. size: of `shingles`

    >>> remove_near_duplicates(["See and be seen.", "See, and be seen!", "Ride on."])
    ['See and be seen.', 'Ride on.']
    """
    kept: list[str] = []
    for text in texts:
        if all(similarity(text, other, size) <= most for other in kept):
            kept.append(text)
    return kept


@dataclass
class Harvest:
    """What `harvest` returns: the drafts kept, how many were tried, and why the others were dropped."""

    kept: list[str] = field(default_factory=list)
    tried: int = 0
    reasons: Counter[str] = field(default_factory=Counter)    # kind of limit: drafts that broke it

    def __str__(self) -> str:
        return f"{len(self.kept)} of {self.tried} kept; " + ", ".join(f"{why}: {n}" for why, n in self.reasons.items())


def harvest(drafts: Iterable[str], brief: Brief, wanted: int | None = None, most: float = 0.5) -> Harvest:
    """Try drafts one after the other, until enough of them keep the brief and are not near-duplicates.

    drafts: texts, perhaps a generator that writes the next one on demand   wanted: how many to keep; None: all
    most: as for `remove_near_duplicates`

    >>> found = harvest(["A light.", "Ride with Lumo.", "ride with LUMO!"], Brief(3), wanted=2)
    >>> str(found)
    '1 of 3 kept; too short: 1, near-duplicate: 1'
    """
    found = Harvest()
    for text in drafts if wanted != 0 else ():
        found.tried += 1
        broken = {kind_of(message) for message in broken_limits(text, brief)}
        if not broken and any(similarity(text, other) > most for other in found.kept):
            broken = {"near-duplicate"}
        found.reasons.update(sorted(broken))
        if not broken:
            found.kept.append(text)
            if len(found.kept) == wanted:
                break
    return found


def kind_of(message: str) -> str:
    """A message of `broken_limits` without its numbers."""
    if message.startswith(("lacks", "says")):
        return message
    return "too short" if "at least" in message else "too many characters" if "characters" in message else "too long"


# --- facts and form


def missing_facts(text: str, names: Iterable[str], quantities: Iterable[Quantity]) -> list[str | Quantity]:
    """The names and quantities that a text does not mention, in order.

    >>> missing_facts("The Lumo weighs 85 g.", ["Lumo", "red"], [Quantity(85, "g"), Quantity(39, "€")])
    ['red', Quantity(value=39, unit='€')]
    """
    numbers = numbers_in(text)
    return [*(name for name in names if not says(text, name)),
            *(quantity for quantity in quantities if not any(number.agrees_with(quantity) for number in numbers))]


def points(text: str) -> list[str]:
    """The points of a list: the rest of each line that begins with a number or a dash.

    >>> points("Plan:\\n1. Why ride?\\n2) How\\n- When")
    ['Why ride?', 'How', 'When']
    """
    return POINT.findall(text)


def speeches(text: str) -> list[tuple[str, str]]:
    """Who says what in a dialogue, line by line: [(speaker, words), …]; other lines are skipped.

    >>> speeches("Anna: Is it late?\\n(She looks up.)\\nBen: No.")
    [('Anna', 'Is it late?'), ('Ben', 'No.')]
    """
    return SPEECH.findall(text)


def takes_turns(spoken: Sequence[tuple[str, str]], names: Iterable[str], count: int) -> bool:
    """Whether two people take turns in a dialogue of `count` lines; either may begin. spoken: as from `speeches`

    >>> takes_turns([("Anna", "Hi"), ("Ben", "Hi")], ("Ben", "Anna"), 2)
    True
    """
    order = [speaker for speaker, _ in spoken]
    return len(order) == count and set(order) <= set(names) and all(a != b for a, b in zip(order, order[1:]))
