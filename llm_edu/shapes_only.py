"""Modules of shapes only, for weights that come from elsewhere: they take no memory, and no random number is drawn."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode


@contextmanager
def shapes_only() -> Iterator[None]:
    """Inside, new modules have parameters that are shapes alone, on PyTorch's device "meta".

    >>> with shapes_only():
    ...     print(nn.Embedding(1_000_000, 1_000_000).weight.shape)    # 4 TB otherwise
    torch.Size([1000000, 1000000])
    """
    with torch.device("meta"), NothingDrawn():
        yield


class NothingDrawn(TorchFunctionMode):
    """Skips drawing normal numbers. For tensors of shapes only, PyTorch imports 800 modules to do it, 75 MB of them."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function in (nn.init.normal_, Tensor.normal_):
            return args[0] if args else kwargs["tensor"]
        return function(*args, **(kwargs or {}))
