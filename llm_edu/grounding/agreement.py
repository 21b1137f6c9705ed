"""Is a model of one mind? The answer that it gives most often, and the share of its answers that agree.

    answer, share = most_frequent_answer(["Rome", "the Rome", "Milan"])        # "rome", 2/3

Sources: Wang et al. 2022, Self-Consistency Improves Chain of Thought Reasoning in Language Models, arXiv:2203.11171
(the most frequent of sampled answers); Manakul, Liusie and Gales 2023, SelfCheckGPT, arXiv:2303.08896 (samples that
disagree as a sign of invention); Rajpurkar et al. 2016, SQuAD, arXiv:1606.05250 (how answers are simplified).
"""

import string
from collections import Counter
from collections.abc import Sequence

ARTICLES = frozenset({"a", "an", "the"})
WITHOUT_PUNCTUATION = str.maketrans("", "", string.punctuation)


def simplified(answer: str) -> str:
    """An answer in lower case, without ASCII punctuation and without the words a, an and the, one space between words.

    >>> simplified(" The U.S.,  a state ")
    'us state'
    """
    words = answer.lower().translate(WITHOUT_PUNCTUATION).split()
    return " ".join(word for word in words if word not in ARTICLES)


def most_frequent_answer(answers: Sequence[str]) -> tuple[str, float]:
    """The most frequent answer, simplified, and the share of the answers that are the same when simplified.

    Among equally frequent ones it is the one that came first. Raises ValueError where there are no answers.

    >>> most_frequent_answer(["Rome.", "Milan", "the rome", "Turin"])
    ('rome', 0.5)
    """
    if not len(answers):
        raise ValueError("there are no answers, so none of them is the most frequent")
    counts = Counter(map(simplified, answers))
    answer = max(counts, key=counts.__getitem__)    # a Counter keeps the order in which answers came
    return answer, counts[answer] / len(answers)
