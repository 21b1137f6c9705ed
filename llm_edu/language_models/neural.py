"""Language models that learn: a bigram as a matrix, and a network that reads a window of words.

Everything here works on ids. Id 0 is the end, which also fills a window that reaches beyond the beginning of a text.
Read in this order: ``make_windows``, ``next_word_loss``, ``bigram_gradient``, ``window_logits``, ``fit``.

Source: Bengio, Ducharme, Vincent and Jauvin 2003, *A Neural Probabilistic Language Model*, JMLR 3:1137–1155.
"""

from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

END_ID = 0


def make_windows(texts: Iterable[Sequence[int]], size: int) -> tuple[Tensor, Tensor]:
    """What a model reads and what it should predict, for every word of every text and for its end.

    size: words in a window   ->   contexts (examples, size) and targets (examples,)
    Raises ValueError without texts, and for a size below 1.

    >>> make_windows([[5, 6]], size=2)
    (tensor([[0, 0],
            [0, 5],
            [5, 6]]), tensor([5, 6, 0]))
    """
    if size < 1:
        raise ValueError(f"a window has at least 1 word, not {size}")
    rows = [torch.tensor([END_ID] * size + list(ids) + [END_ID]).unfold(0, size + 1, 1) for ids in texts]
    if not rows:
        raise ValueError("there is no text to make windows of")
    windows = torch.cat(rows)    # (examples, size + 1)
    return windows[:, :-1].contiguous(), windows[:, -1].contiguous()


def next_word_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean surprise of the targets in nats, when softmax turns the logits into probabilities (cross-entropy).

    logits: (examples, vocabulary)   targets: (examples,), ids   ->   one number
    Computed with logarithms throughout, so that no logit is too large: log Σ exp(x) = max + log Σ exp(x − max).

    >>> next_word_loss(torch.tensor([[0.0, 0.0], [1000.0, 0.0]]), torch.tensor([1, 0]))
    tensor(0.3466)
    """
    logits = logits - logits.max(dim=-1, keepdim=True).values    # the largest is 0 now; softmax does not notice
    log_totals = logits.exp().sum(dim=-1).log()    # (examples,)
    right = logits[torch.arange(len(targets)), targets]    # (examples,)
    return (log_totals - right).mean()


def bigram_gradient(logits: Tensor, contexts: Tensor, targets: Tensor) -> Tensor:
    """The gradient of the mean loss with respect to a bigram's matrix of logits: predicted minus actual.

    logits: (vocabulary, vocabulary), row = the previous word   contexts, targets: (examples,)
    ->   (vocabulary, vocabulary)

    >>> bigram_gradient(torch.zeros(2, 2), torch.tensor([0]), torch.tensor([1]))
    tensor([[ 0.5000, -0.5000],
            [ 0.0000,  0.0000]])
    """
    predicted = logits[contexts].softmax(dim=-1)    # (examples, vocabulary)
    actual = F.one_hot(targets, logits.shape[1]).to(predicted.dtype)
    return torch.zeros_like(logits).index_add(0, contexts, (predicted - actual) / len(targets))


def window_logits(contexts: Tensor, embeddings: Tensor, hidden: Tensor, hidden_bias: Tensor, output: Tensor,
                  output_bias: Tensor) -> Tensor:
    """A logit for every next word, from a window of words (Bengio et al. 2003, without direct connections).

    contexts: (batch, window) ids             embeddings: (vocabulary, width)
    hidden: (window * width, units)           hidden_bias: (units,)
    output: (units, vocabulary)               output_bias: (vocabulary,)    ->   (batch, vocabulary)
    """
    vectors = embeddings[contexts]    # (batch, window, width)
    side_by_side = vectors.flatten(start_dim=1)    # (batch, window * width): positions in the window matter
    units = torch.tanh(side_by_side @ hidden + hidden_bias)    # (batch, units)
    return units @ output + output_bias    # (batch, vocabulary)


class WindowModel(nn.Module):
    """The base class of the models in this file: they read the last ``window`` ids of a text."""

    window: int

    @torch.no_grad()
    def log_probs(self, ids: Sequence[int]) -> list[float]:
        """log P of each word given the words before it, and last of the end, in nats."""
        contexts, targets = make_windows([ids], self.window)
        return (-F.cross_entropy(self(contexts), targets, reduction="none")).tolist()

    @torch.no_grad()
    def next_probabilities(self, ids: Sequence[int]) -> Tensor:
        """The probability of every word to come after ``ids``: (vocabulary,)"""
        contexts, _ = make_windows([ids], self.window)
        return self(contexts[-1:])[0].softmax(dim=-1)

    @torch.no_grad()
    def loss(self, contexts: Tensor, targets: Tensor, batch_size: int = 16_384) -> float:
        """The mean loss in nats over many examples, one batch at a time to save memory. ValueError without examples."""
        if not len(targets):
            raise ValueError("there is no example to measure on")
        batches = zip(contexts.split(batch_size), targets.split(batch_size))
        total = sum(F.cross_entropy(self(some), right, reduction="sum").item() for some, right in batches)
        return total / len(targets)


class BigramMatrix(WindowModel):
    """A bigram as a matrix of logits: a row for each word before, a column for each word after.

    It starts from zeros, so at first all words are equally likely.
    """

    window = 1

    def __init__(self, vocabulary_size: int):
        super().__init__()
        self.logits = nn.Parameter(torch.zeros(vocabulary_size, vocabulary_size))

    def forward(self, contexts: Tensor) -> Tensor:
        """contexts: (batch, 1) ids   ->   (batch, vocabulary)"""
        return self.logits[contexts[:, -1]]


class WindowMLP(WindowModel):
    """Embeddings side by side, one hidden layer, a logit for every word (Bengio et al. 2003).

    width: of the embeddings   units: of the hidden layer   seed: the same gives the same start

    >>> model = WindowMLP(vocabulary_size=50, window=4, width=8, units=16)
    >>> model(torch.tensor([[0, 0, 7, 3]])).shape
    torch.Size([1, 50])
    """

    def __init__(self, vocabulary_size: int, window: int, width: int = 32, units: int = 256, seed: int = 0):
        super().__init__()
        self.window = window
        generator = torch.Generator().manual_seed(seed)

        def random_table(rows: int, columns: int, size: float) -> nn.Parameter:
            return nn.Parameter(torch.randn(rows, columns, generator=generator) * size)

        self.embeddings = random_table(vocabulary_size, width, 0.1)
        self.hidden = random_table(window * width, units, (window * width) ** -0.5)    # sums as large as embeddings
        self.hidden_bias = nn.Parameter(torch.zeros(units))
        self.output = random_table(units, vocabulary_size, 0.01)    # nearly equal chances to begin with
        self.output_bias = nn.Parameter(torch.zeros(vocabulary_size))

    def forward(self, contexts: Tensor) -> Tensor:
        """contexts: (batch, window) ids   ->   (batch, vocabulary)"""
        return window_logits(
            contexts, self.embeddings, self.hidden, self.hidden_bias, self.output, self.output_bias)


def fit(model: nn.Module, inputs: Tensor, targets: Tensor, steps: int, batch_size: int = 256,
        learning_rate: float = 0.003, seed: int = 0) -> list[float]:
    """Train a model that turns inputs into logits; return the loss at each step, in nats.

    Lesson 06 explains it.

    inputs: (examples, …) ids
    targets: (examples,) or (examples, time) ids; −100 is ignored
    The optimiser is AdamW, and the learning rate falls linearly to zero. The same seed draws
    the same batches.
    Raises ValueError when inputs and targets differ in number, or there are none.
    """
    if len(inputs) != len(targets) or not len(inputs):
        raise ValueError(f"there are {len(inputs)} inputs for {len(targets)} targets")
    generator = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate, weight_decay=0.0)
    losses = []
    for step in range(steps):
        rows = torch.randint(len(inputs), (batch_size,), generator=generator)    # some examples
        logits = model(inputs[rows])    # (batch, vocabulary) or (batch, time, vocabulary)
        loss = F.cross_entropy(logits.flatten(0, -2), targets[rows].flatten())
        optimiser.zero_grad()
        loss.backward()    # how would the loss change with each parameter?
        optimiser.param_groups[0]["lr"] = learning_rate * (1 - step / steps)
        optimiser.step()    # move each a little against that
        losses.append(loss.item())
    return losses
