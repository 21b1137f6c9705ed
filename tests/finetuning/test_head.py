"""A head on a model: the features that it reads, the best weights, and learning together with the model."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch.nn import functional as F

from llm_edu.finetuning import Classifier, add_lora, features, fit_head, pooled, trainable_parameters
from llm_edu.transformer import Record, Transformer, TransformerConfig

CONFIG = TransformerConfig.llama(vocab_size=61, layers=2, width=24, heads=4)
TEXTS = [[5, 9, 12], [7], [3, 3, 8, 1, 4, 60], [5, 9]]


def make():
    torch.manual_seed(0)
    return Transformer(CONFIG)


@torch.no_grad()
@pytest.mark.parametrize("pooling", ["last", "mean"])
def test_features_are_the_normed_stream_of_each_text_by_itself(pooling):
    model, record = make(), Record("residual")
    found = features(model, TEXTS, pooling, batch_size=3)
    for text, vector in zip(TEXTS, found, strict=True):
        model(torch.tensor([text]), record=record)
        stream = model.norm(record["residual"][-1][0])
        torch.testing.assert_close(vector, stream[-1] if pooling == "last" else stream.mean(0), atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(pooled(model, TEXTS, pooling), found, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("classes, penalty", [(2, 1.0), (3, 0.1)])
def test_the_head_is_the_one_that_scikit_learn_finds(classes, penalty):
    generator = torch.Generator().manual_seed(classes)
    vectors = torch.randn(200, 10, generator=generator)
    labels = (vectors[:, :classes] + torch.randn(200, classes, generator=generator)).argmax(1)
    vectors = vectors * torch.logspace(-2, 2, 10) + 3    # features of very different sizes
    head = fit_head(vectors, labels, classes, penalty)
    # With two classes scikit-learn has one vector instead of two opposite ones, which cost half as much.
    scaler = StandardScaler().fit(vectors)
    theirs = LogisticRegression(C=(2 if classes == 2 else 1) / penalty, tol=1e-8, max_iter=10_000)
    expected = theirs.fit(scaler.transform(vectors), labels).predict_proba(scaler.transform(vectors))
    np.testing.assert_allclose(head(vectors).softmax(-1).detach().numpy(), expected, atol=2e-3)


@pytest.mark.parametrize("what", ["head", "lora", "everything"])
def test_a_classifier_learns_whether_a_token_was_there(what):
    model = make()
    generator = torch.Generator().manual_seed(3)
    texts = [torch.randint(10, 61, (8,), generator=generator).tolist() for _ in range(64)]
    labels = torch.tensor([number % 2 for number in range(64)])
    for text, label in zip(texts, labels, strict=True):
        text[2] = 5 if label else 6
    base = {"head": lambda: add_lora(model, 1), "lora": lambda: add_lora(model, 4, 16, ("values", "output", "up", "down")),
            "everything": lambda: model}[what]()
    if what == "head":
        base.requires_grad_(False)
    before = {name: parameter.clone() for name, parameter in base.named_parameters()}
    classifier = Classifier(base, classes=2)
    optimiser = torch.optim.AdamW([parameter for _, parameter in trainable_parameters(classifier)], lr=0.02)
    losses = []
    for _ in range(25):
        loss = F.cross_entropy(classifier(texts), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[0] == pytest.approx(np.log(2)) and losses[-1] < (0.68 if what == "head" else 0.2)
    moved = {name for name, parameter in base.named_parameters() if not torch.equal(parameter, before[name])}
    assert moved == {name for name, _ in trainable_parameters(base)} and bool(moved) == (what != "head")


def test_a_fitted_head_is_where_a_classifier_can_begin():
    model = make()
    labels = torch.tensor([0, 1, 0, 1])
    head = fit_head(features(model, TEXTS), labels, 2)
    classifier = Classifier(model, 2, head=head)
    assert classifier(TEXTS).argmax(-1).tolist() == labels.tolist()
    exact = make().double()
    assert fit_head(features(exact, TEXTS), labels, 2).weight.dtype == Classifier(exact, 2)(TEXTS).dtype == torch.float64


def test_what_cannot_be_pooled():
    with pytest.raises(ValueError, match="one of"):
        pooled(make(), TEXTS, "first")
    for texts in ([], [[]]):
        with pytest.raises(ValueError, match="at least one id"):
            pooled(make(), texts)
