"""Is that a yes? A customer's message confirms a draft only if it is a yes to exactly that, and nothing else.

So a message is a yes when it is made of known parts alone: words of assent, the deed itself ("please book it"), what
was read back ("Friday at 11"), and thanks. One unknown word, such as a *but*, a *not* or another number, and it is not
a yes. To ask again is cheap; to carry out what nobody wanted is not.
"""

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llm_edu.agents.guard import Draft

LONGEST_YES = 16    # words
IS = r"(?:that|this|it)(?: is| s|s)(?: all| quite| exactly| perfectly| absolutely)?"    # "that's" is "that s" here
ASSENT = (r"(?:yes|y|yep|yeah|yup|sure|ok|okay|correct|right|exactly|absolutely|definitely|certainly|of course|agreed|"
          r"all right|alright|go ahead|i agree|sounds good|please do|(?:please )?do (?:it|that|this|so)|"
          rf"{IS} (?:right|correct|fine|ok|okay|good|perfect|it)|(?:i )?confirm(?:ed)?(?: it| that| this)?)"
          r"(?: then| now)?")
POLITE = r"(?:please|pls|plz|thanks|thank you|thx|many thanks|thanks a lot|very much|perfect|great|good|fine|very)"
LUKEWARM, THANKS = r"\b(?:ok|okay|all right|alright)\b", re.compile(r"\bth(?:anks|ank you|x)\b")
# tool -> how a customer names the deed; with what is put, and with what it is confirmed
DEEDS = {"place_order": (r"(?:i(?: ll| will)? )?(?:order|buy|place|take)", "the order|my order|this order"),
         "cancel_order": (r"cancel(?: (?:the|my|this|that))?(?: order)?", "the cancellation"),
         "book_slot": (r"(?:book|reserve)", "the booking|the appointment|the slot")}
DEED_WORDS = {"order", "buy", "place", "take", "cancel", "book", "reserve"}    # a read-back does not excuse these


def says_yes(text: str, draft: "Draft | None" = None) -> bool:
    """Whether a customer's message is a yes and nothing else. draft: what was read back, None if that is not known

    A yes with a condition or another wish is none, such as "yes, cancel it" after an order was read back.

    >>> [says_yes(text) for text in ("Yes, please!", "OK", "yes but only one", "Yes? No!", "yesterday")]
    [True, True, False, False, False]
    """
    words = re.findall(r"\d+(?:[.,:-]\d+)*|[^\W\d_]+", text.lower())
    if "?" in text or not words or len(words) > LONGEST_YES:
        return False
    text, assent = " ".join(words), ASSENT
    if draft is not None and draft.call.tool in DEEDS:
        deed, thing = DEEDS[draft.call.tool]
        things = "it|that|this|them|" + thing
        assent = rf"(?:go ahead and )?{deed}(?: (?:{things}))?(?: now)?|(?:i )?confirm (?:{thing})|{assent}"
    parts = re.sub(rf"\b(?:{assent})(?!\S)", "\x01", text)
    if THANKS.search(text) and parts.count("\x01") == len(re.findall(LUKEWARM, text)):
        return False    # "ok, thanks" may as well end the conversation
    left = re.sub(rf"\b{POLITE}\b", " ", parts.replace("\x01", " ")).split()
    return "\x01" in parts and not Counter(left) - words_read_back(draft)


def words_read_back(draft: "Draft | None") -> Counter[str]:
    """The words of a draft that a yes may repeat, each as often as it is there."""
    if draft is None:
        return Counter()
    words = re.findall(r"\d+(?:[.,:-]\d+)*|[^\W\d_]+", draft.read_back.lower())
    return Counter(word for word in words if word not in DEED_WORDS)
