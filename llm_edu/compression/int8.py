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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from llm_edu.compression.int8_ways import Way, way_by_trial
from llm_edu.compression.models import STORED
from llm_edu.compression.quantise import Quantised, quantise_weights
from llm_edu.finetuning.lora import check_unchanged
from llm_edu.pretrained.gguf_tokenizer import tokenizer_from_metadata
from llm_edu.pretrained.loading import Tokenizer, fitting, read_gguf
from llm_edu.pretrained.weights import check_tensors, empty_model, parameter_reader, wanted_shapes
from llm_edu.transformer import Transformer

ROWS = 1024    # quantised at once


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
    check_bits(bits)
    check_unchanged(model)
    check_plain(model)
    return in_8_bits(model, model.get_parameter, way or way_by_trial(torch.get_num_threads()))


def load_quantised(path: str | Path, bits: int = 8, way: Way | None = None) -> tuple[Transformer, Tokenizer]:
    """A model in 8 bits and its tokenizer from a GGUF file: `load_gguf`, then `quantise`, a matrix at a time.

    Memory never holds all of the float32 model, only its largest matrix. A process with SmolLM2 takes 0.46 GB when it
    multiplies by bfloat16, 0.48 by oneDNN, 0.56 by fbgemm, which pads its matrices. Of that, 0.24 GB are Python with
    PyTorch, and 0.14 to 0.23 GB the codes. bits, way: as for `quantise`
    Raises ValueError for other bits, and CourseError as `load_gguf` does.
    """
    check_bits(bits)
    file, config, places, shapes = read_gguf(path)
    check_tensors(wanted_shapes(config, places, len(shapes)), shapes, file.path)
    empty = empty_model(config)
    read = parameter_reader(empty, places, file.read, file.path)
    model = in_8_bits(empty, read, way or way_by_trial(torch.get_num_threads()))
    return model, fitting(model, tokenizer_from_metadata(file.metadata, file.path), file.path)


def check_bits(bits: int) -> None:
    if bits != 8:
        raise ValueError(f"bits is 8, not {bits!r}: for fewer PyTorch has no product that every processor can do. "
                         "compressed(model, …) shows what they cost")


@torch.no_grad()
def in_8_bits(model: Transformer, read: Callable[[str], Tensor], way: Way) -> Transformer:
    """A copy of a model with weights in 8 bits. read: name of a parameter -> its numbers, which the model may lack"""
    replaced: dict[int, Any] = {}
    table, stored = None, {}
    for name, layer in model.named_modules():
        if type(layer) in (nn.Linear, nn.Embedding):
            is_linear = type(layer) is nn.Linear
            codes = codes_of_rows(read(f"{name}.weight"), way.bits if is_linear else 8)
            bias = None if not is_linear or layer.bias is None else read(f"{name}.bias")
            small: nn.Module = Int8Linear(codes, bias, way) if is_linear else Int8Embedding(codes)
            replaced[id(layer)], stored[name] = small.eval(), codes.nbytes
            table = codes if layer is model.token_embedding else table
    for name, parameter in model.named_parameters():
        if name.rpartition(".")[0] not in stored:
            replaced[id(parameter)] = nn.Parameter(read(name).detach(), requires_grad=False)
    twin: Any = copy.deepcopy(model, replaced)    # which takes what is in `replaced` for the copies
    if model.config.tie_embeddings:
        twin.config = dataclasses.replace(model.config, tie_embeddings=False)
        if table is None or table.bits != way.bits:
            table = codes_of_rows(read("token_embedding.weight"), way.bits)
        twin.unembedding = Int8Linear(table, None, way).eval()
        if twin.unembedding.stored[0] is not twin.token_embedding.codes:    # the product needs an order of its own
            stored["unembedding"] = table.nbytes
    twin.__dict__[STORED] = stored    # for `model_bytes`
    return twin.eval()


def codes_of_rows(weights: Tensor, bits: int) -> Quantised:
    """A matrix with a scale a row, some rows at a time: what is computed on the way takes several times its memory."""
    parts = [quantise_weights(rows, bits, "row") for rows in weights.split(ROWS)]
    return Quantised(torch.cat([each.codes for each in parts]), torch.cat([each.scales for each in parts]), bits, "row")


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
