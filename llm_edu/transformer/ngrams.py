"""Vectors for runs of tokens, so that attention need not find out what usually follows "th".

Sources: Svenstrup et al. 2017, Hash Embeddings for Efficient Word Representations, arXiv:1709.03933; Pagnoni et al.
2024, Byte Latent Transformer, arXiv:2412.09871, section 3.2.1 (hash n-gram embeddings).
"""

import torch
import torch.nn.functional as F
from torch import nn

STEP, SCATTER = 1_000_003, 2_654_435_761    # a prime; 2³² divided by the golden ratio, which scatters neighbours


class NGramEmbedding(nn.Embedding):
    """One vector for the last two tokens, one for the last three, … up to `longest`: their sum, at each position.

    There are far more runs than rows, so a run's row is found by hashing: rare runs share one, and attention sorts it
    out. A table of `rows` rows for each length. A token reads longest − 1 rows, however large the tables are.
    """

    def __init__(self, longest, rows, width):
        super().__init__((longest - 1) * rows, width)
        self.longest, self.rows = longest, rows

    def forward(self, ids, before):
        """ids: (batch, time)   before: (batch, longest − 1), the ids before these, 0 where there are none
        ->   (batch, time, width)"""
        batch, time = ids.shape
        text = torch.cat([before, ids], dim=1)    # (batch, longest - 1 + time)
        run, found = ids, []
        for length in range(2, self.longest + 1):
            start = self.longest - length
            run = run * STEP + text[:, start:start + time] + 1    # (batch, time): a number for the last `length` ids
            row = (run * SCATTER % 2 ** 32 >> 8) % self.rows
            found.append(row + (length - 2) * self.rows)
        rows = torch.stack(found, dim=-1).flatten(0, 1)    # (batch * time, longest - 1)
        return F.embedding_bag(rows, self.weight, mode="sum").view(batch, time, -1)
