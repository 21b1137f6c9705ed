"""Models that come with the course: what is written is what is read, damage is found, and they are what they say."""

import json
from dataclasses import asdict

import pytest
import torch
from training_runs import VOCABULARY, tiny_model

from llm_edu.errors import CourseError
from llm_edu.storyland import World
from llm_edu.training import StoryMeter, load_story_model, story_model_steps
from llm_edu.training.recipe_model import RecipeConfig
from llm_edu.training.shipped import STORY_MODEL, load_model, read_facts, save_facts, save_weights
from llm_edu.training.story_model import STEPS, main
from llm_edu.transformer import Transformer

IDS = torch.tensor([[0, 5, 6, 7, 5, 6]])


def ship(folder, model=None):
    model = model or tiny_model()
    save_facts(folder, model.config, {"weights": save_weights(folder, "weights", model)}, {"seed": 0})
    return model


def test_a_model_comes_back_in_16_bits(tmp_path):
    model = ship(tmp_path)
    found = load_model(tmp_path)
    assert found.config == RecipeConfig(**asdict(model.config)) and not found.training
    assert read_facts(tmp_path)["facts"] == {"seed": 0}
    for name, parameter in model.named_parameters():
        torch.testing.assert_close(found.get_parameter(name), parameter.half().float(), rtol=0, atol=0)
    torch.testing.assert_close(found(IDS), model(IDS), atol=0.02, rtol=0.02)
    assert (tmp_path / "weights.safetensors").stat().st_size < 2.2 * model.count_parameters() + 4_000


def test_a_model_that_was_loaded_can_go_on_learning(tmp_path):
    ship(tmp_path)
    found = load_model(tmp_path)
    assert isinstance(found, Transformer)
    found(IDS).sum().backward()
    assert all(parameter.grad is not None and parameter.dtype == torch.float32 for parameter in found.parameters())


def damage(folder):
    content = bytearray((folder / "weights.safetensors").read_bytes())
    content[-1] ^= 1
    (folder / "weights.safetensors").write_bytes(content)


@pytest.mark.parametrize(("harm", "message"), [
    (damage, "damaged"),
    (lambda folder: (folder / "weights.safetensors").unlink(), "missing"),
    (lambda folder: (folder / "model.json").unlink(), "no model in"),
    (lambda folder: (folder / "model.json").write_text("{", encoding="utf-8"), "damaged"),
])
def test_what_is_damaged_is_refused(tmp_path, harm, message):
    ship(tmp_path)
    harm(tmp_path)
    with pytest.raises(CourseError, match=message):
        load_model(tmp_path)


def test_weights_that_there_are_not_are_named(tmp_path):
    ship(tmp_path)
    with pytest.raises(CourseError, match="has the weights weights, but no other"):
        load_model(tmp_path, "other")


@pytest.fixture(scope="module")
def meter():
    return StoryMeter(World(seed=0), 200, seed=3)


def test_the_story_model_is_as_good_as_it_says(meter):
    """On other stories than those it was measured on when it was made, so a little leeway."""
    facts = read_facts(STORY_MODEL)["facts"]
    assert tuple(story_model_steps()) == STEPS    # what the command makes is what came with the course
    above = []
    for step in story_model_steps():
        found = meter.measure(load_story_model(step))
        said = facts["figures"][f"step-{step:04}"]
        assert found.excess == pytest.approx(said["above"], rel=0.1, abs=0.2)
        assert found.recall_accuracy == pytest.approx(said["right"], abs=0.06)    # in the middle of learning it
        above.append(found.excess)
    assert above == sorted(above, reverse=True)
    assert above[-1] < 0.8 and meter.measure(load_story_model()).excess == above[-1]


def test_a_step_that_was_not_kept_is_refused():
    with pytest.raises(ValueError, match="not after 7"):
        load_story_model(7)


@pytest.mark.full
def test_its_command_trains_it(tmp_path, capsys):
    assert main(["--steps", "0", "2", "4", "--stories", "50", "--samples", "3", "--into", str(tmp_path)]) == 0
    facts = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["facts"]
    assert facts["kept"] == [0, 2, 4] and facts["samples"] == 3 and facts["training"]["steps"] == 4
    assert facts["figures"]["step-0004"]["above"] < facts["figures"]["step-0000"]["above"]
    assert load_model(tmp_path, "step-0002")(IDS % VOCABULARY).shape[-1] == len(World(seed=0).vocabulary)
