"""Many texts, and what a program can check in each: limits, facts and form.

    brief = Brief(least_words=6, most_words=14, required=("light",), forbidden=("best", "!"))
    broken_limits("The best light you can buy!", brief)          # ["says 'best'", "says '!'"]
    points("1. Why\\n2. How")                                    # ["Why", "How"]

No function here knows whether a text is good.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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

    def __post_init__(self) -> None:
        if isinstance(self.required, str) or isinstance(self.forbidden, str):    # would be taken letter by letter
            raise TypeError('required and forbidden hold several words: ["light"], or ("light",) with its comma')


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
