"""Remedies in the data: swap gendered words in some texts, or draw texts so that each job has as many she as he.

A text with its gendered words swapped is a **counterfactual**: what the author would have written about a person of
the other gender. If a model reads both versions equally often, it cannot learn from them who does which job.

Sources: Zhao et al. 2018, Gender Bias in Coreference Resolution, arXiv:1804.06876 (swapped sentences are added); Lu et
al. 2018, Gender Bias in Neural Natural Language Processing, arXiv:1807.11714 (the name, counterfactual data
augmentation); Hall Maudslay et al. 2019, It's All in the Name, arXiv:1909.00871 (each text swapped with probability
1/2 instead of added; names).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from random import Random

Pairs = Iterable[tuple[str, str]]

GENDER_PAIRS = (
    ("she", "he"), ("herself", "himself"), ("woman", "man"), ("women", "men"), ("girl", "boy"), ("girls", "boys"),
    ("lady", "gentleman"), ("ladies", "gentlemen"), ("mother", "father"), ("mothers", "fathers"), ("mum", "dad"),
    ("daughter", "son"), ("daughters", "sons"), ("sister", "brother"), ("sisters", "brothers"), ("wife", "husband"),
    ("wives", "husbands"), ("aunt", "uncle"), ("grandmother", "grandfather"), ("niece", "nephew"), ("queen", "king"),
    ("princess", "prince"), ("actress", "actor"), ("female", "male"), ("females", "males"),
)
"""Words that differ by gender alone, as lower-case pairs. What has no partner of one word (*beard*) is missing."""
PRONOUNS = (("she", "he"),)    # the small village has no mothers or kings to swap

# After "her" in the sense of "whom" comes one of these, or no word at all; after "her" as in "her hat", a noun phrase.
AFTER_WHOM = frozenset(
    "a about after again against all along and any around as at away back because before behind both but by down "
    "during every for from how if in instead into is it like near of off on onto or out over since so some than "
    "that the their them there these this those though through to together tomorrow too towards under until up "
    "was were what when where which while who whom why will with without would yesterday".split())

WORD = re.compile(r"[^\W\d_]+")
NEXT_WORD = re.compile(r"[ \t\n]+([^\W_]+)")


def counterfactual(text: str, pairs: Pairs) -> str:
    """The text with the two words of each pair exchanged, everywhere and in both directions at once.

    pairs: lower-case words, each in one pair. A word of the text is a run of letters; it matches in any capitals, and
    its partner is written with the same: "she", "She" and "SHE" become "he", "He" and "HE". All else stays as it is.
    Raises ValueError for a word in two pairs.

    >>> counterfactual("SHE said: he's a king, and She sheds tears.", [("she", "he"), ("queen", "king")])
    "HE said: she's a queen, and He sheds tears."
    """
    partner: dict[str, str] = {}
    for one, other in pairs:
        for word, instead in ((one, other), (other, one)):
            if partner.setdefault(word.lower(), instead.lower()) != instead.lower():
                raise ValueError(f"{word!r} is in two pairs, so it is not clear what to write instead")
    return WORD.sub(lambda found: in_capitals_of(found[0], partner.get(found[0].lower(), found[0])), text)


def in_capitals_of(word: str, instead: str) -> str:
    """Another word, with the capitals of this one: all, the first, or as it is.

    >>> in_capitals_of("HER", "his"), in_capitals_of("Her", "his"), in_capitals_of("her", "his")
    ('HIS', 'His', 'his')
    """
    if len(word) > 1 and word.isupper():
        return instead.upper()
    return instead[:1].upper() + instead[1:] if word[:1].isupper() else instead


def swap_gender(text: str, names: Pairs = (), pairs: Pairs = GENDER_PAIRS) -> str:
    """The text with the words of the pairs swapped, and the pronouns that have no single partner: her, hers, him, his.

    names: pairs of names to swap as well, by default none: a text about Mia stays one about Mia, who is then "he"

    *Her* is the trap. It answers *whom?* (him) or *whose?* (his), and only what follows can tell: where a word comes
    next that begins no noun phrase, or none, it is *whom*. *His* before such a word becomes *hers*. So the rule is
    wrong where a noun follows *whom*: in "They gave her soup", *her* becomes *his*.

    >>> swap_gender("She saw her. Her hat is hers, not his.")
    'He saw him. His hat is his, not hers.'
    >>> swap_gender("They gave her soup.")    # a mistake: it should be him
    'They gave his soup.'
    """
    return counterfactual(WORD.sub(swapped_pronoun, text), (*pairs, *names))


def swapped_pronoun(found: re.Match) -> str:
    """What replaces a word if it is her, hers, him or his; else the word itself.

    found: a match of WORD, which knows the text around it
    """
    word = found[0]
    kind = word.lower()
    if kind not in ("her", "hers", "him", "his"):
        return word
    follows = NEXT_WORD.match(found.string, found.end())
    alone = follows is None or follows[1].lower() in AFTER_WHOM
    instead = {"him": "her", "hers": "his", "her": "him" if alone else "his", "his": "hers" if alone else "her"}[kind]
    return in_capitals_of(word, instead)


def with_counterfactuals(texts: Sequence[str], share: float, swap: Callable[[str], str] = swap_gender, seed: int = 0
                         ) -> list[str]:
    """The same texts, a random share of them replaced by their counterfactuals. Their number stays the same.

    share: from 0 to 1; with 1/2, each text is as likely to be read one way as the other, and with 1 all are swapped,
    which turns a skew round   swap: makes a text's counterfactual
    Raises ValueError for a share out of range.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}; it must be from 0 to 1")
    chosen = set(Random(f"swap {seed}").sample(range(len(texts)), round(share * len(texts))))
    return [swap(text) if number in chosen else text for number, text in enumerate(texts)]


def partly_evened(texts: Sequence[str], jobs: Collection[str], seed: int = 0) -> list[str]:
    """The texts of a village in which visitors with these jobs are as often she as he, and all else stays as it is.

    Each story about such a visitor is swapped with probability 1/2: `One evening a smith came to the village. She …`
    """
    random, starts = Random(f"even {seed}"), tuple(f"One evening a {job} " for job in jobs)
    return [swap_gender(text, pairs=PRONOUNS) if text.startswith(starts) and random.random() < 0.5 else text
            for text in texts]


def balanced(groups: Sequence[tuple[Hashable, Hashable] | None], share: float = 1.0, seed: int = 0) -> list[int]:
    """The numbers of texts to read so that, in each group, every value comes equally often. Some are read repeatedly.

    groups: for each text (group, value), such as ("smith", "he"), or None for a text that belongs to none
    share: how far to go: 0 leaves all as it is, 1 makes the values of a group equally frequent
    ->   as many numbers as there are texts: each group keeps its size, a value that is too frequent loses texts at
    random, and one that is too rare gets copies of its own; a value that never comes stays away
    Raises ValueError for a share out of range.

    >>> groups = [("smith", "he"), ("smith", "he"), ("smith", "he"), ("smith", "she"), None]
    >>> sorted(groups[number] for number in balanced(groups) if groups[number])
    [('smith', 'he'), ('smith', 'he'), ('smith', 'she'), ('smith', 'she')]
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share is {share}; it must be from 0 to 1")
    random = Random(f"balance {seed}")
    chosen = [number for number, group in enumerate(groups) if group is None]
    values: dict[Hashable, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, group in enumerate(groups):
        if group is not None:
            values[group[0]][group[1]].append(number)
    for members in values.values():
        size = sum(map(len, members.values()))
        wanted = [(1 - share) * len(own) + share * size / len(members) for own in members.values()]
        for own, count in zip(members.values(), whole_numbers(wanted), strict=True):
            copies, rest = divmod(count, len(own))
            chosen += own * copies + random.sample(own, rest)
    return chosen


def whole_numbers(wanted: Sequence[float]) -> list[int]:
    """Whole numbers near these, with the same sum.

    >>> whole_numbers([1.5, 1.5])
    [2, 1]
    """
    total = 0.0
    counts: list[int] = []
    for each in wanted:
        counts.append(int(total + each + 0.5) - sum(counts))
        total += each
    return counts
