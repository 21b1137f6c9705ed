"""What lesson 13 asks SmolLM2 to write: advertisements, product texts, outlines, dialogues; and how they are tidied."""

import textwrap

from llm_edu.applications.content import Brief, broken_limits, points, speeches, takes_turns
from llm_edu.lessons.applications.drafts import asked, write_drafts

BRIEF = Brief(least_words=6, most_words=16, most_characters=100, required=("light",),
              forbidden=("best", "perfect", "ultimate", "!"))
PRODUCT = "the Lumo Nox, a bicycle light that shines for 12 hours"
PLAIN = f"Write one sentence to advertise {PRODUCT}."
TOLD = (f"{PLAIN} It has 6 to 16 words and at most 100 characters, contains the word \"light\", does not contain the "
        "words \"best\", \"perfect\" or \"ultimate\", and has no exclamation mark. Write the sentence only.")
TOPICS = (
    "riding a bicycle in winter", "baking bread at home", "a small balcony garden",
    "learning the piano as an adult", "walking in the rain", "keeping bees in a city",
    "repairing old furniture", "the first day at a new school", "a trip by night train", "choosing a tent",
    "moving house", "cooking for ten guests", "a lost umbrella", "the town's new library", "sleeping better",
    "a broken kettle", "saving water", "an evening without a phone", "teaching a dog to wait",
    "the last ice cream")
SPEAKERS, LINES, POINTS = ("Anna", "Ben"), 6, 5


def outline_order(topic):
    return (f"Write an outline for a blog post about {topic}: exactly {POINTS} numbered points, one line each, nothing "
            "else.")


def dialogue_order(topic):
    one, other = SPEAKERS
    return (f"Write a short dialogue between {one} and {other} about {topic}. It has exactly {LINES} lines, and each "
            f"begins with the speaker's name and a colon. {one} begins, and they take turns.")


def tidy(text):
    """The first paragraph of an answer, on one line, without quotation marks around it.

    >>> tidy(' "Ride on,\\nride far."\\n\\nI hope you like it.')
    'Ride on, ride far.'
    """
    first = text.strip().split("\n\n")[0]
    return " ".join(first.split()).strip('"“”* ')


def advertise(model, tokenizer, question, count, temperature=0.9, seed=0, max_new_tokens=60):
    """So many drafts of an advertisement: [(tidied text, tokens it took), …]."""
    drafts = write_drafts(model, tokenizer, [asked(tokenizer, question)], count, temperature=temperature, seed=seed,
                          max_new_tokens=max_new_tokens)
    return [(tidy(draft.text), draft.tokens) for draft in drafts[0]]


def print_judged(texts, brief=BRIEF, width=96):
    """Each text, and below it what it has not kept."""
    for text in texts:
        print(textwrap.fill(text, width, subsequent_indent="  "))
        print("   ", "; ".join(broken_limits(text, brief)) or "keeps all the limits")


def outline_in_form(text):
    """Whether an outline has as many points as were asked for, and all are different."""
    found = points(text)
    return len(found) == len(set(found)) == POINTS


def dialogue_in_form(text):
    """Whether a dialogue has as many lines as were asked for, and its two speakers take turns."""
    return takes_turns(speeches(text), SPEAKERS, LINES)
