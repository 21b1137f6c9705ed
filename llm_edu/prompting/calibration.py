"""Calibration: remove a prompt's own bias from the answers.

Asked about "N/A", a model should find all labels equally likely. If it does not, the prompt's words and examples are
biased. Dividing by these probabilities removes the bias.

Source: Zhao et al. 2021, Calibrate Before Use, arXiv:2102.09690.
"""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from llm_edu.prompting.prompt import Prompt
from llm_edu.prompting.scoring import label_scores
from llm_edu.tokenization import BPETokenizer
from llm_edu.transformer import Transformer

CONTENT_FREE = ("N/A", "[MASK]", "")    # as in section 5 of the paper


def content_free_scores(model: Transformer, tokenizer: BPETokenizer, prompt: Prompt,
                        texts: Iterable[str] = CONTENT_FREE) -> Tensor:
    """`label_scores` of texts without content: (texts, labels), in nats."""
    return label_scores(model, tokenizer, prompt, list(texts))


def calibrated(scores: Any, content_free: Any) -> Tensor:
    """Log-probabilities of the labels, relative to each other, after calibration: (texts, labels), in nats.

    scores: (texts, labels)   content_free: (content-free texts, labels), from the same prompt; tensors, arrays or lists
    Each row's probabilities are divided by the mean of the content-free rows, then by their own sum.
    Raises ValueError if the shapes do not fit.

    >>> two = torch.tensor([[0.3, 0.6], [0.1, 0.8]]).log()
    >>> calibrated(two, torch.tensor([[0.2, 0.7]]).log()).exp().round(decimals=2)
    tensor([[0.6400, 0.3600],
            [0.3000, 0.7000]])
    """
    scores, content_free = (torch.as_tensor(each, dtype=torch.float32) for each in (scores, content_free))
    if content_free.dim() != 2 or not len(content_free) or content_free.shape[-1] != scores.shape[-1]:
        raise ValueError(f"content_free should be (texts, {scores.shape[-1]} labels), not {tuple(content_free.shape)}")
    bias = content_free.softmax(-1).mean(0).log()    # (labels,)
    return (scores - bias).log_softmax(-1)
