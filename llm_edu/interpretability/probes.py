"""Linear probes: can a fact be read from the residual stream?

A probe is a small classifier that gets the residual stream at one position and has to say something about the text:
whose hat is it? If it succeeds on texts that it has not seen, the stream holds the answer, in a form that a linear
layer can read.

Or the probe has memorised it. So it gets a **control task**: every type of input (each name, say) is given a random
answer, the same each time. The model cannot know those answers, so a probe that does well there would do well at
anything. What counts is the difference, the probe's **selectivity**.

Sources: Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes, arXiv:1610.01644; Hewitt
& Liang 2019, Designing and Interpreting Probes with Control Tasks, arXiv:1909.03368.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from llm_edu.interpretability.lens import residual_stream
from llm_edu.intervals import wilson
from llm_edu.transformer import Transformer


def residual_stream_at(model: Transformer, texts: Sequence[Sequence[int]],
                       positions: Sequence[int | Sequence[int] | slice], batch_size: int = 64) -> Tensor:
    """The residual stream of many texts at chosen positions: (layers + 1, examples, width).

    texts: lists of ids   positions: for each text an int, a list, or a slice; the examples of all texts, in order
    Raises ValueError unless each text has positions, IndexError for a position beyond a text.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> residual_stream_at(model, [[5, 17, 2], [8, 9]], [2, [0, 1]]).shape
    torch.Size([3, 3, 32])
    """
    if len(texts) != len(positions) or not len(texts):
        raise ValueError(f"there are {len(texts)} texts, and positions for {len(positions)}")
    device, found = model.token_embedding.weight.device, []
    for start in range(0, len(texts), batch_size):
        chosen = slice(start, start + batch_size)
        ids = pad_sequence([torch.as_tensor(text) for text in texts[chosen]], batch_first=True)
        kept = residual_stream(model, ids.to(device))    # padded at the end: no token sees what comes after it
        for row, (text, places) in enumerate(zip(texts[chosen], positions[chosen], strict=True)):
            chosen_here = torch.arange(len(text))[places].reshape(-1)    # an IndexError for what lies beyond the text
            found.append(kept[:, row, chosen_here.to(device)].cpu())
    return torch.cat(found, dim=1)


@dataclass(frozen=True)
class ProbeResult:
    """How well a probe did on held-out examples.

    accuracy: on the task   control: on the control task   majority: of always answering the most frequent label
    count: the number of held-out examples
    """

    accuracy: float
    control: float
    majority: float
    count: int

    @property
    def selectivity(self) -> float:
        """The accuracy, minus that on the control task, which the probe can only have memorised."""
        return self.accuracy - self.control

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy (Wilson 1927)."""
        return wilson(self.accuracy, self.count)


def probe(features: ArrayLike, labels: ArrayLike, types: Sequence, kind: str = "logistic", penalty: float = 1.0,
          seed: int = 0) -> ProbeResult:
    """Fit a probe on a random half of the examples, test it on the other half; the same for the control task.

    features: (examples, width)   labels: (examples,), what the probe should say
    types: (examples,), such as the word at that position; the control task gives each type a random label
    kind: "logistic" or "ridge", which is faster   penalty: of the squared weights (L2 regularisation)
    Raises ValueError where the three differ in length, for another kind, and where all labels are the same.

    >>> features, names = torch.randn(400, 8, generator=torch.Generator().manual_seed(0)), [0, 1, 2, 3, 4] * 80
    >>> found = probe(features, features[:, 0] > 0, names)    # can be read, and names can't be learned by heart
    >>> found.accuracy > 0.9, found.control < 0.8
    (True, True)
    """
    features, labels = np.asarray(features), np.asarray(labels)
    if not len(features) == len(labels) == len(types):
        raise ValueError(f"{len(features)} examples have {len(labels)} labels and {len(types)} types: each example "
                         "needs one of both")
    order = np.random.default_rng(seed).permutation(len(labels))
    learned, tested = order[:len(order) // 2], order[len(order) // 2:]
    accuracies = []
    for answers in (labels, control_labels(labels, types, seed)):
        fitted = fit_probe(features[learned], answers[learned], kind, penalty)
        accuracies.append(float((fitted.predict(features[tested]) == answers[tested]).mean()))
    kinds, counts = np.unique(labels[learned], return_counts=True)
    majority = float((labels[tested] == kinds[counts.argmax()]).mean())
    accuracy, control = accuracies
    return ProbeResult(accuracy, control, majority, len(tested))


def fit_probe(features: ArrayLike, labels: ArrayLike, kind: str = "logistic", penalty: float = 1.0) -> Pipeline:
    """Fit a linear classifier of scikit-learn to features scaled to mean 0 and variance 1; it has `.predict(features)`.

    The arguments and errors are those of `probe`.
    """
    if kind not in ("logistic", "ridge"):
        raise ValueError(f'kind is "logistic" or "ridge", not {kind!r}')
    if len(np.unique(labels)) < 2:
        raise ValueError("all labels are the same: there is nothing to tell apart")
    linear = LogisticRegression(C=1 / penalty, max_iter=1000) if kind == "logistic" else RidgeClassifier(penalty)
    return make_pipeline(StandardScaler(), linear).fit(np.asarray(features), labels)


def control_labels(labels: ArrayLike, types: ArrayLike, seed: int = 0) -> np.ndarray:
    """The labels of the control task: one random label for each type, drawn as often as it occurs among `labels`.

    >>> control_labels(["red", "blue", "blue"], ["Mia", "Otto", "Mia"], seed=1).tolist()
    ['blue', 'red', 'blue']
    """
    kinds, which = np.unique(np.asarray(types), return_inverse=True)
    drawn = np.random.default_rng([seed, 1]).choice(np.asarray(labels), size=len(kinds))
    return drawn[which]
