"""How good a summary is: the words that it shares with a reference, and what it says that its source does not.

Sources: Lin 2004, ROUGE: A Package for Automatic Evaluation of Summaries (ROUGE-L); `rouge_score`, Google's program for
it, which most papers use; Maynez et al. 2020, On Faithfulness and Factuality in Abstractive Summarization,
arXiv:2005.00661 (what is not in the source, "extrinsic hallucinations").
"""

import re
from collections.abc import Callable, Sequence

from llm_edu.earlier_names import earlier_names


def words_of(text: str) -> list[str]:
    """The words of a text: letters, digits and underscores in a row.

    >>> words_of("Spanish painter (1599–1660)")
    ['Spanish', 'painter', '1599', '1660']
    """
    return re.findall(r"\w+", text)


def unsupported(summary: str, source: str) -> list[str]:
    """The names and numbers of a summary that its source does not contain, each once, in order.

    A number is a word with a digit in it. A name is a word with a capital at its start that is not the first of its
    sentence; a sentence ends with . ! or ? and white space. In the source, capitals do not matter.

    >>> unsupported("Spanish painter from Madrid (1599–1660)", "Velázquez, born in 1599, was a Spanish painter.")
    ['Madrid', '1660']
    """
    known, found = set(words_of(source.lower())), []
    for sentence in re.split(r"[.!?]\s", summary):
        for place, word in enumerate(words_of(sentence)):
            is_name = word[0].isupper() and place > 0
            if (is_name or any(map(str.isdigit, word))) and word.lower() not in known and word not in found:
                found.append(word)
    return found


def english_words_of(text: str) -> list[str]:
    """The words of a text as ROUGE has them: unaccented letters and digits in a row, in lower case.

    Every other character separates words, even an accented letter.

    >>> english_words_of("Velázquez, 1599")
    ['vel', 'zquez', '1599']
    """
    return re.findall("[a-z0-9]+", text.lower())


@earlier_names(right="reference")
def rouge_l(summary: str, reference: str, words: Callable[[str], Sequence[str]] = english_words_of) -> float:
    """ROUGE-L, 0 to 1: how many words a summary and a reference have in common, in the same order.

    Let `common` be the length of their longest common subsequence. The score is the harmonic mean of common / words of
    the summary and common / words of the reference. Capitals do not matter.
    words: a function that splits a text into words. By default the score equals that of `rouge_score` (without its
        stemmer), which does not know accents; `words_of` keeps accented words whole, as names and French need.

    >>> round(rouge_l("a Spanish painter", "Spanish court painter of Philip IV"), 3)    # 2 in common, of 3 and of 6
    0.444
    >>> rouge_l("Besançon", "Alençon"), rouge_l("Besançon", "Alençon", words_of)    # both have an "on" after the ç
    (0.5, 0.0)
    """
    first, second = words(summary.lower()), words(reference.lower())
    common = longest_common_subsequence(first, second)
    return 2 * common / (len(first) + len(second)) if common else 0.0


def longest_common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    """How many items two lists have in common, in the same order, perhaps with others between them.

    >>> longest_common_subsequence(["a", "b", "c"], ["a", "c", "b"])
    2
    """
    longest = [0] * (len(second) + 1)    # of what was read of first, and so many items of second
    for one in first:
        before = longest.copy()
        for place, other in enumerate(second):
            longest[place + 1] = before[place] + 1 if one == other else max(longest[place], before[place + 1])
    return longest[-1]


def first_sentence(text: str) -> str:
    """A text up to its first . ! or ? before white space; the whole text if there is none.

    >>> first_sentence("Soap is a salt. It cleans.")
    'Soap is a salt.'
    """
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
