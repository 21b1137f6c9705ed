"""A SourceTrace whose search and model are small functions: it finds three passages, and answers with a year."""

import re

from llm_edu.widgets import SourceTrace

LEADS = {"BBC": "The BBC is British. It was founded in 1922. It makes radio and television.",
         "Radio": "Radio was born in 1895. A station was founded in Pittsburgh in 1920.",
         "Bread": "Bread is made of flour and water."}
QUESTIONS = ["When was the BBC founded?", "When was radio born?"]
SCORES = ((7.25, 0.81), (3.5, 0.42), (0.0, -0.05))


def search(question):
    """The lead that shares a name with the question first."""
    titles = sorted(LEADS, key=lambda title: title.lower() not in question.lower())
    return [(title, LEADS[title], *scores) for title, scores in zip(titles, SCORES, strict=True)]


def answer(question, texts):
    """The first year that it reads, and a sentence of its own."""
    if "error" in question:
        raise KeyError("no such model")
    years = re.findall(r"\d{4}", " ".join(texts))
    verb = "born" if "born" in question else "founded"
    return f"It was {verb} in {years[0] if years else 1234}. Everybody knows that."


def small_sources(**changes):
    return SourceTrace(**{"search": search, "answer": answer, "questions": QUESTIONS} | changes)
