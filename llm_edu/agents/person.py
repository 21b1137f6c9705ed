"""Does a customer ask for a person? Code reads that, because the way to a person must not depend on a model.

Only plain words count: a false alarm ends the conversation. What is asked for in other words is left to the model.
"""

import re

PERSON = (r"(?:human(?: being)?|person|boss|manager|supervisor|owner|colleague|employee|agent|representative|operator|"
          r"member of (?:the |your )?staff|customer (?:service|support))")
ANYONE = r"(?:someone|somebody|anyone|anybody)"
WHICH = r"(?:(?:an?|the|your|another|some|real|actual|live|human) )*"
TALK = r"(?:(?:speak|talk|chat)(?:ing)? (?:directly )?(?:to|with)|have a word with)"
# what may follow, so that a human-sized lamp, a human skull or a person who reads is not asked for
END = r"(?![\w'-])(?= ?$| (?:please|now|here|help|instead|immediately|to|on|at|about|in|from|of|not|and|or|because)\b)"
ASKED_FOR = re.compile("|".join([
    # speak with a human; talk to one of your people; talk to the friendly manager, but not to my manager
    rf"\b{TALK} (?:one of your people|(?:(?!my\b|our\b|his\b|her\b|their\b)\w+ ){{0,3}}?{PERSON}{END})",
    # can I talk to someone, but neither "have to talk to someone" nor "to someone at home first"
    rf"\b(?:(?:can|could|may) i|i could|let me|possible to|(?:want|need|wish|like|rather)(?: to)?|^)"
    rf"(?: ?(?:please|just))? ?\b{TALK} {ANYONE}\b(?!.* first\b)",
    # is there anyone I can talk to
    rf"\bis there (?:{WHICH}{PERSON}|{ANYONE})\b.*\bi (?:can|could|may) (?:speak|talk|chat)",
    # put me through to your boss; get me a colleague
    rf"\b(?:connect|transfer|put|pass|hand|switch|get|fetch|give|bring) me (?:(?:over|through|on|back) )?(?:to )?"
    rf"{WHICH}{PERSON}{END}",
    # I need a real person; can I have a human; I want a person
    rf"\b(?:want|need|prefer|rather have|can i (?:please )?(?:have|get)) {WHICH}"
    rf"(?:human(?: being)?|(?:real|actual|live) (?:person|colleague|employee)|(?:person|colleague|manager|supervisor)"
    rf"(?= ?$| (?:please|now|not|instead)\b)|(?<=your )(?:manager|boss|supervisor|owner)){END}",
    # could a human look at this; have someone call me; "Person, please", alone
    rf"\b(?:can|could) {WHICH}(?:human|person|colleague|manager) (?:please )?(?:look|help|call|ring|phone|handle)\b",
    rf"\b(?:can|could|have) {ANYONE} (?:please )?(?:call|ring|phone) me\b",
    rf"^{WHICH}(?:human(?: being)?|person|agent|operator|representative|customer service)(?: please| now)*$",
]), re.IGNORECASE)
MINE = r"my (?:personal )?(?:data|account|details|profile)(?![\w'-])"
DELETE = re.compile(rf"\b(?:delete|erase|wipe|remove|forget) (?:.*\b(?:about|on) me{END}|(?:all |of )*{MINE})"
                    rf"|\b(?:delete|erase) me\b|\b{MINE} (?:to be )?(?:deleted|erased|wiped|removed)", re.IGNORECASE)
# right before such words: "I don't want to", "am I", "I was", "do I have to", "do you"
NOT_ASKED = re.compile(r"(?:n't|\b(?:not|never|no need|without|am i|was|were|been|do i have|do you|did you))"
                       r"(?: (?:really|actually|just|even|want|need|have|like|wish|to))* ?$", re.IGNORECASE)


def asks_for_a_person(text: str) -> bool:
    """Whether a message asks for a person in plain words, or for what only a person may do: delete somebody's data.

    >>> texts = "i want speak with a human", "Can't I talk to your boss?", "Delete all that you know about me."
    >>> [asks_for_a_person(text) for text in texts]
    [True, True, True]
    >>> texts = "Am I talking to a real person?", "A lamp for a person who reads", "someone should help me choose"
    >>> [asks_for_a_person(text) for text in texts]
    [False, False, False]
    """
    parts = [" ".join(part.split()) for part in re.split(r"[.,:;!?\n]", text.replace("’", "'"))]
    return any(not NOT_ASKED.search(part[:found.start()]) for part in parts for words in (ASKED_FOR, DELETE)
               for found in words.finditer(part))
