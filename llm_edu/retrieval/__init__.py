"""Finding texts: by words, by meaning, and by both (lesson 15).

    from llm_edu.retrieval import Index, load_minilm

    encoder = load_minilm()
    index = Index.build(encoder, ["Paris is the capital of France.", "A cat is a small animal."])
    index.search(encoder, "Which city governs France?")

Read in this order:
``bm25``        documents ranked by the words that they share with the query
``wordpiece``, ``encoder``, ``loading``   BERT's tokenizer, and a sentence encoder with MiniLM's published weights
``fusion``      two rankings made one; `recall_at_k` and `mean_reciprocal_rank` say how good a ranking is
``chunks``      a long text in pieces
``index``       texts with their words and vectors, searched, renewed, and kept in a folder
"""

from llm_edu.retrieval.bm25 import BM25, WordCounts, count_words, rarity, saturation, split_into_words
from llm_edu.retrieval.chunks import Chunk, sentence_spans, split_into_chunks
from llm_edu.retrieval.encoder import EncoderBlock, EncoderConfig, SentenceEncoder
from llm_edu.retrieval.fusion import Measured, mean_reciprocal_rank, ranks_of, recall_at_k, reciprocal_rank_fusion
from llm_edu.retrieval.index import Found, Index
from llm_edu.retrieval.loading import load_encoder, load_minilm
from llm_edu.retrieval.wordpiece import WordPiece, read_wordpiece, split_words

__all__ = [
    "BM25",
    "Chunk",
    "EncoderBlock",
    "EncoderConfig",
    "Found",
    "Index",
    "Measured",
    "SentenceEncoder",
    "WordCounts",
    "WordPiece",
    "count_words",
    "load_encoder",
    "load_minilm",
    "mean_reciprocal_rank",
    "ranks_of",
    "rarity",
    "read_wordpiece",
    "recall_at_k",
    "reciprocal_rank_fusion",
    "saturation",
    "sentence_spans",
    "split_into_chunks",
    "split_into_words",
    "split_words",
]
