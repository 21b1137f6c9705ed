"""A sparse autoencoder finds directions that were planted, and features are matched with facts by counting."""

import pytest
import torch
import torch.nn.functional as F

from llm_edu.interpretability import SparseAutoencoder, dead_features, match_features, train_autoencoder
from llm_edu.interpretability.autoencoder import loss_of

WIDTH, PLANTED, ACTIVE = 32, 48, 3


def planted(examples=6000, seed=0):
    """Vectors that are sums of a few of many directions; the directions, and which are in each (examples, PLANTED)."""
    generator = torch.Generator().manual_seed(seed)
    directions = F.normalize(torch.randn(PLANTED, WIDTH, generator=torch.Generator().manual_seed(99)), dim=1)
    which = torch.rand(examples, PLANTED, generator=generator).topk(ACTIVE, dim=1).indices
    sizes = 0.8 + 0.4 * torch.rand(examples, ACTIVE, generator=generator)
    there = torch.zeros(examples, PLANTED).scatter(1, which, sizes)
    return 7 * there @ directions + 2, directions, there > 0


@pytest.fixture(scope="module")
def trained():
    vectors, _, _ = planted()
    return train_autoencoder(vectors, features=64, active=ACTIVE, steps=400, batch_size=256, learning_rate=0.01)


@torch.no_grad()
def test_planted_directions_are_recovered(trained):
    vectors, directions, _ = planted(seed=1)
    closest = (directions @ trained.dictionary.T).amax(1)
    assert (closest > 0.95).float().mean() >= 0.9
    assert trained.explained_variance(vectors) > 0.9
    assert torch.allclose(trained.dictionary.norm(dim=1), torch.ones(64), atol=1e-5)
    on = trained.encode(vectors)
    assert (on > 0).sum(1).max() <= ACTIVE and on.min() >= 0


@torch.no_grad()
def test_planted_directions_are_matched_with_their_facts(trained):
    vectors, _, there = planted(seed=1)
    unseen, _, there_too = planted(seed=2)
    facts = {f"planted {number}": there[:, number] for number in range(PLANTED)}
    facts_too = {f"planted {number}": there_too[:, number] for number in range(PLANTED)}
    matches = match_features(trained.encode(vectors), facts)
    measured = [match.measure(trained.encode(unseen), facts_too) for match in matches]
    assert sum(match.f1 > 0.9 for match in measured) >= 0.9 * PLANTED
    assert len({match.feature for match in matches}) >= 0.9 * PLANTED
    for match in matches[:5]:    # measured where it was chosen, it is what it was
        again = match.measure(trained.encode(vectors), facts)
        assert (again.precision, again.recall) == pytest.approx((match.precision, match.recall))
    shuffled = {name: values[torch.randperm(6000, generator=torch.Generator().manual_seed(1))]
                for name, values in facts.items()}
    wrong = [match.measure(trained.encode(unseen), facts_too)
             for match in match_features(trained.encode(vectors), shuffled)]
    assert sum(match.f1 > 0.3 for match in wrong) <= 0.1 * PLANTED    # the control that must fail


@torch.no_grad()
def test_with_a_penalty_instead_of_a_number():
    vectors, directions, _ = planted()
    few, many = (train_autoencoder(vectors, 64, penalty=penalty, steps=300, batch_size=256, learning_rate=0.01)
                 for penalty in (0.3, 0.1))
    assert ((directions @ few.dictionary.T).amax(1) > 0.9).float().mean() >= 0.9
    on = [(autoencoder.encode(vectors) > 0).float().sum(1).mean() for autoencoder in (few, many)]
    assert on[0] < on[1] and few.explained_variance(vectors) < many.explained_variance(vectors)


def test_a_dead_feature_learns_from_what_the_others_leave():
    vectors, _, _ = planted(500)
    autoencoder = SparseAutoencoder(WIDTH, 64, active=1)
    autoencoder.fit_scale(vectors)
    scaled = (vectors - autoencoder.centre) / autoencoder.size
    lost = int((autoencoder.encode(vectors) > 0).sum(0).argmin())
    with torch.no_grad():
        autoencoder.threshold[lost] -= 0.3    # still there, but never the largest
    assert dead_features(autoencoder, vectors)[lost]
    for known, moves in [(torch.arange(64) == lost, True), (torch.zeros(64, dtype=torch.bool), False)]:
        autoencoder.zero_grad()
        loss_of(autoencoder, scaled, penalty=0.0, dead=known)[0].backward()
        assert (autoencoder.dictionary.grad[lost].abs().max() > 0) == moves


def test_a_seed_decides():
    vectors, _, _ = planted(500)
    one, same, other = (train_autoencoder(vectors, 40, active=3, steps=5, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(one.dictionary, same.dictionary) and not torch.equal(one.dictionary, other.dictionary)
    torch.manual_seed(5)    # nor does it draw from what others draw from
    before = torch.rand(1)
    torch.manual_seed(5)
    train_autoencoder(vectors, 40, active=3, steps=2)
    assert torch.equal(torch.rand(1), before)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="from 1 to 8"):
        SparseAutoencoder(4, 8, active=9)
    on = torch.ones(3, 2)
    with pytest.raises(ValueError, match="'red' is true of no example"):
        match_features(on, {"red": torch.zeros(3, dtype=torch.bool)})
    with pytest.raises(ValueError, match="each example needs"):
        match_features(on, {"red": torch.ones(4, dtype=torch.bool)})
