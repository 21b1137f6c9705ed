"""The measurement of ranks and places, on a model as small as a toy's."""

import pytest
import torch

from llm_edu.finetuning import frozen_prefix
from llm_edu.lessons.finetuning.measurements import ranks
from llm_edu.lessons.finetuning.sentiment_learning import keep_streams
from llm_edu.transformer import Transformer, TransformerConfig


@pytest.fixture
def toy(monkeypatch):
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.llama(vocab_size=20, layers=3, width=16, heads=4, key_value_heads=2))
    model.requires_grad_(False)
    words, texts = torch.tensor([7, 9]), [[number % 2 + 1, 3, 4] for number in range(8)]
    right = words[torch.tensor([number % 2 for number in range(8)])]    # the first id tells which
    kept = keep_streams(model, texts, 2)
    monkeypatch.setattr(ranks, "FIRST", 2)
    monkeypatch.setattr(ranks, "prepared", lambda: (model, words, (kept, kept), (right, right)))
    assert torch.allclose(kept.side_by_side([0])[0], frozen_prefix(model, torch.tensor(texts[:1]), 2), atol=1e-2)


def test_a_larger_rank_learns_more_numbers_and_the_loss_falls(toy):
    before, after, small = ranks.by_seed(rank=2, steps=0), ranks.by_seed(rank=2, steps=60), ranks.by_seed(1, 0, seeds=(0,))
    assert len({seed["loss"] for seed in before["seeds"]}) == 1, "up begins with zeros, whatever the seed"
    assert all(new["loss"] < old["loss"] for new, old in zip(after["seeds"], before["seeds"]))
    assert 2 * small["learned numbers"] == after["learned numbers"] and len(small["seeds"]) == 1
    assert set(after["seeds"][0]) == {"accuracy", "loss"} and len(after["seeds"]) == 3
