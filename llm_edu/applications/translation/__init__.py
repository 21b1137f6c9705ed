"""Translation: from Storyland's English into Talune, a made-up language about which everything is known.

Read in this order:
``lexicon``           the words of both languages; ``language``: the rules, so that `translate` is exact
``nonsense``          sentences in which nothing can be guessed
``pairs``             sentences for training and held-out ones, and how a model reads them
``encoder_decoder``   `cross_attention`, and the model of Vaswani and others (2017) built around it
``training``          how it learns in half a minute
``judging``           right or wrong, the kind of mistake, BLEU and chrF; what the model looks at, and what it should
"""

from llm_edu.applications.translation.encoder_decoder import CrossAttention, EncoderDecoder, cross_attention
from llm_edu.applications.translation.judging import (
    alignment_by_kind,
    alignment_share,
    bleu_and_chrf,
    cross_weights,
    exact_share,
    make_word_table,
    name_mistake,
    scrambled,
    translate_all,
    word_by_word,
)
from llm_edu.applications.translation.language import Translation, same_stem, translate
from llm_edu.applications.translation.nonsense import make_nonsense
from llm_edu.applications.translation.pairs import Corpus, PairRows, Vocabulary, make_corpus, split_sentences
from llm_edu.applications.translation.training import new_translator, translator_training

__all__ = [
    "Corpus",
    "CrossAttention",
    "EncoderDecoder",
    "PairRows",
    "Translation",
    "Vocabulary",
    "alignment_by_kind",
    "alignment_share",
    "bleu_and_chrf",
    "cross_attention",
    "cross_weights",
    "exact_share",
    "make_corpus",
    "make_nonsense",
    "make_word_table",
    "name_mistake",
    "new_translator",
    "same_stem",
    "scrambled",
    "split_sentences",
    "translate",
    "translate_all",
    "translator_training",
    "word_by_word",
]
