"""What the transformer replaced: a network that reads one word after the other and keeps a memory of fixed size.

Sources: Elman 1990, Finding Structure in Time; Hochreiter & Schmidhuber 1997, Long Short-Term Memory; Gers et al. 2000,
Learning to Forget (the forget gate); Mikolov et al. 2010, Recurrent neural network based language model; Jozefowicz et
al. 2015, An Empirical Exploration of Recurrent Network Architectures (ICML).
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def lstm_step(x: Tensor, hidden: Tensor, cell: Tensor, layer: nn.LSTM) -> tuple[Tensor, Tensor]:
    """Read one word: forget some of the cell's content, write something new into it, show some of it.

    x: (batch, width)   hidden, cell: (batch, width), the states after the previous word   layer: one layer of an LSTM
    ->   the new hidden state and cell state        (Hochreiter & Schmidhuber 1997; Gers et al. 2000)

    >>> layer = nn.LSTM(4, 4, batch_first=True)
    >>> hidden, cell = lstm_step(torch.ones(1, 4), torch.zeros(1, 4), torch.zeros(1, 4), layer)
    >>> torch.allclose(hidden, layer(torch.ones(1, 1, 4))[0][:, 0])
    True
    """
    input_weight, hidden_weight, input_bias, hidden_bias = layer.all_weights[0]
    gates = (x @ input_weight.T + input_bias) + (hidden @ hidden_weight.T + hidden_bias)
    input_gate, forget_gate, candidate, output_gate = gates.chunk(4, dim=-1)    # (batch, width) each
    cell = forget_gate.sigmoid() * cell + input_gate.sigmoid() * candidate.tanh()
    return output_gate.sigmoid() * cell.tanh(), cell


class RecurrentModel(nn.Module):
    """A language model of stacked LSTMs with tied embeddings: ids (batch, time) -> logits (batch, time, vocabulary).

    Only the hidden state and the cell state, 2 · width numbers a layer, pass from one word to the next, however long
    the text is.

    >>> RecurrentModel(vocabulary_size=50, width=8, layers=2)(torch.tensor([[5, 17, 2]])).shape
    torch.Size([1, 3, 50])
    """

    def __init__(self, vocabulary_size: int, width: int, layers: int):
        super().__init__()
        self.token_embedding = nn.Embedding(vocabulary_size, width)
        nn.init.normal_(self.token_embedding.weight, std=0.1)
        lstms = [nn.LSTM(width, width, batch_first=True) for _ in range(layers)]
        self.layers = nn.ModuleList(lstms)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        for layer in lstms:    # forget gates begin open, or nothing is remembered long enough to be learned from
            nn.init.constant_(layer.all_weights[0][3].data[width:2 * width], 1.0)    # (Jozefowicz et al. 2015)

    def count_parameters(self) -> int:
        """How many parameters the model has; the tied embedding counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def forward(self, ids: Tensor) -> Tensor:
        """ids: (batch, time)   ->   logits (batch, time, vocabulary)"""
        x = self.token_embedding(ids)    # (batch, time, width)
        for layer in self.layers:
            x, _ = layer(x)    # PyTorch's own loop over `lstm_step`, in C++
        return F.linear(x, self.token_embedding.weight, self.bias)

    def forward_step_by_step(self, ids: Tensor) -> Tensor:
        """The same as `forward`, written out, one word at a time."""
        x = self.token_embedding(ids)
        for layer in self.layers:
            assert isinstance(layer, nn.LSTM)
            hidden = cell = torch.zeros_like(x[:, 0])    # (batch, width)
            shown = []
            for word in x.unbind(dim=1):    # cannot start before the previous word is done
                hidden, cell = lstm_step(word, hidden, cell, layer)
                shown.append(hidden)
            x = torch.stack(shown, dim=1)    # (batch, time, width)
        return F.linear(x, self.token_embedding.weight, self.bias)
