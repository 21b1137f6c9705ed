"""A loss with a few logits at a time: the numbers of one with all of them, however far apart they are."""

import pytest
import torch

from llm_edu.finetuning.fast import stream_surprise


def plain_surprise(stream, table, targets):
    return torch.nn.functional.cross_entropy(stream @ table.T, targets, reduction="sum")


@pytest.mark.parametrize("learns", ["stream", "both"])
@pytest.mark.parametrize("size", [1.0, 500.0])
def test_logits_far_apart_stay_in_range_in_whatever_order_they_come(size, learns, monkeypatch):
    monkeypatch.setattr(stream_surprise, "ROOM", 21)
    draw = torch.Generator().manual_seed(0)
    targets, scale = torch.randint(40, (7,), generator=draw), torch.linspace(0.1, 1, 40)[:, None]
    for table in (scale, scale.flip(0)):
        found = []
        for surprise in (stream_surprise.SurpriseOfStream.apply, plain_surprise):
            stream = (size * torch.randn(7, 6, generator=draw.manual_seed(1))).requires_grad_()
            words = (table * torch.randn(40, 6, generator=draw.manual_seed(2))).requires_grad_(learns == "both")
            loss = surprise(stream, words, targets)
            loss.backward()
            found.append([loss.detach(), stream.grad, *([words.grad] if learns == "both" else [])])
        for one, two in zip(*found, strict=True):
            torch.testing.assert_close(one, two, atol=1e-5 * size, rtol=1e-5)
