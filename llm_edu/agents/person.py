"""Does a customer ask for a person? Code reads that, because the way to a person must not depend on a model.

Only plain words count: a false alarm ends the conversation. What is asked for in other words is left to the model.
"""

import re

PERSON = (r"(?:person|human(?: being)?|people|somebody|someone|colleague|employee|member of staff|manager|boss|"
          r"supervisor|operator|representative)")
BETWEEN = r"(?:(?!my\b|our\b)\w+ ){0,3}?"
ASKED_FOR = re.compile(
    rf"\b(?:speak|talk|chat)(?:ing)? (?:to|with) {BETWEEN}{PERSON}\b"
    rf"|\b(?:want|need|get|give|fetch|connect|transfer|put|pass|let|have|prefer)\b {BETWEEN}"
    rf"(?:(?:real|actual|live|human) (?:person|employee|colleague|being)|human\b|your (?:manager|boss|supervisor))"
    r"|\b(?:want|need|(?:get|give|fetch) me) a (?:person|colleague|manager|supervisor)$"
    rf"|^(?:an? )?(?:(?:real|actual|live) )?(?:human|person|operator)(?: please| now)?$", re.IGNORECASE)
NOT_NOW = re.compile(r"\b(?:am i|are you|is this|is it|not|never|no need|without)\b|n't\b", re.IGNORECASE)
DELETE = re.compile(r"\b(?:delete|erase|wipe|remove)\b.*\b(?:about me|on me|my (?:personal )?(?:data|account))\b",
                    re.IGNORECASE)


def asks_for_a_person(text: str) -> bool:
    """Whether a message asks for a person in plain words, or for what only a person may do: delete somebody's data.

    >>> texts = "i want speak with a human", "Let me talk to your boss!", "Delete all that you know about me."
    >>> [asks_for_a_person(text) for text in texts]
    [True, True, True]
    >>> texts = "Am I talking to a real person?", "A lamp for a person who reads", "someone should help me choose"
    >>> [asks_for_a_person(text) for text in texts]
    [False, False, False]
    """
    parts = [" ".join(part.split()) for part in re.split(r"[.,:;!?\n]", text.replace("’", "'"))]
    return any((ASKED_FOR.search(part) or DELETE.search(part)) and not NOT_NOW.search(part) for part in parts)
