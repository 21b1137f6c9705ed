"""A classifier: the stream at the end of a text, and a linear layer that reads a class from it.

Three ways to train one. The head alone, on a frozen model: its streams are computed once, and the rest is logistic
regression, whose best weights `fit_head` finds. The head with LoRA's changes, or with everything: `Classifier` is then
an ordinary module for gradient descent.

Source: Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, section 3.2 (a linear layer on
the stream at a text's last token).
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from llm_edu.finetuning.streams import last_stream

POOLINGS = ("last", "mean")


def pooled(model, texts, pooling="last"):
    """One vector for each text: its stream after the last norm, at the last token or averaged over all.

    texts: lists of ids, of any lengths   ->   (texts, width), with gradients if the model learns
    """
    ids, lengths = side_by_side(texts, device_of(model))
    return pool(model, last_stream(model, ids), lengths, pooling)


def side_by_side(texts, device=None):
    """ids (texts, time), filled up behind, where no token sees it, and lengths (texts,)"""
    if not len(texts) or not all(len(text) for text in texts):
        raise ValueError("every text needs at least one id")
    ids = pad_sequence([torch.as_tensor(text) for text in texts], batch_first=True)
    return ids.to(device), torch.tensor([len(text) for text in texts], device=device)


def pool(model, stream, lengths, pooling="last"):
    """As `pooled`, from the stream after the last layer, as `stream_from` gives it.

    stream: (texts, time, width)   lengths: (texts,)   ->   (texts, width)
    """
    if pooling not in POOLINGS:
        raise ValueError(f"pooling is one of {POOLINGS}, not {pooling!r}")
    if pooling == "last":
        return model.norm(stream[torch.arange(len(stream)), lengths - 1])
    counts = torch.arange(stream.shape[1], device=lengths.device) < lengths[:, None]    # (texts, time)
    return (model.norm(stream) * counts[..., None]).sum(1) / lengths[:, None]


@torch.no_grad()
def features(model, texts, pooling="last", batch_size=32):
    """`pooled` of many texts by a frozen model: (texts, width). Texts of like lengths go together: less to fill up."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found = [None] * len(texts)
    for start in range(0, len(order), batch_size):
        numbers = order[start:start + batch_size]
        for number, vector in zip(numbers, pooled(model, [texts[number] for number in numbers], pooling), strict=True):
            found[number] = vector
    return torch.stack(found)


def fit_head(features, labels, classes, penalty=1.0, steps=200):
    """The best linear head on frozen features: logistic regression.

    features: (examples, width)   labels: (examples,), 0 … classes − 1   penalty: how much large weights cost, against
    the surprise summed over all examples: penalty / 2 · Σ weight², on features scaled to mean 0 and variance 1
    ->   an `nn.Linear` that takes features as they are
    """
    mean, scale = features.mean(0), features.std(0, correction=0).clamp(min=1e-6)
    scaled = (features - mean) / scale
    head = nn.Linear(features.shape[1], classes)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimiser = torch.optim.LBFGS(head.parameters(), max_iter=steps, line_search_fn="strong_wolfe",
                                  tolerance_grad=1e-6 * len(labels), tolerance_change=1e-9)

    def cost():
        optimiser.zero_grad()
        total = F.cross_entropy(head(scaled), labels, reduction="sum") + penalty / 2 * head.weight.square().sum()
        total.backward()
        return total

    with torch.enable_grad():
        optimiser.step(cost)
    with torch.no_grad():    # (x − mean) / scale · w + b  =  x · (w / scale) + (b − mean / scale · w)
        head.weight.div_(scale)
        head.bias.sub_(head.weight @ mean)
    return head


class Classifier(nn.Module):
    """A `Transformer` and a head on it, which may learn together: texts in, a score for each class out.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=50, layers=1, width=16, heads=2))
    >>> Classifier(model, classes=3)([[7, 3], [5]]).shape
    torch.Size([2, 3])
    """

    def __init__(self, model, classes, pooling="last", head=None):
        """head: an `nn.Linear` to begin with, such as `fit_head` gives; None: zeros, all classes equally likely"""
        super().__init__()
        self.model, self.pooling = model, pooling
        self.head = head or nn.Linear(model.config.width, classes, device=device_of(model))
        if head is None:
            nn.init.zeros_(self.head.weight)
            nn.init.zeros_(self.head.bias)

    def forward(self, texts):
        """texts: lists of ids   ->   scores (texts, classes)"""
        return self.head(pooled(self.model, texts, self.pooling))


def device_of(model):
    return model.token_embedding.weight.device
