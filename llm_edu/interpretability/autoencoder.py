"""A sparse autoencoder: the residual stream, written as a sum of a few directions out of many.

A stream of 192 dimensions holds far more than 192 things, each a direction, and few of them at once. Which directions?
Learn a dictionary with more entries than the stream has dimensions, such that every vector is nearly the sum of a few
entries. What an entry stands for is then often something with a name.

Give it streams of one length (`torch.nn.functional.normalize`): the next block reads them through a norm anyway, and
otherwise a few long vectors would decide everything.

Sources: Bricken et al. 2023, Towards Monosemanticity (transformer-circuits.pub): ReLU and a penalty on the sum, entries
of length 1; Gao et al. 2024, Scaling and evaluating sparse autoencoders, arXiv:2406.04093: the k largest instead, an
encoder that begins as the decoder transposed, and the auxiliary loss that brings dead features back.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.training import apply_gradients


class SparseAutoencoder(nn.Module):
    """Turns vectors (..., width) into features (..., features), most of them 0, and back.

    width: of the vectors   features: how many entries the dictionary has   seed: of its random start
    active: how many features may be on in one vector (top-k); None: any number, see `train_autoencoder`
    Raises ValueError for `active` below 1 or above `features`.

    >>> autoencoder = SparseAutoencoder(width=8, features=32, active=3)
    >>> on = autoencoder.encode(torch.randn(5, 8))
    >>> on.shape, int((on > 0).sum(-1).max()) <= 3, autoencoder.decode(on).shape
    (torch.Size([5, 32]), True, torch.Size([5, 8]))
    """

    def __init__(self, width: int, features: int, active: int | None = None, seed: int = 0):
        super().__init__()
        if active is not None and not 1 <= active <= features:
            raise ValueError(f"active is from 1 to {features}, the number of features, or None, not {active}")
        self.active = active
        random = torch.randn(features, width, generator=torch.Generator().manual_seed(seed))
        self.dictionary = nn.Parameter(F.normalize(random, dim=1))    # a direction for each feature, of length 1
        self.encoder = nn.Parameter(self.dictionary.detach().T.clone())
        self.threshold = nn.Parameter(torch.zeros(features))
        self.centre: Tensor
        self.size: Tensor
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("size", torch.ones(()))

    def fit_scale(self, vectors: Tensor) -> None:
        """Shift and scale such that these vectors (examples, width) have mean 0 and root mean square length 1."""
        self.centre.copy_(vectors.mean(0))
        self.size.copy_((vectors - self.centre).square().sum(-1).mean().sqrt())

    def scores(self, vectors: Tensor) -> Tensor:
        """The strength of each feature before only the largest are kept: (..., features), at least 0."""
        return F.relu((vectors - self.centre) / self.size @ self.encoder + self.threshold)

    def encode(self, vectors: Tensor) -> Tensor:
        """(..., width)   ->   (..., features)"""
        scores = self.scores(vectors)
        return scores if self.active is None else keep_largest(scores, self.active)

    def decode(self, features: Tensor) -> Tensor:
        """(..., features)   ->   (..., width)"""
        return features @ self.dictionary * self.size + self.centre

    def forward(self, vectors: Tensor) -> Tensor:
        return self.decode(self.encode(vectors))

    @torch.no_grad()
    def explained_variance(self, vectors: Tensor) -> float:
        """The share of the vectors' variance that the autoencoder reproduces: 1 is all, 0 is no better than their mean.

        vectors: (examples, width)
        """
        left = (vectors - self(vectors)).square().sum()
        return 1 - (left / (vectors - vectors.mean(0)).square().sum()).item()

    explained = explained_variance    # its earlier name


def keep_largest(scores: Tensor, count: int) -> Tensor:
    """The `count` largest scores; all others become 0.

    >>> keep_largest(torch.tensor([3.0, 1.0, 2.0]), 2)
    tensor([3., 0., 2.])
    """
    largest = scores.topk(count, dim=-1)
    return torch.zeros_like(scores).scatter(-1, largest.indices, largest.values)


@torch.enable_grad()
def train_autoencoder(vectors: Tensor, features: int, active: int | None = None, penalty: float = 0.03,
                      steps: int = 1000, batch_size: int = 512, learning_rate: float = 0.005, seed: int = 0
                      ) -> SparseAutoencoder:
    """Learn a dictionary of `features` entries from vectors (examples, width), in a few seconds.

    active: how many features may be on at once (top-k); None: ReLU, and each feature that is on costs `penalty` times
    its size (an L1 penalty, for vectors scaled to length 1)
    """
    width = vectors.shape[1]
    autoencoder = SparseAutoencoder(width, features, active, seed)
    autoencoder.fit_scale(vectors)
    scaled = (vectors - autoencoder.centre) / autoencoder.size
    optimiser = torch.optim.Adam(autoencoder.parameters(), lr=learning_rate, betas=(0.9, 0.99))
    generator = torch.Generator().manual_seed(seed)
    silent = torch.zeros(features)    # for how many steps each feature has not been on
    for step in range(steps):
        batch = scaled[torch.randint(len(scaled), (batch_size,), generator=generator)]
        loss, on = loss_of(autoencoder, batch, penalty, silent > PATIENCE)
        loss.backward()
        apply_gradients([optimiser], multiplier=min(1.0, 2 * (1 - step / steps)))    # falls in the second half
        silent = torch.where(on.any(0), 0, silent + 1)
        with torch.no_grad():    # or a long entry would make a small, cheap feature do
            autoencoder.dictionary.copy_(F.normalize(autoencoder.dictionary, dim=1))
    return autoencoder


PATIENCE = 20    # steps of silence after which a feature counts as dead
REVIVED = 64     # so many dead features learn what the living ones leave over
SHARE = 1 / 32   # of the loss; both as Gao et al. 2024, section A.2, have them, up to the size of the model


def loss_of(autoencoder: SparseAutoencoder, batch: Tensor, penalty: float, dead: Tensor) -> tuple[Tensor, Tensor]:
    """The loss on scaled vectors (batch, width), and which features are on: (batch, features), bool."""
    scores = F.relu(batch @ autoencoder.encoder + autoencoder.threshold)
    on = scores if autoencoder.active is None else keep_largest(scores, autoencoder.active)
    left = batch - on @ autoencoder.dictionary
    loss = left.square().sum(-1).mean()
    if autoencoder.active is None:
        loss = loss + penalty * on.sum(-1).mean()
    elif dead.any():
        scores = scores.masked_fill(~dead, 0.0)
        revived = keep_largest(scores, min(REVIVED, int(dead.sum()))) @ autoencoder.dictionary
        loss = loss + SHARE * (left.detach() - revived).square().sum(-1).mean()
    return loss, on > 0


@torch.no_grad()
def dead_features(autoencoder: SparseAutoencoder, vectors: Tensor) -> Tensor:
    """Whether each feature is never on in these vectors (examples, width): (features,), bool."""
    return ~(autoencoder.encode(vectors) > 0).any(0)
