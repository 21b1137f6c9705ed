"""Language models: a probability for every possible next word (lesson 03).

Read in this order:
``measuring``   surprise, cross-entropy, perplexity, bits per byte
``counting``    n-grams: counts, smoothing, interpolation, and text sampled from them
``neural``      a bigram as a matrix, a network over a window of words, and ``fit``, which trains both
``padding``     texts of unequal length in one tensor, for models that read them whole (from lesson 04 on)

A **language model** here is any object with ``log_probs(words)``: the log probability of each word given the words
before it, and last that of the end.
"""

from llm_edu.language_models.counting import NGram, count_followers, interpolated, sample_text, smoothed
from llm_edu.language_models.measuring import END, bits_per_byte, cross_entropy, perplexity, text_surprise
from llm_edu.language_models.neural import (
    END_ID,
    BigramMatrix,
    WindowMLP,
    bigram_gradient,
    fit,
    make_windows,
    next_word_loss,
    window_logits,
)
from llm_edu.language_models.padding import IGNORED, pad_rows

__all__ = [
    "BigramMatrix",
    "END",
    "END_ID",
    "IGNORED",
    "NGram",
    "WindowMLP",
    "bigram_gradient",
    "bits_per_byte",
    "count_followers",
    "cross_entropy",
    "fit",
    "interpolated",
    "make_windows",
    "next_word_loss",
    "pad_rows",
    "perplexity",
    "sample_text",
    "smoothed",
    "text_surprise",
    "window_logits",
]
