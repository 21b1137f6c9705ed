"""Remedies inside a model: take a direction out of its vectors, and ask what is left.

Where do *she* and *he* differ? The difference of their vectors is a direction; the shadow of every other vector on it
says how much *she* or *he* is in that vector. Without its shadow, no vector leans either way.

Does that remove the stereotype, or only hide it? A classifier that has never seen the direction tries to tell women's
words from men's in what is left. Its control gets labels that were shuffled.

Sources: Bolukbasi et al. 2016, Man is to Computer Programmer as Woman is to Homemaker?, arXiv:1607.06520; Gonen &
Goldberg 2019, Lipstick on a Pig, arXiv:1903.03862. Ravfogel et al. 2020, Null It Out, arXiv:2004.07667, repeat the
removal until no linear classifier finds anything.
"""

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor

from llm_edu.interpretability import changed, put, read
from llm_edu.intervals import wilson
from llm_edu.transformer import Transformer


def remove_direction(vectors: Any, direction: Any, share: float = 1.0) -> Any:
    """Each vector minus a share of its shadow on a direction.

    vectors: (..., width)   direction: (width,), of any length but 0   share: 0 changes nothing, 1 leaves nothing of the
    shadow, 2 mirrors it   ->   like vectors; tensors or arrays
    Raises ValueError for a direction of length 0.

    >>> remove_direction(np.array([[3.0, 1.0], [2.0, 5.0]]), np.array([0.0, 2.0]))
    array([[3., 0.],
           [2., 0.]])
    """
    length = (direction @ direction) ** 0.5
    if not length > 0:
        raise ValueError("a direction of length 0 points nowhere")
    unit = direction / length
    return vectors - share * (vectors @ unit)[..., None] * unit    # (..., 1) times (width,)


def mean_difference(towards: Any, away: Any) -> Any:
    """From the mean of some vectors to the mean of others. towards, away: (examples, width)   ->   (width,)

    >>> mean_difference(np.array([[1.0, 2.0], [3.0, 2.0]]), np.array([[0.0, 2.0]]))
    array([2., 0.])
    """
    return towards.mean(0) - away.mean(0)


def principal_direction(pairs: ArrayLike) -> np.ndarray:
    """The direction along which the two members of each pair differ most: their first principal component.

    pairs: (pairs, 2, width), such as the vectors of *she* and *he*, *woman* and *man*   ->   (width,), of length 1,
    pointing towards the first members
    Each pair is centred on its own middle, so that only differences within pairs count (Bolukbasi et al. 2016).

    >>> principal_direction([[[1, 0], [-1, 0]], [[3, 5], [1, 5]]]).round(2) + 0.0
    array([1., 0.])
    """
    pairs = np.asarray(pairs, dtype=float)
    centred = (pairs - pairs.mean(1, keepdims=True)).reshape(-1, pairs.shape[-1])
    direction = np.linalg.svd(centred, full_matrices=False)[2][0]
    return direction if (pairs[:, 0] - pairs[:, 1]).sum(0) @ direction >= 0 else -direction


def without_direction(model: Transformer, layer: int, direction: Tensor, share: float = 1.0,
                      position: int | None = None) -> AbstractContextManager[Transformer]:
    """Take a share of a direction out of the residual stream at a layer while the `with` block runs.

    layer: as for `interpretability.steered`   position: only there; None: at every position
    """
    where = slice(None) if position is None else slice(position, position + 1 or None)

    def change(x: Tensor) -> Tensor:
        return put(remove_direction(x[..., where, :], direction.to(x), share), where)(x)
    return changed(model, {("residual", layer): change})


def without_direction_in(model: Transformer, tokens: Sequence[int], direction: Tensor, share: float = 1.0
                         ) -> Transformer:
    """A copy of the model in which the embeddings of some tokens lack a share of a direction. tokens: their ids"""
    twin = deepcopy(model)
    with torch.no_grad():
        rows = twin.token_embedding.weight
        rows[list(tokens)] = remove_direction(rows[list(tokens)], direction.to(rows), share)
    return twin


@torch.no_grad()
def streams_before(model: Transformer, beginnings: Tensor, layer: int) -> Tensor:
    """The residual stream at a layer, where the model is about to say the next word: (texts, width).

    beginnings: (texts, time), ids
    """
    return read(model, beginnings, [("residual", layer)])["residual", layer][:, -1]


@dataclass(frozen=True)
class Recovery:
    """How well a classifier tells two classes apart in vectors that it has not seen.

    accuracy: the share that it gets right of `count` held-out vectors
    shuffled: the same with shuffled labels, once for each shuffle: what chance alone can do
    """

    accuracy: float
    count: int
    shuffled: tuple[float, ...]

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy (Wilson 1927)."""
        return wilson(float(self.accuracy), self.count)

    @property
    def p_value(self) -> float:
        """The share of shuffles that did as well or better, the true labels counted as one of them."""
        return (1 + sum(each >= self.accuracy for each in self.shuffled)) / (1 + len(self.shuffled))


def recover(vectors: ArrayLike, labels: ArrayLike, groups: Sequence[Hashable] | None = None, folds: int = 6,
            shuffles: int = 20, penalty: float = 1.0, seed: int = 0) -> Recovery:
    """Can a logistic regression find the labels in the vectors? Each group is predicted by one that never saw it.

    vectors: (examples, width)   labels: (examples,), two classes   groups: (examples,), such as the job that a vector
    is about; all of a group are held out together. None: each vector is its own group. All of a group have one label
    folds: parts that are held out in turn, each with its share of both classes
    shuffles: how often to repeat with labels that are shuffled among the groups
    Raises ValueError for labels of other than two classes, a group with both, and more folds than a class has groups.

    >>> generator = np.random.default_rng(0)
    >>> labels = np.arange(40) % 2
    >>> recover(generator.normal(size=(40, 3)) + 5 * labels[:, None], labels, shuffles=5).accuracy
    1.0
    """
    vectors, labels = np.asarray(vectors), np.asarray(labels)
    names = list(range(len(labels))) if groups is None else list(groups)
    kinds, numbers = np.unique(labels, return_inverse=True)
    index = {name: place for place, name in enumerate(dict.fromkeys(names))}
    rows = np.array([index[name] for name in names])    # for each example, the number of its group
    of_group = np.zeros(len(index), dtype=int)
    of_group[rows] = numbers
    if len(kinds) != 2 or not np.array_equal(of_group[rows], numbers):
        raise ValueError("there must be two classes, and all vectors of a group have the label of one")
    if not 2 <= folds <= np.bincount(of_group).min():
        raise ValueError(f"folds is {folds}; it must be from 2 to the groups of the smaller class, "
                         f"{np.bincount(of_group).min()}")
    random = np.random.default_rng(seed)
    accuracies = []
    for trial in range(shuffles + 1):
        labels_now = random.permutation(of_group) if trial else of_group
        accuracies.append(held_out_accuracy(vectors, labels_now, rows, folds, penalty, random))
    return Recovery(accuracies[0], len(labels), tuple(accuracies[1:]))


def held_out_accuracy(vectors: np.ndarray, of_group: np.ndarray, rows: np.ndarray, folds: int, penalty: float,
                      random: np.random.Generator) -> float:
    """The share of vectors that a classifier gets right which was fitted without their fold. See `recover`."""
    fold = np.zeros(len(of_group), dtype=int)
    for kind in (0, 1):
        members = random.permutation(np.flatnonzero(of_group == kind))
        fold[members] = np.arange(len(members)) % folds
    right = np.zeros(len(rows), dtype=bool)
    for each in range(folds):
        tested = fold[rows] == each
        linear = make_pipeline(StandardScaler(), LogisticRegression(C=1 / penalty, max_iter=1000))
        linear.fit(vectors[~tested], of_group[rows][~tested])
        right[tested] = linear.predict(vectors[tested]) == of_group[rows][tested]
    return float(right.mean())
