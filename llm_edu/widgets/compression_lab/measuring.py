"""What a compressed model costs: its bytes, its loss on a few texts, and what it writes."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
import torch.nn.functional as F

from llm_edu.compression import compressed, matrices, model_bytes, quantise_weights
from llm_edu.transformer import Transformer
from llm_edu.widgets.common.texts import first_ids, greedy_writer
from llm_edu.widgets.compression_lab.settings import Setting, parts_of

MOST_TEXTS, MOST_PROMPTS, MOST_NEW = 64, 4, 200
ROWS_AT_ONCE = 16
PADDED = -100    # in place of a target that does not count


class Measure:
    """A model, what it is measured on, and what it continues.

    Arguments as those of `CompressionLab`. Raises TypeError or ValueError for what cannot be.
    """

    def __init__(self, model: Transformer, tokenizer: Any, texts: Iterable[str], prompts: Iterable[str] | None,
                 truth: Callable[[str], float] | None, begin: Any, end: Any, max_new_tokens: int):
        if not isinstance(model, Transformer):
            raise TypeError(f"model is a Transformer of llm_edu, not {type(model).__name__}")
        if type(max_new_tokens) is not int or not 1 <= max_new_tokens <= MOST_NEW:
            raise ValueError(f"max_new_tokens is a whole number from 1 to {MOST_NEW}, not {max_new_tokens!r:.60}")
        self.model, self.matrices, self.bytes = model, matrices(model), model_bytes(model)
        self.parts = parts_of(self.matrices)
        self.texts = read_texts("texts", texts, MOST_TEXTS)
        self.prompts = [half(text) for text in self.texts[:2]] if prompts is None else read_texts(
            "prompts", prompts, MOST_PROMPTS)
        self._write = greedy_writer(tokenizer, begin, max_new_tokens)
        before, after = first_ids(tokenizer, begin), first_ids(tokenizer, end)
        self._rows = [[*before, *map(int, tokenizer.encode(text)), *after] for text in self.texts]
        check_rows(self._rows, model.config.context_length)
        self.floor = None if truth is None else floor_of(truth, self.texts)

    def compress(self, setting: Setting) -> tuple[Transformer, dict]:
        """The compressed model, and {bytes; codes, scales, rest: of which}."""
        sizes = {"codes": 0, "scales": 0}

        def change(name: str, weight: torch.Tensor):
            found = quantise_weights(weight, setting.bits, setting.shared)
            sizes["scales"] += found.scales.nbytes
            sizes["codes"] += found.nbytes - found.scales.nbytes
            return found

        keep = [name for part in setting.keep for name in self.parts[part]]
        small = compressed(self.model, change, keep)
        total = model_bytes(small)
        return small, {"bytes": total, **sizes, "rest": total - sum(sizes.values())}

    @torch.no_grad()
    def loss(self, model: Transformer) -> float:
        """Nats a text above the truth's, where that is known; else nats a token."""
        model.eval()
        device, nats, count = next(model.parameters()).device, 0.0, 0
        for start in range(0, len(self._rows), ROWS_AT_ONCE):
            rows = self._rows[start:start + ROWS_AT_ONCE]
            longest = max(map(len, rows))
            inputs = torch.tensor([row[:-1] + [0] * (longest - len(row)) for row in rows], device=device)
            targets = torch.tensor([row[1:] + [PADDED] * (longest - len(row)) for row in rows], device=device)
            logits = model(inputs).float()    # (rows, longest - 1, vocabulary)
            nats += F.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PADDED,
                                    reduction="sum").item()
            count += sum(map(len, rows)) - len(rows)
        return nats / count if self.floor is None else nats / len(self._rows) - self.floor

    @torch.no_grad()
    def write(self, model: Transformer) -> list[str]:
        """How the model continues the prompts, most probable tokens only."""
        model.eval()
        return self._write(model, self.prompts)


def read_texts(name: str, texts: Any, most: int) -> list[str]:
    if isinstance(texts, (str, bytes)) or not isinstance(texts, Iterable):
        raise TypeError(f"{name} are a list of texts: write [{texts!r:.60}]")
    found = list(texts)
    for text in found:
        if not isinstance(text, str) or not text.strip():
            raise TypeError(f"{name} are texts with at least one word, not {text!r:.60}")
    if not 1 <= len(found) <= most:
        raise ValueError(f"there are {len(found)} {name}: give 1 to {most}")
    return found


def check_rows(rows: Sequence[Sequence[int]], context_length: int) -> None:
    for number, row in enumerate(rows):
        if not 2 <= len(row) <= context_length + 1:
            raise ValueError(f"text {number} has {len(row)} tokens: the model reads at least 2, and at most "
                             f"{context_length + 1}")


def floor_of(truth: Callable[[str], float], texts: Sequence[str]) -> float:
    """Nats a text of the truth, below which no model comes on average."""
    found = []
    for text in texts:
        log_prob = float(truth(text))
        if not math.isfinite(log_prob) or log_prob > 0:
            raise ValueError("truth returns the log-probability of a text, a finite number of at most 0, not "
                             f"{log_prob} for {text!r:.60}")
        found.append(-log_prob)
    return sum(found) / len(found)


def half(text: str) -> str:
    """The first half of a text's words.

    >>> half("Mia has a red hat.")
    'Mia has'
    """
    words = text.split()
    return " ".join(words[:max(1, len(words) // 2)])
