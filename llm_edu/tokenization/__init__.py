"""Text to numbers and back: byte-level byte-pair encoding, trained and applied in plain Python.

    tokenizer = BPETokenizer.train(Path("corpus.txt"), vocab_size=8192, special_tokens=["<|endoftext|>"])
    tokenizer.encode("How many r in strawberry?")
    load_tokenizer("gpt2"), load_tokenizer("cl100k"), load_tokenizer("o200k"), load_tokenizer("smollm2")

Read in this order:
``by_hand``      the whole idea in forty lines, as you build it in lesson 01
``cleaning``     raw text to clean text
``patterns``     how text is cut into pre-tokens before any merge
``training``     the same merges as by hand, from millions of words in seconds
``merging``      applying merges to one pre-token
``tokenizer``    ``BPETokenizer``: all of it together, with special tokens and a ``word_cache``
``streaming``    endless texts
``loading``      published vocabularies (``gguf_metadata``, ``recovering``, ``visible_bytes`` read their files)
``storage``, ``tiktoken_bridge``: for other tools; ``checks``: what could be wrong with a vocabulary

Sources: Sennrich, Haddow and Birch 2016, arXiv:1508.07909; Radford et al. 2019 (GPT-2), which applied it to bytes.
"""

from llm_edu.tokenization.by_hand import (
    count_pairs,
    decode_with_merges,
    encode_with_merges,
    merge_pair,
    train_bpe,
)
from llm_edu.tokenization.cleaning import clean_text, deduplicate
from llm_edu.tokenization.loading import load_tokenizer, tokenizer_from_gguf, tokenizer_from_gpt2_files
from llm_edu.tokenization.patterns import CL100K_PATTERN, GPT2_PATTERN, O200K_PATTERN, SMOLLM2_PATTERN
from llm_edu.tokenization.tokenizer import BPETokenizer
from llm_edu.tokenization.training import MergeStep

__all__ = [
    "BPETokenizer",
    "CL100K_PATTERN",
    "GPT2_PATTERN",
    "MergeStep",
    "O200K_PATTERN",
    "SMOLLM2_PATTERN",
    "clean_text",
    "count_pairs",
    "decode_with_merges",
    "deduplicate",
    "encode_with_merges",
    "load_tokenizer",
    "merge_pair",
    "tokenizer_from_gguf",
    "tokenizer_from_gpt2_files",
    "train_bpe",
]
