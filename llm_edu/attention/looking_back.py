"""The smallest language model with a head: lesson 03's window of words, and a head that looks back further.

A transformer (lesson 05) can look back only with its heads, and needs two layers of them for what this model does: one
to know the previous word, one to look for it. Here the recent words are simply laid side by side, so that a single
head is enough, and you can watch it alone.
"""

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.attention.heads import merge_heads, split_heads
from llm_edu.attention.weights import causal_mask

Attend = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]


def make_rows(texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """One text a row, padded at the end: what a model reads, and what it should predict after each word.

    texts: lists of ids   ->   inputs and targets, both (texts, longest + 1)
    A row begins with the id of the end, which here means "nothing yet", as in lesson 03's windows. After a text's last
    word the target is the end. Padded positions have target -100 and do not count. Raises ValueError without texts.

    >>> make_rows([[5, 6], [7]])
    (tensor([[0, 5, 6],
            [0, 7, 0]]), tensor([[   5,    6,    0],
            [   7,    0, -100]]))
    """
    from llm_edu.language_models import END_ID, pad_rows  # not above: attention is used without lesson 03, too

    if not len(texts):
        raise ValueError("there is no text to make rows of")
    return pad_rows([[END_ID, *ids, END_ID] for ids in texts])


def average_so_far(values: Tensor) -> Tensor:
    """At each position the plain average of all vectors up to and including it.

    values: (..., time, width)   ->   the same shape

    >>> average_so_far(torch.tensor([[2.0], [4.0], [0.0]])).flatten()
    tensor([2., 3., 2.])
    """
    counts = torch.arange(1, values.shape[-2] + 1, device=values.device)[:, None]
    return values.cumsum(-2) / counts


class LookBack(nn.Module):
    """A window of recent words, and heads that look back over all the words so far.

    attend(queries, keys, values, mask) -> what the heads find; None: no heads, the model has only its window
        queries, keys, values: (batch, heads, time, head_dim)   mask: (time, time), True = attend
    query: from the recent words, "what do I need?"
    key: from a word, "what am I?"; with `smeared` also from the word before it (Olsson et al. 2022, arXiv:2209.11895)
    value: from the word, "what do you get?"; begins as the word's own vector, so that a head begins by copying

    window: how many recent words are laid side by side   units: of the hidden layer
    The same seed gives the same start.

    >>> from llm_edu.attention import scaled_dot_product_attention
    >>> model = LookBack(vocabulary_size=50, attend=scaled_dot_product_attention)
    >>> model(torch.tensor([[0, 7, 3]])).shape
    torch.Size([1, 3, 50])
    """

    def __init__(self, vocabulary_size: int, attend: Attend | None, *, heads: int = 1, head_dim: int | None = None,
                 smeared: bool = False, window: int = 8, width: int = 64, units: int = 256, seed: int = 0):
        super().__init__()
        self.attend, self.heads, self.smeared, self.window = attend, heads, smeared, window
        head_dim = head_dim or width // heads
        generator = torch.Generator().manual_seed(seed)

        def random_table(rows: int, columns: int, size: float) -> nn.Parameter:
            return nn.Parameter(torch.randn(rows, columns, generator=generator) * size)

        self.embeddings = random_table(vocabulary_size, width, 0.3)
        self.hidden = random_table(window * width, units, (window * width) ** -0.5)
        self.hidden_bias = nn.Parameter(torch.zeros(units))
        self.output = random_table(units, width, 0.01)
        self.output_bias = nn.Parameter(torch.zeros(vocabulary_size))
        self.to_query = random_table(units, heads * head_dim, units ** -0.5)
        self.to_key = random_table((2 if smeared else 1) * width, heads * head_dim, width ** -0.5)
        self.to_value = nn.Parameter(torch.eye(width, heads * head_dim))
        self.from_found = nn.Parameter(0.3 * torch.eye(heads * head_dim, width))

    def forward(self, ids: Tensor) -> Tensor:
        """ids: (batch, time)   ->   a logit for every word that may come next, (batch, time, vocabulary)"""
        words = self.embeddings[ids]    # (batch, time, width)
        thought = self.read_window(words)    # (batch, time, units)
        answer = thought @ self.output    # (batch, time, width)
        if self.attend is not None:
            queries, keys, values = self.ask(thought, words)
            found = self.attend(queries, keys, values, causal_mask(ids.shape[1]))    # (batch, heads, time, head_dim)
            answer = answer + merge_heads(found) @ self.from_found
        return answer @ self.embeddings.T + self.output_bias    # alike to the word's own vector: likely

    def read_window(self, words: Tensor) -> Tensor:
        """The hidden layer of lesson 03's network over the last `window` words: (batch, time, units)"""
        padded = F.pad(words, (0, 0, self.window - 1, 0))    # (batch, window - 1 + time, width)
        windows = padded.unfold(1, self.window, 1).transpose(2, 3)    # (batch, time, window, width)
        return torch.tanh(windows.flatten(2) @ self.hidden + self.hidden_bias)

    def ask(self, thought: Tensor, words: Tensor) -> list[Tensor]:
        """Queries, keys and values, (batch, heads, time, head_dim) each."""
        named = words
        if self.smeared:
            before = F.pad(words, (0, 0, 1, 0))[:, :-1]    # each word's predecessor; before the first, zeros
            named = torch.cat([words, before], dim=-1)    # (batch, time, 2 * width)
        return [split_heads(x, self.heads)
                for x in (thought @ self.to_query, named @ self.to_key, words @ self.to_value)]

    @torch.no_grad()
    def attention_weights(self, ids: Sequence[int]) -> Tensor:
        """The attention weights, (heads, time, time), for one text that starts with the end's id.

        `attend` mixes values by its weights. So give each position a value of its own, a 1 in its own column: the mix
        is then the weights themselves. Raises ValueError for a model without a head.
        """
        if self.attend is None:
            raise ValueError("this model has no head to look with: it was made with attend=None")
        words = self.embeddings[torch.as_tensor(ids)[None]]    # (1, time, width)
        queries, keys, _ = self.ask(self.read_window(words), words)
        time = words.shape[1]
        own_columns = torch.eye(time, dtype=words.dtype).expand(1, self.heads, time, time)
        return self.attend(queries, keys, own_columns, causal_mask(time))[0]

    look = attention_weights    # its earlier name

    @torch.no_grad()
    def log_probs(self, ids: Sequence[int]) -> list[float]:
        """log P of each word given the words before it, and last of the end, in nats."""
        inputs, targets = make_rows([list(ids)])
        return (-F.cross_entropy(self(inputs)[0], targets[0], reduction="none")).tolist()

    @torch.no_grad()
    def next_probabilities(self, ids: Sequence[int]) -> Tensor:
        """The probability of every word to come after ``ids``: (vocabulary,)"""
        inputs, _ = make_rows([list(ids)])
        return self(inputs)[0, -1].softmax(dim=-1)
