"""A chat model of some thousand numbers, which knows nothing, with ChatML's markers."""

import torch

from llm_edu.tokenization import CL100K_PATTERN, BPETokenizer
from llm_edu.transformer import Transformer, TransformerConfig


def tiny_chat():
    """(model, tokenizer), the same at every call."""
    tokenizer = BPETokenizer.train("low lower lowest, slow and slower; user assistant system\n\n\n" * 3, 290,
                                   ["<|endoftext|>", "<|im_start|>", "<|im_end|>"], CL100K_PATTERN)
    config = TransformerConfig.llama(vocab_size=tokenizer.vocab_size, context_length=512, layers=1, width=16, heads=2)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Transformer(config).eval(), tokenizer
