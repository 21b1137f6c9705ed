"""Small stand-ins for a real model and tokenizer, so that a browser test needs nothing fetched and answers at once."""

import numpy as np
import torch

from llm_edu.transformer import Transformer, TransformerConfig


class ByteTokenizer:
    """One token a byte, the plainest tokenizer there is: every emoji is four tokens."""

    vocab_size = 256

    def encode(self, text):
        return list(text.encode("utf-8"))

    def decode(self, ids):
        return bytes(ids).decode("utf-8", errors="replace")

    def token_bytes(self, id):
        return bytes([id])


class WordTokenizer:
    """One token a word with its space before it; a word is as long as the writer likes."""

    def __init__(self):
        self.words = []

    def encode(self, text):
        ids = []
        for number, word in enumerate(text.split(" ")):
            piece = (" " if number else "") + word
            if piece:
                if piece not in self.words:
                    self.words.append(piece)
                ids.append(self.words.index(piece))
        return ids

    def decode(self, ids):
        return "".join(self.words[id] for id in ids)

    def token_bytes(self, id):
        return self.words[id].encode("utf-8")


class StrictTokenizer(ByteTokenizer):
    """Refuses what it does not like, as a learner's own may."""

    def encode(self, text):
        if "!" in text:
            raise KeyError("no such token: '!'")
        return super().encode(text)


BYTES, WORDS, STRICT = ByteTokenizer(), WordTokenizer(), StrictTokenizer()


def letters_model():
    """A model over bytes that always finds e, t, a, o, i, n, s, h, r, d, l, u most likely, in that order; always the
    same, since it reads nothing."""
    scores = torch.full((256,), -4.0)
    for rank, letter in enumerate(b"etaoinshrdlu"):
        scores[letter] = 4.0 - 0.4 * rank

    def model(ids):
        return scores.expand(1, ids.shape[1], 256)

    return model


def small_transformer():
    torch.manual_seed(0)
    return Transformer(TransformerConfig.llama(vocab_size=256, layers=2, width=32, heads=4))


def kinds_of_words():
    """60 words of three kinds, each kind in a direction of its own; and 300 more that are on no map."""
    random = np.random.default_rng(4)
    groups = {kind: [f"{kind}{number}" for number in range(20)] for kind in ("fruit", "tool", "river")}
    words = [word for members in groups.values() for word in members] + [f"other{number}" for number in range(300)]
    vectors = random.normal(size=(360, 12)).astype(np.float32)
    for kind in range(3):
        vectors[20 * kind : 20 * kind + 20, kind] += 8
    return words, vectors, groups


def adapted_transformer():
    """The same with LoRA's changes, random and large enough to change what it writes."""
    from llm_edu.finetuning import add_lora, changes_of

    adapted = add_lora(small_transformer(), rank=2)
    with torch.no_grad():
        for change in changes_of(adapted).values():
            change.up.normal_(0, 0.5)
    return adapted


def surprise(model):
    """Nats a byte of a short text."""
    ids = torch.tensor([BYTES.encode("the green hat")])
    return torch.nn.functional.cross_entropy(model(ids)[0, :-1], ids[0, 1:]).item()
