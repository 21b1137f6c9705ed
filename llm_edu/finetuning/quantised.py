"""Frozen weights in 8 or 4 bits, with changes in 32 bits beside them: QLoRA's idea.

Each block of 32 numbers in a row is stored as its smallest value, a step, and 32 codes: how many steps each number is
above the smallest, 0 to 255 or 0 to 15. GGUF's Q4_1 does the same. So a model that was read from such a file, like
SmolLM2 here, loses nothing more in 4 bits (but a little in 8, whose steps differ).

    0.30 0.10 0.145 0.40   ->   smallest 0.10, step 0.02, codes 10 0 2 15 (4 bits)   ->   0.30 0.10 0.14 0.40

Nothing computes with codes. A layer makes its weight matrix for each product, makes it again for the gradient, and
never keeps it. That saves memory and costs time.

Source: Dettmers et al. 2023, QLoRA: Efficient Finetuning of Quantized LLMs, arXiv:2305.14314. (They use other levels,
NF4, which fit weights better, and keep steps in 8 bits, too.)
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from llm_edu.finetuning.lora import check_unchanged, frozen_twin
from llm_edu.transformer import Transformer

BLOCK = 32    # numbers that share a step


def quantise(weight: Tensor, bits: int) -> tuple[Tensor, Tensor, Tensor]:
    """A weight matrix as codes, steps and smallest values.

    weight: (outputs, inputs)   bits: 4 or 8   ->   codes (outputs, blocks, 32), or with two in a byte (outputs, blocks,
    16), uint8; steps and smallest, (outputs, blocks, 1), float16. The last block is padded with its last number.
    Raises ValueError for other bits, and for numbers that do not fit into 16 bits.
    """
    if bits not in (4, 8):
        raise ValueError(f"bits should be 4 or 8, not {bits!r}")
    whole = F.pad(weight, (0, -weight.shape[1] % BLOCK), mode="replicate")
    blocks = whole.unflatten(1, (-1, BLOCK))    # (outputs, blocks, 32)
    smallest, largest = blocks.amin(-1, keepdim=True), blocks.amax(-1, keepdim=True)
    steps, smallest = ((largest - smallest) / (2 ** bits - 1)).half(), smallest.half()
    if not (steps.isfinite().all() and smallest.isfinite().all()):
        raise ValueError("the weight matrix has numbers that do not fit into 16 bits")
    levels = (blocks - smallest.float()) / steps.float().clamp(min=1e-12)    # a step of 0: all are the smallest
    codes = levels.round().clamp(0, 2 ** bits - 1).byte()
    if bits == 4:
        codes = codes[..., :BLOCK // 2] | codes[..., BLOCK // 2:] << 4
    return codes, steps, smallest


def dequantise(codes: Tensor, steps: Tensor, smallest: Tensor, inputs: int) -> Tensor:
    """The weight matrix that `quantise` has stored, (outputs, inputs), float32.

    >>> dequantise(*quantise(torch.tensor([[0.30, 0.10, 0.145, 0.40]]), bits=4), inputs=4)
    tensor([[0.3000, 0.1000, 0.1400, 0.4000]])
    """
    if codes.shape[-1] == BLOCK // 2:
        codes = torch.cat([codes & 15, codes >> 4], dim=-1)    # (outputs, blocks, 32)
    table = codes.float().mul_(steps.float()).add_(smallest.float())
    return table.flatten(1)[:, :inputs]


class QuantisedLinear(nn.Module):
    """A frozen linear layer whose weight matrix is stored in codes. bias: (outputs,) or None"""

    codes: Tensor
    steps: Tensor
    smallest: Tensor

    def __init__(self, linear: nn.Linear, bits: int) -> None:
        super().__init__()
        self.in_features, self.out_features, self.bits = linear.in_features, linear.out_features, bits
        for name, tensor in zip(("codes", "steps", "smallest"), quantise(linear.weight.detach(), bits), strict=True):
            self.register_buffer(name, tensor)
        self.bias = linear.bias

    @property
    def weight(self) -> Tensor:
        """The weight matrix, made again at each call: (outputs, inputs), float32"""
        return dequantise(self.codes, self.steps, self.smallest, self.in_features)

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., inputs)   ->   (..., outputs)"""
        y = ProductWithCodes.apply(x, self)
        return y if self.bias is None else y + self.bias


class ProductWithCodes(torch.autograd.Function):
    """x · weightᵀ. For the gradient the weight matrix is made a second time, so that nobody has to keep it."""

    @staticmethod
    def forward(context, x, layer):
        context.layer = layer
        return F.linear(x, layer.weight.to(x.dtype))

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, gradient):
        return gradient @ context.layer.weight.to(gradient.dtype), None


def quantised(model: Transformer, bits: int) -> Transformer:
    """A twin of a model whose blocks store their weight matrices in 8 or 4 bits, frozen, for `add_lora`.

    Embeddings, unembedding, norms and biases stay in 32 bits and share the model's memory. The model itself stays as it
    is, and takes its memory until you delete it. Raises ValueError for other bits, and for a model with changes.
    """
    check_unchanged(model)
    twin = frozen_twin(model)
    for holder in list(twin.blocks.modules()):
        for name, layer in list(holder.named_children()):
            if isinstance(layer, nn.Linear):
                setattr(holder, name, QuantisedLinear(layer, bits))
    return twin


def bytes_held(model: nn.Module) -> int:
    """The memory of a model's parameters and buffers, in bytes; shared memory counts once.

    >>> bytes_held(nn.Linear(1000, 100, bias=False)), bytes_held(QuantisedLinear(nn.Linear(1000, 100), 4))
    (400000, 64400)
    """
    storages = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes()
                for tensor in [*model.parameters(), *model.buffers()]}
    return sum(storages.values())
