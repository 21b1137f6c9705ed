"""An arena whose model writes random words: made at once, trained in a second, with a judge whose taste is known."""

import torch

from llm_edu.transformer import Transformer, TransformerConfig
from llm_edu.widgets import PreferenceArena
from llm_edu.widgets.preference_arena.tuning import TuningSettings

LEXICON = "cat dog hat red blue river bread soup moon run sing talk jump tree stone".split()
QUICK = TuningSettings(first=64, best=0.25, imitate_steps=12, second=48, dpo_steps=6, rates=(0.02, 0.01))


class WordsTokenizer:
    """Ids 0 and 1 are special; every other id is one of LEXICON."""

    special_tokens = {"<|endoftext|>": 0, "<|story|>": 1}

    def encode(self, text):
        return [LEXICON.index(word) + 2 for word in text.split()]

    def decode(self, ids):
        return " ".join(LEXICON[id - 2] for id in ids)


def random_writer(seed=0):
    """A transformer that finds all words, and the end, about equally likely."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Transformer(TransformerConfig.llama(vocab_size=len(LEXICON) + 2, layers=1, width=16, heads=2,
                                                    context_length=32))
    with torch.no_grad():
        model.token_embedding.weight.mul_(0.3)
    return model


def small_arena(judge=None, clicks=12, blind=10, seed=0, **options):
    return PreferenceArena(random_writer(), WordsTokenizer(), judge, clicks, blind, seed,
                           **{"longest": 20, "settings": QUICK, **options})
