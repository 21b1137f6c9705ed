"""A sentence encoder: a text becomes one vector, and texts about the same thing get vectors that point the same way.

It is BERT: a transformer whose tokens attend to all others, later ones too. The vectors of all tokens are averaged.
Read it from the end: `SentenceEncoder.encode`, `SentenceEncoder.forward`, `EncoderBlock`.

Sources: Devlin et al. 2018, BERT, arXiv:1810.04805; Reimers and Gurevych 2019, Sentence-BERT (the average),
arXiv:1908.10084; Wang et al. 2020, MiniLM (a small model that imitates a large one), arXiv:2002.10957.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from llm_edu.attention import MultiHeadAttention
from llm_edu.retrieval.wordpiece import WordPiece

TOKENS_AT_ONCE = 1024    # bounds memory; on a CPU 512 to 8,192 were equally fast, and single texts 8 % slower


@dataclass(frozen=True)
class EncoderConfig:
    """The shape of a BERT. These are the numbers of all-MiniLM-L6-v2, 22.6 million parameters.

    longest: tokens of a text that are read, of the `positions` that there are; as its authors set it, although it was
    fine-tuned on texts of at most 128
    """

    vocab_size: int = 30_522
    positions: int = 512
    longest: int = 256
    layers: int = 6
    width: int = 384
    heads: int = 12
    feed_forward_width: int = 1536
    norm_epsilon: float = 1e-12

    def __post_init__(self) -> None:
        if self.width % self.heads:
            raise ValueError(f"{self.heads} heads cannot share a width of {self.width}")
        if not 2 <= self.longest <= self.positions:
            raise ValueError(f"longest is from 2 to {self.positions}, the number of positions, not {self.longest}")


class EncoderBlock(nn.Module):
    """Look around, then think. The norm comes after each addition (post-norm), not before each part as in GPT-2."""

    def __init__(self, config: EncoderConfig):
        super().__init__()
        self.attention = MultiHeadAttention(config.width, config.heads)
        self.attention_norm = nn.LayerNorm(config.width, config.norm_epsilon)
        self.up = nn.Linear(config.width, config.feed_forward_width)
        self.down = nn.Linear(config.feed_forward_width, config.width)
        self.feed_forward_norm = nn.LayerNorm(config.width, config.norm_epsilon)

    def forward(self, x: Tensor) -> Tensor:
        """x: (batch, time, width)   ->   like x"""
        x = self.attention_norm(x + self.attention(x))    # no mask: each token sees all
        return self.feed_forward_norm(x + self.down(F.gelu(self.up(x))))


class SentenceEncoder(nn.Module):
    """Texts to vectors. `load_minilm` gives one that has learned.

    name: says which model it is; vectors of two models cannot be compared
    """

    def __init__(self, tokenizer: WordPiece, config: EncoderConfig, name: str = "encoder"):
        super().__init__()
        self.tokenizer, self.config, self.name = tokenizer, config, name
        self.token_embedding = nn.Embedding(config.vocab_size, config.width)
        self.position_embedding = nn.Embedding(config.positions, config.width)
        self.kind_embedding = nn.Embedding(2, config.width)    # BERT can read pairs of texts; ours are all of kind 0
        self.norm = nn.LayerNorm(config.width, config.norm_epsilon)
        self.blocks = nn.ModuleList(EncoderBlock(config) for _ in range(config.layers))

    def forward(self, ids: Tensor) -> Tensor:
        """ids: (batch, time), texts of the same length   ->   (batch, width), vectors of length 1"""
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.token_embedding(ids) + self.position_embedding(positions) + self.kind_embedding.weight[0]
        x = self.norm(x)    # (batch, time, width)
        for block in self.blocks:
            x = block(x)
        return F.normalize(x.mean(1), dim=-1)    # (batch, time, width) -> (batch, width)

    @torch.inference_mode()
    def encode(self, texts: Sequence[str], report: Callable[[int, int], None] | None = None) -> np.ndarray:
        """The vectors of texts, float32 (texts, width), each of length 1: a dot product of two is their cosine.

        Only the first `config.longest` tokens of a text are read (256 are some 190 English words). Texts of the same
        length are computed together, so that no token is padding.
        report: called with (texts done, of how many) after each batch
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts: for a single one write encode([text])")
        rows = [self.tokenizer.encode(text, self.config.longest) for text in texts]
        vectors = np.empty((len(rows), self.config.width), dtype=np.float32)
        done = 0
        for batch in batches_of_equal_length([len(row) for row in rows]):
            vectors[batch] = self(torch.tensor([rows[number] for number in batch])).numpy()
            done += len(batch)
            if report is not None:
                report(done, len(rows))
        return vectors


def batches_of_equal_length(lengths: Sequence[int], most: int = TOKENS_AT_ONCE) -> Iterator[list[int]]:
    """Numbers of texts in batches: within a batch all have the same length, and together at most so many tokens, or
    there is just one. The longest come first, so that the time left can be guessed from those that are done.

    >>> list(batches_of_equal_length([5, 2, 5, 5, 2], most=10))
    [[0, 2], [3], [1, 4]]
    """
    alike: dict[int, list[int]] = {}
    for number, length in enumerate(lengths):
        alike.setdefault(length, []).append(number)
    for length in sorted(alike, reverse=True):
        size = max(1, most // max(1, length))
        for begin in range(0, len(alike[length]), size):
            yield alike[length][begin:begin + size]
