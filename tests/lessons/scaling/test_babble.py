"""The babbler: what it says about its letters is what it draws, and a model that knew it all would have no excess."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from llm_edu.lessons.scaling.babble import CONTEXT, LETTERS, ROW, VOCABULARY, BabbleMeter, Babbler, extend, to_letters
from llm_edu.lessons.scaling.ladder import count_parameters, make_model

TEXT = to_letters("The cat sat on the mat, and the rat ate the fat of the land. That is that! " * 3)


@pytest.fixture(scope="module")
def babbler():
    return Babbler(TEXT)


class Knowing(nn.Module):
    """A model that looks up what the babbler will do, or says the same of every letter."""

    def __init__(self, babbler, knows=True):
        super().__init__()
        self.table, self.knows = torch.from_numpy(babbler.probabilities), knows

    def forward(self, ids):
        logits = torch.full((*ids.shape, VOCABULARY), -30.0)
        context = torch.zeros(len(ids), dtype=torch.long)
        for place in range(ids.shape[1]):
            if place:
                context = extend(context, ids[:, place] - 1)
            logits[:, place, 1:] = self.table[context].log() if self.knows else 0.0
        return logits


def test_probabilities(babbler):
    table = babbler.probabilities
    assert table.shape == (len(LETTERS) ** CONTEXT, len(LETTERS)) and table.min() > 0
    assert np.allclose(table.sum(1), 1, atol=1e-5)

    def after(context):
        number = 0
        for letter in context:
            number = extend(number, LETTERS.index(letter))
        return dict(zip(LETTERS, table[number].tolist()))

    # By hand: "that" is followed by a space six times, and by nothing else but once by the end of the text.
    assert TEXT.count("that ") == 6
    shorter = after("that")
    assert max(shorter, key=shorter.get) == " " and shorter[" "] > 0.85
    assert after("zqzq") == after("qqqq")    # never seen: as after nothing at all
    assert after("zqzq")["t"] == pytest.approx(after("zqzq")["t"]) and after("zqzq")["t"] > after("zqzq")["z"]


def test_what_is_drawn(babbler):
    """The floor is what its own letters cost, and the same seed draws the same."""
    letters = babbler.write(800, seed=3)
    assert letters.shape == (800, ROW) and (letters == babbler.write(800, seed=3)).all()
    assert (letters != babbler.write(800, seed=4)).any()
    truth = babbler.truth(letters)
    paid = -np.log(np.take_along_axis(truth, letters[..., None], 2))[..., 0].mean(1)    # nats a letter, for each row
    meter = BabbleMeter(babbler, rows=800, seed=3)
    assert abs(paid.mean() - meter.floor) < 4 * paid.std() / math.sqrt(len(paid))
    assert babbler.lines(800, seed=3)[0] == "".join(LETTERS[letter] for letter in letters[0])


def test_excess(babbler):
    meter = BabbleMeter(babbler, rows=300)
    assert meter.excess(Knowing(babbler)) == pytest.approx(0, abs=1e-5)
    assert meter.excess(Knowing(babbler, knows=False)) == pytest.approx(math.log(27) - meter.floor, abs=1e-4)
    model = make_model(8).train()
    assert meter.excess(model) > math.log(27) - meter.floor - 1 and model.training


def test_rows(babbler):
    rows = babbler.training_rows(5, seed=1)
    assert len(rows) == 5 and rows.target_count == 5 * ROW
    assert rows[2].tolist() == [0, *(babbler.write(5, seed=1)[2] + 1).tolist()]


def test_letters():
    assert to_letters("Émile Zola (1840–1902)\nnaïve") == "emile zola naive"


def test_size():
    for width in (8, 78):
        assert count_parameters(width) == sum(parameter.numel() for parameter in make_model(width, seed=3).parameters())
