"""How good a translation is: right or not, which mistake it is, and what BLEU and chrF make of it.

Sources: Papineni et al. 2002, BLEU: a Method for Automatic Evaluation of Machine Translation; Popović 2015, chrF:
character n-gram F-score for automatic MT evaluation; Post 2018, A Call for Clarity in Reporting BLEU Scores,
arXiv:1804.08771 (`sacrebleu`, which computes both here).
"""

from collections import Counter, defaultdict

import numpy as np
import torch

from llm_edu.applications.translation.language import same_stem, tag
from llm_edu.applications.translation.pairs import PairRows
from llm_edu.storyland import join_words


def name_mistake(right, said):
    """What is wrong with a translation into Talune: "none", "order" (the right words in another order), "ending" (each
    word is a form of the right one), or "word".   right, said: lists of words
    """
    right, said = list(right), list(said)
    if right == said:
        return "none"
    if Counter(right) == Counter(said):
        return "order"
    if len(right) == len(said) and all(map(same_stem, right, said)):
        return "ending"
    return "word"


def exact_share(pairs, outputs):
    """The share of translations that are right to the last word.   pairs: `Translation`s   outputs: lists of words"""
    return float(np.mean([list(pair.words) == list(output) for pair, output in zip(pairs, outputs, strict=True)]))


def bleu_and_chrf(right, said):
    """BLEU (word pieces of one to four words) and chrF (of one to six letters), each 0 to 100, of a whole set.

    right, said: texts, or lists of words, in the same order

    >>> [round(score) for score in bleu_and_chrf(["Mia hat a lost ."], ["Mia hat a lost ."])]
    [100, 100]
    """
    import sacrebleu

    right, said = ([each if isinstance(each, str) else join_words(each) for each in texts] for texts in (right, said))
    return (sacrebleu.corpus_bleu(said, [right]).score, sacrebleu.corpus_chrf(said, [right]).score)


def make_word_table(pairs):
    """Each English word's most frequent word in Talune: what a dictionary without grammar would hold."""
    counts = defaultdict(Counter)
    for pair in pairs:
        for word, sources in zip(pair.words, pair.alignment):
            counts[pair.source[sources[-1]]][word] += 1
    return {english: words.most_common(1)[0][0] for english, words in counts.items()}


def word_by_word(pairs, table):
    """Sentences looked up word by word, in the order of the English; what the table lacks ("did") is left out."""
    return [[table[word] for word in pair.source if word in table] for pair in pairs]


def scrambled(pairs, seed=0):
    """The right words, each sentence's in random order but for its last mark."""
    random = np.random.default_rng(seed)
    return [[*(pair.words[place] for place in random.permutation(len(pair.words) - 1)), pair.words[-1]]
            for pair in pairs]


@torch.no_grad()
def cross_weights(model, pairs, vocabulary):
    """What each word of the right translation looks at: for each layer (pairs, heads, target, source).

    Row t belongs to the word number t: the weights with which it was predicted. The row behind a sentence's last word
    belongs to its end.
    """
    batch, _ = PairRows.of(pairs, vocabulary).side_by_side(range(len(pairs)))
    record = []
    model(batch.to(model.embedding.weight.device), record)
    return [weights.cpu() for weights in record]


def alignment_share(weights, pairs):
    """The share of words that look most at a word they come from.   weights: (pairs, target, source)"""
    best, hits = weights.argmax(-1).tolist(), []
    for row, pair in zip(best, pairs, strict=True):
        hits += [place in sources for place, sources in zip(row, pair.alignment)]
    return float(np.mean(hits))


def alignment_by_kind(weights, pairs):
    """The share for each kind of English word ("noun", "mark" …), and how many there are: {kind: (share, count)}"""
    hits = defaultdict(list)
    for row, pair in zip(weights.argmax(-1).tolist(), pairs, strict=True):
        kinds = [token.kind for token in tag(pair.source)]
        for place, sources in zip(row, pair.alignment):
            hits[kinds[sources[-1]]].append(place in sources)
    return {kind: (float(np.mean(each)), len(each)) for kind, each in hits.items()}


def best_head(model, pairs, vocabulary):
    """(layer, head) whose weights fit the known alignment of these pairs best, and its share of hits."""
    shares = {(layer, head): alignment_share(weights[:, head], pairs)
              for layer, weights in enumerate(cross_weights(model, pairs, vocabulary))
              for head in range(weights.shape[1])}
    place = max(shares, key=shares.get)
    return place, shares[place]


def translate_all(model, pairs, vocabulary, at_once=400):
    """What the model makes of the English of these pairs, as lists of words."""
    found = []
    for start in range(0, len(pairs), at_once):
        sources = [vocabulary.encode(pair.source) for pair in pairs[start:start + at_once]]
        found += [vocabulary.decode(ids) for ids in model.write(sources)]
    return found
