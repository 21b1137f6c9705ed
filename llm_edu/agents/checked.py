"""A reply is checked before it is said: nothing that a model makes up about figures or deeds leaves the desk.

The pieces of a reply come while it is written, so each is checked before it is passed on, and what has been passed on
stays. The check knows figures and a few sentences about deeds. It does not know whether a reply is true.
"""

import re
from collections.abc import Iterable, Iterator, Set

from llm_edu.agents.figures import MONTHS, NUMBER_WORDS, WEEKDAYS, figures

# What only the code of the desk may say: that something was done
DONE = r"(?:placed|booked|moved|changed|updated|deleted|refunded|reserved|cancell?ed|confirmed"
CLAIM = re.compile(
    rf"\b(?:i|we)(?: have|'ve)?(?: just| now| already)? {DONE}|ordered)\b"
    rf"|\b(?:has|have) (?:just |now |already )?been {DONE})\b"
    rf"|\b(?:is|are|was|were|has|have) (?:just |now |already )?{DONE.replace('|cancell?ed', '')})\b"
    r"|\b(?:is|are|was|were) (?:just |now |already )?ordered\b|\bthank you for your order\b")
# The books say of an order, too, that it is cancelled: the sentence must be about such an order
CANCELLED = re.compile(r"[^.!?\n]*\b(?:is|are|was|were) (?:just |now |already )?cancell?ed\b[^.!?\n]*")
IN_BOOKS = re.compile(r'"order_id": (\d+)[^{}]*"status": "cancelled"|order (\d+) is cancelled;')
DEEDS = {"place_order": {"placed", "ordered", "order", "confirmed"},    # -> the last words of claims that it backs
         "cancel_order": {"cancelled", "canceled", "confirmed"}, "book_slot": {"booked", "reserved", "confirmed"}}
JOINING = {"of", "the", "at", "a", "m", "am", "pm", "o", "clock", "h", "and", "to"}    # a figure may go on after these
CLAIMING = {"i", "we", "ve", "has", "have", "is", "are", "was", "were", "now", "just", "already", "been", "thank",
            "you", "for", "your"}
IN_FIGURES = {*NUMBER_WORDS, *MONTHS, *(month[:3] for month in MONTHS), *WEEKDAYS, *JOINING}


def unknown_figures(text: str, known: Set[tuple]) -> set[tuple]:
    """The figures of a text that are not among the known ones (`figures.known_figures`).

    >>> unknown_figures("It costs 18.90 coins, and arrives on 9 March.", {("number", 18.9)})
    {('day', 3, 9)}
    """
    return figures(text) - known


def claims(text: str) -> list[str]:
    """What a text says to have been done, apart from a cancelled order.

    >>> claims("Good news: I have booked it, and your order has been placed.")
    ['i have booked', 'has been placed']
    """
    return CLAIM.findall(text.lower().replace("’", "'"))


class MadeUp(Exception):
    """A reply said what nobody gave; the message is the words that were held back."""


def unbacked(text: str, allowed: str, done: Set[str] = frozenset()) -> list[str]:
    """The claims of a text that neither a result says nor a confirmed write backs.

    >>> unbacked("Order 1002 is cancelled for you.", '{"error": "There is no order 1002 of yours."}')
    ['order 1002 is cancelled for you']
    """
    text, allowed = text.lower().replace("’", "'"), allowed.lower()
    orders = {number for pair in IN_BOOKS.findall(allowed) for number in pair if number}
    return [claim for claim in claims(text) if claim not in allowed and claim.split()[-1] not in done] + [
        sentence.strip() for sentence in CANCELLED.findall(text)
        if not orders or not set(re.findall(r"\b\d{4,}\b", sentence)) <= orders]


def checked(pieces: Iterable[str], known: Set[tuple], allowed: str = "", done: Set[str] = frozenset()) -> Iterator[str]:
    """Pass on a reply in pieces that are final. Raises MadeUp before the first words that say a figure that is not
    known, or a deed that neither `allowed`, the texts of results, nor `done`, words for confirmed writes, has.

    "5" may become "5 March" and "has" may become "has been placed", so such words wait until they are decided.
    """
    text, said = "", 0    # said: characters that were passed on
    for piece in pieces:
        text += piece
        end = last_decided(text)
        if end > said:
            check(text[:end], text[said:end], known, allowed, done)
            yield text[said:end]
            said = end
    if text[said:].strip():
        check(text, text[said:], known, allowed, done)
        yield text[said:]


def check(text: str, new: str, known: Set[tuple], allowed: str, done: Set[str]) -> None:
    """Raises MadeUp if something in the text was made up. new: its end, not said yet"""
    if unknown_figures(text, known) or unbacked(text, allowed, done):
        raise MadeUp(new)


def last_decided(text: str) -> int:
    """Up to where a text is decided, whatever follows: before its last word, and before words that may be the beginning
    of a figure or of a claim.

    >>> [text[:last_decided(text)] for text in ("Your lamp arr", "It arrives on 5 Mar", "It arrives on 5 March, so i")]
    ['Your lamp ', 'It arrives on ', 'It arrives on 5 March, so ']
    """
    words = [(word.start(), re.findall(r"\w+", word[0].lower())) for word in re.finditer(r"\S+\s+", text)]
    end = len(re.match(r"\s*(?:\S+\s+)*", text)[0])    # type: ignore[index]
    for start, parts in reversed(words):
        if not any(part in IN_FIGURES or part in CLAIMING or part[0].isdigit() for part in parts):
            break
        end = start
    return end
