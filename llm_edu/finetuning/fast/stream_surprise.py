"""The surprise of targets, and its gradient, from the stream, with a few logits at a time.

Source: Hsu et al. 2024, Liger Kernel: Efficient Triton Kernels for LLM Training, arXiv:2410.10989
("FusedLinearCrossEntropy").
"""

import torch

from llm_edu.finetuning.fast.products import times, times_back

ROOM = 2 ** 22    # logits that are made at a time: 17 MB


class SurpriseOfStream(torch.autograd.Function):
    """Σ over positions of log Σ exp(x) − x[target], where x = table · stream, and its gradient, found on the way.

    The gradient of x is p − 1 at the target and p elsewhere, with p = exp(x) / Σ exp(x). So that of the stream is
    (exp(x) · table) / Σ exp(x) − table[target]: what is divided is narrow, and no p is ever written down.
    """

    @staticmethod
    def forward(context, stream, table, targets):
        """stream: (positions, width)   table: (vocabulary, width)   targets: (positions,)   ->   a number"""
        total = stream.new_zeros(())
        to_stream, to_table = (torch.zeros_like(each) if wanted else None for each, wanted
                               in zip((stream, table), context.needs_input_grad, strict=False))
        positions = len(stream) if to_table is None else max(1, ROOM // len(table))
        for start in range(0, len(stream), positions):
            some = slice(start, start + positions)
            total += surprise_of(stream[some], table, targets[some],
                                 None if to_stream is None else to_stream[some], to_table)
        context.save_for_backward(to_stream, to_table)
        return total

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        to_stream, to_table = context.saved_tensors
        return (None if to_stream is None else to_stream * gradient,
                None if to_table is None else to_table.mul_(gradient), None)


def surprise_of(stream, table, targets, to_stream, to_table):
    """The surprise of all targets; its gradients are added to `to_stream` and `to_table`, unless they are None.

    Logits are made for some tokens of the vocabulary at a time, and become exp(logit − the largest so far), so that exp
    stays in range; where a larger one comes, what was summed up before shrinks accordingly (Milakov and Gimelshein
    2018, Online Normalizer Calculation for Softmax, arXiv:1805.02867). A table that learns needs them all at once.
    """
    largest, sums = stream.new_full((len(stream), 1), -torch.inf), stream.new_zeros(len(stream), 1)
    for tokens in table.split(max(1, ROOM // len(stream)) if to_table is None else len(table)):
        exponentials = times(stream, tokens)    # logits at first: (positions, some tokens)
        before, largest = largest, torch.maximum(largest, exponentials.amax(-1, keepdim=True))
        exponentials.sub_(largest).exp_()
        shrink = (before - largest).exp_()
        sums.mul_(shrink).add_(exponentials.sum(-1, keepdim=True))
        if to_stream is not None:
            to_stream.mul_(shrink).add_(times_back(exponentials, tokens))
    right = table[targets]
    if to_stream is not None:
        to_stream.div_(sums).sub_(right)
    if to_table is not None:
        to_table.addmm_(exponentials.T, stream / sums).index_add_(0, targets, stream, alpha=-1)
    return (sums.log_().add_(largest) - (stream * right).sum(-1, keepdim=True)).sum()
