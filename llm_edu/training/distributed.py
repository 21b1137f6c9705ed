"""Several processes that train one model, each on its share of every batch.

Each process has a copy of the model and computes the gradient of its rows; the gradients are averaged over all, so that
all copies take the same step and stay equal. ``torchrun`` starts the processes; alone, everything here does nothing.
(Li et al. 2020, PyTorch Distributed, arXiv:2006.15704)
"""

import gc
import os
from contextlib import contextmanager, nullcontext

import torch
from torch import distributed


@contextmanager
def joined_process_group():
    """Join the process group that torchrun has started, if it has; leave it at the end."""
    if "RANK" not in os.environ:
        yield ProcessGroup()
        return
    gpus = torch.cuda.is_available() and torch.cuda.device_count() >= int(os.environ["LOCAL_WORLD_SIZE"])
    if gpus:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    distributed.init_process_group("nccl" if gpus else "gloo")
    try:
        yield ProcessGroup()
        distributed.barrier()    # who leaves early tears connections that others still use
    finally:
        gc.collect()    # a wrapped model that is still waiting to be cleared away would outlive the group, and crash
        distributed.destroy_process_group()


class ProcessGroup:
    """The processes of this training: `size` of them, of which this one has the `rank`. Alone: rank 0 of 1."""

    def __init__(self):
        together = distributed.is_available() and distributed.is_initialized()
        self.rank = distributed.get_rank() if together else 0
        self.size = distributed.get_world_size() if together else 1

    @property
    def is_main_process(self):
        """Whether this process is the one that speaks and writes for all."""
        return self.rank == 0

    def wrap(self, model):
        """The model, such that backward() averages the gradients of all processes."""
        if self.size == 1:
            return model
        device = next(model.parameters()).device
        return torch.nn.parallel.DistributedDataParallel(model, [device] if device.type == "cuda" else None)

    def without_averaging(self, wrapped):
        """A context in which backward() adds up gradients here alone: for all pieces of a batch but the last."""
        return wrapped.no_sync() if self.size > 1 else nullcontext()

    def sum(self, numbers, device="cpu"):
        """Numbers added up over all processes: a list of floats -> a list of floats, the same in every process."""
        if self.size == 1:
            return list(numbers)
        together = torch.tensor(numbers, dtype=torch.float64, device=device)
        distributed.all_reduce(together)
        return together.tolist()
