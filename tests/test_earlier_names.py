"""Names of the package that learners may have in their notebooks still work after a better one has taken their place."""

from importlib import import_module

import pytest

from llm_edu.interpretability import SparseAutoencoder
from llm_edu.scaling import Interval, ServingCost
from llm_edu.training import StoryLosses

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
