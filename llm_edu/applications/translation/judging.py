"""How good a translation is: right or not, which mistake it is, and what BLEU and chrF make of it.

Sources: Papineni et al. 2002, BLEU: a Method for Automatic Evaluation of Machine Translation; Popović 2015, chrF:
character n-gram F-score for automatic MT evaluation; Post 2018, A Call for Clarity in Reporting BLEU Scores,
arXiv:1804.08771 (`sacrebleu`, which computes both here).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from llm_edu.applications.translation.encoder_decoder import EncoderDecoder
from llm_edu.applications.translation.language import Translation, same_stem, tag
from llm_edu.applications.translation.pairs import PairRows, Vocabulary
from llm_edu.storyland import join_words


def name_mistake(right: Sequence[str], said: Sequence[str]) -> str:
    """The kind of mistake in a translation into Talune: "none", "order", "ending" or "word".

    "order": the right words in another order   "ending": each word is a form of the right one   right, said: words
    """
    right, said = list(right), list(said)
    if right == said:
        return "none"
    if Counter(right) == Counter(said):
        return "order"
    if len(right) == len(said) and all(map(same_stem, right, said)):
        return "ending"
    return "word"


def exact_share(pairs: Sequence[Translation], outputs: Sequence[Sequence[str]]) -> float:
    """The share of translations that are right to the last word. outputs: words of each translation"""
    return float(np.mean([list(pair.words) == list(output) for pair, output in zip(pairs, outputs, strict=True)]))


def bleu_and_chrf(right: Sequence[str | Sequence[str]], said: Sequence[str | Sequence[str]]) -> tuple[float, float]:
    """BLEU (n-grams of one to four words) and chrF (of one to six letters), each 0 to 100, of a whole set.

    right, said: texts, or lists of words, in the same order; ValueError unless there are as many, and at least one

    >>> [round(score) for score in bleu_and_chrf(["Mia hat a lost ."], ["Mia hat a lost ."])]
    [100, 100]
    """
    import sacrebleu

    references, outputs = ([each if isinstance(each, str) else join_words(each) for each in texts]
                           for texts in (right, said))
    if len(references) != len(outputs) or not outputs:
        raise ValueError(f"each text needs its translation: there are {len(references)} and {len(outputs)}")
    return (sacrebleu.corpus_bleu(outputs, [references]).score, sacrebleu.corpus_chrf(outputs, [references]).score)


def make_word_table(pairs: Sequence[Translation]) -> dict[str, str]:
    """Each English word's most frequent word in Talune: a dictionary without grammar."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        for word, sources in zip(pair.words, pair.alignment):
            counts[pair.source[sources[-1]]][word] += 1
    return {english: words.most_common(1)[0][0] for english, words in counts.items()}


def word_by_word(pairs: Sequence[Translation], table: Mapping[str, str]) -> list[list[str]]:
    """Sentences translated word by word, in English word order; words that the table lacks ("did") are left out."""
    return [[table[word] for word in pair.source if word in table] for pair in pairs]


def scrambled(pairs: Sequence[Translation], seed: int = 0) -> list[list[str]]:
    """The right words of each sentence in random order; only the last mark keeps its position."""
    random = np.random.default_rng(seed)
    return [[*(pair.words[place] for place in random.permutation(len(pair.words) - 1)), pair.words[-1]]
            for pair in pairs]


@torch.no_grad()
def cross_weights(model: EncoderDecoder, pairs: Sequence[Translation], vocabulary: Vocabulary) -> list[Tensor]:
    """What each word of the right translation looks at: for each layer (pairs, heads, target, source).

    Row t has the weights with which word t was predicted. The row after a sentence's last word belongs to its end.
    """
    batch, _ = PairRows.of(pairs, vocabulary).side_by_side(range(len(pairs)))
    record: list[Tensor] = []
    model(batch.to(model.embedding.weight.device), record)
    return [weights.cpu() for weights in record]


def alignment_share(weights: Tensor, pairs: Sequence[Translation]) -> float:
    """The share of words that look most at a word they come from.   weights: (pairs, target, source)"""
    best = weights.argmax(-1).tolist()
    hits: list[bool] = []
    for row, pair in zip(best, pairs, strict=True):
        hits += [place in sources for place, sources in zip(row, pair.alignment)]
    return float(np.mean(hits))


def alignment_by_kind(weights: Tensor, pairs: Sequence[Translation]) -> dict[str, tuple[float, int]]:
    """`alignment_share` of each kind of English word ("noun", "mark" …), and their count: {kind: (share, count)}"""
    hits: dict[str, list[bool]] = defaultdict(list)
    for row, pair in zip(weights.argmax(-1).tolist(), pairs, strict=True):
        kinds = [token.kind for token in tag(pair.source)]
        for place, sources in zip(row, pair.alignment):
            hits[kinds[sources[-1]]].append(place in sources)
    return {kind: (float(np.mean(each)), len(each)) for kind, each in hits.items()}


def translate_all(model: EncoderDecoder, pairs: Sequence[Translation], vocabulary: Vocabulary, at_once: int = 400
                  ) -> list[list[str]]:
    """The model's translations of the English of these pairs, as words. at_once: sentences in a batch"""
    found: list[list[str]] = []
    for start in range(0, len(pairs), at_once):
        sources = [vocabulary.encode(pair.source) for pair in pairs[start:start + at_once]]
        found += [vocabulary.decode(ids) for ids in model.write(sources)]
    return found
