"""What each of two processes keeps and sends, by PyTorch's own tensors: started by test_parallel.py under torchrun.

    torchrun --nproc-per-node 2 tests/scaling/kept_and_sent.py FOLDER

copied: DistributedDataParallel   optimiser: with ZeroRedundancyOptimizer (ZeRO 1)   all: fully_shard (ZeRO 3)
columns: a feed-forward layer by ColwiseParallel and RowwiseParallel
"""

import json
import sys
from pathlib import Path

import torch
from torch import distributed, nn
from torch.utils._python_dispatch import TorchDispatchMode

from llm_edu.training.distributed import joined_process_group
from llm_edu.transformer import Transformer, TransformerConfig

WAYS = ("copied", "optimiser", "all")
TOKENS, WIDTH = 32, 32


class Wire(TorchDispatchMode):
    """Counts the numbers of the tables that processes gather, reduce and scatter while it is on."""

    def __init__(self):
        super().__init__()
        self.seen = {"gathered": 0, "scattered": 0, "reduced": 0}

    def __torch_dispatch__(self, function, types, arguments=(), keywords=None):
        name = str(function)
        if "c10d._allgather_base_" in name:
            self.seen["gathered"] += arguments[0].numel()    # what comes out: the whole table
        elif "c10d._reduce_scatter_base_" in name:
            self.seen["scattered"] += arguments[1].numel()    # what goes in: the whole table
        elif "_c10d_functional.all_reduce" in name:
            self.seen["reduced"] += arguments[0].numel()
        return function(*arguments, **(keywords or {}))


def kept(tensors):
    """Bytes that these tensors take up in this process; of a sharded one its own shard counts."""
    own = [tensor.to_local() if hasattr(tensor, "to_local") else tensor for tensor in tensors]
    return sum(tensor.numel() * tensor.element_size() for tensor in own)


def divided(model, way, wire):
    """The model, and its optimiser, in one of the ways. The gradients that copies average are counted by the wire."""
    # imported here: not every PyTorch has these, and pytest imports this file
    from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
    from torch.distributed.fsdp import fully_shard
    from torch.distributed.optim import ZeroRedundancyOptimizer

    def counting(state, bucket):
        wire.seen["reduced"] += bucket.buffer().numel()
        return allreduce_hook(None, bucket)

    if way == "all":
        for part in (*model.blocks, model):
            fully_shard(part, reshard_after_forward=True)
    else:
        model = nn.parallel.DistributedDataParallel(model)
        model.register_comm_hook(None, counting)
    if way == "optimiser":
        optimiser = ZeroRedundancyOptimizer(model.parameters(), torch.optim.AdamW, lr=0.01)
        return model, optimiser, optimiser.optim
    optimiser = torch.optim.AdamW(model.parameters(), lr=0.01)
    return model, optimiser, optimiser


def after_a_step(way):
    """What this process keeps after one step of training, in bytes, and what went over the wire, in numbers."""
    torch.manual_seed(0)
    model = Transformer(TransformerConfig.gpt2(vocab_size=50, context_length=16, layers=2, width=WIDTH, heads=2))
    count, wire = sum(parameter.numel() for parameter in model.parameters()), Wire()
    model, optimiser, remembering = divided(model, way, wire)
    ids = torch.randint(50, (TOKENS // 16, 16), generator=torch.Generator().manual_seed(distributed.get_rank()))
    with wire:
        model(ids).logsumexp(-1).mean().backward()
    optimiser.step()
    states = remembering.state.values()
    return wire.seen | {
        "parameters": count, "weights": kept(model.parameters()),
        "gradients": kept(parameter.grad for parameter in model.parameters()),
        "optimiser": kept(state[name] for state in states for name in ("exp_avg", "exp_avg_sq")),
    }


def in_columns():
    """What goes over the wire for one feed-forward layer, forward and backward, and how far from the unsplit it is."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

    torch.manual_seed(0)
    layer = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH, bias=False), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH, bias=False))
    x, wire = torch.randn(TOKENS, WIDTH, requires_grad=True), Wire()
    whole = layer(x).detach()
    layer = parallelize_module(layer, init_device_mesh("cpu", (2,)), {"0": ColwiseParallel(), "2": RowwiseParallel()})
    with wire:
        found = layer(x)
        found.square().sum().backward()
    return wire.seen | {"off": float((found.detach() - whole).norm() / whole.norm())}


def main(folder):
    """Every way, one after the other; each process writes down what it saw."""
    with joined_process_group() as group:
        found = {way: after_a_step(way) for way in WAYS} | {"columns": in_columns()}
        Path(folder, f"{group.rank}.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
