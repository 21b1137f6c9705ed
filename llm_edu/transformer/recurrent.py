"""What the transformer replaced: a network that reads one word after the other and keeps a memory of fixed size.

Sources: Elman 1990, Finding Structure in Time; Hochreiter & Schmidhuber 1997, Long Short-Term Memory; Gers et al. 2000,
Learning to Forget (the forget gate); Mikolov et al. 2010, Recurrent neural network based language model; Jozefowicz et
al. 2015, An Empirical Exploration of Recurrent Network Architectures (ICML).
"""

import torch
import torch.nn.functional as F
from torch import nn


def lstm_step(x, hidden, memory, layer):
    """Read one word: forget some of the memory, write something new into it, show some of it.

    x: (batch, width)   hidden, memory: (batch, width), from the word before   layer: an `nn.LSTM` of one layer
    ->   the new hidden and memory

    >>> layer = nn.LSTM(4, 4, batch_first=True)
    >>> hidden, memory = lstm_step(torch.ones(1, 4), torch.zeros(1, 4), torch.zeros(1, 4), layer)
    >>> torch.allclose(hidden, layer(torch.ones(1, 1, 4))[0][:, 0])
    True
    """
    gates = (x @ layer.weight_ih_l0.T + layer.bias_ih_l0) + (hidden @ layer.weight_hh_l0.T + layer.bias_hh_l0)
    input_gate, forget_gate, candidate, output_gate = gates.chunk(4, dim=-1)    # (batch, width) each
    memory = forget_gate.sigmoid() * memory + input_gate.sigmoid() * candidate.tanh()
    return output_gate.sigmoid() * memory.tanh(), memory


class RecurrentModel(nn.Module):
    """A language model of stacked LSTMs with tied embeddings: ids (batch, time) -> logits (batch, time, vocabulary).

    Nothing but `hidden` and `memory`, 2 · width numbers a layer, goes from one word to the next, however long the text.

    >>> RecurrentModel(vocabulary_size=50, width=8, layers=2)(torch.tensor([[5, 17, 2]])).shape
    torch.Size([1, 3, 50])
    """

    def __init__(self, vocabulary_size, width, layers):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, width)
        nn.init.normal_(self.token_embedding.weight, std=0.1)
        self.layers = nn.ModuleList(nn.LSTM(width, width, batch_first=True) for _ in range(layers))
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        for layer in self.layers:    # forget gates begin open, or nothing is remembered long enough to be learned from
            nn.init.constant_(layer.bias_hh_l0.data[width:2 * width], 1.0)    # (Jozefowicz et al. 2015)

    def count_parameters(self):
        """How many numbers the model learns; the tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def forward(self, ids):
        x = self.token_embedding(ids)    # (batch, time, width)
        for layer in self.layers:
            x, _ = layer(x)    # PyTorch's own loop over `lstm_step`, in C++
        return F.linear(x, self.token_embedding.weight, self.bias)

    def forward_step_by_step(self, ids):
        """The same, one word at a time, as one would write it down."""
        x = self.token_embedding(ids)
        for layer in self.layers:
            hidden = memory = torch.zeros_like(x[:, 0])    # (batch, width)
            shown = []
            for word in x.unbind(dim=1):    # cannot start before the word before is done
                hidden, memory = lstm_step(word, hidden, memory, layer)
                shown.append(hidden)
            x = torch.stack(shown, dim=1)    # (batch, time, width)
        return F.linear(x, self.token_embedding.weight, self.bias)
