"""Is that a yes? Code reads what a customer answers to a draft that was read back, and a yes is to exactly that.

An answer is a yes if all its words are known, some of them agree, and none refuses: "Aye, go on then, thanks",
"Tuesday at 10 suits me". One unknown word, such as a *but*, an *if* or another number, and it is not a yes. In the same
way, a no is made of words that refuse. All else is neither, and the desk asks again: to ask costs a turn, and to carry
out what nobody wanted costs more.
"""

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Literal

from llm_edu.agents import yes_words as known

if TYPE_CHECKING:
    from llm_edu.agents.guard import Draft

LONGEST = 16    # words of a yes
LONGEST_PHRASE = 10    # words
THUMBS = {"👍": " yes ", "✅": " yes ", "👌": " yes ", "👎": " no ", "❌": " no "}
PLAIN = re.compile(r"[\w\s.,:;!'’\"“”()*/&×…–-]|[🙂😊😀😃😄😁😍🙏💪🎉🥳🤗❤\ufe0f🏻-🏿]")    # a yes has no other signs
WORD = re.compile(r"\d+(?:[.,:-]\d+)*|[^\W\d_]+")
HOUR = re.compile(r"\b(\d{1,2})(?::00)? ?(?:(a|p)\.?m\b\.?|(?=:00))(?::00)?")
BEGINS_WITH_NO = re.compile(
    r"\W*(?:(?:hm+|oh|ah|well|sorry|wait|um)\W+)?(?:no|nope|nah|stop)\b"
    r"(?:\W*(?:[,.!;:–-]|$)| (?:i|it|that|this|my|we|because|thanks?|please|sorry|forget)\b)", re.IGNORECASE)
DEED_WORDS = {"order", "buy", "place", "take", "cancel", "book", "reserve"}    # a read-back does not excuse these
Answer = Literal["yes", "no", "instead", "other", "unclear"]


def says_yes(text: str, draft: "Draft | None" = None) -> bool:
    """Whether a customer's message is a yes and nothing else. draft: what was read back, None if that is not known

    A yes with a condition or another wish is none, such as "yes, cancel it" after an order was read back.

    >>> [says_yes(text) for text in ("Yes, please!", "OK", "yes but only one", "Yes? No!", "yesterday")]
    [True, True, False, False, False]
    """
    return answer_to(draft, text) == "yes"


def answer_to(draft: "Draft | None", text: str) -> Answer:
    """What a message answers to a draft: "yes", "no", "instead" (no, and another wish), "other" (perhaps a wish or a
    question) or "unclear".

    >>> texts = "Brilliant, go for it!", "I'd rather not", "no, make it 3", "Yes, but is it blue?", "Yes, if I must"
    >>> [answer_to(None, text) for text in texts]
    ['yes', 'no', 'instead', 'other', 'unclear']
    """
    for sign, word in THUMBS.items():
        text = text.replace(sign, word)
    words = plain_words_of(text)
    agrees, refuses, left = parts_of(words, patterns(draft))
    unknown = left - words_read_back(draft)
    wish = "?" in text or holds_wish(words, draft)
    if refuses and not agrees and (not unknown or BEGINS_WITH_NO.match(text)):
        return "instead" if wish and unknown else "no"
    if not unknown and not refuses and is_meant(text, words):
        lukewarm = "thanks" in words and {*agrees} <= {"ok", "alright", "all right"}    # it may as well say goodbye
        if agrees and not lukewarm or re.fullmatch(known.DELIGHTED, " ".join(words) + " "):
            return "yes"
    return "other" if wish else "unclear"


def is_meant(text: str, words: list[str]) -> bool:
    """Whether a message of known words may be a yes: it is not a question or sarcastic, and has no strange sign."""
    strange = PLAIN.sub("", re.sub(r"why not *\?", "", text.lower()))
    return not strange and len(words) <= LONGEST and not re.fullmatch(known.NOT_MEANT, " ".join(words))


def plain_words_of(text: str) -> list[str]:
    """The words of a message in one spelling, without apostrophes and long vowels; an hour as one of 24.

    >>> " ".join(plain_words_of("Yesss, that's okay, two at 3pm thx"))
    'yes that is ok 2 at 15 thanks'
    """
    text = re.sub(r"([a-z])\1\1+", r"\1", re.sub(r"['’]", "", text.lower()))
    text = HOUR.sub(lambda found: str(int(found[1]) % 12 + 12 * (found[2] == "p") if found[2] else int(found[1])), text)
    return " ".join(known.SPELLINGS.get(word, word) for word in WORD.findall(text)).split()


def parts_of(words: list[str], kinds: tuple[re.Pattern[str], ...]) -> tuple[list[str], list[str], Counter[str]]:
    """The phrases of a message that agree, those that refuse, and the words that are in no known phrase; read from the
    left, the longest phrase first.

    kinds: what refuses, what agrees, and what is only polite
    """
    found: tuple[list[str], ...] = ([], [], [])
    left, at = Counter[str](), 0
    while at < len(words):
        phrases = [" ".join(words[at:end]) for end in range(min(len(words), at + LONGEST_PHRASE), at, -1)]
        fitting = [(phrase, place) for phrase in phrases for place, kind in enumerate(kinds) if kind.fullmatch(phrase)]
        if fitting:
            phrase, place = fitting[0]
            found[place].append(phrase)
            at += len(phrase.split())
        else:
            left[words[at]] += 1
            at += 1
    return found[1], found[0], left


def patterns(draft: "Draft | None") -> tuple[re.Pattern[str], ...]:
    """What refuses, what agrees, and what is only polite, as answers to a draft."""
    tool = draft.call.tool if draft is not None and draft.call.tool in known.DEEDS else ""
    day = re.search(r"\b[A-Z]\w+day\b", draft.read_back) if draft is not None else None
    return compiled(tool, day[0].lower() if day else "that day")


@cache
def compiled(tool: str, day: str) -> tuple[re.Pattern[str], ...]:
    """The same for a tool, "" for any, and a weekday."""
    standing = {"CONFIRM": known.CONFIRMS.get(tool, "confirm IT"), "KEEP": known.KEEPS.get(tool, "never mind"),
                "DEED": known.DEEDS.get(tool, "do IT"), "THING": known.THINGS.get(tool, "that"), "DAY": day,
                "IT": known.IT}

    def pattern(phrases: str) -> re.Pattern[str]:
        text = "|".join(phrases.strip().splitlines())
        for name, part in standing.items():    # each may name those after it
            text = re.sub(rf"\b{name}\b", f"(?:{part})", text)
        return re.compile(f"(?:please |just |kindly |do )?(?:{text})")

    return pattern(known.REFUSES), pattern(known.AGREES), pattern(known.POLITE)


def words_read_back(draft: "Draft | None") -> Counter[str]:
    """The words of a draft that an answer may repeat, each as often as it is there, and in the plural."""
    words = plain_words_of(draft.read_back) if draft is not None else []
    words = [word for word in words if word not in DEED_WORDS]
    return Counter([*words, *(word + "s" for word in words)])


def holds_wish(words: list[str], draft: "Draft | None") -> bool:
    """Whether an answer may ask or want something else than what was read back."""
    words = [word for word in words if word not in ("and", "but", "yes", "no", "ok", "hi", "hello")]
    new = Counter(words) - words_read_back(draft)
    return any(word in known.WISH or word[0].isdigit() for word in new) or bool(words) and words[0] in known.ASKS
