"""Lesson 06's measurements, with few steps: each run does what its name says, and what it returns is what is drawn."""

import math

import pytest
import torch

from llm_edu.lessons.training.measurements import recipe, wikipedia
from llm_edu.tokenization import BPETokenizer
from llm_edu.training import TrainingConfig

pytestmark = pytest.mark.full


@pytest.fixture
def few(monkeypatch):
    for name, value in {"STEPS": 31, "EVERY": 10, "STORIES": 40, "HELD_OUT": 8, "WRITTEN": 2}.items():
        monkeypatch.setattr(recipe, name, value)


@pytest.mark.parametrize("name", recipe.RUNS)
def test_a_run_of_the_recipe(name, few, monkeypatch):
    seen = {}

    def train(model, rows, config, **rest):
        seen.update(model=model, config=config, matrices=recipe.ProcessGroup.muon)
        return original(model, rows, config, **rest)

    original = recipe.train
    monkeypatch.setattr(recipe, "train", train)
    found = recipe.RUNS[name](layers=1, width=32, batch_size=2)
    assert [row[0] for row in found["rows"]] == [10, 20, 30] and all(len(row) == 6 for row in found["rows"])
    assert all(0 < value < 10 for row in found["rows"] for value in row[1:4]) and found["rows"][0][4] > 0
    assert 0 <= found["whole"] <= 1 and 0 <= found["new"] <= 1 and found["steps"] == 31
    config: TrainingConfig = seen["config"]
    two_rates = "0.05" in name    # then AdamW stands in Muon's place
    assert (config.optimiser == "adamw") == (name.startswith("AdamW") and not two_rates)
    assert seen["matrices"] is (recipe.MatricesByAdamW if two_rates else recipe.Muon)
    assert config.seed == (1 if name in ("another seed", "AdamW 0.0015, 0.05 again") else 0)
    assert config.warmup == (30 if name == "with a warm-up" or name.startswith("AdamW") else 0)
    assert config.cooldown == (0.0 if name == "no cool-down" else 1.0)
    assert found["parameters"] == seen["model"].count_parameters()


def test_only_what_a_run_names_is_changed(few):
    """Switches change the model; so its first losses differ from the recipe's, and with another seed, too."""
    first = {name: run(layers=1, width=32, batch_size=2)["rows"][0] for name, run in recipe.RUNS.items()
             if name in ("the recipe", "another seed", "scores not sharp", "keys not smeared", "heads not copying",
                         "embeddings not tied")}
    assert len({tuple(row) for row in first.values()}) == len(first)


# --- real text

TEXTS = ["The mill is an old mill by the river.", "Otto Bohn was a smith, born in 1890.", "The harbour lies north.",
         "A mill grinds grain.", "The river is 12 km long.", "Mia Bohn was born in the north."] * 3


@pytest.fixture
def pages(monkeypatch):
    tokenizer = BPETokenizer.train("\n".join(TEXTS), vocab_size=280)
    monkeypatch.setattr(wikipedia, "pages", lambda: (TEXTS, TEXTS[:2], tokenizer))
    for name, value in {"VOCABULARY": 280, "STEPS": 4, "EVERY": 2, "MEASURED": 3, "LENGTH": 16}.items():
        monkeypatch.setattr(wikipedia, name, value)
    monkeypatch.setattr(wikipedia, "RECIPE", wikipedia.RECIPE.but(layers=1, width=16, batch_size=2))
    return tokenizer


def test_ten_minutes_in_small(pages):
    found = wikipedia.ten_minutes()
    assert [tokens for tokens, _ in found["looks"]] == [2 * 2 * 16, 4 * 2 * 16] and found["tokens"] == 128
    assert all(2 < bits < 8 for _, bits in found["looks"]) and 2 < found["training"] < 8
    assert found["steps"] == 4 and len(found["samples"]) == 8 and found["epochs"] > 0


def test_every_token_and_every_end_is_learned_once(pages):
    rows = wikipedia.rows_to_learn_from(pages, TEXTS)
    targets = [token for row in rows.row_texts() for token in row[1:]]
    assert targets == [token for text in TEXTS for token in [*wikipedia.ids_of(pages, text), 0]]


@torch.no_grad()
def test_bits_per_byte_of_one_who_knows_nothing(pages):
    class Nothing(torch.nn.Module):
        def forward(self, ids):
            return torch.zeros(*ids.shape, 281)

    tokens = sum(len(pages.encode(text)) for text in TEXTS)
    expected = tokens * math.log2(281) / sum(len(text.encode()) for text in TEXTS)
    assert wikipedia.bits_per_byte(Nothing(), pages, TEXTS, at_once=4) == pytest.approx(expected)


def test_the_others_are_measured_on_the_same_text(pages):
    assert wikipedia.of_texts(lambda text: -math.log(2) * len(text.encode())) == {"bits_per_byte": pytest.approx(1.0)}
    assert 0 < wikipedia.trigram()["bits_per_byte"] < 3    # it has counted these texts
    assert 0 < wikipedia.storyteller()["bits_per_byte"] < 8
    before, after = (wikipedia.window_mlp(steps)["bits_per_byte"] for steps in (1, 100))
    assert 0 < after < 0.5 * before    # it learns from these texts, and is measured on them, too
