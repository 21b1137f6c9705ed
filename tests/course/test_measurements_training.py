"""Lesson 06's measurements, with few steps: each run does what its name says, and what it returns is what is drawn."""

import math

import pytest
import torch

from llm_edu.course.measurements import training_recipe as recipe
from llm_edu.course.measurements import training_wikipedia as wikipedia
from llm_edu.training import TrainingConfig


@pytest.fixture
def few(monkeypatch):
    for name, value in {"STEPS": 31, "EVERY": 10, "STORIES": 40, "HELD_OUT": 8, "WRITTEN": 2}.items():
        monkeypatch.setattr(recipe, name, value)


@pytest.mark.parametrize("name", recipe.RUNS)
def test_a_run_of_the_recipe(name, few, monkeypatch):
    seen = {}

    def train(model, rows, config, **rest):
        seen.update(model=model, config=config)
        return original(model, rows, config, **rest)

    original = recipe.train
    monkeypatch.setattr(recipe, "train", train)
    found = recipe.RUNS[name](layers=1, width=32, batch_size=2)
    assert [row[0] for row in found["rows"]] == [10, 20, 30] and all(len(row) == 6 for row in found["rows"])
    assert all(0 < value < 10 for row in found["rows"] for value in row[1:4]) and found["rows"][0][4] > 0
    assert 0 <= found["whole"] <= 1 and found["milliseconds"] > 0 and found["steps"] == 31
    config: TrainingConfig = seen["config"]
    assert (config.optimiser == "adamw") == name.startswith("AdamW")
    assert config.seed == (1 if name == "another seed" else 0)
    assert config.warmup == (30 if name == "with a warm-up" or name.startswith("AdamW") else 0)
    assert config.cooldown == (0.0 if name == "no cool-down" else 1.0)
    assert found["parameters"] == seen["model"].count_parameters()


def test_only_what_a_run_names_is_changed(few):
    """Switches change the model; so its first losses differ from the recipe's, and with another seed, too."""
    first = {name: run(layers=1, width=32, batch_size=2)["rows"][0] for name, run in recipe.RUNS.items()
             if name in ("the recipe", "another seed", "scores not sharp", "keys not smeared", "heads not copying",
                         "embeddings not tied")}
    assert len({tuple(row) for row in first.values()}) == len(first)
