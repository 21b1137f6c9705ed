"""Probes find what was planted, and the control task tells them from probes that learn by heart."""

import numpy as np
import pytest
import torch
from inside_models import make, random_ids

from llm_edu.interpretability import control_labels, probe, residual_stream, residual_stream_at
from llm_edu.interpretability.probes import fit_probe
from llm_edu.intervals import wilson

TYPES = np.arange(600) % 20    # twenty names, thirty examples of each


def planted(seed=0):
    """Features with a fact of four values in a direction each, noise, and nothing about the types; and the fact."""
    random = np.random.default_rng(seed)
    fact = random.integers(0, 4, 600)
    return random.standard_normal((600, 24)) + 4 * np.linalg.qr(random.standard_normal((24, 24)))[0][fact], fact


@pytest.mark.parametrize("kind", ["logistic", "ridge"])
def test_a_planted_fact_is_found_and_the_control_fails(kind):
    features, fact = planted()
    found = probe(features, fact, TYPES, kind)
    assert found.accuracy > 0.9 and found.control < 0.4 and found.selectivity > 0.5
    assert found.count == 300 and found.majority < 0.4
    low, high = found.interval
    assert low < found.accuracy < high and high - low < 0.1


def test_a_probe_that_learns_by_heart_is_not_selective():
    """Where the type itself can be read, random labels of types can, too."""
    names = np.eye(20)[TYPES]
    label = TYPES % 3    # a fact of each type
    found = probe(names, label, TYPES)
    assert found.accuracy == 1 and found.control == 1 and found.selectivity == 0


def test_what_is_not_there_is_not_found():
    features, fact = planted()
    found = probe(np.random.default_rng(5).standard_normal(features.shape), fact, TYPES)
    assert found.accuracy < 0.4


def test_a_seed_decides():
    features, fact = planted()
    assert probe(features, fact, TYPES, seed=3) == probe(torch.tensor(features), fact.tolist(), list(TYPES), seed=3)
    assert not np.array_equal(control_labels(fact, TYPES, 0), control_labels(fact, TYPES, 1))


def test_control_labels_depend_on_the_type_alone_and_are_as_frequent():
    labels = np.array([0] * 900 + [1] * 100)
    types = np.arange(1000) % 500
    control = control_labels(labels, types)
    assert np.array_equal(control[:500], control[500:]) and 0.05 < control.mean() < 0.17


@torch.no_grad()
def test_streams_of_texts_of_any_length():
    model = make("recipe")
    texts = [random_ids(1, length, seed=length)[0].tolist() for length in (9, 3, 6)]
    found = residual_stream_at(model, texts, [4, [0, -1], slice(None)], batch_size=2)
    assert found.shape == (4, 1 + 2 + 6, 24)
    alone = torch.cat([residual_stream(model, torch.tensor([text]))[:, 0] for text in texts], dim=1)
    assert torch.allclose(found, alone[:, [4, 9, 11, *range(12, 18)]], atol=1e-4)
    with pytest.raises(IndexError):
        residual_stream_at(model, texts, [4, 3, 0])
    with pytest.raises(ValueError, match="3 texts, and positions for 2"):
        residual_stream_at(model, texts, [4, 3])


def test_wilson_contains_just_the_shares_that_fit():
    """Its bounds are the shares at which what was seen lies 1.96 standard deviations off (Wilson's own definition)."""
    for right, count in [(0, 20), (20, 20), (13, 20), (170, 400)]:
        for bound in wilson(right / count, count):
            assert abs(right / count - bound) == pytest.approx(1.96 * (bound * (1 - bound) / count) ** 0.5, abs=1e-9)


def test_what_cannot_be_probed_is_refused():
    features, fact = planted()
    with pytest.raises(ValueError, match="needs one of both"):
        probe(features, fact[:-1], TYPES)
    with pytest.raises(ValueError, match="nothing to tell apart"):
        fit_probe(features, np.zeros(600))
    with pytest.raises(ValueError, match="logistic"):
        probe(features, fact, TYPES, kind="linear")
