"""Words as vectors: counted, learned, compared and averaged (lesson 02).

    model = train_skip_gram([["Mia", "feeds", "her", "cat"], …])
    model.vectors.nearest("cat")
    WordVectors(*load_word2vec()).analogy("king", "man", "woman")

Read in this order:
``vectors``     one-hot, cosine, nearest neighbours, and ``WordVectors``, a table of them
``counting``    which words occur near which, and how surprising that is
``skip_gram``   vectors learned by telling real neighbours from random words
``analogies``   king - man + woman, and how often that works
``sentences``   averages of word vectors, and a search engine made of them

Only NumPy is needed. Each function names its source.
"""

from llm_edu.embeddings.analogies import AnalogyResults, analogy, evaluate_analogies
from llm_edu.embeddings.counting import cooccurrence, pair_ids, positive_pmi, skip_gram_pairs, vocabulary_of
from llm_edu.embeddings.sentences import average_embedding, rarity_weights, search
from llm_edu.embeddings.skip_gram import (
    SkipGram,
    noise_distribution,
    pair_gradient,
    sigmoid,
    skip_gram_step,
    train_skip_gram,
)
from llm_edu.embeddings.vectors import (
    UnknownWordError,
    WordVectors,
    cosine_similarity,
    nearest,
    one_hot,
    unit_vectors,
)

__all__ = [
    "AnalogyResults",
    "SkipGram",
    "UnknownWordError",
    "WordVectors",
    "analogy",
    "average_embedding",
    "cooccurrence",
    "cosine_similarity",
    "evaluate_analogies",
    "nearest",
    "noise_distribution",
    "one_hot",
    "pair_gradient",
    "pair_ids",
    "positive_pmi",
    "rarity_weights",
    "search",
    "sigmoid",
    "skip_gram_pairs",
    "skip_gram_step",
    "train_skip_gram",
    "unit_vectors",
    "vocabulary_of",
]
