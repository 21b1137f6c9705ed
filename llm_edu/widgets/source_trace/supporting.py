"""Which sentence of a passage supports a sentence of an answer? A program decides by words; no model is asked."""

IN_SENTENCE, UP_TO_THERE = 0.5, 0.75    # of the words of the answer's sentence
# Words that nearly every sentence has say nothing about its source.
COMMON = frozenset("""a an and are as at be been but by for from had has have he her his i in is it its of on or
    she that the their there they this these those to was were which who will with""".split())


def telling_words(sentence: str) -> tuple[set[str], set[str]]:
    """The words with a digit, and the others without those that nearly every sentence has.

    >>> [sorted(words) for words in telling_words("It was founded in 1922.")]
    [['1922'], ['founded']]
    """
    from llm_edu.retrieval import split_into_words  # here, because it brings PyTorch, and other widgets need none

    words = set(split_into_words(sentence)) - COMMON
    numbers = {word for word in words if any(map(str.isdigit, word))}
    return numbers, words - numbers


def shares_words(sentence: str, passage: str) -> tuple[int, int] | None:
    """Supported: a sentence has all numbers and half of the other words, and with the text before it three quarters.

    The sentence of the passage with most words of the answer's sentence, as (start, end) in the passage; of equals the
    first. None if there is none, or if the answer's sentence has no telling word. The text before counts because a
    name often stands there, and then "it". Words alone are compared: "founded" is not "established", "not" makes no
    difference, and "it" may be something else. So what is supported may still be wrong.

    >>> passage = "The BBC is British. It was founded in 1922."
    >>> start, end = shares_words("The BBC was founded in 1922.", passage)
    >>> passage[start:end]
    'It was founded in 1922.'
    >>> shares_words("It was founded in 1923.", passage) is None
    True
    """
    from llm_edu.retrieval import sentence_spans, split_into_words

    numbers, others = telling_words(sentence)
    best, most, read = None, 0.0, set()
    for start, end in sentence_spans(passage) if numbers or others else []:
        said = set(split_into_words(passage[start:end]))
        read |= said
        shares = [len(others & words) / len(others) if others else 1.0 for words in (said, read)]
        if numbers <= said and shares[0] >= IN_SENTENCE and shares[1] >= UP_TO_THERE and shares[0] > most:
            best, most = (start, end), shares[0]
    return best
