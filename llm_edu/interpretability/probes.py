"""Linear probes: can it be read from the stream?

A probe is a small classifier that gets the stream at one place and has to say something about the text: whose hat is
it? If it succeeds on texts that it has not seen, the stream knows, in a form that a linear layer can read.

Or the probe has learned it by heart. So it gets a control task: every type of input (each name, say) is given a random
answer, the same each time. Nobody put those answers into the model; a probe that does well there as well would do well
at anything. What counts is the difference, its selectivity.

Sources: Alain & Bengio 2016, Understanding intermediate layers using linear classifier probes, arXiv:1610.01644; Hewitt
& Liang 2019, Designing and Interpreting Probes with Control Tasks, arXiv:1909.03368.
"""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch.nn.utils.rnn import pad_sequence

from llm_edu.interpretability.lens import streams
from llm_edu.intervals import wilson


def stream_at(model, texts, positions, batch_size=64):
    """The stream of many texts at chosen positions: (layers + 1, examples, width).

    texts: lists of ids   positions: for each text an int, or several; all texts' examples follow each other

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=100, layers=2, width=32, heads=4))
    >>> stream_at(model, [[5, 17, 2], [8, 9]], [2, [0, 1]]).shape
    torch.Size([3, 3, 32])
    """
    if len(texts) != len(positions) or not len(texts):
        raise ValueError(f"there are {len(texts)} texts and positions for {len(positions)}")
    device, found = model.token_embedding.weight.device, []
    for start in range(0, len(texts), batch_size):
        chosen = slice(start, start + batch_size)
        ids = pad_sequence([torch.as_tensor(text) for text in texts[chosen]], batch_first=True)    # filled up behind:
        kept = streams(model, ids.to(device))                                  # no token sees what comes after it
        for row, (text, places) in enumerate(zip(texts[chosen], positions[chosen], strict=True)):
            places = torch.arange(len(text))[places].reshape(-1)    # an IndexError for what lies beyond the text
            found.append(kept[:, row, places.to(device)].cpu())
    return torch.cat(found, dim=1)


@dataclass(frozen=True)
class Probed:
    """How well a probe did on examples that it had not learned from.

    accuracy: of the task   control: of the control task   majority: of saying always what is most frequent
    count: examples that were tested
    """

    accuracy: float
    control: float
    majority: float
    count: int

    @property
    def selectivity(self):
        """How much better the task goes than one that only the probe itself can have learned."""
        return self.accuracy - self.control

    @property
    def interval(self):
        """The 95 % interval of the accuracy (Wilson 1927)."""
        return wilson(self.accuracy, self.count)


def probe(features, labels, types, kind="logistic", penalty=1.0, seed=0):
    """Fit a probe on a random half of the examples, test it on the other, and do the same with the control task.

    features: (examples, width)   labels: what is to be read, one for each example
    types: what the control task gives a random label, one for each example: the word at that place, say
    kind: "logistic" or "ridge", which is faster   penalty: how much the probe is held to small weights

    >>> features, names = torch.randn(400, 8, generator=torch.Generator().manual_seed(0)), [0, 1, 2, 3, 4] * 80
    >>> found = probe(features, features[:, 0] > 0, names)    # can be read, and names can't be learned by heart
    >>> found.accuracy > 0.9, found.control < 0.8
    (True, True)
    """
    features, labels = np.asarray(features), np.asarray(labels)
    if not len(features) == len(labels) == len(types):
        raise ValueError(f"{len(features)} examples have {len(labels)} labels and {len(types)} types: each needs one")
    order = np.random.default_rng(seed).permutation(len(labels))
    learned, tested = order[:len(order) // 2], order[len(order) // 2:]
    accuracies = []
    for answers in (labels, control_labels(labels, types, seed)):
        fitted = fit_probe(features[learned], answers[learned], kind, penalty)
        accuracies.append(float((fitted.predict(features[tested]) == answers[tested]).mean()))
    kinds, counts = np.unique(labels[learned], return_counts=True)
    majority = float((labels[tested] == kinds[counts.argmax()]).mean())
    return Probed(*accuracies, majority, len(tested))


def fit_probe(features, labels, kind="logistic", penalty=1.0):
    """A linear classifier of scikit-learn, on features scaled to mean 0 and variance 1: `.predict(features)`."""
    if kind not in ("logistic", "ridge"):
        raise ValueError(f'kind is "logistic" or "ridge", not {kind!r}')
    if len(np.unique(labels)) < 2:
        raise ValueError("all labels are the same: there is nothing to tell apart")
    linear = LogisticRegression(C=1 / penalty, max_iter=1000) if kind == "logistic" else RidgeClassifier(penalty)
    return make_pipeline(StandardScaler(), linear).fit(np.asarray(features), labels)


def control_labels(labels, types, seed=0):
    """A random label for each type, drawn as frequently as the labels are, so that the tasks are alike but for that.

    >>> control_labels(["red", "blue", "blue"], ["Mia", "Otto", "Mia"], seed=1).tolist()
    ['blue', 'red', 'blue']
    """
    kinds, which = np.unique(np.asarray(types), return_inverse=True)
    drawn = np.random.default_rng([seed, 1]).choice(np.asarray(labels), size=len(kinds))
    return drawn[which]
