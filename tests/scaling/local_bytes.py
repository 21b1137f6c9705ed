"""What each of two processes keeps, by PyTorch's own tensors: started by test_parallel.py under torchrun.

    torchrun --nproc-per-node 2 tests/scaling/local_bytes.py FOLDER

copied: DistributedDataParallel   optimiser: with ZeroRedundancyOptimizer (ZeRO 1)   all: fully_shard (ZeRO 3)
"""

import json
import sys
from pathlib import Path

import torch
from torch import distributed

from llm_edu.transformer import Transformer, TransformerConfig

WAYS = ("copied", "optimiser", "all")


def kept(tensors):
    """Bytes that these tensors take up in this process; of a sharded one its own shard counts."""
    own = [tensor.to_local() if hasattr(tensor, "to_local") else tensor for tensor in tensors]
    return sum(tensor.numel() * tensor.element_size() for tensor in own)


def after_a_step(way):
    """What this process keeps after one step of training, in bytes."""
    from torch.distributed.fsdp import fully_shard  # not every PyTorch has them, and pytest imports this file
    from torch.distributed.optim import ZeroRedundancyOptimizer
    from torch.nn.parallel import DistributedDataParallel

    torch.manual_seed(0)
    model = Transformer(TransformerConfig.gpt2(vocab_size=50, context_length=16, layers=2, width=32, heads=2))
    count = sum(parameter.numel() for parameter in model.parameters())
    if way == "all":
        for part in (*model.blocks, model):
            fully_shard(part)
    else:
        model = DistributedDataParallel(model)
    if way == "optimiser":
        optimiser = ZeroRedundancyOptimizer(model.parameters(), torch.optim.AdamW, lr=0.01)
    else:
        optimiser = torch.optim.AdamW(model.parameters(), lr=0.01)
    ids = torch.randint(50, (2, 16), generator=torch.Generator().manual_seed(distributed.get_rank()))
    model(ids).logsumexp(-1).mean().backward()
    optimiser.step()
    states = (optimiser.optim if way == "optimiser" else optimiser).state.values()
    return {"parameters": count, "weights": kept(model.parameters()),
            "gradients": kept(parameter.grad for parameter in model.parameters()),
            "optimiser": kept(state[name] for state in states for name in ("exp_avg", "exp_avg_sq"))}


def main(folder):
    """Every way, one after the other; each process writes down what it kept."""
    distributed.init_process_group("gloo")
    found = {way: after_a_step(way) for way in WAYS}
    Path(folder, f"{distributed.get_rank()}.json").write_text(json.dumps(found), encoding="utf-8")
    distributed.barrier()
    distributed.destroy_process_group()


if __name__ == "__main__":
    main(*sys.argv[1:])
