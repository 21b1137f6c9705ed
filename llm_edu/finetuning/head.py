"""A classifier: a linear layer, the head, reads a class from the stream at the end of a text.

There are three ways to train one. With a frozen model you compute its streams once, and `fit_head` finds the best head
for them: that is logistic regression. Or you train the head with LoRA's changes, or with the whole model: `Classifier`
is an ordinary module for that.

Source: Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, section 3.2 (a linear layer on
the stream at a text's last token).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence

from llm_edu.finetuning.lora import device_of
from llm_edu.finetuning.streams import last_stream
from llm_edu.transformer import Transformer

POOLINGS = ("last", "mean")


def pooled(model: Transformer, texts: Sequence[Sequence[int]], pooling: str = "last") -> Tensor:
    """One vector for each text: its stream after the last norm, at the last token or averaged over all.

    texts: lists of ids, of any lengths   pooling: "last" or "mean"
    ->   (texts, width), with gradients if the model learns
    """
    ids, lengths = side_by_side(texts, device_of(model))
    return pool(model, last_stream(model, ids), lengths, pooling)


def side_by_side(texts: Sequence[Sequence[int]], device: torch.device | None = None) -> tuple[Tensor, Tensor]:
    """Texts as ids (texts, time), padded at the end, where no token sees it, and their lengths (texts,).

    Raises ValueError where there is no text, or one without ids.
    """
    if not len(texts) or not all(len(text) for text in texts):
        raise ValueError("every text needs at least one id")
    ids = pad_sequence([torch.as_tensor(text) for text in texts], batch_first=True)
    return ids.to(device), torch.tensor([len(text) for text in texts], device=device)


def pool(model: Transformer, stream: Tensor, lengths: Tensor, pooling: str = "last") -> Tensor:
    """As `pooled`, from the stream after the last layer, as `stream_from` gives it.

    stream: (texts, time, width)   lengths: (texts,)   ->   (texts, width)
    """
    if pooling not in POOLINGS:
        raise ValueError(f"pooling is one of {POOLINGS}, not {pooling!r}")
    if pooling == "last":
        return model.norm(stream[torch.arange(len(stream)), lengths - 1])
    mask = torch.arange(stream.shape[1], device=lengths.device) < lengths[:, None]    # (texts, time)
    return (model.norm(stream) * mask[..., None]).sum(1) / lengths[:, None]


@torch.no_grad()
def features(model: Transformer, texts: Sequence[Sequence[int]], pooling: str = "last", batch_size: int = 32
             ) -> Tensor:
    """`pooled` of many texts by a frozen model: (texts, width). Texts of similar lengths share a batch."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    found: dict[int, Tensor] = {}
    for start in range(0, len(order), batch_size):
        numbers = order[start:start + batch_size]
        found |= zip(numbers, pooled(model, [texts[number] for number in numbers], pooling), strict=True)
    return torch.stack([found[number] for number in range(len(texts))])


def fit_head(features: Tensor, labels: Tensor, classes: int, penalty: float = 1.0, steps: int = 200) -> nn.Linear:
    """The best linear head on frozen features: logistic regression.

    features: (examples, width)   labels: (examples,), 0 … classes − 1
    penalty: the price of large weights, penalty / 2 · Σ weight², on features scaled to mean 0 and variance 1. It is
        added to the surprise summed over all examples   steps: of L-BFGS, at most
    ->   an `nn.Linear` for features as they are
    """
    mean, scale = features.mean(0), features.std(0, correction=0).clamp(min=1e-6)
    scaled = (features - mean) / scale
    head = nn.Linear(features.shape[1], classes).to(features)
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
    """A `Transformer` and a head on it, to train together or not: texts in, a score for each class out.

    >>> from llm_edu.transformer import Transformer, TransformerConfig
    >>> model = Transformer(TransformerConfig.gpt2(vocab_size=50, layers=1, width=16, heads=2))
    >>> Classifier(model, classes=3)([[7, 3], [5]]).shape
    torch.Size([2, 3])
    """

    def __init__(self, model: Transformer, classes: int, pooling: str = "last", head: nn.Linear | None = None) -> None:
        """head: an `nn.Linear` to start with, such as `fit_head` gives; None: zeros, all classes equally likely"""
        super().__init__()
        self.model, self.pooling = model, pooling
        self.head = head or nn.Linear(model.config.width, classes).to(model.token_embedding.weight)
        if head is None:
            nn.init.zeros_(self.head.weight)
            nn.init.zeros_(self.head.bias)

    def forward(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """texts: lists of ids   ->   scores (texts, classes)"""
        return self.head(pooled(self.model, texts, self.pooling))
