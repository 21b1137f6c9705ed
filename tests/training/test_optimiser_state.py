"""Optimisers in checkpoints: their settings and memory come back, and what belongs to others is refused by name."""

import numpy as np
import pytest
import torch
from checkpoint_checks import assert_same_state, optimisers_with_state
from training_runs import tiny_model

from llm_edu.errors import CourseError
from llm_edu.training import AdamW, TrainingConfig, load_checkpoint, make_optimisers, save_checkpoint


def test_one_optimiser_need_not_come_in_a_list(tmp_path):
    model = tiny_model()
    optimiser = AdamW(model.parameters(), learning_rate=0.25)
    model(torch.tensor([[1, 2]])).sum().backward()
    optimiser.step()
    save_checkpoint(tmp_path, model, optimiser)
    fresh = AdamW(model.parameters())
    load_checkpoint(tmp_path, model, fresh)
    assert_same_state(optimiser, fresh)
    for wrong in ("adamw", [model], 7):
        with pytest.raises(TypeError, match="param_groups"):
            save_checkpoint(tmp_path, model, wrong)


@pytest.mark.parametrize("kind", [AdamW, torch.optim.AdamW, torch.optim.SGD])
def test_the_settings_of_an_optimiser_come_back(tmp_path, kind):
    model, other = tiny_model(), tiny_model(seed=1)
    before = kind(model.parameters(), 0.25, weight_decay=0.125)
    before.param_groups[0]["initial_lr"] = 0.5
    save_checkpoint(tmp_path, model, before)
    after = kind(other.parameters(), 0.001)
    load_checkpoint(tmp_path, other, after)
    mine, theirs = ({key: value for key, value in optimiser.param_groups[0].items() if key != "params"}
                    for optimiser in (before, after))
    assert mine == theirs and mine["lr"] == 0.25 and mine["initial_lr"] == 0.5


@pytest.mark.parametrize("kind", [torch.optim.Adafactor, torch.optim.LBFGS])
def test_an_optimiser_whose_memory_could_not_come_back_is_refused_at_once(tmp_path, kind):
    model = torch.nn.Linear(3, 2)
    optimiser = kind(model.parameters())

    def loss():
        optimiser.zero_grad()
        found = model(torch.ones(1, 3)).square().sum()
        found.backward()
        return found

    optimiser.step(loss)
    with pytest.raises(ValueError, match=f"a checkpoint keeps tensors .*{kind.__name__} remembers"):
        save_checkpoint(tmp_path / "none", model, optimiser)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("kind", [AdamW, torch.optim.AdamW])
def test_a_learning_rate_of_numpys_comes_back(tmp_path, kind):
    model = tiny_model()
    save_checkpoint(tmp_path, model, kind(model.parameters(), np.float64(0.25)))
    fresh = kind(model.parameters(), np.float64(0.5))
    load_checkpoint(tmp_path, model, fresh)
    assert fresh.param_groups[0]["lr"] == 0.25


def test_a_parameter_name_with_a_slash(tmp_path):
    model = torch.nn.ModuleDict({"a/b": torch.nn.Linear(2, 2), "a": torch.nn.Linear(2, 2)})
    optimiser = AdamW(model.parameters())
    sum(layer(torch.ones(2)).sum() for layer in model.values()).backward()
    optimiser.step()
    save_checkpoint(tmp_path, model, optimiser)
    fresh = AdamW(model.parameters())
    load_checkpoint(tmp_path, model, fresh)
    assert_same_state(optimiser, fresh)


def test_optimisers_that_do_not_belong_are_refused_by_name(tmp_path):
    model, stranger = tiny_model(), tiny_model(seed=1)
    optimisers = optimisers_with_state(model)
    with pytest.raises(ValueError, match="AdamW moves a parameter of shape .* not in this model"):
        save_checkpoint(tmp_path / "none", model, AdamW(stranger.parameters()))
    assert not (tmp_path / "none").exists()
    save_checkpoint(tmp_path, model, optimisers)
    weights = [parameter.detach().clone() for parameter in stranger.parameters()]
    for others, message in (([AdamW(stranger.parameters())], "2 optimisers|1 optimisers"),
                            ([*reversed(make_optimisers(stranger, TrainingConfig(steps=1, optimiser="muon")))], "Muon|AdamW"),
                            ([AdamW(stranger.parameters()), AdamW(stranger.parameters())], "settings of a AdamW"),
                            ([AdamW(model.parameters())] * 2, "not in this model")):
        with pytest.raises(CourseError, match=message):
            load_checkpoint(tmp_path, stranger, others)
        assert all(map(torch.equal, weights, stranger.parameters()))
    with pytest.raises(ValueError, match="together with the model"):
        load_checkpoint(tmp_path, optimisers=optimisers)
