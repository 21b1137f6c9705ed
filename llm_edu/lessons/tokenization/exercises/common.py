"""What the exercises of lesson 01 share."""

from llm_edu.tokenization import by_hand

TEN_WORDS = "there the fat cat sat on the rat that sat"
BANANA = [(97, 110), (256, 97)]  # an, ana
HAND = by_hand.train_bpe(TEN_WORDS, 8)
OVERLAP = [(97, 98), (98, 99)]  # ab, bc: in abc the first one takes the b
ACCENTS = by_hand.train_bpe("é è ê é ü", 4)


def _few_ids(rng, longest=12):
    return [rng.randrange(4) for _ in range(rng.randrange(longest))]
