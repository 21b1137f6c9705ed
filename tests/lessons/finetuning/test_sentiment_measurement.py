"""The measurement finetuning_sentiment: each of its ways on a toy of SmolLM2."""

import zlib

import numpy as np
import pytest
import torch

from llm_edu.assets import FilmReview
from llm_edu.lessons.finetuning import sentiment_streams
from llm_edu.lessons.finetuning.measurements import sentiment as measured
from llm_edu.lessons.finetuning.sentiment import labels
from llm_edu.lessons.finetuning.sentiment_streams import Part, read
from llm_edu.transformer import Transformer, TransformerConfig

COUNT = 96


class Words:
    """A tokenizer of 60 tokens that has one for each word, or nearly."""

    def encode(self, text):
        return [zlib.crc32(word.encode()) % 60 for word in text.split()]


@pytest.fixture
def toy(monkeypatch):
    """The measurement with a model of 3 layers, and with snippets that are good if they say "superb"."""
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.llama(vocab_size=60, layers=3, width=32, heads=4)).requires_grad_(False)
    draw = np.random.default_rng(0)
    filling = "a film of much talk about people who walk in rain for hours".split()
    reviews = [FilmReview(" ".join([*draw.permutation(filling)[:draw.integers(2, 7)], "superb" * (number % 2)]),
                          3.0 if number % 2 else -3.0) for number in range(2 * COUNT)]
    tokenizer, places = Words(), [(layer, pooling) for layer in (1, 2, 3) for pooling in ("last", "mean")]

    def part(some):
        tensors = read(model, tokenizer, some, kept=1, layers=(1, 2, 3))
        kept = sentiment_streams.KeptStreams(1, tensors["stream"], tensors["lengths"])
        return Part(some, labels(some), kept, {place: tensors[f"{place[0]} {place[1]}"] for place in places})

    made = [part(reviews[:COUNT]), part(reviews[COUNT:]), part(reviews[COUNT:])]
    monkeypatch.setattr(measured, "parts", lambda: made)
    monkeypatch.setattr(measured, "frozen_smollm2", lambda: (model, tokenizer))
    for name, value in (("KEPT", 1), ("ALL", COUNT), ("LEAST", 40), ("LAST", ((3, "last"),))):
        monkeypatch.setattr(measured, name, value)
    return model


WAYS = {
    "bag": measured.bag,
    "head": lambda *way: measured.head(*way, ((1, "mean"), (2, "last")), 1.0),
    "LoRA above": lambda *way: measured.lora(*way, first=1, rate=1e-2),
    "LoRA": lambda *way: measured.lora(*way, first=0, rate=1e-2),
    "everything": lambda *way: measured.everything(*way, rate=1e-2),
}


@pytest.mark.full
@pytest.mark.parametrize("name", WAYS)
def test_each_way_learns(toy, name):
    found = measured.by_count(WAYS[name], (16, COUNT), seeds=(0, 1))
    assert [len(found[count]["accuracy"]) for count in ("16", str(COUNT))] == [2, 1]
    assert found[str(COUNT)]["accuracy"][0] > 0.9
    assert found["right"].count("1") / COUNT == pytest.approx(found[str(COUNT)]["accuracy"][0], abs=1e-4)
    numbers = found[str(COUNT)]["learned numbers"]
    if name == "everything":
        assert numbers == toy.count_parameters()
    if name == "LoRA":
        change = sum(tensor.numel() for tensor in toy.blocks.parameters())
        assert numbers < change and numbers == 1.5 * measured.lora(range(16), 0, measured.parts()[1], first=1)[1]
    torch.testing.assert_close(toy.token_embedding.weight.grad, None)


def test_a_threshold_moves_what_the_prompt_says(toy):
    odds = measured.odds(measured.parts()[0])
    scores, learned = measured.calibrated(range(COUNT), 0, measured.parts()[0])
    assert learned == 1 and np.ptp(odds - scores) < 1e-4
    right = measured.parts()[0].right
    assert measured.accuracy(scores, right) >= measured.accuracy(odds, right)
