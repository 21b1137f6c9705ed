"""Names of the package that learners may have in their notebooks still work after a better one has taken their place."""

from importlib import import_module

import pytest
import torch

from llm_edu.attention import LookBack, scaled_dot_product_attention
from llm_edu.decoding import Speculation, mean_log_probability
from llm_edu.embeddings import train_skip_gram
from llm_edu.interpretability import SparseAutoencoder
from llm_edu.language_models import NGram, sample_text
from llm_edu.meet_an_llm import PUBLISHED_MODELS
from llm_edu.scaling import Interval, ServingCost, split_feed_forward
from llm_edu.training import StoryLosses
from llm_edu.transformer import Transformer, TransformerConfig

SENTENCES = [["Mia", "feeds", "her", "cat"]]
MODEL = Transformer(TransformerConfig.gpt2(vocab_size=9, layers=1, width=8, heads=2))


@pytest.mark.parametrize("call, earlier, today", [
    (lambda **options: train_skip_gram(SENTENCES, steps=3, **options).losses, dict(batch=2, rate=0.5), dict(batch_size=2, learning_rate=0.5)),
    (lambda **options: sample_text(lambda words: {"ha": 1.0}, 0, **options), dict(longest=3), dict(max_words=3)),
    (lambda **options: NGram(1, "none").fit([["a"] * 99]).sample(0, **options), dict(longest=3), dict(max_words=3)),
    (lambda **options: split_feed_forward(torch.ones(1), torch.ones(1, 1), torch.ones(1, 1), workers=1, **options),
     dict(bend=torch.relu), dict(activation=torch.relu)),
    (lambda **options: mean_log_probability(MODEL, [[1, 2], [3, 4]], **options), dict(batch=2), dict(batch_size=2)),
])
def test_an_earlier_keyword_works_and_names_the_new_one(call, earlier, today):
    with pytest.warns(FutureWarning, match=next(iter(today))):
        old = call(**earlier)
    assert old == call(**today)


def test_what_was_called_places():
    ids = torch.tensor([[1, 2, 3]])
    from llm_edu.interpretability.places import read
    with pytest.warns(FutureWarning, match="sites"):
        old = read(MODEL, ids, places=[("residual", 1)])
    assert torch.equal(old["residual", 1], read(MODEL, ids, [("residual", 1)])["residual", 1])


def test_earlier_attributes():
    head = LookBack(9, scaled_dot_product_attention, width=4, units=4)
    assert torch.equal(head.look([0, 5]), head.attention_weights([0, 5]))
    assert Speculation(torch.tensor([[1]]), drafted=4, accepted=3, calls=1).accepted_share == 0.75
    assert [model.working for model in PUBLISHED_MODELS] == [model.active_parameters for model in PUBLISHED_MODELS]


FUNCTIONS = {
    "interpretability": {"all_places": "all_sites", "streams": "residual_stream", "stream_at": "residual_stream_at",
                         "restored": "patching_effect", "direction": "steering_vector", "Probed": "ProbeResult"},
    "scaling.budgets": {"training_operations": "training_flops", "count_training_operations": "count_training_flops",
                        "equal_compute_minimum": "isoflop_minimum", "what_would_be_bought": "published_allocations",
                        "Purchase": "Allocation"},
    "scaling.parallel": {"idle_share": "idle_fraction", "bubble": "bubble_fraction"},
    "training": {"batch_numbers": "batch_indices"},
}


@pytest.mark.parametrize("topic, names", FUNCTIONS.items())
def test_an_earlier_name_is_the_new_one(topic, names):
    module = import_module(f"llm_edu.{topic}")
    package = import_module(f"llm_edu.{topic.partition('.')[0]}")
    for earlier, now in names.items():
        assert getattr(module, earlier) is getattr(module, now) is getattr(package, now), earlier
        assert now in package.__all__ and earlier not in package.__all__


def test_an_earlier_field_is_the_new_one():
    losses = StoryLosses(1.0, 2.0, 3.0, 4.0, recall_accuracy=0.5, excess=0.25)
    assert (losses.right, losses.above) == (losses.recall_accuracy, losses.excess) == (0.5, 0.25)
    cost = ServingCost(1, 0.1, "memory", 10.0, dollars_per_million_tokens=2.0)
    assert cost.million == cost.dollars_per_million_tokens == 2.0
    assert Interval(1.0, 2.0).holds(1.5) and not Interval(1.0, 2.0).contains(2.5)
    assert SparseAutoencoder.explained is SparseAutoencoder.explained_variance
