"""What sitting 2 of lesson 15 searches: all English leads, indexed; and queries whose right lead is known.

kinds of queries, each a pair of lists, texts and the numbers of their leads:
``named``         a question by rule that names its article: In which year was the BBC established?
``described``     the same question with the article's description for its name
``description``   the description alone, of articles that share it with no other
``no rare word``  the same, where every word that description and lead share is in at least 1 % of all leads
"""

import random
import re
from collections import Counter
from functools import cache

import numpy as np

from llm_edu.assets import load_wikipedia_leads
from llm_edu.course.measuring import again, load_measurement
from llm_edu.errors import CourseError
from llm_edu.lessons.grounding.questions import questions
from llm_edu.retrieval import BM25, Index, split_into_words

COUNT, SEED, RARE = 500, 0, 0.01    # queries of a kind; of their draw; a word in a smaller share of leads is rare
NAME = "grounding_finding"


@cache
def leads():
    """All English leads, read once."""
    return load_wikipedia_leads("en")


def load_leads_index():
    """All 10,033 English leads as an `Index`, named by their titles, in the order of `load_wikipedia_leads`.

    Words are counted here. The vectors are by MiniLM, kept in 8 bits a number; to compute them takes four minutes.
    """
    known = leads()
    kept = load_measurement(NAME).tensors("vectors")["leads"].numpy()
    if len(kept) != len(known):
        raise CourseError(f"There are {len(known):,} leads and vectors of {len(kept):,}: `{again(NAME, ['vectors'])}`")
    texts = [text_of(lead) for lead in known]
    return Index(texts, [lead.title for lead in known], BM25(texts), unit_length(kept), "all-MiniLM-L6-v2")


def text_of(lead):
    """What is searched of a lead: title and text."""
    return f"{lead.title}. {lead.extract}"


def in_8_bits(vectors):
    """Vectors as int8: each is scaled so that its largest number is 127 or −127. vectors: (texts, width)

    >>> in_8_bits(np.array([[0.6, -0.8]])).tolist()
    [[95, -127]]
    """
    return np.round(vectors * (127 / np.abs(vectors).max(1, keepdims=True))).astype(np.int8)


def unit_length(vectors):
    """Vectors of the same direction, each of length 1. The scale of `in_8_bits` need not be kept: this undoes it."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def queries(kind, count=COUNT):
    """(texts, numbers of their leads) of a kind, at most `count`, drawn with seed 0."""
    if kind in ("named", "described"):
        pairs = [(asked.text, described(asked), asked.number) for asked in questions()]
        found = [(text if kind == "named" else other, number) for text, other, number in pairs if other]
        return unzip(found[:count])
    numbers = descriptions() if kind == "description" else without_rare_words()
    drawn = random.Random(SEED).sample(numbers, min(count, len(numbers)))
    return [leads()[number].description for number in drawn], drawn


def unzip(pairs):
    return [text for text, _ in pairs], [number for _, number in pairs]


@cache
def descriptions():
    """The numbers of leads whose description no other lead has."""
    times = Counter(lead.description.lower() for lead in leads())
    return tuple(number for number, lead in enumerate(leads())
                 if lead.description and times[lead.description.lower()] == 1)


@cache
def without_rare_words():
    """Of these, those whose description shares no word with its lead that is in less than 1 % of all leads."""
    english = leads()
    words = [set(split_into_words(text_of(lead))) for lead in english]
    containing = Counter(word for each in words for word in each)
    return tuple(number for number in descriptions()
                 if all(containing[word] >= RARE * len(english) for word
                        in words[number].intersection(split_into_words(english[number].description))))


def described(asked):
    """A question with the article's description for its name; None where a word of the name would remain."""
    lead = leads()[asked.number]
    words = re.sub(r" ?\([^)]*\)", "", lead.description)
    first = words.split(" ")[0]
    if re.search(rf"\b{re.escape(first.lower())}\b", lead.extract):    # a proper name is nowhere in lower case
        words = first.lower() + words[len(first):]
    text = re.sub(rf"(?:\bthe )?\b{re.escape(asked.subject)}(?=\W)", lambda _: f"the {words}", asked.text)
    left = set(split_into_words(asked.subject)) & set(split_into_words(text))
    return None if not words or text == asked.text or left - {"the", "of", "and", "in", "a"} else text
