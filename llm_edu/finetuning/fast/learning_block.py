"""A block whose changes learn, as fast as it can be without changing what it computes.

Beside its products a block has norms, a gate and additions. They compute little, but go over much memory, and autograd,
which knows each line of them by itself, goes over it several times more. Here each has its gradient written out, for
weights that are frozen. What fits none of this, such as a norm that learns or GPT-2's layers, goes the plain way.
"""

import torch
import torch.nn.functional as F
from torch import nn

from llm_edu.finetuning.fast.learning_attention import attend
from llm_edu.finetuning.lora import LoRALinear
from llm_edu.pretrained.family_model import FamilyBlock
from llm_edu.transformer import RMSNorm, SwiGLU, TransformerBlock


def learning(block):
    """The block itself, or where it has changes, is of a known kind, and has no hooks, one that learns faster."""
    parts = list(block.modules())
    known = type(block) in (TransformerBlock, FamilyBlock) and any(isinstance(part, LoRALinear) for part in parts)
    return LearningBlock(block) if known and not any(map(has_hooks, parts)) else block


def has_hooks(module):
    return bool(module._forward_hooks or module._forward_pre_hooks or module._backward_hooks
                or module._backward_pre_hooks)


class LearningBlock(nn.Module):
    """What a `TransformerBlock` does, with its own modules."""

    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x, call):
        """x: (batch, time, width)   ->   like x"""
        block = self.block
        x = x + call.keep("attention_output", attend(block.attention, normed(block.attention_norm, x), call))
        x = x + call.keep("feed_forward_output", fed(block.feed_forward, normed(block.feed_forward_norm, x)))
        return call.keep("residual", x)


def normed(norm, x):
    """norm(x)"""
    if type(norm) is not RMSNorm or norm.weight.requires_grad or x.dtype != norm.weight.dtype:
        return norm(x)
    return FrozenRMSNorm.apply(x, norm.weight, norm.epsilon)


def fed(feed_forward, x):
    """feed_forward(x)"""
    if type(feed_forward) is not SwiGLU:
        return feed_forward(x)
    return feed_forward.down(Gate.apply(feed_forward.gate_and_up(x)))


class FrozenRMSNorm(torch.autograd.Function):
    """y = w · x · r, where r = 1 / √(mean of x² + ε), with w frozen.

    With h = w · g for the gradient g of y, that of x is r · h − r³ · x · (mean of h · x).
    """

    @staticmethod
    def forward(context, x, weight, epsilon):
        lengths = torch.linalg.vector_norm(x, dim=-1, keepdim=True)    # (..., 1)
        shrink = lengths.square_().div_(x.shape[-1]).add_(epsilon).rsqrt_()
        context.save_for_backward(x, weight, shrink)
        return (x * shrink).mul_(weight)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        x, weight, shrink = context.saved_tensors
        weighted = gradient * weight
        along = torch.linalg.vecdot(weighted, x).unsqueeze(-1) / x.shape[-1]    # (..., 1)
        return weighted.mul_(shrink).addcmul_(x, along * shrink ** 3, value=-1), None, None


class Gate(torch.autograd.Function):
    """silu(gate) · up, of both in one tensor.   made: (..., 2 · hidden)   ->   (..., hidden)

    silu(x) = x · s with s = 1 / (1 + exp(−x)); its slope is s · (1 + x − silu(x)).
    """

    @staticmethod
    def forward(context, made):
        context.save_for_backward(made)
        gate, up = made.chunk(2, dim=-1)
        return F.silu(gate).mul_(up)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        (made,) = context.saved_tensors
        gate, up = made.chunk(2, dim=-1)
        to_made = torch.empty_like(made)    # with both gradients at their places, which need not be joined later
        to_gate, to_up = to_made.chunk(2, dim=-1)
        torch.mul(gradient, F.silu(gate), out=to_up)
        torch.ops.aten.silu_backward.grad_input(gradient * up, gate, grad_input=to_gate)    # PyTorch's own, in one pass
        return to_made
