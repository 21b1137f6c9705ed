"""Phrases of customers, and how people spoil them: in a hurry, on a phone, in a second language.

They lie in ``dialogues.json`` and the files of `TOPICS`. In a phrase, "[a|b|]" stands for a, b or nothing, and a name
in braces for what a scene puts there: {p} a product, {k} a kind, {d} a day, {h} an hour, {n} a number.

``ASKED`` and ``TROUBLES`` have for each entry of the FAQ how customers ask. ``DID`` has for each step against a trouble
how they say that it is done. ``CHATTER`` is what people add that has nothing to do with what they want.
"""

import json
import re
from pathlib import Path

from llm_edu.agents import read_faq
from llm_edu.agents.shop_data import KINDS, WEEKDAYS

TOPICS = ("orders", "products", "slots", "faq", "talk")
CHOICE = re.compile(r"\[([^\[\]|]*\|[^\[\]]*)\]")    # without another one inside


def joined(first, second):
    """Two collections of phrases as one: what both have under a name is put together."""
    if isinstance(first, list):
        return [*first, *second]
    return {name: joined(first[name], second[name]) if name in first and name in second
            else first.get(name, second.get(name)) for name in {**first, **second}}


PHRASES = {}
for file in ("dialogues", *(f"dialogues_{topic}" for topic in TOPICS)):
    PHRASES = joined(PHRASES, json.loads(Path(__file__).with_name(f"{file}.json").read_text(encoding="utf-8")))
ASKED = {entry.id: [*entry.asked, *PHRASES["ASKED"].get(entry.id, ())] for entry in read_faq()
         if entry.asked and not entry.steps or entry.id in PHRASES["ASKED"]}
TROUBLES = {entry.id: [*entry.asked, *PHRASES["TROUBLES"][entry.id]] for entry in read_faq()
            if entry.asked and entry.steps and entry.id not in ASKED}
DID, NUMBERS = PHRASES["DID"], {int(number): phrases for number, phrases in PHRASES["NUMBERS"].items()}


def pick(chance, phrases, **parts):
    """One of some phrases: of a list, those with more variants more often; or of a text with "|" between them.

    parts: what to put into its braces
    """
    if isinstance(phrases, str):
        phrases, weights = phrases.split("|"), None
    else:
        weights = [1 + phrase.count("|") for phrase in phrases]
    text = spoken(chance, chance.choices(phrases, weights)[0].strip())
    return text.format(**parts) if parts else text


def spoken(chance, phrase):
    """A phrase in one of its variants.

    >>> import random
    >>> spoken(random.Random(0), "[[hi|hello] there|hey], [good|] morning").split()[-1]
    'morning'
    """
    while found := CHOICE.search(phrase):
        phrase = phrase[:found.start()] + chance.choice(found[1].split("|")) + phrase[found.end():]
    return " ".join(phrase.split())


def sloppy(chance, text, why=()):
    """A text as somebody types it: as it is, or with small letters, without signs, with typing errors or more words.

    why: sentences of which some may come before it or after it
    """
    for _ in range(chance.choice([0, 0, 0, 1, 1, 2]) if why else 0):
        text = beside(chance, text, pick(chance, why, k=chance.choice(KINDS), w=chance.choice(WEEKDAYS),
                                         n=chance.randrange(1001, 1031)))
    if chance.random() < 0.15:
        text = beside(chance, text, pick(chance, PHRASES["CHATTER"]))
    if chance.random() < 0.3:
        text = text.lower()
    elif chance.random() < 0.6:
        text = text[0].upper() + text[1:]
    if chance.random() < 0.25:
        text = pick(chance, PHRASES["GREETINGS"]) + chance.choice([", ", " ", "! ", " - ", ". "]) + text
    if chance.random() < 0.2:
        text += chance.choice(PHRASES["CLOSERS"] if text[-1].isalnum() else (" :)", " Thanks!", " thx", " Cheers."))
    elif chance.random() < 0.5 and text[-1].isalnum():
        text += chance.choice(["?", ".", "."])
    if chance.random() < 0.2:
        text = re.sub(r"[',]", "", text)
    if chance.random() < 0.12:
        for good, bad in (("you", "u"), ("are", "r"), ("please", "plz"), ("the", "de"), ("for", "4"), ("your", "ur")):
            text = re.sub(rf"\b{good}\b", bad, text) if chance.random() < 0.4 else text
    if chance.random() < 0.05:
        text = text.upper()
    share = chance.choice([0, 0, 0.05, 0.12])
    return " ".join(spoiled(chance, word) if chance.random() < share else word for word in text.split(" "))


def beside(chance, text, other):
    """A text with a sentence before it or after it."""
    if chance.random() < 0.55:
        return f"{other} {text[0].upper()}{text[1:]}"
    return f"{text}{'' if text[-1] in '.?!' else '.'} {other}"


def called(chance, name, quantity):
    """How a customer calls a product: by its whole name or by parts of it, in the plural if there are several."""
    first, *_, kind = name.split(" ")
    short = name if first == "Red" else f"{first} {kind}"    # a red radio is a wish, and no product's name
    said = chance.choice([name, name, name.lower(), name.lower(), short, short.lower()])
    if quantity > 1 and chance.random() < 0.7:
        return said + "s"
    return f"{first.lower()} one" if quantity == 1 and short != name and chance.random() < 0.06 else said


def say(talk, text, *steps, why=(), meant=""):
    """Play a turn in the customer's own spelling. why: as for `sloppy`   meant: as for `Talk.turn`"""
    talk.turn(sloppy(talk.chance, text, why), *steps, meant=meant)


def spoiled(chance, word):
    """A word of five letters or more with one typing error inside."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 2)
    return chance.choice([word[:at] + word[at + 1] + word[at] + word[at + 2:], word[:at] + word[at + 1:],
                          word[:at] + word[at] + word[at:]])
