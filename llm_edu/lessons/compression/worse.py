"""What a compressed model may have forgotten although its loss hardly shows it: facts, capitals, verdicts on films."""

import torch

from llm_edu.lessons.common.capitals import CAPITALS
from llm_edu.lessons.common.texts import film_snippets
from llm_edu.lessons.compression.students import world
from llm_edu.prompting import Prompt, label_scores
from llm_edu.training.storyteller import STORY

# beginnings of stories after which the next word is a fact about {name}, and the fact's relation
FACTS = {
    "house": "A storm came after dark. The wind took the roof of {name}'s",
    "food": "It was {name}'s birthday. {other} brought",
    "job": "One spring, {other} lost {their} green hat. {They} looked under the bed, but it was not there. {name}, the",
}


def fact_questions():
    """(relation, beginning, right word): three facts about each of the forty residents."""
    residents = world().residents
    found = []
    for relation, beginning in FACTS.items():
        for who, other in zip(residents, (*residents[1:], residents[0])):
            text = beginning.format(name=who.word, other=other.word, their="her" if other.pronoun == "she" else "his",
                                    They=other.pronoun.capitalize())
            found.append((relation, text, getattr(who, relation)))
    return found


@torch.no_grad()
def told_facts(model, tokenizer):
    """Whether the model's most probable next word is the right one: a text of digits, a question each."""
    right = []
    for _, text, word in fact_questions():
        ids = [tokenizer.special_tokens[STORY], *tokenizer.encode(text)]
        wanted = tokenizer.encode(" " + word)
        logits = model(torch.tensor([ids + wanted[:-1]]))[0, -len(wanted):]
        right.append(logits.argmax(-1).tolist() == wanted)
    return digits(right)


@torch.no_grad()
def capitals(model, tokenizer):
    """Whether the most probable continuation of "The capital of Peru is" is Lima: a text of digits."""
    right = []
    for country, capital in CAPITALS.items():
        wanted = tokenizer.encode(" " + capital)
        ids = torch.tensor([tokenizer.encode(f"The capital of {country} is") + wanted[:-1]])
        right.append(model(ids)[0, -len(wanted):].argmax(-1).tolist() == wanted)
    return digits(right)


def reviews(model, tokenizer, count=60):
    """Lesson 12's film snippets by its prompt *review*: whether each verdict is right, a text of digits."""
    some = film_snippets()[2][:count]
    scores = label_scores(model, tokenizer, Prompt(), [review.text for review in some])
    return digits(verdict == review.is_positive for verdict, review in zip(scores.argmax(-1).tolist(), some,
                                                                           strict=True))


def digits(verdicts):
    """A text with a 1 for each right answer and a 0 for each wrong one.

    >>> digits([True, False])
    '10'
    """
    return "".join(str(int(verdict)) for verdict in verdicts)
