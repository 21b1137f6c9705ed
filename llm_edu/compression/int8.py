"""A model that computes with its weights in 8 bits: several times as fast at decoding, in a quarter of the memory.

For each new token every weight is read once and used once (lesson 08), so a quarter of the bytes could take a quarter
of the time. That needs a product that reads the codes as they are. PyTorch has several, and which one is fastest, or
there at all, depends on the processor and on the version. So a trial finds out, as in `llm_edu.decoding.fast`.

Most of them multiply whole numbers only. So what a layer reads becomes whole numbers, too, at each call: each row x
gets 256 levels of its own from its lowest to its highest number. The product is whole, and the steps come back at the
end:

    x   = low + span / 255 · u                                  u: whole numbers, 0 to 255
    W   = scale · c                                             c: codes, -127 to 127, a scale for each row of W
    W x = scale · span / 255 · (c u) + low · (sum of W's row)   c u: a sum of products of whole numbers

Sources: Jacob et al. 2018, Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference, arXiv:1712.05877; Dettmers et al. 2022, LLM.int8(), arXiv:2208.07339 (a scale for each row).
"""

import copy
import dataclasses
from typing import Any

import torch
from torch import Tensor, nn

from llm_edu.compression.int8_ways import Way, way_by_trial
from llm_edu.compression.models import STORED
from llm_edu.compression.quantise import Quantised, quantise_weights
from llm_edu.finetuning.lora import check_unchanged
from llm_edu.transformer import Transformer


def quantise(model: Transformer, bits: int = 8, way: Way | None = None) -> Transformer:
    """A copy of a model that computes with its weights in 8 bits, for `generate` and everything else that only reads.

    Linear layers, embeddings and unembedding become codes with one scale a row; norms and biases stay float32, and
    share the model's memory. The model itself stays as it is, and takes its memory until you delete it.
    bits: 8; `compressed` shows what fewer bits cost   way: how to multiply; None: the fastest here, found by a trial
    Raises ValueError for other bits, and for a model that has LoRA's changes, or is not float32 on the CPU.

    >>> from llm_edu.transformer import TransformerConfig
    >>> model = Transformer(TransformerConfig.llama(vocab_size=50, layers=1, width=32, heads=2, feed_forward_width=64))
    >>> ids = torch.tensor([[7, 3, 9]])
    >>> (quantise(model)(ids) - model(ids)).abs().max() < 0.05
    tensor(True)
    """
    if bits != 8:
        raise ValueError(f"bits is 8, not {bits!r}: for fewer PyTorch has no product that every processor can do. "
                         "compressed(model, …) shows what they cost")
    check_unchanged(model)
    check_plain(model)
    way = way or way_by_trial(torch.get_num_threads())
    replaced: dict[int, Any] = {id(parameter): nn.Parameter(parameter.detach(), requires_grad=False)
                                for parameter in model.parameters()}
    layers: dict[str, Any] = {name: layer for name, layer in model.named_modules()
                              if type(layer) in (nn.Linear, nn.Embedding)}
    stored = {}
    for name, layer in layers.items():
        codes = quantise_weights(layer.weight, way.bits if type(layer) is nn.Linear else 8, "row")
        small: nn.Module = Int8Linear(codes, layer.bias, way) if type(layer) is nn.Linear else Int8Embedding(codes)
        replaced[id(layer)], stored[name] = small.eval(), codes.nbytes
    twin: Any = copy.deepcopy(model, replaced)    # which takes what is in `replaced` for the copies
    if model.config.tie_embeddings:    # one product reads the table by rows, the other in an order of its own
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        table = quantise_weights(model.token_embedding.weight, way.bits, "row")
        twin.unembedding = Int8Linear(table, None, way).eval()
        stored["unembedding"] = table.nbytes
    twin.__dict__[STORED] = stored    # for `model_bytes`
    return twin.eval()


def check_plain(model: Transformer) -> None:
    """Raise ValueError for a model that is not float32 on the CPU."""
    for name, parameter in model.named_parameters():
        if parameter.device.type != "cpu" or parameter.dtype != torch.float32:
            raise ValueError(f"{name} is {parameter.dtype} on {parameter.device.type}: quantise needs float32 on the "
                             "CPU, model.float().cpu()")
    if any(isinstance(layer, Int8Linear | Int8Embedding) for layer in model.modules()):
        raise ValueError("this model has 8-bit weights already")


class Int8Linear(nn.Module):
    """A linear layer without gradients, whose weights are in 8 bits.

    weight: `Quantised` with a scale for each row   bias: (outputs,) or None
    """

    def __init__(self, weight: Quantised, bias: Tensor | None, way: Way):
        super().__init__()
        self.out_features, self.in_features = weight.codes.shape
        self.way = way
        self.stored = way.store(weight.codes, weight.scales.float().flatten())
        self.bias = None if bias is None else nn.Parameter(bias.detach(), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """x: (..., inputs)   ->   (..., outputs)"""
        if x.requires_grad and torch.is_grad_enabled():
            raise ValueError("an 8-bit layer has no gradients: train the model before `quantise`, or read it under "
                             "torch.no_grad()")
        y = self.way.multiply(x, self.stored)
        return y if self.bias is None else y + self.bias

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, way={self.way.name}"


class Int8Embedding(nn.Module):
    """An embedding whose vectors are in 8 bits. weight: `Quantised` with a scale for each row"""

    codes: Tensor
    scales: Tensor

    def __init__(self, weight: Quantised):
        super().__init__()
        self.num_embeddings, self.embedding_dim = weight.codes.shape
        self.register_buffer("codes", weight.codes)
        self.register_buffer("scales", weight.scales.float())

    @property
    def weight(self) -> "Table":
        """The table as others ask about it; a float32 one would take four times the memory."""
        return Table(self.codes, self.scales)

    def forward(self, ids: Tensor) -> Tensor:
        """ids: (...)   ->   (..., width), float32"""
        return self.codes[ids].float().mul_(self.scales[ids])


@dataclasses.dataclass(frozen=True)
class Table:
    """What may be asked of an embedding's weights: where they are, which numbers they stand for, and these numbers."""

    codes: Tensor
    scales: Tensor
    dtype: torch.dtype = torch.float32

    @property
    def device(self) -> torch.device:
        return self.codes.device

    @property
    def shape(self) -> torch.Size:
        return self.codes.shape

    def dequantise(self) -> Tensor:
        """The vectors, (vocab, width), float32."""
        return self.codes.float() * self.scales
