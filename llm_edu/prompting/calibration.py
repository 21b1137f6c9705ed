"""Taking out of the answers what a prompt says by itself, whatever the text.

Asked about "N/A", a model should find no label more likely than another. Where it does, the words of the prompt and its
examples speak, not the text; dividing by these probabilities takes it out.

Source: Zhao et al. 2021, Calibrate Before Use, arXiv:2102.09690.
"""

import torch

from llm_edu.prompting.scoring import label_scores

CONTENT_FREE = ("N/A", "[MASK]", "")    # as in section 5 of the paper


def content_free_scores(model, tokenizer, prompt, texts=CONTENT_FREE):
    """`label_scores` of texts without content: (texts, labels), in nats."""
    return label_scores(model, tokenizer, prompt, list(texts))


def calibrated(scores, content_free):
    """Log-probabilities of the labels, among themselves, after calibration: (texts, labels), in nats.

    scores: (texts, labels)   content_free: (content-free texts, labels), from the same prompt
    Each row's probabilities are divided by the mean of the content-free rows', and by their sum.

    >>> two = torch.tensor([[0.3, 0.6], [0.1, 0.8]]).log()
    >>> calibrated(two, torch.tensor([[0.2, 0.7]]).log()).exp().round(decimals=2)
    tensor([[0.6400, 0.3600],
            [0.3000, 0.7000]])
    """
    scores, content_free = (torch.as_tensor(each, dtype=torch.float32) for each in (scores, content_free))
    if content_free.dim() != 2 or not len(content_free) or content_free.shape[-1] != scores.shape[-1]:
        raise ValueError(f"content_free is (texts, {scores.shape[-1]} labels), not {tuple(content_free.shape)}")
    bias = content_free.softmax(-1).mean(0).log()    # (labels,)
    return (scores - bias).log_softmax(-1)
