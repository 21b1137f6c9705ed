"""Skip-gram: its gradient against autograd, one step against many at once, and what it learns about Storyland."""

import numpy as np
import pytest

from llm_edu.embeddings import (
    noise_distribution,
    pair_gradient,
    sigmoid,
    skip_gram_step,
    train_skip_gram,
)
from llm_edu.embeddings.skip_gram import batch_step
from llm_edu.storyland import World

TEXT = [["a", "small", "cat", "sleeps"], ["a", "small", "dog", "sleeps"], ["the", "red", "boat", "floats"],
        ["the", "red", "ship", "floats"]] * 40


@pytest.fixture
def random():
    return np.random.default_rng(0)


@pytest.mark.parametrize("label", [0, 1])
def test_gradient_is_that_of_autograd(label, random):
    import torch

    for _ in range(20):
        center, context = random.normal(size=(2, 8))
        loss, for_center, for_context = pair_gradient(center, context, label)
        v, u = (torch.tensor(vector, requires_grad=True) for vector in (center, context))
        expected = torch.nn.functional.binary_cross_entropy_with_logits(v @ u, torch.tensor(float(label)).double())
        expected.backward()
        assert loss == pytest.approx(expected.item())
        assert for_center == pytest.approx(v.grad.numpy()) and for_context == pytest.approx(u.grad.numpy())


@pytest.mark.filterwarnings("error")
def test_gradient_of_extreme_scores_is_finite():
    huge = np.array([1e4, 0.0])
    assert pair_gradient(huge, -huge, 1)[0] == pytest.approx(1e8)
    assert pair_gradient(huge, huge, 1)[0] == 0
    assert sigmoid(np.array([-1e9, 1e9])).round(9).tolist() == [0.0, 1.0]


def test_one_step_goes_down_the_slope_of_the_whole_loss(random):
    import torch

    centers, contexts = random.normal(size=(2, 6, 4))
    v, u = torch.tensor(centers, requires_grad=True), torch.tensor(contexts, requires_grad=True)
    negatives = [2, 5, 5, 1]    # one drawn twice, and one that is the real neighbour
    scores = u[[1, *negatives]] @ v[3]
    targets = torch.tensor([1.0, 0, 0, 0, 0]).double()
    loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="sum")
    loss.backward()
    told = skip_gram_step(centers, contexts, 3, 1, negatives, rate=0.1)
    assert told == pytest.approx(loss.item())
    assert centers == pytest.approx((v - 0.1 * v.grad).detach().numpy())
    assert contexts == pytest.approx((u - 0.1 * u.grad).detach().numpy())


def test_many_pairs_at_once_are_the_sum_of_single_steps(random):
    centers, contexts = random.normal(size=(2, 6, 4))
    batch = [(3, 1, [2, 5]), (3, 0, [0, 1]), (2, 2, [2, 2])]
    expected = np.zeros((2, 6, 4))
    losses = []
    for center, context, negatives in batch:
        moved = centers.copy(), contexts.copy()
        losses.append(skip_gram_step(*moved, center, context, negatives, rate=0.1))
        expected += np.array(moved) - np.array([centers, contexts])
    expected += np.array([centers, contexts])
    others = np.array([[context, *negatives] for _, context, negatives in batch])
    loss = batch_step(centers, contexts, np.array([center for center, _, _ in batch]), others, rate=0.1)
    assert loss == pytest.approx(np.mean(losses))
    assert np.array([centers, contexts]) == pytest.approx(expected)


def test_noise_by_hand():
    assert noise_distribution([16, 1]) == pytest.approx([8 / 9, 1 / 9])
    assert noise_distribution([1, 3], power=1) == pytest.approx([0.25, 0.75])
    for counts in ([], [0, 0]):
        with pytest.raises(ValueError, match="no word has a count"):
            noise_distribution(counts)


def test_learns_who_keeps_the_same_company():
    model = train_skip_gram(TEXT, width=8, window=2, steps=1_500, batch_size=32, seed=1)
    assert model.vectors.nearest("cat", 1)[0][0] == "dog" and model.vectors.nearest("ship", 1)[0][0] == "boat"
    assert np.mean(model.losses[-100:]) < 0.8 * np.mean(model.losses[:100])
    assert model.losses[0] == pytest.approx(6 * np.log(2), rel=0.05)    # at first every pair is a coin toss
    again = train_skip_gram(iter(TEXT), width=8, window=2, steps=1_500, batch_size=32, seed=1)
    assert (again.centers == model.centers).all()
    assert not np.allclose(train_skip_gram(TEXT, width=8, steps=10, seed=2).centers[0], model.centers[0])


@pytest.mark.parametrize("sentences", [[], [[]], [["alone"], ["single"]]])
def test_nothing_to_learn_from(sentences):
    with pytest.raises(ValueError, match="no pair of neighbours"):
        train_skip_gram(sentences)


@pytest.mark.full    # lesson 02 prints the neighbours
def test_neighbours_in_storyland_are_of_the_same_kind():
    """At least 80 % of the words that the facts name; the lesson's own training, 2 to 4 seconds."""
    world = World(seed=0)
    kinds = {word: kind for kind, words in world.groups().items() for word in words}
    named = {word for fact in world.facts() for word in (fact.subject, fact.value)} & set(kinds)
    assert len(named) > 150
    sentences = [story.words for story in world.stories(4_000, seed=1)]
    model = train_skip_gram(sentences, width=32, window=2, steps=16_000, batch_size=64, learning_rate=0.1, seed=0)
    right = [kinds.get(model.vectors.nearest(word, 1)[0][0]) == kinds[word] for word in named]
    assert np.mean(right) >= 0.8
