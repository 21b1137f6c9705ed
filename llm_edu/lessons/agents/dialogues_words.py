"""Phrases of customers (``dialogues.json``), and how people spoil them: in a hurry, on a phone, in a second language.

``ASKED`` and ``TROUBLES`` have for each entry of the FAQ how customers ask. ``DID`` has for each step against a trouble
how they say that it is done. ``CHATTER`` is what people add that has nothing to do with what they want.
"""

import json
import re
from pathlib import Path

from llm_edu.agents import read_faq

PHRASES = json.loads(Path(__file__).with_name("dialogues.json").read_text(encoding="utf-8"))
ASKED = {entry.id: [*entry.asked, *PHRASES["ASKED"].get(entry.id, ())] for entry in read_faq()
         if entry.asked and not entry.steps or entry.id in PHRASES["ASKED"]}
TROUBLES = {entry.id: entry.asked for entry in read_faq() if entry.asked and entry.steps and entry.id not in ASKED}
DID, CHATTER, AGREED = PHRASES["DID"], PHRASES["CHATTER"], PHRASES["AGREED"]
TAGS, PERSON, SERVICES = PHRASES["TAGS"], PHRASES["PERSON"], PHRASES["SERVICES"]
NUMBERS = {int(number): phrases for number, phrases in PHRASES["NUMBERS"].items()}
YES, NO, HELLO, THANKS, OFF_TOPIC, NONSENSE, ATTACKS, SNOOPING = map(
    PHRASES.get, ("YES", "NO", "HELLO", "THANKS", "OFF_TOPIC", "NONSENSE", "ATTACKS", "SNOOPING"))
OWN_ORDERS, STATUS, FOREIGN, OF_PRODUCT, CANCEL, BUY, THAT_ONE, FIRST = map(
    PHRASES.get, ("OWN_ORDERS", "STATUS", "FOREIGN", "OF_PRODUCT", "CANCEL", "BUY", "THAT_ONE", "FIRST"))
RECOMMEND, PRICE, OPEN_WISH, FREE, BOOK, HOUR_ONLY = map(
    PHRASES.get, ("RECOMMEND", "PRICE", "OPEN_WISH", "FREE", "BOOK", "HOUR_ONLY"))


def pick(chance, phrases):
    """One of some phrases: a list, or a text with "|" between them."""
    phrases = phrases.split("|") if isinstance(phrases, str) else phrases
    return chance.choice(phrases).strip()


def sloppy(chance, text):
    """A text as somebody types it: as it is, or with small letters, without signs, with typing errors or more words."""
    if chance.random() < 0.12:
        told = chance.choice(CHATTER)
        text = f"{told} {text}" if chance.random() < 0.5 else f"{text.rstrip('.')}. {told}"
    if chance.random() < 0.3:
        text = text.lower()
    elif chance.random() < 0.6:
        text = text[0].upper() + text[1:]
    if chance.random() < 0.25:
        text = pick(chance, HELLO).rstrip("?!") + chance.choice([", ", " ", "! "]) + text
    if chance.random() < 0.2:
        text += chance.choice([" pls", " please", " thanks", "??", "!", "!!!", " thx", " :)", ", sorry for my english",
                               " asap"])
    elif chance.random() < 0.5 and text[-1].isalpha():
        text += chance.choice(["?", ".", "."])
    if chance.random() < 0.2:
        text = re.sub(r"[',]", "", text)
    if chance.random() < 0.15:
        for good, bad in (("you", "u"), ("are", "r"), ("please", "plz"), ("the", "de"), ("for", "4")):
            text = re.sub(rf"\b{good}\b", bad, text) if chance.random() < 0.4 else text
    return " ".join(spoiled(chance, word) if chance.random() < 0.05 else word for word in text.split(" "))


def called(chance, name, quantity):
    """How a customer calls a product: by its whole name or by parts of it, in the plural if there are several."""
    first, *_, kind = name.split(" ")
    said = chance.choice([name, name, name, name.lower(), f"{first} {kind}", f"{first} {kind}".lower()])
    if quantity > 1 and chance.random() < 0.7:
        return said + "s"
    return f"{first.lower()} one" if quantity == 1 and chance.random() < 0.06 else said


def say(talk, text, *steps):
    """Play a turn in the customer's own spelling."""
    talk.turn(sloppy(talk.chance, text), *steps)


def spoiled(chance, word):
    """A word of five letters or more with one typing error inside."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word) - 2)
    return chance.choice([word[:at] + word[at + 1] + word[at] + word[at + 2:], word[:at] + word[at + 1:],
                          word[:at] + word[at] + word[at:]])
