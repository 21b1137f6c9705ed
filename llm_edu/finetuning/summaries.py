"""How good a summary is: how much of a right one's words it has, and what it says that its source does not.

Sources: Lin 2004, ROUGE: A Package for Automatic Evaluation of Summaries (ROUGE-L); `rouge_score`, Google's program for
it, which most papers use; Maynez et al. 2020, On Faithfulness
and Factuality in Abstractive Summarization, arXiv:2005.00661 (what is not in the source, "extrinsic hallucinations").
"""

import re


def words_of(text):
    """The words of a text: letters, digits and underscores in a row.

    >>> words_of("Spanish painter (1599–1660)")
    ['Spanish', 'painter', '1599', '1660']
    """
    return re.findall(r"\w+", text)


def unsupported(summary, source):
    """The names and numbers of a summary that its source does not have, each once, in order.

    A number is a word with a digit in it; a name is a word that begins with a capital and is not the first of its
    sentence. (A sentence ends with . ! or ? and white space.) A source has a word whatever the capitals are.

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


def english_words_of(text):
    """The words of a text as ROUGE has them: unaccented letters and digits in a row, in small letters.

    Every other character parts two words, also an accented letter.

    >>> english_words_of("Velázquez, 1599")
    ['vel', 'zquez', '1599']
    """
    return re.findall("[a-z0-9]+", text.lower())


def rouge_l(summary, right, words=english_words_of):
    """ROUGE-L, 0 to 1: how many words a summary and a right one have in common, in the same order.

    With `common` the length of their longest common subsequence, the harmonic mean of common / words of the one and
    common / words of the other. Capitals do not matter.
    words: what parts a text into words. As it is, the score equals that of `rouge_score` (without its stemmer), which
    knows no accents; `words_of` leaves accented words whole, in names or in French.

    >>> round(rouge_l("a Spanish painter", "Spanish court painter of Philip IV"), 3)    # 2 in common, of 3 and of 6
    0.444
    >>> rouge_l("Besançon", "Alençon"), rouge_l("Besançon", "Alençon", words_of)    # both have an "on" after the ç
    (0.5, 0.0)
    """
    first, second = words(summary.lower()), words(right.lower())
    common = longest_common_subsequence(first, second)
    return 2 * common / (len(first) + len(second)) if common else 0.0


def longest_common_subsequence(first, second):
    """How many items two lists have in common, in the same order, with others between.

    >>> longest_common_subsequence(["a", "b", "c"], ["a", "c", "b"])
    2
    """
    longest = [0] * (len(second) + 1)    # of what was read of the first, and so many of the second
    for one in first:
        before = longest.copy()
        for place, other in enumerate(second):
            longest[place + 1] = before[place] + 1 if one == other else max(longest[place], before[place + 1])
    return longest[-1]


def first_sentence(text):
    """A text up to its first . ! or ? that white space follows; the whole where there is none.

    >>> first_sentence("Soap is a salt. It cleans.")
    'Soap is a salt.'
    """
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
