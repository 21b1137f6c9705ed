"""CrowS-Pairs: which of two sentences is more probable, and what may be wrong with a pair.

Sources: Nangia, Vania, Bhalerao, Bowman 2020, CrowS-Pairs, arXiv:2010.00133. Blodgett, Lopez, Olteanu, Sim, Wallach
2021, Stereotyping Norwegian Salmon: An Inventory of Pitfalls in Fairness Benchmark Datasets, ACL 2021, pages 1004–1015.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from torch import Tensor

from llm_edu.assets import SentencePair
from llm_edu.bias.likelihood import text_log_probs
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

FAULTS = ("more than one word", "unequal tokens", "goes against a stereotype", "annotators disagree")
ENOUGH_AGREE = 4    # annotators out of five


def pair_scores(model: Transformer, tokenizer: BPETokenizer, pairs: Sequence[SentencePair]) -> Tensor:
    """Log P of the more stereotypical sentence minus that of the other, in nats: (pairs,)"""
    texts = [each.more for each in pairs] + [each.less for each in pairs]
    more, less = text_log_probs(model, tokenizer, texts).view(2, -1)
    return more - less


def changed_words(first: str, second: str) -> list[tuple[str, str]]:
    """Where two sentences differ: the words of each.

    >>> changed_words("He likes his old car.", "She likes her old car.")
    [('He', 'She'), ('his', 'her')]
    """
    one, other = (re.findall(r"[\w'’]+|[^\w\s]", text) for text in (first, second))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(" ".join(one[start:end]), " ".join(other[begin:stop]))
            for kind, start, end, begin, stop in matcher.get_opcodes() if kind != "equal"]


def faults(pair: SentencePair, tokenizer: BPETokenizer) -> frozenset[str]:
    """What a program can find wrong with a pair: some of `FAULTS`. Nothing found does not make it a good one."""
    changes = changed_words(pair.more, pair.less)
    lengths = {len(tokenizer.encode(text)) for text in (pair.more, pair.less)}
    found = {
        "more than one word": len(changes) != 1 or any(" " in words for words in changes[0]),
        "unequal tokens": len(lengths) > 1,
        "goes against a stereotype": not pair.stereotype,
        "annotators disagree": pair.agreeing < ENOUGH_AGREE,
    }
    return frozenset(name for name in FAULTS if found[name])
