"""Frozen weights kept in 8 or 4 bits, while what learns beside them has 32: QLoRA's idea.

Each run of 32 numbers in a row is kept as its smallest value, a step, and 32 whole numbers of steps above it, 0 to 255
or 0 to 15. That is how GGUF's Q4_1 does it, too: so a model that was read from such a file, as SmolLM2 here, loses
nothing more in 4 bits (but a little in 8, whose steps are others).

    0.30 0.10 0.145 0.40   ->   smallest 0.10, step 0.02, codes 10 0 2 15 (4 bits)   ->   0.30 0.10 0.14 0.40

Nothing computes with codes: a layer makes its table when it is asked for a product, and again for the gradient, and
keeps it in between nowhere. That is memory paid for with time.

Source: Dettmers et al. 2023, QLoRA: Efficient Finetuning of Quantized LLMs, arXiv:2305.14314. (They use other levels,
NF4, which fit weights better, and keep steps in 8 bits, too.)
"""

import torch
from torch import nn
from torch.nn import functional as F

from llm_edu.finetuning.lora import check_unchanged, frozen_twin

BLOCK = 32    # numbers that share a step


def quantise(table, bits):
    """A table of weights as codes, steps and smallest values.

    table: (outputs, inputs)   ->   codes (outputs, blocks, 32) or, two of them in a byte, (outputs, blocks, 16), uint8;
    steps and smallest, (outputs, blocks, 1), float16; a last block is filled up with its last number
    """
    if bits not in (4, 8):
        raise ValueError(f"bits is 4 or 8, not {bits!r}")
    whole = F.pad(table, (0, -table.shape[1] % BLOCK), mode="replicate")
    blocks = whole.unflatten(1, (-1, BLOCK))    # (outputs, blocks, 32)
    smallest, largest = blocks.amin(-1, keepdim=True), blocks.amax(-1, keepdim=True)
    steps, smallest = ((largest - smallest) / (2 ** bits - 1)).half(), smallest.half()
    if not (steps.isfinite().all() and smallest.isfinite().all()):
        raise ValueError("the table has numbers that do not fit into 16 bits")
    levels = (blocks - smallest.float()) / steps.float().clamp(min=1e-12)    # a step of 0: all are the smallest
    codes = levels.round().clamp(0, 2 ** bits - 1).byte()
    if bits == 4:
        codes = codes[..., :BLOCK // 2] | codes[..., BLOCK // 2:] << 4
    return codes, steps, smallest


def dequantise(codes, steps, smallest, inputs):
    """The table that `quantise` has kept, (outputs, inputs), float32.

    >>> dequantise(*quantise(torch.tensor([[0.30, 0.10, 0.145, 0.40]]), bits=4), inputs=4)
    tensor([[0.3000, 0.1000, 0.1400, 0.4000]])
    """
    if codes.shape[-1] == BLOCK // 2:
        codes = torch.cat([codes & 15, codes >> 4], dim=-1)    # (outputs, blocks, 32)
    table = codes.float().mul_(steps.float()).add_(smallest.float())
    return table.flatten(1)[:, :inputs]


class QuantisedLinear(nn.Module):
    """A frozen linear layer whose table is kept in codes. bias: (outputs,) or None"""

    def __init__(self, linear, bits):
        super().__init__()
        self.in_features, self.out_features, self.bits = linear.in_features, linear.out_features, bits
        for name, tensor in zip(("codes", "steps", "smallest"), quantise(linear.weight.detach(), bits), strict=True):
            self.register_buffer(name, tensor)
        self.bias = linear.bias

    @property
    def weight(self):
        """The table, made anew at each call: (outputs, inputs), float32"""
        return dequantise(self.codes, self.steps, self.smallest, self.in_features)

    def forward(self, x):
        """x: (..., inputs)   ->   (..., outputs)"""
        y = ProductWithCodes.apply(x, self)
        return y if self.bias is None else y + self.bias


class ProductWithCodes(torch.autograd.Function):
    """x · tableᵀ. For the gradient the table is made a second time instead of being kept from the first."""

    @staticmethod
    def forward(context, x, layer):
        context.layer = layer
        return F.linear(x, layer.weight.to(x.dtype))

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        return gradient @ context.layer.weight.to(gradient.dtype), None


def quantised(model, bits):
    """A twin of a `Transformer` whose blocks keep their tables in 8 or 4 bits, frozen, for `add_lora`.

    Embeddings, unembedding, norms and biases stay in 32 bits, in the model's own memory; the model itself stays as it
    is, and takes its memory until it is thrown away. Raises ValueError for other bits, and for a model with changes.
    """
    check_unchanged(model)
    twin = frozen_twin(model)
    for holder in list(twin.blocks.modules()):
        for name, layer in list(holder.named_children()):
            if isinstance(layer, nn.Linear):
                setattr(holder, name, QuantisedLinear(layer, bits))
    return twin


def bytes_held(model):
    """The memory that a model's parameters and buffers take, each storage once, in bytes.

    >>> bytes_held(nn.Linear(1000, 100, bias=False)), bytes_held(QuantisedLinear(nn.Linear(1000, 100), 4))
    (400000, 64400)
    """
    storages = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes()
                for tensor in [*model.parameters(), *model.buffers()]}
    return sum(storages.values())
