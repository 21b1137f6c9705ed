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

from llm_edu.training.optimisers import Muon


@contextmanager
def joined_process_group():
    """Join the process group that torchrun has started, if it has; leave it at the end."""
    if "RANK" not in os.environ:
        yield ProcessGroup()
        return
    device = own_device()
    if device.type == "cuda":
        torch.cuda.set_device(device)
    distributed.init_process_group("gloo" if device.type == "cpu" else "cpu:gloo,cuda:nccl")
    try:
        yield ProcessGroup()
        distributed.barrier()    # who leaves early tears connections that others still use
    finally:
        gc.collect()    # a wrapped model that is still waiting to be cleared away would outlive the group, and crash
        distributed.destroy_process_group()


def own_device():
    """Where a process that torchrun has started computes: its own GPU if there is one for each, else the processor."""
    here = int(os.environ.get("LOCAL_WORLD_SIZE", 0))
    if here and torch.cuda.is_available() and torch.cuda.device_count() >= here:
        return torch.device("cuda", int(os.environ["LOCAL_RANK"]))
    return torch.device("cpu")


class ProcessGroup:
    """The processes of this training: `size` of them, of which this one has the `rank`. Alone: rank 0 of 1."""

    muon = Muon    # the kind of Muon that suits how the model is held

    def __init__(self):
        together = distributed.is_available() and distributed.is_initialized()
        self.rank = distributed.get_rank() if together else 0
        self.size = distributed.get_world_size() if together else 1

    @property
    def is_main_process(self):
        """Whether this process is the one that speaks and writes for all."""
        return self.rank == 0

    takes_part_in_saving = is_main_process    # where each has a copy, one can do it alone

    def take_device(self, model):
        """The device of a model; CUDA wants to be told in each thread, and training is in one of its own."""
        device = next(model.parameters()).device
        if device.type == "cuda":
            torch.cuda.set_device(device)
        return device

    def wrap(self, model):
        """The model, such that backward() averages the gradients of all processes."""
        if self.size == 1:
            return model
        device = self.take_device(model)
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

    def gather(self, number, device="cpu"):
        """One number of each process, in the order of their ranks: the same list in every process."""
        return self.sum([number if rank == self.rank else 0.0 for rank in range(self.size)], device)

    def bytes_held(self, model, optimisers):
        """What each process keeps from step to step: [(bytes of parameters, bytes that optimisers remember), …]."""
        def size(tensors):
            local = [tensor.to_local() if hasattr(tensor, "to_local") else tensor for tensor in tensors]
            return float(sum(tensor.numel() * tensor.element_size() for tensor in local))

        remembered = [value for optimiser in optimisers for state in optimiser.state.values()
                      for value in state.values() if isinstance(value, torch.Tensor)]
        parameters = list(model.parameters())
        kinds = [self.gather(size(tensors), parameters[0].device) for tensors in (parameters, remembered)]
        return [tuple(map(int, own)) for own in zip(*kinds, strict=True)]

    def describe(self, held):
        """A sentence about what each process holds, worth saying only where each holds a part."""
        return ""
