"""Does an answer stand in the passage that was found? A program checks it by words; no model is asked.

It knows what is written, not what is meant: an answer that puts the right words together wrongly passes.
"""

from llm_edu.retrieval import sentence_spans, split_into_words
from llm_edu.retrieval.bm25 import WORD

ABOUT, SAID = 0.6, 0.5    # shares of words that must be found: of a question in its passage, of an answer in a sentence
ASKING = frozenset("how what when where which who whom whose why".split())
SMALL = frozenset("""a about after all also am an and any are as at be because been before but by can could d
did do does for from had has have he her here hers him his how i if in into is it its ll m me might more most
my no not of on one or our out over re s she should so some such t than that the their them then there these
they this those to too up us ve was we were what when where which while who whom whose why will with would yes
you your""".split())
KINDS = frozenset(("age", "country", "date", "day", "kind", "many", "much", "name", "number", "place", "time", "year"))
FRAME = frozenset(("document", "text", "passag", "mention", "stat", "say", "said", "accord", "answer"))    # of answers


def words_of(text: str) -> set[str]:
    """The words of a text that say something, without their endings.

    >>> sorted(words_of("The mills by the river opened at 6."))
    ['6', 'mill', 'open', 'river']
    """
    return {stem(word) for word in split_into_words(text) if word not in SMALL}


def stem(word: str) -> str:
    """A word without the usual endings of English, the same for words that belong together, and no word itself.

    >>> [stem(word) for word in ("die", "died", "close", "closing", "glass", "king")]
    ['di', 'di', 'clos', 'clos', 'glass', 'king']
    """
    for ending, least in (("ing", 3), ("ed", 2), ("es", 2), ("s", 3), ("e", 2)):
        if word.endswith(ending) and not word.endswith("ss") and len(word) >= len(ending) + least:
            return word[:-len(ending)]
    return word


def names_of(text: str) -> set[str]:
    """Names and numbers in a text, as `words_of` has them; its first word has a capital anyway and does not count.

    >>> sorted(names_of("Who is the mayor of Atlantis in 1990?"))
    ['1990', 'atlanti']
    """
    later = WORD.findall(text)[1:]
    return set().union(*(words_of(word) for word in later if word[0].isupper() or word[0].isdigit()))


def is_about(question: str, passage: str, file: str = "") -> bool:
    """Whether a passage, or the name of its file, has all names and numbers of a question and most of its words; not
    counting those that name the kind of answer, such as "year".

    >>> passage = "The mill was built in 1743."
    >>> [is_about(question, passage) for question in ("Who built the mill?", "Who built the bridge?")]
    [True, False]
    """
    present = words_of(passage) | words_of(file)
    asked = words_of(" ".join(word for word in split_into_words(question) if word not in KINDS))
    return names_of(question) <= present and (not asked or share(asked, present) >= ABOUT)


def cite(answer: str, question: str, passage: str) -> tuple[int, int] | None:
    """Where in a passage that `is_about` the question the best sentence is in which an answer stands: (start, end).

    That sentence has at least one word of the answer that the question does not have, and with the sentence before it
    half of them; all names and numbers among them are in the passage. None where no sentence is like that. An answer
    that says nothing new is enough only where the question does not ask who, when, what, ….

    >>> passage = "The mill is old. It opens at six on Monday."
    >>> start, end = cite("At six.", "When does the mill open?", passage)
    >>> passage[start:end]
    'It opens at six on Monday.'
    >>> cite("At seven.", "When does the mill open?", passage)
    >>> cite("The mill opens.", "When does the mill open?", passage)
    """
    said, asked = words_of(answer) - FRAME, words_of(question)
    new = said - asked if said - asked or ASKING & set(split_into_words(question)) else said
    if not names_of(answer) & new <= words_of(passage):
        return None
    before: set[str] = set()    # the words of the sentence before
    best = (0.0, 0.0), None
    for start, end in sentence_spans(passage):
        here = words_of(passage[start:end])
        near, before = here | before, here
        if new & here and share(new, near) >= SAID:
            best = max(best, ((share(new, here), share(said, near)), (start, end)), key=lambda found: found[0])
    return best[1]


def share(words: set[str], inside: set[str]) -> float:
    """Which share of words is in others."""
    return len(words & inside) / max(len(words), 1)
