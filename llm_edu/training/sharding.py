"""Several processes that hold one model between them: each keeps some rows of every parameter, and nobody keeps all.

With a copy in each process (`distributed`), more processes are faster, but the model must fit into one. Here every
table is cut into bands of rows, one for each process. What is kept is only the band: of the parameter, of its gradient,
of what the optimisers remember about it. Just before a block computes, its rows are gathered from all processes, and
afterwards they are let go; going backwards again. Then the gradients are averaged, and each process is sent those of
its own rows. The price is sending: half as much again as with copies (ZeRO, section 7), and for Muon more.

The results are those of one process, up to rounding. Checkpoints are the same files, and hold the whole model: one
process can go on where several have stopped, and the other way round. Each process makes the whole model once, before
it is cut up, and the first one gathers it, in its ordinary memory, whenever a checkpoint is written. After its training
a model stays sharded, and all processes have to compute with it at once; to have it whole, load its checkpoint.

Sources: Rajbhandari et al. 2019, ZeRO: Memory Optimizations Toward Training Trillion Parameter Models,
arXiv:1910.02054 (this is its third stage); Zhao et al. 2023, PyTorch FSDP, arXiv:2304.11277. The gathering and
scattering is PyTorch's `fully_shard`.
"""

from collections import Counter
from contextlib import nullcontext
from functools import partial

import torch
from torch import distributed, nn

from llm_edu.errors import CourseError
from llm_edu.training.distributed import ProcessGroup
from llm_edu.training.optimisers import Muon

ALONE = ("Sharding (--shard, or shard=True) divides a model among several processes, and this one is alone. torchrun "
         "starts several:\n    torchrun --nproc-per-node 2 -m llm_edu.training --shard --steps 500\nOn one process "
         "train without it.")
# Up to some version gloo sums where it should average, in silence (pytorch issue 162338): it is asked for sums alone.
OLD = ("Sharding without GPUs needs PyTorch 2.8 or newer: an older one does not take the average of gradients as it "
       f"should. This is {torch.__version__}: update it, or train without sharding.")


def process_group(shard=False):
    """The processes of a training, each with a copy of the model, or with a part of it; CourseError if that cannot be.

    torchrun may also have started a single one: it has all parts of the model, and sharding changes nothing.
    """
    group = ProcessGroup()
    if not shard:
        return group
    if not distributed.is_available():
        raise CourseError("This PyTorch was built without torch.distributed, which sharding needs: train without it.")
    if not distributed.is_initialized():
        raise CourseError(ALONE)
    return ShardedGroup() if group.size > 1 else group


# --- tensors of which this process holds some rows -------------------------------------------------------------------
def is_sharded(tensor):
    """Whether this is a tensor of which each process holds some rows (in PyTorch's words a DTensor)."""
    return hasattr(tensor, "to_local")


def own_part(tensor):
    """The rows that this process holds, perhaps none, in the same memory; of an ordinary tensor all of it."""
    return tensor.to_local() if is_sharded(tensor) else tensor


def own_rows(whole, tensor):
    """Those rows of a whole tensor that this process holds of a sharded one; of an ordinary one all of them.

    All processes but the last have equally many; where that does not work out, the last ones have fewer, or none.
    """
    if not is_sharded(tensor):
        return whole
    bands, rank = whole.chunk(distributed.get_world_size()), distributed.get_rank()
    return bands[rank] if rank < len(bands) else whole[:0]


def fill(tensor, whole):
    """Copy a whole tensor into one of the same shape, sharded or not, and return it."""
    own_part(tensor).copy_(own_rows(whole, tensor))
    return tensor


def gather(tensor):
    """The whole of a tensor, in ordinary memory. All processes have to call this; only the first gets a sharded one."""
    tensor = tensor.detach()
    if not is_sharded(tensor):
        return tensor.cpu()
    whole = tensor.full_tensor()
    return whole.cpu() if distributed.get_rank() == 0 else None


def length_over_processes(length, gradients):
    """The length of gradients whose rows lie in several processes. length: that of the rows here, a tensor"""
    if not any(is_sharded(gradient) for gradient in gradients):
        return length
    square = length.double().square()
    distributed.all_reduce(square)
    return square.sqrt().to(length.dtype)


# --- processes -------------------------------------------------------------------------------------------------------
class ShardedMuon(Muon):
    """`Muon`, where each process holds some rows of every matrix and of its average gradient.

    Half of a matrix made orthogonal is not half of an orthogonal matrix: Muon needs all rows at once. So at each step
    the directions, and nothing else, are gathered from all processes. Each makes all of them orthogonal, moves its own
    rows, and lets the rest go. What Muon remembers stays sharded; for a moment each process has a whole direction for
    every matrix. All do the same products: dividing them up would save time and cost a second round of sending.
    """

    KIND = "Muon"    # for checkpoints: what it remembers is no other than Muon's

    @torch.no_grad()
    def step(self, closure=None):
        self.moves = []    # (parameter, how far all of its rows are to move)
        loss = super().step(closure)
        for parameter, move in self.moves:
            own_part(parameter).add_(own_rows(move, parameter))
        self.moves = []
        return loss

    def whole(self, parameter, direction):
        direction = direction.full_tensor()
        self.moves.append((parameter, torch.zeros_like(direction)))
        return self.moves[-1][1], direction


class ShardedGroup(ProcessGroup):
    """Processes that hold one model between them. All of them have to compute with it at the same time."""

    muon = ShardedMuon
    takes_part_in_saving = True    # all send their rows; the first writes

    def wrap(self, model):
        """Cut the model up, in place; return a function of a batch that computes with it, in all processes at once.

        Processes begin with the first one's numbers, as with copies. What is gathered together is the entry of a
        list of modules, such as a block, and whatever remains (embeddings, the last norm).
        """
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import FSDPModule, fully_shard

        device = self.take_device(model)
        if not isinstance(model, FSDPModule):    # else an earlier training has done it
            check_shardable(model)
            if device.type == "cpu" and not hasattr(FSDPModule, "set_force_sum_reduction_for_comms"):
                raise CourseError(OLD)
            for tensor in [*model.parameters(), *model.buffers()]:
                first = tensor.detach().contiguous()
                distributed.broadcast(first, src=0)
                tensor.detach().copy_(first)
            mesh = init_device_mesh(device.type, (self.size,))
            for part in [*separate_parts(model), model]:
                fully_shard(part, mesh=mesh, reshard_after_forward=True)
                if device.type == "cpu":
                    part.set_force_sum_reduction_for_comms(True)
        return partial(compute, model)

    def without_averaging(self, wrapped):
        """Nothing: the gradient of each piece is sent at once, since to add up pieces here would take whole ones."""
        return nullcontext()

    def describe(self, held):
        """A sentence about what each process holds. held: as `bytes_held` returns it"""
        whole = [sum(kind) for kind in zip(*held, strict=True)]
        shares = [f"{sum(own) / sum(whole):.0%}" for own in sorted(held, key=sum)]
        share = shares[0] if shares[0] == shares[-1] else f"{shares[0]} to {shares[-1]}"
        return (f"Sharded over {self.size} processes: each holds {share} of {whole[0] / 1e6:.2f} MB of parameters and "
                f"{whole[1] / 1e6:.2f} MB that optimisers remember.")


def compute(model, inputs):
    """model(inputs); CourseError for a model that computes with weights which have not been gathered."""
    try:
        return model(inputs)
    except RuntimeError as error:
        if "DTensor" not in str(error):
            raise
        raise CourseError(
            "This model cannot be sharded as it is: it computes with the weights of a part without calling the part, "
            "so they have not been gathered when it does. Call each entry of a ModuleList as a module (block(x), not "
            f"block.weight or a method of its own), or train without sharding. PyTorch says: {error}") from error


def check_shardable(model):
    """ValueError for what PyTorch cannot cut up."""
    single = [name for name, parameter in model.named_parameters() if parameter.dim() == 0]
    if single:
        raise ValueError(f"sharding cuts parameters into rows, and {single[0]} has none: make it torch.zeros(1) "
                         "instead of torch.tensor(0.0), or train without sharding")
    kinds = {str(parameter.dtype) for parameter in model.parameters()}
    if len(kinds) > 1:
        raise ValueError("sharding sends the parameters of a block as one, and this model mixes "
                         f"{', '.join(sorted(kinds))}: convert it, as with model.float(), or train without sharding")


def separate_parts(model):
    """The entries of the model's lists of modules, outermost only; without those that share a parameter with others."""
    def uses(module):
        return Counter(id(parameter) for _, parameter in module.named_parameters(remove_duplicate=False))

    lists = [module for _, module in model.named_modules() if isinstance(module, nn.ModuleList)]
    inner = {id(module) for one in lists for module in one.modules() if module is not one}
    everywhere = uses(model)
    return [entry for one in lists if id(one) not in inner for entry in one
            if not isinstance(entry, (nn.ModuleList, nn.ModuleDict)) and uses(entry)
            and all(everywhere[key] == count for key, count in uses(entry).items())]
